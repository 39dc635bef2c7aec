"""Waiting for complete: on which day all of it can leave, which deliveries move there, and when there is nothing to wait for."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.case import DecisionState
from app.domain.dossier import GoodsDossier
from app.policy.verdict import Allowed, Denied
from app.rules.backorder import BACKORDER
from app.rules.split import SPLIT
from app.rules.together import first_day, planned
from tests.app.commands.orders import OMAR, REP, spec
from tests.app.commands.parts import decision
from tests.app.commands.test_late_deeds import late
from tests.app.commands.test_split_deeds import split_parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.world import NOW, day

WAIT = spec("wait_complete")
TODAY = NOW.date()


def two(**changes: Any) -> GoodsDossier:
    """30 pieces from North on day 1, which it has, and 50 on day 10, of which 20 lack until day 14."""
    deliveries = {
        "shipments": (g.shipment(planned=day(1)), g.shipment("8", planned=day(10))),
        "moves": (replace(g.move(30), planned=day(1)), g.move(50, "31", on="8")),
    }
    return g.waiting(**deliveries | changes)


def denied(at: Any) -> str:
    verdict = WAIT.check(at, OMAR, POLICY)
    assert isinstance(verdict, Denied)
    return verdict.reason


def test_both_deliveries_leave_on_the_day_on_which_the_last_piece_comes_and_nothing_is_wrong_then() -> None:
    at = late(two())
    (field,) = WAIT.asked(at)
    assert field.value == day(14).isoformat()
    (step,) = WAIT.plan(at, {"day": field.value}).steps
    assert (step.deed, step.body["revs"]) == ("reschedule", {"7": "r7", "8": "r8"})
    assert step.body["days"] == [
        {"shipment": "7", "from": day(1).isoformat(), "to": day(14).isoformat()},
        {"shipment": "8", "from": day(10).isoformat(), "to": day(14).isoformat()},
    ]
    assert step.undo is not None
    assert step.undo.body["days"] == [{"shipment": d["shipment"], "from": d["to"], "to": d["from"]} for d in step.body["days"]]
    view = WAIT.preview(at, OMAR, POLICY, {"day": field.value}, NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("SH-7, North leaves", day(1).isoformat(), day(14).isoformat()),
        ("SH-8, North leaves", day(10).isoformat(), day(14).isoformat()),
    ]
    assert "80 x V-1 Valve" in view.draft
    assert "all at once" in view.draft
    after = planned(two(), ("7", "8"), day(14))
    assert {type(v).__name__ for rule in (BACKORDER, SPLIT) for v in rule.judge(after, NOW).values()} == {"Silent"}


def test_a_day_before_all_of_it_is_there_is_not_taken_and_a_later_one_is() -> None:
    at = late(two())
    assert "Not all of it can leave before" in WAIT.preview(at, OMAR, POLICY, {"day": day(13).isoformat()}, NOW).problem
    assert not WAIT.preview(at, OMAR, POLICY, {"day": day(20).isoformat()}, NOW).problem


def test_whoever_is_promised_before_that_day_is_served_before() -> None:
    """A rival wants 40 on day 12: planned for day 14 the order stands behind it, so it waits for the purchase after the next."""
    rival = g.rival(40, planned=12)
    of = g.queued(two(incoming=(g.coming(), g.coming(40, 21, 21, "41"))), rival)
    assert first_day(of, ("7", "8"), day(10), TODAY) == day(21)
    assert first_day(g.queued(two(), rival), ("7", "8"), day(10), TODAY) is None, "the purchase on order is too small for both"


def test_a_split_order_waits_where_its_goods_lack_or_where_its_deliveries_are_apart() -> None:
    short = split_parts(replace(g.goods(), incoming=(g.coming(),)))
    (field,) = WAIT.asked(short)
    assert field.value == day(14).isoformat()
    assert isinstance(WAIT.check(short, OMAR, POLICY), Allowed), "one delivery, whose pieces could come from elsewhere"
    apart = split_parts(g.apart(), "far_apart")
    (step,) = WAIT.plan(apart, {"day": WAIT.asked(apart)[0].value}).steps
    assert step.body["days"] == [{"shipment": "7", "from": day(1).isoformat(), "to": day(7).isoformat()}], "8 leaves then anyway"


def test_nothing_is_waited_for_that_nobody_ordered_that_left_or_that_is_one_delivery() -> None:
    assert "nobody knows until when" in denied(late(two(incoming=())))
    assert "with 1" in denied(late(g.waiting()))
    for state in ("picked", "packed", "shipped", "done"):
        gone = (g.shipment(planned=day(1), state=state), g.shipment("8", planned=day(10)))
        finding = late(two()).finding
        assert f"SH-7 is {state} already" in denied(late(two(shipments=gone), finding=finding))


@pytest.mark.parametrize("feed", ["incoming", "stock", "moves"])
def test_what_was_not_read_is_not_decided(feed: str) -> None:
    unread = two(complete=g.FEEDS - {feed})
    assert "cannot be seen" in denied(late(unread, finding=late(two()).finding))


def test_an_order_manager_decides_and_a_rep_does_not() -> None:
    assert isinstance(WAIT.check(late(two()), OMAR, POLICY), Allowed)
    assert isinstance(WAIT.check(late(two()), REP, POLICY), Denied)


def test_it_is_taken_back_until_something_is_picked_and_what_was_seen_is_kept() -> None:
    before = late(two())
    plan = WAIT.plan(before, {"day": day(14).isoformat()})
    assert {(s.place, s.wanted) for s in plan.saw} == {("North", "30"), ("North", "50")}
    done = decision(before, OMAR, "wait_complete", plan, state=DecisionState.APPLIED)
    after = two(shipments=(g.shipment(planned=day(14)), g.shipment("8", planned=day(14))))
    assert WAIT.overtaken(late(after, finding=before.finding), done) is None
    picked = two(shipments=(g.shipment(planned=day(14), state="picked"), g.shipment("8", planned=day(14))))
    assert isinstance(WAIT.overtaken(late(picked, finding=before.finding), done), Denied)
