"""What a figure, or one mark of its picture, counts: its documents as a list, and the way to each."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain.chart import AskBehind
from app.domain.figure import ALL, AskCounted, Counted, CountedRow, Figure, Only
from app.domain.question import Question
from app.kpis.kpi import How, Kpi
from ui.charts.figure_words import period_words
from ui.charts.period import Over
from ui.tables.asking import Asking
from ui.tables.column import Cell, Column, Line
from ui.tables.grid import Grid
from ui.tables.listing import listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace
from ui.theme.kit import H, Tabs, Text, V

if TYPE_CHECKING:
    from ui.courier import Courier

COLUMNS = (Column("number", "Document", 110, "id"), Column("about", "About"))


class Behind(QWidget):
    """``goto``: page and argument. ``asked``: the question whose answer is listed, as an export asks it whole. ``read``: gives the answer
    (Counted); it says of which source."""

    goto = Signal(str, object)

    def __init__(self, read: Callable[[Question], Future[Any]], courier: Courier) -> None:
        super().__init__()
        self._answer_of, self._asking = read, Asking(courier, self)
        self._kpi: Kpi | None = None
        self._over, self._only = Over(), ALL
        self._sides: tuple[str, ...] = ()
        self._mark: AskBehind | None = None
        self.answer: Counted | None = None
        self._title = Text("", size=13, weight=600, elide=True)
        self.tabs = Tabs(("",))
        self.grid = Grid(COLUMNS, line, edge=16, name="What it counts")
        self.live = LiveList(self.grid)
        self._place = ListPlace(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(V(self._title, 4, H(self.tabs, None), pad=(16, 8, 16, 8)))
        column.addWidget(self._place, 1)
        self.tabs.chosen.connect(self._chose)
        self.grid.opened.connect(self._open)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._place.show_error)
        self._asking.due.connect(self._read)
        self._place.state.retry.connect(self._read)

    @property
    def asked(self) -> AskCounted | AskBehind | None:
        if self._mark is not None:
            return self._mark
        if self._kpi is None:
            return None
        return AskCounted(
            self._kpi.id, self._over.days, self._sides[max(0, self.tabs.current)], named=self._over.named, only=self._only
        )

    def show_figure(self, kpi: Kpi, figure: Figure, over: Over, only: Only = ALL) -> None:
        """Its documents; of a share those that fit, those that do not count as known, and all."""
        shown = self._kpi.id if self._kpi is not None and self._mark is None else ""
        same = (shown, self._over, self._only) == (kpi.id, over, only)
        self._kpi, self._over, self._only, self._mark = kpi, over, only, None
        self._title.setText(f"All of {kpi.title}, {period_words(figure.period)}")
        whole = "numerator" if kpi.how is How.SUM else "denominator"
        fits = ("numerator",) if whole == "denominator" else ()
        unknown = ("unknown",) if figure.coverage is not None and figure.coverage < 100 else ()
        self._sides = (whole, *fits, *unknown)
        names = {whole: "All that count", "numerator": "Part of the figure" if fits else "All that count", "unknown": "Not known"}
        fitting = int(figure.numerator or 0) if kpi.how is How.SHARE else None
        counts = {"numerator": fitting} | {whole: figure.n}
        self.tabs.set_tabs([(names[side], counts.get(side)) for side in self._sides], None if same else 0)
        self.tabs.show()
        if not same:
            self.answer = None
        self._read()

    def show_mark(self, ask: AskBehind, words: str) -> None:
        """The documents of one mark. ``words``: what it says of itself."""
        if ask != self._mark:
            self.answer = None
        self._mark = ask
        self._title.setText(words)
        self.tabs.hide()
        self._read()

    def clear(self) -> None:
        """Of another figure nothing is listed until somebody asks."""
        self._kpi, self._mark, self.answer = None, None, None
        self._asking.anew()

    def news(self) -> None:
        if self.asked is not None:
            self._asking.news()

    def _read(self) -> None:
        question: Question | None = self.asked
        if question is not None:
            self._asking.anew()
            self._asking.ask(self._answer_of(question))

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
