"""A changing company that is looked at from day to day, and a ledger of what was shown, kept from the raw records with pandas alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.domain.feed import Cursor, Feed
from app.domain.figure import Former, Point
from app.kpis import BY_ID
from app.store.figures import compute, told
from app.store.figures.told import Told
from app.store.mirror_schema import KINDS
from tests.app.store.figures.changing import Company
from tests.app.store.figures.history.raw import NOW, TODAY
from tests.app.store.figures.oracle import documents
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.figures.test_figures import CALENDAR

# KPI -> (how, smallest parts in one of its unit, digits shown, days until its outcomes are all in), by hand from the catalogue
HOW = {
    "growth.orders": ("sum", 1, 0, 0),
    "growth.booked": ("sum", 100, 2, 0),
    "growth.revenue": ("sum", 100, 2, 0),
    "growth.aov": ("mean", 100, 2, 0),
    "reliability.delivery_performance": ("share", 1, 1, 14),
    "reliability.split_rate": ("share", 1, 1, 0),
}
DAYS = 80
_Key = tuple[str, date]


class Watched:
    """``now``: of the person who looks; every system was read just then, unless ``read_at`` says otherwise."""

    def __init__(self, seed: int, folder: Path, orders: int = 60) -> None:
        self.company = Company(seed, folder, orders)
        self.file = folder / f"told{seed}.db"
        self.now, self.calendar = NOW, CALENDAR
        self.shown: dict[_Key, list[tuple[date, Decimal | None]]] = {}
        self.read_at(NOW)

    @property
    def today(self) -> date:
        return TODAY + (self.now - NOW) // timedelta(days=1) * timedelta(days=1)

    def read_at(self, at: datetime, complete: bool = True) -> None:
        with self.company.mirror.writing() as tx:
            if not complete:
                tx._db.execute("UPDATE feed SET complete = 0")
                return
            tx.save_team_asof(at)
            for source in self.company.h.records:
                for kind in KINDS:
                    if kind.feed.startswith("web") == (source == "shop"):
                        tx.save_cursor(
                            source, Feed(kind.feed, kind.noun), Cursor(at, 1, "e"), complete=True, asof=at, readable=True
                        )

    def pass_days(self, days: int) -> None:
        self.now += timedelta(days=days)
        self.read_at(self.now)

    @contextmanager
    def frame(self) -> Iterator[compute.Frame]:
        with closing(sqlite3.connect(f"{self.company.path.as_uri()}?mode=ro", uri=True)) as db, told.opened(self.file) as kept:
            db.execute("ATTACH ':memory:' AS outbox")
            db.execute("CREATE TABLE outbox.letter (id TEXT, source TEXT, state TEXT, created_at INTEGER)")
            db.execute("BEGIN")
            found = compute.frame(db, self.calendar, self.now)
            yield replace(found, told=Told(db, kept, self.calendar))

    def look(self, kpi: str, days: int = DAYS) -> tuple[Point, ...]:
        with self.frame() as found:
            return compute.points(found, found.asked(BY_ID[kpi], days))

    # ---- the ledger: nothing of the program, but the raw records and the days on which they were looked at ------------------------
    def note(self, kpi: str) -> None:
        for week, value in by_week(self.company, kpi, self.today, self.now).items():
            self.shown.setdefault((kpi, week), []).append((self.today, value))

    def expected(self, kpi: str, week: date) -> list[tuple[Decimal | None, date]]:
        """Former values with the day of their end: between what stood first and at the end of each day."""
        seen = self.shown.get((kpi, week), [])
        ends = list(dict(seen).items())
        chain = ([(seen[0][0], seen[0][1])] if seen else []) + ends
        return [(a[1], b[0]) for a, b in pairwise(chain) if a[1] != b[1]]

    def disagreements(self, kpi: str) -> list[str]:
        self.note(kpi)
        listed, closed = [], by_week(self.company, kpi, self.today, self.now)
        for point in self.look(kpi):
            told_ = [(one.value, one.at) for one in point.former]
            week = point.period.first
            expected = self.expected(kpi, week) if week in closed else []
            if told_ != expected:
                listed.append(f"{kpi} {point.period}: {told_} is not {expected}")
        return listed


def by_week(company: Company, kpi: str, today: date, now: datetime) -> dict[date, Decimal | None]:
    """Every week that lies in the period and is closed, with its value as it would be shown."""
    how, parts, digits, matures = HOW[kpi]
    first = today - timedelta(days=DAYS - 1)
    frame = documents(Oracle(company.h, today, now, first), kpi)
    known = frame[frame.known.astype(bool)]
    found: dict[date, Decimal | None] = {}
    monday = first + timedelta(days=-first.weekday() % 7)
    while monday + timedelta(days=6 + matures) < today:
        rows = known[[monday <= day <= monday + timedelta(days=6) for day in known.day]]
        num, den = Decimal(int(rows.num.sum())), Decimal(int(rows.den.sum()))
        value: Decimal | None = num / parts if how == "sum" else None
        if how != "sum" and den:
            value = 100 * num / den if how == "share" else num / den / parts
        found[monday] = None if value is None else value.quantize(Decimal(1).scaleb(-digits), rounding=ROUND_HALF_UP)
        monday += timedelta(days=7)
    return found


def formers(points: tuple[Point, ...]) -> dict[date, tuple[Former, ...]]:
    return {p.period.first: p.former for p in points if p.former}


def booked_in(watched: Watched, week: Point) -> list[tuple[int, Any]]:
    """Where the orders of a week stand in the ERP's records."""
    from app.domain.order import Sale

    return [
        (i, r)
        for i, r in enumerate(watched.company.h.records["erp"])
        if isinstance(r, Sale) and r.order_date is not None and week.period.first <= r.order_date <= week.period.last
    ]
