"""The drawing of boxes: the middle half as a box around its median, whiskers, and a dot for each value that stands by itself."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from app.domain.chart import OTHERS, Box, ChartAnswer, Mark
from app.kpis import BY_ID
from app.kpis.rounding import shown
from ui.charts.axes import over_periods, value_ticks
from ui.charts.drawing import Across, Block, Dot, Drawing, Layer, Line, Spot
from ui.charts.mark_words import partly

_WIDE, _CAP = 0.56, 0.16  # of a column, that a box and the end of a whisker take
_HIGHEST = 2.0  # of the longest whisker, that the axis goes at most
_BEYOND = "data.3"
_Points = list[tuple[float, float]]
_BREAK = (math.nan, math.nan)


def boxes(answer: ChartAnswer) -> Drawing:
    """Boxes and what is too little for one first; what took unusually long lies above them, what took unusually short below."""
    longer, all_of, shorter = answer.courses
    left, target = value_ticks(0.0, _far(answer), answer.unit), BY_ID[answer.ask.kpi].target
    far = left[-1][0]
    layers: list[Layer] = []
    if target is not None and target.target <= far:
        layers.append(Across(float(target.target), f"target {shown(target.target, answer.unit).normalize():f}"))
    spots: list[Spot] = []
    whiskers: _Points = []
    medians: _Points = []
    for i, mark in enumerate(all_of.marks):
        if mark.box is not None and mark.value is not None:
            layers.append(_block(i, mark, mark.box))
            whiskers += _whiskers(i, mark.box)
            medians += [(i - _WIDE / 2, float(mark.value)), (i + _WIDE / 2, float(mark.value)), _BREAK]
        if mark.n:
            spots.append(_spot(1, i, mark, far))
    layers += [_line(whiskers, "text.2"), _line(medians, "text.1")]
    layers.append(_dots(all_of.marks, "data.1", far))
    for side in (longer, shorter):
        dots = _dots(side.marks, _BEYOND, far)
        layers.append(replace(dots, paler=tuple(range(len(dots.x)))))
    for side, tone in ((longer, _BEYOND), (all_of, "data.1")):
        layers += [Dot(float(i), far, tone, "t1", 12) for i, m in enumerate(side.marks) if _goes_on(m, far)]
    spots += [_spot(c, i, m, far) for c in (0, 2) for i, m in enumerate(answer.courses[c].marks) if m.n]
    up = (-far * 0.02, far * 1.02)
    periods = [m.period for m in all_of.marks if m.period is not None]
    if periods:
        made = over_periods(answer, periods, layers, spots, left, up)
    else:
        bottom = tuple((float(i), m.label) for i, m in enumerate(all_of.marks))
        made = Drawing(tuple(layers), tuple(spots), left, bottom, (-0.6, len(bottom) - 0.4), up, near="both", crowded=False)
    return replace(made, legend=_legend(answer, far))


def _block(i: int, mark: Mark, box: Box) -> Block:
    tone = "data.4" if mark.key == OTHERS else "data.1"
    return Block(float(i), float(box.first), float(box.third), _WIDE, tone, 0.4, hatched=mark.partial or mark.key == OTHERS)


def _whiskers(i: int, box: Box) -> _Points:
    """From each quartile to its end, with a short line across."""
    found: _Points = []
    for begins, ends in ((float(box.third), float(box.high)), (float(box.first), float(box.low))):
        found += [(i, begins), (i, ends), _BREAK, (i - _CAP, ends), (i + _CAP, ends), _BREAK]
    return found


def _line(points: Sequence[tuple[float, float]], tone: str) -> Line:
    return Line(tuple(x for x, _ in points), tuple(y for _, y in points), tone)


def _dots(marks: Sequence[Mark], tone: str, far: float) -> Line:
    """With a break after each, so that nothing joins them."""
    told = ((float(i), float(one)) for i, mark in enumerate(marks) for one in mark.singles if one <= far)
    points = [place for at in told for place in (at, _BREAK)]
    return replace(_line(points, tone), dots=True)


def _spot(course: int, i: int, mark: Mark, far: float) -> Spot:
    """The crosshair stands on the median, on the middle one of too few, or on the furthest one beyond a whisker."""
    if mark.box is not None:
        return Spot(course, i, float(i), float(mark.value or 0), float(mark.box.low), float(mark.box.high))
    at = mark.singles[len(mark.singles) // 2] if mark.value is None else mark.value
    return Spot(course, i, float(i), *(min(far, float(one)) for one in (at, mark.singles[0], mark.singles[-1])))


def _goes_on(mark: Mark, far: float) -> bool:
    """Whether one of its single values is beyond the end of the axis."""
    return bool(mark.singles) and mark.singles[-1] > far


def _far(answer: ChartAnswer) -> float:
    """How far the axis has to go: to the longest, unless boxes would be too low to be read beside it."""
    longer, all_of, _ = answer.courses
    single = [float(m.singles[-1]) for course in (longer, all_of) for m in course.marks if m.singles]
    whiskers = [float(m.box.high) for m in all_of.marks if m.box is not None]
    longest = max([1.0, *single, *whiskers])
    return min(longest, max([1.0, *whiskers]) * _HIGHEST) if whiskers else longest


def _legend(answer: ChartAnswer, far: float) -> tuple[tuple[str, str, str], ...]:
    longer, all_of, shorter = answer.courses
    found = []
    boxed = [m for m in all_of.marks if m.box is not None]
    if boxed:
        found += [("block", "data.1", "Middle half"), ("line", "text.1", "Median")]
    if any(m.partial for m in boxed):
        found.append(("hatch", "data.1", partly(answer, boxed)))
    if any(m.n for course in (longer, shorter) for m in course.marks):
        found.append(("ring", _BEYOND, "Unusually long or short"))
    if any(_goes_on(m, far) for course in (longer, all_of) for m in course.marks):
        found.append(("up", _BEYOND, "Goes on above"))
    if any(m.singles for m in all_of.marks):
        found.append(("point", "data.1", "Too few for a box"))
    return tuple(found)
