"""Web orders are mended and booked through the window, and both systems say so themselves."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from app.commands.command import Command
from app.domain.question import AskCase, CasePanel
from app.errors import ClearlineError
from tests.journeys.conftest import TwoWorld
from tests.journeys.oracle import Rep
from tests.journeys.seat import Seat

Desk = Callable[[str, str], Seat]


def number(order: dict[str, Any]) -> str:
    return f"W{order['display_id']}"


def agree(two: TwoWorld, order: dict[str, Any]) -> bool:
    """Exactly one sale, with the shop's goods at the shop's prices, and the shop knows of it."""
    sales = two.sales(order)
    assert len(sales) <= 1, sales
    return bool(sales) and sales[0].lines == two.desk.lines(order["id"]) and two.desk.linked(order["id"]) == order["ext_ref"]


def closed(two: TwoWorld, order: dict[str, Any], type_: str) -> bool:
    rows = two.team_sql("SELECT state FROM kase WHERE document = %s AND type = %s", number(order), type_)
    return bool(rows) and all(state in ("resolved", "cleared") for (state,) in rows)


def otherwise(two: TwoWorld, order: dict[str, Any]) -> dict[str, str]:
    """Per system in words: what it reported that was not shown before the commit, or the other way round; "" where they are equal."""
    query = """SELECT o.source, o.body FROM observation o JOIN decision d ON o.subject LIKE d.id || '/%%'
                 JOIN kase k ON k.id = d.case_id WHERE o.kind = 'effect' AND k.document = %s"""
    found: dict[str, str] = {}
    for source, body in two.team_sql(query, number(order)):
        told = json.loads(body)
        found[source] = found.get(source, "") + (told["differs"] if told["shown"] else "nothing was shown")
    return found


def test_a_rep_mends_a_quantity_with_two_keys_and_both_systems_agree(two: TwoWorld, desk: Desk) -> None:
    order = two.web("not_multiple")
    before = two.desk.lines(order["id"])
    carla = desk("carla", "validation")
    carla.go_to(number(order)).may("fix_and_book")
    carla.press("1").previewed()
    shown = {e.source for e in carla.page.case.sheet.view.effects}  # type: ignore[union-attr]
    assert shown == {"tryton", "medusa"}, "the preview names both systems"
    carla.press("Ctrl+Enter")
    carla.until(lambda: agree(two, order), "both systems agree")
    carla.until(lambda: closed(two, order, "validation"), "the case closed")
    assert otherwise(two, order) == {"tryton": "", "medusa": ""}
    [(sku, was)] = before.items()
    assert (was.quantity, two.desk.lines(order["id"])[sku].quantity) == (Decimal(13), Decimal(15))


def test_a_clean_order_is_booked_once_by_two_at_once(two: TwoWorld, desk: Desk) -> None:
    order = two.web("clean")
    carla, ben = desk("carla", "validation"), desk("ben", "validation")
    for one in (carla, ben):
        one.go_to(number(order)).may("fix_and_book").press("1").previewed()
    carla.press("Ctrl+Enter")
    ben.press("Ctrl+Enter")
    carla.until(lambda: agree(two, order), "both systems agree")
    for one in (carla, ben):
        one.until(lambda one=one: one.row(number(order)) is None, "gone from both queues")  # type: ignore[misc]
    assert len(two.sales(order)) == 1
    query = "SELECT d.state FROM decision d JOIN kase k ON k.id = d.case_id WHERE k.document = %s AND d.state = 'applied'"
    assert two.team_sql(query, number(order)) == [("applied",)]


def test_a_booking_is_taken_back_while_it_is_a_quotation(two: TwoWorld, desk: Desk) -> None:
    order = two.web("below_minimum")
    before = two.desk.lines(order["id"])
    omar = desk("omar", "validation")
    omar.go_to(number(order)).may("fix_and_book").press("1").previewed()
    case = omar.page.case.panel.row.case_id  # type: ignore[union-attr]
    omar.press("Ctrl+Enter")
    omar.until(lambda: agree(two, order), "booked")
    omar.until(lambda: closed(two, order, "validation"), "the case closed")
    back = undo(omar, case)
    assert back == "taken down"
    omar.until(lambda: not two.sales(order), "no sale any more")
    omar.until(lambda: two.desk.lines(order["id"]) == before and not two.desk.linked(order["id"]), "the shop as it was")


def undo(seat: Seat, case: str) -> str:
    """Ctrl+Z on a case that may have left the list: "taken down", or why it cannot be."""
    panel = seat.console.read(AskCase(case)).result()
    assert isinstance(panel, CasePanel)
    try:
        seat.console.do(Command("take_back", case, panel.row.rev, {})).result()
    except ClearlineError as e:
        return e.title
    return "taken down"


def test_a_confirmed_booking_says_why_it_cannot_be_taken_back(two: TwoWorld, desk: Desk) -> None:
    order = two.web("clean", 1)
    carla = desk("carla", "validation")
    carla.go_to(number(order)).may("fix_and_book").press("1").previewed()
    case = carla.page.case.panel.row.case_id  # type: ignore[union-attr]
    carla.press("Ctrl+Enter")
    carla.until(lambda: agree(two, order), "booked")
    carla.until(lambda: closed(two, order, "validation"), "the case closed")
    [sale] = two.sales(order)
    Rep(two.url, two.erp, "pulse", two.servers.password("pulse")).call("model.sale.sale.confirm", [sale.id])
    carla.console.pull_now()
    carla.until(lambda: "by now" in undo(carla, case), "the words that say why")
    assert two.sales(order)[0].state in ("confirmed", "processing")


def test_a_rep_sees_why_she_may_not_accept_a_price(two: TwoWorld, desk: Desk) -> None:
    order = two.web("booked_price")
    carla = desk("carla", "price")
    carla.go_to(number(order)).press("1")
    carla.sees("A senior service rep decides about prices")
    assert not two.team_sql("SELECT 1 FROM decision d JOIN kase k ON k.id = d.case_id WHERE k.document = %s", number(order))


def test_our_price_holds_and_the_shop_follows(two: TwoWorld, desk: Desk) -> None:
    """The sale is confirmed by now, so the ERP's price stays whoever decides."""
    order = two.web("booked_price", 1)
    omar = desk("omar", "price")
    omar.go_to(number(order)).may("accept_ours").press("1").previewed().press("Ctrl+Enter")
    omar.until(lambda: two.sales(order)[0].lines == two.desk.lines(order["id"]), "both systems agree")
    omar.until(lambda: closed(two, order, "price"), "the case closed")
    assert otherwise(two, order) == {"medusa": ""}


def test_their_price_holds_and_the_erp_follows(two: TwoWorld, desk: Desk) -> None:
    """The sale is a quotation. Nothing is given away: the shop took more than the customer's own price."""
    order = two.web("booked_price", 0)
    omar = desk("omar", "price")
    omar.go_to(number(order)).may("accept_theirs").press("2").previewed().type("Agreed with the buyer on the telephone").press(
        "Ctrl+Enter"
    )
    omar.until(lambda: two.sales(order)[0].lines == two.desk.lines(order["id"]), "both systems agree")
    omar.until(lambda: closed(two, order, "price"), "the case closed")
