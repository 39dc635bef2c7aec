"""What each deed sends, shows and asks, in figures and words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest

from app.commands import COMMANDS
from app.commands.command import REASON_WORDS, Spec, amount
from app.domain.case import DecisionState
from app.domain.letter import Effect, canonical
from app.domain.money import Money
from app.errors import Refused
from app.policy.gate import gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from tests.app.commands.parts import REASON, decision, parts, row
from tests.app.policy.test_matrix import ANALYST, CSR, DIRECTOR, MANAGER, OTHER_ANALYST, OTHER_MANAGER, POLICY, person
from tests.app.rules.world import NOW, confirmed, day, dossier, sale, standing

BY_NAME = {spec.name: spec for spec in COMMANDS}
RELEASE, RAISE, REJECT = BY_NAME["release_hold"], BY_NAME["raise_limit"], BY_NAME["reject_order"]
PAST = dossier(confirmed(1, 300, ships_on_order=False), at=standing(1300, 1000))
SMALL = dossier(sale(1, 300), at=standing(9_800, 10_000))  # 100 over, 1 %
FAR = dossier(sale(1, 30_000), at=standing(0, 100))


def facts(spec: Spec, of: object, who: object = ANALYST, **fields: str) -> dict[str, tuple[str, str]]:
    view = spec.preview(of, who, POLICY, fields, NOW)  # type: ignore[arg-type]
    return {label: (text, tone) for label, text, tone in view.facts}


# ---- fields --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reason", ["", "   ", "too short", "a         "])
def test_a_reason_has_ten_characters_because_an_auditor_reads_it(reason: str) -> None:
    for spec in (RELEASE, REJECT, BY_NAME["escalate"], BY_NAME["decline_approval"]):
        assert spec.faults({"reason": reason}, NOW)["reason"] == REASON_WORDS
    assert RELEASE.problem({"reason": reason}, NOW).startswith("Reason: ")
    assert RELEASE.problem({"reason": "0123456789"}, NOW) == ""


@pytest.mark.parametrize(
    "text", ["", "abc", "12.000,00", "12,00", "1,2345", "-5", "1e5", "1.000.000", "NaN", "\N{ARABIC-INDIC DIGIT FIVE}"]
)
def test_an_amount_that_could_be_read_two_ways_is_no_amount(text: str) -> None:
    faults = RAISE.faults({"to": text, "until": "2026-01-31", "reason": REASON}, NOW)
    assert list(faults) == ["to"]
    with pytest.raises(Refused):
        amount(text, "EUR")


@pytest.mark.parametrize(
    ("text", "minor"), [("12000", 12_000_00), ("12,000", 12_000_00), (" 1,234,567.89 ", 1_234_567_89), ("0.5", 50)]
)
def test_an_amount_as_people_write_it(text: str, minor: int) -> None:
    assert amount(text, "EUR") == Money(minor, "EUR")


def test_an_amount_is_exact_or_refused() -> None:
    with pytest.raises(Refused, match="2 decimals"):
        amount("1.005", "EUR")
    assert amount("1.005", "KWD") == Money(1005, "KWD")
    with pytest.raises(Refused):
        amount("1.5", "JPY")


@pytest.mark.parametrize(
    ("until", "words"),
    [
        ("", "without an end"),
        ("soon", "until which day"),
        ("2025-11-24", "after today"),
        ("2020-01-01", "after today"),
        ("2025-13-01", "which day"),
    ],
)
def test_a_raise_has_an_end(until: str, words: str) -> None:
    faults = RAISE.faults({"to": "50,000", "until": until, "reason": REASON}, NOW)
    assert words in faults["until"]


def test_a_snooze_has_a_time_to_come() -> None:
    snooze = BY_NAME["snooze"]
    assert snooze.problem({"until": (NOW + timedelta(hours=1)).isoformat()}, NOW) == ""
    for bad in ("", "tomorrow", NOW.isoformat(), "2026-01-01T08:00:00"):
        assert snooze.problem({"until": bad}, NOW)


# ---- release -------------------------------------------------------------------------------------------------


def test_release_sends_what_the_connector_knows_and_the_gate_needs() -> None:
    plan = RELEASE.plan(parts(SMALL), {"reason": f"  {REASON} "})
    (step,) = plan.steps
    assert step.body == {"sale": "1", "customer": "3", "kind": "quotation", "reason": REASON}
    assert (step.source, step.document, step.undo, plan.outcome, plan.reason) == ("tryton", "SO-1", None, "released", REASON)
    body = json.loads(canonical(plan.payload())[0])
    assert body["gate"]["over"] == [100_00, "EUR"]
    assert body["gate"]["created_by"] == "carla"
    assert isinstance(gate_policy(POLICY, ANALYST, "release_hold", body), Allowed)


def test_release_of_what_was_shipped_past_the_check_leaves_a_note() -> None:
    of = parts(PAST)
    assert RELEASE.steps(of, {"reason": REASON})[0].body["kind"] == "skipped_check"
    view = RELEASE.preview(of, MANAGER, POLICY, {"reason": REASON}, NOW)
    assert view.effects == (Effect("tryton", "SO-1", "note", "", REASON),)
    assert "note" in view.undo


def test_who_confirmed_it_past_the_check_may_not_accept_it() -> None:
    omar = replace(ANALYST, name="Omar Haddad", logins=(("tryton", "omar"),))
    of = parts(dossier(confirmed(1, 300, ships_on_order=False), at=standing(10_100, 10_000)), people=(omar, OTHER_ANALYST))
    assert RELEASE.check(of, omar, POLICY) == Denied("You confirmed this order")
    assert isinstance(RELEASE.check(of, OTHER_ANALYST, POLICY), Allowed)


def test_a_release_preview_says_state_authority_ship_date_and_that_nothing_takes_it_back() -> None:
    view = RELEASE.preview(parts(SMALL), ANALYST, POLICY, {"reason": REASON}, NOW)
    assert view.button == "Release SO-1"
    assert view.effects == (
        Effect("tryton", "SO-1", "state", "quoted", "confirmed"),
        Effect("tryton", "SO-1", "note", "", REASON),
    )
    assert view.facts == (
        ("Over limit after", "100.00, as now", "bad"),
        ("Your authority", "10,000.00 and 10 %", "ok"),
        ("Ships", "Thu 4 Dec, kept", "text.1"),
    )
    assert view.undo.startswith("Cannot be taken back")
    assert view.needs_reason
    assert view.problem == ""


def test_a_preview_opens_before_the_reason_is_written() -> None:
    view = RELEASE.preview(parts(SMALL), ANALYST, POLICY, {}, NOW)
    assert view.problem == ""
    assert view.effects


def test_a_preview_with_a_reason_that_is_too_short_says_so() -> None:
    assert "auditor" in RELEASE.preview(parts(SMALL), ANALYST, POLICY, {"reason": "short"}, NOW).problem


def test_a_rep_sees_why_they_may_not() -> None:
    view = RELEASE.preview(parts(SMALL), CSR, POLICY, {}, NOW)
    assert (view.verdict, view.verdict_words) == ("denied", "A credit analyst releases holds; escalate with 4")
    assert view.effects == ()


def test_above_the_analysts_limit_it_waits() -> None:
    view = RELEASE.preview(parts(FAR), ANALYST, POLICY, {}, NOW)
    assert view.verdict == "approval"
    assert facts(RELEASE, parts(FAR))["Your authority"] == ("10,000.00 and 10 %: waits for approval", "wait")


@pytest.mark.parametrize("login", ["carla", "sam"])
def test_whoever_keyed_or_sells_the_order_may_not_release_it(login: str) -> None:
    own = person("credit_analyst", "sam holt", login)
    assert isinstance(RELEASE.check(parts(SMALL, people=(own,)), own, POLICY), Denied)


def test_an_expired_quotation_is_nobodys_to_release() -> None:
    of = parts(dossier(sale(1, 300, expires_on=day(-1)), at=standing(9_800, 10_000)))
    verdict = RELEASE.check(of, ANALYST, POLICY)
    assert isinstance(verdict, Denied)
    assert "2025-11-23" in verdict.reason
    assert isinstance(REJECT.check(of, ANALYST, POLICY), Allowed)


def test_a_late_ship_date_is_no_promise_kept() -> None:
    late = dossier(sale(1, 300, ship_date=day(-3)), at=standing(9_800, 10_000))
    assert facts(RELEASE, parts(late))["Ships"] == ("3 d late already", "bad")
    none = dossier(sale(1, 300, ship_date=None), at=standing(9_800, 10_000))
    assert facts(RELEASE, parts(none))["Ships"] == ("No date", "text.1")


# ---- raise limit ---------------------------------------------------------------------------------------------

RAISED = {"to": "10,500.00", "until": "2025-12-31", "reason": REASON}


def test_a_raise_names_the_old_limit_the_new_one_and_the_day() -> None:
    plan = RAISE.plan(parts(SMALL), RAISED)
    payload = plan.steps[0].body
    assert payload["from"] == [10_000_00, "EUR"]
    assert payload["to"] == [10_500_00, "EUR"]
    assert payload["until"] == "2025-12-31"
    assert payload["customer"] == "3"
    assert isinstance(gate_policy(POLICY, MANAGER, "raise_limit", plan.payload(), (OTHER_MANAGER,)), Allowed)


def test_taking_a_raise_back_is_the_same_change_the_other_way() -> None:
    raised = RAISE.plan(parts(SMALL), RAISED)
    back = raised.back("The raised limit has expired")
    sent, undone = raised.steps[0].body, back.steps[0].body
    assert (undone["from"], undone["to"], undone["customer"]) == (sent["to"], sent["from"], sent["customer"])
    assert isinstance(gate_policy(POLICY, ANALYST, "lower_limit", back.payload()), Allowed)


@pytest.mark.parametrize("to", ["10,000.00", "9,999.99", "0"])
def test_a_raise_raises(to: str) -> None:
    view = RAISE.preview(parts(SMALL), MANAGER, POLICY, RAISED | {"to": to}, NOW)
    assert view.problem == "The new limit must be above 10,000.00"
    with pytest.raises(Refused):
        RAISE.steps(parts(SMALL), RAISED | {"to": to})


def test_a_raise_preview_says_what_stays_over_and_until_when() -> None:
    enough = facts(RAISE, parts(SMALL), MANAGER, **RAISED)
    assert enough["Over limit after"] == ("None", "ok")
    assert enough["Raised until"] == ("Wed 31 Dec, then 10,000.00 again", "text.1")
    short = facts(RAISE, parts(SMALL), MANAGER, **RAISED | {"to": "10,050.00"})
    assert short["Over limit after"] == ("Still 50.00 over", "bad")
    view = RAISE.preview(parts(SMALL), MANAGER, POLICY, RAISED, NOW)
    assert view.effects == (Effect("tryton", "SO-1", "credit limit", "10,000.00 EUR", "10,500.00 EUR"),)
    assert view.undo == "On that day it is set back to 10,000.00 by itself; Ctrl+Z does it earlier"


def test_what_is_filled_in_decides_about_a_raise() -> None:
    assert RAISE.preview(parts(SMALL), MANAGER, POLICY, RAISED, NOW).verdict == "approval"
    view = RAISE.preview(parts(SMALL), MANAGER, POLICY, RAISED | {"to": "200,000"}, NOW)
    assert "finance director" in view.verdict_words


def test_a_blocked_account_under_its_limit_needs_no_higher_one() -> None:
    of = parts(dossier(sale(1, 10), at=standing(0, 1000, dunning_block="Level 3")))
    assert isinstance(RAISE.check(of, MANAGER, POLICY), Denied)
    assert isinstance(RELEASE.check(of, ANALYST, POLICY), Allowed)
    assert facts(RELEASE, of)["Over limit after"] == ("None; overdue invoices stay open", "warn")


# ---- reject, escalate ----------------------------------------------------------------------------------------


def test_reject_says_what_is_lost_and_the_way_back() -> None:
    view = REJECT.preview(parts(SMALL), ANALYST, POLICY, {"reason": REASON}, NOW)
    assert view.effects[0] == Effect("tryton", "SO-1", "state", "quoted", "cancelled")
    assert view.facts[0] == ("Order lost", "300.00 EUR", "bad")
    assert "set back to draft" in view.undo


def test_reject_is_bounded_for_service_people() -> None:
    large = parts(dossier(sale(1, 60_000), at=standing(0, 100)))
    manager = person("order_manager")
    assert isinstance(REJECT.check(large, manager, POLICY), NeedsApproval)
    assert isinstance(REJECT.check(parts(SMALL), manager, POLICY), Allowed)
    assert isinstance(REJECT.check(parts(SMALL), CSR, POLICY), Denied)


def test_escalate_names_who_decides_next() -> None:
    escalate = BY_NAME["escalate"]
    assert escalate.check(parts(), CSR, POLICY) == Allowed("To a credit analyst")
    assert escalate.check(parts(), ANALYST, POLICY) == Allowed("To a credit manager")
    assert isinstance(escalate.check(parts(), DIRECTOR, POLICY), Denied)
    shown = facts(escalate, parts(), CSR, reason=REASON)
    assert shown["Goes to"] == ("Credit analyst: Credit_Analyst", "text.1")


# ---- the second person ---------------------------------------------------------------------------------------

ASKED = replace(parts(FAR), decisions=(decision(parts(FAR)),))


def test_the_first_can_never_be_the_second() -> None:
    for name in ("approve", "decline_approval"):
        assert BY_NAME[name].check(ASKED, ANALYST, POLICY) == Denied("You asked, so someone else approves")


def test_a_manager_approves_and_a_peer_does_not() -> None:
    asked = parts(dossier(sale(1, 20_001), at=standing(190_000, 200_000)))
    asked = replace(asked, decisions=(decision(asked),))
    assert isinstance(BY_NAME["approve"].check(asked, MANAGER, POLICY), Allowed)
    assert isinstance(BY_NAME["approve"].check(asked, DIRECTOR, POLICY), Allowed)
    peer = replace(asked, people=(*asked.people, OTHER_ANALYST))
    assert isinstance(BY_NAME["approve"].check(peer, OTHER_ANALYST, POLICY), Denied)


def test_nothing_to_approve_where_nothing_waits() -> None:
    for decisions in (
        (),
        (decision(parts(FAR), state=DecisionState.APPLIED),),
        (decision(parts(FAR), approved_by=("credit_manager",)),),
    ):
        assert isinstance(BY_NAME["approve"].check(replace(ASKED, decisions=decisions), MANAGER, POLICY), Denied)


def test_only_the_asker_takes_it_back_and_only_while_it_waits() -> None:
    withdraw = BY_NAME["take_back"]
    assert isinstance(withdraw.check(ASKED, ANALYST, POLICY), Allowed)
    assert isinstance(withdraw.check(ASKED, MANAGER, POLICY), Denied)
    on_its_way = replace(ASKED, decisions=(decision(parts(FAR), approved_by=("credit_manager",)),))
    assert isinstance(withdraw.check(on_its_way, ANALYST, POLICY), Denied)


def test_an_approval_is_for_exactly_this_request() -> None:
    assert BY_NAME["approve"].faults({}, NOW).keys() == {"decision", "sha256"}
    assert BY_NAME["approve"].faults({"decision": "d-1", "sha256": "ab"}, NOW) == {}


def test_the_words_of_a_busy_case_name_the_colleague() -> None:
    assert RELEASE.check(ASKED, MANAGER, POLICY) == Denied("Credit_Analyst asked already: approve or decline it")
    assert RELEASE.check(ASKED, ANALYST, POLICY) == Denied("You asked already, so someone else approves")


# ---- claim, note ---------------------------------------------------------------------------------------------


def test_claim_is_off_for_what_is_yours() -> None:
    mine = parts(row=row(owner=ANALYST.id))
    assert BY_NAME["claim"].check(mine, ANALYST, POLICY) == Denied("You have it")
    assert isinstance(BY_NAME["claim"].check(mine, MANAGER, POLICY), Allowed)


def test_a_note_goes_to_the_order_and_needs_words() -> None:
    note = BY_NAME["note"]
    (step,) = note.steps(parts(), {"text": " called them "})
    assert (step.deed, step.body) == ("note", {"sale": "1", "text": "called them"})
    assert note.problem({"text": "  "}, NOW)
    assert note.preview(parts(), CSR, POLICY, {"text": "called"}, NOW).effects == (
        Effect("tryton", "SO-1", "note", "", "called"),
    )
