"""What floats above a page: a raised surface with a shadow, and the scrim under it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QPropertyAnimation, QRect, QRectF, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.theme.motion import arrival
from ui.theme.paint import draw_shadow
from ui.theme.tokens import c


class Floating(QWidget):
    """A raised surface placed by hand over the page (palette, toast, menu). The rect is that of the surface without the shadow."""

    PAD = 24

    def __init__(self, parent: QWidget, content: QWidget, rect: QRect | tuple[int, int, int, int], radius: int = 10) -> None:
        super().__init__(parent)
        self._radius = radius
        self._arrival: QPropertyAnimation | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(self.PAD, self.PAD, self.PAD, self.PAD)
        column.addWidget(content)
        self.place(rect)

    def place(self, rect: QRect | tuple[int, int, int, int]) -> None:
        """Put it there now, even while it is still arriving somewhere else."""
        if self._arrival is not None:
            self._arrival.stop()
        box = QRect(*rect) if isinstance(rect, tuple) else rect
        self.setGeometry(box.adjusted(-self.PAD, -self.PAD, self.PAD, self.PAD))

    def arrive(self, by: QPoint) -> None:
        """Come from ``by`` pixels away to where it was placed; at once where the desktop asked for less motion."""
        if self._arrival is None:
            self._arrival = arrival(self)
        if self._arrival is not None:
            self._arrival.setStartValue(self.pos() + by)
            self._arrival.setEndValue(self.pos())
            self._arrival.start()

    @property
    def surface(self) -> QRect:
        """Where the surface is, in the parent's coordinates."""
        return self.geometry().adjusted(self.PAD, self.PAD, -self.PAD, -self.PAD)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect()).adjusted(self.PAD, self.PAD, -self.PAD, -self.PAD)
        draw_shadow(p, r, self._radius)
        p.setBrush(c("bg.raised"))
        p.setPen(QPen(c("line.2"), 1))
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), self._radius, self._radius)


class Scrim(QWidget):
    """Takes the page back without hiding it; follows its parent's size. A click on it means "away"."""

    away = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setGeometry(parent.rect())
        parent.installEventFilter(self)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        parent = self.parentWidget()
        if watched is parent and event.type() == QEvent.Type.Resize:
            self.setGeometry(parent.rect())
        return super().eventFilter(watched, event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.away.emit()

    def paintEvent(self, _event: QPaintEvent) -> None:
        QPainter(self).fillRect(self.rect(), c("shadow", 0.28))
