"""A web order whose goods are split anew by keyboard, on the real Tryton and the real Medusa: both say so through their own APIs.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_web_splits.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal

import pytest

from demo.days import today
from tests.journeys.conftest import TwoWorld
from tests.journeys.dispatch import Dispatch
from tests.journeys.seat import Seat
from tests.journeys.test_release import as_previewed, ended
from tests.journeys.test_splits import Leaves, leaves_of, taken_back

Desk = Callable[[str, str], Seat]
SOON = today() + timedelta(4)
SIXTY, TWENTY, ALL = Decimal(60), Decimal(20), Decimal(80)


@pytest.fixture
def leaves(two: TwoWorld) -> Callable[[str], tuple[Leaves, list[str]]]:
    return leaves_of(two)


def ordered(two: TwoWorld, sku: str, shared: str) -> tuple[str, str]:
    """80 pieces, of which Hamburg and Duisburg have 60 each: the ERP's number, and the shop's key."""
    order = two.desk.place(two.web("ordinary", -1)["id"], {sku: (80, None)}, shared)
    return Dispatch(two).sell(sku, 80, SOON, shared), order


def where(two: TwoWorld, order: str, sku: str) -> dict[str, Decimal]:
    return {place: pieces for place, (pieces, _) in two.desk.held(order)[sku].items()}


def test_a_web_order_is_split_anew_in_both_systems_and_taken_back(
    two: TwoWorld, desk: Desk, leaves: Callable[[str], tuple[Leaves, list[str]]]
) -> None:
    """E3: 20 of 80 pieces leave from Duisburg, and the shop holds them there."""
    number, order = ordered(two, "N1104", "WEB-9101")
    before, held, reserved = leaves(number)[0], two.desk.held(order), two.desk.reserved("N1104")
    [(own, (pieces, tied))] = held["N1104"].items()
    assert (before["N1104", "HAM"], pieces, tied) == (80.0, ALL, True)
    omar = desk("omar", "split")
    omar.go_to(number).may("resplit").sees("Hamburg lacks 20 of 80 N1104", f"In the shop, {two.desk.number(order)}", f"80 {own}")
    case = omar.page.case.panel
    assert case is not None
    keys = ["1", "Right", "2", "0"]
    omar.press(*keys).previewed().sees("Tried out on the server", "N1104 held in Duisburg", "60 in Hamburg, 20 in Duisburg")
    omar.press("Ctrl+Enter")
    omar.until(
        lambda: where(two, order, "N1104") == {"Hamburg": SIXTY, "Duisburg": TWENTY}, "the shop holds it where it leaves from"
    )
    omar.until(lambda: ended(two, number, "resolved"), "the case resolved in the team store")
    after, _ = leaves(number)
    assert after == {**before, ("N1104", "HAM"): 60.0, ("N1104", "DUI"): 20.0}
    assert two.desk.held(order)["N1104"]["Hamburg"] == (SIXTY, True), "tied to the place that it leaves from first"
    now = {place: n - reserved[place] + 80 * (place == own) for place, n in two.desk.reserved("N1104").items()}
    assert now == {**dict.fromkeys(reserved, 0), "Hamburg": 60, "Duisburg": 20}, "every piece is held once"
    assert as_previewed(two, number)

    omar.until(lambda: taken_back(omar, case.row.case_id) == "taken down", "taking back")
    omar.until(lambda: leaves(number)[0] == before, f"{number} ships from Hamburg alone again")
    omar.until(lambda: two.desk.held(order) == held, "the shop holds it as before")
    assert two.desk.reserved("N1104") == reserved


def test_each_part_is_fulfilled_in_the_shop_from_its_own_place(two: TwoWorld, desk: Desk) -> None:
    """By anybody, in any order: the add-on ties the line to where it leaves from."""
    number, order = ordered(two, "N1107", "WEB-9102")
    omar = desk("omar", "split")
    omar.go_to(number).may("resplit").press("1", "Right", "2", "0").previewed().sees("held in Duisburg").press("Ctrl+Enter")
    omar.until(
        lambda: where(two, order, "N1107") == {"Hamburg": SIXTY, "Duisburg": TWENTY}, "the shop holds it where it leaves from"
    )
    before = two.desk.reserved("N1107")
    places = {p["name"]: p["id"] for p in two.desk.call("GET", "/admin/stock-locations", limit="50")["stock_locations"]}
    [line] = two.desk.order(order)["items"]
    for name, pieces in (("Duisburg", 20), ("Hamburg", 60)):
        body = {"items": [{"id": line["id"], "quantity": pieces}], "location_id": places[name]}
        two.desk.call("POST", f"/admin/orders/{order}/fulfillments", body)
    assert two.desk.held(order) == {"N1107": {}}
    assert two.desk.reserved("N1107") == {**before, "Hamburg": before["Hamburg"] - 60, "Duisburg": before["Duisburg"] - 20}


def test_with_the_shop_away_its_half_follows_by_itself(two: TwoWorld, desk: Desk) -> None:
    number, order = ordered(two, "N1111", "WEB-9103")
    omar = desk("omar", "split")
    omar.go_to(number).may("resplit").sees(f"In the shop, {two.desk.number(order)}")
    two.servers.stop_shop(two.shop)
    try:
        omar.console.pull_now()
        omar.sees("Offline")
        omar.press("1", "Right", "2", "0").previewed().sees("foreseen").press("Ctrl+Enter")
        omar.until(lambda: omar.console.status().letters_waiting > 0, "the shop's half waits")
    finally:
        two.servers.start_shop(two.shop)
    omar.console.pull_now()
    omar.until(
        lambda: where(two, order, "N1111") == {"Hamburg": SIXTY, "Duisburg": TWENTY}, "the shop holds it where it leaves from"
    )
    omar.until(lambda: ended(two, number, "resolved"), "the case resolved in the team store")


def test_without_the_add_on_it_is_held_at_one_place_and_the_rest_is_said(two: TwoWorld, desk: Desk) -> None:
    number, order = ordered(two, "N1112", "WEB-9104")
    two.servers.stop_shop(two.shop)
    two.servers.start_shop(two.shop, addon=False)
    try:
        omar = desk("omar", "split")
        omar.go_to(number).may("resplit").press("1", "Right", "2", "0").previewed()
        omar.sees("Tried out on the server", "80, of these 20 for Duisburg").press("Ctrl+Enter")
        omar.until(lambda: two.desk.held(order) == {"N1112": {"Hamburg": (ALL, True)}}, "the shop holds all of it in Hamburg")
        omar.until(lambda: ended(two, number, "resolved"), "the case resolved in the team store")
        assert as_previewed(two, number)
        omar.leave()
    finally:
        two.servers.stop_shop(two.shop)
        two.servers.start_shop(two.shop)
