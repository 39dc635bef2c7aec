"""A drawing at the size of a tile, painted at once: for the board on screen and for the board on paper."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise
from typing import TypeVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from ui.charts.drawing import Across, Between, Block, Dot, Drawing, Layer, Line, Ticks
from ui.charts.legend import draw_entries
from ui.theme.kit import AL, AR, c, draw_text, text_width

SIDE, UNDER, KEY = 48, 16, 24  # px for the words at the left, below, and for what the tones stand for
_APART = 26  # px between two words at the left
_NAME = 48  # px of a column that a name may be shortened to
_HIGH = 11  # px of a word on a block
_POINT = 2.5  # px, half of a dot
_CENTRE = Qt.AlignmentFlag.AlignCenter
_STYLES = {"solid": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}

_One = TypeVar("_One")


class Small:
    """Paints one drawing into ``whole``, words of the axes included."""

    def __init__(self, p: QPainter, whole: QRectF, drawing: Drawing) -> None:
        self._p, self._whole, self._drawing = p, whole, drawing
        spoken = any(isinstance(layer, Block) and layer.text for layer in drawing.layers)
        top = KEY if drawing.legend else _HIGH + 5 if spoken else 6
        self.area = whole.adjusted(SIDE, top, -6, -UNDER if drawing.bottom else -6)

    def paint(self) -> None:
        drawing, whole = self._drawing, self._whole
        if drawing.legend:
            draw_entries(self._p, QRectF(whole.left(), whole.top(), whole.width(), KEY - 8), drawing.legend)
        self._axes()
        self._p.save()
        self._p.setClipRect(self.area.adjusted(-6, -_HIGH - 5, 6, 6))
        for layer in drawing.layers:
            self._paint(layer)
        self._p.restore()

    def at(self, x: float, y: float) -> QPointF:
        """Where a place on the axes lies."""
        (first, last), (low, high), area = self._drawing.across, self._drawing.up, self.area
        across = (x - first) / (last - first or 1.0)
        return QPointF(area.left() + across * area.width(), area.bottom() - (y - low) / (high - low or 1.0) * area.height())

    # ---- axes --------------------------------------------------------------------------------------------------------------------
    def _axes(self) -> None:
        p, area = self._p, self.area
        for value, words in self._left():
            y = self.at(0, value).y()
            p.setPen(QPen(c("line.1"), 1))
            p.drawLine(QPointF(area.left(), y), QPointF(area.right(), y))
            draw_text(p, QRectF(self._whole.left(), y - 8, SIDE - 8, 16), words, "text.3", 11, 400, AR, elide=False)
        first, last = self._drawing.across
        column = area.width() / max(1.0, last - first) - 4
        if self._drawing.crowded or column < _NAME:
            self._some_below()
        else:
            self._all_below(column)

    def _some_below(self) -> None:
        """Words that would touch the ones before are left out."""
        first, free = self.area.left() - 4, -math.inf  # not under the words at the left
        for value, words in self._drawing.bottom:
            wide = text_width(words, 11)
            left = min(max(first, self.at(value, 0).x() - wide / 2), self._whole.right() - wide)
            if left >= free:
                self._below(left, wide + 2, words, AL)
                free = left + wide + 8

    def _all_below(self, column: float) -> None:
        """Each has its name, shortened to its column."""
        for value, words in self._drawing.bottom:
            self._below(self.at(value, 0).x() - column / 2, column, words, _CENTRE)

    def _below(self, left: float, wide: float, words: str, align: Qt.AlignmentFlag) -> None:
        draw_text(self._p, QRectF(left, self.area.bottom() + 3, wide, 14), words, "text.3", 11, 400, align)

    def _left(self) -> Ticks:
        """As many as stand apart, the lowest always."""
        ticks = self._drawing.left
        every = max(1, math.ceil(_APART * (len(ticks) - 1) / max(1.0, self.area.height())))
        return ticks[::every]

    # ---- layers ------------------------------------------------------------------------------------------------------------------
    def _paint(self, layer: Layer) -> None:
        match layer:
            case Line():
                self._line(layer)
            case Between():
                self._between(layer)
            case Block():
                self._block(layer)
            case Dot():
                self._dot(layer)
            case Across():
                self._p.setPen(QPen(c(layer.tone), 1, Qt.PenStyle.DashLine))
                y = self.at(0, layer.y).y()
                self._p.drawLine(QPointF(self.area.left(), y), QPointF(self.area.right(), y))
            case _:
                raise TypeError(f"No tile shows a {type(layer).__name__}")

    def _line(self, line: Line) -> None:
        at = [None if math.isnan(y) else self.at(x, y) for x, y in zip(line.x, line.y, strict=True)]
        pale = QPen(c(line.tone, 0.45), 2, _STYLES["dot"])
        for i, (here, there) in enumerate(pairwise(at)):
            if here is not None and there is not None and (i in line.paler or i + 1 in line.paler):
                self._stroke([here, there], pale)
        whole = QPen(c(line.tone), 2 if line.style == "solid" else 1.5, _STYLES[line.style])
        for run in runs([None if i in line.paler else place for i, place in enumerate(at)]):
            self._stroke(run, whole)
        for i in line.paler:  # also where there is nothing beside it
            if (place := at[i]) is not None:
                self._stroke([place], pale)

        for place in at if line.dots else ():
            if place is not None:
                self._p.setPen(Qt.PenStyle.NoPen)
                self._p.setBrush(c(line.tone))
                self._p.drawEllipse(place, _POINT, _POINT)

    def _stroke(self, run: Sequence[QPointF], pen: QPen) -> None:
        """A point that stands alone is a dot."""
        if len(run) == 1:
            self._p.setPen(Qt.PenStyle.NoPen)
            self._p.setBrush(pen.color())
            self._p.drawEllipse(run[0], _POINT, _POINT)
        else:
            self._p.setPen(pen)
            self._p.setBrush(Qt.BrushStyle.NoBrush)
            self._p.drawPolyline(QPolygonF(list(run)))

    def _between(self, ground: Between) -> None:
        known = [
            (self.at(x, low), self.at(x, high)) if not (math.isnan(low) or math.isnan(high)) else None
            for x, low, high in zip(ground.x, ground.low, ground.high, strict=True)
        ]
        self._p.setPen(Qt.PenStyle.NoPen)
        self._p.setBrush(c(ground.tone, ground.alpha))
        for run in runs(known):
            self._p.drawPolygon(QPolygonF([low for low, _ in run] + [high for _, high in reversed(run)]))

    def _block(self, block: Block) -> None:
        box = QRectF(self.at(block.x - block.width / 2, block.high), self.at(block.x + block.width / 2, block.low))
        tone = c(block.tone, block.alpha)
        self._p.setPen(QPen(tone, 1) if block.hatched else Qt.PenStyle.NoPen)
        self._p.setBrush(QBrush(tone, Qt.BrushStyle.BDiagPattern) if block.hatched else QBrush(tone))
        self._p.drawRect(box)
        if block.text and block.above and text_width(block.text, _HIGH) <= box.width() + 8:
            over = QRectF(box.left() - 8, box.top() - _HIGH - 4, box.width() + 16, _HIGH + 4)
            draw_text(self._p, over, block.text, "text.2", _HIGH, 400, _CENTRE, elide=False)

    def _dot(self, dot: Dot) -> None:
        if math.isnan(dot.y):
            return
        place, half = self.at(dot.x, dot.y), dot.size / 2 * 0.7
        hollow = dot.shape == "s"
        self._p.setPen(QPen(c(dot.tone if hollow else "bg.surface"), 1.5))
        self._p.setBrush(Qt.BrushStyle.NoBrush if hollow else c(dot.tone))
        if dot.shape == "d":
            corners = ((-half, 0.0), (0.0, -half), (half, 0.0), (0.0, half))
            self._p.drawPolygon(QPolygonF([place + QPointF(dx, dy) for dx, dy in corners]))
        elif hollow:
            self._p.drawRect(QRectF(place.x() - half, place.y() - half, 2 * half, 2 * half))
        else:
            self._p.drawEllipse(place, half + 1, half + 1)


def runs(listed: Sequence[_One | None]) -> list[list[_One]]:
    """What stands together between the gaps."""
    found: list[list[_One]] = [[]]
    for one in listed:
        if one is None:
            found.append([])
        else:
            found[-1].append(one)
    return [run for run in found if run]
