"""What the fake Medusa holds for orders at its locations, with the real one's ways: one row a line is right, more are not."""

from __future__ import annotations

from typing import Any

from tests.doubles.medusa.store import Refusal, Row, Store


def placed(store: Store, order: Row) -> None:
    """A row for each line, at the first location that has enough."""
    for line in order["items"]:
        _anew(store, line, line["quantity"])


def _anew(store: Store, line: Row, quantity: Any) -> None:
    item = _item(store, line)
    free = (x for x in item["location_levels"] if x["stocked_quantity"] - x["reserved_quantity"] >= quantity)
    level = next(free, None)
    if level is None:
        raise Refusal(400, "not_allowed", "Some variant does not have the required inventory")
    wish = {"inventory_item_id": item["id"], "location_id": level["location_id"], "quantity": quantity}
    reserve(store, {**wish, "line_item_id": line["id"]})


def reserve(store: Store, body: Row) -> Row:
    item, place, quantity = body["inventory_item_id"], body["location_id"], body["quantity"]
    level = next((x for x in store.items[item]["location_levels"] if x["location_id"] == place), None)
    if level is None:
        raise Refusal(404, "not_found", f"Item {item} is not stocked at location {place}")
    if level["stocked_quantity"] - level["reserved_quantity"] < quantity:
        raise Refusal(400, "not_allowed", f"Not enough stock available for item {item} at location {place}")
    key = store.key("resitem")
    known = {n: body.get(n) for n in ("line_item_id", "description", "metadata")}
    row = {"id": key, "inventory_item_id": item, "location_id": place, "quantity": quantity, **known, "updated_at": store.now()}
    store.reservations[key] = row
    level.update(reserved_quantity=level["reserved_quantity"] + quantity, updated_at=store.now())
    return row


def release(store: Store, key: str) -> Row:
    """Also of what is released already."""
    row = store.reservations.pop(key, None)
    if row is not None:
        _free(store, row, row["quantity"])
    return {"id": key, "object": "reservation", "deleted": True}


def forget(store: Store, order: Row) -> None:
    """What is tied to its lines, as where an order is cancelled."""
    for line in order["items"]:
        for row in _tied(store, line["id"]):
            release(store, row["id"])


def edited(store: Store, order: Row, line: Row) -> None:
    """A line with another quantity is reserved as if it were new."""
    for row in _tied(store, line["id"]):
        release(store, row["id"])
    if line in order["items"] and line["quantity"] > line["done"]["fulfilled"]:
        _anew(store, line, line["quantity"] - line["done"]["fulfilled"])


def move(store: Store, lines: list[Row]) -> None:
    """As our add-on does: each line tied to the first of its places, and held aside at the others."""
    for line in lines:
        rows = held(store, line["id"])
        if sorted((r["location_id"], r["quantity"]) for r in rows) != sorted(
            (x["location_id"], x["quantity"]) for x in line["from"]
        ):
            raise Refusal(409, "conflict", f"What is held for {line['id']} has changed.")
        for row in rows:
            release(store, row["id"])
        for n, place in enumerate(line["to"]):
            whose = {"description": f"rest of {line['id']}"} if n else {"line_item_id": line["id"]}
            reserve(store, {**place, **whose, "inventory_item_id": rows[0]["inventory_item_id"]})


def turn(store: Store, line: str, quantity: Any, place: str) -> None:
    """As our add-on does before a line leaves: tied to the place that it leaves from, if it is held aside there."""
    tied, rows = _tied(store, line), held(store, line)
    here = next((r for r in rows if r not in tied and r["location_id"] == place and r["quantity"] >= quantity), None)
    if here is not None:
        for row in tied:
            row.update(line_item_id=None, description=here["description"])
        here.update(line_item_id=line, description=None)


def held(store: Store, line: str) -> list[Row]:
    """Tied to the line or aside for it."""
    return [*_tied(store, line), *(r for r in store.reservations.values() if r["description"] == f"rest of {line}")]


def leave(store: Store, line: Row, quantity: Any, place: str) -> None:
    """Every row of the line gives these pieces, all of them from that place: right for one row that is at it."""
    rows = _tied(store, line["id"])
    if not rows:
        raise Refusal(400, "invalid_data", f"No stock reservation found for item {line['id']}")
    if any(row["quantity"] < quantity for row in rows):
        raise Refusal(400, "invalid_data", f"Quantity to fulfill exceeds the reserved quantity for the item: {line['id']}")
    for row in rows:
        level = next(x for x in _item(store, line)["location_levels"] if x["location_id"] == place)
        level["stocked_quantity"] -= quantity
        if row["quantity"] == quantity:
            release(store, row["id"])
        elif row["location_id"] == place:
            row["quantity"] -= quantity
            _free(store, row, quantity)
        else:  # it moves, and what its old place held for it stays held
            row.update(location_id=place, quantity=row["quantity"] - quantity)
            level["reserved_quantity"] += row["quantity"]


def _free(store: Store, row: Row, quantity: Any) -> None:
    levels = store.items[row["inventory_item_id"]]["location_levels"]
    level = next(x for x in levels if x["location_id"] == row["location_id"])
    level.update(reserved_quantity=level["reserved_quantity"] - quantity, updated_at=store.now())


def _tied(store: Store, line: str) -> list[Row]:
    return [r for r in store.reservations.values() if r["line_item_id"] == line]


def _item(store: Store, line: Row) -> Row:
    return next(i for i in store.items.values() if i["sku"] == line["variant_sku"])
