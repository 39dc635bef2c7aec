"""What can be done to the fake Medusa's orders, as the real one does it and refuses it."""

from __future__ import annotations

from typing import Any

from tests.doubles.medusa import reserving
from tests.doubles.medusa.store import Refusal, Row, Store

ACTIVE = ("pending", "requested")


def convert(store: Store, key: str) -> Row:
    row = store.find(key)
    if not row["is_draft_order"]:
        raise Refusal(400, "invalid_data", f"Order {key} is not a draft order")
    reserving.placed(store, row)
    store.touch(row, status="pending", is_draft_order=False)
    return row


def update(store: Store, key: str, body: Row) -> Row:
    """Metadata merges by key; an empty text takes a key out."""
    row = store.find(key)
    merged = {**(row["metadata"] or {}), **(body.get("metadata") or {})}
    values: Row = {"metadata": {k: v for k, v in merged.items() if v != ""}}
    if "shipping_address" in body:
        values["shipping_address"] = {**(row["shipping_address"] or {}), **body["shipping_address"]}
    store.touch(row, **values)
    return row


def cancel(store: Store, key: str) -> Row:
    row = store.find(key)
    if row["status"] != "pending":
        raise Refusal(400, "invalid_data", f"Order with id {key} is {row['status']}")
    reserving.forget(store, row)
    store.touch(row, status="canceled", canceled_at=store.now(), version=row["version"] + 1)
    return row


def active(store: Store, key: str) -> Row | None:
    return next((c for c in store.changes.get(key, []) if c["status"] in ACTIVE), None)


def begin(store: Store, body: Row) -> Row:
    key = body["order_id"]
    row = store.find(key)
    if active(store, key):
        raise Refusal(400, "invalid_data", f"Order ({key}) already has an existing active order change")
    if row["status"] != "pending":
        raise Refusal(400, "invalid_data", f"Order {key} is {row['status']}")
    return open_edit(store, key, body.get("internal_note"))


def open_edit(store: Store, key: str, note: str | None = None) -> Row:
    """Also of a draft, which is its own edit while it is one."""
    change = {"id": store.key("ordch"), "change_type": "edit", "status": "pending", "internal_note": note}
    store.changes[key].append({**change, "created_at": store.now(), "actions": []})
    store.tell("order", key)
    return change


def edit(store: Store, key: str, rest: list[str], body: Row) -> Row:
    """``rest``: what stands after the order in /admin/order-edits/ORDER/..."""
    change, row = active(store, key), store.find(key)
    if change is None:
        raise Refusal(400, "invalid_data", "An active Order Change is required to proceed")
    if rest[:2] == ["items", "item"]:
        if rest[2] not in {i["id"] for i in row["items"]}:
            raise Refusal(400, "invalid_data", f"Item with id {rest[2]} not found")
        change["actions"].append({"action": "ITEM_UPDATE", "details": {"reference_id": rest[2], **body}})
    elif rest == ["items"]:
        change["actions"] += [{"action": "ITEM_ADD", "details": dict(i)} for i in body["items"]]
    elif rest == ["request"]:
        change["status"] = "requested"
    else:
        change["status"] = "confirmed"
        for action in change["actions"]:
            _apply(store, row, action["action"], action["details"])
        store.touch(row, version=row["version"] + 1)
    store.tell("order", key)
    return {"id": key}


def discard(store: Store, key: str) -> None:
    change = active(store, key)
    if change is None:
        raise Refusal(400, "invalid_data", "An active Order Change is required to proceed")
    change["status"] = "canceled"
    store.tell("order", key)


def _apply(store: Store, row: Row, action: str, details: Row) -> None:
    if action == "ITEM_ADD":
        row["items"].append(store.item(details))
        reserving.edited(store, row, row["items"][-1])
        return
    item = next(i for i in row["items"] if i["id"] == details["reference_id"])
    if details.get("quantity") == 0:
        row["items"].remove(item)
    item.update({k: v for k, v in details.items() if k in ("quantity", "unit_price")}, updated_at=store.now())
    reserving.edited(store, row, item)


def mark_paid(store: Store, key: str, body: Row) -> Any:
    row = store.find(body["order_id"])
    collection = next((c for c in row["payment_collections"] if c["id"] == key), None)
    if collection is None:
        raise Refusal(404, "not_found", f"PaymentCollection with id: {key} was not found")
    store.pay(row, collection)
    return collection
