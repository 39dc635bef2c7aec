"""A series drawn small: gaps stay gaps, what only a part of is counted is paler, the target is a dashed line,
and a square is around what was restated."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from app.domain.figure import Point
from ui.charts.figure_words import short
from ui.charts.restated import TONE
from ui.theme.kit import AR, c, draw_text

LEFT = 40  # px for the two labels


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


def places(points: Sequence[Point], low: Decimal, high: Decimal, area: QRectF) -> list[QPointF | None]:
    """Where each point lies; None for a gap."""
    step = area.width() / max(1, len(points) - 1)
    found: list[QPointF | None] = []
    for i, point in enumerate(points):
        if point.value is None:
            found.append(None)
            continue
        share = float((point.value - low) / (high - low))
        found.append(QPointF(area.left() + i * step, area.bottom() - share * area.height()))
    return found


def draw_spark(
    p: QPainter, whole: QRectF, points: Sequence[Point], target: Decimal | None, unit: str, *, from_zero: bool
) -> None:
    """Into ``whole``, labels left of it included; the last known point has a dot."""
    area = whole.adjusted(LEFT + 8, 6, -6, -6)
    low, high = bounds(points, target, from_zero=from_zero, unit=unit)
    for value, y in ((high, area.top()), (low, area.bottom())):
        p.setPen(QPen(c("line.1"), 1))
        p.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
        draw_text(p, QRectF(whole.left(), y - 8, LEFT, 16), short(value, unit), "text.3", 11, 400, AR, elide=False)
    if target is not None and low <= target <= high:
        y = area.bottom() - float((target - low) / (high - low)) * area.height()
        p.setPen(QPen(c("text.2"), 1, Qt.PenStyle.DashLine))
        p.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
    at = places(points, low, high, area)
    _line(p, at, points)
    p.setPen(QPen(c(TONE), 1.5))
    p.setBrush(Qt.BrushStyle.NoBrush)
    for point, spot in zip(points, at, strict=True):
        if point.former and spot is not None:
            p.drawRect(QRectF(spot.x() - 4.5, spot.y() - 4.5, 9, 9))
    place = next((x for x in reversed(at) if x is not None), None)
    if place is not None:
        p.setPen(QPen(c("bg.surface"), 1.5))
        p.setBrush(c("data.1"))
        p.drawEllipse(place, 4, 4)


def _line(p: QPainter, at: Sequence[QPointF | None], points: Sequence[Point]) -> None:
    p.setBrush(Qt.BrushStyle.NoBrush)
    run: list[QPointF] = []
    for i, place in enumerate([*at, None]):
        if place is not None and not points[i].partial:
            run.append(place)
            continue
        _stroke(p, run, QPen(c("data.1"), 2))
        run = []
    pale = QPen(c("data.1", 0.45), 2, Qt.PenStyle.DotLine)
    for place, point in zip(at, points, strict=True):
        if place is not None and point.partial:
            _stroke(p, [place], pale)  # also where there is nothing beside it
    for (here, point), (there, next_) in pairwise(zip(at, points, strict=True)):
        if here is not None and there is not None and (point.partial or next_.partial):
            _stroke(p, [here, there], pale)


def _stroke(p: QPainter, run: Sequence[QPointF], pen: QPen) -> None:
    p.setPen(pen)
    if len(run) == 1:
        p.drawPoint(run[0])
    elif run:
        p.drawPolyline(QPolygonF(list(run)))
