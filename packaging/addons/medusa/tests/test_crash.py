# SPDX-License-Identifier: MIT
"""A server that died in the middle of a command: the next sender of the key finds it done, or undoes the half and does it once.

The crash is staged: what had been written until then is written by hand, in the ledger by SQL and in Medusa by its own calls.
"""

import hashlib
import json
import uuid

import pytest


@pytest.fixture
def begun(db):
    """Writes a command into the ledger as begun, and gives its key."""

    def write(deed, order, body, **before):
        key = uuid.uuid4().hex
        digest = hashlib.sha256(key.encode()).hexdigest()
        db.execute(
            """insert into console_command (key, sha256, deed, order_id, body, actor, state, before)
            values (%s, %s, %s, %s, %s, 'user_x', 'started', %s)""",
            [key, digest, deed, order, json.dumps(body), json.dumps({"facts": {}, "version": 1, **before})],
        )
        return key

    return write


def edits(shop, order):
    return [c for c in shop.get(f"/admin/orders/{order}/changes")["order_changes"] if c["change_type"] == "edit"]


@pytest.mark.parametrize("reached", ["recorded", "begun", "requested", "confirmed"])
def test_a_line_is_corrected_once(shop, place_order, begun, reached):
    order = place_order()
    line = shop.order(order)["items"][0]["id"]
    body = {"changes": [{"line": line, "quantity": 6}]}
    key = begun("correct_line", order, body)
    if reached != "recorded":
        shop.post("/admin/order-edits", order_id=order, internal_note=f"cmd:{key}")
        shop.post(f"/admin/order-edits/{order}/items/item/{line}", quantity=6)
    if reached in ("requested", "confirmed"):
        shop.post(f"/admin/order-edits/{order}/request")
    if reached == "confirmed":
        shop.post(f"/admin/order-edits/{order}/confirm")
    assert shop.get(f"/admin/console/commands/{key}")["state"] == "started"
    answer = shop.command("correct_line", order, body, key=key)
    assert (answer["applied"], answer["replayed"]) == (True, False)
    assert [i["quantity"] for i in shop.order(order)["items"] if i["id"] == line] == [6]
    assert [c["status"] for c in edits(shop, order) if c["status"] != "canceled"] == ["confirmed"]
    assert shop.command("correct_line", order, body, key=key)["replayed"]


@pytest.mark.parametrize("reached", ["begun", "requested", "receiving", "part paid", "all"])
def test_goods_come_back_once_and_so_does_their_money(shop, world, place_order, begun, reached):
    steps = ["recorded", "begun", "requested", "receiving", "received", "part paid", "all"]
    done = steps[: steps.index(reached) + 1]
    order = place_order((0, 10, 12.5))
    shop.command("mark_paid", order)
    line = shop.order(order)["items"][0]["id"]
    shop.post(f"/admin/orders/{order}/fulfillments", items=[{"id": line, "quantity": 10}], location_id=world["locations"][0])
    body = {"lines": [{"id": line, "quantity": 3, "restock": 2}], "amount": 30}
    key = begun("return_goods", order, body)
    payment = shop.order(order)["payment_collections"][0]["payments"][0]["id"]
    if "begun" in done:
        note = {"location_id": world["locations"][0], "internal_note": f"cmd:{key}"}
        back = shop.post("/admin/returns", order_id=order, **note)["return"]["id"]
        shop.post(f"/admin/returns/{back}/request-items", items=[{"id": line, "quantity": 3}])
    if "requested" in done:
        shop.post(f"/admin/returns/{back}/request")
    if "receiving" in done:
        shop.post(f"/admin/returns/{back}/receive", internal_note=f"cmd:{key}:in")
        shop.post(f"/admin/returns/{back}/receive-items", items=[{"id": line, "quantity": 2}])
    if "received" in done:
        shop.post(f"/admin/returns/{back}/dismiss-items", items=[{"id": line, "quantity": 1}])
        shop.post(f"/admin/returns/{back}/receive/confirm")
    if "part paid" in done:
        shop.post(f"/admin/payments/{payment}/refund", amount=10, note=f"cmd:{key}")
    if "all" in done:
        shop.post(f"/admin/payments/{payment}/refund", amount=20, note=f"cmd:{key}")
    answer = shop.command("return_goods", order, body, key=key)
    assert (answer["applied"], answer["replayed"]) == (True, False)
    assert shop.command("return_goods", order, body, key=key)["replayed"]
    row = shop.get(f"/admin/orders/{order}", fields="id,*returns,*items.detail,*payment_collections.payments.refunds")["order"]
    detail = row["items"][0]["detail"]
    assert [r["status"] for r in row["returns"]] == ["received"]
    assert (detail["return_received_quantity"], detail["return_dismissed_quantity"]) == (2, 1)
    assert sum(r["amount"] for r in row["payment_collections"][0]["payments"][0]["refunds"]) == 30


@pytest.mark.parametrize(
    ("kind", "reached"), [("replace", "begun"), ("replace", "confirmed"), ("refund", "confirmed"), ("refund", "paid")]
)
def test_goods_are_made_good_once(shop, world, place_order, begun, kind, reached):
    steps = ["recorded", "begun", "confirmed", "paid"]
    done = steps[: steps.index(reached) + 1]
    order = place_order((0, 10, 12.5))
    shop.command("mark_paid", order)
    item = shop.get(f"/admin/orders/{order}", fields="id,*items")["order"]["items"][0]
    shop.post(
        f"/admin/orders/{order}/fulfillments", items=[{"id": item["id"], "quantity": 10}], location_id=world["locations"][0]
    )
    body = {"type": kind, "lines": [{"id": item["id"], "quantity": 2}], **({"amount": 20} if kind == "refund" else {})}
    key = begun("claim_goods", order, body)
    if "begun" in done:
        claim = shop.post("/admin/claims", type=kind, order_id=order, internal_note=f"cmd:{key}")["claim"]["id"]
        shop.post(f"/admin/claims/{claim}/claim-items", items=[{"id": item["id"], "quantity": 2, "reason": "other"}])
        if kind == "replace":
            free = {"variant_id": item["variant_id"], "quantity": 2, "unit_price": 0}
            shop.post(f"/admin/claims/{claim}/outbound/items", items=[free])
    if "confirmed" in done:
        shop.post(f"/admin/claims/{claim}/request")
    if "paid" in done and kind == "refund":
        payment = shop.order(order)["payment_collections"][0]["payments"][0]["id"]
        shop.post(f"/admin/payments/{payment}/refund", amount=20, note=f"cmd:{key}")
    assert shop.command("claim_goods", order, body, key=key)["applied"]
    assert shop.command("claim_goods", order, body, key=key)["replayed"]
    fields = "id,*items.detail,*items,*payment_collections.payments.refunds"
    row = shop.get(f"/admin/orders/{order}", fields=fields)["order"]
    assert sum(i["detail"]["written_off_quantity"] for i in row["items"]) == 2
    assert len(row["items"]) == (2 if kind == "replace" else 1)
    assert sum(r["amount"] for r in row["payment_collections"][0]["payments"][0]["refunds"]) == (20 if kind == "refund" else 0)


def test_goods_of_an_order_that_is_edited_are_as_before(shop, world, place_order, begun, failure):
    """Somebody edits the order meanwhile, so Medusa refuses."""
    order = place_order((0, 3, 12.5))
    line = shop.order(order)["items"][0]["id"]
    shop.post(f"/admin/orders/{order}/fulfillments", items=[{"id": line, "quantity": 3}], location_id=world["locations"][0])
    shop.post("/admin/order-edits", order_id=order)
    with pytest.raises(failure) as refused:
        shop.command("return_goods", order, {"lines": [{"id": line, "quantity": 3, "restock": 0}]})
    assert refused.value.said["nothing_done"] is True
    assert shop.get(f"/admin/orders/{order}", fields="id,*returns")["order"]["returns"] == []


def test_money_is_booked_once(shop, place_order, begun):
    order = place_order()
    key = begun("mark_paid", order, {})
    collection = shop.post("/admin/payment-collections", order_id=order, amount=shop.order(order)["total"])["payment_collection"]
    assert shop.command("mark_paid", order, key=key)["applied"]
    assert [c["id"] for c in shop.order(order)["payment_collections"]] == [collection["id"]]
    paid = begun("mark_paid", order, {})
    assert shop.command("mark_paid", order, key=paid)["applied"], "found done: nothing is booked again"
    assert len(shop.order(order)["payment_collections"][0]["payments"]) == 1
