"""What a KPI declares about itself, so that a figure is never shown without its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from enum import StrEnum
from functools import partial

from app.kpis.target import Target


class How(StrEnum):
    """How the documents that a KPI counts become one value."""

    SHARE = "share"  # those that fit over all: a proportion, with its interval where they are few
    RATIO = "ratio"  # one sum over another
    SUM = "sum"  # of nothing it is a real zero
    MEAN = "mean"
    QUANTILE = "quantile"
    OWN = "own"  # mathematics of its own


class Of(StrEnum):
    """What is added up: each comes from the store in whole numbers of its smallest part."""

    DOCUMENTS = "documents"
    MONEY = "money"  # minor units of the reporting currency
    PIECES = "pieces"  # ten-thousandths
    TIME = "time"  # seconds


@dataclass(frozen=True, slots=True)
class Kpi:
    """``row``: where it is defined: section and head of its row in the product's catalogue. ``unit``: "money" stands for the reporting
    currency.

    definition: numerator and denominator in words. basis: which moment places a document in time. inputs: what it is computed from, and
    whose. lists: what a click on it lists; counts: what n counts, where that is something else. edges: what is decided at its edges.
    empty: said where there is nothing to divide by.

    feeds: what has to be read to its end before there is a figure; also: what counts as well where a system has it. missing: what no
    connected system tells, in a sentence; then it has no figure at all. imports: kinds of files that tell it: until one of each was
    imported, ``missing`` is said. factor: percent, or per hundred. matures: how long an outcome
    of a due day may still change. days: of its own period, where it is not the board's. moment: a stock, as of now. adds_up: False
    where days do not make a week (distinct customers), so that it has no course.
    """

    id: str
    row: str
    title: str
    unit: str
    definition: str
    basis: str
    inputs: str
    how: How = How.SHARE
    of: Of = Of.DOCUMENTS
    over: Of = Of.DOCUMENTS
    lists: str = "orders"
    counts: str = ""
    edges: str = ""
    target: Target | None = None
    feeds: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    empty: str = "Nothing to count in this period"
    missing: str = ""
    imports: tuple[str, ...] = ()
    quantile: Decimal = Decimal("0.5")
    factor: int = 1
    matures: timedelta = timedelta()
    days: int = 0
    moment: bool = False
    adds_up: bool = True

    @property
    def can_be_fed(self) -> bool:
        """Whether anything tells it: a connected system, or files that somebody may import."""
        return not self.missing or bool(self.imports)


def counted(kpi: Kpi) -> str:
    """What its n counts, in the plural."""
    return kpi.counts or kpi.lists


def so_many(kpi: Kpi, n: int) -> str:
    """ "31 orders", "1 order"."""
    noun, of, whose = counted(kpi).partition(" of ")
    return f"{n:,} {noun.removesuffix('s') if n == 1 else noun}{of}{whose}"


share = partial(Kpi, unit="%", factor=100)
share_of_money = partial(share, how=How.RATIO, of=Of.MONEY, over=Of.MONEY)


def up(target: str, *, warn: Decimal | None = None, alarm: Decimal | None = None) -> Target:
    """At least so much; proposed by us."""
    return Target(Decimal(target), "up", warn, alarm)


def down(target: str, *, warn: Decimal | None = None, alarm: Decimal | None = None) -> Target:
    """At most so much; proposed by us."""
    return Target(Decimal(target), "down", warn, alarm)
