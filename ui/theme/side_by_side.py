"""A list and what is chosen in it, side by side: the list keeps the width a person gave it, one for wide windows and one for narrow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSplitter, QWidget

from ui.theme.tokens import NARROW


class SideBySide(QSplitter):
    """``wide``, ``narrow``: the list's pixels in such a window until a person draws the line elsewhere."""

    changed = Signal()  # the line was drawn elsewhere: worth remembering
    narrowed = Signal(bool)

    def __init__(self, listed: QWidget, chosen: QWidget, *, wide: int, narrow: int) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self._widths = {False: wide, True: narrow}
        self._narrow: bool | None = None
        self.setHandleWidth(1)
        self.setChildrenCollapsible(False)
        self.addWidget(listed)
        self.addWidget(chosen)
        self.setStretchFactor(1, 1)
        self.splitterMoved.connect(self._moved)

    def kept(self) -> dict[str, object]:
        return {"wide": self._widths[False], "narrow": self._widths[True]}

    def recall(self, kept: Mapping[str, Any]) -> None:
        """ValueError or TypeError where a width is no number."""
        self._widths = {narrow: int(kept.get(name, self._widths[narrow])) for narrow, name in ((False, "wide"), (True, "narrow"))}

    def _moved(self) -> None:
        self._widths[bool(self._narrow)] = self.sizes()[0]
        self.changed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        narrow = self.window().width() < NARROW
        if narrow != self._narrow:
            self._narrow = narrow
            self.narrowed.emit(narrow)
            left = self._widths[narrow]
            self.setSizes([left, max(1, self.width() - left - 1)])
