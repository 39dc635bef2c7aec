"""The pieces of a delivered line as boxes, those that the open remedy would take with ring and tick."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain import block
from ui.theme.kit import RADIUS, c, draw_icon, draw_text

_WIDE, _TALL, _GAP = 82, 44, 8


class Units(QWidget):
    """Wraps by its width. Reads as one list to a screen reader."""

    def __init__(self, shown: block.Units) -> None:
        super().__init__()
        self.shown = shown
        self._ticked = frozenset[str]()
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._say()

    def show_choice(self, deed: str, values: Mapping[str, str]) -> None:
        """``values``: the fields of the remedy whose preview is open."""
        ticked = frozenset(n.strip() for n in values.get("pieces", "").split(",") if deed and n.strip())
        if ticked != self._ticked:
            self._ticked = ticked
            self._say()
            self.update()

    def _say(self) -> None:
        told = [f"piece {p.number} {self._state(p)}" for p in self.shown.pieces]
        self.setAccessibleName(", ".join([self.shown.title, *told]))

    def _state(self, piece: block.Piece) -> str:
        return "Damaged" if str(piece.number) in self._ticked else piece.state

    def _across(self, width: int) -> int:
        return max(1, (width + _GAP) // (_WIDE + _GAP))

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        rows = -(-len(self.shown.pieces) // self._across(width))
        return rows * (_TALL + _GAP) - _GAP

    def sizeHint(self) -> QSize:
        return QSize(4 * (_WIDE + _GAP), self.heightForWidth(max(self.width(), 4 * (_WIDE + _GAP))))

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        across = self._across(self.width())
        for i, piece in enumerate(self.shown.pieces):
            row, column = divmod(i, across)
            self._draw(p, QRectF(column * (_WIDE + _GAP), row * (_TALL + _GAP), _WIDE, _TALL), piece)
        p.end()

    def _draw(self, p: QPainter, r: QRectF, piece: block.Piece) -> None:
        taken = str(piece.number) in self._ticked
        inset = 1.0 if taken else 0.5
        p.setPen(QPen(c("accent" if taken else "line.2"), 2 * inset))
        p.setBrush(c("bad.bg" if taken else "bg.surface"))
        p.drawRoundedRect(r.adjusted(inset, inset, -inset, -inset), RADIUS["control"], RADIUS["control"])
        draw_text(p, QRectF(r.left() + 10, r.top() + 4, r.width() - 34, 18), str(piece.number), "text.1", 13, 500)
        tone = "bad" if taken else piece.tone or "text.3"
        draw_text(p, QRectF(r.left() + 10, r.top() + 22, r.width() - 16, 16), self._state(piece), tone, 11)
        if taken or piece.tone == "ok":
            draw_icon(p, "check", "accent" if taken else "ok", r.right() - 22, r.top() + 6)
