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

Row = dict[str, Any]


def decimal(value: Any) -> float:
    return float(value["decimal"])


@pytest.fixture
def outside(world: World) -> Returns:
    return Returns(Desk(world.url, world.erp, "omar", world.servers.password("omar")))


def seeded(world: World, kind: str) -> Row:
    found: Row = world.servers.describe()["returns"][kind][0]
    return found


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

    omar.may("inspect_return").press("3", "3").previewed().press("Ctrl+Enter")
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


def test_money_goes_back_in_two_notes(world: World, outside: Returns, desk: Any) -> None:
    back = seeded(world, "return_inside")
    omar = desk("omar")
    omar.go_to(back["number"]).may("inspect_return").press("3", "2").previewed().sees("quarantine").press("Ctrl+Enter")
    omar.until(lambda: outside.shipments(back["id"])[0]["state"] == "done", "the goods put away")
    [here] = outside.shipments(back["id"])
    omar.until(lambda: len(outside.onward(here)) == 1, "what is set aside")
    assert "quarantine" in outside.onward(here)[0]["to_location."]["name"]

    omar.may("credit_return").press("4").previewed().press("1", "Tab", "0").sees("Credited later").press("Ctrl+Enter")
    omar.until(lambda: [n["state"] for n in outside.notes(back["id"])] == ["posted", "draft"], "the first credit note")
    omar.sees("To credit").may("credit_return").press("4").previewed().press("Ctrl+Enter")
    omar.until(lambda: [n["state"] for n in outside.notes(back["id"])] == ["posted", "posted"], "the second one")
    credited = [x for note in outside.notes(back["id"]) for x in note["lines."] if x["quantity"] < 0]
    assert -sum(x["quantity"] for x in credited) == 7.0
    omar.until(lambda: (r := omar.row(back["number"])) is None or r.group == "Set aside", "the case settled")


def test_what_is_set_aside_is_decided_after_the_money_went_back(world: World, outside: Returns, desk: Any) -> None:
    back = seeded(world, "return_to_credit")
    [here] = outside.shipments(back["id"])
    omar = desk("omar")
    omar.go_to(back["number"]).may("dispose_return").press("5").previewed().press("Tab", "Tab", "2")
    omar.sees("Restock → Quarantine").press("Ctrl+Enter").until(lambda: len(outside.onward(here)) == 1, "one piece set aside")
    omar.may("credit_return").press("4").previewed().press("Ctrl+Enter")
    omar.until(lambda: outside.notes(back["id"])[0]["state"] == "posted", "the posted credit note")

    omar.until(lambda: (r := omar.row(back["number"])) is not None and r.group == "Set aside", "what is set aside")
    omar.go_to(back["number"]).may("dispose_return").sees("The money is given back").press("5").previewed()
    omar.sees("Quarantine → Restock").press("Ctrl+Enter").until(lambda: len(outside.onward(here)) == 2, "it is on sale again")
    aside, again = (move["to_location."]["name"] for move in outside.onward(here))
    assert "quarantine" in aside
    assert "quarantine" not in again
    omar.until(lambda: omar.row(back["number"]) is None, "the case settled")


def test_the_queue_has_what_the_seed_says_at_its_step(world: World, desk: Any) -> None:
    steps = {
        "return_asked": "To authorise",
        "return_late": "To authorise",
        "return_awaited": "To receive",
        "return_inside": "To inspect",
        "return_to_credit": "To credit",
        "return_web_asked": "To authorise",
        "return_web_to_credit": "To credit",
    }
    omar = desk("omar")
    for kind, group in steps.items():
        number = seeded(world, kind)["number"]
        omar.until(lambda n=number, g=group: (r := omar.row(n)) is not None and r.group == g, f"{kind}: {group}")
    omar.go_to(seeded(world, "return_late")["number"]).may("authorise_exception")
    assert next(d for d in omar.page.case.deeds() if d.name == "authorise_return").verdict == "denied"
