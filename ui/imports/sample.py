"""Rows of a file under the heads that they have there, or under those that they are kept with."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from ui.imports.lines import sample_columns, sample_line, samples
from ui.tables.grid import Grid


class SampleView(QWidget):
    """A new list wherever the heads are others."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._heads: tuple[str, ...] = ()
        self.grid: Grid | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)

    def show_rows(self, heads: Sequence[str], rows: Sequence[tuple[str, tuple[str, ...]]]) -> None:
        heads = tuple(heads)
        if self.grid is None or heads != self._heads:
            if self.grid is not None:
                self.grid.hide()
                self.grid.deleteLater()
            columns = sample_columns(heads)
            self.grid = Grid(columns, sample_line(len(columns)), edge=16, name=self._name)
            self._heads = heads
            self._column.addWidget(self.grid)
            self.setFocusProxy(self.grid)
        self.grid.take(samples(rows))
