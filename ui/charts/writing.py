"""One line that is written in place: the name of a board, a note at a day."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.theme.kit import Button, Field, Text


class _Line(Field):
    done = Signal()
    left = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.done.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            super().keyPressEvent(event)


class Writing(QFrame):
    """Hidden until asked for; Enter keeps what was written, Esc leaves it. The keyboard goes back to where it was."""

    opened = Signal(bool)

    def __init__(self, longest: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._then: Callable[[str], None] | None = None
        self._back: QWidget | None = None
        self._about = Text("", "text.2", 12)
        self.field = _Line("", "", h=28, cap="Esc")
        self.field.setMaxLength(longest)
        self._keep = Button("Keep", "↵", "primary")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.setSpacing(8)
        row.addWidget(self._about)
        row.addWidget(self.field, 1)
        row.addWidget(self._keep)
        self.field.done.connect(self._done)
        self.field.left.connect(self.leave)
        self._keep.clicked.connect(self._done)
        self.hide()

    def ask(self, about: str, hint: str, text: str, then: Callable[[str], None], back: QWidget) -> None:
        """``about``: said before the field. ``then``: hears what was written. ``back``: has the keyboard afterwards."""
        self._then, self._back = then, back
        self._about.setText(about)
        self.field.setPlaceholderText(hint)
        self.field.setAccessibleName(f"{about}: {hint}")
        self.field.setText(text)
        self.show()
        self.opened.emit(True)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _done(self) -> None:
        text, then = self.field.text().strip(), self._then
        if not text:
            return
        self.leave()
        if then is not None:
            then(text)

    def leave(self) -> None:
        self.hide()
        self.opened.emit(False)
        if self._back is not None:
            self._back.setFocus(Qt.FocusReason.OtherFocusReason)
