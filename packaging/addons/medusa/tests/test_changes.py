# SPDX-License-Identifier: MIT
"""The feed holds what `updated_at` misses, whoever did it, and skips no commit."""

import time
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest

TOUCH = """update "order" set no_notification = not coalesce(no_notification, false) where id = %s"""


@pytest.fixture
def since(shop, db):
    """{(topic, id, kind)} since it was last called, or made; all that had ended by then is in it."""

    def settle():
        (now,) = db.execute("select pg_current_xact_id()::text::bigint").fetchone()
        deadline = time.monotonic() + 30
        while int(shop.get("/admin/console/changes")["next"].partition(":")[0]) <= now:
            assert time.monotonic() < deadline, "a transaction of this database does not end"

    settle()
    cursor = shop.get("/admin/console/changes")["next"]

    def ask(limit=1000, settled=True):
        nonlocal cursor
        found = []
        if settled:
            settle()
        while True:
            page = shop.get("/admin/console/changes", since=cursor, limit=limit)
            cursor = page["next"]
            found += page["changes"]
            if not page["more"]:
                return {(c["topic"], c["id"], c["kind"]) for c in found}

    return ask


@pytest.fixture
def elsewhere(place):
    """A session in another database of the cluster."""
    with psycopg.connect(place["SHOP_PG"], dbname="postgres") as connection:
        yield connection


def test_a_draft_that_is_placed_and_one_that_is_deleted(shop, draft, since):
    kept, dropped = draft((0, 1, 5)), draft((0, 1, 5))
    assert {("draft", kept, "changed"), ("draft", dropped, "changed")} <= since()
    shop.post(f"/admin/draft-orders/{kept}/convert-to-order")
    shop.delete(f"/admin/draft-orders/{dropped}")
    found = since()
    assert {("order", kept, "changed"), ("draft", kept, "deleted"), ("draft", dropped, "deleted")} <= found
    assert ("order", kept, "deleted") not in found


def test_money_that_does_not_touch_the_order(shop, place_order, since):
    order = place_order()
    before = shop.get(f"/admin/orders/{order}", fields="id,updated_at")["order"]["updated_at"]
    since()
    collection = shop.post("/admin/payment-collections", order_id=order, amount=shop.order(order)["total"])["payment_collection"]
    assert ("payment", order, "changed") in since()
    shop.post(f"/admin/payment-collections/{collection['id']}/mark-as-paid", order_id=order)
    assert ("payment", order, "changed") in since()
    payment = shop.order(order)["payment_collections"][0]["payments"][0]["id"]
    assert shop.get(f"/admin/orders/{order}", fields="id,updated_at")["order"]["updated_at"] == before
    shop.post(f"/admin/payments/{payment}/refund", amount=1, note="cmd:x")
    assert ("payment", order, "changed") in since()


def test_edits_returns_and_claims_that_are_discarded_again(shop, place_order, since):
    order = place_order()
    since()
    shop.post("/admin/order-edits", order_id=order)
    assert ("order", order, "changed") in since()
    shop.delete(f"/admin/order-edits/{order}")
    assert ("order", order, "changed") in since()
    claim = shop.post("/admin/claims", type="refund", order_id=order)["claim"]["id"]
    assert ("order", order, "changed") in since()
    shop.delete(f"/admin/claims/{claim}/request")
    assert ("order", order, "changed") in since()


def test_customers_products_and_price_lists(shop, world, since):
    customer = world["customer"]["id"]
    now = {"seen": uuid.uuid4().hex}
    shop.post(f"/admin/customers/{customer}", metadata={**(world["customer"].get("metadata") or {}), **now})
    product = shop.get("/admin/products", limit=1, fields="id,*variants")["products"][0]
    shop.post(f"/admin/products/{product['id']}/variants/{product['variants'][0]['id']}", metadata=now)
    prices = shop.post("/admin/price-lists", title="Trial", description="t", type="override", status="draft", prices=[])[
        "price_list"
    ]["id"]
    assert {
        ("customer", customer, "changed"),
        ("product", product["id"], "changed"),
        ("price_list", prices, "changed"),
    } <= since()
    shop.delete(f"/admin/price-lists/{prices}")
    assert ("price_list", prices, "deleted") in since()


def test_what_sql_does_past_medusa(place_order, since, db):
    order = place_order()
    since()
    db.execute("""update "order" set metadata = '{"by": "sql"}' where id = %s""", [order])
    assert since() == {("order", order, "changed")}
    db.execute("""update "order" set updated_at = now() where id = %s""", [order])
    assert since() == set(), "a row that only says when it was touched tells nothing"


def test_a_transaction_that_commits_late_is_not_skipped(place, place_order, since, db):
    late, early = place_order(), place_order()
    since()
    with psycopg.connect(place["SHOP_PG"]) as slow:
        slow.execute(TOUCH, [late])  # has its number now, and commits after the other
        db.execute(TOUCH, [early])
        assert ("order", early, "changed") not in since(settled=False), "held back: an older transaction still runs"
        slow.commit()
    assert {("order", late, "changed"), ("order", early, "changed")} <= since()


def test_a_number_that_is_given_out_late_in_a_transaction_holds_back_only_from_then(place, place_order, since, db):
    late, early = place_order(), place_order()
    since()
    with psycopg.connect(place["SHOP_PG"]) as slow:
        slow.execute("select 1")  # a transaction that has written nothing has no number yet
        db.execute(TOUCH, [early])
        assert ("order", early, "changed") in since()
        slow.execute(TOUCH, [late])
        slow.commit()
    assert ("order", late, "changed") in since()


def test_a_long_transaction_in_another_database_holds_nothing_back(elsewhere, place_order, since, db):
    order = place_order()
    since()
    elsewhere.execute("select pg_current_xact_id()")
    db.execute(TOUCH, [order])
    (oldest, touched) = db.execute(
        "select pg_snapshot_xmin(pg_current_snapshot())::text::bigint, max(position::text::bigint) from console_change"
    ).fetchone()
    assert oldest < touched, "the cluster's oldest transaction is still the other one"
    assert ("order", order, "changed") in since()


def test_many_writers_at_once_lose_nothing_and_repeat_nothing(shop, place, place_order, since, db):
    """Each commits at a moment of its own, while somebody asks without pause."""
    orders = [place_order() for _ in range(4)]
    since()
    cursor = shop.get("/admin/console/changes")["next"]
    (first,) = db.execute("select max(seq) from console_change").fetchone()
    told = []

    def write(order):
        with psycopg.connect(place["SHOP_PG"]) as connection:
            for n in range(40):
                connection.execute(TOUCH, [order])
                connection.execute("select pg_sleep(%s)", [n % 5 / 200])
                connection.commit()

    def ask(cursor):
        page = shop.get("/admin/console/changes", since=cursor, limit=1000)
        told.extend(change["seq"] for change in page["changes"])
        return page["next"]

    with ThreadPoolExecutor(len(orders)) as pool:
        writers = [pool.submit(write, order) for order in orders]
        while not all(w.done() for w in writers):
            cursor = ask(cursor)
        for writer in writers:
            writer.result()
    since()  # until all has ended
    ask(cursor)
    written = {seq for (seq,) in db.execute("select seq from console_change where seq > %s", [first])}
    assert len(written) >= 160
    assert (sorted(told), len(told)) == (sorted(written), len(set(told)))


def test_small_pages_lose_nothing(place_order, since):
    orders = [place_order() for _ in range(3)]
    found = since(limit=2)
    assert {("order", order, "changed") for order in orders} <= found


@pytest.mark.parametrize("query", [{"since": "yesterday"}, {"since": "1:1", "limit": 0}, {"limit": 1001}, {"limit": "x"}])
def test_malformed_questions(shop, failure, query):
    with pytest.raises(failure) as refused:
        shop.get("/admin/console/changes", **query)
    assert refused.value.status == 400
