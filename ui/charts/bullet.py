"""The drawing of bullets: a bar for each part, over the grounds where it wants watching and where it is bad."""

from __future__ import annotations

from app.domain.chart import OTHERS, ChartAnswer, Course, Mark
from app.kpis import BY_ID
from app.kpis.rounding import shown
from app.kpis.target import Target
from ui.charts.axes import steps, tick
from ui.charts.drawing import Between, Block, Dot, Drawing, Layer, Line, Spot, Words
from ui.charts.figure_words import short
from ui.charts.spread_words import standing

_HIGH = 0.4  # of a line, that a bar takes
_MARGIN = 1.04  # of the axis, that there is room for
_ASIDE = 0.018  # of the axis, that a shape stands beside its bar
_ROOM, _FURTHEST = 1.2, 2.0  # of the last bound: how far the axis goes at least, and at most
_TONES = {"ok": "data.1", "warn": "warn.fill", "bad": "bad.fill", "none": "data.4"}
_SHAPES = {"warn": "t1", "bad": "d"}  # told apart without colour


def bullets(answer: ChartAnswer) -> Drawing:
    """The first part on top; those that have nothing to be measured against below, without a bar."""
    target = BY_ID[answer.ask.kpi].target
    assert target is not None
    lines = [(c, i, course, mark) for c, course in enumerate(answer.courses) for i, mark in enumerate(course.marks)]
    bounded = len(answer.courses[0].marks)
    far = _far(answer, target)
    layers: list[Layer] = _grounds(target, far, len(lines) - bounded - 0.5, len(lines) - 0.5) if bounded else []
    spots: list[Spot] = []
    left, right = [], []
    for row, (c, i, course, mark) in enumerate(lines):
        y = float(len(lines) - 1 - row)
        left.append((y, mark.label))
        right.append((y, _said(answer, course, mark)))
        if mark.value is not None:
            layers += _bar(answer, mark, y, far)
        elif mark.n:
            layers.append(Words(far * 0.08, y, f"{answer.currency} {short(mark.numerator, answer.currency)}", "text.2"))
        if mark.n:
            spots.append(Spot(c, i, _long(mark, far) / 2, y))
    bottom = tuple((at, tick(at, answer.unit)) for at in steps(0.0, far, most=6) if at <= far * 1.001)
    return Drawing(
        tuple(layers),
        tuple(spots),
        tuple(left),
        bottom,
        (0.0, far * _MARGIN),
        (-0.6, len(lines) - 0.4),
        tuple(right),
        grid=False,
        cells=True,
        near="up",
        legend=_legend(answer, target, far),
    )


def _bar(answer: ChartAnswer, mark: Mark, y: float, far: float) -> list[Layer]:
    """Hatched where the axis ends before it. The line of a share of few says between which bounds it is to be believed."""
    value, kind = float(mark.value or 0), standing(answer, mark).kind
    long = _long(mark, far)
    tone = "data.3" if mark.key == OTHERS and kind == "ok" else _TONES[kind]
    layers: list[Layer] = [Block(long / 2, y - _HIGH / 2, y + _HIGH / 2, long, tone, hatched=value > far)]
    if mark.low is not None and mark.high is not None:
        layers.append(Line((float(mark.low), float(mark.high)), (y, y), "text.1"))
    if kind in _SHAPES:
        layers.append(Dot(long + far * _ASIDE, y, tone, _SHAPES[kind], 14))
    return layers


def _long(mark: Mark, far: float) -> float:
    """Of its bar; a customer who has paid ahead has none."""
    return max(0.0, min(float(mark.value or 0), far))


def _said(answer: ChartAnswer, course: Course, mark: Mark) -> str:
    """At the right end of its line."""
    if course is not answer.courses[0]:
        return course.name.lower()
    return "\N{EN DASH}" if mark.value is None else tick(round(float(mark.value)), answer.unit)


def _far(answer: ChartAnswer, target: Target) -> float:
    """Where the axis ends: a share of documents is never beyond 100 %, a use of a limit may be beyond all bounds."""
    highest = max((float(m.value) for course in answer.courses for m in course.marks if m.value is not None), default=0.0)
    if target.direction == "up":
        return max(100.0, highest)
    last = float(target.bounds[1])
    return min(max(highest, last * _ROOM), last * _FURTHEST)


def _grounds(target: Target, far: float, low: float, high: float) -> list[Layer]:
    """Where a bar that ends there wants watching, and where it is bad; a line at each bound."""
    warn, alarm = (float(bound) for bound in target.bounds)
    bad = (0.0, alarm) if target.direction == "up" else (alarm, far * _MARGIN)
    watched = (min(warn, alarm), max(warn, alarm))
    layers: list[Layer] = [
        Between((a, b), (low, low), (high, high), tone, 0.16)
        for (a, b), tone in ((watched, "warn.fill"), (bad, "bad.fill"))
        if b > a
    ]
    layers.append(Line((alarm, alarm), (low, high), "text.1"))
    if warn != alarm:
        layers.append(Line((warn, warn), (low, high), "text.2", style="dash"))
    return layers


def _legend(answer: ChartAnswer, target: Target, far: float) -> tuple[tuple[str, str, str], ...]:
    warn, alarm = (f"{shown(bound, answer.unit).normalize():f} {answer.unit}" for bound in target.bounds)
    beyond = "below" if target.direction == "up" else "beyond"
    found = [("dash", "text.2", f"Watched {beyond} {warn}")] if warn != alarm else []
    found.append(("line", "text.1", f"Missed {beyond} {alarm}"))
    marks = answer.courses[0].marks
    if any(m.low is not None for m in marks):
        found.append(("block", _TONES["none"], "Too few to judge"))
    if any(float(m.value or 0) > far for m in marks):
        found.append(("hatch", _TONES["bad"], "Goes on beyond the axis"))
    return tuple(found)
