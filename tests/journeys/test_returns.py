"""A return at the keyboard, on the real Tryton: authorised, received, inspected, credited; ended by a posted credit note.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_returns.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.contracts.office import Desk
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.outside.returns import Returns


def decimal(value: Any) -> float:
    return float(value["decimal"])


@pytest.fixture
def outside(world: World) -> Returns:
    return Returns(Desk(world.url, world.erp, "omar", world.servers.password("omar")))


@pytest.fixture
def desk(qtbot: QtBot, world: World) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(login: str) -> Seat:
        taken.append(Seat(qtbot, world.profile(login), "return"))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()


def test_a_return_of_two_orders_from_the_request_to_the_posted_credit_note(outside: Returns, desk: Any) -> None:
    """E4: one of the pieces is not authorised, one does not come, one is scrap; the fee is kept."""
    first, second = outside.sold()
    back = outside.ask([first, second])
    omar = desk("omar")
    omar.go_to(back["number"]).may("authorise_return")
    omar.sees(first["sale."]["number"], second["sale."]["number"])
    omar.press("1").previewed().press("Tab", "2")
    omar.sees(f"{second['product.']['code']} back: 3 → 2")
    omar.sees("Tried out on the server")
    omar.press("Ctrl+Enter").until(lambda: outside.shipments(back["id"]) != [], "the return shipment")
    assert [x["quantity"] for x in outside.lines(back["id"])] == [-3.0, -2.0]

    omar.may("receive_return").press("2", "2").previewed().press("Ctrl+Enter")
    omar.until(lambda: any(s["state"] == "received" for s in outside.shipments(back["id"])), "the goods in the warehouse")
    here = next(s for s in outside.shipments(back["id"]) if s["state"] == "received")

    omar.may("inspect_return").press("3", "2").previewed().press("Ctrl+Enter")
    omar.until(lambda: outside.shipments(back["id"])[0]["state"] == "done", "the goods put away")
    omar.until(lambda: len(outside.onward(here)) == 1, "what is set aside")
    [aside] = outside.onward(here)
    assert aside["state"] == "done"
    assert aside["to_location."]["type"] == "lost_found"

    omar.may("credit_return").press("4").previewed().sees("Restocking fee", "draft → posted")
    omar.press("Ctrl+Enter").until(lambda: outside.notes(back["id"])[0]["state"] == "posted", "the posted credit note")
    [note, *_] = outside.notes(back["id"])
    assert note["number"]
    goods = [x for x in note["lines."] if x["quantity"] < 0]
    [fee] = [x for x in note["lines."] if x["quantity"] > 0]
    given = -sum(x["quantity"] * decimal(x["unit_price"]) for x in goods)
    assert decimal(fee["unit_price"]) == pytest.approx(given * 0.15, abs=0.006)
    assert decimal(note["untaxed_amount"]) == pytest.approx(-given * 0.85, abs=0.02)
    came = sum(m["quantity"] for m in outside.moves(here["incoming_moves"]))
    assert came == 4.0
    assert -sum(x["quantity"] for x in goods) == came
    omar.until(lambda: (r := omar.row(back["number"])) is not None and r.group == "To receive", "what is still to come")
