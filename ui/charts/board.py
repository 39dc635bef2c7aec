"""The KPI board: tiles of figures that a person arranges; one of them large, with its documents."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.chart import ChartAnswer
from app.domain.days import day_month
from app.domain.figure import Figure, FiguresAnswer
from app.domain.kpi_board import KpiBoardAnswer
from app.domain.question import Deed
from app.errors import ClearlineError
from app.kpis import BY_ID
from app.kpis.drawn import board_of
from ui.charts import deeds
from ui.charts.arranging import Arranging, Shown
from ui.charts.chooser import Chooser
from ui.charts.exporting import Exporting
from ui.charts.head import Head
from ui.charts.large import Large
from ui.charts.narrowing import Narrowing
from ui.charts.notes import Notes, at_day, of_kpi
from ui.charts.period import Choosing, Over
from ui.charts.tile import Tile
from ui.charts.tiles import Tiles
from ui.charts.writing import Writing
from ui.tables.asking import Asking
from ui.tables.remembered import Remembered
from ui.theme.kit import rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

SOON_MS, AGAIN_MS = 1_000, 60_000  # after a change; without any, for ages grow
_QUIET = frozenset({"status", "notes"})
_NOTE = 500  # letters


class BoardPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "KPI board"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._asking = console, Asking(courier, self)
        self.answer: FiguresAnswer | None = None
        self._pictures: Mapping[str, ChartAnswer] = {}
        self.arranging, self.noting = Arranging(console, courier, self), Notes(console, courier, self)
        self.narrowing, self.period = Narrowing(console, courier, self), Choosing(self)
        self.head, self.area, self.chooser = Head(self.title, self.narrowing.button, self.period.button), Tiles(), Chooser()
        self.large, self.naming = Large(console, courier), Writing(_NOTE)
        self.exporting = Exporting(self, console, courier)
        self._name = self.arranging.shown[0].board.name
        self.remembered = Remembered(self, console, "board", self)
        self._stack = QStackedWidget()
        self._build()
        self._connect()
        self._soon = QTimer(self, singleShot=True, interval=SOON_MS)
        self._soon.timeout.connect(self.news)
        self._again = QTimer(self, interval=AGAIN_MS)
        self._again.timeout.connect(self.news)
        self._again.start()
        self.remembered.recall()
        self._show_boards()
        self._read()
        self.arranging.read()

    def _build(self) -> None:
        side_by_side = QWidget()
        row = QHBoxLayout(side_by_side)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        self._hair = rule(vertical=True)
        for part, stretch in ((self.area, 1), (self._hair, 0), (self.chooser, 0)):
            row.addWidget(part, stretch)
        self._hair.hide()
        self.chooser.hide()
        self._stack.addWidget(side_by_side)
        self._stack.addWidget(self.large)
        self.large.under.addWidget(self.naming)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self._stack, 1)

    def _connect(self) -> None:
        self.head.board_chosen.connect(self.show_board)
        self.period.changed.connect(self._asks_else)
        self.narrowing.changed.connect(self._asks_else)
        self.narrowing.told.connect(self.head.show_only)
        self.head.export.connect(self.open_exports)
        self.area.opened.connect(self.open_tile)
        self.area.moved.connect(self._move)
        self.area.entered.connect(self._entered)
        self.area.may_move = lambda: not self.arranging.may_change(self._name)
        self.chooser.chosen.connect(self._add)
        self.chooser.closed.connect(self.close_chooser)
        self.large.closed.connect(self.close_large)
        self.large.goto.connect(self.goto)
        self.large.hints_changed.connect(self.hints_changed)
        self.arranging.changed.connect(self._arranged)
        self.arranging.went.connect(self.show_board)
        self.noting.kept.connect(self.arranging.read)
        for part in (self.arranging, self.noting, self.exporting):
            part.toast.connect(self.toast)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.is_large:
            return (("← →", "mark"), ("↵", "its documents"), ("V", "next picture"), ("Esc", "tiles"), ("?", "all keys"))
        return (("← →", "tile"), ("↵", "large"), ("Ctrl ← →", "move it"), ("A", "add"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        return deeds.of_large(self) if self.is_large else deeds.of_board(self)

    def run_deed(self, name: str) -> None:
        allowed = next((d for d in self.deeds() if d.name == name), None)
        if allowed is None:
            return
        if allowed.verdict == "may":
            self._does[name]()
        else:
            self.toast.emit("warn", allowed.title, allowed.words, None)

    @property
    def _does(self) -> Mapping[str, Callable[[], object]]:
        return {
            "narrow": self.narrowing.open,
            "choose_period": self.period.open,
            "open_large": lambda: self.open_tile(self.current),
            "show_counted": self.show_documents,
            "show_about": lambda: self.large.show_side(2),
            "next_kind": self.large.next_kind,
            "compare": self.toggle_before,
            "write_note": self.write_note,
            "take_note": self.take_note,
            "add_tiles": self.open_chooser,
            "remove_tile": lambda: self.arranging.remove(self._name, self.current),
            "new_board": self._new_board,
            "rename_board": self._rename_board,
            "drop_board": lambda: self.arranging.drop(self._name),
            "reset_board": lambda: self.arranging.reset(self._name),
            "share_board": lambda: self.arranging.share(self._name),
            "unshare_board": lambda: self.arranging.unshare(self._name),
            "undo_board": self.arranging.undo,
            "open_exports": self.open_exports,
            "copy_picture": self.exporting.copy_picture,
            "export_values": self.exporting.values,
            "export_documents": self.exporting.documents,
            "export_board": self.exporting.board,
            "export_pdf": self.exporting.paper,
            "export_outcomes": self.exporting.outcomes,
        }

    def on_changes(self, changes: Changes) -> None:
        if "shared" in changes.topics:
            self.arranging.read()
        if changes.topics - _QUIET and not self._soon.isActive():
            self._soon.start()

    def focus_first(self) -> None:
        self.large.focus() if self.is_large else self.area.focus()

    def panes(self) -> list[QWidget]:
        if self.is_large:
            return [self.large.card, self.large.panels]
        return [self.area] if self.chooser.isHidden() else [self.area, self.chooser]

    def subject(self) -> str:
        return BY_ID[self.current].title if self.current else ""

    def kept(self) -> Mapping[str, object]:
        return {"board": self._name, **self.period.kept(), "before": self.large.before, "only": self.narrowing.kept()}

    def recall(self, kept: Mapping[str, Any]) -> None:
        """ValueError or TypeError where it makes no sense."""
        self._name = self.arranging.find(str(kept["board"])).board.name if "board" in kept else self._name
        self.period.recall(kept)
        self.large.before = bool(kept.get("before", True))
        if "only" in kept:
            self.narrowing.recall(kept["only"])

    # ---- reading and showing -------------------------------------------------------------------------------------------------------
    @property
    def current(self) -> str:
        """The KPI of the large chart, or of the tile with the keyboard; "" for none."""
        return self.large.kpi.id if self.is_large else self.area.current

    @property
    def is_large(self) -> bool:
        return self._stack.currentWidget() is self.large

    @property
    def shown(self) -> Shown:
        return self.arranging.find(self._name)

    @property
    def over(self) -> Over:
        return self.period.over

    @property
    def tiles(self) -> dict[str, Tile]:
        return self.area.tiles

    def news(self) -> None:
        self._asking.news()
        if self.is_large:
            self.large.news()

    def _read(self) -> None:
        kpis, over = self.shown.board.kpis, self.over
        if kpis:
            self._asking.anew()
            self._asking.ask(self._console.read(board_of(kpis, over.days, over.named, self.narrowing.only)))

    def _unread(self, error: ClearlineError) -> None:
        self.head.say(error.words)

    def _arrived(self, answer: KpiBoardAnswer) -> None:
        self.answer, self._pictures = answer.figures, {one.ask.kpi: one for one in answer.pictures}
        self.head.say("")
        self._show_figures(answer.figures)

    def _show_figures(self, answer: FiguresAnswer) -> None:
        self.period.show_answer(answer)
        now, series, bars = datetime.now(UTC), dict(answer.series), dict(answer.bars)
        beside = {one.kpi: one for one in answer.compared}
        for figure in answer.figures:
            if figure.kpi in self.tiles:
                course, parts = series.get(figure.kpi, ()), bars.get(figure.kpi, ())
                more = beside.get(figure.kpi), self._pictures.get(figure.kpi)
                self.tiles[figure.kpi].show_figure(figure, course, parts, now, *more)
        if self.is_large and self.current in beside:
            self.large.show_beside(beside[self.current])
        self.hints_changed.emit()

    def figure(self, kpi: str) -> Figure | None:
        """As its tile has it: also while another answer is on its way."""
        return self.tiles[kpi].figure if kpi in self.tiles else None

    def _asks_else(self) -> None:
        """Another period, or another part of the company."""
        self.remembered.soon()
        self._read()
        figure = self.figure(self.current)
        if self.is_large and figure is not None:
            self.large.beside = None  # of another period; the answer tells it anew
            self.large.show_kpi(BY_ID[self.current], figure, self.over, self.narrowing.only)

    # ---- boards --------------------------------------------------------------------------------------------------------------------
    def show_board(self, name: str) -> None:
        self._name, self.answer = name, None
        self.remembered.soon()
        self._show_boards()
        self.close_large(keep_keyboard=True)
        self._read()

    def _arranged(self) -> None:
        before = tuple(self.tiles)
        self._name = self.shown.board.name  # it may be gone
        self._show_boards()
        self.large.set_notes(of_kpi(self.arranging.team, self.large.kpi.id))
        if set(self.tiles) - set(before):
            self._read()
        if not self.is_large and self.chooser.isHidden():
            self.area.focus()

    def _show_boards(self) -> None:
        shown = self.shown
        self.head.show_boards(self.arranging.shown, shown)
        self.area.show_board(shown.board.kpis)
        self.chooser.show_board(shown.board.kpis)
        if self.answer is not None:
            self._show_figures(self.answer)
        self.hints_changed.emit()

    def _entered(self, _kpi: str) -> None:
        self.hints_changed.emit()

    def _move(self, kpi: str, to: int) -> None:
        why = self.arranging.may_change(self._name)
        if why:
            self.toast.emit("warn", f"{self.shown.title} stays as it is", why, None)
            return
        self.arranging.move(self._name, kpi, to)
        self.area.focus(kpi)

    def _add(self, kpi: str) -> None:
        self.arranging.add(self._name, kpi, self.area.current)

    def open_chooser(self) -> None:
        self._hair.show()
        self.chooser.show()
        self.chooser.focus()
        self.hints_changed.emit()

    def close_chooser(self) -> None:
        self.chooser.hide()
        self._hair.hide()
        self.area.focus()
        self.hints_changed.emit()

    def _new_board(self) -> None:
        like = self._name
        self.head.ask("New board", "Its name", "", lambda title: self.arranging.make(title, like), self)

    def _rename_board(self) -> None:
        name = self._name
        self.head.ask("Name", "Its name", self.shown.board.title, lambda title: self.arranging.rename(name, title), self)

    # ---- one of them large ---------------------------------------------------------------------------------------------------------
    def open_tile(self, kpi: str) -> None:
        figure = self.figure(kpi)
        if figure is None:
            return
        if not figure.n and figure.coverage is None and figure.value is None:
            self.toast.emit("warn", BY_ID[kpi].title, figure.reason or "There is nothing behind this figure.", None)
            return
        self._stack.setCurrentWidget(self.large)
        self.large.notes = of_kpi(self.arranging.team, kpi)
        self.large.beside = self.tiles[kpi].beside
        self.large.show_kpi(BY_ID[kpi], figure, self.over, self.narrowing.only)
        self.large.focus()
        self.hints_changed.emit()

    def close_large(self, *, keep_keyboard: bool = False) -> None:
        here = self.large.kpi.id if self.is_large else self.area.current
        self._stack.setCurrentIndex(0)
        if not keep_keyboard:
            self.area.focus(here)
        self.hints_changed.emit()

    def show_documents(self) -> None:
        """All that the figure counts."""
        if not self.is_large:
            self.open_tile(self.current)
        if self.is_large:
            self.large.show_documents()

    def toggle_before(self) -> None:
        self.large.toggle_before()
        self.remembered.soon()

    def write_note(self) -> None:
        day, kpi = self.large.day_here(), self.large.kpi.id
        if day is not None:
            about = f"Note at {day_month(day)}"
            self.naming.ask(about, "What happened then", "", lambda text: self.noting.write(kpi, day, text), self.large.card)

    def my_note_here(self) -> str:
        """The id of the newest of one's own notes at the mark; "" for none."""
        here = self.large.mark_here()
        if here is None or here[1].period is None:
            return ""
        listed = at_day(self.arranging.team, self.large.kpi.id, here[1].period.first, here[1].period.last)
        return next((n.id for n in reversed(listed) if n.by == self._console.me.id), "")

    def take_note(self) -> None:
        self.noting.take(self.my_note_here())

    def open_exports(self) -> None:
        self.exporting.menu(self.head.export_at())

    # ---- Qt ------------------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        name = deeds.pressed(event, large=self.is_large)
        if name:
            self.run_deed(name)
        else:
            super().keyPressEvent(event)
