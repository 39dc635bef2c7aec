"""How a price comes about, drawn: from the list price down to the net one, the cost beside it and the least price as a line."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.block import PricedRow, PriceStep
from ui.theme.kit import AC, AR, c, draw_text, text_width

_TITLE, _FIGURES, _NAMES = 20, 20, 34  # px above the bars, of the figure on a bar, and of the names below
_BARS = 104
_WIDEST, _PART = 78.0, 0.68  # of a bar, and how much of its column it takes
_FILLS = {"list": "data.3", "less": "data.4", "more": "data.4", "hand": "warn.fill", "net": "data.1", "cost": "data.5"}
_RIGHT = 70  # px for the name of the least price


class Waterfall(QWidget):
    """Told in words to a screen reader, in the order in which it is drawn."""

    def __init__(self) -> None:
        super().__init__()
        self._row: PricedRow | None = None
        self.setObjectName("waterfall")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_TITLE + _FIGURES + _BARS + _NAMES)

    def show_row(self, row: PricedRow) -> None:
        self._row = row
        steps = [f"{s.label} {s.text}" for s in row.steps]
        self.setAccessibleName(", ".join([f"Price of {row.name}", *steps, *([row.floor_text] if row.floor_text else [])]))
        self.update()

    def _top(self) -> Decimal:
        """What the highest point stands for."""
        assert self._row is not None
        values = [v for s in self._row.steps for v in (s.begins, s.ends)] + ([self._row.floor] if self._row.floor else [])
        return max(values, default=Decimal(1)) or Decimal(1)

    def _y(self, value: Decimal) -> float:
        base = _TITLE + _FIGURES + _BARS
        return base - float(value / self._top()) * _BARS

    def bar(self, at: int) -> QRectF:
        """Where a step is drawn."""
        assert self._row is not None
        step = self._row.steps[at]
        column = min(_WIDEST, (self.width() - _RIGHT) / max(1, len(self._row.steps)))
        top, foot = self._y(max(step.begins, step.ends)), self._y(min(step.begins, step.ends))
        return QRectF(at * column + column * (1 - _PART) / 2, top, column * _PART, max(2.0, foot - top))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(420, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        row = self._row
        if row is None:
            return
        p = QPainter(self)
        draw_text(p, QRectF(0, 0, self.width(), _TITLE), f"Price of {row.name}", "text.2", 11, 500)
        base = _TITLE + _FIGURES + _BARS
        p.fillRect(QRectF(0, base, self.width(), 1), c("line.2"))
        for i, step in enumerate(row.steps):
            self._draw(p, i, step)
        self._draw_floor(p, row)
        p.end()

    def _draw(self, p: QPainter, at: int, step: PriceStep) -> None:
        r = self.bar(at)
        p.fillRect(r, c(_FILLS[step.kind]))
        assert self._row is not None
        if at + 1 < len(self._row.steps) and self._row.steps[at + 1].kind != "cost":
            y = self._y(step.ends)
            p.setPen(QPen(c("line.3"), 1))
            p.drawLine(QPointF(r.right(), y), QPointF(self.bar(at + 1).left(), y))
        gap = r.width() * (1 / _PART - 1) / 2
        column = QRectF(r.left() - gap, 0, r.width() + 2 * gap, 0)
        tone = "warn" if step.kind == "hand" else "text.1"
        figure = QRectF(column.left(), r.top() - _FIGURES, column.width(), _FIGURES)
        if step.kind == "net" and self._crosses(figure):
            # on the bar itself, so that the floor's line does not run through it
            figure, tone = figure.translated(0, _FIGURES), "bg.surface"
        draw_text(p, figure, step.text, tone, 11, 600 if step.kind == "net" else 500, AC)
        base = _TITLE + _FIGURES + _BARS
        name = QRectF(column.left(), base + 2, column.width(), 16)
        draw_text(p, name, step.label, "text.1" if step.kind == "net" else "text.2", 11, 600 if step.kind == "net" else 400, AC)
        draw_text(p, name.translated(0, 15), step.note, "text.3", 11, 400, AC)

    def _crosses(self, figure: QRectF) -> bool:
        floor = self._row.floor if self._row else None
        return floor is not None and figure.top() < self._y(floor) < figure.bottom()

    def _draw_floor(self, p: QPainter, row: PricedRow) -> None:
        if row.floor is None:
            return
        y = self._y(row.floor)
        net = next((i for i, s in enumerate(row.steps) if s.kind == "net"), len(row.steps) - 1)
        begins = self.bar(net).left() - 4
        ends = min(float(self.width()), self.bar(len(row.steps) - 1).right() + 8 + text_width(row.floor_text, 11, 500) + 8)
        p.setPen(QPen(c("text.1"), 1, Qt.PenStyle.DashLine))
        p.drawLine(QPointF(begins, y), QPointF(ends, y))
        draw_text(p, QRectF(ends - 120, y - 18, 118, 16), row.floor_text, "text.1", 11, 500, AR)
