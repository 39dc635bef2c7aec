"""The KPI board at the keyboard, on the real Tryton and the real Medusa: what others do shows on it while nobody touches a key.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_boards.py``.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import pytest

from demo.days import today
from tests.contracts.office import Desk as Office
from tests.journeys.conftest import TwoWorld
from tests.journeys.dispatch import Dispatch
from tests.journeys.seat import Seat
from tests.outside.shop import Line
from ui.charts.board import BoardPage

REVENUE, BOOKED = "growth.revenue", "growth.booked"


@dataclass(frozen=True)
class Told:
    """What a tile says: its figure, of how many documents, and today's part of its course."""

    value: Decimal
    n: int
    today: Decimal
    today_n: int

    def plus(self, amount: Decimal, n: int) -> Told:
        return Told(self.value + amount, self.n + n, self.today + amount, self.today_n + n)


class Watcher:
    """Somebody who has the KPI board open and their hands in their lap."""

    def __init__(self, seat: Seat) -> None:
        self.seat = seat
        seat.press("G", "K")
        seat.until(lambda: isinstance(seat.window.page, BoardPage), "the board")
        seat.until(lambda: all(s.last_ok for s in seat.console.status().sources), "both systems read to their end")
        read = max(s.last_ok for s in seat.console.status().sources if s.last_ok)
        seat.until(lambda: self._known() and all(f.as_of >= read for f in self._figures()), "figures of all that was read")

    @property
    def page(self) -> BoardPage:
        page = self.seat.window.page
        assert isinstance(page, BoardPage)
        return page

    def _figures(self) -> list[Any]:
        return [self.page.tiles[kpi].figure for kpi in (REVENUE, BOOKED)]

    def _known(self) -> bool:
        return all(figure is not None and figure.value is not None for figure in self._figures())

    def told(self, kpi: str) -> Told:
        """As the tile has it: number and chart."""
        figure, answer = self.page.tiles[kpi].figure, self.page.answer
        assert figure is not None
        assert figure.value is not None
        assert answer is not None
        last = dict(answer.series)[kpi][-1]
        assert last.period.last >= today(), "the course ends today"
        return Told(figure.value, figure.n, last.value or Decimal(0), last.n)

    def sees(self, kpi: str, told: Told) -> None:
        """Without a key: not more and not less, and in the words that the tile paints and a screen reader says."""
        self.seat.until(lambda: self.told(kpi) == told, f"{told} instead of {self.told(kpi)}")
        words = self.page.tiles[kpi].words
        assert words is not None
        assert words.value == f"{told.value:,.2f}", "to the cent"
        assert words.value in self.page.tiles[kpi].accessibleName()

    def opens(self, kpi: str) -> None:
        """The tile's documents, by arrows and D."""
        while self.page.area.current != kpi:
            before = self.page.area.current
            self.seat.press("Right")
            assert self.page.area.current != before, f"no tile {kpi}"
        self.seat.press("D")
        self.lists(kpi)

    def lists(self, kpi: str, *number: str) -> None:
        """The list is as long as the number, and these documents stand in it once each."""

        def so() -> bool:
            listed, figure = self.page.large.behind.answer, self.page.large.figure
            if listed is None or figure is None or (listed.kpi, figure.kpi) != (kpi, kpi):
                return False
            shown = [row.number for row in listed.rows]
            return listed.total == figure.n and all(shown.count(one) == 1 for one in number)

        self.seat.until(so, f"{number} among the documents of {kpi}, which are as many as it says")


@pytest.fixture
def watcher(desk: Callable[[str, str], Seat]) -> Watcher:
    return Watcher(desk("omar", "credit"))


def net(two: TwoWorld, sale: str) -> Decimal:
    """What an order is worth without tax, by all its lines in the ERP's own tables."""
    query = """SELECT l.quantity, l.unit_price FROM sale_line l JOIN sale_sale s ON s.id = l.sale
                WHERE s.number = %s AND l.type = 'line'"""
    return sum((Decimal(str(quantity)) * price for quantity, price in two.sql(query, sale)), Decimal(0))


def post_invoices(two: TwoWorld, sale: str) -> list[tuple[str, Decimal]]:
    """A colleague in finance posts what is to be invoiced for a sale; numbers and net amounts, as the ERP's tables have them."""
    office = Office(two.url, two.erp, "fiona", two.servers.password("fiona"))
    ends = time.monotonic() + 120
    while not (row := office.on("sale.sale", "search_read", [["number", "=", sale]], 0, 1, None, ["invoices"])[0])["invoices"]:
        assert time.monotonic() < ends, f"the ERP made no invoice for {sale}"  # it makes it by itself once the goods are there
    office.on("account.invoice", "post", row["invoices"])
    query = """SELECT i.number, i.state, (SELECT sum(round(l.quantity::numeric * l.unit_price, 2)) FROM account_invoice_line l
                WHERE l.invoice = i.id AND l.type = 'line') FROM account_invoice i WHERE i.id = ANY(%s)"""
    found = two.sql(query, list(row["invoices"]))
    assert {state for _, state, _ in found} == {"posted"}
    return [(number, amount) for number, _, amount in found]


def test_an_order_that_a_colleague_books_is_on_the_board_by_itself(two: TwoWorld, watcher: Watcher) -> None:
    before = watcher.told(BOOKED)
    number = Dispatch(two).sell("N1117", 3, today())
    assert net(two, number) > Decimal("30.00"), "the ERP adds carriage, which is not what was ordered"
    watcher.sees(BOOKED, before.plus(Decimal("30.00"), 1))
    watcher.opens(BOOKED)
    watcher.lists(BOOKED, number)


def test_an_invoice_that_finance_posts_joins_the_documents_that_are_on_screen(two: TwoWorld, watcher: Watcher) -> None:
    dispatch = Dispatch(two)
    [sale] = dispatch.stranded("N1005", 1, today())
    dispatch.arrived(sale)
    before = watcher.told(REVENUE)
    watcher.opens(REVENUE)
    [(number, amount)] = post_invoices(two, sale)
    watcher.sees(REVENUE, before.plus(amount, 1))
    watcher.lists(REVENUE, number)


def test_an_order_placed_in_the_shop_is_on_the_board_by_itself(two: TwoWorld, watcher: Watcher) -> None:
    like = two.web("ordinary", -1)
    [sku, *_] = two.desk.lines(like["id"])
    before = watcher.told(BOOKED)
    key = two.desk.place(like["id"], {sku: (2, "12.50")}, "PO-BOARD-1")
    assert two.desk.lines(key) == {sku: Line(Decimal(2), Decimal("12.5"))}
    watcher.sees(BOOKED, before.plus(Decimal("25.00"), 1))
    watcher.opens(BOOKED)
    watcher.lists(BOOKED, two.desk.number(key))
