"""Words of pictures that go from stage to stage: which part each mark is of the stage before it, or of the whole way."""

from __future__ import annotations

from decimal import Decimal

from app.domain.chart import ChartAnswer, Course, Kind, Mark
from app.kpis import BY_ID
from app.kpis.kpi import so_many
from app.kpis.rounding import shown

KINDS = (Kind.STAGES, Kind.FUNNEL)
_OPEN = "open"  # key of what did not get beyond the first stage of a funnel


def whole_of(answer: ChartAnswer, course: Course, mark: Mark) -> Mark | None:
    """The mark that it is a part of: the whole way, or the stage above that it is of."""
    through = answer.courses[0].marks
    if answer.ask.drawn.kind is Kind.STAGES:
        return through[-1] if course is answer.courses[0] else None
    if course is answer.courses[0]:
        at = through.index(mark)
        return through[at - 1] if at else None
    return through[0] if mark.key == _OPEN else through[1]


def share(answer: ChartAnswer, course: Course, mark: Mark) -> Decimal | None:
    """Percent of that; None where there is none, or nothing of it."""
    whole = whole_of(answer, course, mark)
    if whole is None or not whole.value or mark.value is None:
        return None
    return 100 * mark.value / whole.value


def tail(answer: ChartAnswer, course: Course, mark: Mark) -> str:
    """What is said of a mark after its value."""
    kpi, whole, part = BY_ID[answer.ask.kpi], whole_of(answer, course, mark), share(answer, course, mark)
    percent = "" if part is None else f"{shown(part, '%')} %".replace("-", "\N{MINUS SIGN}")
    if answer.ask.drawn.kind is Kind.FUNNEL:
        of = f"{percent} of {whole.label.lower()}" if whole is not None and percent else ""
        return ", ".join(filter(None, ("" if answer.unit == "documents" else so_many(kpi, mark.n), of)))
    if whole is None:
        return f"mean of {so_many(kpi, mark.n)} so far" if mark.n else ""
    if mark is whole:
        return f"mean of {so_many(kpi, mark.n)} that are paid" if mark.n else ""
    took = f"{mark.n:,} of {so_many(kpi, whole.n)} took time for it" if whole.n else ""
    return ", ".join(filter(None, (f"{percent} of the whole" if percent else "", took)))
