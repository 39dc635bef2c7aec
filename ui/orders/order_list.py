"""A list of orders of any length: the first screenful at once, then all ids, rows as they come on screen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.orders import AskOrderRows, AskOrders, OrderRow, OrderRowsAnswer, OrdersAnswer
from app.domain.ref import Ref
from app.errors import ClearlineError
from ui.orders.lists import OrderLines, OrderList
from ui.tables.asking import Asking
from ui.tables.diff import keeps_still
from ui.tables.grid import Grid
from ui.tables.long import LongModel, long_listing
from ui.tables.place import ListPlace

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

FIRST, PAGE = 256, 128
TOPICS = frozenset({"sales", "web_orders", "customers", "buyers", "refusals"})


class OrderListPane(QFrame):
    """``ask`` is what is on screen. A person's change of it replaces the list; news waits while someone works in it."""

    chosen = Signal(object)  # OrderRow or None
    counted = Signal(object)  # view -> how many
    changed_view = Signal()

    def __init__(self, console: Console, courier: Courier, shown: OrderList) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self._console, self._courier, self._shown = console, courier, shown
        self.ask = AskOrders(shown.quotes, sort=shown.sort, descending=shown.descending)
        self.answer: OrdersAnswer | None = None
        self.wanted: Ref | None = None  # to be current as soon as it is listed
        self._asking = Asking(courier, self)
        self._waiting: OrdersAnswer | None = None
        self._asked: set[int] = set()  # pages under way
        self.grid = Grid(shown.columns, OrderLines(shown.columns), edge=16, name=shown.title, model=LongModel)
        self.place = ListPlace(self.grid)
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

    @property
    def model(self) -> LongModel:
        table = self.grid.table
        assert isinstance(table, LongModel)
        return table

    # ---- asking ------------------------------------------------------------------------------------------------------------
    def show_asked(self, ask: AskOrders) -> None:
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

    def _arrived(self, answer: OrdersAnswer) -> None:
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

    def _show(self, answer: OrdersAnswer) -> None:
        """The rows on screen are read again with it, for what they say may have changed."""
        self._hold(None)
        self._asked.clear()
        seen = [key for key in self.grid.visible_keys() if key.isdecimal()]
        self.model.learn((str(row.id), row) for row in answer.rows)
        self.grid.take(long_listing(answer.ids))
        self._fetch(tuple(int(key) for key in seen if key not in {str(r.id) for r in answer.rows}))
        self._show_state()
        self._go_wanted(answer)
        self._tell()

    def _go_wanted(self, answer: OrdersAnswer) -> None:
        row = next((r for r in answer.rows if r.ref == self.wanted), None)
        if row is not None:
            self.wanted = None
            self.grid.go(str(row.id))
        elif self.grid.current_row < 0 and self.wanted is None:
            self.grid.step(1)

    def _at_rest(self, answer: OrdersAnswer) -> bool:
        """Nothing would move under the pointer or the keyboard."""
        grid, new = self.grid, long_listing(answer.ids)
        used = (grid.owns_keyboard and grid.isActiveWindow()) or grid.viewport().underMouse()
        return not used or keeps_still(grid.visible_keys(), new.keys, new.at)

    def _hold(self, answer: OrdersAnswer | None) -> None:
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
            self._courier.deliver(self._console.read(AskOrderRows(ids)), done, on_error=failed)

    def _learned(self, turn: int, page: int, count: int, answer: OrderRowsAnswer) -> None:
        """A page that lacks a row (it is gone by now) is not asked for again: the next answer is without it."""
        if turn == self._asking.turn:
            if len(answer.rows) == count:
                self._asked.discard(page)
            self.model.learn((str(row.id), row) for row in answer.rows)
            self._tell()

    def _unlearned(self, turn: int, error: ClearlineError) -> None:
        if turn == self._asking.turn:
            self._unread(error)

    def current(self) -> OrderRow | None:
        record = (
            self.grid.table.record(self.grid.current_row) if 0 <= self.grid.current_row < self.grid.table.rowCount() else None
        )
        return record if isinstance(record, OrderRow) else None

    def _tell(self, _key: str = "") -> None:
        self.chosen.emit(self.current())

    def _show_state(self) -> None:
        answer = self.answer
        if self.grid.table.rowCount() or answer is None:
            self.place.show_rows()
            return
        empty = next((words for name, _, words in self._shown.views if name == self.ask.view), "")
        title, words = empty.split(". ", 1) if empty else ("", "")
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

    def look_up(self, ref: Ref, number: str) -> None:
        """The rows that carry a number, with the order of ``ref`` as the current one."""
        self.wanted = ref
        self.show_asked(replace(self.ask, view=self._shown.views[0][0], text=number))

    def set_narrow(self, narrow: bool) -> None:
        self.grid.hide_columns({c.key for c in self._shown.columns if c.wide} if narrow else ())

    def kept(self) -> dict[str, object]:
        """What is worth remembering of how the list is looked at."""
        return {"sort": self.ask.sort, "descending": self.ask.descending}

    def recall(self, kept: Mapping[str, object]) -> None:
        if kept.get("sort") in self._shown.sorts():
            self.ask = replace(self.ask, sort=str(kept["sort"]), descending=bool(kept.get("descending")))

    def focus(self) -> None:
        self.place.focus()
