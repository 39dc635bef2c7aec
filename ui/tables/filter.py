"""The field that filters a list: what its keys do, and how long it waits for the next one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from ui.theme.kit import Field

PAUSE_MS = 80  # after the last key typed into the filter


class FilterField(Field):
    """Esc empties and leaves it, Enter leaves it; both give the keyboard back to the list."""

    left = Signal(bool)  # True: emptied

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit(True)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.left.emit(False)
        else:
            super().keyPressEvent(event)
