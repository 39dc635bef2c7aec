"""The board over one imported file of sales: the same tiles, in its currency, up to its last day."""

from __future__ import annotations

from concurrent.futures import Future
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.figure import AskCounted, Figure, FiguresAnswer
from app.domain.imports import SALES, Held
from app.domain.question import Deed
from app.errors import ClearlineError, Refused
from app.kpis import BY_ID
from app.kpis.imported import IMPORTED_BOARD
from ui.charts.aside import Aside
from ui.charts.tile import Tile
from ui.tables.asking import Asking
from ui.tables.formats import short_date
from ui.tables.states import Centred
from ui.theme.kit import H, Tabs, Text, V, announce, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

SPANS = (("30 days", 30), ("90 days", 90), ("1 year", 365), ("Everything", 0))
TILE = 330  # px that a tile wants at least
_NONE = ("No sales are imported", "G X takes a file of orders or invoices in; its figures are shown here, apart from the ERP's.")


class _Over:
    """What the list beside the tiles asks, asked of the import that is shown."""

    def __init__(self, page: ImportedPage) -> None:
        self._page = page

    def read(self, ask: AskCounted) -> Future[Any]:
        return self._page.counted(ask)


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
        self._name, self._span, self._current = "", 1, IMPORTED_BOARD.kpis[0]
        self.tabs, self.spans = Tabs(("",)), Tabs([name for name, _ in SPANS], self._span)
        self._when = Text("", "text.3", 12, elide=True)
        self.behind = Aside(_Over(self), courier)  # type: ignore[arg-type]
        self.behind.hide()
        self.state = Centred()
        self.tiles = {kpi: self._tile(kpi) for kpi in IMPORTED_BOARD.kpis}
        self._build()
        self.tabs.chosen.connect(self._chose_name)
        self.spans.chosen.connect(self._chose_span)
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
        ground = QWidget()
        ground.setProperty("ground", "bg.window")
        self._tiles = QGridLayout(ground)
        self._tiles.setContentsMargins(16, 16, 16, 16)
        self._tiles.setSpacing(12)
        self._roll = QScrollArea()
        self._roll.setWidget(ground)
        self._roll.setWidgetResizable(True)
        self._roll.setFrameShape(QFrame.Shape.NoFrame)
        self._roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._roll.viewport().installEventFilter(self)
        row = QWidget()
        beside = QHBoxLayout(row)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.setSpacing(0)
        beside.addWidget(self._roll, 1)
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
        if self._roll.isHidden():
            return (("G X", "imports"), ("Esc", "back"), ("?", "all keys"))
        return (("← →", "tile"), ("↵", "what it counts"), ("Esc", "back"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        figure = self._figure(self._current)
        some = ("may", "") if figure is not None and figure.n else ("denied", "There is nothing behind this figure")
        return (Deed("show_counted", "Show what this figure counts", "", "layers", *some),)

    def run_deed(self, name: str) -> None:
        if name == "show_counted":
            self.open_tile(self._current)

    def on_changes(self, changes: Changes) -> None:
        if "imports" in changes.topics:
            self._listing.news()

    def focus_first(self) -> None:
        target = self.tiles[self._current] if self._roll.isVisible() else self.state
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self._roll] if self.behind.isHidden() else [self._roll, self.behind]

    def subject(self) -> str:
        return f"{BY_ID[self._current].title}, {self._name}" if self._name else ""

    def open(self, argument: object) -> None:
        """The name of an import."""
        self._name = str(argument)
        self._show_names()
        self._read()

    # ---- reading -----------------------------------------------------------------------------------------------------------
    def counted(self, ask: AskCounted) -> Future[Any]:
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
        had = self._roll.isAncestorOf(self.window().focusWidget() or self) or self.state.hasFocus()
        self._roll.setVisible(tiles)
        self.state.setVisible(not tiles)
        if had:
            self.focus_first()
        self.hints_changed.emit()

    def _figure(self, kpi: str) -> Figure | None:
        figures = self.answer.figures if self.answer is not None else ()
        return next((f for f in figures if f.kpi == kpi), None)

    def _chose_name(self, index: int) -> None:
        self._name = self._names[index]
        self.close_behind(keep_keyboard=True)
        self._read()

    def _chose_span(self, index: int) -> None:
        self._span = index
        self.close_behind(keep_keyboard=True)
        self._read()

    # ---- tiles -------------------------------------------------------------------------------------------------------------
    def _tile(self, kpi: str) -> Tile:
        tile = Tile(BY_ID[kpi])
        tile.stepped.connect(self._step)
        tile.opened.connect(self.open_tile)
        tile.entered.connect(self._entered)
        return tile

    def _entered(self, kpi: str) -> None:
        self._current = kpi
        self._roll.ensureWidgetVisible(self.tiles[kpi], 0, 16)
        self.hints_changed.emit()

    def columns(self) -> int:
        return max(1, (self._roll.viewport().width() - 20) // TILE)

    def _lay_out(self) -> None:
        wide = self.columns()
        for i, tile in enumerate(self.tiles.values()):
            self._tiles.addWidget(tile, i // wide, i % wide)
        for column in range(self._tiles.columnCount()):
            self._tiles.setColumnStretch(column, 1 if column < wide else 0)
        for row in range(self._tiles.rowCount() + 1):
            self._tiles.setRowStretch(row, 0)
        self._tiles.setRowStretch((len(self.tiles) - 1) // wide + 1, 1)

    def _step(self, across: int, down: int) -> None:
        listed = list(self.tiles)
        to = listed.index(self._current) + across + down * self.columns()
        if 0 <= to < len(listed):
            tile = self.tiles[listed[to]]
            tile.setFocus(Qt.FocusReason.OtherFocusReason)
            announce(tile, f"{tile.accessibleName()}. {tile.course()}")

    def open_tile(self, kpi: str) -> None:
        """What it counts, beside the tiles; a figure without documents says why it has none."""
        figure = self._figure(kpi)
        if figure is None:
            return
        if not figure.n and figure.coverage is None:
            self.toast.emit("warn", BY_ID[kpi].title, figure.reason or "There is nothing behind this figure.", None)
            return
        self._current = kpi
        self.behind.show()
        self.behind.show_figure(BY_ID[kpi], figure, SPANS[self._span][1])
        self.behind.focus()
        self.hints_changed.emit()

    def close_behind(self, *, keep_keyboard: bool = False) -> None:
        here = self._current
        self.behind.hide()  # Qt gives the keyboard to whatever tile comes next
        self._current = here
        if not keep_keyboard:
            self.focus_first()
        self.hints_changed.emit()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and watched is self._roll.viewport() and self.tiles:
            self._lay_out()
        return bool(super().eventFilter(watched, event))
