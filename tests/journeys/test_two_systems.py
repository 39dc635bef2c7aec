"""Addresses, payments, conflicts and broken records between shop and ERP, and a shop that is away, through the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.journeys.conftest import TwoWorld
from tests.journeys.seat import Seat
from tests.journeys.test_web_orders import agree, closed, number

Desk = Callable[[str, str], Seat]


def place(two: TwoWorld, order: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = two.desk.order(order["id"])["shipping_address"]
    return found


def shipped_to(two: TwoWorld, order: dict[str, Any]) -> tuple[str, str, str]:
    """(street, postcode, city) on the ERP's sale."""
    query = """SELECT a.street_unstructured, a.postal_code, a.city FROM sale_sale s
                 JOIN party_address a ON a.id = s.shipment_address WHERE s.id = %s"""
    [row] = two.sql(query, two.sales(order)[0].id)
    return row[0], row[1], row[2]


def test_a_postcode_is_corrected_as_suggested(two: TwoWorld, desk: Desk) -> None:
    order = two.web("no_postal_code")
    carla = desk("carla", "address")
    carla.go_to(number(order)).may("take_suggestion").press("1").previewed().press("Ctrl+Enter")
    carla.until(lambda: bool(place(two, order)["postal_code"]), "a postcode in the shop")
    carla.until(lambda: closed(two, order, "address"), "the case closed")


def test_a_box_is_replaced_by_an_address_that_the_erp_keeps(two: TwoWorld, desk: Desk) -> None:
    order = two.web("po_box")
    carla = desk("carla", "address")
    carla.go_to(number(order)).may("choose_address").press("2").previewed().press("Ctrl+Enter")
    carla.until(lambda: "Postfach" not in place(two, order)["address_1"], "a street in the shop")
    carla.until(lambda: closed(two, order, "address"), "the case closed")


def test_the_address_of_a_booked_order_is_corrected_in_both(two: TwoWorld, desk: Desk) -> None:
    """It was booked as placed, although dearer than agreed, with a postcode that is none."""
    like = two.web("not_multiple")
    good = place(two, like)
    shared = "WEB-both"
    key = two.desk.place(like["id"], {like["sku"][0]: (15, "60.00")}, shared, postal_code="1")
    order = {"id": key, "display_id": two.desk.order(key)["display_id"], "ext_ref": shared}
    carla = desk("carla", "validation")
    carla.console.pull_now()
    carla.go_to(number(order)).may("book_as_placed").press("2").previewed().type("As they wished it").press("Ctrl+Enter")
    carla.until(lambda: agree(two, order), "booked")
    assert shipped_to(two, order)[1] == "1", "the ERP has it as it was placed"
    carla.leave()
    ben = desk("ben", "address")
    ben.go_to(number(order)).may("take_suggestion").press("1").previewed().press("Ctrl+Enter")
    ben.until(lambda: place(two, order)["postal_code"] == good["postal_code"], "the shop's postcode")
    ben.until(lambda: closed(two, order, "address"), "the case closed")
    assert shipped_to(two, order)[1:] == (good["postal_code"], good["city"])


def test_a_refused_payment_is_asked_for_and_the_money_settles_it(two: TwoWorld, desk: Desk) -> None:
    order = two.web("payment_declined")
    carla = desk("carla", "payment")
    asked = len(two.desk.order(order["id"])["payment_collections"])
    assert asked == 1, "the request that the customer tried to pay"
    carla.go_to(number(order)).may("send_payment_link").press("1").previewed().press("Ctrl+Enter")
    query = "SELECT d.state FROM decision d JOIN kase k ON k.id = d.case_id WHERE k.document = %s"
    carla.until(lambda: two.team_sql(query, number(order)) == [("applied",)], "the link was made")
    assert len(two.desk.order(order["id"])["payment_collections"]) == asked, "it is asked for again, not twice"
    assert not closed(two, order, "payment"), "only money settles it"
    two.desk.pay(order["id"])
    carla.console.pull_now()
    carla.until(lambda: closed(two, order, "payment"), "the money closed the case")


def test_differing_quantities_are_settled(two: TwoWorld, desk: Desk) -> None:
    order = two.web("booked_quantity")
    omar = desk("omar", "sync")
    omar.go_to(number(order)).may("take_erp").press("2").previewed().press("Ctrl+Enter")
    omar.until(lambda: two.sales(order)[0].lines == two.desk.lines(order["id"]), "both systems agree")
    omar.until(lambda: closed(two, order, "sync"), "the case closed")


@pytest.mark.parametrize(
    ("story", "type_"), [("malformed", "sync"), ("unknown_sku", "validation"), ("foreign_currency", "validation")]
)
def test_what_cannot_be_booked_is_a_case_and_the_batch_goes_on(two: TwoWorld, desk: Desk, story: str, type_: str) -> None:
    order = two.web(story)
    carla = desk("carla", "validation")
    carla.until(lambda: len(carla.rows()) > 8, "the orders around it")
    query = "SELECT type FROM kase WHERE document = %s AND state IN ('open', 'waiting')"  # also where the rest cannot be read
    carla.until(lambda: bool(two.team_sql(query, number(order))), "a case of it")
    assert two.team_sql(query, number(order)) == [(type_,)]


def test_a_booking_with_the_shop_away_goes_on_by_itself(two: TwoWorld, desk: Desk) -> None:
    order = two.web("not_multiple", 1)
    carla = desk("carla", "validation")
    carla.go_to(number(order)).may("fix_and_book")
    carla.until(lambda: all(s.state == "ok" for s in carla.console.status().sources), "both systems read to their end")
    two.servers.stop_shop(two.shop)
    try:
        carla.console.pull_now()
        carla.sees("Offline")
        carla.go_to(number(order)).press("1").previewed().sees("foreseen").press("Ctrl+Enter")
        carla.until(lambda: carla.console.status().letters_waiting > 0, "the decision waits")
        assert not two.sales(order), "nothing is booked before the shop has the corrected quantity"
    finally:
        two.servers.start_shop(two.shop)
    carla.console.pull_now()
    carla.until(lambda: agree(two, order), "both systems agree, by themselves")
    carla.until(lambda: closed(two, order, "validation"), "the case closed")
