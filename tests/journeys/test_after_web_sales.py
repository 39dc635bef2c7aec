"""What comes back of web orders, at the keyboard, on the real Tryton and the real Medusa: each system ends with its own documents.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_after_web_sales.py``.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from tests.contracts.office import Desk as Office
from tests.journeys.conftest import TwoWorld
from tests.journeys.seat import Seat
from tests.journeys.test_web_orders import number
from tests.outside.returns import Returns

Desk = Callable[[str, str], Seat]
Row = dict[str, Any]
DELIVERED = ("id", "sale", "sale.number", "product", "product.code", "quantity", "unit", "unit_price", "taxes")


@pytest.fixture
def outside(two: TwoWorld) -> Returns:
    return Returns(Office(two.url, two.erp, "omar", two.servers.password("omar")))


def sold(two: TwoWorld, outside: Returns, n: int) -> tuple[Row, Row]:
    """The n-th web order that went out and was paid in both systems, and its line with the most pieces."""
    done = [o for o in two.servers.describe()["shop_orders"]["ordinary"] if (o["shop"], o["erp"]) == ("completed", "paid")]
    order = done[-1 - n]
    [sale] = two.sales(order)
    lines = outside.read("sale.line", [["sale", "=", sale.id], ["type", "=", "line"]], list(DELIVERED))
    return order, max(lines, key=lambda x: x["quantity"])


def came_in(outside: Returns, line: Row, pieces: float) -> Row:
    """Asked for, authorised, received and put back on sale by colleagues in the ERP."""
    back = outside.ask([line], pieces)
    outside.desk.on("sale.sale", "confirm", [back["id"]])
    [shipment] = outside.shipments(back["id"])
    for button in ("receive", "do"):
        outside.desk.on("stock.shipment.out.return", button, [shipment["id"]])
    return back


def complained(outside: Returns, order: Row, line: Row) -> Row:
    """A customer's complaint about the line, taken down in the ERP."""
    [kind] = outside.read("sale.complaint.type", [["name", "=", "Damaged goods"]], ["name"])
    [sale] = outside.read("sale.sale", [["id", "=", line["sale"]]], ["party", "company"])
    values = {
        "type": kind["id"],
        "customer": sale["party"],
        "company": sale["company"],
        "origin": f"sale.line,{line['id']}",
        "description": f"Crushed carton, {order['ext_ref']}",
    }
    [key] = outside.desk.on("sale.complaint", "create", [values])
    outside.desk.on("sale.complaint", "wait", [key])
    [row] = outside.read("sale.complaint", [["id", "=", key]], ["number"])
    return row


def decimal(value: Any) -> Decimal:
    return Decimal(str(value["decimal"]))


def test_money_goes_back_in_both_systems(two: TwoWorld, desk: Desk, outside: Returns) -> None:
    """E4: the credit note is posted, the shop has its own return and has refunded the very amount of the note."""
    order, line = sold(two, outside, 0)
    back = came_in(outside, line, 2.0)
    omar = desk("omar", "return")
    omar.go_to(back["number"]).may("credit_return")
    omar.sees(f"In the shop, {number(order)}")
    omar.press("4").previewed().sees("paid goes back", "2, all on sale again", "step 1 of 2")
    omar.press("Ctrl+Enter").until(lambda: two.desk.came_back(order["id"])[2] != [], "the refund in the shop")
    [note] = outside.notes(back["id"])
    returns, pieces, refunds = two.desk.came_back(order["id"])
    assert (note["state"], returns, pieces) == ("posted", ["received"], {line["product."]["code"]: Decimal(2)})
    assert refunds == [-decimal(note["total_amount"])]
    assert -decimal(note["untaxed_amount"]) == round(2 * decimal(line["unit_price"]) * Decimal("0.85"), 2)
    omar.until(lambda: omar.row(back["number"]) is None, "the case settled")
    omar.console.pull_now()
    assert two.team_sql("SELECT type FROM kase WHERE document = %s AND state IN ('open', 'waiting')", number(order)) == []


def test_with_the_shop_away_its_half_follows_by_itself(two: TwoWorld, desk: Desk, outside: Returns) -> None:
    order, line = sold(two, outside, 1)
    back = came_in(outside, line, 1.0)
    omar = desk("omar", "return")
    omar.go_to(back["number"]).may("credit_return").sees(f"In the shop, {number(order)}")
    two.servers.stop_shop(two.shop)
    try:
        omar.console.pull_now()
        omar.sees("Offline")
        omar.go_to(back["number"]).press("4").previewed().sees("foreseen").press("Ctrl+Enter")
        omar.until(lambda: outside.notes(back["id"])[0]["state"] == "posted", "the credit note")
        omar.until(lambda: omar.console.status().letters_waiting > 0, "the shop's half waits")
    finally:
        two.servers.start_shop(two.shop)
    omar.console.pull_now()
    omar.until(lambda: two.desk.came_back(order["id"])[0] == ["received"], "the return in the shop")
    omar.until(
        lambda: two.desk.came_back(order["id"])[2] == [-decimal(outside.notes(back["id"])[0]["total_amount"])], "the money"
    )


def test_a_damaged_piece_is_replaced_in_both_systems_with_a_dozen_keys(two: TwoWorld, desk: Desk, outside: Returns) -> None:
    """E1: the ERP's order without charge, the shop's claim with its replacement."""
    order, line = sold(two, outside, 3)
    case = complained(outside, order, line)
    carla = desk("carla", "damage")
    carla.go_to(case["number"]).may("replace_units").sees(f"In the shop, {number(order)}")
    keys = ["C", "1", "1"]
    carla.press(*keys).previewed().sees("free of charge", "step 1 of 2").press("Ctrl+Enter")
    carla.until(
        lambda: two.desk.claims(order["id"]) == [("replace", {line["product."]["code"]: (1, 1)})], "the claim in the shop"
    )
    assert len(keys) + len(["Ctrl+K", "number", "Enter", "Ctrl+Enter", "J"]) <= 12
    [sale] = outside.read(
        "sale.sale", [["origin", "=", f"sale.complaint,{case['id']}"]], ["state", "reference", "untaxed_amount"]
    )
    assert (sale["state"], sale["reference"], decimal(sale["untaxed_amount"])) == (
        "processing",
        f"{case['number']} #1",
        Decimal(0),
    )
    assert two.desk.came_back(order["id"]) == ([], {}, [])
    carla.until(lambda: carla.row(case["number"]) is None, "the case settled")
    carla.console.pull_now()
    carla.until(lambda: all(s.state == "ok" for s in carla.console.status().sources), "both systems read")
    assert two.team_sql("SELECT type FROM kase WHERE document = %s AND state IN ('open', 'waiting')", number(order)) == []


def test_money_for_a_damaged_piece_goes_back_where_it_was_paid(two: TwoWorld, desk: Desk, outside: Returns) -> None:
    order, line = sold(two, outside, 4)
    case = complained(outside, order, line)
    omar = desk("omar", "damage")
    omar.go_to(case["number"]).may("credit_units").press("2")
    omar.until(omar.page.case.sheet.isVisible, "the sheet").press("1").previewed().press("Tab", "Tab")
    omar.type("They keep it as it is").sees("paid goes back").press("Ctrl+Enter")
    omar.until(lambda: two.desk.came_back(order["id"])[2] != [], "the refund in the shop")
    assert two.desk.claims(order["id"]) == [("refund", {line["product."]["code"]: (1, 0)})]
    gross = round(decimal(line["unit_price"]) * Decimal("1.19"), 2)
    [refund] = two.desk.came_back(order["id"])[2]
    assert abs(refund - gross) <= Decimal("0.01")
    filed = outside.read("sale.complaint", [["reference", "=", f"{case['number']} #1"]], ["state"])
    assert [f["state"] for f in filed] in (["approved"], ["done"])
