"""Which key does what in a table: letters and arrows, without modifiers unless the look says so."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent

from ui.tables.column import Group

if TYPE_CHECKING:
    from ui.tables.grid import Grid


class KeyMap:
    def __init__(self, grid: Grid) -> None:
        self._grid = grid
        K, M = Qt.Key, Qt.KeyboardModifier  # noqa: N806
        plain, shift, ctrl = M.NoModifier, M.ShiftModifier, M.ControlModifier
        self._map: dict[tuple[int, Qt.KeyboardModifier], Callable[[], None]] = {
            (K.Key_J, plain): lambda: grid.step(1),
            (K.Key_K, plain): lambda: grid.step(-1),
            (K.Key_Down, plain): lambda: self._line(1),
            (K.Key_Up, plain): lambda: self._line(-1),
            (K.Key_Home, plain): lambda: grid.go_row(0),
            (K.Key_End, plain): lambda: grid.go_row(grid.table.rowCount() - 1),
            (K.Key_PageDown, plain): lambda: self._page(1),
            (K.Key_PageUp, plain): lambda: self._page(-1),
            (K.Key_X, plain): lambda: grid.toggle_mark(grid.current_key),
            (K.Key_X, shift): grid.mark_range,
            (K.Key_A, ctrl): grid.mark_all,
            (K.Key_C, ctrl): grid.copy_asked.emit,
            (K.Key_Return, plain): self._open,
            (K.Key_Enter, plain): self._open,
            (K.Key_Left, plain): lambda: self._fold(True),
            (K.Key_Right, plain): lambda: self._fold(False),
        }

    def press(self, event: QKeyEvent) -> bool:
        """True when the key was the table's own."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        deed = self._map.get((event.key(), modifiers))
        if deed is None:
            return False
        deed()
        return True

    def _line(self, by: int) -> None:
        """Arrows also stop at group rows."""
        grid = self._grid
        grid.go_row(max(0, min(grid.current_row + by, grid.table.rowCount() - 1)))
        grid.stepped.emit()

    def _page(self, by: int) -> None:
        grid = self._grid
        rows = max(1, grid.viewport().height() // grid.verticalHeader().defaultSectionSize() - 1)
        grid.go_row(max(0, min(grid.current_row + by * rows, grid.table.rowCount() - 1)))

    def _open(self) -> None:
        grid = self._grid
        key = grid.current_key
        if isinstance(grid.table.listing.record(key), Group):
            grid.group_toggled.emit(key)
        elif key:
            grid.opened.emit(key)

    def _fold(self, close: bool) -> None:
        grid = self._grid
        key = grid.current_key
        record = grid.table.listing.record(key)
        if isinstance(record, Group):
            if record.closed != close:
                grid.group_toggled.emit(key)
        elif close:
            self._to_group()

    def _to_group(self) -> None:
        """Left on a row goes to its heading."""
        grid = self._grid
        for row in range(grid.current_row, -1, -1):
            if isinstance(grid.table.record(row), Group):
                grid.go_row(row)
                return
