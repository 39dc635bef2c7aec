"""A course over time: beside the period before, and between the limits of chance."""

from __future__ import annotations

from dataclasses import replace

from app.domain.chart import Course, Drawn, Mark
from app.domain.ref import Ref
from app.kpis import limits
from app.kpis.kpi import How
from app.kpis.rounding import keep
from app.kpis.tally import NOTHING
from app.store.figures.charts.way import BEFORE, NOW, Made, Way, before, course, of_period, sums_of
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked


def _line(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    earlier = course(found, before(found, asked), BEFORE, _called(found, asked))
    earlier = replace(earlier, marks=tuple(replace(m, partial=False) for m in earlier.marks))
    return (course(found, asked, NOW, asked.kpi.title), earlier), None


def _called(found: Frame, asked: Asked) -> str:
    """What the course before is, in words."""
    period = asked.period
    if period.grain == "span":
        return f"The {(period.last - period.first).days + 1} days before"
    over = period.last < found.today
    return f"The {period.grain} before" if over else f"As many working days of the {period.grain} before"


def _control(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    """Limits around the mean of the periods that are whole and over."""
    kpi, measured = asked.kpi, course(found, asked, NOW, asked.kpi.title)
    sums = sums_of(found, asked)
    over = sum((sums[m.key] for m in measured.marks if not m.partial and m.key in sums), NOTHING)
    mean = over.ratio()
    if mean is None:
        return (measured,), None
    bounds = limits.p_chart if kpi.how is How.SHARE else limits.u_chart

    def with_limits(mark: Mark) -> Mark:
        tally = sums.get(mark.key, NOTHING)
        if not tally.denominator:
            return mark
        low, high = bounds(mean, tally.denominator)
        return replace(
            mark,
            numerator=tally.numerator,
            denominator=tally.denominator,
            low=keep(low * kpi.factor),
            high=keep(high * kpi.factor),
        )

    return (Course(NOW, kpi.title, tuple(map(with_limits, measured.marks))),), keep(mean * kpi.factor)


def _behind(found: Frame, asked: Asked, _drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    return of_period(found, before(found, asked) if course == BEFORE else asked, mark)


LINE = Way(_line, _behind)
CONTROL = Way(_control, _behind)
