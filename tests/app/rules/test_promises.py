"""One shortage, measured once: what another warehouse has is a matter of splitting, the rest a backorder or a delay."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest

from app.domain.finding import Fires, Silent
from app.domain.promise import Demand, Queue
from app.rules.backorder import BACKORDER
from app.rules.delay import DELAY
from app.rules.promises import leaving
from app.rules.rule import GoodsRule
from app.rules.split import SPLIT
from tests.app.rules import goods_world as g
from tests.app.rules.world import NOW, day


def verdict(rule: GoodsRule, of: g.GoodsDossier, cause: str) -> object:
    return rule.judge(of, NOW)[g.SALE, cause]


def shorts(rule: GoodsRule, of: g.GoodsDossier, cause: str) -> list[str]:
    found = verdict(rule, of, cause)
    return [str(f["short"]) for f in found.faults] if isinstance(found, Fires) else []


@pytest.mark.parametrize(
    ("free", "promised", "split", "backorder", "delay"),
    [(0, 14, [], ["20"], []), (5, 14, ["20"], ["15"], []), (5, 9, ["20"], [], ["15"]), (20, 14, ["20"], [], [])],
)
def test_what_no_warehouse_has_remains(
    free: int, promised: int, split: list[str], backorder: list[str], delay: list[str]
) -> None:
    of = g.waiting(levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, free, free)), incoming=(g.coming(promised=promised),))
    assert shorts(SPLIT, of, "short_here") == split
    assert shorts(BACKORDER, of, "short") == backorder
    assert shorts(DELAY, of, "purchase") == delay


def test_no_free_piece_is_named_twice() -> None:
    """Two deliveries from North are short of 20 and 50; South has 30."""
    of = g.waiting(
        shipments=(g.shipment(), g.shipment("8")),
        moves=(g.move(80), g.move(50, "31", on="8")),
        levels=(g.level(g.NORTH, 60, -70), g.level(g.SOUTH, 30, 30)),
        incoming=(),
    )
    known = leaving(of, NOW).promises
    assert [(p.missing, dict(p.elsewhere), p.short) for p in known] == [(20, {"South": 30}, 0), (50, {"South": 10}, 40)]


def test_what_comes_in_time_is_not_short_here() -> None:
    of = g.waiting(levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 50, 50)), incoming=(g.coming(planned=9),))
    assert isinstance(verdict(SPLIT, of, "short_here"), Silent)


def test_whoever_is_promised_it_first_is_not_short_here() -> None:
    """All plans together are more than there is; a later one is the one that waits."""
    mine = g.waiting(levels=(g.level(g.NORTH, 80, -40), g.level(g.SOUTH, 50, 50)), incoming=())
    assert shorts(SPLIT, g.queued(mine, g.rival(40, planned=12)), "short_here") == []
    assert shorts(SPLIT, g.queued(mine, g.rival(40, planned=9)), "short_here") == ["40"]


@pytest.mark.parametrize(
    ("of", "said"),
    [
        (g.waiting(incoming=(g.coming(planned=10),)), "all of it can leave on the day that was promised"),
        (g.waiting(levels=(g.level(g.NORTH, 60, 30), g.level(g.SOUTH, 20, 20))), "another warehouse has what is short"),
        (g.waiting(incoming=(g.coming(promised=9),)), "it is delayed"),
    ],
)
def test_why_it_is_no_backorder_is_said_as_it_is(of: g.GoodsDossier, said: str) -> None:
    found = verdict(BACKORDER, of, "short")
    assert isinstance(found, Silent)
    assert said in found.why


def test_units_are_compared_in_one() -> None:
    """Ten dozen on order, sixty pieces in stock: five dozen are short; of 31 pieces elsewhere two dozen can be sent."""
    ten = g.by_the_dozen(10)
    assert shorts(BACKORDER, ten, "short") == ["5"]
    of = replace(ten, levels=(g.level(g.NORTH, 60, -60), g.level(g.SOUTH, 31, 31)))
    (promise,) = leaving(of, NOW).promises
    assert (promise.missing, promise.elsewhere, promise.short) == (5, {"South": Decimal(2)}, 3)
    kept = replace(of, sale=replace(g.UNDER_WAY, ship_date=day(20)), incoming=(g.coming(60),))
    assert shorts(SPLIT, kept, "short_here") == []


def test_what_the_erp_holds_for_a_delivery_is_its_own_and_only_that() -> None:
    """A rival is promised the goods first; 50 of the 80 pieces are assigned already, though the shipment still waits."""
    moves = (g.move(50, state="assigned"), g.move(30, "31"))
    queue = Queue.of([Demand("30", Decimal(50), day(10), reserved=True), Demand("31", Decimal(30), day(10)), g.rival(40)])
    levels = (g.level(g.NORTH, 60, -60), g.level(g.SOUTH, 0, 0))
    of = g.goods(moves=moves, levels=levels, queues={("7", g.NORTH): queue}, incoming=())
    [promise] = leaving(of, NOW).promises
    assert (promise.cover.there, promise.cover.ahead, promise.missing) == (50, 40, 30)
    whole = g.goods(moves=(g.move(state="assigned"),), levels=(g.level(g.NORTH, 80, 0), levels[1]), incoming=())
    queue = Queue.of([Demand("30", Decimal(80), day(10), reserved=True), g.rival(40)])
    [promise] = leaving(replace(whole, queues={("7", g.NORTH): queue}), NOW).promises
    assert (promise.cover.there, promise.missing) == (80, 0)
