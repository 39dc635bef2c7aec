"""The page of one customer: asks for it, shows it, and takes a person from a row to what it is about and back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.customers import AskCustomer, CustomerRow, CustomerView
from app.domain.question import Deed, Hit
from app.domain.ref import NO_NUMBER, Ref
from app.errors import ClearlineError
from ui.customers.account import Account
from ui.customers.rows import COLUMNS, More, line, vector
from ui.tables.asking import Asking
from ui.tables.column import Group
from ui.tables.grid import Grid
from ui.tables.live import LiveList
from ui.tables.place import ListPlace
from ui.tables.remembered import Remembered
from ui.theme.kit import H, Text, V, rule
from ui.theme.side_by_side import SideBySide
from ui.theme.swap import Swap

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

_NOBODY = ("Choose a customer", "Ctrl K finds one by name or number. U goes there from a case or an order.")
_UNKNOWN = ("The customer is not known here", "No ERP has a customer for this. Esc goes back.")


class CustomerPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    back = Signal()
    title = "Customers"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._console, self._asking = console, Asking(courier, self)
        self.ask = AskCustomer()
        self.view: CustomerView | None = None
        self._closed: frozenset[str] = frozenset()
        self._anew = False  # a person asked for what is being read: it comes at once and whole
        self.grid = Grid(COLUMNS, line, edge=16, name="What this customer has")
        self.live = LiveList(self.grid)
        self.place = ListPlace(self.grid)
        self.account = Account()
        self._head = Swap()
        left = V(self._head, rule(), (self.place, 1), ground="bg.surface")
        left.setMinimumWidth(560)
        self.account.setMinimumWidth(350)
        self._sides = SideBySide(left, self.account, wide=860, narrow=690)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sides)
        self.remembered = Remembered(self, console, "customers", self._sides, self)
        self._connect()
        self.remembered.recall()
        self._show_ask(self.ask)

    def _connect(self) -> None:
        self.grid.opened.connect(self._opened)
        self.grid.group_toggled.connect(self._toggle)
        self.grid.copy_asked.connect(self.copy)
        self.place.state.retry.connect(self._read)
        self.live.held_changed.connect(self.place.foot.show_held)
        self.place.foot.show_new.connect(self.live.show_new)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._failed)
        self._sides.changed.connect(self.remembered.soon)

    # ---- the page's side of the window's agreement -------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("J K", "move"), ("↵", "open"), ("F", "new quote"), ("Esc", "back"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        row = self._current()
        copied = ("may", "") if row is not None else ("denied", "No row is chosen")
        opened = ("may", "") if row is not None and row.page else ("denied", "There is no page for it")
        quoted = ("may", "") if self.view is not None else ("denied", "No customer is chosen")
        return (
            Deed("open_row", "Open what the row is about", "", "route", *opened),
            Deed("new_quote", "New quote", "F", "clipboard-check", *quoted),
            Deed("copy_number", "Copy the number", "Ctrl+C", "file-text", *copied),
        )

    def run_deed(self, name: str) -> None:
        if name == "new_quote":
            self._new_quote()
        elif name == "open_row":
            self._opened(self.grid.current_key)
        else:
            self.copy()

    def on_changes(self, _changes: Changes) -> None:
        """Any of the feeds may bear on a customer: the same question again; what is on screen does not move by that."""
        if self.ask != AskCustomer():
            self._asking.news()

    def focus_first(self) -> None:
        self.place.focus()

    def panes(self) -> list[QWidget]:
        """The stops of F6: the rows, and the account."""
        return [self.place, self.account]

    def subject(self) -> str:
        return ", ".join(x for x in (self.view.number, self.view.name) if x) if self.view is not None else ""

    def open(self, argument: object) -> None:
        """A hit of the palette, the address of a customer or of a document of theirs, or a case id."""
        ref = argument.ref if isinstance(argument, Hit) else argument
        self._show_ask(AskCustomer(ref) if isinstance(ref, Ref) else AskCustomer(case_id=str(ref)))

    # ---- remembered --------------------------------------------------------------------------------------------------------
    def kept(self) -> dict[str, object]:
        ref = self.view.ref if self.view is not None else None
        return {"closed": sorted(self._closed), "customer": [ref.source, ref.model, ref.key] if ref else []}

    def recall(self, kept: Mapping[str, Any]) -> None:
        """TypeError where what was kept is no address or no list."""
        self._closed = frozenset(str(name) for name in kept.get("closed", ()))
        if kept.get("customer"):
            self.ask = AskCustomer(Ref(*map(str, kept["customer"])))

    # ---- asking ------------------------------------------------------------------------------------------------------------
    def _show_ask(self, ask: AskCustomer) -> None:
        self.ask, self._anew = ask, True
        self._asking.anew()
        if ask == AskCustomer():
            self._show_nobody(_NOBODY)
        else:
            self._read()

    def _read(self) -> None:
        if self.view is None:
            self.place.wait()
        self._asking.ask(self._console.read(self.ask))

    def _arrived(self, view: CustomerView | None) -> None:
        self.place.stop_waiting()
        if view is None:
            self._show_nobody(_UNKNOWN)
            return
        other = self.view is None or self.view.ref != view.ref
        self.view, self.ask = view, AskCustomer(view.ref, whole=self.ask.whole)
        self._show_head(view.name, " · ".join(x for x in (view.number, view.place) if x))
        self.account.show_view(view)
        self.account.show()
        new = vector(view, self._closed)
        self.live.replace(new) if self._anew else self.live.answer(new)
        self._anew = False
        self.place.show_rows()
        if other:
            self._to_first()
            self.remembered.soon()
        self.hints_changed.emit()

    def _to_first(self) -> None:
        first = next((key for key in self.grid.table.listing.keys if not key.startswith("group:")), "")
        self.grid.go(first)
        self.grid.scrollToTop()

    def _failed(self, error: ClearlineError) -> None:
        self.view = None
        self.account.hide()
        self.place.show_error(error)

    def _show_nobody(self, words: tuple[str, str]) -> None:
        self.view = None
        self._show_head(self.title, "")
        self.account.hide()
        self.place.show_empty(*words)
        self.hints_changed.emit()

    def _show_head(self, name: str, about: str) -> None:
        def build() -> QWidget:
            told = Text(about, "text.3", 12, elide=True)
            return H(Text(name, size=15, weight=600), (told, 1), gap=8, pad=(16, 0, 16, 0), h=47)

        self._head.put((name, about), build)

    # ---- rows --------------------------------------------------------------------------------------------------------------
    def _current(self) -> CustomerRow | None:
        record = self.grid.table.listing.record(self.grid.current_key)
        return record if isinstance(record, CustomerRow) else None

    def _opened(self, key: str) -> None:
        """Enter: to the case or the order; on "n more" the section is listed whole."""
        record = self.grid.table.listing.record(key)
        if isinstance(record, More) and record.section in self.ask.whole:
            self._to_list(record.section)
        elif isinstance(record, More):
            self._show_ask(replace(self.ask, whole=self.ask.whole | {record.section}))
        elif isinstance(record, CustomerRow) and record.page:
            self.goto.emit(record.page, record.opens)
        elif isinstance(record, CustomerRow):
            self.toast.emit("none", f"{record.number} has no page of its own", "All that is known of it stands in its row", None)

    def _to_list(self, section: str) -> None:
        """Of what is too long even for the whole section, orders and quotes have lists of any length."""
        if section in ("orders", "quotes") and self.view is not None:
            self.goto.emit(section, Hit("customer", self.view.name, "", None))
        else:
            self.toast.emit("none", "The list ends here", "The rest is in its system", None)

    def _toggle(self, key: str) -> None:
        record = self.grid.table.listing.record(key)
        if isinstance(record, Group) and self.view is not None:
            self._closed = self._closed ^ {key.removeprefix("group:")}
            self.live.replace(vector(self.view, self._closed))
            self.remembered.soon()

    def copy(self) -> None:
        """The number of the row, for another program."""
        row = self._current()
        if row is not None and row.number != NO_NUMBER:
            QGuiApplication.clipboard().setText(row.number)
            self.toast.emit("ok", f"Copied {row.number}", row.about, None)

    def _new_quote(self) -> None:
        """F: begins a quote for this customer."""
        if self.view is not None:
            self.goto.emit("drafts", self.view.ref)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no table wanted."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        if plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.grid.step(1 if key == Qt.Key.Key_J else -1)
        elif plain and key == Qt.Key.Key_F:
            self._new_quote()
        elif plain and key == Qt.Key.Key_Period:
            self.live.show_new()
        elif key == Qt.Key.Key_Escape:
            self.back.emit()
        else:
            super().keyPressEvent(event)
