"""A queue's page: the list and the case side by side, and the keys that go between them."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.domain.changes import Changes
from app.domain.question import CaseRow, Deed, Hit
from app.domain.steps import TAKE_BACK
from app.domain.version_list import AskVersions
from app.queues import CREDIT, QUOTE, Queue
from ui.cases.panel import CasePane
from ui.cases.versions import show_versions
from ui.queues.gathered_sheet import GatheredSheet
from ui.queues.gathering import Gathering
from ui.queues.list_pane import ListPane
from ui.queues.many import BULK, GATHERS, Many, bulk_deeds, take_back_deed
from ui.tables.remembered import Remembered
from ui.tables.saving import Export
from ui.theme.side_by_side import SideBySide

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

_LIST_DEEDS = (
    Deed("show_order", "Show the order", "O", "route", "may", "in every system, with all that happened to it"),
    Deed("show_customer", "Show the customer", "U", "building-2", "may", "all that they have, on one page"),
    Deed("show_goods", "Show the goods", "W", "package", "may", "what of it lies where, and what can be promised"),
    Deed("show_versions", "Versions", "B", "history", "may", "what was offered when, and what of any two differs"),
    Deed("edit_quote", "Write or answer the quote", "F", "clipboard-check", "may", "in the editor of quotes"),
    Deed("export_csv", "Export list as CSV", "", "file-text", "may", "the marked rows, else all"),
)


_OF_QUOTES = frozenset({"show_versions", "edit_quote"})


def list_deeds(type_: str) -> tuple[Deed, ...]:
    """What the list of a queue of this type offers beside the deeds of its cases."""
    return tuple(deed for deed in _LIST_DEEDS if type_ == QUOTE.type or deed.name not in _OF_QUOTES)


class QueuePage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()

    def __init__(self, console: Console, courier: Courier, parent: QWidget | None = None, queue: Queue = CREDIT) -> None:
        super().__init__(parent)
        self.title = queue.title
        self._queue, self._console, self._courier = queue, console, courier
        self._wanted = ""  # a case to go to as soon as it is listed
        self.list = ListPane(console, courier, queue)
        self.case = CasePane(console, courier)
        self._many = Many(console, courier, self)
        self._export = Export(self)
        self._gathering = Gathering(console, courier, f"gathered.{queue.name}", self)
        self.gathered = GatheredSheet()
        self.list.add_below(self.gathered)
        self._decided: CaseRow | None = None  # the newest that was gone on from
        self._stands_at: str | None = None  # the row that the list stands at while that one is on screen instead; "" for none
        self._for_marked = ""  # a deed for all that is marked, as soon as one of them is on screen
        self.list.setMinimumWidth(480)
        self.case.setMinimumWidth(440)
        self._sides = SideBySide(self.list, self.case, wide=620, narrow=548)
        self.remembered = Remembered(self, console, f"queue.{queue.name}", self._sides, self.list)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._sides)
        self._connect()
        self.remembered.recall()
        self.list.show_asked(self.list.ask)

    def _connect(self) -> None:
        self.list.chosen.connect(self._chosen)
        self.list.changed_view.connect(self.remembered.soon)
        self.list.head.export_asked.connect(partial(self.run_deed, "export_csv"))
        self.list.grid.opened.connect(self._opened)
        self._sides.changed.connect(self.remembered.soon)
        self._sides.narrowed.connect(self.list.set_narrow)
        for source in (self.case, self._many, self._export):
            source.toast.connect(self.toast)
        self.case.goto.connect(self.goto)
        self.case.leave.connect(self.list.focus)
        self.case.changed.connect(self.hints_changed)
        self.case.shown.connect(self.list.looked_at)
        self.case.staged.connect(self.list.stage)
        self.case.unstaged.connect(self._unstaged)
        self.case.go_on.connect(self._go_on)
        self.case.gathered.connect(self._gather)
        self.case.changed.connect(self._open_for_marked)
        self._gathering.changed.connect(self._show_gathered)
        self.gathered.asked.connect(self._hand)
        self.gathered.opened.connect(self._go_to)
        self._show_gathered()

    # ---- the page's side of the window's agreement -----------------------------------------------------------------------------
    def hints(self) -> tuple[tuple[str, str], ...]:
        if self.case.sheet.isVisible():
            return (("Ctrl ↵", "commit"), ("Esc", "close"), ("F6", "next pane"), ("?", "all keys"))
        return (("J K", "move"), ("X", "mark"), ("1–9", "act"), ("/", "filter"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        """Those of the case; with marks, the ones that may be done to many are offered for all that is marked."""
        count = len(self.list.grid.marks)
        many = bulk_deeds(self._queue.type, count) if count else ()
        names = {deed.name for deed in many}
        own = [deed for deed in self.case.deeds() if deed.name not in names]
        if self._decided is not None and all(deed.name != TAKE_BACK for deed in own):  # the list is empty, or its case is gone
            own.append(take_back_deed(self._queue.type))
        return (*many, *own, *list_deeds(self._queue.type))

    def run_deed(self, name: str) -> None:
        grid = self.list.grid
        if name == "show_order":
            self._show("orders")
        elif name == "show_customer":
            self._show("customers")
        elif name == "show_goods":
            self._show("inventory")
        elif name == "show_versions":
            self._show_versions()
        elif name == "edit_quote":
            self._show("drafts")
        elif name == "export_csv":
            self._export.ask(self._queue.title, grid.table.columns, self.list.lines(grid.marks))
        elif grid.marks and name in BULK:
            self._many.run(name, self._marked())
            grid.clear_marks()
        elif grid.marks and name in GATHERS:
            self._decide_for_marked(name)
        elif name == TAKE_BACK and self._decided is not None and not self._may(name):
            self._stands_at = str(self.list.grid.current_key or "")
            self.case.show_case(self._decided)
            self.case.run_deed(name)
        else:
            if grid.marks:
                self.toast.emit("warn", "One at a time", "Each order is previewed and decided by itself", None)
            self.case.run_deed(name)
            self.hints_changed.emit()

    def on_changes(self, changes: Changes) -> None:
        """Local files changed: the same questions again. What is on screen does not move by that."""
        self.list.read_again()
        row = self.list.current()
        if self._stands_at is not None or (
            row is not None and (not changes.cases or row.case_id in changes.cases or "policy" in changes.topics)
        ):
            self.case.refresh()

    def focus_first(self) -> None:
        self.list.focus()

    def panes(self) -> list[QWidget]:
        """The stops of F6: the list, the evidence, and what stands below it."""
        below = [w for w in (self.case.sheet, self.case.outcome) if w.isVisible()]
        results = [self.gathered.grid] if self.gathered.isVisible() else []
        return [self.list.grid, *results, self.case.body, *below, self.case.bar]

    def subject(self) -> str:
        row = self.case.row
        return f"{row.number}, {row.customer}" if row is not None else ""

    def open(self, argument: object) -> None:
        """A hit of the palette, a case id, or a (since, until) span of the chart."""
        if isinstance(argument, Hit):
            if argument.case_id is not None:
                self._go_to(argument.case_id)
            else:
                self.list.head.filter.show_text(argument.title)
                self.list.filter(argument.title)
        elif isinstance(argument, str):
            self._go_to(argument)
        elif isinstance(argument, tuple):
            since, until = argument
            if isinstance(since, datetime) and isinstance(until, datetime):
                self.list.between(since, until)

    # ---- between list and case ------------------------------------------------------------------------------------------------
    def _go_to(self, case_id: str) -> None:
        if self.list.row(case_id) is not None:
            self._wanted = ""
            self.list.grid.go(case_id)
        else:
            self._wanted = case_id
            self.list.closed = frozenset()
            self.list.head.filter.show_text("")
            self.list.show_asked(self.list.all_open())

    def _chosen(self, row: CaseRow | None, place: str) -> None:
        if self._wanted and self.list.row(self._wanted) is not None:
            wanted, self._wanted = self._wanted, ""
            self.list.grid.go(wanted)
            return
        if (row.case_id if row is not None else "") != self._stands_at:  # else the list was read again and stands where it stood
            self._stands_at = None
            self.case.show_case(row, place)

    def _opened(self, key: str) -> None:
        """Enter: the keyboard goes to the case, to its first part that takes it."""
        self.case.focus_evidence()

    def _may(self, name: str) -> bool:
        """With the case that is current in the list, as far as it is read."""
        panel, row = self.case.panel, self.list.current()
        read = panel is not None and row is not None and panel.row.case_id == row.case_id
        return read and any(deed.name == name and deed.verdict != "denied" for deed in self.case.deeds())

    def _go_on(self, case_id: str) -> None:
        """To the row below; the one that is done stays until the next step or four seconds, and Ctrl Z leads back to it."""
        self._decided = self.list.row(case_id)
        if self.list.grid.current_key == case_id:
            self.list.grid.go(self.list.grid.next_key(case_id))
        self.list.focus()

    def _unstaged(self, case_id: str, refused: bool) -> None:
        self.list.stage(case_id, "refused" if refused else None)

    # ---- one decision about many cases ---------------------------------------------------------------------------------------
    def _decide_for_marked(self, name: str) -> None:
        """The sheet opens on one of them; it decides for all."""
        marks, row = self.list.grid.marks, self.case.row
        if self._gathering.busy:
            self.toast.emit("warn", "One decision about many at a time", self._gathering.way_out, None)
        elif row is not None and row.case_id in marks:
            self.case.run_deed(name, len(marks))
            self.hints_changed.emit()
        else:
            first = next((r.case_id for r in self._marked() if self.list.row(r.case_id) is not None), None)
            if first is None:
                self.toast.emit("warn", "None of the marked rows is on screen", "Open their group first", None)
                return
            self._for_marked, self._stands_at = name, None
            self.list.grid.go(first)
            self.list.tell()  # also where the list stood there and another case was on screen

    def _open_for_marked(self) -> None:
        """The case that was gone to has been read."""
        panel, row = self.case.panel, self.list.current()
        if self._for_marked and panel is not None and row is not None and panel.row.case_id == row.case_id:
            name, self._for_marked = self._for_marked, ""
            self._decide_for_marked(name)

    def _marked(self) -> list[CaseRow]:
        """In the order of the list."""
        answer = self.list.answer
        return [row for row in answer.rows if row.case_id in self.list.grid.marks] if answer is not None else []

    def _gather(self, deed: str, title: str, fields: dict[str, str]) -> None:
        rows = self._marked()
        self.list.grid.clear_marks()
        self._gathering.begin(deed, title, fields, rows)

    def _show_gathered(self) -> None:
        self.gathered.show_gathered(self._gathering.current)
        self.hints_changed.emit()

    def _hand(self, way: str) -> None:
        {"stop": self._gathering.stop, "go_on": self._gathering.go_on, "put_away": self._gathering.put_away}[way]()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys that no field and no table wanted."""
        plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
        key = event.key()
        if key == Qt.Key.Key_Slash:
            self.list.head.filter.open()
        elif key == Qt.Key.Key_Period and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.gathered.press()
        elif plain and key == Qt.Key.Key_Period:
            self.list.live.show_new()
        elif plain and key in (Qt.Key.Key_J, Qt.Key.Key_K):
            self.list.grid.step(1 if key == Qt.Key.Key_J else -1)
        elif plain and key == Qt.Key.Key_P:
            self._preview_first()
        elif plain and key == Qt.Key.Key_O:
            self._show("orders")
        elif plain and key == Qt.Key.Key_U:
            self._show("customers")
        elif plain and key == Qt.Key.Key_W:
            self._show("inventory")
        elif plain and key == Qt.Key.Key_B and self._queue.type == QUOTE.type:
            self._show_versions()
        elif plain and key == Qt.Key.Key_F and self._queue.type == QUOTE.type:
            self._show("drafts")
        elif key == Qt.Key.Key_Escape:
            self._escape()
        else:
            super().keyPressEvent(event)

    def _show(self, page: str) -> None:
        """O: the order that the case is about, across systems; U: the customer; W: where its goods lie."""
        row = self.case.row
        if row is not None:
            self.goto.emit(page, row.case_id)

    def _show_versions(self) -> None:
        """B: all that was offered of it, before and after."""
        row = self.case.row
        if row is not None:
            sheet = show_versions(self, self._console, self._courier, AskVersions(case_id=row.case_id))
            sheet.toast.connect(self.toast)

    def _preview_first(self) -> None:
        """P: what the first possible deed would do."""
        name = next((d.name for d in self.case.deeds() if d.key.isdigit() and d.verdict != "denied"), "")
        if name:
            self.run_deed(name)

    def _escape(self) -> None:
        """The top layer first, then the marks, then what became of many, then the span, then the keyboard back to the list."""
        if self.case.close_sheet() or self.case.dismiss_error() or self.list.grid.clear_marks() or self.gathered.put_away():
            return
        if self.list.ask.since is not None:
            self.list.between(None, None)
        self.list.focus()
