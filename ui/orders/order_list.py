"""The list of orders or of quotes: which question it asks, and how an order from elsewhere is found in it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.domain.orders import AskOrderRows, AskOrders, OrderRow
from app.domain.ref import Ref
from ui.orders.lists import OrderLines, OrderList
from ui.tables.grid import Grid
from ui.tables.long import LongModel
from ui.tables.long_pane import LongPane

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

TOPICS = frozenset({"sales", "web_orders", "customers", "buyers", "refusals"})


class OrderListPane(LongPane):
    def __init__(self, console: Console, courier: Courier, shown: OrderList) -> None:
        ask = AskOrders(shown.quotes, sort=shown.sort, descending=shown.descending)
        grid = Grid(shown.columns, OrderLines(shown.columns), edge=16, name=shown.title, model=LongModel)
        super().__init__(console, courier, ask, grid)
        self._shown = shown

    def rows_by(self, ids: tuple[int, ...]) -> AskOrderRows:
        return AskOrderRows(ids)

    def empty_words(self) -> tuple[str, str]:
        empty = next((words for name, _, words in self._shown.views if name == self.ask.view), "")
        title, _, words = empty.partition(". ")
        return title, words

    def current(self) -> OrderRow | None:
        record = super().current()
        return record if isinstance(record, OrderRow) else None

    def look_up(self, ref: Ref, number: str) -> None:
        """The rows that carry a number, with the order of ``ref`` as the current one."""
        self.wanted = ref
        self.show_asked(replace(self.ask, view=self._shown.views[0][0], text=number))

    def set_narrow(self, narrow: bool) -> None:
        self.grid.hide_columns({c.key for c in self._shown.columns if c.wide} if narrow else ())
