"""What can be put on a board: every KPI that is not on it yet, found by typing."""

from __future__ import annotations

from collections.abc import Collection

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.kpis import KPIS
from app.kpis.kpi import Kpi
from ui.tables.column import Cell, Column, Line
from ui.tables.filter import FilterField
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace
from ui.theme.kit import Button, H, Text, V, rule

COLUMNS = (Column("title", "Figure", 0, "text"), Column("fed", "", 86, "text"))
WIDE = 380


class Chooser(QFrame):
    """``chosen``: a KPI to be put on the board. ``closed``: back to the tiles."""

    chosen = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setFixedWidth(WIDE)
        self._there: frozenset[str] = frozenset()
        self.field = FilterField("", "Name or what it counts", icon="search", h=32, cap="Esc", name="Find a figure")
        self.grid = Grid(COLUMNS, line, edge=16, name="Figures that are not on the board")
        self._live = LiveList(self.grid)
        self._place = ListPlace(self.grid)
        shut = Button("Close", "Esc", "plain")
        shut.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(H((Text("Add figures", size=15, weight=600, elide=True), 1), shut, gap=8, pad=(16, 0, 12, 0), h=47))
        column.addWidget(rule())
        column.addWidget(V(self.field, pad=(16, 12, 16, 8)))
        column.addWidget(self._place, 1)
        self.field.textEdited.connect(self._filter)
        self.field.left.connect(self._left)
        self.grid.opened.connect(self.chosen)

    def show_board(self, kpis: Collection[str]) -> None:
        """What is on the board now."""
        self._there = frozenset(kpis)
        self._filter()

    def focus(self) -> None:
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.field.selectAll()

    def _filter(self) -> None:
        wanted = self.field.text().casefold().split()
        found = [k for k in KPIS if k.id not in self._there and all(word in _searched(k) for word in wanted)]
        found.sort(key=lambda k: (bool(k.missing), not k.can_be_fed))  # those with data first
        self._live.replace(listing([(k.id, k) for k in found]))
        if found:
            self._place.show_rows()
            if self.grid.current_row < 0:
                self.grid.step(1)
        else:
            self._place.show_empty("Nothing found", "Every such figure is on the board already, or there is none.")

    def _left(self, emptied: bool) -> None:
        if emptied and not self.field.text():
            self.closed.emit()
            return
        if emptied:
            self.field.clear()
            self._filter()
        self._place.focus()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def _searched(kpi: Kpi) -> str:
    return f"{kpi.title} {kpi.definition} {kpi.lists} {kpi.id}".casefold()


def line(record: object) -> Line:
    if isinstance(record, Leaving):
        return line(record.record)
    assert isinstance(record, Kpi)
    lacks = "" if not record.missing else "from a file" if record.can_be_fed else "no data yet"
    return Line(
        record.id,
        (Cell(record.title, "" if record.can_be_fed else "text.3", tip=record.definition), Cell(lacks, "text.3")),
        f"{record.title}{f', {lacks}' if lacks else ''}. {record.definition}",
    )
