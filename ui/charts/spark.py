"""The course of a figure on its tile: gaps stay gaps, what only a part of is counted is paler, a square is around what was restated."""

from __future__ import annotations

import math
from collections.abc import Sequence
from decimal import Decimal

from app.domain.figure import Point
from app.kpis.kpi import How, Kpi
from ui.charts.axes import time_ticks
from ui.charts.drawing import EMPTY, Across, Dot, Drawing, Layer, Line
from ui.charts.figure_words import short
from ui.charts.restated import TONE

_WORDS = 4  # at the bottom


def bounds(points: Sequence[Point], target: Decimal | None, *, from_zero: bool, unit: str) -> tuple[Decimal, Decimal]:
    """Lowest and highest value of the axis; never the same."""
    values = [p.value for p in points if p.value is not None] + ([target] if target is not None else [])
    if not values:
        return Decimal(0), Decimal(1)
    low, high = min(values), max(values)
    if from_zero:
        low = min(low, Decimal(0))
    room = (high - low) / 10 or abs(high) / 10 or Decimal(1)
    high += room
    low = low if from_zero else max(low - room, Decimal(0)) if low >= 0 else low - room
    if unit == "%" and min(values) >= 0 and max(values) <= 100:
        low, high = max(low, Decimal(0)), min(high, Decimal(100))
    return low, high if high > low else low + 1


def spark(kpi: Kpi, points: Sequence[Point], unit: str) -> Drawing:
    """Lowest and highest at the left, the target dashed, a dot at the last known point; EMPTY where fewer than two are known."""
    known = [i for i, point in enumerate(points) if point.value is not None]
    if len(known) < 2:
        return EMPTY
    target = kpi.target.target if kpi.target is not None else None
    low, high = bounds(points, target, from_zero=kpi.how is How.SUM, unit=unit)
    x = tuple(float(i) for i in range(len(points)))
    y = tuple(math.nan if p.value is None else float(p.value) for p in points)
    layers: list[Layer] = [] if target is None else [Across(float(target))]
    layers.append(Line(x, y, "data.1", paler=tuple(i for i, point in enumerate(points) if point.partial)))
    layers += [Dot(x[i], y[i], TONE, "s", 13) for i in known if points[i].former]
    layers.append(Dot(x[known[-1]], y[known[-1]], "data.1", size=9))
    left = tuple((float(value), short(value, unit)) for value in (low, high))
    bottom = time_ticks([p.period for p in points], points[-1].period.last, _WORDS)
    return Drawing(tuple(layers), (), left, bottom, (0.0, float(len(points) - 1)), (float(low), float(high)))
