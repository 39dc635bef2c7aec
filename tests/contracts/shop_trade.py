"""A shop's deeds and feeds, as the suite needs them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app.domain.letter import Guard, Letter
from tests.contracts.letters import letter
from tests.contracts.targets import Target
from tests.contracts.trade import Trade
from tests.doubles.faults import is_write


def _letter(target: Target, deed: str, order: str, **body: Any) -> Letter:
    office = target.office
    return letter(deed, {"order": order, **body}, office.number(order), office.rev(order), source="medusa")


def a_note(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    return order, _letter(target, "note", order, text="Called them")


def a_link(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    return order, _letter(
        target, "link", order, **{"from": {"reference": ""}, "to": {"reference": "SO00042", "state": "confirmed"}}
    )


def an_unlink(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    target.office.call("POST", f"/admin/orders/{order}", {"metadata": {"erp_ref": "SO00042", "erp_state": "confirmed"}})
    known, none = {"reference": "SO00042", "state": "confirmed"}, {"reference": "", "state": ""}
    return order, _letter(target, "link", order, **{"from": known, "to": none})


def an_address(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    change = {"from": {"street": "1 Dock Road", "postcode": "00001"}, "to": {"street": "11 Dock Road", "postcode": "20457"}}
    return order, _letter(target, "correct_address", order, **change)


def _line(target: Target, to: dict[str, Any]) -> tuple[str, Letter]:
    order = target.office.order(quantity=2)
    line = target.office.lines(order)[0]
    was = {"sku": line["sku"], "quantity": "2", "unit_price": [line["each"], target.office.currency]}
    return order, _letter(target, "correct_line", order, line=line["id"], **{"from": was, "to": to})


def a_quantity(target: Target) -> tuple[str, Letter]:
    return _line(target, {"quantity": "5"})


def a_price(target: Target) -> tuple[str, Letter]:
    return _line(target, {"unit_price": ["7.7725", target.office.currency]})


def a_replacement(target: Target) -> tuple[str, Letter]:
    return _line(target, {"sku": target.office.other_sku})


def another_product_in_other_numbers(target: Target) -> tuple[str, Letter]:
    return _line(target, {"sku": target.office.other_sku, "quantity": "5", "unit_price": ["7.7725", target.office.currency]})


def a_dropped_line(target: Target) -> tuple[str, Letter]:
    return _line(target, {})


def a_cancellation(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    return order, _letter(target, "cancel_order", order)


def a_payment_link(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    return order, _letter(target, "create_payment_link", order, amount=target.office.due(order))


def a_payment_by_hand(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    target.office.request_payment(order)
    return order, _letter(target, "mark_paid", order, amount=target.office.due(order))


def a_capture(target: Target) -> tuple[str, Letter]:
    order = target.office.order()
    due = target.office.due(order)
    target.office.request_payment(order)
    target.authorise(order)
    [request] = target.office.read(order)["payment_collections"]
    return order, _letter(target, "capture", order, payment=request["payment_sessions"][0]["id"], amount=due)


def _coming_back(target: Target, order: str, **more: Any) -> tuple[str, Letter]:
    """Three of five pieces, two of them on sale again."""
    target.office.ship(order)
    line = target.office.lines(order)[0]
    goods = {"line": line["id"], "sku": line["sku"], "pieces": "3", "restock": "2"}
    body = {"order": order, "goods": [goods], "place": "WH1", **more}
    return order, letter("return_goods", body, target.office.number(order), source="medusa")


def a_return(target: Target) -> tuple[str, Letter]:
    """Of an order on account."""
    return _coming_back(target, target.office.order(quantity=5))


def a_return_that_was_paid(target: Target) -> tuple[str, Letter]:
    order = target.office.order(quantity=5)
    target.office.pay(order)
    return _coming_back(target, order, amount=[3187, target.office.currency])


def _damaged(target: Target, order: str, kind: str, **more: Any) -> tuple[str, Letter]:
    """Two of five pieces."""
    target.office.ship(order)
    line = target.office.lines(order)[0]
    goods = {"line": line["id"], "sku": line["sku"], "pieces": "2", "restock": "0"}
    body = {"order": order, "goods": [goods], "kind": kind, **more}
    return order, letter("claim_goods", body, target.office.number(order), source="medusa")


def a_replacement_of_damaged_goods(target: Target) -> tuple[str, Letter]:
    return _damaged(target, target.office.order(quantity=5), "replace")


def money_for_damaged_goods(target: Target) -> tuple[str, Letter]:
    order = target.office.order(quantity=5)
    target.office.pay(order)
    return _damaged(target, order, "refund", amount=[893, target.office.currency])


def _held_elsewhere(target: Target, there: int, here: int) -> tuple[str, Letter]:
    """Five pieces of an order: so many of them from another location first, the rest from where they are held."""
    office = target.office
    order = office.order(quantity=5)
    [line] = office.lines(order)
    [(own, _, _)] = office.held(line["id"])
    other = next(p["id"] for p in office.places() if p["id"] != own)
    to = [[place, str(n)] for place, n in ((other, there), (own, here)) if n]
    lines = [{"line": line["id"], "sku": line["sku"], "from": [[own, "5"]], "to": to}]
    body = {"order": order, "lines": lines, "places": {own: "Here", other: "There"}}
    return order, letter("move_reservations", body, office.number(order), source="medusa")


def goods_held_elsewhere(target: Target) -> tuple[str, Letter]:
    return _held_elsewhere(target, 5, 0)


def goods_held_at_two_places(target: Target) -> tuple[str, Letter]:
    return _held_elsewhere(target, 3, 2)


def _held(target: Target, order: str, letter: Letter) -> int:
    """As it was asked for; without our add-on all at the first place. What is held more than once counts for two."""
    [wanted] = letter.body()["lines"]  # type: ignore[misc]
    to = [(place, float(n), not at) for at, (place, n) in enumerate(wanted["to"])]
    whole = to if target.addon else [(to[0][0], 5.0, True)]
    found = target.office.held(wanted["line"])
    return int(sorted(found) == sorted(whole)) if sum(n for _, n, _ in found) == 5 else 2


def done(target: Target, order: str, letter: Letter) -> int:
    office = target.office
    if letter.deed in ("return_goods", "claim_goods"):
        return _given_back(target, order, letter)
    if letter.deed == "move_reservations":
        return _held(target, order, letter)
    seen = office.read(order)
    if letter.deed == "note":
        return sum("Called them" in str(v) for v in (seen["metadata"] or {}).values())
    if letter.deed == "link":
        to: Any = letter.body()["to"]
        return int((seen["metadata"] or {}).get("erp_ref", "") == to["reference"])
    if letter.deed == "correct_address":
        return int(seen["shipping_address"]["address_1"] == "11 Dock Road" and seen["shipping_address"]["city"] == "Hamburg")
    if letter.deed == "cancel_order":
        return int(seen["status"] == "canceled")
    if letter.deed == "create_payment_link":
        return len(seen["payment_collections"])
    if letter.deed == "mark_paid":
        return sum(c["status"] == "completed" for c in seen["payment_collections"])
    if letter.deed == "capture":
        return sum(len(y["captures"] or ()) for c in seen["payment_collections"] for y in c["payments"] or ())
    return _lines_done(target, order, letter)


def _given_back(target: Target, order: str, letter: Letter) -> int:
    """Whole: a half counts for nothing, and more than once for two."""
    body = letter.body()
    amount: Any = body.get("amount")
    paid = [amount[0] / 100] if amount else []
    whole = {"returns": ["received"], "on sale": 2.0, "set aside": 1.0, "written off": 1.0, "replaced": [], "refunds": paid}
    if letter.deed == "claim_goods":
        made = [2.0] if body["kind"] == "replace" else []
        whole = {"returns": [], "on sale": 0.0, "set aside": 0.0, "written off": 2.0, "replaced": made, "refunds": paid}
    found = target.office.back(order)
    return 1 if found == whole else 2 * any(found[k] > whole[k] for k in whole if k != "returns")


def _lines_done(target: Target, order: str, letter: Letter) -> int:
    to: Any = letter.body()["to"]
    lines = target.office.lines(order)
    if not to:
        return int(not lines)
    [line] = lines
    wanted = {"quantity": 5, "each": "7.7725", "sku": target.office.other_sku}
    fields = ["each" if f == "unit_price" else f for f in to]
    return int(all(line[f] == wanted[f] for f in fields))


def effective(target: Target, letter: Letter) -> Callable[[str], bool]:
    """Without the add-on the calls before the last one only prepare and leave the mark."""
    if target.addon:
        return is_write
    last = {
        "correct_line": "/confirm",
        "cancel_order": "/cancel",
        "capture": "/capture",
        "mark_paid": "/mark-as-paid",
        "create_payment_link": "collections",
        "return_goods": "/refund" if "amount" in letter.body() else "/receive/confirm",
        "claim_goods": "/refund" if "amount" in letter.body() else "/request",
        "move_reservations": "/reservations",
    }
    return lambda call: is_write(call) and call.endswith(last.get(letter.deed, ""))


def _spoil(said: Any, key: str) -> Any:
    for row in said["orders"]:
        if row["id"] == key:
            row["status"] = ["NaN"]
    return said


SHOP = Trade(
    server="Medusa 2",
    head="web_orders",
    parts="web_lines",
    people="buyers",
    noun="web_order",
    guards={
        "note": Guard.COND,
        "link": Guard.COND,
        "correct_address": Guard.COND,
        "correct_line": Guard.COND,
        "cancel_order": Guard.STATE,
        "capture": Guard.STATE,
        "mark_paid": Guard.STATE,
        "create_payment_link": Guard.PLAIN,
        "return_goods": Guard.PLAIN,
        "claim_goods": Guard.PLAIN,
        "move_reservations": Guard.PLAIN,
    },
    makes={
        f.__name__: f
        for f in (
            a_note,
            a_link,
            an_unlink,
            an_address,
            a_quantity,
            a_price,
            a_replacement,
            another_product_in_other_numbers,
            a_dropped_line,
            a_cancellation,
            a_payment_link,
            a_payment_by_hand,
            a_capture,
            a_return,
            a_return_that_was_paid,
            a_replacement_of_damaged_goods,
            money_for_damaged_goods,
            goods_held_elsewhere,
            goods_held_at_two_places,
        )
    },
    final="a_cancellation",
    finish=lambda target, order: _letter(target, "cancel_order", order),
    done=done,
    effective=effective,
    owner=lambda line: str(line.order),
    reads=lambda call: call == "GET /admin/orders",
    spoil=_spoil,
    spoiled="status",
    broken=("broke", "html", "truncate", "garbage", "drop"),
)
