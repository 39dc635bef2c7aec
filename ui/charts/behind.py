"""What a figure counts: its documents as a list, by whether they fit, and the way to each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.figure import AskCounted, Counted, CountedRow, Figure
from app.kpis.kpi import How, Kpi
from ui.tables.asking import Asking
from ui.tables.column import Cell, Column, Line
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace
from ui.theme.kit import Button, H, Tabs, Text, V, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

COLUMNS = (Column("number", "Document", 110, "id"), Column("about", "About"))
WIDE = 380


class Behind(QFrame):
    """``closed``: back to the tiles. ``goto``: page and argument."""

    closed = Signal()
    goto = Signal(str, object)

    def __init__(self, console: Console, courier: Courier) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.setFixedWidth(WIDE)
        self._console, self._asking = console, Asking(courier, self)
        self._kpi: Kpi | None = None
        self._days = 90
        self._sides: tuple[str, ...] = ()
        self.answer: Counted | None = None
        self._title, self._note = Text("", size=15, weight=600, elide=True), Text("", "text.3", 11, wrap=True)
        self.tabs = Tabs(("",))
        self.grid = Grid(COLUMNS, line, edge=16, name="What it counts")
        self.live = LiveList(self.grid)
        self._place = ListPlace(self.grid)
        shut = Button("Close", "Esc", "plain")
        shut.clicked.connect(self.closed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(H((self._title, 1), shut, gap=8, pad=(16, 0, 12, 0), h=47))
        column.addWidget(rule())
        column.addWidget(V(self._note, 8, H(self.tabs, None), pad=(16, 10, 16, 8)))
        column.addWidget(self._place, 1)
        self.tabs.chosen.connect(self._chose)
        self.grid.opened.connect(self._open)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._place.show_error)
        self._asking.due.connect(self._read)
        self._place.state.retry.connect(self._read)

    def show_kpi(self, kpi: Kpi, figure: Figure, days: int) -> None:
        """Its documents; of a share those that fit, those that do not count as known, and all."""
        same = self._kpi is not None and self._kpi.id == kpi.id and self._days == days
        self._kpi, self._days = kpi, days
        self._title.setText(kpi.title)
        self._note.setText(" ".join(filter(None, (kpi.definition, kpi.edges))))
        whole = "numerator" if kpi.how is How.SUM else "denominator"
        fits = ("numerator",) if whole == "denominator" else ()
        unknown = ("unknown",) if figure.coverage is not None and figure.coverage < 100 else ()
        self._sides = (whole, *fits, *unknown)
        names = {whole: "All that count", "numerator": "Part of the figure" if fits else "All that count", "unknown": "Not known"}
        fitting = int(figure.numerator or 0) if kpi.how is How.SHARE else None
        counts = {"numerator": fitting} | {whole: figure.n}
        self.tabs.set_tabs([(names[side], counts.get(side)) for side in self._sides], None if same else 0)
        if not same:
            self.answer = None
        self._read()

    def news(self) -> None:
        if self._kpi is not None:
            self._asking.news()

    def _read(self) -> None:
        if self._kpi is not None:
            self._asking.anew()
            side = self._sides[max(0, self.tabs.current)]
            self._asking.ask(self._console.read(AskCounted(self._kpi.id, self._days, side)))

    def _chose(self, _index: int) -> None:
        self.answer = None
        self._read()

    def _arrived(self, answer: Counted) -> None:
        fresh, self.answer = self.answer is None, answer
        new = listing([(f"{row.ref.source} {row.ref.model} {row.ref.key}", row) for row in answer.rows])
        self.live.replace(new) if fresh else self.live.answer(new)
        if answer.rows:
            self._place.show_rows()
            beyond = answer.total - len(answer.rows)
            self._place.foot.show_reading(f"The newest {len(answer.rows):,} of {answer.total:,}" if beyond else "")
            if self.grid.current_row < 0:
                self.grid.step(1)
        else:
            self._place.show_empty("Nothing here", "No document of this kind is part of the figure.")

    def _open(self, key: str) -> None:
        record = self.grid.table.listing.record(key)
        if isinstance(record, CountedRow) and record.page:
            self.goto.emit(record.page, record.opens)

    def focus(self) -> None:
        self._place.focus()

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


def line(record: object) -> Line:
    if isinstance(record, Leaving):
        return line(record.record)
    assert isinstance(record, CountedRow)
    ref = record.ref
    return Line(
        f"{ref.source} {ref.model} {ref.key}",
        (Cell(record.number), Cell(record.about, "text.2")),
        f"{record.number}, {record.about}",
    )
