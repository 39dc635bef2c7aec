"""A list of any length on screen: the first screenful at once, then all ids, rows as they come into view."""

from __future__ import annotations

from abc import abstractmethod
from array import array
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.question import Question
from app.domain.ref import Ref
from app.errors import ClearlineError
from ui.tables.asking import Asking
from ui.tables.diff import keeps_still
from ui.tables.grid import Grid
from ui.tables.long import LongModel, long_listing
from ui.tables.place import ListPlace

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

FIRST, PAGE = 256, 128


class Row(Protocol):
    @property
    def id(self) -> int: ...

    @property
    def ref(self) -> Ref: ...


class LongAnswer(Protocol):
    """``ids``: of all rows, or of the first where ``complete`` is False; ``rows``: those of the first ids; ``views``: (tab, how many)."""

    @property
    def ask(self) -> Any: ...

    @property
    def ids(self) -> array[int]: ...

    @property
    def rows(self) -> Sequence[Row]: ...

    @property
    def complete(self) -> bool: ...

    @property
    def views(self) -> Iterable[tuple[str, int]]: ...

    @property
    def asof(self) -> datetime | None: ...


class LongPane(QFrame):
    """``ask``, a frozen question with view, text, sort, descending and first, is what is on screen. A person's change of it replaces the
    list; news waits while someone works in it. A page says with ``rows_by`` how rows are asked for, and what an empty list means."""

    chosen = Signal(object)  # a row or None
    counted = Signal(object)  # view -> how many
    changed_view = Signal()
    answered = Signal(object)  # a LongAnswer that is on screen now

    def __init__(self, console: Console, courier: Courier, ask: Any, grid: Grid) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._console, self._courier = console, courier
        self.ask, self.grid = ask, grid
        self.answer: LongAnswer | None = None
        self.wanted: Ref | None = None  # to be current as soon as it is listed
        self._asking = Asking(courier, self)
        self._waiting: LongAnswer | None = None
        self._asked: set[int] = set()  # pages under way
        self.place = ListPlace(grid)
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.place)
        self.grid.moved.connect(self._tell)
        self.grid.head.sort_asked.connect(self.sort)
        self.grid.table.wanted.connect(self._want)
        self.place.foot.show_new.connect(self.show_new)
        self.place.state.retry.connect(self._read)
        self._asking.due.connect(self._read)
        self._asking.answered.connect(self._arrived)
        self._asking.failed.connect(self._unread)

    # ---- what a page says of its list --------------------------------------------------------------------------------------
    @abstractmethod
    def rows_by(self, ids: tuple[int, ...]) -> Question:
        """The question for these rows."""

    @abstractmethod
    def empty_words(self) -> tuple[str, str]:
        """Title and words in place of a list without rows and without a filter."""

    @property
    def model(self) -> LongModel:
        table = self.grid.table
        assert isinstance(table, LongModel)
        return table

    # ---- asking ------------------------------------------------------------------------------------------------------------
    def show_asked(self, ask: Any) -> None:
        """Another question: its first rows replace the list, then the whole of it."""
        self.ask = replace(ask, first=FIRST)
        self._asking.anew()
        self._asked.clear()
        self._hold(None)
        self.grid.head.show_sort(ask.sort, ask.descending)
        self._read()

    def read_again(self) -> None:
        """The same question, because something changed."""
        self._asking.news()

    def _read(self) -> None:
        if self.answer is None:
            self.place.wait()
        self._asking.ask(self._console.read(self.ask))

    def _arrived(self, answer: LongAnswer) -> None:
        self.place.stop_waiting()
        fresh, self.answer = answer.ask.first is not None, answer
        if fresh or self._at_rest(answer):
            self._show(answer)
        else:
            self._hold(answer)
        self.ask = replace(self.ask, first=None)
        if answer.complete:
            self.counted.emit(dict(answer.views))
        else:
            self._read()

    def _show(self, answer: LongAnswer) -> None:
        """The rows on screen are read again with it, for what they say may have changed."""
        self._hold(None)
        self._asked.clear()
        seen = [key for key in self.grid.visible_keys() if key.isdecimal()]
        self.model.learn((str(row.id), row) for row in answer.rows)
        self.grid.take(long_listing(answer.ids))
        self._fetch(tuple(int(key) for key in seen if key not in {str(r.id) for r in answer.rows}))
        self._show_state()
        self._go_wanted(answer)
        self.answered.emit(answer)
        self._tell()

    def _go_wanted(self, answer: LongAnswer) -> None:
        row = next((r for r in answer.rows if r.ref == self.wanted), None)
        if row is not None:
            self.wanted = None
            self.grid.go(str(row.id))
        elif self.grid.current_row < 0 and self.wanted is None:
            self.grid.step(1)

    def _at_rest(self, answer: LongAnswer) -> bool:
        """Nothing would move under the pointer or the keyboard."""
        grid, new = self.grid, long_listing(answer.ids)
        used = (grid.owns_keyboard and grid.isActiveWindow()) or grid.viewport().underMouse()
        return not used or keeps_still(grid.visible_keys(), new.keys, new.at)

    def _hold(self, answer: LongAnswer | None) -> None:
        self._waiting = answer
        self.place.foot.show_held(max(1, len(answer.ids) - self.grid.table.rowCount()) if answer is not None else 0)

    def show_new(self) -> None:
        """What waits comes now, because the person asked for it."""
        if self._waiting is not None:
            self._show(self._waiting)

    def _unread(self, error: ClearlineError) -> None:
        self.place.show_error(error)
        self.chosen.emit(None)

    # ---- rows --------------------------------------------------------------------------------------------------------------
    def _want(self, first: int, count: int) -> None:
        """Whole pages, each asked for once."""
        for page in {first // PAGE, (first + count - 1) // PAGE} - self._asked:
            keys = self.grid.table.listing.keys[page * PAGE : (page + 1) * PAGE]
            if keys and keys[0].isdecimal():
                self._asked.add(page)
                self._fetch(tuple(int(key) for key in keys), page)

    def _fetch(self, ids: tuple[int, ...], page: int = -1) -> None:
        if ids:
            turn = self._asking.turn
            done, failed = partial(self._learned, turn, page, len(ids)), partial(self._unlearned, turn)
            self._courier.deliver(self._console.read(self.rows_by(ids)), done, on_error=failed)

    def _learned(self, turn: int, page: int, count: int, answer: Any) -> None:
        """A page that lacks a row (it is gone by now) is not asked for again: the next answer is without it."""
        if turn == self._asking.turn:
            if len(answer.rows) == count:
                self._asked.discard(page)
            self.model.learn((str(row.id), row) for row in answer.rows)
            self._tell()

    def _unlearned(self, turn: int, error: ClearlineError) -> None:
        if turn == self._asking.turn:
            self._unread(error)

    def current(self) -> object:
        """The record of the current row; None where there is none, or it is not read yet."""
        at = self.grid.current_row
        return self.grid.table.record(at) if 0 <= at < self.grid.table.rowCount() else None

    def _tell(self, _key: str = "") -> None:
        self.chosen.emit(self.current())

    def _show_state(self) -> None:
        answer = self.answer
        if self.grid.table.rowCount() or answer is None:
            self.place.show_rows()
            return
        title, words = self.empty_words()
        if self.ask.text:
            title, words = "Nothing matches", "The filter leaves no row of this list."
        asof = answer.asof
        known = f"As of {asof.astimezone():%H:%M}." if asof is not None else "Nothing has been read completely yet."
        self.place.show_empty(title, f"{words} {known}")

    # ---- the person's changes ----------------------------------------------------------------------------------------------
    def sort(self, key: str, descending: bool) -> None:
        self.show_asked(replace(self.ask, sort=key, descending=descending))
        self.changed_view.emit()

    def view(self, name: str) -> None:
        if name != self.ask.view or self.answer is None:
            self.show_asked(replace(self.ask, view=name))

    def filter(self, text: str) -> None:
        if text != self.ask.text:
            self.show_asked(replace(self.ask, text=text))

    def kept(self) -> dict[str, object]:
        """What is worth remembering of how the list is looked at."""
        return {"sort": self.ask.sort, "descending": self.ask.descending}

    def recall(self, kept: Mapping[str, object]) -> None:
        if kept.get("sort") in {c.sort for c in self.grid.table.columns if c.sort}:
            self.ask = replace(self.ask, sort=str(kept["sort"]), descending=bool(kept.get("descending")))

    def focus(self) -> None:
        self.place.focus()
