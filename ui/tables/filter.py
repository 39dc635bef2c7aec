"""The filter of a list: the button that opens it, the field, what its keys do, and how long it waits for the next one."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent

from ui.theme.kit import Button, Field

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


class Filter(QObject):
    """``button`` and ``field`` stand in the head of a list, one of them at a time. ``hint``: what the field looks for."""

    filtered = Signal(str)
    left = Signal()
    opened = Signal(bool)  # the field stands there, or the button again

    def __init__(self, hint: str, parent: QObject) -> None:
        super().__init__(parent)
        self.field = FilterField("", hint, icon="search", h=28, cap="Esc", name="Filter")
        self.field.hide()
        self.field.left.connect(self._left)
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self.say)
        self.field.textEdited.connect(self._pause.start)
        self.button = Button("Filter", "/", "quiet", "list-filter", name="Filter, slash")
        self.button.clicked.connect(self.open)

    def open(self) -> None:
        self._show_field(True)
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def show_text(self, text: str) -> None:
        """Shows a filter that was set from elsewhere."""
        self.field.setText(text)
        self._show_field(bool(text))

    def _show_field(self, on: bool) -> None:
        self.field.setVisible(on)
        self.button.setVisible(not on)
        self.opened.emit(on)

    def say(self) -> None:
        """What is typed so far, without waiting for more."""
        self._pause.stop()
        self.filtered.emit(self.field.text().strip())

    def _left(self, emptied: bool) -> None:
        if emptied:
            self.field.clear()
        self.say()
        self._show_field(bool(self.field.text()))
        self.left.emit()
