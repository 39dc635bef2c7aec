"""Offers at the keyboard, on the real Tryton: extended, taken by the buyer's number, approved as they stand; and what keeps one back.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_quotes.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from demo.days import today
from tests.contracts.office import Desk
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.journeys.test_release import as_previewed, ended
from tests.journeys.test_splits import taken_back


@pytest.fixture
def desk(qtbot: QtBot, world: World) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(login: str) -> Seat:
        taken.append(Seat(qtbot, world.profile(login), "quote"))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()


def look(world: World, number: str) -> tuple[str, str, date]:
    """State, purchase-order number and last day of an offer, straight from the database."""
    query = "SELECT state, coalesce(reference, ''), quotation_date, quotation_validity FROM sale_sale WHERE number = %s"
    [(state, reference, begins, valid)] = world.sql(query, number)
    return state, reference, begins + valid


def notes(world: World, number: str) -> list[str]:
    query = "SELECT n.message FROM ir_note n JOIN sale_sale s ON n.resource = 'sale.sale,' || s.id WHERE s.number = %s"
    return [message for (message,) in world.sql(query, number)]


def test_an_offer_whose_last_day_is_today_is_extended_and_set_back(world: World, desk: Any) -> None:
    number = world.number("quote_expires_today")
    before = look(world, number)
    omar = desk("omar")
    omar.go_to(number).may("extend_quote").sees("Today is its last day", "Ends today")
    case = omar.row(number).case_id
    omar.press("2").previewed().sees("Valid until: today →", "Tried out on the server")
    omar.press("Ctrl+Enter").until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert look(world, number) == ("quotation", "", today() + timedelta(days=14))
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")
    assert taken_back(omar, case) == "taken down"
    omar.until(lambda: look(world, number) == before, "the day that it had")


def test_an_offer_is_taken_by_the_buyers_number_and_confirmed_once(world: World, desk: Any) -> None:
    number = world.number("quote_expires_soon")
    carla = desk("carla")
    carla.go_to(number).may("convert_quote").press("1")
    carla.type("PO-9001").previewed().sees("Purchase order: PO-9001", "State: quoted → confirmed").press("Ctrl+Enter")
    carla.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    state, reference, _ = look(world, number)
    assert (state in ("confirmed", "processing"), reference) == (True, "PO-9001")
    assert as_previewed(world, number)
    carla.until(lambda: carla.row(number) is None, f"{number} gone from the queue")


def test_over_the_limit_the_buyers_number_makes_it_an_order_that_credit_holds(world: World, desk: Any) -> None:
    number = world.number("quote_expires_soon", 2)
    carla = desk("carla")
    carla.go_to(number).may("convert_quote").press("1")
    carla.type("PO-9002").previewed().sees("over the limit: it becomes an order").press("Ctrl+Enter")
    carla.until(lambda: look(world, number)[:2] == ("quotation", "PO-9002"), "the number on it")
    carla.window.go("credit")
    carla.page = carla.window.page
    carla.until(lambda: carla.row(number) is not None, f"{number} among the holds")


def test_an_expired_offer_is_not_taken(world: World, desk: Any) -> None:
    number = world.number("quote_expired")
    carla = desk("carla")
    carla.go_to(number).press("1").sees("extend it first")
    assert look(world, number)[0] == "quotation"


def test_a_discount_is_approved_by_pricing_and_a_change_of_it_is_not(world: World, desk: Any) -> None:
    number = world.number("quote_discount")
    carla, petra = desk("carla"), desk("petra")
    carla.go_to(number).press("1").sees("nobody has approved it as it stands")
    petra.go_to(number).may("approve_quote").press("3").previewed()
    petra.type("They order all year round").press("Ctrl+Enter")
    petra.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    assert any("Approved: They order all year round" in note for note in notes(world, number))
    petra.until(lambda: petra.row(number) is None, f"{number} gone from the queue")

    office = Desk(world.url, world.erp, "omar", world.servers.password("omar"))
    [sale] = office.on("sale.sale", "search_read", [["number", "=", number]], 0, 1, None, ["lines"])
    office.on("sale.sale", "draft", [sale["id"]])
    lower = {"__class__": "Decimal", "decimal": "1.00"}
    office.on("sale.sale", "write", [sale["id"]], {"lines": [["write", [sale["lines"][0]], {"unit_price": lower}]]})
    office.on("sale.sale", "quote", [sale["id"]])
    petra.until(lambda: petra.row(number) is not None, f"{number} waits for an approval again")
