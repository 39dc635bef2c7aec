"""The inbox of approvals: what waits, and beside it what one would agree to; A, D and R decide, J and K go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.approvals import Approval
from app.domain.changes import Changes
from app.domain.question import Deed, Hit
from ui.approvals.list_pane import ListPane
from ui.cases.panel import CasePane
from ui.tables.saving import Export
from ui.theme.side_by_side import SideBySide

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

# Here these deeds are the second person's whatever the exception is, so they have the same keys for all of them.
KEYS = {"approve": "A", "decline_approval": "D", "return_asked": "R", "approve_quote": "A", "return_quote": "R"}
_OFFER = ("approve_quote", "return_quote")  # for an offer that waits without anybody asking
_ASKED = ("approve", "decline_approval", "return_asked")
_BESIDE = ("claim", "note", "take_back")
_PAGE_DEEDS = (
    Deed("open_case", "Open its case", "↵", "layers", "may", "in its queue, with all that can be done there"),
    Deed("show_order", "Show the order", "O", "route", "may", "in every system, with all that happened to it"),
    Deed("show_customer", "Show the customer", "U", "building-2", "may", "all that they have, on one page"),
    Deed("export_csv", "Export list as CSV", "", "file-text", "may", "the marked rows, else all"),
)
_ONE = "Each one is looked at and decided by itself: what moves money or voids a limit is never approved in bulk"


class ApprovalsPage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "Approvals"

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = ""  # a case to go to as soon as it is listed
        self.list = ListPane(console, courier)
        self.case = CasePane(console, courier, KEYS, _OFFER)
        self._export = Export(self)
        self.list.setMinimumWidth(480)
        self.case.setMinimumWidth(440)
        self._sides = SideBySide(self.list, self.case, wide=720, narrow=564)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sides)
        self.list.chosen.connect(self._chosen)
        self.list.grid.opened.connect(self._opened)
        self._sides.narrowed.connect(self.list.set_narrow)
        for source in (self.case, self._export):
            source.toast.connect(self.toast)
        self.case.goto.connect(self.goto)
        self.case.leave.connect(self.focus_first)
        self.case.changed.connect(self.hints_changed)
        self.case.go_on.connect(self._go_on)
        self.list.show_asked(self.list.ask)

    # ---- the page's side of the window's agreement ---------------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.case.sheet.isVisible():
            return (("Ctrl ↵", "commit"), ("Esc", "close"), ("F6", "next pane"), ("?", "all keys"))
        says = [
            (deed.key, deed.title.lower()) for deed in self._mine() if deed.verdict != "denied" and deed.key in ("A", "D", "R")
        ]
        return (("J K", "move"), *says[:3], ("V", "view"), ("T", "kind"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        return (*self._mine(), *_PAGE_DEEDS)

    def _mine(self) -> tuple[Deed, ...]:
        """What a second person can do with what is current, then little else; the rest is on its case."""
        shown = self.list.current()
        if shown is None or shown.outcome:
            return ()
        wanted = _ASKED if shown.key != shown.row.case_id else _OFFER
        by_name = {deed.name: deed for deed in self.case.deeds()}
        return tuple(by_name[name] for name in (*wanted, *_BESIDE) if name in by_name)

    def run_deed(self, name: str) -> None:
        if name in ("show_order", "show_customer"):
            self._show("orders" if name == "show_order" else "customers")
        elif name == "open_case":
            self._open_case()
        elif name == "export_csv":
            self._export.ask(self.title, self.list.grid.table.columns, self.list.lines(self.list.grid.marks))
        elif self.list.grid.marks and name in KEYS:
            self.toast.emit("warn", "One at a time", _ONE, None)
        else:
            self.case.run_deed(name)
            self.hints_changed.emit()

    def on_changes(self, changes: Changes) -> None:
        self.list.read_again()
        shown = self.list.current()
        if shown is not None and (not changes.cases or shown.row.case_id in changes.cases):
            self.case.refresh()

    def focus_first(self) -> None:
        self.list.place.focus()

    def panes(self) -> list[QWidget]:
        below = [w for w in (self.case.sheet, self.case.outcome) if w.isVisible()]
        return [self.list.grid, self.list.kinds, self.case.body, *below, self.case.bar]

    def subject(self) -> str:
        shown = self.list.current()
        return f"{shown.row.number}, {shown.row.customer}" if shown is not None else ""

    def open(self, argument: object) -> None:
        """A case id, or a hit of the palette."""
        case = argument.case_id if isinstance(argument, Hit) else argument
        if isinstance(case, str):
            self._go_to(case)

    # ---- between list and case -------------------------------------------------------------------------------------------------------
    def _go_to(self, case_id: str) -> None:
        found = self.list.of_case(case_id)
        if found is not None:
            self._wanted = ""
            self.list.grid.go(found.key)
        elif self._wanted != case_id:
            self._wanted = case_id
            self.list.view("all")

    def _chosen(self, shown: Approval | None) -> None:
        wanted, self._wanted = self._wanted, ""
        found = self.list.of_case(wanted) if wanted else None
        if found is not None and found.key != self.list.grid.current_key:
            self.list.grid.go(found.key)
            return
        self.case.show_case(
            shown.row if shown is not None else None, self.list.place_words(shown.key) if shown is not None else ""
        )
        self.hints_changed.emit()

    def _opened(self, _key: str) -> None:
        self._open_case()

    def _open_case(self) -> None:
        shown = self.list.current()
        if shown is not None:
            self.goto.emit(shown.queue, shown.row.case_id)

    def _go_on(self, case_id: str) -> None:
        """To the row below; the one that is done stays until the next step or four seconds."""
        shown = self.list.current()
        if shown is not None and shown.row.case_id == case_id:
            self.list.grid.go(self.list.grid.next_key(shown.key))
        self.focus_first()

    def _show(self, page: str) -> None:
        shown = self.list.current()
        if shown is not None:
            self.goto.emit(page, shown.row.case_id)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field and no table wanted."""
        key = Qt.Key(event.key())
        keys = {
            Qt.Key.Key_Slash: self.list.head.filter.open,
            Qt.Key.Key_J: lambda: self.list.grid.step(1),
            Qt.Key.Key_K: lambda: self.list.grid.step(-1),
            Qt.Key.Key_V: self.list.step_view,
            Qt.Key.Key_T: self.list.step_kind,
            Qt.Key.Key_Period: self.list.live.show_new,
            Qt.Key.Key_O: lambda: self._show("orders"),
            Qt.Key.Key_U: lambda: self._show("customers"),
            Qt.Key.Key_Escape: self._escape,
        }
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        if plain and key in keys:
            keys[key]()
        else:
            super().keyPressEvent(event)

    def _escape(self) -> None:
        """The top layer first, then the marks, then the keyboard back to the list."""
        if not (self.case.close_sheet() or self.case.dismiss_error() or self.list.grid.clear_marks()):
            self.focus_first()
