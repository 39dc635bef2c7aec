"""The card around a picture: it has the keyboard, the picture inside only draws."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame

from ui.theme.kit import draw_focus

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
_LINES = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class Card(QFrame):
    """``stepped``: so many marks on; ``crossed``: to the line above or below; ``jumped``: True to the last mark; ``opened``: Enter.

    ``stride``: what Ctrl and an arrow walk at once.
    """

    stepped = Signal(int)
    crossed = Signal(int)
    jumped = Signal(bool)
    opened = Signal()

    def __init__(self, stride: int) -> None:
        super().__init__()
        self._stride = stride
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if key in _STEPS:
            by = self._stride if event.modifiers() & Qt.KeyboardModifier.ControlModifier else 1
            self.stepped.emit(by * _STEPS[key])
        elif key in _LINES:
            self.crossed.emit(_LINES[key])
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.jumped.emit(key == Qt.Key.Key_End)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.opened.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self.hasFocus():
            p = QPainter(self)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            draw_focus(p, QRectF(self.rect()))
