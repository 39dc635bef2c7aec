"""The list of the inbox: what it asks the console for, how news is let in, and what stands there when nothing waits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.approvals import KINDS, Approval, ApprovalsAnswer, AskApprovals
from app.errors import ClearlineError
from ui.approvals.columns import NEEDS, WAITS, columns, line, main_currency
from ui.tables.asking import Asking
from ui.tables.column import Line
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.list_head import ListHead
from ui.tables.listing import listing
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace
from ui.theme.kit import H, Tabs, rule

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

VIEWS = (
    ("me", "For me", "Nothing waits for you.What your role decides alone never comes here."),
    ("all", "All", "Nothing waits for a second person."),
    ("mine", "Asked by me", "Nothing that you asked for waits.What became of it stands here for a week."),
)
_KINDS = {"quotes": "Quotes", "credit": "Credit", "refunds": "Refunds", "other": "Other"}


class ListPane(QFrame):
    """``ask`` is what is on screen; ``current`` the row under the cursor."""

    chosen = Signal(object)  # Approval or None

    def __init__(self, console: Console, courier: Courier) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._console = console
        self.ask = AskApprovals()
        self.answer: ApprovalsAnswer | None = None
        self._replacing = True
        self._asking = Asking(courier, self)
        self._currency, self._narrow = "", False
        self.grid = Grid(columns(""), self._line, name="Approvals")
        self.live = LiveList(self.grid)
        self.head = ListHead("Approvals", VIEWS, "Number, customer, deed or who asked")
        self.kinds = Tabs(["All kinds", *_KINDS.values()])
        self.kinds.setAccessibleName("Kinds")
        self.place = ListPlace(self.grid)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for part in (self.head, H(self.kinds, None, pad=(16, 0, 16, 0), h=35), rule()):
            column.addWidget(part)
        column.addWidget(self.place, 1)
        self._connect()

    def _connect(self) -> None:
        self.grid.moved.connect(self._moved)
        self.grid.copy_asked.connect(self.copy)
        self.grid.marks_changed.connect(self._marked)
        self.live.held_changed.connect(self.place.foot.show_held)
        self.place.foot.show_new.connect(self.live.show_new)
        self.place.state.retry.connect(self.read_again)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self.head.view_chosen.connect(self.view)
        self.head.filter.filtered.connect(self.filter)
        self.head.filter.left.connect(self.place.focus)
        self.kinds.chosen.connect(self._kind_chosen)

    # ---- asking ----------------------------------------------------------------------------------------------------------------
    def show_asked(self, ask: AskApprovals) -> None:
        """Another question: its answer replaces the list."""
        self.ask = ask
        self._asking.anew()
        self._replacing = True
        self._show_columns()
        self.kinds.choose(KINDS.index(ask.kind) + 1 if ask.kind else 0)
        self._read()

    def read_again(self) -> None:
        self._asking.news()

    def _read(self) -> None:
        if self.answer is None:
            self.place.wait()
        self._asking.ask(self._console.read(self.ask))

    def _arrived(self, answer: ApprovalsAnswer) -> None:
        self.place.stop_waiting()
        fresh, self._replacing, self.answer = self._replacing, False, answer
        self._show_currency(answer)
        new = listing([(a.key, a) for a in answer.rows])
        self.live.replace(new) if fresh else self.live.answer(new)
        self.head.show_counts(dict(answer.views), self.ask.view)
        counts = dict(answer.kinds)
        self.kinds.set_tabs([("All kinds", None), *((words, counts[name]) for name, words in _KINDS.items())])
        self._show_state()
        if fresh and self.grid.current_row < 0:
            self.grid.step(1)
        self._tell()

    def _line(self, record: object) -> Line:
        return line(record, self._currency)

    def _show_currency(self, answer: ApprovalsAnswer) -> None:
        currency = main_currency(answer.rows)
        if currency and currency != self._currency:
            self._currency = currency
            self.grid.table.retitle(columns(currency))

    def set_narrow(self, narrow: bool) -> None:
        self._narrow = narrow
        self._show_columns()

    def _show_columns(self) -> None:
        """Of what waits for me it is said how long, of the others for whom: both beside what it is would leave the customer no room."""
        hidden = {column.key for column in self.grid.table.columns if column.wide and self._narrow}
        self.grid.hide_columns(hidden | {NEEDS if self.ask.view == "me" else WAITS})

    def _unread(self, error: ClearlineError) -> None:
        self.place.show_error(error)
        self.chosen.emit(None)

    def _show_state(self) -> None:
        if self.grid.table.rowCount():
            self.place.show_rows()
            return
        title, words = next((empty.split(".", 1) for name, _, empty in VIEWS if name == self.ask.view), ("", ""))
        if self.ask.text or self.ask.kind:
            title, words = "Nothing matches", "The filter leaves no row of this list."
        self.place.show_empty(title, words)

    # ---- the person's changes ----------------------------------------------------------------------------------------------------
    def view(self, name: str) -> None:
        self.show_asked(replace(self.ask, view=name))
        self.place.focus()

    def step_view(self) -> None:
        names = [name for name, _, _ in VIEWS]
        self.view(names[(names.index(self.ask.view) + 1) % len(names)])

    def step_kind(self) -> None:
        kinds = ("", *KINDS)
        self.show_asked(replace(self.ask, kind=kinds[(kinds.index(self.ask.kind) + 1) % len(kinds)]))

    def _kind_chosen(self, index: int) -> None:
        self.show_asked(replace(self.ask, kind=KINDS[index - 1] if index else ""))
        self.place.focus()

    def filter(self, text: str) -> None:
        if text != self.ask.text:
            self.show_asked(replace(self.ask, text=text))

    # ---- rows --------------------------------------------------------------------------------------------------------------------
    def current(self) -> Approval | None:
        return self.row(self.grid.current_key)

    def row(self, key: str) -> Approval | None:
        record = self.grid.table.listing.record(key)
        record = record.record if isinstance(record, Leaving) else record
        return record if isinstance(record, Approval) else None

    def of_case(self, case_id: str) -> Approval | None:
        rows = self.answer.rows if self.answer is not None else ()
        return next((a for a in rows if a.row.case_id == case_id), None)

    def place_words(self, key: str) -> str:
        """ "2 of 11"."""
        keys = self.grid.table.listing.keys
        return f"{keys.index(key) + 1:,} of {len(keys):,}" if key in self.grid.table.listing.at else ""

    def copy(self) -> None:
        """Marked rows, else the current one, as tab-separated text with a head row."""
        lines = self.lines(self.grid.marks or {self.grid.current_key})
        QGuiApplication.clipboard().setText(tab_text(self.grid.table.columns, lines))

    def lines(self, keys: Collection[str] = ()) -> list[Line]:
        """Rows as text; without keys all that match."""
        rows = self.answer.rows if self.answer is not None else ()
        return [self._line(a) for a in rows if not keys or a.key in keys]

    def _moved(self, _key: str) -> None:
        self._tell()

    def _tell(self) -> None:
        self.chosen.emit(self.current())

    def _marked(self) -> None:
        self.place.foot.show_marked(len(self.grid.marks))
