"""Where a list stands: its rows, or what is said in place of them, with the strip below; and what shows while it is read."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.errors import ClearlineError
from ui.tables.grid import Grid
from ui.tables.listing import placeholders
from ui.tables.states import Centred, Foot

QUIET_MS, WORDS_MS, TICK_MS = 150, 1000, 30_000


class ListPlace(QWidget):
    """Rows that tell an age are drawn again every half minute."""

    def __init__(self, grid: Grid) -> None:
        super().__init__()
        self._grid = grid
        self.state, self.foot = Centred(), Foot()
        place = QWidget()
        self._stack = QStackedLayout(place)
        self._stack.addWidget(grid)
        self._stack.addWidget(self.state)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(place, 1)
        column.addWidget(self.foot)
        self.quiet = QTimer(self, singleShot=True, interval=QUIET_MS)
        self.quiet.timeout.connect(self._show_placeholders)
        self.words = QTimer(self, singleShot=True, interval=WORDS_MS)
        self.words.timeout.connect(partial(self.foot.show_reading, "Reading the list"))
        clock = QTimer(self, interval=TICK_MS)
        clock.timeout.connect(grid.table.refresh)
        clock.start()

    def wait(self) -> None:
        """The first rows are being read: nothing is said at first, then their places are drawn, then it is said in words."""
        self.quiet.start()
        self.words.start()

    def stop_waiting(self) -> None:
        self.quiet.stop()
        self.words.stop()
        self.foot.show_reading("")

    def show_rows(self) -> None:
        self._show(self._grid)

    def show_empty(self, title: str, words: str) -> None:
        self.state.show_empty(title, words)
        self._show(self.state)

    def show_waiting(self, title: str, words: str) -> None:
        self.state.show_waiting(title, words)
        self._show(self.state)

    def show_error(self, error: ClearlineError) -> None:
        self.stop_waiting()
        self.state.show_error(error)
        self._show(self.state)

    def focus(self) -> None:
        (self._stack.currentWidget() or self._grid).setFocus(Qt.FocusReason.OtherFocusReason)

    def _show(self, part: QWidget) -> None:
        """The keyboard stays in the list, whatever stands there."""
        before = self._stack.currentWidget()
        had = before is not None and before is not part and before.hasFocus()
        self._stack.setCurrentWidget(part)
        if had:
            self.focus()

    def _show_placeholders(self) -> None:
        self.show_rows()
        self._grid.take(placeholders(12))
