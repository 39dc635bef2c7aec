# SPDX-License-Identifier: MIT
"""What is held for a line goes to where it leaves from: pieces are held once at every place, whatever becomes of the order."""

import hashlib
import json
import time
import uuid

import pytest


def rows(shop, line):
    """{location: (pieces, tied to the line)}"""
    tied = shop.get("/admin/reservations", line_item_id=line)["reservations"]
    aside = shop.get("/admin/reservations", description=f"rest of {line}")["reservations"]
    return {r["location_id"]: (r["quantity"], r["line_item_id"] == line) for r in (*tied, *aside)}


@pytest.fixture
def one(shop, world, place_order):
    """An order of ten pieces of a variant: (order, line, places with its own first)."""

    def make(variant=5):
        order = place_order((variant, 10, 12.5))
        line = shop.order(order)["items"][0]["id"]
        (own,) = rows(shop, line)
        return order, line, [own, *(place for place in world["locations"] if place != own)]

    return make


def body(line, was, to):
    def listed(places):
        return [{"location_id": place, "quantity": quantity} for place, quantity in places]

    return {"lines": [{"id": line, "from": listed(was), "to": listed(to)}]}


def change(before, after):
    return {place: tuple(x - y for x, y in zip(after[place], before[place], strict=True)) for place in before}


def test_pieces_are_held_where_they_leave_from(shop, one, levels):
    order, line, (own, other, *_) = one()
    before = levels(5)
    moved = body(line, [(own, 10)], [(own, 6), (other, 4)])
    told = shop.dry_run("move_reservations", order, moved)
    assert change(before, levels(5)) == dict.fromkeys(before, (0, 0))
    key = uuid.uuid4().hex
    done = shop.command("move_reservations", order, moved, key=key)
    assert done["effects"] == told["effects"]
    assert done["effects"]
    assert rows(shop, line) == {own: (6, True), other: (4, False)}
    assert change(before, levels(5)) == {**dict.fromkeys(before, (0, 0)), own: (0, -4), other: (0, 4)}
    assert shop.command("move_reservations", order, moved, key=key)["replayed"]
    back = body(line, [(own, 6), (other, 4)], [(own, 10)])
    shop.command("move_reservations", order, back)
    assert rows(shop, line) == {own: (10, True)}
    assert levels(5) == before


@pytest.mark.parametrize("first", [0, 1])
def test_each_part_is_fulfilled_from_its_place_in_any_order(shop, one, levels, first):
    order, line, (own, other, *_) = one(6)
    shop.command("move_reservations", order, body(line, [(own, 10)], [(own, 6), (other, 4)]))
    before = levels(6)
    parts = [(own, 6), (other, 4)]
    for place, quantity in (parts[first], parts[1 - first]):
        items = [{"id": line, "quantity": quantity}]
        shop.post(f"/admin/orders/{order}/fulfillments", items=items, location_id=place)
    assert rows(shop, line) == {}
    assert change(before, levels(6)) == {**dict.fromkeys(before, (0, 0)), own: (-6, -6), other: (-4, -4)}
    assert sorted(f["items"][0]["quantity"] for f in shop.order(order)["fulfillments"]) == [4, 6]


def test_a_fulfilment_that_is_refused_leaves_as_much_held_everywhere(shop, one, levels, failure):
    order, line, (own, other, *_) = one()
    shop.command("move_reservations", order, body(line, [(own, 10)], [(own, 6), (other, 4)]))
    before = levels(5)
    items = [{"id": line, "quantity": 5}]
    with pytest.raises(failure):
        shop.post(f"/admin/orders/{order}/fulfillments", items=[*items, {"id": "ordli_nobody", "quantity": 1}], location_id=other)
    assert levels(5) == before


def test_a_stranger_turns_nothing(shop, stranger, one, failure):
    order, line, (own, other, *_) = one()
    shop.command("move_reservations", order, body(line, [(own, 10)], [(own, 6), (other, 4)]))
    items = [{"id": line, "quantity": 4}]
    with pytest.raises(failure) as refused:
        stranger.post(f"/admin/orders/{order}/fulfillments", items=items, location_id=other)
    assert refused.value.status == 401
    assert rows(shop, line) == {own: (6, True), other: (4, False)}


def settled(look, wanted):
    """Medusa's own events are told after its answer."""
    until = time.monotonic() + 10
    while look() != wanted and time.monotonic() < until:
        pass
    return look()


@pytest.mark.parametrize("end", ["canceled", "removed"])
def test_what_is_held_aside_goes_when_medusa_lets_the_line_go(shop, one, levels, end):
    before = levels(7)
    order, line, (own, other, *_) = one(7)
    shop.command("move_reservations", order, body(line, [(own, 10)], [(own, 6), (other, 4)]))
    if end == "canceled":
        shop.post(f"/admin/orders/{order}/cancel")
    else:
        shop.post("/admin/order-edits", order_id=order)
        shop.post(f"/admin/order-edits/{order}/items/item/{line}", quantity=0)
        shop.post(f"/admin/order-edits/{order}/request")
        shop.post(f"/admin/order-edits/{order}/confirm")

    def reserved():
        return sum(reserved for _, reserved in levels(7).values()) - sum(reserved for _, reserved in before.values())

    assert settled(reserved, 0) == 0


@pytest.mark.parametrize("reached", ["released", "half"])
def test_a_server_that_died_half_way_does_it_once(shop, db, one, levels, reached):
    order, line, (own, other, *_) = one()
    before = levels(5)
    (held,) = shop.get("/admin/reservations", line_item_id=line)["reservations"]
    row = {name: held[name] for name in ("id", "line_item_id", "inventory_item_id", "location_id", "quantity")}
    moved, key = body(line, [(own, 10)], [(own, 6), (other, 4)]), uuid.uuid4().hex
    db.execute(
        """insert into console_command (key, sha256, deed, order_id, body, actor, state, before)
        values (%s, %s, 'move_reservations', %s, %s, 'user_x', 'started', %s)""",
        [
            key,
            hashlib.sha256(key.encode()).hexdigest(),
            order,
            json.dumps(moved),
            json.dumps({"facts": {}, "version": 1, "reservations": [row]}),
        ],
    )
    stock = {"inventory_item_id": row["inventory_item_id"]}
    shop.delete(f"/admin/reservations/{held['id']}")
    if reached == "half":
        shop.post("/admin/reservations", **stock, location_id=own, quantity=6, line_item_id=line)
    assert shop.command("move_reservations", order, moved, key=key)["applied"]
    assert rows(shop, line) == {own: (6, True), other: (4, False)}
    assert change(before, levels(5)) == {**dict.fromkeys(before, (0, 0)), own: (0, -4), other: (0, 4)}


def test_what_has_changed_or_is_not_there_is_refused_and_nothing_is_done(shop, world, one, levels, failure):
    order, line, (own, other, *_) = one()
    before = levels(5)
    for was, to, status, kind in (
        ([(own, 9)], [(other, 9)], 409, "conflict"),
        ([(own, 10)], [(own, 6), ("sloc_nowhere", 4)], 400, "refused"),
        ([(own, 10)], [(other, 11)], 400, "malformed"),
        ([(own, 10)], [(other, 5), (other, 5)], 400, "malformed"),
    ):
        with pytest.raises(failure) as refused:
            shop.command("move_reservations", order, body(line, was, to))
        assert (refused.value.status, refused.value.said["type"], refused.value.said["nothing_done"]) == (status, kind, True)
    item = world["variants"][5][2]
    free = levels(5)[other]
    shop.post(f"/admin/inventory-items/{item}/location-levels/{other}", stocked_quantity=free[1] + 3)
    try:
        with pytest.raises(failure, match="no 4 more free"):
            shop.command("move_reservations", order, body(line, [(own, 10)], [(own, 6), (other, 4)]))
    finally:
        shop.post(f"/admin/inventory-items/{item}/location-levels/{other}", stocked_quantity=free[0])
    assert levels(5) == before
    assert rows(shop, line) == {own: (10, True)}
