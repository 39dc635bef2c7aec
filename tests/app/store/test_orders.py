"""Lists of orders of two systems: linked once, found, sorted along indexes, the same whichever record came first; and mismatches."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from app.commands.wording import WORDING
from app.domain.feed import Cursor, Feed
from app.domain.order import OrderState, RefusedConfirm
from app.domain.orders import AskMismatches, AskOrder, AskOrderRows, AskOrders, OrderRow
from app.domain.person import Person
from app.domain.question import AskFind
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.store import order_list
from app.store.mirror import Mirror
from app.store.mirror_schema import BY_CLASS
from app.store.outbox import Outbox
from app.store.reads import Reads
from tests.app.orders import (
    ERP,
    PLACED,
    buyer,
    customer,
    list_price,
    product,
    sale,
    sale_line,
    variant,
    web_line,
    web_order,
    web_price,
)
from tests.app.store.plain import around_the_clock

HOUR = timedelta(hours=1)


class World:
    def __init__(self, folder: Path) -> None:
        self.mirror, self.outbox = Mirror(folder / "mirror.db", counts_from=around_the_clock), Outbox(folder / "outbox.db")
        me = Person("ann", "Ann Lyst", frozenset())
        self.reads = Reads(folder / "mirror.db", folder / "outbox.db", me, due=lambda _, at: at, wording=WORDING)

    def pull(self, *records: Any) -> None:
        with self.mirror.writing() as tx:
            for record in records:
                kind = BY_CLASS[type(record)]
                tx.upsert(record.ref.source, [record])
                feed, cursor = Feed(kind.feed, kind.noun), Cursor(PLACED, 1, "e")
                tx.save_cursor(record.ref.source, feed, cursor, complete=True, asof=PLACED, readable=True)

    def remove(self, *refs: Ref) -> None:
        with self.mirror.writing() as tx:
            tx.remove(refs)

    def rows(self, **ask: Any) -> list[OrderRow]:
        return list(self.reads.orders(AskOrders(**ask)).rows)

    def numbers(self, **ask: Any) -> list[tuple[str, str, str]]:
        return [(r.number, r.booked_as, r.state) for r in self.rows(**ask)]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.mirror.close()
    made.outbox.close()


def test_an_order_of_two_systems_is_one_row_whichever_came_first(world: World) -> None:
    world.pull(sale(), customer())
    assert world.numbers() == [("SO-10482", "SO-10482", "confirmed")]
    world.pull(web_order(), buyer())
    assert world.numbers() == [("W1042", "SO-10482", "confirmed")]
    world.pull(web_order("o2", number="W1043", shared="WEB-1043", placed_at=PLACED + HOUR))
    assert world.numbers() == [("W1043", "", "not booked"), ("W1042", "SO-10482", "confirmed")]
    world.pull(sale("8", number="SO-2", web_origin="WEB-1043"))
    assert world.numbers() == [("W1043", "SO-2", "confirmed"), ("W1042", "SO-10482", "confirmed")]
    assert [r.customer for r in world.rows()] == ["Halvorsen Marine AS"] * 2


def test_what_is_gone_in_one_system_stands_alone_in_the_other(world: World) -> None:
    world.pull(web_order(), sale(), customer())
    world.remove(Ref(ERP, "sale", "7"))
    assert world.numbers() == [("W1042", "", "not booked")]
    world.pull(sale(rev="r2"))
    world.remove(web_order().ref)
    assert world.numbers() == [("SO-10482", "SO-10482", "confirmed")]
    world.remove(Ref(ERP, "sale", "7"))
    assert world.numbers() == []


def test_a_sale_booked_twice_stays_one_row_and_a_relinked_one_moves(world: World) -> None:
    world.pull(web_order(), sale(), sale("8", number="SO-2", created_at=PLACED + HOUR))
    assert world.numbers() == [("W1042", "SO-10482", "confirmed")]
    world.pull(sale(rev="r2", state=OrderState.CANCELLED))
    assert world.numbers() == [("W1042", "SO-2", "confirmed")], "the one that stands"
    world.pull(sale("8", number="SO-2", rev="r2", web_origin=None))
    assert sorted(world.numbers()) == [("SO-2", "SO-2", "confirmed"), ("W1042", "SO-10482", "out of step")]


def test_a_customer_renamed_or_read_later_is_named_in_every_row(world: World) -> None:
    world.pull(web_order(), sale("8", number="SO-2", web_origin=None))
    assert [r.customer for r in world.rows(sort="number", descending=False)] == ["", "ingrid@halvorsen.example"]
    world.pull(buyer())
    assert world.rows(sort="number")[0].customer == "Halvorsen Marine"
    world.pull(customer())
    assert {r.customer for r in world.rows()} == {"Halvorsen Marine AS"}
    assert len(world.rows(text="halvorsen marine")) == 2


@pytest.mark.parametrize(
    "text", ["W1042", "1042", "SO-10482", "HM-7725", "WEB-1042", "halvor", "ingrid@halv", "C0007", "halvorsen HM-77", "w1"]
)
def test_it_is_found_by_any_of_its_names(world: World, text: str) -> None:
    world.pull(customer(), web_order(), sale(), sale("8", number="SO-2", web_origin=None, reference="X-1", customer="9"))
    assert world.numbers(text=text) == [("W1042", "SO-10482", "confirmed")]


def test_offers_and_drafts_are_quotes_and_what_was_ordered_is_both_until_it_is_confirmed(world: World) -> None:
    offer = sale("8", number="SO-2", web_origin=None, reference=None, state=OrderState.QUOTED, expires_on=date(2026, 12, 1))
    ordered = sale("9", number="SO-3", web_origin=None, reference="PO-9", state=OrderState.QUOTED)
    draft = web_order("o2", number="W1050", shared=None, state=WebOrderState.DRAFT, expires_on=date(2026, 12, 9))
    world.pull(offer, ordered, draft)
    assert [n for n, _, _ in world.numbers(quotes=True, sort="valid", descending=False)] == ["SO-2", "W1050", "SO-3"]
    assert [n for n, _, _ in world.numbers(quotes=True, sort="valid")] == ["W1050", "SO-2", "SO-3"], "no end comes last"
    assert [n for n, _, _ in world.numbers()] == ["SO-3"]
    world.pull(RefusedConfirm(Ref(ERP, "refusal", "1"), "1", PLACED, "8", "ann", "over the limit"))
    assert {n for n, _, _ in world.numbers()} == {"SO-2", "SO-3"}, "a confirm that was tried is an order"


def test_the_first_screenful_then_all_ids_then_rows_by_page(world: World) -> None:
    world.pull(*(sale(str(n), number=f"SO-{n:03}", web_origin=None, customer="9") for n in range(300)))
    first = world.reads.orders(AskOrders(sort="number", descending=False, first=256))
    assert (len(first.ids), len(first.rows), first.complete) == (256, 256, False)
    whole = world.reads.orders(AskOrders(sort="number", descending=False))
    assert (len(whole.ids), len(whole.rows), whole.complete, whole.views) == (300, 256, True, (("all", 300), ("unbooked", 0)))
    assert whole.ids[:256] == first.ids
    page = world.reads.order_rows(AskOrderRows((*whole.ids[298:], 999_999)))
    assert [r.number for r in page.rows] == ["SO-298", "SO-299"], "ids that are gone are left out"
    assert world.reads.orders(AskOrders(text="nothing like it")).ids.tolist() == []


@pytest.mark.parametrize("quotes", [False, True])
@pytest.mark.parametrize("sort", sorted(order_list.SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_every_sort_walks_an_index(world: World, quotes: bool, sort: str, descending: bool) -> None:
    if sort == "valid" and not quotes:
        return  # an order is not sorted by how long it is valid
    ask = AskOrders(quotes, sort=sort, descending=descending)
    where, _ = order_list._where(ask)
    with world.mirror.reading() as read:
        db: sqlite3.Connection = read._db
        plan = db.execute(
            f"EXPLAIN QUERY PLAN SELECT n FROM order_row WHERE {where} ORDER BY {order_list._order(ask)}"
        ).fetchall()
    assert "TEMP B-TREE" not in " ".join(str(row) for row in plan)


def test_the_palette_shows_an_order_once_and_where_it_is(world: World) -> None:
    world.pull(customer(), web_order(), sale())
    (hit,) = world.reads.find(AskFind("SO-10482")).hits
    assert (hit.kind, hit.title, hit.note, hit.ref) == (
        "web_order", "W1042", "SO-10482 · Halvorsen Marine AS · confirmed", Ref("medusa", "web_order", "o1"),
    )  # fmt: skip


def test_the_page_of_an_order_is_found_by_either_document(world: World) -> None:
    world.pull(customer(), web_order(), web_line(), sale(), sale_line(), buyer(), product())
    by_sale = world.reads.order_parts(AskOrder(sale().ref))
    assert by_sale is not None
    assert by_sale == world.reads.order_parts(AskOrder(web_order().ref))
    assert (by_sale.order.order, by_sale.order.sales, len(by_sale.order.lines)) == (web_order(), (sale(),), 1)
    assert by_sale.invoices is None, "never read completely"
    assert world.reads.order_parts(AskOrder(Ref(ERP, "sale", "99"))) is None
    assert world.reads.order_parts(AskOrder(case_id="no such case")) is None


def test_what_makes_pieces_good_was_not_placed(world: World) -> None:
    world.pull(web_order(), web_line(), web_line("i2", replaces=True))
    found = world.reads.order_parts(AskOrder(web_order().ref))
    assert found is not None
    assert [line.ref.key for line in found.order.lines] == ["i1"]


def test_mismatches_of_prices_products_and_buyers(world: World) -> None:
    world.pull(
        customer(), buyer(), buyer("b2", name="Ola Nord", company=None, party=None), buyer("b3", company="Gone AS", party="C9"),
        product(), product("ACT-110", active=False), variant(), variant("ACT-110"), variant("NEW-1"), variant("OLD", on_sale=False),
        list_price(), list_price(price="22", quantity=10), list_price(price="30", price_list=None),
        web_price(), web_price(price="23", quantity=12), web_price(price="30", party=None),
    )  # fmt: skip
    found = world.reads.mismatches(AskMismatches())
    assert [(m.kind, m.subject, m.shop, m.erp) for m in found.rows] == [
        ("product", "ACT-110", "on sale", "retired"),
        ("product", "NEW-1", "on sale", "not known"),
        ("price", "VLV-2040", "EUR 23.00", "EUR 22.00"),
        ("customer", "Gone AS", "ERP number C9", "not known"),
        ("customer", "Ola Nord", "no ERP number", "–"),
    ]
    assert dict(found.counts) == {"product": 2, "price": 1, "customer": 2}
    assert [m.subject for m in world.reads.mismatches(AskMismatches("nord")).rows] == ["Ola Nord"]


def test_a_mirror_made_again_lists_the_same(world: World, tmp_path: Path) -> None:
    records = [
        customer(),
        buyer(),
        web_order(),
        sale(),
        *(sale(str(n), number=f"SO-{n}", web_origin=None) for n in range(20, 30)),
    ]
    world.pull(*records)
    before = [replace(r, id=0) for r in world.rows()]
    world.mirror.rebuild()
    world.pull(*reversed(records))
    assert [replace(r, id=0) for r in world.rows()] == before


def test_a_day_that_the_erp_keeps_has_no_time(world: World) -> None:
    """Keyed on another day than the one that stands on it: only the day is known, and it is the same day in every zone."""
    world.pull(customer())
    keyed = sale("1", web_origin=None, number="SO-1", state=OrderState.CONFIRMED, created_at=PLACED, order_date=PLACED.date())
    later = sale(
        "2",
        web_origin=None,
        number="SO-2",
        state=OrderState.CONFIRMED,
        created_at=PLACED,
        order_date=PLACED.date() + timedelta(days=3),
    )
    world.pull(keyed, later)
    rows = {r.number: r for r in world.rows()}
    assert (rows["SO-1"].placed_at, rows["SO-1"].placed_on) == (PLACED, None)
    assert rows["SO-2"].placed_on == later.order_date
