"""The page of quotes that are being written: one's drafts, and the one that is open."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.draft import Draft, Opened
from app.domain.offer import Settled
from app.domain.question import Deed, Hit
from app.domain.ref import Ref
from app.errors import ClearlineError
from ui.quotes.drafts import COLUMNS, line, vector
from ui.quotes.editor import Editor
from ui.quotes.writing import Writing
from ui.tables.asking import Asking
from ui.tables.grid import Grid
from ui.tables.live import LiveList
from ui.tables.place import ListPlace
from ui.theme.kit import H, Text, V, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

_NONE = (
    "No quote is being written here",
    "Begin one on a customer's page with F, or open a quotation of the list of quotes with F.",
)
_QUOTED = frozenset({"sales", "lines"})
_OWED = frozenset({"standings", "receivables", "sales"})
_SOLD = frozenset({"products", "prices", "stock", "moves", "shipments"})


class DraftsPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    back = Signal()
    title = "Quote drafts"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self._asking = Asking(courier, self)
        self._opening = False  # a quote is being begun or read
        self.writing = Writing(console, courier, self)
        self.editor = Editor(self.writing)
        self.grid = Grid(COLUMNS, line, edge=16, name="My drafts")
        self.live = LiveList(self.grid)
        self.place = ListPlace(self.grid)
        head = H(Text("My drafts", size=15, weight=600), None, pad=(16, 0, 16, 0), h=47)
        self._list = V(head, rule(), (self.place, 1), ground="bg.surface")
        inside = QWidget()
        self._stack = QStackedLayout(inside)
        self._stack.addWidget(self._list)
        self._stack.addWidget(self.editor)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(inside)
        self._connect()
        self._read()
        self._settle()

    def _connect(self) -> None:
        self.grid.opened.connect(self._opened)
        self.place.state.retry.connect(self._read)
        self.live.held_changed.connect(self.place.foot.show_held)
        self.place.foot.show_new.connect(self.live.show_new)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._failed)
        self.editor.escaped.connect(self.leave)
        self.editor.throw_away.connect(self.throw_away)
        self.editor.toast.connect(self.toast)
        self.writing.sent.connect(self._sent)

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------
    @property
    def is_writing(self) -> bool:
        return self._stack.currentWidget() is self.editor

    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.is_writing:
            return (("F2", "edit"), ("Ctrl V", "paste rows"), ("Ctrl -", "take out"), ("Ctrl ↵", "offer"), ("Esc", "my drafts"))
        return (("J K", "move"), ("↵", "open"), ("Esc", "back"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        here = ("may", "") if self.is_writing else ("denied", "No quote is open")
        chosen = ("may", "") if self.is_writing or self._current() is not None else ("denied", "No draft is chosen")
        return (
            Deed("offer", "Offer the quote", "Ctrl+Enter", "check", *here),
            Deed("insert_line", "Insert a line", "Insert", "file-text", *here),
            Deed("open_rows", "Add rows from a CSV file", "", "file-text", *here),
            Deed("price_again", "Price the quote again", "F5", "refresh-cw", *here),
            Deed("throw_away", "Throw the draft away", "", "circle-x", *chosen),
        )

    def run_deed(self, name: str) -> None:
        match name:
            case "offer":
                self.editor.offer()
            case "insert_line":
                self.editor.add.click()
            case "open_rows":
                self.editor.choose_file()
            case "price_again":
                self.writing.prices.ask()
            case _:
                self.throw_away()

    def on_changes(self, changes: Changes) -> None:
        if "drafts" in changes.topics:
            self._asking.news()
        if changes.topics & (_SOLD | _OWED):
            self.writing.learn()
        if changes.topics & _QUOTED:
            self.writing.look()
        if "letters" in changes.topics:
            self._settle()

    def focus_first(self) -> None:
        if self.is_writing:
            if not self.editor.isAncestorOf(self.window().focusWidget() or self):
                self.editor.grid.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            self.place.focus()

    def panes(self) -> list[QWidget]:
        if not self.is_writing:
            return [self.place]
        return [self.editor.head, self.editor.grid, self.editor.clash, self.editor.figures]

    def subject(self) -> str:
        draft = self.writing.draft
        return f"{draft.number}, {draft.customer_name}" if draft is not None and self.is_writing else ""

    def open(self, argument: object) -> None:
        """A customer's address begins a quote, a sale's opens it; a hit of the palette is one of them."""
        ref = argument.ref if isinstance(argument, Hit) else argument
        if not isinstance(ref, Ref) or self._opening:  # pressed twice, the first one is not replaced under one's hands
            return
        self._opening = True
        drafts = self._console.drafts
        if ref.model == "customer":
            self._courier.deliver(drafts.begin(ref), partial(self._begun, False), self._not_opened)
        else:
            self._courier.deliver(drafts.edit(ref), self._found, self._not_opened)

    # ---- one quote -------------------------------------------------------------------------------------------------------------
    def _not_opened(self, error: ClearlineError) -> None:
        self._opening = False
        self._refused(error)

    def _found(self, opened: Opened) -> None:
        self._begun(opened.kept, opened.draft)

    def _begun(self, kept: bool, draft: Draft) -> None:
        self._opening = False
        self.writing.begin(draft, kept=kept)
        self.editor.missed.hide()
        self._stack.setCurrentWidget(self.editor)
        self.editor.resume(draft.typing)
        self.hints_changed.emit()

    def _sent(self, draft: Draft) -> None:
        self.leave()
        self.toast.emit("wait", f"{draft.number} is on its way to the ERP", draft.customer_name, None)

    def _settle(self) -> None:
        self._courier.deliver(self._console.offering.settle(), self._settled, self._refused)

    def _settled(self, found: tuple[Settled, ...]) -> None:
        for one in found:
            title = "offered" if one.done else "was not offered"
            self.toast.emit("ok" if one.done else "bad", f"{one.draft.number} {title}", one.words, None)

    def _refused(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)

    def leave(self) -> None:
        """Back to the list; what was written is kept already."""
        self.writing.leave()
        self._stack.setCurrentWidget(self._list)
        self._read()
        self.place.focus()
        self.hints_changed.emit()

    def throw_away(self) -> None:
        draft = self.writing.draft if self.is_writing else self._current()
        if draft is not None and not self.writing.is_going:
            self.writing.leave()
            self._stack.setCurrentWidget(self._list)
            self._courier.deliver(self._console.drafts.drop(draft.id), self._dropped, self._refused)

    def _dropped(self, draft: Draft | None) -> None:
        self._read()
        self.place.focus()
        self.hints_changed.emit()
        if draft is not None:
            self.toast.emit(
                "ok", f"Threw the draft of {draft.number} away", draft.customer_name, partial(self._keep_again, draft)
            )

    def _keep_again(self, draft: Draft) -> None:
        self._courier.deliver(self._console.drafts.keep(draft), self._kept_again, self._refused)

    def _kept_again(self, _nothing: object) -> None:
        self._read()

    # ---- the list --------------------------------------------------------------------------------------------------------------
    def _current(self) -> Draft | None:
        record = self.grid.table.listing.record(self.grid.current_key)
        return record if isinstance(record, Draft) else None

    def _opened(self, key: str) -> None:
        """As it is on the disk: the list may not have been read since the last letter was typed."""
        if not self._opening:
            self._opening = True
            self._courier.deliver(self._console.drafts.open(key), self._found, self._not_opened)

    def _read(self) -> None:
        self._asking.ask(self._console.drafts.all())

    def _arrived(self, drafts: tuple[Draft, ...]) -> None:
        self.place.stop_waiting()
        if drafts:
            self.live.replace(vector(drafts))
            self.place.show_rows()
            if not self.grid.current_key:
                self.grid.go(drafts[0].id)
        else:
            self.place.show_empty(*_NONE)
        self.hints_changed.emit()

    def _failed(self, error: ClearlineError) -> None:
        self.place.show_error(error)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        key, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.is_writing:
            self.editor.offer()
        elif key == Qt.Key.Key_F5 and self.is_writing:
            self.writing.prices.ask()
        elif key == Qt.Key.Key_Escape:
            self.leave() if self.is_writing else self.back.emit()
        elif not self.is_writing and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.grid.step(1 if key == Qt.Key.Key_J else -1)
        else:
            super().keyPressEvent(event)
