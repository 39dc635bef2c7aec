"""What the lines and grounds of a picture stand for: each told by its shape as well as its colour."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.kit import AL, c, draw_status, draw_text, text_width

_PENS = {"line": Qt.PenStyle.SolidLine, "dash": Qt.PenStyle.DashLine, "dot": Qt.PenStyle.DotLine}
_HIGH, _MARK, _GAP = 20, 18, 16


class Legend(QWidget):
    """Entries are (shape, tone, word), as a drawing has them."""

    def __init__(self) -> None:
        super().__init__()
        self._entries: tuple[tuple[str, str, str], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HIGH)

    def show_entries(self, entries: Sequence[tuple[str, str, str]]) -> None:
        self._entries = tuple(entries)
        self.setAccessibleName(", ".join(word for _, _, word in self._entries))
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(200, _HIGH)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_entries(p, QRectF(self.rect()), self._entries)


def draw_entries(p: QPainter, r: QRectF, entries: Sequence[tuple[str, str, str]]) -> None:
    """Side by side; those that have no room are left out."""
    x = r.left()
    for shape, tone, word in entries:
        wide = text_width(word, 11) + 2
        if x + _MARK + 5 + wide > r.right() + 1:
            return
        draw_mark(p, QRectF(x, r.top(), _MARK, r.height()), shape, tone)
        draw_text(p, QRectF(x + _MARK + 5, r.top(), wide, r.height()), word, "text.2", 11, 400, AL, elide=False)
        x += _MARK + 5 + wide + _GAP


def draw_mark(p: QPainter, r: QRectF, shape: str, tone: str) -> None:
    y = r.center().y()
    if shape in _PENS:
        p.setPen(QPen(c(tone), 2 if shape == "line" else 1.5, _PENS[shape]))
        p.drawLine(QPointF(r.left(), y), QPointF(r.right(), y))
    elif shape == "diamond":
        draw_status(p, "bad", r.left() + 4, y - 5, 10)
    elif shape == "score":
        p.setPen(QPen(c(tone), 2))
        p.drawLine(QPointF(r.left() + 9, y - 8), QPointF(r.left() + 9, y + 8))
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c(tone))
        p.drawPolygon(QPolygonF([QPointF(r.left() + 9 + dx, y + dy) for dx, dy in ((-5, 0), (0, -5), (5, 0), (0, 5))]))
    elif shape in ("point", "ring"):
        p.setPen(QPen(c(tone), 1.5))
        p.setBrush(Qt.BrushStyle.NoBrush if shape == "ring" else c(tone))
        p.drawEllipse(QRectF(r.left() + 6, y - 3.5, 7, 7))
    elif shape == "square":
        p.setPen(QPen(c(tone), 1.5))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawRect(QRectF(r.left() + 4, y - 5, 10, 10))
    elif shape == "up":
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c(tone))
        p.drawPolygon(QPolygonF([QPointF(r.left() + 4, y + 4), QPointF(r.left() + 14, y + 4), QPointF(r.left() + 9, y - 5)]))
    elif shape == "pin":
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c(tone))
        p.drawPolygon(QPolygonF([QPointF(r.left() + 4, y - 4), QPointF(r.left() + 14, y - 4), QPointF(r.left() + 9, y + 5)]))
    else:
        hatched = shape == "hatch"
        box = QRectF(r.left() + 3, y - 5, 12, 10)
        p.setPen(QPen(c(tone), 1) if hatched else Qt.PenStyle.NoPen)
        p.setBrush(QBrush(c("text.3" if tone == "bg.active" else tone), Qt.BrushStyle.BDiagPattern) if hatched else c(tone))
        p.drawRect(box)
