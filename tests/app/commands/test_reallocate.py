"""Goods of another order: whose there are, when that one could leave then, what is sent, and who has to agree."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.case import DecisionState
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.promise import Demand, Queue
from app.policy.gate import gate_approval, gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from tests.app.commands.orders import OMAR, REP, spec
from tests.app.commands.parts import decision
from tests.app.commands.test_late_deeds import late
from tests.app.policy.test_matrix import DIRECTOR, POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.world import NOW, day

REALLOCATE = spec("reallocate")


def aside(pieces: int = 60, planned: int = 1, n: str = "9", **changes: Any) -> Demand:
    """Laid aside for SH-9 of SO-9."""
    base = Demand(
        f"1{n}", Decimal(pieces), day(planned), True, n, f"SO-{n}", "Borealis", "C0009", n, f"SH-{n}", "assigned", f"r{n}"
    )
    return replace(base, **changes)


def short(*rivals: Demand, on_hand: int = 90, **changes: Any) -> GoodsDossier:
    """80 pieces wanted on day 10; North has 90, of which others have what they have; 50 come on day 14."""
    base = g.waiting(levels=(g.level(g.NORTH, on_hand, 0), g.level(g.SOUTH, 0, 0)), **changes)
    [(place, queue)] = g.queued(base, *rivals).queues.items()
    return replace(base, queues={place: Queue.of(d if d.number else replace(d, shipment="7") for d in queue.demands)})


def at(*rivals: Demand, **changes: Any) -> PanelParts:
    return late(short(*rivals, **changes))


def chosen(parts: PanelParts) -> dict[str, str]:
    return {f.name: f.value for f in REALLOCATE.asked(parts)} | {"reason": "Their line stands still"}


def denied(parts: PanelParts) -> str:
    verdict = REALLOCATE.check(parts, OMAR, POLICY)
    assert isinstance(verdict, Denied)
    return verdict.reason


def test_both_deliveries_are_named_with_what_was_on_screen_and_the_undo_gives_back() -> None:
    parts = at(aside())
    assert isinstance(REALLOCATE.check(parts, OMAR, POLICY), Allowed)
    (step,) = REALLOCATE.plan(parts, chosen(parts)).steps
    assert (step.deed, step.body["donor"], step.body["taker"]) == ("lay_aside", "9", "7")
    assert step.body["revs"] == {"9": "r9", "7": "r7"}
    assert step.undo is not None
    assert (step.undo.body["donor"], step.undo.body["taker"], step.undo.body["revs"]) == ("7", "9", {})
    view = REALLOCATE.preview(parts, OMAR, POLICY, chosen(parts), NOW)
    assert [(e.field, e.before, e.after) for e in view.effects] == [
        ("SH-9 of SO-9 is", "assigned", "waiting"),
        ("SH-7 of SO-1 is", "waiting", "assigned"),
    ]
    assert ("SH-7", "80 V-1, laid aside", "ok") in view.facts


def test_it_says_when_the_donor_could_leave_then_and_asks_those_first_who_lose_nothing() -> None:
    loses, keeps = aside(planned=1), aside(planned=20, n="8")
    parts = at(aside(planned=1))
    assert REALLOCATE.asked(parts)[0].options[0][1].endswith("then Mon 8 Dec")
    both = late(short(loses, keeps, on_hand=150))
    assert [key for key, _ in REALLOCATE.asked(both)[0].options] == ["7<8", "7<9"]
    assert REALLOCATE.asked(both)[0].options[0][1].endswith("and still does")
    nobody = at(aside(planned=1), incoming=(g.coming(20),))
    assert REALLOCATE.asked(nobody)[0].options[0][1].endswith("then nobody knows when")


def test_whose_goods_are_not_enough_or_not_laid_aside_or_picked_is_no_donor() -> None:
    for rival in (aside(5), aside(state="picked"), aside(state="waiting", reserved=False), aside(sale="1")):
        assert "as much lie aside" in denied(at(rival, on_hand=60))
    assert "as much lie aside" in denied(at(aside(40), aside(40, n="8"))), "each has too little"


def test_a_key_account_gives_only_when_a_second_person_agrees_and_is_proposed_last() -> None:
    key = aside(party="C0036", planned=20)
    parts = at(key)
    verdict = REALLOCATE.check(parts, OMAR, POLICY)
    assert isinstance(verdict, NeedsApproval)
    assert gate(parts)["key_account"] is True
    both = late(short(key, aside(planned=1, n="8"), on_hand=150))
    assert [k for k, _ in REALLOCATE.asked(both)[0].options] == ["7<8", "7<9"]
    assert isinstance(REALLOCATE.check(both, OMAR, POLICY), Allowed)
    assert REALLOCATE.preview(both, OMAR, POLICY, {"donor": "7<9"}, NOW).verdict == "approval"
    assert REALLOCATE.preview(both, OMAR, POLICY, {"donor": "7<8"}, NOW).verdict == "may"


def gate(parts: PanelParts) -> dict[str, Any]:
    return dict(REALLOCATE.gate(parts, chosen(parts)) or {})


@pytest.mark.parametrize("price", ["0", "0.01", "2"])
def test_what_the_goods_are_worth_does_not_decide_whether_one_person_gives_away_a_key_account_s(price: str) -> None:
    parts = at(aside(party="C0036", planned=20))
    free = replace(parts, lines=tuple(replace(x, unit_price=Decimal(price)) for x in parts.lines))
    assert isinstance(REALLOCATE.check(free, OMAR, POLICY), NeedsApproval)
    payload = REALLOCATE.plan(free, chosen(free)).payload()
    assert isinstance(gate_policy(POLICY, OMAR, "reallocate", payload), NeedsApproval)
    assert isinstance(gate_policy(POLICY, OMAR, "reallocate", payload, [DIRECTOR]), Allowed)


def test_a_decision_that_does_not_say_whose_goods_they_are_is_not_let_through() -> None:
    parts = at(aside())
    payload = REALLOCATE.plan(parts, chosen(parts)).payload()
    for said in ({}, {"key_account": 0}, {"key_account": None}):
        facts = {k: v for k, v in gate(parts).items() if k != "key_account"} | said
        assert isinstance(gate_policy(POLICY, OMAR, "reallocate", payload | {"gate": facts}), Denied)


def test_who_keyed_the_order_does_not_agree_to_giving_it_a_key_account_s_goods() -> None:
    parts = at(aside(party="C0036", planned=20))
    keyed = gate(parts) | {"created_by": "fiona", "source": "tryton"}
    payload = REALLOCATE.plan(parts, chosen(parts)).payload() | {"gate": keyed}
    fiona = replace(DIRECTOR, logins=(("tryton", "fiona"),))
    assert isinstance(gate_approval(POLICY, fiona, OMAR, "reallocate", payload), Denied)
    assert isinstance(gate_approval(POLICY, replace(fiona, logins=(("tryton", "else"),)), OMAR, "reallocate", payload), Allowed)


def test_a_customer_of_another_erp_with_the_number_of_a_key_account_is_none() -> None:
    of = short(aside(party="C0036", planned=20))
    parts = late(replace(of, ref=replace(of.ref, source="tryton-works")))
    assert isinstance(REALLOCATE.check(parts, OMAR, POLICY), Allowed)
    assert not REALLOCATE.gate(parts, chosen(parts))["key_account"]
    assert "key account" not in REALLOCATE.asked(parts)[0].options[0][1]
    assert ("Key account", "No", "text.1") in REALLOCATE.preview(parts, OMAR, POLICY, chosen(parts), NOW).facts


def test_a_rep_gives_nothing_away_and_nothing_is_decided_unread() -> None:
    assert isinstance(REALLOCATE.check(at(aside()), REP, POLICY), Denied)
    unread = late(short(aside(), complete=g.FEEDS - {"stock"}), finding=at(aside()).finding)
    assert "cannot be seen" in denied(unread)


def test_it_is_given_back_until_it_is_picked() -> None:
    before = at(aside())
    done = decision(before, OMAR, "reallocate", REALLOCATE.plan(before, chosen(before)), state=DecisionState.APPLIED)
    for state, stays in (("assigned", False), ("picked", True), ("waiting", True)):
        after = late(short(aside(), shipments=(g.shipment(state=state),)), finding=before.finding)
        assert isinstance(REALLOCATE.overtaken(after, done), Denied) is stays
        back = spec("take_back").check(replace(after, decisions=(done,)), OMAR, POLICY)
        assert isinstance(back, Denied) is stays, "who gave them gives them back without a second person"
