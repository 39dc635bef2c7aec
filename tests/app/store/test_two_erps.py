"""Two ERPs side by side: each keeps its own, and a shop belongs to the first whatever the other one knows of the same numbers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from app.commands.wording import WORDING
from app.domain.board import AskSlots
from app.domain.customers import AskCustomer
from app.domain.feed import Cursor, Feed
from app.domain.inventory import AskProduct, AskShelf
from app.domain.order import OrderState
from app.domain.orders import AskMismatches, AskOrder, AskOrders
from app.domain.person import Person
from app.domain.quote import QUOTE
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.panels import booking
from app.panels.product import build
from app.store import customer_read, subjects, web_read
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from tests.app.orders import ERP, PLACED, SHOP, buyer, customer, payment, product, sale, web_line, web_order
from tests.app.shelves import COMPANY, ERP_FEEDS, NORTH, SOUTH, VALVE, level, take, warehouse
from tests.app.store.plain import around_the_clock

OTHER = "tryton-works"
LOCAL = PLACED.astimezone()


def theirs(record: Any) -> Any:
    """The same record in the other ERP."""
    return replace(record, ref=replace(record.ref, source=OTHER))


# The other ERP has 7 of the same valve, in a warehouse of the same code.
WORKS: tuple[Any, ...] = (theirs(VALVE), warehouse(NORTH, "Works", "HAM", OTHER), level(7, 7, source=OTHER))


class World:
    def __init__(self, folder: Path) -> None:
        self.mirror, self.outbox = Mirror(folder / "mirror.db", counts_from=around_the_clock), Outbox(folder / "outbox.db")
        me = Person("ann", "Ann Lyst", frozenset())
        self.reads = Reads(folder / "mirror.db", folder / "outbox.db", me, due=lambda _, at: at, wording=WORDING)

    def both(self, *more: Any) -> None:
        feeds = (*((source, name) for source in (ERP, OTHER) for name in ERP_FEEDS), (SHOP, "web_levels"))
        take(self.mirror, *COMPANY, *WORKS, *more, feeds=feeds)

    def read_to_the_end(self, source: str, *names: str) -> None:
        with self.mirror.writing() as tx:
            for name in names:
                tx.save_cursor(source, Feed(name, name), Cursor(PLACED, 1, "e"), complete=True, asof=PLACED, readable=True)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.mirror.close()
    made.outbox.close()


def test_both_stand_in_the_list_and_the_shop_is_compared_with_its_own_alone(world: World) -> None:
    world.both()
    rows = world.reads.shelf(AskShelf(), LOCAL).rows
    assert [(r.ref.source, r.place, r.on_hand) for r in rows if not r.shop] == [
        (ERP, "North", 60),
        (ERP, "South", 0),
        (OTHER, "Works", 7),
    ]
    assert {(r.ref.source, r.place) for r in world.reads.shelf(AskShelf(view="differs"), LOCAL).rows} == {
        (ERP, "North"),
        (SHOP, "North"),
    }
    assert {r.ref.source: r.note for r in rows if r.note} == {ERP: "shop offers 52", SHOP: "ERP has 10 left"}


@pytest.mark.parametrize("way", [1, -1], ids=["forwards", "backwards"])
def test_what_only_the_other_has_is_not_in_the_erp(world: World, way: int) -> None:
    records = (*COMPANY[1:], *WORKS)  # the first ERP does not know the valve
    take(world.mirror, *records[::way])
    assert next(r.note for r in world.reads.shelf(AskShelf(text="v-1"), LOCAL).rows if r.shop) == "not in the ERP"


def test_one_product_says_whose_each_place_is(world: World) -> None:
    world.both()
    parts = world.reads.product_parts(AskProduct("V-1"))
    assert parts is not None
    assert [erp.source for erp in parts.erps] == [ERP, OTHER]
    by_day, by_system = build(parts, LOCAL).blocks
    assert [head for head, _ in by_day.heads] == ["From", "North", "South", "Works", "All"]  # type: ignore[union-attr]
    said = [(row.cells[0].text, row.cells[1].text.partition(",")[0]) for row in by_system.rows]  # type: ignore[union-attr]
    assert [one for one in said if one[1] != "Shop"] == [("North", "ERP"), ("South", "ERP"), ("Works", "ERP works")]


def test_places_of_one_name_say_whose_they_are(world: World) -> None:
    world.both(warehouse(SOUTH, "North", "X", OTHER), level(1, 1, SOUTH, source=OTHER))
    parts = world.reads.product_parts(AskProduct("V-1"))
    assert parts is not None
    heads = [head for head, _ in build(parts, LOCAL).blocks[0].heads]  # type: ignore[union-attr]
    assert heads == ["From", "North, ERP", "South", "North, ERP works", "Works", "All"]


def test_an_order_is_judged_by_the_erp_that_it_will_be_booked_in_even_while_only_the_other_was_read(world: World) -> None:
    world.read_to_the_end(OTHER, "sales", "lines", "customers", "products")
    with world.mirror.writing() as tx:
        tx.upsert(OTHER, [theirs(customer()), theirs(product())])
        tx.upsert(SHOP, [web_order()])
        dossier = tx.order_dossier(web_order().ref)
    assert dossier.erp is None, "of the first nothing is known yet, and the other has nothing to do with it"
    assert dossier.customer is None
    assert dossier.products == ()


def test_two_customers_of_one_number_are_two(world: World) -> None:
    mine, other = customer(), replace(theirs(customer()), name="Somebody else")
    with world.mirror.writing() as tx:
        tx.upsert(ERP, [mine])
        tx.upsert(OTHER, [other])
        tx.upsert(SHOP, [web_order(party=mine.number)])
    own, foreign = (world.reads.customer_parts(AskCustomer(c.ref), PLACED) for c in (mine, other))
    assert own is not None
    assert foreign is not None
    assert [row.ref for row in own.orders] == [web_order().ref]
    assert foreign.orders == ()
    assert own.orders[0].customer == mine.name


def test_who_buys_in_the_shop_is_no_customer_of_the_other(world: World) -> None:
    mine = customer()
    other = replace(theirs(mine), name="Somebody else")
    world.read_to_the_end(SHOP, "buyers")
    with world.mirror.writing() as tx:
        tx.upsert(ERP, [mine])
        tx.upsert(OTHER, [other])
        tx.upsert(SHOP, [buyer(party=mine.number)])
        assert customer_read.email(tx._db, mine.ref, None) == buyer().email
        assert customer_read.email(tx._db, other.ref, None) == "", "a mail to them would go to the first company's buyer"
    own, foreign = (world.reads.customer_parts(AskCustomer(c.ref), PLACED) for c in (mine, other))
    assert own is not None
    assert foreign is not None
    assert (len(own.buyers), foreign.buyers) == (1, ())


FOREIGN = replace(theirs(sale("s9")), number="WK-9", created_at=PLACED.replace(year=2020))  # older: it would have come first


@pytest.mark.parametrize("way", [1, -1], ids=["the shop first", "the shop last"])
@pytest.mark.parametrize("booked", [True, False])
def test_a_sale_of_the_other_with_the_same_reference_is_not_this_order(world: World, way: int, booked: bool) -> None:
    records = [(SHOP, web_order()), (OTHER, FOREIGN), *([(ERP, sale())] if booked else [])]
    world.read_to_the_end(ERP, "sales")
    with world.mirror.writing() as tx:
        for source, record in records[::way]:
            tx.upsert(source, [record])
    own = (sale(),) if booked else ()
    with world.mirror.reading() as read:
        for ref in (web_order().ref, *(s.ref for s in own)):
            dossier = read.order_dossier(ref)
            assert (dossier.order, dossier.sales) == (web_order(), own)
        foreign = read.order_dossier(FOREIGN.ref)
        assert (foreign.order, foreign.sales) == (None, (FOREIGN,))
        assert web_read.placed_as(read._db, (FOREIGN,)).orders == ()
        assert len(web_read.placed_as(read._db, own).orders) == len(own)
    rows = world.reads.orders(AskOrders()).rows
    assert {(r.ref, r.booked_as) for r in rows} == {(web_order().ref, "SO-10482" if booked else ""), (FOREIGN.ref, "WK-9")}
    parts = world.reads.order_parts(AskOrder(web_order().ref))
    assert parts is not None
    assert parts.order.sales == own


def test_a_request_of_the_shop_is_answered_by_the_first_alone(world: World) -> None:
    request, subject = replace(web_order(), state=WebOrderState.DRAFT), Ref(SHOP, QUOTE, web_order().ref.key)
    with world.mirror.writing() as tx:
        tx.upsert(SHOP, [request])
        tx.upsert(OTHER, [FOREIGN])
        assert tx.quote_dossier(subject).answers == ()
        assert subject not in subjects.of(tx._db, OTHER, "sale", [FOREIGN.ref.key])
        tx.upsert(ERP, [sale()])
        assert tx.quote_dossier(subject).answers == (sale(),)
        assert subject in subjects.of(tx._db, ERP, "sale", [sale().ref.key])


def test_what_changes_in_the_other_bears_on_no_order_of_the_shop(world: World) -> None:
    """One of each noun that bears on an order of the shop where the first ERP has it."""
    sku = "VLV-2040"
    keyed = sale("s3", web_origin=None, reference="HM-7725")
    mine: tuple[Any, ...] = (customer(), keyed, product(sku), sale("s4", web_origin="WEB-7"))
    with world.mirror.writing() as tx:
        tx.upsert(SHOP, [web_order(), web_line(sku=sku), payment()])
        tx.upsert(ERP, mine)
        tx.upsert(OTHER, [theirs(one) for one in mine])
        for one in mine:
            kinds = {ref.model for ref in subjects.of(tx._db, ERP, one.ref.model, [one.ref.key])}
            assert kinds & {"web_order", "sale"}, one.ref
            foreign = subjects.of(tx._db, OTHER, one.ref.model, [one.ref.key])
            assert not {ref.model for ref in foreign} & {"web_order", "sale"}, one.ref
        paid = subjects.of(tx._db, SHOP, "web_payment", [payment().ref.key])
        assert {ref.source for ref in paid if ref.model == "customer"} == {ERP}


def test_an_order_that_only_the_other_has_booked_waits_for_what_it_needs(world: World) -> None:
    with world.mirror.writing() as tx:
        tx.upsert(SHOP, [web_order()])
        tx.upsert(ERP, [customer(), keyed := sale("s3", web_origin=None, reference=None)])
        tx.upsert(OTHER, [FOREIGN])
        assert web_order().ref in subjects.of(tx._db, ERP, "sale", [keyed.ref.key])


def test_an_appointment_is_for_the_order_of_one_system(world: World) -> None:
    mine, other = sale(), theirs(sale("s8", web_origin=None))
    with world.mirror.writing() as tx:
        tx.upsert(ERP, [mine])
        tx.upsert(SHOP, [web_order()])
        tx.upsert(OTHER, [other, FOREIGN])
    for source, found in ((ERP, mine), (OTHER, other)):
        assert world.reads.slot_parts(AskSlots("so-10482", source=source)).sale == found
    assert world.reads.slot_parts(AskSlots("w1042")).sale == mine, "a shop's order is booked in the first"
    assert world.reads.slot_parts(AskSlots("WK-9")).sale == FOREIGN
    ask = AskSlots("so-10482")
    parts = world.reads.slot_parts(ask)
    assert parts.sale is None
    said = booking.answer(parts, ask, PLACED, PLACED.tzinfo)  # type: ignore[arg-type]
    assert said.why == (
        "There is more than one order so-10482, in the ERP and in the ERP works: open the one that is meant, and press N there"
    )
    assert (said.sale, said.slots, said.made) == (None, (), None)


def test_of_a_shops_order_the_sale_that_stands_is_meant(world: World) -> None:
    with world.mirror.writing() as tx:
        tx.upsert(ERP, [sale("s1", number="SO-1", state=OrderState.CANCELLED), sale("s2", number="SO-2")])
        tx.upsert(SHOP, [web_order()])
    assert world.reads.slot_parts(AskSlots("W1042")).sale == sale("s2", number="SO-2")


def test_prices_of_the_other_are_no_mismatch(world: World) -> None:
    world.read_to_the_end(OTHER, "products", "prices", "customers")
    with world.mirror.writing() as tx:
        tx.upsert(OTHER, [theirs(product())])
    assert world.reads.mismatches(AskMismatches()).rows == ()


def test_another_erp_behind_the_shop_is_another_mirror(world: World, tmp_path: Path) -> None:
    world.both()
    world.mirror.close()
    world.mirror = Mirror(tmp_path / "mirror.db", counts_from=around_the_clock, books=OTHER)
    with world.mirror.reading() as read:
        assert read.epoch(ERP) is None
        assert not read.has(Ref(ERP, "product", "V-1"))
