"""Goods that leave the fake Medusa and come back, and the money for them, as the real one does it and refuses it."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from tests.doubles.medusa import deeds, reserving
from tests.doubles.medusa.store import Refusal, Row, Store


def fulfil(store: Store, key: str, body: Row) -> Row:
    row = store.find(key)
    for wish in body["items"]:
        line = next(i for i in row["items"] if i["id"] == wish["id"])
        reserving.leave(store, line, wish["quantity"], body["location_id"])
        store.count(row, wish["id"], fulfilled=wish["quantity"], shipped=wish["quantity"])
    made = {"id": store.key("ful"), "location_id": body["location_id"], "canceled_at": None, "created_at": store.now()}
    row["fulfillments"].append(made)
    store.touch(row, version=row["version"] + 1)
    return row


def begin(store: Store, body: Row) -> Row:
    key = body["order_id"]
    row = store.find(key)
    made = {"id": store.key("return"), "status": "open", "location_id": body.get("location_id"), "items": {}}
    opened(store, key, "return_request", {"return_id": made["id"], "claim_id": None}, body.get("internal_note"))
    row["returns"].append(made)
    return made


def step(store: Store, key: str, rest: list[str], body: Row) -> Row:
    """``rest``: what stands after the return in /admin/returns/RETURN/..."""
    row, made = _find(store, key)
    if rest == ["receive"]:
        if made["status"] != "requested":
            raise Refusal(400, "invalid_data", f"Return {key} is {made['status']}")
        opened(store, row["id"], "return_receive", {"return_id": key, "claim_id": None}, body.get("internal_note"))
        return made
    change = deeds.active(store, row["id"])
    if change is None or change["return_id"] != key:
        raise Refusal(400, "invalid_data", "An active Order Change is required to proceed")
    if rest == ["request"]:
        _confirm(store, row, change)
        made["status"] = "requested"
    elif rest == ["receive", "confirm"]:
        _confirm(store, row, change)
        made["status"] = "received"
    else:
        _enter(row, made, change, rest[0], body["items"])
    return made


def _enter(row: Row, made: Row, change: Row, sort: str, items: list[Row]) -> None:
    for wish in items:
        item = next((i for i in row["items"] if i["id"] == wish["id"]), None)
        if item is None:
            raise Refusal(400, "invalid_data", f"Item ID {wish['id']} not found.")
        done = item["done"]
        if sort == "request-items" and wish["quantity"] > done["fulfilled"] - done["return_requested"]:
            raise Refusal(400, "invalid_data", "Cannot request to return more items than what was fulfilled for item")
        change["actions"].append({"action": sort, "details": {"reference_id": wish["id"], "quantity": wish["quantity"]}})


def _confirm(store: Store, row: Row, change: Row) -> None:
    counts = {"request-items": "return_requested", "receive-items": "return_received", "dismiss-items": "return_dismissed"}
    change["status"] = "confirmed"
    for action in change["actions"]:
        wish = action["details"]
        more = {counts[action["action"]]: wish["quantity"]}
        if action["action"] != "request-items":
            more["return_requested"] = -wish["quantity"]
        if action["action"] == "dismiss-items":
            more["written_off"] = wish["quantity"]
        store.count(row, wish["reference_id"], **more)
    store.touch(row, version=row["version"] + 1)


def discard(store: Store, key: str, rest: list[str]) -> Row:
    """Medusa keeps nothing of what was begun and thrown away."""
    row, made = _find(store, key)
    change = deeds.active(store, row["id"])
    if change is None or change["return_id"] != key:
        raise Refusal(400, "invalid_data", "An active Order Change is required to proceed")
    store.changes[row["id"]].remove(change)
    if rest == ["request"]:
        row["returns"].remove(made)
    store.tell("order", row["id"])
    return {"id": key, "deleted": True}


def refund(store: Store, key: str, body: Row) -> Row:
    order, payment = next((o, p) for o, p in store.payments() if p["id"] == key)
    amount, left = Decimal(str(body["amount"])), store.kept(payment)
    if amount > left:
        raise Refusal(400, "invalid_data", "You cannot refund more than what is captured on the payment.")
    at = store.now()
    payment["refunds"].append({"id": store.key("ref"), "amount": body["amount"], "note": body.get("note"), "created_at": at})
    store.tell("payment", order["id"])
    return payment


def take_back(store: Store, key: str, mark: str, body: Row) -> Any:
    """All of it, as our add-on does it."""
    row = store.find(key)
    order = {"order_id": key, "location_id": next(iter(store.places)), "internal_note": mark}
    made = begin(store, order)["id"]
    step(store, made, ["request-items"], {"items": [{"id": i["id"], "quantity": i["quantity"]} for i in body["lines"]]})
    step(store, made, ["request"], {})
    step(store, made, ["receive"], {"internal_note": f"{mark}:in"})
    for sort, part in (("receive-items", lambda i: i["restock"]), ("dismiss-items", lambda i: i["quantity"] - i["restock"])):
        items = [{"id": i["id"], "quantity": part(i)} for i in body["lines"] if part(i)]
        step(store, made, [sort], {"items": items})
    step(store, made, ["receive", "confirm"], {})
    pay_back(store, row, mark, body)


def pay_back(store: Store, row: Row, mark: str, body: Row) -> None:
    owed = Decimal(str(body.get("amount", 0)))
    for order, payment in list(store.payments()):
        part = min(owed, store.kept(payment)) if order is row else Decimal(0)
        if part > 0:
            refund(store, payment["id"], {"amount": float(part), "note": mark})
            owed -= part
    if owed > 0:
        raise Refusal(400, "refused", "Less is left of what was paid than was to go back.")


def opened(store: Store, order: str, kind: str, about: Row, note: str | None) -> None:
    """One open change an order."""
    if deeds.active(store, order):
        raise Refusal(400, "invalid_data", f"Order ({order}) already has an existing active order change")
    if store.find(order)["status"] == "canceled":
        raise Refusal(400, "invalid_data", f"Order {order} is canceled")
    change = {"id": store.key("ordch"), "change_type": kind, "status": "pending", "internal_note": note, **about}
    store.changes[order].append({**change, "created_at": store.now(), "actions": []})
    store.tell("order", order)


def _find(store: Store, key: str) -> tuple[Row, Row]:
    found = next(((o, r) for o in store.orders.values() for r in o["returns"] if r["id"] == key), None)
    if found is None:
        raise Refusal(404, "not_found", f"Return id not found: {key}")
    return found
