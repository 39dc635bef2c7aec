"""Deeds about goods that come too late: who may, what is sent, what cannot be promised, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.case import DecisionState
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.finding import Finding, Fires, fingerprint
from app.domain.letter import canonical
from app.domain.steps import read
from app.panels import story
from app.policy.verdict import Allowed, Denied
from app.rules.backorder import BACKORDER
from app.rules.delay import DELAY
from tests.app.commands.orders import EVERYBODY, OMAR, REP, spec
from tests.app.commands.parts import case, decision, parts, row
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.world import NOW, day, eur

PROMISE, REST, CANCEL, ACCEPT = (spec(name) for name in ("promise_date", "ship_rest_later", "cancel_rest", "accept_delay"))
SLIPPED = g.waiting(incoming=(g.coming(promised=9),))


def late(of: GoodsDossier, cause: str = "short", **changes: Any) -> PanelParts:
    rule: Any = BACKORDER if cause == "short" else DELAY
    verdict = rule.judge(of, NOW).get((of.ref, cause))
    found = None
    if isinstance(verdict, Fires):
        found = Finding(fingerprint(rule.type, of.ref, cause), "case-1", rule.type, of.ref, "3", "SO-1", verdict, 1, NOW)
    base = replace(
        parts(),
        row=row(number="SO-1", amount=eur(300), over=None),
        case=case(type=rule.type),
        finding=found,
        sale=of.sale,
        lines=of.lines,
        people=EVERYBODY,
        goods=of,
    )
    return replace(base, **changes)


def test_what_was_seen_of_availability_is_kept_with_the_promise_and_told_in_the_history() -> None:
    at = late(g.waiting())
    plan = PROMISE.plan(at, {"day": day(14).isoformat()})
    (saw,) = plan.saw
    assert (saw.sku, saw.place, saw.on_hand, saw.wanted, saw.available, saw.by) == (
        *("V-1", "North", "60", "80", "60"), day(14).isoformat(),
    )  # fmt: skip
    assert (saw.source, saw.asof) == (g.ERP, NOW.isoformat())
    assert read(canonical(plan.payload())[0]).saw == plan.saw
    done = decision(at, OMAR, "promise_date", plan, state=DecisionState.APPLIED)
    told = [e.text for e in story.history(replace(at, decisions=(done,)), NOW, "Found")]
    assert any(
        t.startswith("V-1 at North, as it was seen: 60 on hand, 60 of 80 available, all by") and "ERP as of" in t for t in told
    )


def test_a_new_day_is_proposed_and_never_one_before_the_goods_come() -> None:
    at = late(g.waiting())
    (field,) = PROMISE.asked(at)
    assert field.value == day(14).isoformat()
    (step,) = PROMISE.plan(at, {"day": field.value}).steps
    assert step.deed == "reschedule"
    assert step.body["days"] == [{"shipment": "7", "from": day(10).isoformat(), "to": day(14).isoformat()}]
    assert step.body["revs"] == {"7": "r7"}
    assert step.undo is not None
    assert step.undo.body["days"] == [{"shipment": "7", "from": day(14).isoformat(), "to": day(10).isoformat()}]
    assert "Not all of it is there" in PROMISE.preview(at, OMAR, POLICY, {"day": day(13).isoformat()}, NOW).problem
    view = PROMISE.preview(at, OMAR, POLICY, {"day": field.value}, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("SH-7, North leaves", day(10).isoformat(), day(14).isoformat())
    ]
    assert "20 x V-1 Valve" in view.draft


def test_what_nobody_ordered_is_not_promised_and_not_taken_apart() -> None:
    at = late(g.waiting(incoming=()))
    for deed in (PROMISE, REST):
        verdict = deed.check(at, OMAR, POLICY)
        assert isinstance(verdict, Denied)
        assert "Nothing on order covers" in verdict.reason


def test_what_is_there_leaves_and_the_rest_gets_a_day_of_its_own() -> None:
    at = late(g.waiting())
    (step,) = REST.plan(at, {}).steps
    assert step.body["moves"] == [{"line": "20", "from": "7", "to": "+4", "quantity": "20"}]
    assert step.body["planned"] == {"+4": day(14).isoformat()}
    assert step.undo is not None
    assert step.undo.body["moves"] == [{"line": "20", "from": "+4", "to": "7", "quantity": "20"}]
    view = REST.preview(at, OMAR, POLICY, {}, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("V-1 in SH-7, North", "80", "60"),
        ("V-1 in a new delivery, North", "0", "20"),
    ]
    assert ("Leaves as promised", "60 of 80 pieces", "ok") in view.facts
    empty = g.waiting(levels=(g.level(g.NORTH, 0, -30),), incoming=(g.coming(100),))
    assert isinstance(REST.check(late(empty), OMAR, POLICY), Denied), "nothing of it is there"


def test_what_lacks_is_cancelled_within_the_authority_over_its_value() -> None:
    at = late(g.waiting(incoming=()))
    (step,) = CANCEL.plan(at, {"reason": "They need no more than that"}).steps
    assert (step.deed, step.rev) == ("amend_lines", g.UNDER_WAY.rev)
    assert step.body["lines"] == [{"line": "20", "from": "80", "to": "60"}]
    assert step.undo is not None
    assert step.undo.body["lines"] == [{"line": "20", "from": "60", "to": "80"}]
    view = CANCEL.preview(at, OMAR, POLICY, {"reason": "They need no more than that"}, NOW)
    assert next((e.field, e.before, e.after) for e in view.effects) == ("V-1 ordered", "80", "60")
    assert ("Cancelled", "20 pieces, 40.00 EUR net", "warn") in view.facts
    assert CANCEL.gate(at, {})["value"] == [4000, "EUR"]
    assert isinstance(CANCEL.check(at, REP, POLICY), Denied)
    nothing = late(g.waiting(incoming=(), levels=(g.level(g.NORTH, 0, -80), g.level(g.SOUTH, 0, 0))))
    verdict = CANCEL.check(nothing, OMAR, POLICY)
    assert isinstance(verdict, Denied)
    assert "Nothing of it would be left" in verdict.reason


def test_an_order_manager_promises_and_a_rep_accepts() -> None:
    assert isinstance(PROMISE.check(late(g.waiting()), OMAR, POLICY), Allowed)
    assert isinstance(PROMISE.check(late(g.waiting()), REP, POLICY), Denied)
    assert isinstance(ACCEPT.check(late(SLIPPED, "purchase"), REP, POLICY), Allowed)
    assert ACCEPT.plan(late(SLIPPED, "purchase"), {"reason": "They do not mind a week"}).accepts


def test_a_promise_that_was_kept_in_words_is_let_be_until_the_supplier_says_another_day() -> None:
    before, after = late(SLIPPED, "purchase"), late(replace(SLIPPED, shipments=(g.shipment(planned=day(12)),)), "purchase")
    other = late(g.waiting(incoming=(g.coming(planned=16, promised=9),)), "purchase")
    assert before.finding is not None
    assert after.finding is not None
    assert other.finding is not None
    assert before.finding.verdict.basis == after.finding.verdict.basis
    assert before.finding.verdict.basis != other.finding.verdict.basis


def test_what_has_left_keeps_its_day_and_the_promise_is_noted() -> None:
    at = late(g.there(-6, state="shipped"), "carrier")
    (step,) = PROMISE.plan(at, {"day": day(2).isoformat()}).steps
    assert step.deed == "note"
    assert f"SH-7 is late; {day(2).isoformat()} was promised" in str(step.body["text"])


@pytest.mark.parametrize("deed", [PROMISE, REST, CANCEL, ACCEPT], ids=lambda s: s.name)
def test_nothing_is_decided_that_is_unread_or_settled(deed: Any) -> None:
    cause = "purchase" if deed is ACCEPT else "short"
    of = SLIPPED if deed is ACCEPT else g.waiting()
    finding = late(of, cause).finding
    for unread in (replace(of, complete=g.FEEDS - {"incoming"}), replace(of, complete=g.FEEDS - {"stock"})):
        assert isinstance(deed.check(late(unread, cause, finding=finding), OMAR, POLICY), Denied)
    assert isinstance(deed.check(late(of, cause, finding=None, case=case(type="delay")), OMAR, POLICY), Denied)


def test_a_day_is_taken_back_until_it_is_picked_or_planned_anew() -> None:
    before = late(g.waiting())
    done = decision(before, OMAR, "promise_date", PROMISE.plan(before, {"day": day(14).isoformat()}), state=DecisionState.APPLIED)
    moved = g.waiting(shipments=(g.shipment(planned=day(14)),))
    assert PROMISE.overtaken(late(moved, finding=before.finding), done) is None
    for since in (g.shipment(planned=day(15)), g.shipment(planned=day(14), state="picked")):
        assert isinstance(PROMISE.overtaken(late(replace(moved, shipments=(since,)), finding=before.finding), done), Denied)


def test_where_nobody_knows_a_day_none_is_proposed_and_none_before_the_planned_one_is_taken() -> None:
    """The purchase is overdue: what it brings comes nobody knows when."""
    at = late(g.waiting(incoming=(g.coming(planned=-2, promised=9),)), "purchase")
    assert at.finding is not None
    (field,) = PROMISE.asked(at)
    assert field.value == ""
    for early in (day(1), day(10)):
        assert "a new date lies after that" in PROMISE.preview(at, OMAR, POLICY, {"day": early.isoformat()}, NOW).problem
    view = PROMISE.preview(at, OMAR, POLICY, {"day": day(20).isoformat()}, NOW)
    assert not view.problem
    assert "14 December 2025" in view.draft


def test_what_is_gone_already_does_not_count_as_being_there() -> None:
    """Thirty left; the delivery that is short has none of its fifty."""
    done = (replace(g.shipment("6", state="done"), effective=day(-1)), g.shipment())
    moves = (g.move(30, "29", on="6", state="done"), g.move(50))
    of = g.waiting(shipments=done, moves=moves, levels=(g.level(g.NORTH, 0, -50),))
    verdict = REST.check(late(of), OMAR, POLICY)
    assert isinstance(verdict, Denied)
    assert "Nothing of it is there" in verdict.reason
