"""What is made comes in and what that takes is promised; what a product is made of, down to the day that it can be there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.inventory import AskProduct, AskShelf, ProductView, ShelfRow
from app.domain.production import Component, Production, ProductionMove, Sourcing
from app.domain.ref import Ref
from app.panels.product import build
from tests.app.orders import ERP, PLACED, product
from tests.app.shelves import COMPANY, ERP_FEEDS, NORTH, SOUTH, day, level, take
from tests.app.store.test_two_erps import LOCAL, World

MINUS = "\N{MINUS SIGN}"
MAKING = ("productions", "production_moves", "components", "sourcing")
ALL = tuple((ERP, name) for name in (*ERP_FEEDS, *MAKING))


def production(state: str = "waiting", key: str = "7", at: str = NORTH) -> Production:
    return Production(Ref(ERP, "production", key), "1", PLACED, f"PR-{key}", state, at, day(2), day(6))


def moves(what: str, pieces: int, makes: bool, on: int | None, key: str, of: str = "7", state: str = "draft") -> ProductionMove:
    planned = None if on is None else day(on)
    return ProductionMove(Ref(ERP, "production_move", key), "1", PLACED, of, makes, what, Decimal(pieces), state, planned)


def part(of: str, what: str, pieces: str) -> Component:
    return Component(Ref(ERP, "component", f"{of}/{what}"), "1", PLACED, of, what, Decimal(pieces))


def takes(what: str, makes: int | None, buys: int | None, supplier: str = "") -> Sourcing:
    return Sourcing(Ref(ERP, "sourcing", what), "1", PLACED, makes, buys, supplier)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    yield made
    made.mirror.close()
    made.outbox.close()


def north(world: World) -> ShelfRow:
    return next(r for r in world.reads.shelf(AskShelf(), LOCAL).rows if r.place == "North" and not r.shop)


def view(world: World, sku: str = "V-1") -> ProductView:
    parts = world.reads.product_parts(AskProduct(sku))
    assert parts is not None
    return build(parts, LOCAL)


def test_what_is_made_can_be_promised_from_its_day_on(world: World) -> None:
    take(world.mirror, *COMPANY, production(), moves("V-1", 20, True, 6, "80"), feeds=ALL)
    assert north(world).free == (10, 30, 130)
    line = view(world).sections[0].lines[0]
    assert (line.number, line.about, line.quantity, line.place) == ("PR-7", "own production", "20", "North")


def test_what_a_production_takes_is_promised_to_it(world: World) -> None:
    take(world.mirror, *COMPANY, production(), moves("V-1", 4, False, 2, "81"), feeds=ALL)
    assert (north(world).reserved, north(world).free[0]) == (54, 6)
    [line] = [x for x in view(world).sections[1].lines if x.number == "PR-7"]
    assert (line.about, line.quantity, line.page) == ("own production", "4", "")
    take(world.mirror, replace(production("done"), rev="2"), feeds=ALL)
    assert (north(world).reserved, north(world).free[0]) == (50, 10)


@pytest.mark.parametrize("state", ["request", "draft", "cancelled", "done"])
def test_only_what_is_decided_counts(world: World, state: str) -> None:
    moved = (moves("V-1", 20, True, 6, "80"), moves("V-1", 4, False, 2, "81"))
    take(world.mirror, *COMPANY, production(state), *moved, feeds=ALL)
    assert (north(world).reserved, north(world).free) == (50, (10, 10, 110))


def test_what_has_moved_counts_no_more(world: World) -> None:
    moved = (moves("V-1", 20, True, 6, "80", state="done"), moves("V-1", 4, False, 2, "81", state="done"))
    take(world.mirror, *COMPANY, production("running"), *moved, feeds=ALL)
    assert (north(world).reserved, north(world).free) == (50, (10, 10, 110))


def test_an_erp_that_makes_nothing_or_does_not_show_it_is_known_all_the_same(world: World) -> None:
    take(world.mirror, *COMPANY)
    with world.mirror.writing() as tx:
        for name in MAKING:
            tx.mark_unreadable(ERP, name)
    assert north(world).free == (10, 10, 110)
    assert world.reads.shelf(AskShelf(), LOCAL).lacking == ""


# ---- what it is made of ---------------------------------------------------------------------------------------------------------

BODY, SEAL, ROD = (product(key, name=name, counted_in="u") for key, name in (("B-1", "Body"), ("S-1", "Seal"), ("R-1", "Rod")))
# At South 5 are promised that are not there: they are made of 5 bodies, which are made of rods, and of 10 seals of which 4 are there.
TREE: tuple[Any, ...] = (
    BODY, SEAL, ROD, level(0, 0, SOUTH, "B-1"), level(4, 4, SOUTH, "S-1"), level(9, 9, SOUTH, "R-1"),
    part("V-1", "B-1", "1"), part("V-1", "S-1", "2"), part("B-1", "R-1", "0.5"),
    takes("V-1", 2, None), takes("B-1", 3, 30, "Wessling"), takes("S-1", None, 9, "Dichtwerk"),
)  # fmt: skip


def test_the_part_that_comes_last_decides(world: World) -> None:
    take(world.mirror, *COMPANY, *TREE, feeds=ALL)
    shown = view(world)
    assert [(x.depth, x.number, x.about, x.quantity, "decides" in x.when) for x in shown.sections[2].lines] == [
        (0, "V-1", "made in 2 days, Ball valve", "5", False),
        (1, "B-1", "made in 3 days, Body", "5", False),
        (2, "R-1", "free today, Rod", "2.5", False),
        (1, "S-1", "4 free, 6 bought from Dichtwerk in 9 days, Seal", "10", True),
    ]
    facts = {r.about: r.words for r in shown.blocks[1].rows}  # type: ignore[union-attr]
    assert shown.blocks[1].title == "5 that lack"  # type: ignore[union-attr]
    assert facts["Because"] == "6 S-1 are bought from Dichtwerk in 9 days, then V-1 is made in 2 days"
    assert facts["Promised"].endswith("8 days earlier"), "on the eleventh day, for the third"


def test_a_part_of_which_nobody_knows_is_said(world: World) -> None:
    take(world.mirror, *COMPANY, *TREE[:-1], takes("S-1", None, None), feeds=ALL)
    shown = view(world)
    facts = {r.about: r.words for r in shown.blocks[1].rows}  # type: ignore[union-attr]
    assert (facts["All there"], facts["Because"].split(",")[0]) == ("nobody knows", "nobody knows when 6 S-1 come")
    assert shown.sections[2].lines[-1].tone == "bad"


def test_where_nothing_lacks_it_is_told_for_one_more(world: World) -> None:
    more = (replace(level(20, 15, SOUTH), rev="2"), replace(level(60, 110), rev="2"))
    take(world.mirror, *COMPANY, *TREE, *more, feeds=ALL)
    assert view(world).blocks[1].title == "One more than is free"  # type: ignore[union-attr]


def test_no_day_is_named_where_what_comes_was_not_read(world: World) -> None:
    read = tuple((ERP, name) for name in (*ERP_FEEDS, *MAKING) if name != "incoming")
    take(world.mirror, *COMPANY, *TREE, feeds=read)
    assert [s.name for s in view(world).sections] == ["comes", "waits"]
