"""From process start to the first painted credit queue, without a server, beside a bare import of Qt's widgets."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from app.domain.question import AskQueue
from tests.bench.supply import SOURCE, Supply, console, profile

TIMES = 5
SIZES = (1_000, 100_000)
SEEDED = 100  # cases that come by the program's own way; the rest are copies of them
REPOSITORY = Path(__file__).parents[2]
BARE = "import os, PySide6.QtWidgets; os.write(1, b'imported\\n')"


def seed(folder: Path) -> Path:
    """A profile whose mirror holds SEEDED open cases, pulled, judged and opened as always."""
    where = profile(folder)
    supply = Supply()
    supply.bring(supply.prepare(SEEDED * 10))
    desk = console(where, supply)
    try:
        while desk.rounds.pull_once(SOURCE) or desk.rounds.team_once():
            continue
        rows = desk.read(AskQueue("credit", "all")).result().rows
    finally:
        desk.close()
    assert len(rows) == SEEDED
    assert not any(row.provisional for row in rows)
    return where


def multiply(mirror: Path, cases: int) -> None:
    """Copies of the seeded rows under other keys, in every table that a queue and a case are read from."""
    with closing(sqlite3.connect(mirror)) as db:
        db.create_function("fold", 1, lambda text: (text or "").casefold(), deterministic=True)
        times = cases // SEEDED - 1
        db.execute(
            "CREATE TEMP TABLE times AS WITH RECURSIVE t(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM t WHERE i < ?) SELECT i FROM t",
            (times,),
        )
        held = "key IN (SELECT key FROM case_row)"
        _copy(
            db,
            "sale",
            {"n": "NULL", "key": "CAST(key + i * 1000000 AS TEXT)", "number": "number || '-' || i"},
            f"state = 'quoted' AND {held}",
        )
        names = {
            "case_id": "case_id || '-' || i",
            "fingerprint": "fingerprint || '-' || i",
            "key": "CAST(key + i * 1000000 AS TEXT)",
        }
        _copy(db, "finding", {**names, "document": "document || '-' || i"})
        ids = {"id": "id || '-' || i", "fingerprint": "fingerprint || '-' || i", "ref_key": "CAST(ref_key + i * 1000000 AS TEXT)"}
        _copy(db, "team_case", {**ids, "document": "document || '-' || i"})
        number = {"number": "number || '-' || i", "number_fold": "number_fold || '-' || i"}
        _copy(db, "case_row", {"n": "NULL", "case_id": names["case_id"], "key": names["key"], **number})
        db.execute("DELETE FROM words WHERE rowid % 4 = 0")
        db.execute(
            "INSERT INTO words(rowid, text) SELECT n * 4, number || ' ' || customer || ' ' || coalesce(reference, '') FROM case_row"
        )
        db.commit()
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        assert db.execute("SELECT count(*) FROM case_row WHERE live").fetchone()[0] == cases


def _copy(db: sqlite3.Connection, table: str, changed: dict[str, str], where: str = "1") -> None:
    names = [row[1] for row in db.execute(f"PRAGMA table_info({table})")]
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    db.execute(f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table}, temp.times WHERE {where}")


def timed(argv: Sequence[str], word: str, env: dict[str, str]) -> tuple[float, str]:
    """Milliseconds from the process's start until it writes a line that begins with ``word``; and the line."""
    begin = time.perf_counter()
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=REPOSITORY, env=env, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        spent = (time.perf_counter() - begin) * 1000
        _, errors = process.communicate()
    if not line.startswith(word):
        raise RuntimeError(f"{argv}: {errors[-2000:]}")
    return spent, line.strip()


def window(where: Path, *more: str) -> list[str]:
    return [sys.executable, *more, "-m", "tests.bench.first_paint", "--profile", str(where)]


def imports(where: Path, env: dict[str, str]) -> list[tuple[int, str]]:
    """The ten imports that cost most with what they pull in, in microseconds; each is counted in the one that asked for it, too."""
    done = subprocess.run(window(where, "-X", "importtime"), capture_output=True, cwd=REPOSITORY, env=env, text=True, check=True)
    found = re.findall(r"import time:\s+\d+ \|\s+(\d+) \| (\s*)(\S+)", done.stderr)
    ours = [(int(spent), name) for spent, _, name in found if name.split(".")[0] not in ("site", "encodings")]
    return sorted(ours, reverse=True)[:10]


def main() -> None:
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}  # a person's machine keeps compiled files
    with tempfile.TemporaryDirectory() as folder:
        env["XDG_STATE_HOME"] = folder
        env["PYTHONPYCACHEPREFIX"] = f"{folder}/compiled"
        where = seed(Path(folder))
        small = (where / "mirror.db").read_bytes()
        figures: dict[str, list[float]] = {"bare import PySide6.QtWidgets": []}
        said = ""
        for cases in SIZES:
            (where / "mirror.db").write_bytes(small)
            multiply(where / "mirror.db", cases)
            name = f"first painted queue, {cases:,} cases"
            figures[name] = []
            timed(window(where), "painted", env)  # compiles what is not, and reads the files once
            for _ in range(TIMES):  # side by side, so that both see the same machine
                figures["bare import PySide6.QtWidgets"].append(timed([sys.executable, "-c", BARE], "imported", env)[0])
                spent, said = timed(window(where), "painted", env)
                figures[name].append(spent)
            if int(said.split()[1]) != cases:
                raise RuntimeError(f"{said.split()[1]} cases were listed, not {cases}")
        table(figures, said.split()[2:], imports(where, env))
        shutil.rmtree(env["PYTHONPYCACHEPREFIX"])


def table(figures: dict[str, list[float]], heavy: list[str], imports: list[tuple[int, str]]) -> None:
    bare = statistics.median(figures["bare import PySide6.QtWidgets"])
    print(f"from process start, ms, n={TIMES}; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'':38}{'median':>8}{'min':>8}{'max':>8}{'ratio':>8}")
    for name, runs in figures.items():
        print(f"{name:38}{statistics.median(runs):8.0f}{min(runs):8.0f}{max(runs):8.0f}{statistics.median(runs) / bare:8.1f}")
    print(f"costly libraries needed for it: {', '.join(heavy) or 'none'}")
    print("imports that took most, with what they pull in, ms:")
    for spent, name in imports:
        print(f"{spent / 1000:8.0f}  {name}")


if __name__ == "__main__":
    main()
