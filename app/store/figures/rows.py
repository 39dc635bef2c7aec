"""Which query feeds which KPI, and how its rows are added up, listed and drawn over days."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis.kpi import How, Kpi
from app.kpis.tally import Tally
from app.store.figures.books import BOOKS
from app.store.figures.credit import CREDIT
from app.store.figures.growth import GROWTH
from app.store.figures.reliability import RELIABILITY
from app.store.figures.service import SERVICE
from app.store.figures.sold import IMPORTED
from app.store.figures.speed import SPEED
from app.store.figures.supply import SUPPLY

FED: Mapping[str, str] = {**RELIABILITY, **SPEED, **CREDIT, **SERVICE, **GROWTH, **BOOKS, **SUPPLY}
_SIDES = {"numerator": "known AND num <> 0", "denominator": "known AND den <> 0", "unknown": "NOT known"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A KPI over a period. ``today``: of the reporting zone; ``now``: microseconds; ``currency``: of the report."""

    kpi: Kpi
    period: Period
    today: date
    now: int
    currency: str

    def parameters(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "now": self.now,
            "currency": self.currency,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            "ripe": (self.today - self.kpi.matures).isoformat(),
        }

    @property
    def rows(self) -> str:
        """Of the period, with columns source, model, key, day, num, den, known (1 or 0)."""
        return (
            "(WITH item(source, model, key, day, num, den, known) AS (SELECT * FROM ("
            f"{FED.get(self.kpi.id) or IMPORTED[self.kpi.id]})) SELECT source, model, key, day, num, den, coalesce(known, 0) AS known "
            "FROM item WHERE day BETWEEN :first AND :last)"
        )


_SUMS = "coalesce(sum(num * known), 0), coalesce(sum(den * known), 0), {n}, sum(NOT known), sum(known AND day > :ripe)"


def tally(db: sqlite3.Connection, asked: Asked) -> Tally:
    """Sums in smallest parts."""
    (row,) = db.execute(f"SELECT {_sums(asked.kpi)} FROM {asked.rows}", asked.parameters())
    return _tally(asked.kpi, row)


def by_day(db: sqlite3.Connection, asked: Asked) -> list[tuple[date, Tally]]:
    """Days on which there was something; the others are gaps."""
    asked_sql = f"SELECT day, {_sums(asked.kpi)} FROM {asked.rows} GROUP BY day ORDER BY day"
    return [(date.fromisoformat(row[0]), _tally(asked.kpi, row[1:])) for row in db.execute(asked_sql, asked.parameters())]


def measured(db: sqlite3.Connection, asked: Asked) -> list[Decimal]:
    """What each known document took, ascending."""
    rows = db.execute(f"SELECT num FROM {asked.rows} WHERE known ORDER BY num", asked.parameters())
    return [Decimal(row[0]) for row in rows]


def measured_by_day(db: sqlite3.Connection, asked: Asked) -> list[tuple[date, Decimal]]:
    """The same with the day that each counts for, in no order."""
    rows = db.execute(f"SELECT day, num FROM {asked.rows} WHERE known", asked.parameters())
    return [(date.fromisoformat(day), Decimal(num)) for day, num in rows]


def documents(db: sqlite3.Connection, asked: Asked, side: str) -> tuple[Ref, ...]:
    """Exactly those that ``tally`` added up on that side. KeyError for another side."""
    rows = db.execute(
        f"SELECT source, model, key FROM {asked.rows} WHERE {_SIDES[side]} ORDER BY day DESC, source, model, length(key) DESC, key DESC",
        asked.parameters(),
    )
    return tuple(Ref(*row) for row in rows)


def _sums(kpi: Kpi) -> str:
    counted = "known" if kpi.how is How.SUM else "known AND den <> 0"
    return _SUMS.format(n=f"coalesce(sum({counted}), 0)")


def _tally(kpi: Kpi, row: tuple[Any, ...]) -> Tally:
    num, den, n, unknown, maturing = row
    return Tally(Decimal(num), Decimal(den), n, unknown or 0, (maturing or 0) if kpi.matures else 0)
