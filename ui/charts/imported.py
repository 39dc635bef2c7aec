"""The board over one imported file of sales: the same tiles, in its currency, up to its last day."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.figure import AskCounted, FiguresAnswer
from app.domain.imports import SALES, Held
from app.domain.question import Deed, Question
from app.errors import ClearlineError, Refused
from app.kpis import BY_ID
from app.kpis.imported import IMPORTED_BOARD
from ui.charts.aside import Aside
from ui.charts.tile import Tile
from ui.charts.tiles import Tiles
from ui.tables.asking import Asking
from ui.tables.formats import short_date
from ui.tables.states import Centred
from ui.theme.kit import H, Tabs, Text, V, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

SPANS = (("30 days", 30), ("90 days", 90), ("1 year", 365), ("Everything", 0))
_NONE = ("No sales are imported", "G X takes a file of orders or invoices in; its figures are shown here, apart from the ERP's.")


class ImportedPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    back = Signal()
    title = "Imported sales"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console = console
        self._asking, self._listing = Asking(courier, self), Asking(courier, self)
        self.answer: FiguresAnswer | None = None
        self._names: tuple[str, ...] = ()
        self._name, self._span = "", 1
        self.tabs, self.spans = Tabs(("",)), Tabs([name for name, _ in SPANS], self._span)
        self._when = Text("", "text.3", 12, elide=True)
        self.behind = Aside(self._counted, courier)
        self.behind.hide()
        self.state = Centred()
        self.area = Tiles()
        self.area.may_move = lambda: False
        self.area.show_board(IMPORTED_BOARD.kpis)
        self.area.current = IMPORTED_BOARD.kpis[0]
        self._build()
        self.tabs.chosen.connect(self._chose_name)
        self.spans.chosen.connect(self._chose_span)
        self.area.opened.connect(self.open_tile)
        self.area.entered.connect(self.hints_changed)
        self.behind.closed.connect(self.close_behind)
        self.behind.goto.connect(self.goto)
        self.state.retry.connect(self._list)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._failed)
        self._listing.due.connect(self._list)
        self._listing.answered.connect(self._listed)
        self._listing.failed.connect(self._failed)
        self._list()

    def _build(self) -> None:
        head = H(Text(self.title, size=15, weight=600), 8, self.tabs, 8, (self._when, 1), self.spans, pad=(16, 0, 16, 0), h=47)
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self.area, 1)
        beside.addWidget(self.state, 1)
        beside.addWidget(self.behind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(V(head, rule(), ground="bg.surface"))
        column.addWidget(row, 1)
        self.state.hide()

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if not self.behind.isHidden():
            return (("Esc", "back to the tiles"), ("?", "all keys"))
        if self.area.isHidden():
            return (("G X", "imports"), ("Esc", "back"), ("?", "all keys"))
        return (("← →", "tile"), ("↵", "what it counts"), ("Esc", "back"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        figure = self.tiles[self.area.current].figure
        some = ("may", "") if figure is not None and figure.n else ("denied", "There is nothing behind this figure")
        return (Deed("show_counted", "Show what this figure counts", "", "layers", *some),)

    def run_deed(self, name: str) -> None:
        if name == "show_counted":
            self.open_tile(self.area.current)

    def on_changes(self, changes: Changes) -> None:
        if "imports" in changes.topics:
            self._listing.news()

    def focus_first(self) -> None:
        self.area.focus() if self.area.isVisible() else self.state.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self.area] if self.behind.isHidden() else [self.area, self.behind]

    def subject(self) -> str:
        return f"{BY_ID[self.area.current].title}, {self._name}" if self._name else ""

    def open(self, argument: object) -> None:
        """The name of an import."""
        self._name = str(argument)
        self._show_names()
        self._read()

    @property
    def tiles(self) -> dict[str, Tile]:
        return self.area.tiles

    # ---- reading -----------------------------------------------------------------------------------------------------------
    def _counted(self, ask: Question) -> Future[Any]:
        assert isinstance(ask, AskCounted)  # there are no marks here
        return self._console.imports.counted(self._name, ask)

    def _list(self) -> None:
        self._listing.ask(self._console.imports.all())

    def _listed(self, held: tuple[Held, ...]) -> None:
        self._names = tuple(dict.fromkeys(h.batch.name for h in held if h.batch.kind == SALES and h.batch.counts))
        if self._name not in self._names:
            self._name = self._names[0] if self._names else ""
        self._show_names()
        self._read()

    def _show_names(self) -> None:
        names = self._names or ((self._name,) if self._name else ())
        self.tabs.set_tabs([(name, None) for name in names], names.index(self._name) if self._name in names else None)
        self.tabs.setVisible(bool(names))

    def _read(self) -> None:
        if not self._name:
            self.state.show_empty(*_NONE)
            self._show(tiles=False)
            return
        self._asking.anew()
        self._asking.ask(self._console.imports.figures(self._name, SPANS[self._span][1]))
        if not self.behind.isHidden():
            self.behind.news()

    def _arrived(self, answer: FiguresAnswer) -> None:
        self.answer = answer
        now, series, bars = datetime.now(UTC), dict(answer.series), dict(answer.bars)
        for figure in answer.figures:
            self.tiles[figure.kpi].show_figure(figure, series.get(figure.kpi, ()), bars.get(figure.kpi, ()), now)
        period = answer.figures[0].period
        first, last = (f"{short_date(day, day)} {day.year}" for day in (period.first, period.last))
        self._when.setText(f"{first} to {last}, its last day")
        self._show(tiles=True)

    def _failed(self, error: ClearlineError) -> None:
        if isinstance(error, Refused):  # parts of the file are still on their way here; each that comes asks anew
            self.state.show_waiting(error.title, error.advice)
        else:
            self.state.show_error(error)
        self._show(tiles=False)

    def _show(self, *, tiles: bool) -> None:
        had = self.area.isAncestorOf(self.window().focusWidget() or self) or self.state.hasFocus()
        self.area.setVisible(tiles)
        self.state.setVisible(not tiles)
        if had:
            self.focus_first()
        self.hints_changed.emit()

    def _chose_name(self, index: int) -> None:
        self._name = self._names[index]
        self.close_behind(keep_keyboard=True)
        self._read()

    def _chose_span(self, index: int) -> None:
        self._span = index
        self.close_behind(keep_keyboard=True)
        self._read()

    # ---- one of them ----------------------------------------------------------------------------------------------------------
    def open_tile(self, kpi: str) -> None:
        """What it counts, beside the tiles; a figure without documents says why it has none."""
        figure = self.tiles[kpi].figure
        if figure is None:
            return
        if not figure.n and figure.coverage is None:
            self.toast.emit("warn", BY_ID[kpi].title, figure.reason or "There is nothing behind this figure.", None)
            return
        self.area.current = kpi
        self.behind.show()
        self.behind.show_figure(BY_ID[kpi], figure, SPANS[self._span][1])
        self.behind.focus()
        self.hints_changed.emit()

    def close_behind(self, *, keep_keyboard: bool = False) -> None:
        here = self.area.current
        self.behind.hide()  # Qt gives the keyboard to whatever tile comes next
        self.area.current = here
        if not keep_keyboard:
            self.focus_first()
        self.hints_changed.emit()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)
