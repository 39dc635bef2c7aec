"""Goods of an order under way are moved between warehouses by keyboard, and back, and the real Tryton says so through its own API."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.commands.command import Command
from app.domain.question import AskCase
from tests.contracts.office import Desk
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.journeys.test_release import as_previewed, ended

Leaves = dict[tuple[str, str], float]  # (product code, warehouse code): pieces on their way


@pytest.fixture
def omar(qtbot: QtBot, world: World) -> Iterator[Seat]:
    taken = Seat(qtbot, world.profile("omar"), "split")
    yield taken
    taken.leave()


@pytest.fixture
def leaves(world: World) -> Callable[[str], tuple[Leaves, list[str]]]:
    return leaves_of(world)


def leaves_of(world: World) -> Callable[[str], tuple[Leaves, list[str]]]:
    """What leaves of a sale from where, and the states of its shipments, as somebody else reads it in Tryton."""
    desk = Desk(world.url, world.erp, "omar", world.servers.password("omar"))

    def look(number: str) -> tuple[Leaves, list[str]]:
        names = ["state", "warehouse.code", "moves.quantity", "moves.product.code", "moves.origin", "moves.state"]
        shipments = desk.on("stock.shipment.out", "search_read", [["moves.sale.number", "=", number]], 0, None, None, names)
        found: Leaves = {}
        for shipment in shipments:
            for move in shipment["moves."]:
                if str(move["origin"]).startswith("sale.line,") and move["state"] != "cancelled":
                    key = (move["product."]["code"], shipment["warehouse."]["code"])
                    found[key] = found.get(key, 0.0) + move["quantity"]
        return found, sorted(str(s["state"]) for s in shipments)

    return look


def taken_back(seat: Seat, case: str) -> str:
    """Ctrl+Z on a case that has left the list: "taken down", or why it cannot be."""
    panel: Any = seat.console.read(AskCase(case)).result()
    deed = next(d for d in panel.deeds if d.name == "take_back")
    if deed.verdict == "denied":
        return str(deed.words)
    seat.console.do(Command("take_back", case, panel.row.rev, {})).result()
    return "taken down"


def test_the_order_manager_resplits_an_order_by_keyboard_and_takes_it_back(
    world: World, omar: Seat, leaves: Callable[[str], tuple[Leaves, list[str]]]
) -> None:
    """E3: 20 of 80 pieces leave from Duisburg, for Hamburg has only 60."""
    number = world.number("short_here")
    before, _ = leaves(number)
    assert before["N1103", "HAM"] == 80.0
    omar.go_to(number).may("resplit").sees("Hamburg lacks 20 of 80 N1103", "Duisburg has 60 free")
    case = omar.page.case.panel
    assert case is not None
    omar.press("1").sees("80, 20 short")
    omar.press("Right", "9", "9").sees("has 60 free, not 99").press("Backspace", "Backspace")
    omar.press("2", "0").sees("Tried out on the server", "Deliveries", "2, was 1")
    omar.press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    after, states = leaves(number)
    assert after == {**before, ("N1103", "HAM"): 60.0, ("N1103", "DUI"): 20.0}
    assert states == ["assigned", "assigned"]
    assert as_previewed(world, number)
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")

    omar.until(lambda: taken_back(omar, case.row.case_id) == "taken down", "taking back")
    omar.until(lambda: leaves(number)[0] == before, f"{number} ships from Hamburg alone again")
    omar.until(lambda: omar.row(number) is not None, f"{number} in the queue again")


def test_a_proposal_is_chosen_with_one_key(world: World, omar: Seat, leaves: Callable[[str], tuple[Leaves, list[str]]]) -> None:
    number = world.number("short_here", 1)
    before, _ = leaves(number)
    omar.go_to(number).may("resplit").press("1", "O").sees("Tried out on the server").press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    after, _ = leaves(number)
    for code in {code for code, _ in before}:
        assert sum(q for (c, _), q in after.items() if c == code) == sum(q for (c, _), q in before.items() if c == code)
    assert after["N1105", "DUI"] <= 60.0
    assert as_previewed(world, number)


def test_two_deliveries_leave_as_one(world: World, omar: Seat, leaves: Callable[[str], tuple[Leaves, list[str]]]) -> None:
    number = world.number("far_apart")
    before, _ = leaves(number)
    omar.go_to(number).may("merge_deliveries").sees("6 days apart").press("2").sees("Tried out on the server").press("Ctrl+Enter")
    omar.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
    after, states = leaves(number)
    assert after == before
    assert len([s for s in states if s != "cancelled"]) == 1
    omar.until(lambda: omar.row(number) is None, f"{number} gone from the queue")


def test_a_rep_may_accept_that_it_comes_in_two_and_move_nothing(world: World, qtbot: QtBot) -> None:
    number, short = world.number("far_apart"), world.number("short_here")
    carla = Seat(qtbot, world.profile("carla"), "split")
    try:
        carla.go_to(short).press("1").sees("order manager moves goods")
        carla.go_to(number).may("accept_split").press("3").sees("nothing is sent yet")
        carla.type("They asked for the rest a week later").press("Ctrl+Enter")
        carla.until(lambda: ended(world, number, "resolved"), "the case resolved in the team store")
        carla.until(lambda: carla.row(number) is None, f"{number} gone from the queue")
        notes = world.sql(
            "SELECT n.message FROM ir_note n JOIN sale_sale s ON n.resource = 'sale.sale,' || s.id WHERE s.number = %s", number
        )
        assert any("They asked for the rest a week later" in text for (text,) in notes)
    finally:
        carla.leave()
