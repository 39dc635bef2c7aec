"""Which query feeds which KPI, and how its rows are added up, listed and drawn over days."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from app.domain.figure import ALL, Only, Period
from app.domain.ref import Ref
from app.kpis.kpi import How, Kpi, Of
from app.kpis.tally import NOTHING, Tally
from app.store.figures import narrow
from app.store.figures.books import BOOKS
from app.store.figures.credit import CREDIT
from app.store.figures.growth import GROWTH
from app.store.figures.reliability import RELIABILITY
from app.store.figures.service import SERVICE
from app.store.figures.sold import IMPORTED
from app.store.figures.speed import SPEED
from app.store.figures.supply import SUPPLY

FED: Mapping[str, str] = {**RELIABILITY, **SPEED, **CREDIT, **SERVICE, **GROWTH, **BOOKS, **SUPPLY}


def query(kpi: str) -> str:
    """Of a KPI of the catalogue, or of one over an imported file of sales. KeyError for one that nothing feeds."""
    return FED.get(kpi) or IMPORTED[kpi]


_SIDES = {"numerator": "known AND num <> 0", "denominator": "known AND den <> 0", "unknown": "NOT known"}


@dataclass(frozen=True, slots=True)
class Asked:
    """A KPI over a period. ``today``: of the reporting zone; ``now``: microseconds; ``currency``: of the report; ``only``: a part of it."""

    kpi: Kpi
    period: Period
    today: date
    now: int
    currency: str
    only: Only = ALL

    def parameters(self) -> dict[str, Any]:
        return {
            "today": self.today.isoformat(),
            "now": self.now,
            "currency": self.currency,
            "first": self.period.first.isoformat(),
            "last": self.period.last.isoformat(),
            **narrow.parameters(self.only),
        }

    @property
    def ripe(self) -> date:
        """The last day whose outcomes are all in."""
        return self.today - self.kpi.matures

    @property
    def rows(self) -> str:
        """Of the period, with columns source, model, key, day, num, den, known (1 or 0)."""
        return self.rows_of(query(self.kpi.id))

    def rows_of(self, query: str) -> str:
        """The same of another query."""
        return (
            "(WITH item(source, model, key, day, num, den, known) AS (SELECT * FROM ("
            f"{query})) SELECT source, model, key, day, num, den, coalesce(known, 0) AS known "
            f"FROM item i WHERE day BETWEEN :first AND :last AND {narrow.condition(query, self.only)})"
        )


@dataclass(frozen=True, slots=True)
class DaySum:
    """What a KPI's documents of one day add up to, in smallest parts. n: documents counted; known, unknown: all whose part is, is not."""

    day: date
    num: int = 0
    den: int = 0
    n: int = 0
    unknown: int = 0
    known: int = 0

    @property
    def sums(self) -> tuple[int, ...]:
        return self.num, self.den, self.n, self.unknown, self.known

    def tally(self, asked: Asked) -> Tally:
        young = bool(asked.kpi.matures) and self.day > asked.ripe
        return Tally(Decimal(self.num), Decimal(self.den), self.n, self.unknown, self.known if young else 0)


@dataclass(frozen=True, slots=True)
class Took:
    """``n`` documents of a day that each took ``num`` smallest parts."""

    day: date
    num: int
    n: int


def by_day(db: sqlite3.Connection, asked: Asked) -> list[DaySum]:
    """Days on which there was something, ascending; the others are gaps."""
    query = (
        f"SELECT day, coalesce(sum(num * known), 0), coalesce(sum(den * known), 0), coalesce(sum({counts(asked.kpi)}), 0), sum(NOT known), "
        f"sum(known) FROM {asked.rows} GROUP BY day ORDER BY day"
    )
    return [DaySum(date.fromisoformat(day), *sums) for day, *sums in db.execute(query, asked.parameters())]


def tally(db: sqlite3.Connection, asked: Asked) -> Tally:
    """All of them."""
    return whole(asked, by_day(db, asked))


def whole(asked: Asked, days: Iterable[DaySum]) -> Tally:
    return sum((one.tally(asked) for one in days), NOTHING)


def took(db: sqlite3.Connection, asked: Asked) -> list[Took]:
    """What the known documents of each day took, in no order."""
    query = f"SELECT day, num, count(*) FROM {asked.rows} WHERE known AND num IS NOT NULL GROUP BY day, num"
    return [Took(date.fromisoformat(day), num, n) for day, num, n in db.execute(query, asked.parameters())]


def documents(db: sqlite3.Connection, asked: Asked, side: str) -> tuple[Ref, ...]:
    """Exactly those that ``tally`` added up on that side; of a sum of amounts those of nothing too. KeyError for another side."""
    amounts = asked.kpi.how is How.SUM and asked.kpi.of is not Of.DOCUMENTS
    where = counts(asked.kpi) if amounts and side == "numerator" else _SIDES[side]
    return listed(db, asked.rows, where, asked.parameters())


def listed(db: sqlite3.Connection, items: str, where: str, parameters: Mapping[str, Any]) -> tuple[Ref, ...]:
    """Documents of some rows, the newest first."""
    order = "day DESC, source, model, length(key) DESC, key DESC"
    return tuple(
        Ref(*row) for row in db.execute(f"SELECT source, model, key FROM {items} WHERE {where} ORDER BY {order}", parameters)
    )


def counts(kpi: Kpi) -> str:
    """Which rows its n counts."""
    return "known" if kpi.how is How.SUM else "known AND den <> 0"
