"""Drawings of parts side by side: bars, Pareto, histogram, bridge, whale curve, and the heat map of parts over time."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

from app.domain.chart import OTHERS, ChartAnswer, Course, Kind
from ui.charts.axes import over_periods, tick, value_ticks
from ui.charts.drawing import EMPTY, Across, Block, Drawing, Layer, Line, Spot
from ui.charts.figure_words import short

_WIDE = 0.72  # of a column, that a bar takes


def by_part(answer: ChartAnswer) -> Drawing:
    if not answer.courses or not any(m.n for c in answer.courses for m in c.marks):
        return EMPTY
    return _KINDS[answer.ask.drawn.kind](answer)


def _value(value: Decimal | None) -> float:
    return float(value or 0)


def _bottom(course: Course) -> tuple[tuple[float, str], ...]:
    return tuple((float(i), m.label) for i, m in enumerate(course.marks))


def _bars(answer: ChartAnswer) -> Drawing:
    [course] = answer.courses
    values = [_value(m.value) for m in course.marks]
    left = value_ticks(min(0.0, *values), max(0.0, *values), answer.unit)
    blocks = tuple(
        Block(
            float(i),
            min(0.0, v),
            max(0.0, v),
            0.94 if answer.ask.drawn.kind is Kind.HISTOGRAM else _WIDE,
            "data.1",
            text=short(Decimal(str(v)), answer.unit) if v else "",
        )
        for i, v in enumerate(values)
    )
    spots = tuple(Spot(0, i, float(i), v) for i, v in enumerate(values))
    return Drawing(blocks, spots, left, _bottom(course), (-0.6, len(values) - 0.4), (left[0][0], left[-1][0]), crowded=False)


def _pareto(answer: ChartAnswer) -> Drawing:
    """Bars on the left axis; the line of their sum on the same scale, with percent on the right."""
    [course] = answer.courses
    values = [_value(m.value) for m in course.marks]
    whole = sum(values)
    if whole <= 0 or min(values) < 0:
        return _bars(answer)
    sums = [sum(values[: i + 1]) for i in range(len(values))]
    left = tuple((at, words) for at, words in value_ticks(0.0, whole, answer.unit) if at <= whole * 1.0001)
    right = tuple((whole * k / 5, f"{20 * k} %") for k in range(6))
    layers: list[Layer] = [
        Block(
            float(i),
            0.0,
            v,
            _WIDE,
            "data.4" if m.key == OTHERS else "data.1",
            text=short(m.value or Decimal(0), answer.unit),
            hatched=m.key == OTHERS,
        )
        for i, (m, v) in enumerate(zip(course.marks, values, strict=True))
    ]
    layers.append(Line(tuple(float(i) for i in range(len(values))), tuple(sums), "data.3", style="dash", dots=True))
    layers.append(Across(whole * 0.8, "80 %", "text.3"))
    spots = tuple(Spot(0, i, float(i), v) for i, v in enumerate(values))
    legend = (("block", "data.1", "Each"), ("dash", "data.3", "Together, share of all"))
    return Drawing(
        tuple(layers),
        spots,
        left,
        _bottom(course),
        (-0.6, len(values) - 0.4),
        (0.0, whole * 1.04),
        right,
        legend=legend,
        crowded=False,
    )


def _bridge(answer: ChartAnswer) -> Drawing:
    [course] = answer.courses
    layers: list[Layer] = []
    spots: list[Spot] = []
    at, last = 0.0, len(course.marks) - 1
    reached: list[float] = [0.0]
    for i, mark in enumerate(course.marks):
        v = _value(mark.value)
        total = i in (0, last)
        begins, ends = (0.0, v) if total else (at, at + v)
        tone = "data.1" if i == last else "data.3" if total else "data.2" if v >= 0 else "warn.fill"
        sign = "" if total else "+" if v > 0 else ""
        layers.append(
            Block(float(i), min(begins, ends), max(begins, ends), _WIDE, tone, text=sign + tick(v, answer.unit), hatched=v < 0)
        )
        if i < last:
            layers.append(Line((i + _WIDE / 2, i + 1 - _WIDE / 2), (ends, ends), "line.3"))
        spots.append(Spot(0, i, float(i), max(begins, ends)))
        at = ends
        reached += [begins, ends]
    left = value_ticks(min(reached), max(reached), answer.unit)
    legend = (("block", "data.2", "More"), ("hatch", "warn.fill", "Less"))
    up = (left[0][0], left[-1][0] + (left[-1][0] - left[0][0]) * 0.04)
    return Drawing(tuple(layers), tuple(spots), left, _bottom(course), (-0.6, last + 0.6), up, legend=legend, crowded=False)


def _whale(answer: ChartAnswer) -> Drawing:
    """By rank: what the first so many come to together. A dashed line stands at what all come to."""
    [course] = answer.courses
    sums, at = [0.0], 0.0
    for mark in course.marks:
        at += _value(mark.value)
        sums.append(at)
    left = value_ticks(min(0.0, *sums), max(sums), answer.unit)
    ranks = tuple(float(i) for i in range(len(sums)))
    every = max(1, len(course.marks) // 8)
    bottom = tuple((float(i), f"{i:,}") for i in range(0, len(sums), every))
    layers = (
        Across(sums[-1], f"all {tick(sums[-1], answer.unit)}", "text.3"),
        Line(ranks, tuple(sums), "data.1", fill=True, dots=len(sums) < 40),
    )
    spots = tuple(Spot(0, i, float(i + 1), sums[i + 1]) for i in range(len(course.marks)))
    return Drawing(
        layers,
        spots,
        left,
        bottom,
        (-0.3, len(sums) - 0.7),
        (left[0][0], left[-1][0]),
        legend=(("line", "data.1", "So many customers together, the best first"),),
    )


def _heatmap(answer: ChartAnswer) -> Drawing:
    """A line for each part, from the top; the value is written in its cell, so that no shade has to be read."""
    values = [float(m.value) for c in answer.courses for m in c.marks if m.value is not None]
    low, high = min(0.0, *values), max(values)
    layers: list[Layer] = []
    spots: list[Spot] = []
    lines = len(answer.courses)
    for row, course in enumerate(answer.courses):
        y = float(lines - 1 - row)
        for i, mark in enumerate(course.marks):
            if mark.value is None or not mark.n:
                layers.append(Block(float(i), y - 0.46, y + 0.46, 0.94, "bg.active", hatched=True))
                continue
            share = (float(mark.value) - low) / (high - low) if high > low else 1.0
            text = short(mark.value.quantize(Decimal("0.1")), answer.unit).removesuffix(".0")
            layers.append(Block(float(i), y - 0.46, y + 0.46, 0.94, "data.1", 0.12 + 0.78 * share, text=text, above=False))
            spots.append(Spot(row, i, float(i), y))
    periods = [m.period for m in answer.courses[0].marks if m.period is not None]
    left = tuple((float(lines - 1 - row), course.name) for row, course in enumerate(answer.courses))
    legend = (("block", "data.1", "A stronger colour is more"), ("hatch", "bg.active", "Nothing to count"))
    made = over_periods(answer, periods, layers, spots, left, (-0.6, lines - 0.4))
    return replace(made, grid=False, cells=True, legend=legend)


_KINDS: Mapping[Kind, Callable[[ChartAnswer], Drawing]] = {
    Kind.BARS: _bars,
    Kind.HISTOGRAM: _bars,
    Kind.PARETO: _pareto,
    Kind.BRIDGE: _bridge,
    Kind.WHALE: _whale,
    Kind.HEATMAP: _heatmap,
}
