"""The deeds as a set: order, keys, icons, slots, authority; each answers in words, whatever the case looks like."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands import COMMANDS, of_type
from app.commands.command import Spec
from app.commands.wording import WORDING
from app.connectors.tryton.deeds import DEEDS
from app.domain.case import DecisionState
from app.domain.dossier import PanelParts
from app.domain.letter import LetterState
from app.domain.order import OrderState
from app.domain.person import Person
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import RULES
from tests.app.commands.parts import PEOPLE, decision, letter, parts, row
from tests.app.policy.test_matrix import POLICY
from tests.app.rules.world import NOW, confirmed, dossier, sale, standing

WAITING = parts()
BARE = replace(parts(), sale=None, finding=None, dossier=replace(parts().dossier, standing=None, customer=None, sales=()))
STATES: dict[str, PanelParts] = {
    "held": parts(),
    "not held": parts(dossier(sale(1, 10))),
    "nothing readable": BARE,
    "expired": parts(dossier(sale(1, 1300, expires_on=NOW.date() - timedelta(days=1)))),
    "shipped past": parts(dossier(confirmed(1, 300, ships_on_order=False), at=standing(1300, 1000))),
    "dunned": parts(dossier(sale(1, 10), at=standing(0, 1000, dunning_block="Level 3"))),
    "limit gone": replace(parts(), dossier=replace(parts().dossier, standing=None)),
    "waits": replace(WAITING, decisions=(decision(WAITING),)),
    "unknown": replace(WAITING, decisions=(decision(WAITING, state=DecisionState.UNKNOWN),)),
    "parked": replace(WAITING, decisions=(decision(WAITING, state=DecisionState.PARKED),)),
    "sent": replace(WAITING, decisions=(decision(WAITING, approvers_needed=0),)),
    "asker left the team": replace(WAITING, decisions=(decision(WAITING, actor=Person("gone", "G", frozenset())),)),
    "letter": replace(WAITING, letters=(letter(WAITING, state=LetterState.SENDING),)),
    "provisional": replace(parts(), case=None, row=row(provisional=True)),
    **{state: parts(row=row(state=state, outcome="released")) for state in ("resolved", "declined", "cleared", "duplicate")},
}


def test_the_action_bar_is_in_the_order_people_learn() -> None:
    names = "release_hold raise_limit reject_order escalate recheck claim note snooze approve decline_approval take_back"
    assert [spec.name for spec in of_type("credit")] == names.split()
    assert [spec.key_in("credit") for spec in of_type("credit")] == ["1", "2", "3", "4", "5", "C", "N", "H", "A", "D", "Ctrl+Z"]


@pytest.mark.parametrize("type_", [rule.type for rule in RULES])
def test_keys_and_icons_are_ones_own_within_a_type(type_: str) -> None:
    listed = of_type(type_)
    assert len({spec.key_in(type_) for spec in listed}) == len(listed)
    assert len({spec.icon for spec in listed}) == len(listed)


def test_a_name_means_one_deed_and_its_types_exist() -> None:
    assert len({spec.name for spec in COMMANDS}) == len(COMMANDS)
    assert {t for spec in COMMANDS for t in spec.types or ()} | {t for spec in COMMANDS for t in spec.keys} <= {
        r.type for r in RULES
    }


def test_whatever_is_a_step_has_words_of_its_own() -> None:
    assert {row.deed for row in DEEDS} <= WORDING.letters.keys()
    assert all(WORDING.letter(spec.name) for spec in COMMANDS)


def test_what_moves_money_has_a_slot_and_asks_for_a_reason_where_it_overrides_a_rule() -> None:
    by_the_rule = {
        "accept_request",
        "confirm_paid",
        "convert_quote",
        "extend_quote",
        "replace_units",
        "return_units",
        "fix_and_book",
        "accept_ours",
        "take_suggestion",
        "choose_address",
        "type_address",
        "link_order",
        "authorise_return",
        "credit_return",
    }
    for spec in COMMANDS:
        if spec.money and spec.sends:
            assert spec.slot or spec.slot_of
            assert spec.name in by_the_rule or any(field.kind == "reason" for field in spec.fields)


def test_release_and_reject_share_a_slot() -> None:
    slots = {spec.name: spec.slot for spec in COMMANDS}
    assert slots["release_hold"] == slots["reject_order"] == "outcome"
    assert slots["raise_limit"] == "raise_limit"
    assert slots["note"] is None


def test_every_deed_but_approving_has_its_authority_in_the_matrix() -> None:
    by_the_asked_deed = {"approve", "decline_approval", "return_asked"}
    assert {spec.name for spec in COMMANDS} - by_the_asked_deed <= POLICY.deeds.keys()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("spec", of_type("credit"), ids=lambda s: s.name)
def test_a_check_always_answers_and_a_no_says_why(spec: Spec, state: str) -> None:
    for who in (*PEOPLE, Person("x", "X", frozenset())):
        verdict = spec.check(STATES[state], who, POLICY)
        assert isinstance(verdict, Allowed | Denied | NeedsApproval)
        if isinstance(verdict, Denied):
            assert len(verdict.reason) > 8
            assert not verdict.reason.endswith(".")


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("spec", of_type("credit"), ids=lambda s: s.name)
@pytest.mark.parametrize(
    "fields", [{}, {"to": "1", "until": "2000-01-01"}, {"to": "99,999.00", "until": "2026-05-01", "reason": "0123456789"}]
)
def test_a_preview_always_answers_and_says_what_can_be_taken_back(spec: Spec, state: str, fields: dict[str, str]) -> None:
    for who in PEOPLE:
        view = spec.preview(STATES[state], who, POLICY, fields, NOW)
        assert view.title
        assert "{" not in view.button + view.undo
        assert view.undo
        assert view.verdict in ("may", "approval", "denied")
        assert view.verdict != "denied" or (view.verdict_words and not view.effects)


@pytest.mark.parametrize(
    "state", ["resolved", "declined", "cleared", "duplicate", "unknown", "parked", "waits", "sent", "letter", "not held"]
)
@pytest.mark.parametrize("deed", ["release_hold", "raise_limit", "reject_order"])
def test_nothing_is_decided_twice(deed: str, state: str) -> None:
    spec = next(s for s in COMMANDS if s.name == deed)
    for who in PEOPLE:
        assert isinstance(spec.check(STATES[state], who, POLICY), Denied)


def test_a_note_on_its_way_stops_nothing() -> None:
    noted = replace(WAITING, letters=(letter(WAITING, "note"),))
    spec = COMMANDS[0]
    assert isinstance(spec.check(noted, next(p for p in PEOPLE if "credit_analyst" in p.roles), POLICY), Allowed)


def test_an_order_in_processing_cannot_be_rejected() -> None:
    spec = next(s for s in COMMANDS if s.name == "reject_order")
    moved = dossier(confirmed(1, 300, ships_on_order=False, state=OrderState.PROCESSING), at=standing(1300, 1000))
    verdict = spec.check(parts(moved), next(p for p in PEOPLE if "credit_manager" in p.roles), POLICY)
    assert isinstance(verdict, Denied)
    assert "does not cancel" in verdict.reason
