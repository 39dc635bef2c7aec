"""What stands in the panel while there is nothing to show: nothing chosen, or the account still being read."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, QTimer
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui.theme.kit import AC, H, Text, V, c

_AFTER_MS = 150


def nothing_chosen() -> QWidget:
    return H(None, V(None, Text("Choose a row to see what it is about", "text.3", 13, align=AC), None), None, ground="bg.surface")


class _Bars(QWidget):
    """Quiet bars where lines will be; they appear only when reading takes longer than a glance."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Reading the account")
        self._due = False
        self._timer = QTimer(self, singleShot=True, interval=_AFTER_MS)
        self._timer.timeout.connect(self._show_bars)

    def _show_bars(self) -> None:
        self._due = True
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def setVisible(self, visible: bool) -> None:
        self._due = False
        self._timer.start() if visible else self._timer.stop()
        super().setVisible(visible)

    def paintEvent(self, _event: QPaintEvent) -> None:
        if not self._due:
            return
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c("bg.active"))
        for i in range(9):
            y = 16 + i * 26
            for x, wide in ((20, 120 + i * 53 % 90), (0.44, 60), (0.6, 80), (0.78, 100 - i * 29 % 50)):
                left = x if x >= 1 else x * self.width()
                p.drawRoundedRect(QRectF(left, y, wide, 10), 3, 3)


def reading() -> QWidget:
    return _Bars()
