"""Deeds about leaving goods: who may, what is sent, how it is taken back, and what is foreseen in the words of the receipt."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands.command import Spec
from app.domain.case import DecisionState
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.policy.verdict import Allowed, Denied
from app.rules.split import SPLIT
from tests.app.commands.orders import EVERYBODY, OMAR, REP, spec
from tests.app.commands.parts import case, decision, parts, row
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.world import NOW, eur

RESPLIT, MERGE, ACCEPT = (spec(name) for name in ("resplit", "merge_deliveries", "accept_split"))
MOVED = {"moves": "20:7>+5=20"}


def split_parts(of: GoodsDossier, cause: str = "short_here", **changes: Any) -> PanelParts:
    verdict = SPLIT.judge(of, NOW).get((of.ref, cause))
    found = None
    if isinstance(verdict, Fires):
        found = Finding(fingerprint("split", of.ref, cause), "case-1", "split", of.ref, "3", "SO-1", verdict, 1, NOW)
    base = replace(
        parts(),
        row=row(number="SO-1", amount=eur(300), over=None),
        case=case(type="split"),
        finding=found,
        sale=of.sale,
        lines=of.lines,
        people=EVERYBODY,
        goods=of,
    )
    return replace(base, **changes)


def test_an_order_manager_moves_pieces_and_a_rep_does_not() -> None:
    at = split_parts(g.goods())
    assert isinstance(RESPLIT.check(at, OMAR, POLICY), Allowed)
    assert isinstance(RESPLIT.check(at, REP, POLICY), Denied)
    view = RESPLIT.preview(at, OMAR, POLICY, MOVED, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("V-1 in SH-7, North", "80", "60"),
        ("V-1 in a new delivery, South", "0", "20"),
    ]
    assert ("Deliveries", "2, was 1", "text.1") in view.facts
    assert ("Covered by stock", "80 pieces, none lost", "ok") in view.facts


def test_the_step_says_what_moves_and_its_undo_moves_it_back() -> None:
    (step,) = RESPLIT.plan(split_parts(g.goods()), MOVED).steps
    assert step.undo is not None
    assert step.body["moves"] == [{"line": "20", "from": "7", "to": "+5", "quantity": "20"}]
    assert step.undo.body["moves"] == [{"line": "20", "from": "+5", "to": "7", "quantity": "20"}]
    assert step.body["revs"] == {"7": "r7"}
    assert step.undo.body["of"] == step.body["mark"]
    assert step.undo.body["before"] == [["20", "7", "60"], ["20", "+5", "20"]]
    assert RESPLIT.plan(split_parts(g.goods()), MOVED).steps == (step,), "asked again, the same letter"


@pytest.mark.parametrize(
    ("moves", "says"),
    [("", "press O"), ("20:7>+5=60", "South has 50 free"), ("20:8>+5=1", "has changed"), ("20:7>+5=x", "not moves")],
)
def test_what_cannot_be_is_said_beside_the_field(moves: str, says: str) -> None:
    view = RESPLIT.preview(split_parts(g.goods()), OMAR, POLICY, {"moves": moves}, NOW)
    assert says in view.problem
    assert not view.effects


def test_three_ways_are_proposed_and_each_of_them_can_be_taken() -> None:
    at = split_parts(g.goods())
    (field,) = RESPLIT.asked(at)
    assert [words.split(":")[0] for _, words in field.options] == ["Cheapest", "Fastest", "Fewest deliveries"]
    for text, _ in field.options:
        assert not RESPLIT.preview(at, OMAR, POLICY, {"moves": text}, NOW).problem


def test_deliveries_merge_where_one_can_take_the_other_up() -> None:
    at = split_parts(g.apart(), "far_apart")
    (field,) = MERGE.asked(at)
    assert [value for value, _ in field.options] == ["7>8", "8>7"]
    (step,) = MERGE.plan(at, {"pair": "8>7"}).steps
    assert step.body["moves"] == [{"line": "20", "from": "8", "to": "7", "quantity": "50"}]
    assert isinstance(MERGE.check(split_parts(g.goods()), OMAR, POLICY), Denied)


def test_a_rep_accepts_that_it_comes_in_two_but_not_that_something_lacks() -> None:
    assert isinstance(ACCEPT.check(split_parts(g.apart(), "far_apart"), REP, POLICY), Allowed)
    assert isinstance(ACCEPT.check(split_parts(g.goods()), REP, POLICY), Denied)
    plan = ACCEPT.plan(split_parts(g.apart(), "far_apart"), {"reason": "They asked for the rest later"})
    assert plan.accepts
    assert plan.steps[0].deed == "note"


@pytest.mark.parametrize("deed", [RESPLIT, MERGE, ACCEPT], ids=lambda s: s.name)
def test_nothing_is_moved_that_is_picked_unread_or_settled(deed: Spec) -> None:
    picked = g.goods(shipments=(g.shipment(state="picked"),))
    finding = split_parts(g.goods()).finding
    for of in (picked, g.goods(complete=g.FEEDS - {"stock"}), g.goods(moves=())):
        assert isinstance(deed.check(split_parts(of, finding=finding), OMAR, POLICY), Denied)
    assert isinstance(deed.check(split_parts(g.goods(), finding=None), OMAR, POLICY), Denied)


def test_it_is_taken_back_until_something_of_it_is_picked() -> None:
    before = split_parts(g.goods())
    done = decision(before, OMAR, "resplit", RESPLIT.plan(before, MOVED), state=DecisionState.APPLIED)
    two = (g.shipment(), g.shipment("9", at=g.SOUTH))
    moves = (g.move(60), g.move(20, "31", on="9"))
    after = g.goods(shipments=two, moves=moves, levels=(g.level(g.NORTH, 60, 0), g.level(g.SOUTH, 50, 30)))
    assert RESPLIT.overtaken(split_parts(after), done) is None
    gone = replace(after, shipments=(two[0], replace(two[1], state="picked")))
    assert isinstance(RESPLIT.overtaken(split_parts(gone), done), Denied)
