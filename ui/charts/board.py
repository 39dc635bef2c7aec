"""The KPI board: tiles of a board's KPIs, walked by arrows; Enter shows the documents that a figure counts."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.figure import AskFigures, Figure, FiguresAnswer
from app.domain.question import Deed
from app.errors import ClearlineError
from app.kpis import BY_ID
from app.kpis.boards import BOARDS
from ui.charts.behind import Behind
from ui.charts.tile import Tile
from ui.tables.asking import Asking
from ui.theme.kit import H, Tabs, Text, V, announce, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

SPANS = (("30 days", 30), ("90 days", 90), ("1 year", 365))
SOON_MS, AGAIN_MS = 1_000, 60_000  # after a change; without any, for ages grow
TILE = 330  # px that a tile wants at least
_QUIET = frozenset({"status", "notes"})


class BoardPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "KPI board"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._asking = console, Asking(courier, self)
        self.answer: FiguresAnswer | None = None
        self._board, self._span = 0, 1
        self._current = ""
        self.tiles: dict[str, Tile] = {}
        self.tabs = Tabs([board.title for board in BOARDS], 0)
        self.spans = Tabs([name for name, _ in SPANS], self._span)
        self._said = Text("", "bad", 12, elide=True)
        self.behind = Behind(console, courier)
        self.behind.hide()
        self._said.hide()
        self._roll = QScrollArea()
        self._build()
        self._connect()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self._asking.news)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self._asking.news)
        self._again.start()
        self._lay_out()
        self._read()

    def _build(self) -> None:
        head = V(
            H(Text(self.title, size=15, weight=600), 8, self.tabs, None, (self._said, 1), self.spans, pad=(16, 0, 16, 0), h=47),
            rule(),
            ground="bg.surface",
        )
        self._grid_of = QWidget()
        self._grid_of.setProperty("ground", "bg.window")
        self._tiles = QGridLayout(self._grid_of)
        self._tiles.setContentsMargins(16, 16, 16, 16)
        self._tiles.setSpacing(12)
        self._roll.setWidget(self._grid_of)
        self._roll.setWidgetResizable(True)
        self._roll.setFrameShape(QFrame.Shape.NoFrame)
        self._roll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._roll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        row = QWidget()
        side_by_side = QHBoxLayout(row)
        side_by_side.setContentsMargins(0, 0, 0, 0)
        side_by_side.setSpacing(0)
        side_by_side.addWidget(self._roll, 1)
        self._hair = rule(vertical=True)
        self._hair.hide()
        side_by_side.addWidget(self._hair)
        side_by_side.addWidget(self.behind)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(head)
        column.addWidget(row, 1)

    def _connect(self) -> None:
        self.tabs.chosen.connect(self._chose_board)
        self.spans.chosen.connect(self._chose_span)
        self.behind.closed.connect(self.close_behind)
        self.behind.goto.connect(self.goto)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self._roll.viewport().installEventFilter(self)

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if not self.behind.isHidden():
            return (("↵", "open it"), ("Esc", "back to the tiles"), ("?", "all keys"))
        return (("← →", "tile"), ("↵", "what it counts"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        figure = self._figure(self._current)
        may = "may" if figure is not None and figure.n else "denied"
        why = "" if may == "may" else "There is nothing behind this figure"
        return (Deed("show_counted", "Show what this figure counts", "", "layers", may, why),)

    def run_deed(self, name: str) -> None:
        if name == "show_counted":
            self.open_tile(self._current)

    def on_changes(self, changes: Changes) -> None:
        if changes.topics - _QUIET and not self._soon.isActive():
            self._soon.start()

    def focus_first(self) -> None:
        tile = self.tiles.get(self._current) or next(iter(self.tiles.values()), None)
        if tile is not None:
            tile.setFocus(Qt.FocusReason.OtherFocusReason)

    def panes(self) -> list[QWidget]:
        return [self._roll] if self.behind.isHidden() else [self._roll, self.behind]

    def subject(self) -> str:
        return BY_ID[self._current].title if self._current else ""

    # ---- reading and showing -------------------------------------------------------------------------------------------------------
    @property
    def board(self) -> tuple[str, ...]:
        return BOARDS[self._board].kpis

    def _read(self) -> None:
        self._asking.anew()
        self._asking.ask(self._console.read(AskFigures(SPANS[self._span][1], self.board)))
        if not self.behind.isHidden():
            self.behind.news()

    def _unread(self, error: ClearlineError) -> None:
        self._said.setText(error.title)
        self._said.show()

    def _arrived(self, answer: FiguresAnswer) -> None:
        self.answer = answer
        self._said.hide()
        now, series, bars = datetime.now(UTC), dict(answer.series), dict(answer.bars)
        for figure in answer.figures:
            if figure.kpi in self.tiles:
                self.tiles[figure.kpi].show_figure(figure, series.get(figure.kpi, ()), bars.get(figure.kpi, ()), now)
        self.hints_changed.emit()

    def _figure(self, kpi: str) -> Figure | None:
        figures = self.answer.figures if self.answer is not None else ()
        return next((f for f in figures if f.kpi == kpi), None)

    def _chose_board(self, index: int) -> None:
        self._board, self.answer, self._current = index, None, ""
        self.close_behind(keep_keyboard=True)
        self._lay_out()
        self._read()

    def _chose_span(self, index: int) -> None:
        self._span = index
        self._read()
        if not self.behind.isHidden():
            self.open_tile(self._current)

    # ---- tiles ---------------------------------------------------------------------------------------------------------------------
    def columns(self) -> int:
        return max(1, (self._roll.viewport().width() - 20) // TILE)

    def _lay_out(self) -> None:
        """Tiles of this board in as many columns as fit; those that stay keep the keyboard."""
        for gone in [kpi for kpi in self.tiles if kpi not in self.board]:
            tile = self.tiles.pop(gone)
            self._tiles.removeWidget(tile)
            tile.hide()
            tile.deleteLater()
        wide = self.columns()
        for i, kpi in enumerate(self.board):
            if kpi not in self.tiles:
                self.tiles[kpi] = self._tile(kpi)
            self._tiles.addWidget(self.tiles[kpi], i // wide, i % wide)
        for column in range(self._tiles.columnCount()):
            self._tiles.setColumnStretch(column, 1 if column < wide else 0)
        for row in range(self._tiles.rowCount() + 1):
            self._tiles.setRowStretch(row, 0)
        self._tiles.setRowStretch((len(self.board) - 1) // wide + 1, 1)
        self.tiles = {kpi: self.tiles[kpi] for kpi in self.board}

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

    def _step(self, across: int, down: int) -> None:
        listed = list(self.tiles)
        if self._current not in listed:
            return
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
        self._hair.show()
        self.behind.show()
        self.behind.show_kpi(BY_ID[kpi], figure, SPANS[self._span][1])
        self.behind.focus()
        self.hints_changed.emit()

    def close_behind(self, *, keep_keyboard: bool = False) -> None:
        here = self._current
        self.behind.hide()  # Qt gives the keyboard to whatever tile comes next
        self._current = here
        self._hair.hide()
        if not keep_keyboard:
            self.focus_first()
        self.hints_changed.emit()

    # ---- Qt ------------------------------------------------------------------------------------------------------------------------
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent) and watched is self._roll.viewport() and self.tiles:
            self._lay_out()
        return bool(super().eventFilter(watched, event))
