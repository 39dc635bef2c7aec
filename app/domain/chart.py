"""A KPI as a picture: the marks of each kind of chart, each with the number of documents behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from app.domain.figure import ALL, Figure, Former, Only, Period

OTHERS = "…"  # key of the mark of all parts that have none of their own


class Kind(StrEnum):
    """How a KPI can be drawn."""

    LINE = "line"  # its course over time, with the period before and the target
    CONTROL = "control"  # its course between the limits of chance
    FLOW = "flow"  # what arrived and what left, added up: the gap is what is in hand
    BARS = "bars"  # what a stock is made up of, in the order of its steps
    PARETO = "pareto"  # where it comes from, the largest first, and the share of the first so many together
    HISTOGRAM = "histogram"  # how many documents took how long
    BOX = "box"  # how long the middle half took, over time or by part, and what took unusually long or short
    BULLET = "bullet"  # each part against its limit or the target, with the grounds where it wants watching and is bad
    HEATMAP = "heatmap"  # parts against time
    BRIDGE = "bridge"  # a waterfall from the period before to this one
    STAGES = "stages"  # a waterfall of what each step took in the mean, and apart what has not come through
    FUNNEL = "funnel"  # what got from stage to stage, and apart what did not
    WHALE = "whale"  # what the best customers bring together, and what the others take away again
    STACKED = "stacked"  # parts over time, one upon the other
    VENN = "venn"  # two ways to fail, and what failed in both
    COHORT = "cohort"  # what came of the documents of a time, by days since then
    OPINIONS = "opinions"  # promoters above, detractors below, and their score with its margin


class By(StrEnum):
    """What a KPI can be taken apart by."""

    CUSTOMER = "customer"
    PRODUCT = "product"
    CARRIER = "carrier"
    CHANNEL = "channel"
    TYPE = "type"  # of a case
    FAULT = "fault"  # what made an order not perfect
    LOSS = "loss"  # the one thing that made it so, or several together
    STEP = "step"  # age, use of a limit, cause: its own steps
    TOUCHPOINT = "touchpoint"  # what a survey asked about


@dataclass(frozen=True, slots=True)
class Drawn:
    """One way in which a KPI is drawn. ``by``: what its parts are, where it has parts. ``misses``: it shows the documents that do not
    fit instead of those that do."""

    kind: Kind
    by: By | None = None
    misses: bool = False

    @property
    def name(self) -> str:
        return f"{self.kind}.{self.by}" if self.by else str(self.kind)


@dataclass(frozen=True, slots=True)
class Box:
    """``first``, ``third``: quartiles. ``low``, ``high``: ends of the whiskers. In the chart's unit."""

    low: Decimal
    first: Decimal
    third: Decimal
    high: Decimal


@dataclass(frozen=True, slots=True)
class Mark:
    """A point, a bar or a cell. ``key``: under which its documents are asked for. ``value``: in the chart's unit; None is a gap.

    numerator, denominator: what the value was divided from, in the figure's units. n: documents behind it; there are as many in its list.
    period: of a mark in time. partial: not all of its period was asked for, or it is not over, or not all of its documents
    are that old. low, high: the limits of chance of a control chart, or the margin of error of a score or share, in the unit.
    former: what it was told to be before, the first one first. box: around the median that is its value. singles: the values, ascending,
    of documents that are in no box or beyond its whiskers.
    """

    key: str
    label: str
    value: Decimal | None
    n: int
    numerator: Decimal = Decimal(0)
    denominator: Decimal = Decimal(0)
    period: Period | None = None
    partial: bool = False
    low: Decimal | None = None
    high: Decimal | None = None
    former: tuple[Former, ...] = ()
    box: Box | None = None
    singles: tuple[Decimal, ...] = ()

    @property
    def outside(self) -> bool:
        """Beyond what chance explains."""
        if self.value is None or self.low is None or self.high is None:
            return False
        return not self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True)
class Course:
    """Marks that belong together: a line, a row of a heat map, all bars. ``key``: of its documents, with the mark's own."""

    key: str
    name: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, slots=True)
class AskChart:
    """``days``, ``named``, ``only``: as the figure is asked for."""

    kpi: str
    drawn: Drawn
    days: int = 90
    named: str = ""
    only: Only = ALL


@dataclass(frozen=True, slots=True)
class ChartAnswer:
    """``courses``: the first is walked first; where they stand one above another, from the top. ``unit``: of the marks. ``middle``: of a
    control chart, the mean that its limits lie around. ``figure``: of the same documents, over the whole period. ``currency``: of what a
    mark's value was divided from, where that is money."""

    ask: AskChart
    figure: Figure
    unit: str
    courses: tuple[Course, ...]
    middle: Decimal | None = None
    currency: str = ""


@dataclass(frozen=True, slots=True)
class AskBehind:
    """The documents behind one mark. ``most``: so many rows of it."""

    chart: AskChart
    course: str
    mark: str
    most: int = 500
