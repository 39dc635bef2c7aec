"""The list of one queue: what it asks the console for, how answers are let in, and what stands there when there are no rows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from app.domain.question import AskQueue, CaseRow, QueueAnswer
from app.errors import ClearlineError
from app.queues import Queue
from ui.queues.columns import CaseLines, columns, main_currency
from ui.queues.grouping import Prepared, place_in_group, prepared, vector
from ui.queues.head import ListHead
from ui.queues.span import span_words
from ui.tables.asking import Asking
from ui.tables.column import Line
from ui.tables.export import tab_text
from ui.tables.grid import Grid
from ui.tables.live import Leaving, LiveList
from ui.tables.place import ListPlace

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier


class ListPane(QFrame):
    """``ask`` is what is on screen. A person's change of it replaces the list; news about it is let in without moving rows."""

    chosen = Signal(object, str)  # CaseRow or None, place in its group
    changed_view = Signal()  # sort, columns, grouping: worth remembering

    def __init__(self, console: Console, courier: Courier, queue: Queue) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._console, self._queue = console, queue
        self.ask = AskQueue(queue.name, queue.views[0].name, sort=queue.sort, group=queue.groups)
        self.answer: QueueAnswer | None = None
        self.closed: frozenset[str] = frozenset()
        self._replacing = False
        self._asking = Asking(courier, self)
        self._lines = CaseLines(queue, console.me.id)
        declared = columns(queue, "")
        self.grid = Grid(declared, self._lines, name=queue.title)
        self.live = LiveList(self.grid)
        self.head = ListHead(queue, declared)
        self.place = ListPlace(self.grid)
        self._narrow = False
        self._build()
        self._connect()

    def _build(self) -> None:
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.head)
        column.addWidget(self.place, 1)
        self.grid.head.show_sort(self.ask.sort, self.ask.descending)

    def add_below(self, widget: QWidget) -> None:
        """Under the rows and their foot."""
        self._column.addWidget(widget)

    def _connect(self) -> None:
        self.grid.moved.connect(self._moved)
        self.grid.group_toggled.connect(self.toggle_group)
        self.grid.marks_changed.connect(self._marked)
        self.grid.copy_asked.connect(self.copy)
        self.grid.head.sort_asked.connect(self.sort)
        self.live.held_changed.connect(self.place.foot.show_held)
        self.place.foot.show_new.connect(self.live.show_new)
        self.place.state.retry.connect(self.read_again)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)
        self.head.view_chosen.connect(self.view)
        self.head.filter.filtered.connect(self.filter)
        self.head.filter.left.connect(self.focus)
        self.head.column_toggled.connect(self.toggle_column)
        self.head.grouping_toggled.connect(self.toggle_grouping)

    # ---- asking ------------------------------------------------------------------------------------------------------------
    def show_asked(self, ask: AskQueue) -> None:
        """Another question: its answer replaces the list."""
        self.ask = ask
        self._asking.anew()
        self._replacing = True
        self.grid.head.show_sort(ask.sort, ask.descending)
        self.place.foot.show_span(span_words(ask.since, ask.until))
        self._read()

    def read_again(self) -> None:
        """The same question, because something changed."""
        self._asking.news()

    def _read(self) -> None:
        if self.answer is None:
            self.place.wait()
        self._asking.ask(prepared(self._console.read(self.ask), self.closed, self.grid.table.listing.keys))

    def _arrived(self, ready: Prepared) -> None:
        self.place.stop_waiting()
        fresh = self._replacing or self.answer is None
        self._replacing, self.answer = False, ready.answer
        self._forget_staged(ready.answer)
        self._show_currency(ready.answer)
        shown = self.grid.table.listing.keys
        steps = ready.steps if ready.before == shown else None
        new = ready.listing if ready.answer.ask == self.ask else vector(ready.answer, self.closed)
        if fresh:
            self.live.replace(new, steps)
        else:
            self.live.answer(new, steps)
        self.head.show_views(ready.answer.views, self.ask.view)
        self._show_state()
        if fresh and self.grid.current_row < 0:
            self.grid.step(1)
        self.tell()

    def _unread(self, error: ClearlineError) -> None:
        self.place.show_error(error)
        self.chosen.emit(None, "")

    def _forget_staged(self, answer: QueueAnswer) -> None:
        """What this person decided is drawn until the mirror says it itself."""
        for row in answer.rows:
            if row.pending is not None:
                self._lines.staged.pop(row.case_id, None)

    def _show_currency(self, answer: QueueAnswer) -> None:
        currency = main_currency(answer.rows)
        if currency and currency != self._lines.currency:
            self._lines.currency = currency
            self.grid.table.retitle(columns(self._queue, currency))

    def _show_state(self) -> None:
        answer = self.answer
        assert answer is not None
        if self.grid.table.rowCount():
            self.place.show_rows()
            return
        view = next((v for v in self._queue.views if v.name == self.ask.view), self._queue.views[0])
        title, words = view.empty.split(".", 1)
        if self.ask.text or self.ask.since:
            title, words = (
                "Nothing matches",
                "The filter leaves no row of this list." if self.ask.text else "Nothing was open then.",
            )
        if answer.asof is None:
            title, words = "Nothing to show yet", "Not everything has been read and checked yet. What is found appears here."
            self.place.show_waiting(title, words)
            return
        self.place.show_empty(title, f"{words.strip()} As of {answer.asof.astimezone():%H:%M}.".strip())

    # ---- the person's changes ------------------------------------------------------------------------------------------------
    def sort(self, key: str, descending: bool) -> None:
        self.show_asked(replace(self.ask, sort=key, descending=descending))
        self.changed_view.emit()

    def view(self, name: str) -> None:
        self.show_asked(replace(self.ask, view=name, since=None, until=None))
        self.focus()

    def filter(self, text: str) -> None:
        if text != self.ask.text:
            self.show_asked(replace(self.ask, text=text))

    def between(self, since: datetime | None, until: datetime | None) -> None:
        """Cases that were open at any moment of the span (aware UTC); None: all that are open now."""
        self.show_asked(replace(self.ask, since=since, until=until))

    def toggle_grouping(self) -> None:
        self.head.grouped = not self.ask.group
        self.show_asked(replace(self.ask, group=not self.ask.group))
        self.changed_view.emit()

    def toggle_group(self, key: str) -> None:
        self.closed = self.closed - {key} if key in self.closed else self.closed | {key}
        if self.answer is not None:
            self.live.replace(vector(self.answer, self.closed))
            self.changed_view.emit()

    def toggle_column(self, key: str) -> None:
        hidden = self.head.hidden
        self.head.hidden = hidden - {key} if key in hidden else hidden | {key}
        self.show_columns()
        self.changed_view.emit()

    def set_narrow(self, narrow: bool) -> None:
        if narrow != self._narrow:
            self._narrow = narrow
            self.show_columns()

    def show_columns(self) -> None:
        wide = {column.key for column in self.grid.table.columns if column.wide}
        self.grid.hide_columns(self.head.hidden | wide if self._narrow else self.head.hidden)

    def all_open(self) -> AskQueue:
        """The question that lists every open case."""
        return replace(self.ask, view=self._queue.views[0].name, text="", since=None, until=None)

    def kept(self) -> dict[str, object]:
        """What is worth remembering of how the list is looked at."""
        return {
            "sort": self.ask.sort, "descending": self.ask.descending, "group": self.ask.group,
            "hidden": sorted(self.head.hidden), "closed": sorted(self.closed),
        }  # fmt: skip

    def recall(self, kept: Mapping[str, object]) -> None:
        sort, hidden, closed = kept.get("sort"), kept.get("hidden"), kept.get("closed")
        if sort in self._queue.sorts():
            self.ask = replace(self.ask, sort=str(sort), descending=bool(kept.get("descending")))
        self.ask = replace(self.ask, group=bool(kept.get("group", self._queue.groups)))
        self.head.grouped = self.ask.group
        self.head.hidden = frozenset(map(str, hidden)) if isinstance(hidden, list) else frozenset()
        self.closed = frozenset(map(str, closed)) if isinstance(closed, list) else frozenset()
        self.show_columns()

    # ---- rows ----------------------------------------------------------------------------------------------------------------
    def current(self) -> CaseRow | None:
        return self.row(self.grid.current_key)

    def row(self, key: str) -> CaseRow | None:
        record = self.grid.table.listing.record(key)
        record = record.record if isinstance(record, Leaving) else record
        return record if isinstance(record, CaseRow) else None

    def lines(self, keys: Collection[str] = ()) -> list[Line]:
        """Rows as text, also those that closed groups hide; without keys all that match."""
        rows = self.answer.rows if self.answer is not None else ()
        return [self._lines(row) for row in rows if not keys or row.case_id in keys]

    def copy(self) -> None:
        """Marked rows, else the current one, as tab-separated text with a head row."""
        lines = self.lines(self.grid.marks or {self.grid.current_key})
        QGuiApplication.clipboard().setText(tab_text(self.grid.table.columns, lines))

    def looked_at(self, key: str) -> None:
        """The person has the case before them: it is unread no more."""
        if key not in self._lines.looked_at:
            self._lines.looked_at.add(key)
            self._console.saw(key)
            self.grid.table.refresh()

    def stage(self, key: str, word: str | None) -> None:
        """Says at once on the row what was decided; None takes it back."""
        if word is None:
            self._lines.staged.pop(key, None)
        else:
            self._lines.staged[key] = word
        self.grid.table.refresh()

    def focus(self) -> None:
        self.place.focus()

    def _moved(self, key: str) -> None:
        self.tell()

    def tell(self) -> None:
        """Which row is current."""
        row = self.current()
        self.chosen.emit(row, place_in_group(self.answer, row.case_id) if row is not None else "")

    def _marked(self) -> None:
        self.place.foot.show_marked(len(self.grid.marks))
