"""What lies where, over systems: one row whichever record came first, figures that rest on what was read, contradictions in words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.commands.wording import WORDING
from app.domain.block import Comparison
from app.domain.complaint import Complaint
from app.domain.feed import Bad
from app.domain.inventory import AskProduct, AskShelf, AskShelfRows, ShelfRow
from app.domain.orders import AskOrder
from app.domain.person import Person
from app.domain.ref import Ref
from app.panels import order as order_page
from app.panels.product import build
from app.store import shelf_read
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from tests.app.orders import ERP, PLACED, SHOP, sale
from tests.app.shelves import (
    COMPANY,
    ERP_FEEDS,
    NORTH,
    SOUTH,
    VALVE,
    comes,
    leaves,
    level,
    renamed,
    sent,
    take,
    warehouse,
    web_level,
)
from tests.app.store.plain import around_the_clock

LOCAL = PLACED.astimezone()
MINUS = "\N{MINUS SIGN}"


class World:
    def __init__(self, folder: Path) -> None:
        self.mirror, self.outbox = Mirror(folder / "mirror.db", counts_from=around_the_clock), Outbox(folder / "outbox.db")
        me = Person("ann", "Ann Lyst", frozenset())
        self.reads = Reads(folder / "mirror.db", folder / "outbox.db", me, due=lambda _, at: at, wording=WORDING)

    def rows(self, now: Any = LOCAL, **ask: Any) -> list[ShelfRow]:
        return list(self.reads.shelf(AskShelf(**ask), now).rows)

    def row(self, place: str, source: str = ERP, now: Any = LOCAL) -> ShelfRow:
        return next(r for r in self.rows(now) if (r.place, r.ref.source) == (place, source))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.mirror.close()
    made.outbox.close()


def figures(row: ShelfRow) -> tuple[Any, ...]:
    return (row.on_hand, row.reserved, *row.free, row.forecast)


@pytest.mark.parametrize("way", [1, -1], ids=["forwards", "backwards"])
def test_the_same_rows_whichever_record_came_first(world: World, way: int) -> None:
    take(world.mirror, *COMPANY[::way])
    assert [(r.sku, r.name, r.place) for r in world.rows()] == [
        ("V-1", "Ball valve", place) for place in ("North", "North", "Shop None", "South")
    ]
    assert [r.ref.source for r in world.rows()] == [ERP, SHOP, SHOP, ERP], "an ERP before a shop at the same place"
    assert [r.leads for r in world.rows()] == [True, False, False, False]
    assert figures(world.row("North")) == (60, 50, 10, 10, 110, 110)
    assert figures(world.row("South")) == (0, 5, -5, -5, -5, -5)
    assert figures(world.row("North", SHOP)) == (60, 8, 52, None)


def test_shop_and_erp_contradict_each_other_in_words(world: World) -> None:
    take(world.mirror, *COMPANY)
    assert (world.row("North", SHOP).note, world.row("North", SHOP).tone) == ("ERP has 10 left", "warn")
    assert (world.row("North").note, world.row("North").tone) == ("shop offers 52", "warn")
    assert {r.place for r in world.rows(view="differs")} == {"North"}
    take(world.mirror, replace(web_level(18, 8), stamp=PLACED + timedelta(seconds=1)))
    assert world.rows(view="differs") == []
    assert world.row("North", SHOP).note == ""


def test_a_shop_that_offers_nothing_agrees_where_too_much_is_promised(world: World) -> None:
    take(world.mirror, *COMPANY, web_level(0, 0, "DUI"))
    assert {r.place for r in world.rows(view="differs")} == {"North"}
    take(world.mirror, replace(web_level(3, 0, "DUI"), stamp=PLACED + timedelta(seconds=1)))
    assert {r.place for r in world.rows(view="differs")} == {"North", "South"}


def test_what_only_the_shop_has_says_so(world: World) -> None:
    take(world.mirror, *COMPANY, web_level(5, sku="GIFT", code="HAM"))
    assert next(r.note for r in world.rows(text="gift")) == "not in the ERP"


def test_short_is_where_more_is_promised_than_lies_there(world: World) -> None:
    take(world.mirror, *COMPANY)
    assert [r.place for r in world.rows(view="short")] == ["South"]
    with world.mirror.writing() as tx:
        tx.remove([Ref(ERP, "move", "32")])
    assert world.rows(view="short") == []
    take(world.mirror, leaves(70, 3, "33"))
    assert [r.place for r in world.rows(view="short")] == ["North"]


def test_what_is_gone_is_not_listed(world: World) -> None:
    take(world.mirror, *COMPANY)
    with world.mirror.writing() as tx:
        tx.remove([Ref(ERP, "stock_level", f"{SOUTH}/V-1"), web_level(0, code=None).ref])
    assert sorted((r.place, r.ref.source) for r in world.rows()) == [("North", SHOP), ("North", ERP)]
    take(world.mirror, replace(warehouse(), rev="2", active=False))
    assert [r.ref.source for r in world.rows()] == [SHOP]


def test_a_new_name_is_everywhere(world: World) -> None:
    take(world.mirror, *COMPANY)
    take(world.mirror, renamed("Ball valve DN20"))
    assert {r.name for r in world.rows(text="dn20")} == {"Ball valve DN20"}
    assert len(world.rows(text="dn20")) == 4


def test_an_unread_feed_is_unknown_and_never_nothing(world: World) -> None:
    take(world.mirror, *COMPANY, feeds=tuple((ERP, f) for f in ERP_FEEDS if f != "incoming"))
    row = world.row("North")
    assert (row.on_hand, row.reserved, row.free, row.note) == (60, 50, (None, None, None), "what comes not read yet")
    with world.mirror.writing() as tx:
        tx.mark_unreadable(ERP, "incoming")
    row = world.row("North")
    assert (row.on_hand, row.reserved, row.free) == (60, 50, (None, None, None))
    assert (row.note, row.tone) == ("what comes not readable with this sign-in", "warn")
    with world.mirror.writing() as tx:
        tx.mark_unreadable(ERP, "stock")
    row = world.row("North")
    assert figures(row) == (None, None, None, None, None, None)
    assert "stock not readable" in world.reads.shelf(AskShelf(), LOCAL).lacking


def test_a_record_that_cannot_be_read_is_unknown(world: World) -> None:
    take(world.mirror, *COMPANY)
    with world.mirror.writing() as tx:
        tx.quarantine([Bad(Ref(ERP, "stock_level", f"{NORTH}/V-1"), "on_hand", "not a number", "{}")])
    assert world.row("North").on_hand is None
    assert world.row("North").note == "cannot be read"


def test_what_is_old_is_said_to_be(world: World) -> None:
    take(world.mirror, *COMPANY)
    assert not world.row("North").stale
    assert world.row("North", now=LOCAL + timedelta(minutes=3)).stale
    assert world.row("North").asof == PLACED


def test_sorted_filtered_and_by_their_ids(world: World) -> None:
    other = replace(VALVE, ref=Ref(ERP, "product", "A-9"), code="A-9", name="Seal")
    take(world.mirror, *COMPANY, other, level(500, 500, product="A-9"))
    assert world.rows()[0].sku == "A-9"
    assert world.rows(sort="on_hand", descending=True)[0].on_hand == 500
    assert {r.sku for r in world.rows(text="v")} == {"V-1"}, "one letter begins it"
    assert {r.sku for r in world.rows(text="ball val")} == {"V-1"}
    assert {r.sku for r in world.rows(of=Ref(ERP, "sale", "7"))} == {"V-1"}
    ref = Ref(ERP, "complaint", "5")
    take(world.mirror, Complaint(ref, "1", PLACED, "CL5", "3", "Damaged", None, "l1", "draft", "", None, PLACED, "Carla"))
    assert {r.sku for r in world.rows(of=Ref(ERP, "complaint", "5"))} == {"V-1"}, "about a line, not a whole sale"
    assert world.rows(of=Ref(ERP, "complaint", "6")) == []
    answer = world.reads.shelf(AskShelf(first=2), LOCAL)
    assert (len(answer.ids), answer.complete) == (2, False)
    whole = world.reads.shelf(AskShelf(), LOCAL)
    assert whole.complete
    assert dict(whole.views)["all"] == len(whole.ids) == 5
    assert world.reads.shelf_rows(AskShelfRows((whole.ids[0], 999_999)), LOCAL).rows == whole.rows[:1]


@pytest.mark.parametrize("sort", sorted(shelf_read.SORTS))
@pytest.mark.parametrize("descending", [False, True])
def test_every_order_follows_an_index(world: World, sort: str, descending: bool) -> None:
    take(world.mirror, *COMPANY)
    with sqlite3.connect(world.mirror._path) as db:
        order = shelf_read._order(AskShelf(sort=sort, descending=descending))
        plan = " ".join(row[3] for row in db.execute(f"EXPLAIN QUERY PLAN SELECT n FROM shelf_row ORDER BY {order}"))
    assert "USING" in plan
    assert "B-TREE" not in plan


def test_one_product_over_all_systems(world: World) -> None:
    take(world.mirror, *COMPANY)
    parts = world.reads.product_parts(AskProduct("v-1"))
    assert parts is not None
    view = build(parts, LOCAL)
    by_day, by_system = view.blocks
    assert [[c.text for c in row.cells] for row in by_day.rows] == [  # type: ignore[union-attr]
        ["today", "10", f"{MINUS}5", "10"],
        [by_day.rows[1].cells[0].text, "110", f"{MINUS}5", "110"],  # type: ignore[union-attr]
    ]
    assert [[c.text for c in row.cells][2:] for row in by_system.rows] == [  # type: ignore[union-attr]
        ["60", "20", "50", "100", "110"],
        ["60", "–", "8", "–", "–"],
        ["40", "–", "0", "–", "–"],
        ["0", "0", "5", "0", f"{MINUS}5"],
    ]
    comes_, waits = view.sections
    assert [(x.number, x.quantity, x.place) for x in comes_.lines] == [("PO-00031", "100", "North")]
    assert [(x.number, x.quantity, x.place, x.opens) for x in waits.lines] == [
        ("SO-10482", "20", "North", Ref(ERP, "sale", "7")),
        ("SO-10482", "30", "North", Ref(ERP, "sale", "7")),
        ("SO-10482", "5", "South", Ref(ERP, "sale", "7")),
    ]
    assert "lies aside" in waits.lines[0].about
    assert world.reads.product_parts(AskProduct("nothing")) is None


def test_a_purchase_that_slid_tells_both_days(world: World) -> None:
    take(
        world.mirror,
        *COMPANY,
        comes(7, on=12, first=2, key="41"),
        comes(9, on=-1, first=-1, key="42"),
        comes(3, on=None, first=None, key="43"),
    )
    parts = world.reads.product_parts(AskProduct("V-1"))
    assert parts is not None
    lines = {x.quantity: x for x in build(parts, LOCAL).sections[0].lines}
    assert ", first " in lines["7"].when
    assert (lines["7"].tone, lines["9"].tone, lines["3"].tone, lines["100"].tone) == ("warn", "bad", "bad", "")
    assert lines["3"].when == "no day"
    assert figures(world.row("North"))[2:5] == (Decimal(10), Decimal(10), Decimal(117))


def test_a_drop_shipment_stands_with_its_purchase_and_its_order_and_counts_nowhere(world: World) -> None:
    take(
        world.mirror,
        *COMPANY,
        replace(comes(4, None, 7, key="45"), place="drop", dropped="1"),
        replace(leaves(4, 5, "35"), shipment=None, place="drop", dropped="1"),
    )
    assert figures(world.row("North")) == (60, 50, 10, 10, 110, 110), "neither comes nor leaves there"
    parts = world.reads.product_parts(AskProduct("V-1"))
    assert parts is not None
    comes_, waits = build(parts, LOCAL).sections
    [sent_] = [x for x in comes_.lines if x.place == "drop shipment"]
    assert (sent_.number, sent_.about, sent_.quantity) == ("PO-00031", "Wessling, for SO-10482", "4")
    assert sent_.tone == "", "its supplier said a day, which nobody here plans again"
    assert [(x.number, x.quantity) for x in waits.lines if x.place == "drop shipment"] == [("SO-10482", "4")]


def test_the_order_that_a_supplier_sends_shows_its_purchase(world: World) -> None:
    take(
        world.mirror,
        *COMPANY,
        replace(comes(4, None, 7, key="45"), place="drop", dropped="1"),
        replace(leaves(4, 5, "35"), shipment=None, place="drop", dropped="1"),
        feeds=(*((ERP, name) for name in (*ERP_FEEDS, "sales", "lines")), (SHOP, "web_levels")),
    )
    parts = world.reads.order_parts(AskOrder(sale().ref))
    assert parts is not None
    [block] = [b for b in order_page.build(parts, LOCAL).blocks if b.title.startswith("Sent by suppliers")]
    assert isinstance(block, Comparison)
    assert [[c.text for c in row.cells][:4] for row in block.rows] == [["PO-00031", "Wessling", "V-1", "4"]]


def test_a_delivery_that_lies_aside_takes_from_today(world: World) -> None:
    take(world.mirror, *COMPANY, replace(sent(state="packed"), rev="2"))
    assert world.row("North").free[0] == 10
    take(world.mirror, replace(leaves(30, 30, "31"), rev="2"))
    assert world.row("North").free[0] == 10, "packed for day 30, and theirs already"
