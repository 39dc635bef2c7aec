"""Drawings of a course over time: the line with its target and the period before, the control chart, and the cumulative flow."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from app.domain.chart import ChartAnswer, Kind, Mark
from app.domain.figure import Period, Point
from app.kpis import BY_ID
from app.kpis.kpi import How
from app.kpis.rounding import shown
from ui.charts.axes import time_ticks, value_ticks
from ui.charts.drawing import EMPTY, Across, Between, Dot, Drawing, Layer, Line, Pin, Spot
from ui.charts.mark_words import partly
from ui.charts.restated import LEGEND, squares
from ui.charts.spark import bounds

Notes = Sequence[tuple[date, str]]
_ROOM = 0.5  # of a step, beside the first and the last point


def nan(value: Decimal | None) -> float:
    return math.nan if value is None else float(value)


def over_time(answer: ChartAnswer, notes: Notes = ()) -> Drawing:
    """``notes``: what people wrote at a day."""
    if not answer.courses or not any(m.value is not None for c in answer.courses for m in c.marks):
        return EMPTY
    make = {Kind.LINE: _line, Kind.CONTROL: _control, Kind.FLOW: _flow}[answer.ask.drawn.kind]
    layers, low, high, legend = make(answer)
    marks = answer.courses[0].marks
    periods = [m.period for m in marks if m.period is not None]
    left = value_ticks(low, high, answer.unit)
    restated = [square for course in answer.courses for square in squares(course.marks)]
    layers = (*layers, *restated, *pins(periods, notes))
    spots = tuple(
        Spot(c, i, float(i), nan(m.value))
        for c, course in enumerate(answer.courses)
        for i, m in enumerate(course.marks)
        if m.value is not None
    )
    if restated:
        legend = (*legend, LEGEND)
    if any(isinstance(layer, Pin) for layer in layers):
        legend = (*legend, ("pin", "accent", "Note"))
    return Drawing(
        layers,
        spots,
        left,
        time_ticks(periods, answer.figure.period.last),
        (-_ROOM, max(len(c.marks) for c in answer.courses) - 1 + _ROOM),
        (left[0][0], left[-1][0]),
        legend=legend,
    )


def pins(periods: Sequence[Period], notes: Notes) -> list[Pin]:
    """One at each point of time that has notes."""
    found: dict[int, list[str]] = {}
    for day, words in notes:
        at = next((i for i, p in enumerate(periods) if p.first <= day <= p.last), None)
        if at is not None:
            found.setdefault(at, []).append(words)
    return [Pin(float(i), "; ".join(words)) for i, words in sorted(found.items())]


_Made = tuple[tuple[Layer, ...], float, float, tuple[tuple[str, str, str], ...]]


def _ys(marks: Sequence[Mark]) -> tuple[float, ...]:
    return tuple(nan(m.value) for m in marks)


def _xs(marks: Sequence[Mark]) -> tuple[float, ...]:
    return tuple(float(i) for i in range(len(marks)))


def _partial(marks: Sequence[Mark]) -> tuple[int, ...]:
    return tuple(i for i, m in enumerate(marks) if m.partial)


def _line(answer: ChartAnswer) -> _Made:
    kpi, course = BY_ID[answer.ask.kpi], answer.courses[0]
    target = kpi.target.target if kpi.target is not None else None
    before = answer.courses[1] if len(answer.courses) > 1 else None
    points = [Point(m.period, m.value, m.n) for c in answer.courses for m in c.marks if m.period is not None]
    low, high = bounds(points, target, from_zero=kpi.how is How.SUM, unit=answer.unit)
    layers: list[Layer] = []
    legend = [("line", "data.1", "This period")]
    if before is not None and any(m.value is not None for m in before.marks):
        layers.append(Line(_xs(before.marks), _ys(before.marks), "data.4", style="dash"))
        legend.append(("dash", "data.4", before.name))
    if target is not None:
        layers.append(Across(float(target), f"target {shown(target, answer.unit):f}"))
    paler = _partial(course.marks)
    layers.append(
        Line(_xs(course.marks), _ys(course.marks), "data.1", dots=len(course.marks) < 70, paler=paler, fill=kpi.how is How.SUM)
    )
    if paler:
        legend.append(("dot", "data.1", partly(answer, course.marks)))
    return tuple(layers), float(low), float(high), tuple(legend)


def _control(answer: ChartAnswer) -> _Made:
    course = answer.courses[0]
    x, y = _xs(course.marks), _ys(course.marks)
    lows, highs = (tuple(nan(v) for v in side) for side in ([m.low for m in course.marks], [m.high for m in course.marks]))
    known = [v for v in (*y, *lows, *highs) if not math.isnan(v)]
    layers: list[Layer] = [
        Between(x, lows, highs, "data.5", 0.35),
        Line(x, highs, "data.3", style="dash"),
        Line(x, lows, "data.3", style="dash"),
    ]
    legend = [("line", "data.1", "Measured"), ("dash", "data.3", "Limits of chance"), ("line", "data.4", "Mean")]
    if answer.middle is not None:
        layers.append(Across(float(answer.middle), f"mean {shown(answer.middle, answer.unit):f}", "data.4"))
    paler = _partial(course.marks)
    layers.append(Line(x, y, "data.1", dots=True, paler=paler))
    if paler:
        legend.append(("dot", "data.1", partly(answer, course.marks)))
    outside = [Dot(float(i), nan(m.value), "bad.fill", "d", 13) for i, m in enumerate(course.marks) if m.outside]
    if outside:
        legend.append(("diamond", "bad.fill", "Outside"))
    return (*layers, *outside), min(0.0, *known), max(known), tuple(legend)


def _flow(answer: ChartAnswer) -> _Made:
    arrived, resolved = answer.courses[0].marks, answer.courses[1].marks
    x, top, below = _xs(arrived), _ys(arrived), _ys(resolved)
    layers: tuple[Layer, ...] = (
        Between(x, tuple(0.0 for _ in x), below, "data.5", 0.7),
        Between(x, below, top, "data.2", 0.75),
        Line(x, below, "data.3", style="dash"),
        Line(x, top, "data.1"),
    )
    legend = (("line", "data.1", "Arrived"), ("block", "data.2", "In hand"), ("dash", "data.3", "Resolved"))
    return layers, 0.0, max(1.0, *top), legend
