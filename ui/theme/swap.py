"""A place on a page whose content is rebuilt only when what it shows has changed, so that focus and hover survive a refresh."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QVBoxLayout, QWidget


class Swap(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._seen: object = None
        self.content: QWidget | None = None

    def put(self, seen: object, build: Callable[[], QWidget]) -> None:
        """Shows ``build()`` unless ``seen`` equals what was shown last. A focused part with the same object name gets the focus back."""
        if self.content is not None and seen == self._seen:
            return
        self._seen = seen
        old, focused = self.content, self._focused_name()
        self.content = build()
        self._column.addWidget(self.content)
        if old is not None:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        again = self.content.findChild(QWidget, focused) if focused else None
        if isinstance(again, QWidget):
            again.setFocus()

    def _focused_name(self) -> str:
        focused = self.focusWidget() if self.content is not None else None
        return focused.objectName() if focused is not None and focused.hasFocus() and self.isAncestorOf(focused) else ""
