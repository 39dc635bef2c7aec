"""Deeds about appointments: what they offer, what they change and take back, what stops them, what the customer reads."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.commands import find, of_type
from app.commands.command import Spec
from app.domain.appointment import Kind, State
from app.domain.case import Decision, DecisionState
from app.domain.dossier import PanelParts
from app.domain.letter import canonical
from app.domain.steps import Plan
from app.errors import Refused
from app.policy.verdict import Allowed, Denied
from tests.app.commands.parts import REASON
from tests.app.commands.visits import clashing, parts
from tests.app.policy.test_matrix import CSR, POLICY, person
from tests.app.rules import goods_world as g
from tests.app.rules import visit_world as v
from tests.app.rules.world import NOW

READER = person("connector")
NAMES = ("move_appointment", "swap_resource", "decouple_install", "confirm_appointment", "cancel_appointment")


def spec(name: str) -> Spec:
    found = find(name)
    assert found is not None
    return found


def fields(name: str, of: PanelParts, **typed: str) -> dict[str, str]:
    """As the sheet opens, and what was typed."""
    return {**{f.name: f.value for f in spec(name).asked(of)}, **typed}


def shown(name: str, of: PanelParts, **typed: str) -> list[tuple[str, str, str]]:
    return [(e.field, e.before, e.after) for e in spec(name).effects_of(of, fields(name, of, **typed))]


def why_not(name: str, of: PanelParts) -> str:
    verdict = spec(name).check(of, CSR, POLICY)
    return verdict.reason if isinstance(verdict, Denied) else ""


def test_they_have_the_digits() -> None:
    keys = {s.name: s.key_in("schedule") for s in of_type("schedule")}
    assert [keys[name] for name in NAMES] == ["1", "2", "3", "4", "5"]


@pytest.mark.parametrize("name", NAMES)
def test_who_may(name: str) -> None:
    of = parts(v.dossier(v.visit(at=v.on(10), waits_for_goods=True), v.visit("B", at=v.on(9))))
    assert isinstance(spec(name).check(of, CSR, POLICY), Allowed)
    assert isinstance(spec(name).check(of, READER, POLICY), Denied)


def test_three_times_are_offered_and_the_first_is_chosen() -> None:
    (slot,) = spec("move_appointment").asked(parts())
    assert [words for _, words in slot.options] == [
        "Mon 1 Dec 09:30, Jon Falk",
        "Mon 1 Dec 11:30, Ines Weber",
        "Tue 2 Dec 08:00, Ines Weber",
    ]
    assert slot.value == slot.options[0][0]
    assert shown("move_appointment", parts()) == [
        ("starts", "Mon 1 Dec 10:00", "Mon 1 Dec 09:30"),
        ("resource", "Ines Weber", "Jon Falk"),
    ]


def test_a_move_carries_what_was_on_screen_and_how_to_take_it_back() -> None:
    of = parts()
    (step,) = spec("move_appointment").steps(of, fields("move_appointment", of))
    assert (step.source, step.deed, step.document, step.rev) == ("team", "set_appointment", "AP-A", "1")
    here, there = (
        {"starts": v.on(10).isoformat(), "resource": "ines"},
        {"starts": v.on(9, 30).isoformat(), "resource": "jon"},
    )
    assert (step.body["to"], step.body["was"]) == (there, None)
    assert step.undo is not None
    assert (step.undo.rev, step.undo.body["to"], step.undo.body["was"]) == (None, here, there)


def test_moving_what_the_customer_agreed_to_needs_their_word() -> None:
    of = parts(v.dossier(v.visit(at=v.on(9), state="confirmed", skills=("welding",))))
    move = spec("move_appointment")
    assert [f.name for f in move.asked(of)] == ["slot", "consent"]
    assert "Agreed by" in move.problem(fields("move_appointment", of), NOW, move.asked(of))
    agreed = fields("move_appointment", of, consent="Mr Berg by telephone")
    assert move.problem(agreed, NOW, move.asked(of)) == ""
    assert ("agreed for the customer", "Mr Berg", "Mr Berg by telephone") in shown("move_appointment", of, **agreed)


def test_no_time_says_which_rule_kept_them_out() -> None:
    of = parts(v.dossier(v.visit(waits_for_goods=True), goods=g.waiting(incoming=())))
    assert why_not("move_appointment", of).startswith("No time within two weeks: goods come after the appointment")
    unknown = parts(
        v.dossier(v.visit(skills=("welding",), waits_for_goods=True), goods=g.waiting(complete=g.FEEDS - {"incoming"}))
    )
    assert "cannot be seen when it could be" in why_not("move_appointment", unknown)


def test_only_who_has_the_skill_stands_in() -> None:
    of = parts(v.dossier(v.visit(at=v.on(10), skills=("lift",)), v.visit("B", at=v.on(9))))
    assert why_not("swap_resource", of) == "Nobody else with lift is free then"
    able = parts()
    assert [words for _, words in spec("swap_resource").asked(able)[0].options] == ["Jon Falk"]
    assert shown("swap_resource", able) == [("resource", "Ines Weber", "Jon Falk")]


def test_an_installation_can_do_without_the_delivery() -> None:
    late = parts(v.dossier(v.visit(after="B", waits_for_goods=True), v.visit("B", at=v.on(9, days=8), resource="jon")))
    assert shown("decouple_install", late, reason=REASON) == [("waits for", "the delivery and its goods", "nothing")]
    assert why_not("decouple_install", parts()) == "It waits for no delivery"
    brings = parts(v.dossier(v.visit(kind=Kind.DELIVERY, waits_for_goods=True, skills=("welding",))))
    assert why_not("decouple_install", brings) == "A delivery cannot do without its goods"


def test_who_agreed_is_written_down() -> None:
    of = parts(v.dossier(v.visit(at=v.on(9, days=1))))
    assert shown("confirm_appointment", of, consent="Ms Lund") == [
        ("state", "proposed", "confirmed"),
        ("agreed for the customer", "", "Ms Lund"),
    ]
    agreed = parts(v.dossier(v.visit(state="confirmed", skills=("welding",))))
    assert why_not("confirm_appointment", agreed) == "Mr Berg agreed already"


def test_cancelled_is_free_again() -> None:
    of = parts()
    told = spec("cancel_appointment").facts_of(of, CSR, POLICY, {"reason": REASON}, NOW.date())
    assert told[0] == ("Free again", "Ines Weber, Mon 1 Dec 10:00, 120 min", "ok")
    assert shown("cancel_appointment", of, reason=REASON) == [("state", "proposed", "cancelled")]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_is_decided_about_what_is_over(name: str) -> None:
    cancelled = clashing()
    assert cancelled.appointment is not None
    over = replace(cancelled, appointment=replace(cancelled.appointment, state=State.CANCELLED))
    assert why_not(name, replace(parts(), visit=over)) == "AP-A is cancelled already"
    assert why_not(name, parts(v.dossier(v.visit()))) == "It is judged again in a moment"


def decided(of: PanelParts) -> Decision:
    plan = Plan("move_appointment", spec("move_appointment").steps(of, fields("move_appointment", of)))
    payload, sha = canonical(plan.payload())
    base: dict[str, Any] = {"amount": None, "currency": None, "permit_until": None, "approver_role": None, "words": None}
    return Decision(
        id="d1", case_id="case-1", spell=1, slot="outcome", deed="move_appointment", payload=payload, sha256=sha, actor=CSR.id, fence=1,
        state=DecisionState.APPLIED, at=NOW, approvers_needed=0, approved_by=(), **base,
    )  # fmt: skip


def test_it_is_taken_back_only_while_nobody_changed_it_since() -> None:
    of = parts()
    done = decided(of)
    after = v.dossier(v.visit(at=v.on(9, 30), resource="jon", rev=2))
    assert spec("move_appointment").overtaken(parts(after), done) is None
    since = v.dossier(v.visit(at=v.on(12), resource="jon", rev=3))
    assert spec("move_appointment").overtaken(parts(since), done) == Denied("It was changed again since; it stays as it is")


def test_the_customer_reads_it_in_their_language() -> None:
    of = parts()
    english = spec("move_appointment").draft_of(of, fields("move_appointment", of))
    assert "We propose 1 December 2025 at 09:30" in english
    assert of.visit is not None
    assert of.visit.goods.customer is not None
    german = replace(of.visit, goods=replace(of.visit.goods, customer=replace(of.visit.goods.customer, country="DE")))
    told = spec("cancel_appointment").draft_of(replace(of, visit=german), {"reason": REASON})
    assert "am 1. Dezember 2025 um 10:00 Uhr findet nicht statt" in told
    assert "Ines" not in english + told, "no names of colleagues"


def test_a_time_that_is_none_is_refused() -> None:
    with pytest.raises(Refused, match="Choose one of the times"):
        spec("move_appointment").steps(parts(), {"slot": ""})
