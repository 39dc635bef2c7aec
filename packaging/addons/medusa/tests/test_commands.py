# SPDX-License-Identifier: MIT
"""Every deed does what its dry run says, once for its key; a refusal has done nothing."""

import threading
import uuid

import pytest


def lines(shop, order):
    return [item["id"] for item in shop.order(order)["items"]]


def authorised(shop, db, order):
    """A payment that the provider has authorised and nobody captured, as a cart's completion leaves it."""
    total = shop.order(order)["total"]
    collection = shop.post("/admin/payment-collections", order_id=order, amount=total)["payment_collection"]["id"]
    session, payment = f"payses_{uuid.uuid4().hex}", f"pay_{uuid.uuid4().hex}"
    figure = f'{{"value": "{total}", "precision": 20}}'
    db.execute(
        """insert into payment_session (id, currency_code, amount, raw_amount, provider_id, data, status, payment_collection_id)
        values (%s, 'eur', %s, %s, 'pp_system_default', '{}', 'authorized', %s)""",
        [session, total, figure, collection],
    )
    db.execute(
        """insert into payment (id, amount, raw_amount, currency_code, provider_id, data, payment_collection_id, payment_session_id)
        values (%s, %s, %s, 'eur', 'pp_system_default', '{}', %s, %s)""",
        [payment, total, figure, collection, session],
    )
    db.execute("update payment_collection set status = 'authorized' where id = %s", [collection])
    return payment


def sent(shop, world, order):
    """All of it goes out; three of each come back, two of those on sale again."""
    items = [{"id": i["id"], "quantity": i["quantity"]} for i in shop.order(order)["items"]]
    shop.post(f"/admin/orders/{order}/fulfillments", items=items, location_id=world["locations"][0])
    return [{"id": i["id"], "quantity": 3, "restock": 2} for i in items]


def paid_and_sent(shop, world, order):
    shop.command("mark_paid", order)
    return sent(shop, world, order)


def damaged(shop, world, order, paid=False):
    lines = (paid_and_sent if paid else sent)(shop, world, order)
    return [{"id": line["id"], "quantity": 2} for line in lines]


def body_of(deed, shop, world, db, order):
    first, second = lines(shop, order)
    return {
        "note": lambda: {"text": "Customer called: äöü"},
        "link": lambda: {"erp_ref": "SO00017", "erp_state": "quotation"},
        "fewer": lambda: {"changes": [{"line": first, "quantity": 7}]},
        "dearer": lambda: {"changes": [{"line": first, "unit_price": 13.75}, {"line": second, "quantity": 6}]},
        "replaced": lambda: {
            "changes": [{"line": second, "quantity": 0}, {"variant_id": world["variants"][3][0], "quantity": 5, "unit_price": 20}]
        },
        "correct_address": lambda: {"postal_code": "34125", "address_1": "Dock 2"},
        "cancel_order": dict,
        "create_payment_link": dict,
        "mark_paid": dict,
        "capture": lambda: {"payment_id": authorised(shop, db, order)},
        "returned": lambda: {"lines": [sent(shop, world, order)[0]], "warehouse": "HAM"},
        "returned_paid": lambda: {"lines": paid_and_sent(shop, world, order), "warehouse": "nowhere", "amount": 51.23},
        "replaced_damaged": lambda: {"type": "replace", "lines": damaged(shop, world, order)},
        "damaged_paid": lambda: {"type": "refund", "lines": damaged(shop, world, order, paid=True), "amount": 9.99},
    }[deed]()


DEEDS = {
    "note": "note", "link": "link", "fewer": "correct_line", "dearer": "correct_line", "replaced": "correct_line",
    "correct_address": "correct_address", "cancel_order": "cancel_order", "create_payment_link": "create_payment_link",
    "mark_paid": "mark_paid", "capture": "capture", "returned": "return_goods", "returned_paid": "return_goods",
    "replaced_damaged": "claim_goods", "damaged_paid": "claim_goods",
}  # fmt: skip


@pytest.mark.parametrize("case", DEEDS)
def test_a_deed_does_what_its_dry_run_said_and_only_once(shop, world, db, place_order, case):
    order, deed, key = place_order(), DEEDS[case], uuid.uuid4().hex
    body = body_of(case, shop, world, db, order)
    before = shop.order(order)
    told = shop.dry_run(deed, order, body, key=key)
    assert told["applied"] is False
    assert told["effects"]
    assert shop.order(order) == before, "a dry run writes nothing"
    done = shop.command(deed, order, body, key=key)
    assert (done["applied"], done["replayed"]) == (True, False)
    assert done["effects"] == told["effects"]
    after = shop.order(order)
    again = shop.command(deed, order, body, key=key)
    assert again == {**done, "replayed": True}
    assert shop.order(order) == after, "the second time nothing is done"
    kept = shop.get(f"/admin/console/commands/{key}")
    assert (kept["state"], kept["effects"], kept["order_id"]) == ("done", done["effects"], order)


def test_a_paid_order_is_refunded_when_it_is_canceled(shop, place_order):
    order = place_order()
    shop.command("mark_paid", order)
    told = shop.dry_run("cancel_order", order)
    assert shop.command("cancel_order", order)["effects"] == told["effects"]
    payment = shop.get(f"/admin/orders/{order}", fields="id,*payment_collections.payments.refunds")["order"]
    refunds = payment["payment_collections"][0]["payments"][0]["refunds"]
    assert len(refunds) == 1


def came_back(shop, order):
    fields = "id,*returns,*items.detail,*payment_collections.payments.refunds"
    row = shop.get(f"/admin/orders/{order}", fields=fields)["order"]
    refunds = [r for c in row["payment_collections"] for p in c["payments"] for r in p["refunds"]]
    counts = [(i["detail"]["return_received_quantity"], i["detail"]["return_dismissed_quantity"]) for i in row["items"]]
    return [r["status"] for r in row["returns"]], counts, [r["amount"] for r in refunds]


def test_what_came_back_is_on_sale_where_it_came_to(shop, world, place_order, levels):
    order = place_order((3, 10, 12.5))
    lines = paid_and_sent(shop, world, order)
    before = levels(3)
    elsewhere = next(p for p in shop.get("/admin/stock-locations")["stock_locations"] if p["id"] != world["locations"][0])
    code = elsewhere["metadata"]["erp_warehouse"]
    shop.command("return_goods", order, {"lines": lines, "warehouse": code, "amount": 44.62})
    after = levels(3)
    assert {place: after[place][0] - n for place, (n, _) in before.items() if after[place][0] != n} == {elsewhere["id"]: 2}
    assert came_back(shop, order) == (["received"], [(2, 1)], [44.62])


@pytest.mark.parametrize("amount", [148.76, 9999.0])
def test_no_more_goes_back_than_was_paid(shop, world, place_order, failure, amount):
    order = place_order((0, 10, 12.5))  # 148.75 with tax
    lines = paid_and_sent(shop, world, order)
    for ask in (shop.dry_run, shop.command):
        with pytest.raises(failure) as refused:
            ask("return_goods", order, {"lines": lines, "amount": amount})
        assert (refused.value.said["type"], refused.value.said["nothing_done"]) == ("refused", True)
    assert came_back(shop, order) == ([], [(0, 0)], [])


def test_no_more_comes_back_than_went_out(shop, world, place_order, failure):
    order = place_order((0, 5, 12.5))
    lines = sent(shop, world, order)
    shop.command("return_goods", order, {"lines": lines})
    with pytest.raises(failure, match="less than 3 out"):
        shop.command("return_goods", order, {"lines": lines})
    assert came_back(shop, order)[1] == [(2, 1)]


def test_what_was_replaced_is_not_replaced_again(shop, world, place_order, failure):
    order = place_order((0, 3, 12.5))
    lines = damaged(shop, world, order)
    shop.command("claim_goods", order, {"type": "replace", "lines": lines})
    with pytest.raises(failure, match="less than 2 out"):
        shop.command("claim_goods", order, {"type": "replace", "lines": lines})
    items = shop.order(order)["items"]
    assert sorted((i["quantity"], i["unit_price"]) for i in items) == [(2, 0), (3, 12.5)]
    (claim,) = shop.get("/admin/claims", order_id=order)["claims"]
    assert claim["type"] == "replace"


def test_a_key_is_for_one_command(shop, place_order, failure):
    order, key = place_order(), uuid.uuid4().hex
    shop.command("note", order, {"text": "one"}, key=key, payload="one")
    with pytest.raises(failure) as refused:
        shop.command("note", order, {"text": "two"}, key=key, payload="two")
    assert (refused.value.status, refused.value.said["type"]) == (409, "key_taken")
    assert len([k for k in shop.order(order)["metadata"] if k.startswith("note:")]) == 1


def test_a_refusal_has_done_nothing_and_its_key_is_free(shop, place_order, failure):
    order, key = place_order(), uuid.uuid4().hex
    (line, _) = lines(shop, order)
    shop.post("/admin/order-edits", order_id=order)  # somebody else is editing
    before = shop.order(order)
    with pytest.raises(failure) as refused:
        shop.command("correct_line", order, {"changes": [{"line": line, "quantity": 3}]}, key=key)
    assert (refused.value.status, refused.value.said["nothing_done"]) == (400, True)
    assert "active order change" in refused.value.said["message"]
    assert shop.order(order) == before
    with pytest.raises(failure) as missing:
        shop.get(f"/admin/console/commands/{key}")
    assert missing.value.status == 404
    shop.delete(f"/admin/order-edits/{order}")
    assert shop.command("correct_line", order, {"changes": [{"line": line, "quantity": 3}]}, key=key)["applied"]


def test_an_order_that_moved_on_is_a_conflict(shop, place_order, failure):
    order = place_order()
    (line, _) = lines(shop, order)
    version = shop.order(order)["version"]
    change = {"changes": [{"line": line, "quantity": 3}]}
    shop.command("correct_line", order, change, expected_version=version)
    with pytest.raises(failure) as conflict:
        shop.command("correct_line", order, {"changes": [{"line": line, "quantity": 4}]}, expected_version=version)
    assert conflict.value.status == 409
    assert conflict.value.said == {
        "type": "conflict", "message": f"The order is at version {version + 1}.", "nothing_done": True, "version": version + 1,
    }  # fmt: skip


def test_many_senders_of_one_key(shop, place_order):
    order, key = place_order(), uuid.uuid4().hex
    answers = []
    senders = [threading.Thread(target=lambda: answers.append(shop.command("mark_paid", order, key=key))) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    assert sorted(a["replayed"] for a in answers) == [False, True, True, True]
    assert len(shop.order(order)["payment_collections"]) == 1


def test_a_link_is_taken_away_again(shop, place_order):
    order = place_order()
    before = shop.order(order)["metadata"]
    shop.command("link", order, {"erp_ref": "SO00017", "erp_state": "quotation"})
    gone = {"erp_ref": "", "erp_state": ""}
    foreseen = shop.dry_run("link", order, gone)["effects"]
    done = shop.command("link", order, gone)
    assert done["applied"]
    assert done["effects"] == foreseen
    assert {field: after for _, field, _, after in foreseen} == {"metadata.erp_ref": None, "metadata.erp_state": None}
    assert (shop.order(order)["metadata"] or {}) == (before or {})  # nothing is nothing: Medusa keeps an empty object


@pytest.mark.parametrize(
    ("deed", "body"),
    [
        ("note", {}),
        ("note", {"text": "x" * 5001}),
        ("link", {"erp_ref": 7, "erp_state": "x"}),
        ("link", {"erp_ref": "", "erp_state": "quotation"}),
        ("correct_line", {"changes": []}),
        ("correct_line", {"changes": [None]}),
        ("correct_line", {"changes": [{"line": "ordli_nope", "quantity": 1}]}),
        ("correct_line", {"changes": [{"variant_id": "variant_nope", "quantity": 1, "unit_price": 1}]}),
        ("correct_address", {"planet": "Mars"}),
        ("capture", {"payment_id": "pay_nope"}),
        ("move_reservations", {"lines": [{"id": "x"}]}),
        ("split", {}),
        ("constructor", {}),
    ],
)
def test_nonsense_is_refused_before_anything_is_written(shop, place_order, failure, db, deed, body):
    order = place_order()
    with pytest.raises(failure) as refused:
        shop.command(deed, order, body)
    assert (refused.value.status, refused.value.said["nothing_done"]) == (400, True)
    assert db.execute("select count(*) from console_command where order_id = %s", [order]).fetchone() == (0,)


def test_an_order_that_is_not_there(shop, failure):
    with pytest.raises(failure) as missing:
        shop.command("note", "order_nope", {"text": "x"})
    assert missing.value.status == 404
