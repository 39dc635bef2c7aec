"""Figures over a million orders: made from nothing, after a page of changes, beside pandas and plain SQL; the window's heartbeat meanwhile.

``python -m tests.bench.bench_figures [ORDERS]``, a million where none is given; one run, ratios within it.
"""

from __future__ import annotations

import os
import random
import resource
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

from app.domain.figure import AskFigures, Status
from app.kpis.boards import BOARDS
from app.kpis.drawn import board_of
from app.store import records
from app.store.facts import write
from app.store.figure_read import FigureReads
from app.store.figures.ground import Calendar
from app.store.mirror import Mirror
from app.store.mirror_schema import BY_NOUN
from tests.app.store.figures.history.raw import NOW, TODAY
from tests.app.store.plain import around_the_clock
from tests.bench import company, others
from tests.bench.bench_ingest import Heartbeat, quantile, wait
from tests.bench.supply import Supply, console, profile
from ui.shell.logfile import start_log
from ui.shell.pages import PAGES
from ui.shell.session import Session

PAGE = 500  # records of one page of changes
DAYS = 90
ALL = tuple(dict.fromkeys(kpi for board in BOARDS for kpi in board.kpis))


def timed(what: str, run: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    found = run()
    took = time.perf_counter() - begin
    print(f"{what:64}{took:9.2f} s", flush=True)
    return took, found


def main() -> None:
    orders = int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000
    with tempfile.TemporaryDirectory() as folder:
        os.environ["XDG_STATE_HOME"] = folder
        home = profile(Path(folder))
        console(home, Supply()).close()  # makes the mirror of this profile
        mirror = home / "mirror.db"
        timed("(rows are multiplied)", lambda: company.make(mirror, random.Random(1), orders))
        with closing(sqlite3.connect(mirror)) as db:
            counts = {table: db.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("sale", "line", "move")}
            tenant, books, zone = db.execute("SELECT tenant, books, zone FROM owner").fetchone()
        print(", ".join(f"{n:,} {table}s" for table, n in counts.items()), f"{mirror.stat().st_size / 1e9:.1f} GB")
        calendar = Calendar(ZoneInfo(zone), frozenset(range(5)), lambda a, b: b - a, lambda _, at: at + timedelta(hours=24))
        reads = FigureReads(mirror, home / "outbox.db", lambda: calendar)
        measure(mirror, reads, UUID(tenant), books, zone)
        beat(home, reads)


def measure(mirror: Path, reads: FigureReads, tenant: UUID, books: str, zone: str) -> None:
    facts, _ = timed("facts of all records", company.facts(mirror))
    first, answer = timed(f"all boards over {DAYS} days, nothing kept", lambda: boards(reads))
    again, _ = timed("all boards, nothing changed", lambda: boards(reads))
    with_pandas, by_pandas = timed("pandas: two of the figures", lambda: others.pandas(mirror, TODAY, DAYS))
    by_sql, by_plain = timed("plain SQL: the same two", lambda: others.plain(mirror, TODAY, DAYS))
    ours = {kpi: (int(answer[kpi].numerator), int(answer[kpi].denominator)) for kpi in ("in_full", "on_time")}
    assert ours == by_pandas == by_plain, (ours, by_pandas, by_plain)
    keeping = Mirror(mirror, tenant, counts_from=around_the_clock, books=books, zone=zone)
    opened = f"one page of {PAGE} changed moves, written"
    plainly, _ = timed(f"{opened}, facts not kept", lambda: change(keeping, "a", without_facts=True))
    page, _ = timed(f"{opened} with its facts", lambda: change(keeping, "b", without_facts=False))
    after, _ = timed("all boards after it", lambda: boards(reads))
    timed(f"{opened} with its facts, a quarter of it old", lambda: change(keeping, "c", without_facts=False, old=PAGE // 4))
    after_far, _ = timed("all boards after it", lambda: boards(reads))
    keeping.close()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"\ncold, facts and all boards / pandas for two figures     {(facts + first) / with_pandas:8.2f}")
    print(f"cold, facts and all boards / plain SQL for two figures  {(facts + first) / by_sql:8.2f}")
    print(f"after a page, all boards / pandas                       {after / with_pandas:8.3f}")
    print(f"after a page, all boards / plain SQL                    {after / by_sql:8.3f}")
    print(f"after a page / nothing kept                             {after / first:8.3f}   (nothing changed {again / first:.3f})")
    print(f"after a page with old orders / nothing kept             {after_far / first:8.3f}")
    print(f"writing a page with facts / without                     {page / plainly:8.2f}")
    print(f"peak memory of this process, with pandas                {peak:8.0f} MB")


def boards(reads: FigureReads) -> dict[str, Any]:
    """Each board by itself, as the window asks."""
    found: dict[str, Any] = {}
    slow: list[tuple[float, str]] = []
    for board in BOARDS:
        begin = time.perf_counter()
        for figure in reads.board(board_of(board.kpis, DAYS), NOW).figures.figures:
            found[figure.kpi] = figure
        slow.append((time.perf_counter() - begin, board.name))
    print("   ", ", ".join(f"{name} {took:.2f}" for took, name in slow))
    told = sum(f.status is not Status.NO_DATA for f in found.values())
    print(f"    {told} of {len(found)} figures")
    return {
        **found,
        "in_full": found["reliability.in_full"],
        "on_time": found["reliability.delivery_performance"],
    }


def change(mirror: Mirror, mark: str, *, without_facts: bool, old: int = 0) -> None:
    """Moves of the last ten days are delivered a day later, and ``old`` of the last 400 days."""
    columns = company.noun_columns("move")
    with closing(sqlite3.connect(mirror._path)) as db:
        asked = f"SELECT {columns} FROM move WHERE effective >= ? AND source = 'erp' LIMIT ?"
        pages = ((10, PAGE - old), (400, old))
        found = [row for days, n in pages for row in db.execute(asked, ((TODAY - timedelta(days=days)).isoformat(), n))]
    moves = [BY_NOUN["move"].codec.decode(row) for row in found]
    changed = [replace(m, rev=mark, effective=min(TODAY, m.effective + timedelta(days=1))) for m in moves]
    real = write.write
    if without_facts:
        records.facts.write = lambda *_: None
    try:
        with mirror.writing() as tx:
            tx.upsert("erp", changed)
    finally:
        records.facts.write = real


def beat(home: Path, reads: FigureReads) -> None:
    """The window stands on the board; its own lane computes all boards over a year, of which nothing is kept."""
    log, app, supply = start_log(), QApplication([]), Supply()
    desk = console(home, supply)
    session = Session(app, PAGES, log)
    session.begin(desk)
    heart = Heartbeat()
    try:
        session.window.go("board")  # type: ignore[union-attr]
        wait(lambda: (desk.rounds.next_in("tryton") or 0.0) > 0.5)
        desk.read(AskFigures(1, ALL)).result()
        heart.start()
        end = time.perf_counter() + 10
        wait(lambda: time.perf_counter() > end)
        idle = heart.stop()
        (home / "figures.db").unlink(missing_ok=True)
        heart.start()
        begin = time.perf_counter()
        future = desk.read(AskFigures(365, ALL))
        wait(future.done)
        busy, took = heart.stop(), time.perf_counter() - begin
    finally:
        session.window.close()  # type: ignore[union-attr]
        session.close()
        QCoreApplication.processEvents()
    print(f"\nlateness of a 10 ms heartbeat of the window, ms; load {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    for name, late in (("idle", idle), (f"all boards over a year, {took:.0f} s", busy)):
        print(f"{name:36} p50 {quantile(late, 0.5):7.2f}  p99 {quantile(late, 0.99):7.2f}  max {max(late):7.1f}")


if __name__ == "__main__":
    main()
