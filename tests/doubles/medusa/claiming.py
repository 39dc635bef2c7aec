"""Claims of the fake Medusa: goods that arrived damaged, and what replaces them, as the real one does it and refuses it."""

from __future__ import annotations

from tests.doubles.medusa import deeds, returning
from tests.doubles.medusa.store import Refusal, Row, Store


def begin(store: Store, body: Row) -> Row:
    key = body["order_id"]
    made = {"id": store.key("claim"), "type": body["type"]}
    returning.opened(store, key, "claim", {"claim_id": made["id"], "return_id": None}, body.get("internal_note"))
    return made


def step(store: Store, key: str, rest: list[str], body: Row) -> Row:
    """``rest``: what stands after the claim in /admin/claims/CLAIM/..."""
    row, change = _find(store, key)
    if rest == ["claim-items"]:
        for wish in body["items"]:
            item = next((i for i in row["items"] if i["id"] == wish["id"]), None)
            if item is None or wish["quantity"] > item["quantity"]:
                raise Refusal(400, "invalid_data", "Cannot claim more items than what was ordered.")
            change["actions"].append({"action": "WRITE_OFF_ITEM", "details": {"reference_id": wish["id"], **wish}})
    elif rest == ["outbound", "items"]:
        for wish in body["items"]:
            item = store.item(wish)
            change["actions"].append({"action": "ITEM_ADD", "details": {"reference_id": item["id"], "item": item}})
    else:
        change["status"] = "confirmed"
        for action in change["actions"]:
            details = action["details"]
            if action["action"] == "ITEM_ADD":
                row["items"].append(details.pop("item"))
            else:
                store.count(row, details["reference_id"], written_off=details["quantity"])
        store.touch(row, version=row["version"] + 1)
    return {"id": key}


def discard(store: Store, key: str) -> Row:
    row, change = _find(store, key)
    store.changes[row["id"]].remove(change)
    store.tell("order", row["id"])
    return {"id": key, "deleted": True}


def make_good(store: Store, key: str, mark: str, body: Row) -> None:
    """All of it, as our add-on does it."""
    row = store.find(key)
    made = begin(store, {"order_id": key, "type": body["type"], "internal_note": mark})["id"]
    step(store, made, ["claim-items"], {"items": [{"id": i["id"], "quantity": i["quantity"]} for i in body["lines"]]})
    if body["type"] == "replace":
        variants = {i["id"]: i["variant_id"] for i in row["items"]}
        items = [{"variant_id": variants[i["id"]], "quantity": i["quantity"], "unit_price": 0} for i in body["lines"]]
        step(store, made, ["outbound", "items"], {"items": items})
    step(store, made, ["request"], {})
    returning.pay_back(store, row, mark, body)


def _find(store: Store, key: str) -> tuple[Row, Row]:
    found = next(((o, c) for o, changes in store.changes.items() for c in changes if c.get("claim_id") == key), None)
    if found is None:
        raise Refusal(404, "not_found", f"Claim id not found: {key}")
    order, change = found
    if change["status"] not in deeds.ACTIVE:
        raise Refusal(400, "invalid_data", "An active Order Change is required to proceed")
    return store.orders[order], change
