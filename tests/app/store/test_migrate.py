"""Migrations: by copy for the outbox, in one transaction for the team store; killed anywhere they leave the old or the new."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory

from app.errors import StoreTrouble
from app.store import migrate
from app.store.engine import set_pragmas
from app.store.migrate import FOLDER, migrate_file, number
from app.store.outbox import SCHEMA as OUTBOX_SCHEMA
from app.store.outbox import Outbox
from app.store.team.schema import SCHEMA as TEAM_SCHEMA
from tests.app.store.plain import letter

STEPS = ("copy", "upgrade", "verify", "keep the old one", "swap", "done")
SECOND = '''"""One revision more, for tests."""
from alembic import op
revision = "9999"
down_revision = "NEWEST"
def upgrade():
    op.execute("ALTER TABLE letter ADD COLUMN colour TEXT")
    op.execute("UPDATE letter SET colour = 'blue'")
    op.execute("CREATE TABLE extra (a INTEGER)")
    op.execute("INSERT INTO extra SELECT 1 FROM letter")
'''.replace("NEWEST", f"{OUTBOX_SCHEMA:04}")


@pytest.mark.parametrize(("room", "known"), [("outbox", OUTBOX_SCHEMA), ("team", TEAM_SCHEMA)])
def test_the_program_knows_its_newest_revision(room: str, known: int) -> None:
    script = ScriptDirectory(str(FOLDER / room))
    assert number(script.get_current_head()) == known
    assert [number(r.revision) for r in script.walk_revisions()] == list(range(known, 0, -1))


# ---- by copy -----------------------------------------------------------------------------------------------------------------------


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """An outbox of today with 40 letters, some still in its log (the process was killed)."""
    path = tmp_path / "outbox.db"
    Outbox(path).close()
    db = sqlite3.connect(path, isolation_level=None)
    set_pragmas(db, "FULL")
    db.execute("PRAGMA wal_autocheckpoint=0")
    names = [row[1] for row in db.execute("PRAGMA table_info(letter)")]
    for n in range(40):
        values = {"id": f"d{n}/1", "spell": 1, "fence": 0, "attempt": 0, "created_at": n, "state": "queued"}
        db.execute(
            f"INSERT INTO letter VALUES ({', '.join('?' * len(names))})",
            [values.get(name, "x" if name not in ("sent_at", "ended_at") else None) for name in names],
        )
    for suffix in ("", "-wal"):  # as a kill leaves them: with everything in the log
        shutil.copy(f"{path}{suffix}", f"{path}.killed{suffix}")
    db.close()
    killed = tmp_path / "outbox.db.killed"
    assert killed.with_name(killed.name + "-wal").stat().st_size > 0
    return killed


@pytest.fixture
def room(tmp_path: Path) -> Path:
    folder = tmp_path / "revisions"
    shutil.copytree(FOLDER / "outbox", folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "r9999_second.py").write_text(SECOND)
    return folder


def state(path: Path) -> str:
    """ "old" or "new", whole; anything else fails."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert db.execute("SELECT count(*), count(DISTINCT id) FROM letter").fetchone() == (40, 40)
        (revision,) = db.execute("SELECT version_num FROM alembic_version").fetchone()
        columns = {row[1] for row in db.execute("PRAGMA table_info(letter)")}
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if revision == f"{OUTBOX_SCHEMA:04}":
            assert "colour" not in columns
            assert "extra" not in tables
            return "old"
        assert db.execute("SELECT count(*) FROM letter WHERE colour = 'blue'").fetchone() == (40,)
        assert db.execute("SELECT count(*) FROM extra").fetchone() == (40,)
        return "new"


KILLED = """
import os, sys
from pathlib import Path
from sqlalchemy import event
from sqlalchemy.engine import Engine
from app.store.migrate import migrate_file
path, room, step, statement = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], int(sys.argv[4])
count = 0
@event.listens_for(Engine, "before_cursor_execute")
def before(*_):
    global count
    count += 1
    if count == statement: os.kill(os.getpid(), 9)
def at(name):
    if name == step: os.kill(os.getpid(), 9)
migrate_file(path, room, "the outbox", keep=("letter",), at=at)
print("statements", count)
"""


def run(path: Path, room: Path, step: str = "", statement: int = 0) -> subprocess.CompletedProcess[str]:
    argv = [sys.executable, "-c", KILLED, str(path), str(room), step, str(statement)]
    return subprocess.run(
        argv, capture_output=True, text=True, cwd=Path(__file__).parents[3], env=os.environ | {"PYTHONPATH": "."}, check=False
    )


def test_migrated_whole(old: Path, room: Path) -> None:
    done: list[str] = []
    migrate_file(old, room, "the outbox", keep=("letter",), at=done.append)
    assert tuple(done) == STEPS
    assert state(old) == "new"
    assert state(old.with_name(old.name + ".before")) == "old"
    assert old.stat().st_mode & 0o777 == 0o600
    assert not old.with_name(old.name + ".migrating").exists()
    assert not old.with_name(old.name + "-wal").exists()


@pytest.mark.parametrize("step", STEPS)
def test_killed_at_a_step(old: Path, room: Path, step: str) -> None:
    assert run(old, room, step).returncode == -9
    assert state(old) == ("new" if step == "done" else "old")
    assert run(old, room).returncode == 0, "the next start begins again"
    assert state(old) == "new"


def test_killed_at_every_statement(old: Path, room: Path, tmp_path: Path) -> None:
    spare = tmp_path / "spare"
    spare.mkdir()
    for suffix in ("", "-wal"):
        shutil.copy(f"{old}{suffix}", spare / f"x{suffix}")
    whole = run(old, room)
    assert whole.returncode == 0, whole.stderr
    statements = int(whole.stdout.split()[-1])
    assert statements > 5
    for statement in range(1, statements + 1):
        path = tmp_path / f"s{statement}.db"
        for suffix in ("", "-wal"):
            shutil.copy(spare / f"x{suffix}", f"{path}{suffix}")
        assert run(path, room, "", statement).returncode == -9
        assert state(path) == "old"


@pytest.mark.parametrize(
    "broken",
    ["raise RuntimeError('half way')", "op.execute('DELETE FROM letter WHERE id > \"d3\"')", "op.execute('DROP TABLE letter')"],
    ids=["raises", "loses rows", "loses the table"],
)
def test_a_revision_that_goes_wrong_leaves_the_old_file(old: Path, room: Path, broken: str) -> None:
    (room / "versions" / "r9999_second.py").write_text(f"{SECOND}    {broken}\n")
    with pytest.raises((RuntimeError, StoreTrouble)):
        migrate_file(old, room, "the outbox", keep=("letter",))
    assert state(old) == "old"


def test_not_while_another_uses_the_file(old: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as other:
        other.execute("BEGIN")
        assert other.execute("SELECT count(*) FROM letter").fetchone() == (40,)
        with pytest.raises(StoreTrouble):
            migrate_file(old, room, "the outbox", keep=("letter",))
        assert other.execute("SELECT count(*) FROM letter").fetchone() == (40,)
    assert state(old) == "old"


def test_the_copy_is_made_by_the_backup_interface(old: Path, room: Path) -> None:
    """What is only in the log is in the copy."""
    main_file_only = old.with_name("main-only.db")
    shutil.copy(old, main_file_only)
    with closing(sqlite3.connect(main_file_only)) as db:
        assert db.execute("SELECT count(*) FROM letter").fetchone() == (0,)
    migrate_file(old, room, "the outbox", keep=("letter",))
    assert state(old) == "new"


def test_letters_outlive_a_migration(tmp_path: Path, room: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from app.store import outbox

    path = tmp_path / "box.db"
    box = Outbox(path)
    box.add(letter())
    box.close()
    monkeypatch.setattr(outbox, "SCHEMA", 2)
    monkeypatch.setattr(migrate, "FOLDER", room.parent / "folder")
    shutil.copytree(room, room.parent / "folder" / "outbox")
    box = Outbox(path)
    assert box.get("d1/1") == letter()
    box.close()
