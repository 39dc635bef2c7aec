"""What arrived and what left, added up: the gap between the two is what is in hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.chart import Course, Drawn
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis import BY_ID
from app.kpis.tally import NOTHING
from app.store.figures import compute
from app.store.figures.charts.way import Made, Way, course, lengths, of_period
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

_FLOW = ("service.arrivals", "service.closures")
_EVER = date(1970, 1, 1)


def _flow(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    """From what was in hand when the period began: the gap between the lines is what was in hand then."""
    period = _period(asked, found.today)
    whole = [replace(asked, kpi=BY_ID[kpi], period=Period(_EVER, period.last, "span")) for kpi in _FLOW]
    earlier = [sum((one.tally(a) for one in compute.by_day(found, a) if one.day < period.first), NOTHING) for a in whole]
    held = earlier[0].numerator - earlier[1].numerator
    courses = []
    for kpi, starts, name in zip(_FLOW, (held, Decimal(0)), ("Arrived", "Resolved"), strict=True):
        marks, total = [], starts
        for mark in course(found, replace(asked, kpi=BY_ID[kpi], period=period), kpi, name).marks:
            total += mark.n
            marks.append(replace(mark, value=total))
        courses.append(Course(kpi, name, tuple(marks)))
    return tuple(courses), None


def _period(asked: Asked, today: date) -> Period:
    return Period(today - timedelta(days=29), today, "span") if asked.period.grain == "moment" else asked.period


def _behind(found: Frame, asked: Asked, _drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    return of_period(found, replace(asked, kpi=BY_ID[course], period=_period(asked, found.today)), mark)


FLOW = Way(_flow, _behind, lengths, also=_FLOW)
