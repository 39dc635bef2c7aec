"""What leaves of a sale, from the mirror: what comes in for it, who else waits for it, and whom a change of either concerns."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from app.domain.dossier import WebSide
from app.domain.feed import Cursor, Feed, Record
from app.domain.ref import Ref
from app.domain.shop import WebPlace, WebReservation
from app.domain.stock import Purchase
from app.rules.backorder import BACKORDER
from app.store import subjects
from app.store.mirror import Mirror
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as orders
from tests.app.rules.order_world import LONG_AGO, product
from tests.app.rules.world import NOW, day, sale
from tests.app.store.plain import around_the_clock

ERP = g.ERP
MINE, THEIRS = Ref(ERP, "goods", "1"), Ref(ERP, "goods", "2")
OTHER = replace(sale(2, 90), state=g.UNDER_WAY.state, number="SO-2")
OTHER_LINE = replace(g.line(40, "21"), sale="2")
OTHER_MOVE = replace(g.move(40, "29", of="21", on="9"), planned=day(4))
BOUGHT = Purchase(Ref(ERP, "purchase", "90"), "1", LONG_AGO, "PO-7", "Wessling")


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.sqlite", counts_from=around_the_clock, min_free_mb=0)
    with made.writing() as tx:
        tx.upsert(ERP, [g.UNDER_WAY, g.line(), g.shipment(), g.move(), *g.WAREHOUSES, g.level(g.NORTH, 60, 30)])
        tx.upsert(ERP, [OTHER, OTHER_LINE, g.shipment("9"), OTHER_MOVE, g.coming(), BOUGHT])
    yield made
    made.close()


def newer(record: g.Incoming, **changes: object) -> g.Incoming:
    return replace(record, rev="2", stamp=NOW, **changes)  # type: ignore[arg-type]


def test_it_has_what_comes_in_and_who_waits_for_the_same(mirror: Mirror) -> None:
    with mirror.reading() as read:
        found = read.goods_dossier(g.SALE)
    assert found.incoming == (g.coming(),)
    assert found.purchases == (BOUGHT,)
    queue = found.queues["7", g.NORTH]
    assert [(d.sale, d.number, d.quantity, d.day, d.reserved) for d in queue.demands] == [
        ("2", "SO-2", 40, day(4), False),
        ("1", "SO-1", 80, day(10), False),
    ]
    assert [(d.shipment, d.delivery, d.state, d.rev) for d in queue.demands] == [
        ("9", "SH-9", "waiting", "r9"),
        ("7", "SH-7", "waiting", "r7"),
    ]
    judged = BACKORDER.judge(replace(found, complete=g.FEEDS), NOW)[g.SALE, "short"]
    assert judged.faults[0]["short"] == "60"  # type: ignore[union-attr]


def test_a_page_has_what_could_be_sent_instead_and_where_it_lies(mirror: Mirror) -> None:
    own = replace(product("V-1", "7"), template="t", replaced_by="9")
    variant, named = replace(product("V-1R", "8"), template="t"), product("V-9", "9")
    other = replace(product("X-1", "10"), template="u")
    with mirror.writing() as tx:
        tx.upsert(ERP, [own, variant, named, other, g.level(g.NORTH, 5, 5, "8"), g.level(g.NORTH, 7, 7, "10")])
    with mirror.reading() as read:
        page, judged = read.goods_page(g.SALE), read.goods_dossier(g.SALE)
    assert {p.code for p in page.products} == {"V-1", "V-1R", "V-9"}
    assert {x.product for x in page.levels} == {"7", "8"}
    assert not judged.products, "whoever judges asks for none of them"


def test_what_arrived_or_was_cancelled_comes_in_no_more(mirror: Mirror) -> None:
    for state in ("done", "cancelled"):
        with mirror.writing() as tx:
            tx.upsert(ERP, [newer(g.coming(), state=state)])
        with mirror.reading() as read:
            assert read.goods_dossier(g.SALE).incoming == ()


def test_whoever_waits_for_the_goods_is_judged_again(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        assert {MINE, THEIRS} <= tx.upsert(ERP, [newer(g.coming(), planned=day(20))])
        assert {MINE, THEIRS} <= tx.upsert(ERP, [replace(OTHER_MOVE, rev="2", stamp=NOW, planned=day(30))])
        done = replace(OTHER_MOVE, rev="3", stamp=NOW + timedelta(minutes=1), state="done")
        assert MINE in tx.upsert(ERP, [done]), "it left: it does not wait any more"
        assert {MINE, THEIRS} & tx.remove([g.coming().ref]) == {MINE}


def test_whoever_waits_is_judged_again_when_goods_are_reserved_for_another(mirror: Mirror) -> None:
    """The ERP reserves by the shipment: its moves may be told later, or not at all."""
    with mirror.writing() as tx:
        assert {MINE, THEIRS} <= tx.upsert(ERP, [replace(g.shipment("9", state="assigned"), rev="2", stamp=NOW)])


def test_what_is_assigned_lies_aside_whatever_its_shipment_says(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert(ERP, [replace(g.move(), rev="2", stamp=NOW, state="assigned")])
    with mirror.reading() as read:
        queue = read.goods_dossier(g.SALE).queues["7", g.NORTH]
    assert [(d.sale, d.reserved) for d in queue.demands] == [("1", True), ("2", False)]


def test_goods_of_an_order_that_was_not_read_are_waited_for(mirror: Mirror) -> None:
    """As the list of stock counts them."""
    with mirror.writing() as tx:
        tx.remove([OTHER.ref])
    with mirror.reading() as read:
        queue = read.goods_dossier(g.SALE).queues["7", g.NORTH]
    assert [(d.sale, d.quantity) for d in queue.demands] == [("", 40), ("1", 80)]


@pytest.mark.parametrize("noun", sorted(subjects._GOODS))
def test_whom_a_change_concerns_is_found_along_indexes(mirror: Mirror, noun: str) -> None:
    """From the changed records on: as many steps as they concern, however many moves are open."""
    asked = subjects._GOODS[noun].format(noun=noun, these=subjects._THESE)
    with mirror.writing() as tx:
        plan = [row[-1] for row in tx._db.execute(f"EXPLAIN QUERY PLAN {asked}", (ERP, '["1"]'))]
    for step in plan:
        assert not step.startswith("SCAN") or "json_each" in step, plan
        assert not step.startswith("SEARCH m ") or "product_key=?" in step or "shipment=?" in step, plan


def test_what_is_open_is_found_by_its_state(mirror: Mirror) -> None:
    asked: list[str] = []
    with mirror.reading() as read:
        read._db.set_trace_callback(asked.append)
        read.goods_open(ERP)
        read.orders_open(ERP)
        read._db.set_trace_callback(None)
        plans = [row[-1] for one in asked for row in read._db.execute(f"EXPLAIN QUERY PLAN {one}")]
    assert [plan for plan in plans if "SEARCH" in plan and "state=?" not in plan] == []
    assert len(plans) > 1


def test_every_sale_under_way_is_known_to_a_new_process(mirror: Mirror) -> None:
    with mirror.reading() as read:
        assert read.goods_open(ERP) == (MINE, THEIRS)


PLACED = replace(g.UNDER_WAY, rev="2", web_origin="WEB-1042")
HELD = WebReservation(Ref("medusa", "web_reservation", "r1"), "1", LONG_AGO, "l1", "iitem", "sloc", Decimal(80))
PLACE = WebPlace(Ref("medusa", "web_place", "sloc"), "1", LONG_AGO, "North", "HAM")


def read_to_its_end(mirror: Mirror, *feeds: tuple[str, str, tuple[Record, ...]]) -> None:
    with mirror.writing() as tx:
        for name, noun, rows in feeds:
            tx.upsert("medusa", rows)
            tx.save_cursor("medusa", Feed(name, noun), Cursor(NOW, 0, "e"), complete=True, asof=NOW, readable=True)


def test_a_page_has_what_it_was_placed_as_and_where_the_shop_holds_it(mirror: Mirror) -> None:
    others = replace(HELD, ref=Ref("medusa", "web_reservation", "r2"), line="i9")
    with mirror.writing() as tx:
        tx.upsert(ERP, [PLACED])
        tx.upsert("medusa", [orders.web_order(), orders.web_line()])
    feed = ("web_reservations", "web_reservation", (HELD, others))
    read_to_its_end(mirror, feed)
    with mirror.reading() as read:
        assert read.goods_dossier(g.SALE).web == WebSide()
        found = read.goods_page(g.SALE).web
        assert ([o.number for o in found.orders], found.held) == (["W1042"], None), "its places were not read yet"
    read_to_its_end(mirror, ("web_places", "web_place", (PLACE,)))
    with mirror.reading() as read:
        found = read.goods_page(g.SALE).web
    assert (found.held, found.places, found.held_at) == ((HELD,), (PLACE,), NOW)


def test_where_the_shop_holds_goods_is_read_less_often_and_says_nothing_of_how_fresh_the_rest_is(mirror: Mirror) -> None:
    read_to_its_end(mirror, ("web_places", "web_place", (PLACE,)))
    with mirror.reading() as read:
        assert read.asof("medusa") is None


def test_a_persons_page_knows_who_waits_for_what_could_be_sent_instead_and_what_comes_of_it(mirror: Mirror) -> None:
    """Other rules see the sale's own goods alone."""
    own, other = replace(product("V-1", "7"), replaced_by="8"), product("V-9", "8")
    theirs_ = (replace(g.line(70, "22", product="8"), sale="2"), g.move(70, "31", of="22", on="9", product="8"))
    comes = g.coming(70, key="41", product="8")
    with mirror.writing() as tx:
        tx.upsert(ERP, [own, other, *theirs_, comes, g.level(g.NORTH, 100, 100, "8")])
    with mirror.reading() as read:
        page, rules = read.goods_page(MINE), read.goods_dossier(MINE)
    assert [p.ref.key for p in page.products] == ["7", "8"]
    assert comes in page.incoming
    assert [(d.number, d.quantity) for d in page.queues["8", g.NORTH].demands] == [("SO-2", 70)]
    assert page.queues["7", g.NORTH] == rules.queues["7", g.NORTH]
    assert comes not in rules.incoming
    assert ("8", g.NORTH) not in rules.queues
