"""The list of what lies where: which question it asks, and all of its rows for other programs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from functools import partial
from typing import TYPE_CHECKING

from app.domain.inventory import AskShelf, AskShelfRows, ShelfAnswer, ShelfRow, ShelfRowsAnswer
from app.domain.ref import Ref
from app.errors import ClearlineError
from ui.inventory.columns import VIEWS, columns, line
from ui.tables.column import Line
from ui.tables.grid import Grid
from ui.tables.long import LongModel
from ui.tables.long_pane import LongPane

if TYPE_CHECKING:
    from app.console import Console
    from ui.courier import Courier

TOPICS = frozenset(
    {
        "stock",
        "moves",
        "shipments",
        "incoming",
        "productions",
        "production_moves",
        "products",
        "warehouses",
        "web_levels",
        "variants",
    }
)
_PART = 4000  # rows of an export that are read at a time, so that others are answered in between


class ShelfList(LongPane):
    def __init__(self, console: Console, courier: Courier) -> None:
        self._day = date.today()  # noqa: DTZ011 - the reader's own
        grid = Grid(columns(self._day), self._line, edge=16, name="Inventory", model=LongModel)
        super().__init__(console, courier, AskShelf(), grid)

    def _line(self, record: object) -> Line:
        return line(record, gathered=self.ask.view == "all" and self.ask.sort in ("sku", "name"))

    def rows_by(self, ids: tuple[int, ...]) -> AskShelfRows:
        return AskShelfRows(ids)

    def empty_words(self) -> tuple[str, str]:
        if self.ask.of is not None or self.ask.case_id:
            return "None of its goods are counted", "Esc shows all there are."
        title, _, words = next(words for name, _, words in VIEWS if name == self.ask.view).partition(". ")
        return title, words

    def current(self) -> ShelfRow | None:
        record = super().current()
        return record if isinstance(record, ShelfRow) else None

    def read_again(self) -> None:
        """Also of another day, whose heads stand above it."""
        today = date.today()  # noqa: DTZ011
        if today != self._day:
            self._day = today
            self.grid.table.retitle(columns(today))
        super().read_again()

    def only(self, argument: object) -> None:
        """Products of an order, or of the case with that id; all of them again with None."""
        of = argument if isinstance(argument, Ref) else None
        case_id = argument if isinstance(argument, str) else ""
        self.show_asked(replace(self.ask, of=of, case_id=case_id, text="", view="all"))

    # ---- all rows ----------------------------------------------------------------------------------------------------------
    def lines(self, done: Callable[[list[Line]], object]) -> None:
        """Every row of the list, also those never on screen, a part after the other."""
        answer = self.answer
        if isinstance(answer, ShelfAnswer):
            self._more(answer.ids.tolist(), [], done)

    def _more(self, ids: list[int], found: list[Line], done: Callable[[list[Line]], object]) -> None:
        if not ids:
            done(found)
            return
        got = partial(self._got, ids[_PART:], found, done)
        self._courier.deliver(self._console.read(AskShelfRows(tuple(ids[:_PART]))), got, on_error=self._failed)

    def _got(self, rest: list[int], found: list[Line], done: Callable[[list[Line]], object], answer: ShelfRowsAnswer) -> None:
        self._more(rest, found + [line(row) for row in answer.rows], done)

    def _failed(self, error: ClearlineError) -> None:
        self.place.show_error(error)
