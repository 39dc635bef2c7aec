"""The shape in which every KPI is told: never a number without what it counts, how much of it is known and how old it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.ref import Ref


class Status(StrEnum):
    OK = "OK"
    PARTIAL = "PARTIAL"  # some of what it counts is not known, or may still change
    NO_DATA = "NO_DATA"  # nothing to divide by, or no connected system tells what it needs: ``reason`` says which
    STALE = "STALE"  # older than twice its refresh interval


@dataclass(frozen=True, slots=True)
class Period:
    """From the first to the last day, both included, in the reporting time zone. ``grain``: day, week, span (any run of days),
    month, quarter, year (fiscal, whole or until today) or moment (a stock at one point of time: both days are that day)."""

    first: date
    last: date
    grain: str

    def __str__(self) -> str:
        """ISO 8601: one day, or an interval."""
        return self.last.isoformat() if self.first == self.last else f"{self.first.isoformat()}/{self.last.isoformat()}"


@dataclass(frozen=True, slots=True)
class SourceAge:
    """``asof``: when the last complete poll of what is needed from it began; None before the first. Aware UTC."""

    source: str
    asof: datetime | None


@dataclass(frozen=True, slots=True)
class Figure:
    """One KPI over one period. ``unit``: "%", "EUR", "days", "orders" and the like; amounts and shares unrounded as far as six digits.

    numerator, denominator: what ``value`` was divided from; None where it is no division (a quantile, a product of rates).
    n: documents counted. coverage: percent of the documents whose part in it is known; None where there was none.
    reason: why there is no value, or what is not known of it, in a sentence; "" where nothing is to be said.
    interval: of a share of few documents, the 95 % interval, in the unit. low_n: too few for a rank or a colour.
    maturing: how many of n may still change.
    """

    kpi: str
    value: Decimal | None
    unit: str
    numerator: Decimal | None
    denominator: Decimal | None
    n: int
    period: Period
    as_of: datetime
    coverage: Decimal | None
    status: Status
    source_ages: tuple[SourceAge, ...]
    reason: str = ""
    interval: tuple[Decimal, Decimal] | None = None
    low_n: bool = False
    maturing: int = 0

    @property
    def judged(self) -> bool:
        """Whether it may be coloured or ranked against a target."""
        return self.value is not None and not self.low_n and not self.maturing and self.status in (Status.OK, Status.PARTIAL)


class Why(StrEnum):
    """Why a closed period is told differently than before."""

    LATE = "late"  # documents came, changed or went after it closed
    FINAL = "final"  # the same, after the time in which a period may be restated
    MEANING = "meaning"  # it is computed otherwise: another definition, currency, zone, policy, or one more system


@dataclass(frozen=True, slots=True)
class Former:
    """What a closed period was told to be until ``at`` (a day of the reporting zone): as it was shown, in the unit of then; None: a gap."""

    value: Decimal | None
    unit: str
    at: date
    why: Why


@dataclass(frozen=True, slots=True)
class Point:
    """One day or week of a series; ``value`` None is a gap, never a zero. ``partial``: not all of it was asked for, or it is
    not over. ``former``: what it was told to be before, the first one first; empty where it stands as it was first told."""

    period: Period
    value: Decimal | None
    n: int
    partial: bool = False
    former: tuple[Former, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """One part of a stock: by age, by kind. ``value`` in the figure's unit (or what it divides), of ``n`` documents."""

    label: str
    value: Decimal
    n: int


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One document behind a figure. ``about``: whose or of what it is. page, opens: where Enter goes; "" where it does not."""

    ref: Ref
    number: str
    about: str
    page: str = ""
    opens: Ref | str | None = None


@dataclass(frozen=True, slots=True)
class Counted:
    """The documents behind a figure: ``total`` of them, the newest in ``rows``. ``side``: numerator, denominator or unknown."""

    kpi: str
    side: str
    total: int
    rows: tuple[CountedRow, ...]


@dataclass(frozen=True, slots=True)
class Only:
    """What figures are narrowed to; "" and None: nothing is left out.

    source: a legal entity, told by the name of its system. channel: "shop" (ordered there) or "direct". customer: a customer of an ERP.
    sku: documents of, or with, this product. A KPI that can not be told so narrowly says that instead of a number.
    """

    source: str = ""
    channel: str = ""
    customer: Ref | None = None
    sku: str = ""


ALL = Only()


@dataclass(frozen=True, slots=True)
class AskFigures:
    """Every KPI of the catalogue over the ``days`` that end today; stocks as of now. ``ids``: only these; all where empty.

    named: instead of ``days``, a name of ``app.kpis.periods``: "month" is the fiscal one that is under way, "last month" the whole one
    before; "" for ``days``. compare: with the same elapsed time before as well.
    """

    days: int = 90
    ids: tuple[str, ...] = ()
    named: str = ""
    only: Only = ALL
    compare: bool = False


@dataclass(frozen=True, slots=True)
class AskCounted:
    """What a click on a figure lists; ``most``: so many rows of it. ``named``, ``only``: as the figure was asked for."""

    kpi: str
    days: int = 90
    side: str = "denominator"
    most: int = 500
    named: str = ""
    only: Only = ALL


@dataclass(frozen=True, slots=True)
class Compared:
    """A KPI over the days of its period that are over, beside as much of the period before: what is not over is never set against
    something that is. ``change``: percent of what it was, or of a share points of percent; None where either has no value, there
    was nothing before, or it is a stock, whose former state nobody kept. ``restated``: days or weeks of the period before that are told
    differently now than they once were."""

    kpi: str
    now: Figure
    before: Figure
    change: Decimal | None
    restated: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class FiguresAnswer:
    """``series``: by KPI, a point a day or, beyond a month, a week, for those that have one. ``bars``: by KPI, what a stock
    is made up of. ``compared``: where it was asked for, of each KPI that has a period."""

    figures: tuple[Figure, ...]
    series: tuple[tuple[str, tuple[Point, ...]], ...]
    bars: tuple[tuple[str, tuple[Bar, ...]], ...] = ()
    compared: tuple[Compared, ...] = ()
    period: Period | None = None
    fiscal: str = ""


@dataclass(frozen=True, slots=True)
class AskGrains:
    """What figures may be narrowed to."""


@dataclass(frozen=True, slots=True)
class Grains:
    """sources: systems that keep orders. customers, products: those ordered most in the last year, with the name that people know."""

    sources: tuple[str, ...]
    customers: tuple[tuple[Ref, str], ...]
    products: tuple[tuple[str, str], ...]
