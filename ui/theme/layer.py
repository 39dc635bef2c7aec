"""Layers above the page: one at a time takes the keyboard, Esc closes it, focus returns to where it was."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QWidget

from ui.theme.floating import Floating, Scrim


class Layer(Scrim):
    """A scrim over ``window`` with one floating surface, ``wide`` x ``high`` px, 104 px from the top."""

    closed = Signal()

    def __init__(self, window: QWidget, content: QWidget, wide: int, high: int) -> None:
        super().__init__(window)
        self._size = (wide, high)
        self._before = QApplication.focusWidget()
        self.surface = Floating(self, content, self._place())
        self.away.connect(self.leave)

    def open(self) -> None:
        self.show()
        self.raise_()
        self.surface.arrive(QPoint(0, -8))

    def leave(self) -> None:
        """Close; the keyboard goes back to where it was. A second call does nothing."""
        if not self.isVisible():
            return
        self.hide()
        before, self._before = self._before, None
        if before is not None and before.isVisible():
            before.setFocus(Qt.FocusReason.OtherFocusReason)
        self.closed.emit()
        self.deleteLater()

    def _place(self) -> QRect:
        wide, high = min(self._size[0], self.width() - 48), min(self._size[1], self.height() - 48)
        top = min(104, max(24, (self.height() - high) // 2))
        return QRect((self.width() - wide) // 2, top, wide, high)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        self.surface.place(self._place())
        super().resizeEvent(event)

    def event(self, event: QEvent) -> bool:
        """The window's shortcuts are below it as well."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.leave()
        event.accept()  # nothing below a layer hears a key
