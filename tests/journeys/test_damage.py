"""Damaged goods at the keyboard, on the real Tryton: replaced past a credit hold, and once however many press.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_damage.py``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from app.rules.damage import GROUP, GROUP_UNTOLD
from tests.app.packet_of import jpeg
from tests.journeys.conftest import World
from tests.journeys.oracle import Rep
from tests.journeys.seat import Seat
from ui.cases.photos import Thumb
from ui.cases.picker import Picker

Row = dict[str, Any]


def complaint(world: World, kind: str, n: int = 0) -> Row:
    found: Row = world.servers.describe()["complaints"][kind][n]
    return found


def served(seat: Seat, case: Row) -> bool:
    """What is left of it, if anything, is that the carrier was not told."""
    row = seat.row(case["number"])
    return row is None or row.group == GROUP_UNTOLD


class Outside:
    """What the ERP itself says, through its own API."""

    def __init__(self, world: World) -> None:
        self._rep = Rep(world.url, world.erp, "omar", world.servers.password("omar"))

    def read(self, model: str, domain: list[Any], names: list[str]) -> list[Row]:
        return [dict(r) for r in self._rep.call(f"model.{model}.search_read", domain, 0, None, [["id", "ASC"]], names)]

    def replacements(self, of: Row) -> list[Row]:
        names = ["number", "state", "reference", "party", "shipments", "lines.quantity", "lines.unit_price", "lines.product"]
        return self.read("sale.sale", [["origin", "=", f"sale.complaint,{of['id']}"]], names)

    def credits(self, of: Row) -> list[Row]:
        names = ["state", "actions.quantity", "actions.unit_price", "actions.result"]
        return self.read("sale.complaint", [["reference", "like", f"{of['number']} #%"]], names)

    def files(self, of: Row) -> list[Row]:
        return self.read("ir.attachment", [["resource", "=", f"sale.complaint,{of['id']}"]], ["name", "description", "data_size"])

    def line(self, of: Row) -> Row:
        [line] = self.read("sale.line", [["id", "=", of["line"]]], ["product", "unit_price", "quantity"])
        return line

    def invoiced(self, of: Row) -> bool:
        states = [["invoice.state", "in", ["posted", "paid"]], ["invoice.type", "=", "out"]]
        return bool(self.read("account.invoice.line", [["origin", "=", f"sale.line,{of['line']}"], *states], ["quantity"]))


@pytest.fixture
def desk(qtbot: QtBot, world: World) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(login: str) -> Seat:
        taken.append(Seat(qtbot, world.profile(login), "damage"))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()


def test_a_rep_replaces_a_piece_with_a_handful_of_keys_whatever_is_held(world: World, desk: Any) -> None:
    """E1: claim, replace, tick, commit, next. The customer has an order over the limit."""
    case, outside = complaint(world, "damaged_held"), Outside(world)
    carla = desk("carla")
    carla.go_to(case["number"]).may("replace_units")
    keys = ["C", "1", "1"]
    carla.press(*keys).previewed()
    carla.sees("Does not block a replacement", f"{case['number']} #1")
    carla.press("Ctrl+Enter")
    carla.until(lambda: len(outside.replacements(case)) == 1, "the replacement in the ERP")
    carla.until(lambda: served(carla, case), "the case settled")
    assert len(keys) + len(["Ctrl+K", "number", "Enter", "Ctrl+Enter", "J"]) <= 12
    [sale] = outside.replacements(case)
    [made] = sale["lines."]
    assert (sale["state"], sale["reference"], sale["party"]) == ("processing", f"{case['number']} #1", case["customer"])
    assert (made["quantity"], float(made["unit_price"]["decimal"]), made["product"]) == (1.0, 0.0, outside.line(case)["product"])
    assert len(sale["shipments"]) == 1


def test_two_who_press_at_once_send_one(world: World, desk: Any) -> None:
    case, outside = complaint(world, "damaged", 2), Outside(world)
    carla, ben = desk("carla"), desk("ben")
    for one in (carla, ben):
        one.go_to(case["number"]).may("replace_units").press("1", "1").previewed()
        one.sees(f"{case['number']} #1")
    carla.press("Ctrl+Enter", "Ctrl+Enter")
    ben.press("Ctrl+Enter")
    carla.until(lambda: len(outside.replacements(case)) == 1, "the replacement in the ERP")
    for one in (carla, ben):
        one.until(lambda one=one: served(one, case), "the case settled")
        one.until(lambda one=one: not one.console.status().letters_waiting, "no letter under way")
    assert [s["reference"] for s in outside.replacements(case)] == [f"{case['number']} #1"]


def test_a_manager_credits_part_of_the_price(world: World, desk: Any) -> None:
    outside = Outside(world)
    case = next(c for c in (complaint(world, "damaged", n) for n in range(3)) if outside.invoiced(c))
    omar = desk("omar")
    omar.go_to(case["number"]).may("credit_units").press("2")
    omar.until(omar.page.case.sheet.isVisible, "the sheet").press("1", "2").previewed().press("Tab", "2", "Tab")
    omar.type("They keep both and use them as spares")
    price = round(float(outside.line(case)["unit_price"]["decimal"]) * 0.3, 4)
    omar.sees(f"{case['number']} #1 #2", f"2 at {price:.3f}"[:-1], "Tried out on the server")
    omar.press("Ctrl+Enter")
    omar.until(lambda: any(c["state"] == "done" for c in outside.credits(case)), "the credit in the ERP")
    omar.until(lambda: served(omar, case), "the case settled")
    [filed] = outside.credits(case)
    [action] = filed["actions."]
    assert (action["quantity"], float(action["unit_price"]["decimal"])) == (2.0, price)
    key = int(action["result"].partition(",")[2])
    [note] = outside.read("account.invoice", [["id", "=", key]], ["state", "untaxed_amount"])
    assert note["state"] == "draft"
    assert round(float(note["untaxed_amount"]["decimal"]), 2) == round(-2 * price, 2)


def test_photos_are_added_and_the_carrier_is_claimed_with_them(world: World, desk: Any, tmp_path: Path) -> None:
    """From this machine into the ERP, from there onto the page and into the packet; each once."""
    case, outside = complaint(world, "damaged", 1), Outside(world)
    photo = tmp_path / "tipped.jpg"
    photo.write_bytes(jpeg())
    before = len(outside.files(case))
    carla = desk("carla")
    carla.go_to(case["number"]).may("add_photos").press("5")
    carla.until(carla.page.case.sheet.isVisible, "the sheet")
    [picker] = carla.page.case.sheet.findChildren(Picker)
    picker.add([str(photo)])
    carla.until(lambda: bool(picker.text()), "the photo taken over").previewed().press("Ctrl+Enter")
    carla.until(lambda: len(outside.files(case)) == before + 1, "the photo in the ERP")
    carla.until(
        lambda: any(t.shot.name == "tipped.jpg" for t in carla.page.case.body.findChildren(Thumb)), "the photo on the page"
    )
    carla.until(lambda: not carla.console.status().letters_waiting, "no letter under way")
    carla.may("claim_carrier").press("3").until(carla.page.case.sheet.isVisible, "the sheet").press("1", "2").previewed()
    carla.sees(f"carrier-claim-{case['number']}-1-2.pdf", "HGB 438")
    carla.press("Ctrl+Enter")
    carla.until(lambda: len(outside.files(case)) == before + 2, "the packet in the ERP")
    packet = outside.files(case)[-1]
    assert packet["description"].startswith(f"Carrier claim {case['number']} #1 #2\n")
    assert packet["data_size"] > 10_000
    carla.sees("Notice given", packet["name"])


def test_the_queue_has_what_the_seed_says_and_not_what_is_settled(world: World, desk: Any) -> None:
    omar = desk("omar")
    told = [complaint(world, "damaged", n)["number"] for n in range(3)]
    told += [complaint(world, kind)["number"] for kind in ("damaged_held", "damaged_web")]
    omar.until(lambda: sorted(r.number for r in omar.rows() if r.group == GROUP) == sorted(told), "the live cases")
