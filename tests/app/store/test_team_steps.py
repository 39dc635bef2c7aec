"""Decisions of several steps at the store itself: each end before the next step, whoever writes it down, and never back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from app.domain.case import CaseState, DecisionState
from app.domain.steps import Plan, Step
from app.store.team import Claim, Closed, GateAsk, Half, Permit, Stale, Team, Waits
from app.store.team.engine import TeamEngine
from tests.app.store.build import LEASE, T0, FakeClock, ask, finding, opened

APPLIED, REFUSED, PARKED = DecisionState.APPLIED, DecisionState.REFUSED, DecisionState.PARKED


def book(*, undo: bool = True) -> dict[str, object]:
    gate = {"source": "erp", "over": [5000, "EUR"], "limit": [1_000_000, "EUR"], "value": [5000, "EUR"]}
    back = Step("erp", "unbook", "SO7", {}) if undo else None
    steps = (Step("erp", "release_hold", "SO7", {}, "r1", back), Step("shop", "tell", "W7", {}))
    return Plan("release_hold", steps, "ok", gate, outcome="released").payload()


def hold(team: Team, case: str, who: str = "ann") -> Claim:
    claim = team.claim(case, who, LEASE)
    assert claim is not None
    return claim


def wish(case: str, fence: int, number: int, *, who: str = "ann", undo: bool = True) -> GateAsk:
    made = ask(case, who, fence, body=book(undo=undo))
    return GateAsk(
        made.decision_id, case, 1, "outcome", made.deed, made.payload, made.sha256, who, fence, number
    )  # fmt: skip


@pytest.fixture
def case(team: Team) -> str:
    return team.open_case(finding(team.tenant), console="a").id


def state(team: Team, case: str) -> tuple[DecisionState, int, list[tuple[int, str]]]:
    now = team.case_now(case, "d1")
    assert now is not None
    assert now.decision is not None
    return now.decision.state, now.decision.step, [(n, how) for n, how, _, _ in now.decision.ends]


def test_step_by_step_under_a_permit_each(team: Team, case: str) -> None:
    fence = hold(team, case).fence
    assert team.gate(wish(case, fence, 2)) == Stale(), "the second is not the first"
    assert isinstance(team.gate(wish(case, fence, 1)), Permit)
    assert team.gate(wish(case, fence, 2)) == Stale(), "the first has not ended"
    assert not team.finish("d1", APPLIED, fence=None, words="linked", number=2)
    assert team.finish("d1", APPLIED, fence=None, words="booked", number=1)
    assert team.gate(wish(case, fence, 1)) == Closed(APPLIED, "booked")
    assert isinstance(team.gate(wish(case, fence, 2)), Permit)
    assert not team.mark_unknown("d1", fence, "late news of the first", number=1)
    assert team.finish("d1", APPLIED, fence=None, words="linked", number=2)
    assert team.finish("d1", APPLIED, fence=None, words="linked", number=2), "said twice"
    assert state(team, case) == (APPLIED, 2, [(1, "applied"), (2, "applied")])
    now = team.case_now(case)
    assert now is not None
    assert now.case.outcome == "released"


def test_what_came_later_does_not_stop_it_half_way(team: Team) -> None:
    """Two corrections that are too much together: the second asks, the first goes on."""
    first, second = (team.open_case(finding(team.tenant, key), console="a").id for key in ("7", "8"))
    one, two = (mend(team, case, decision) for case, decision in ((first, "d1"), (second, "d2")))
    assert isinstance(team.gate(one), Permit)
    assert isinstance(team.gate(two), Waits)
    assert team.finish("d1", APPLIED, fence=None, words="corrected", number=1)
    assert isinstance(team.gate(replace(one, number=2)), Permit)
    assert isinstance(team.gate(two), Waits)


def mend(team: Team, case: str, decision: str) -> GateAsk:
    """By 300 of the 500 that a rep may change on a customer in a day."""
    steps = (Step("shop", "correct_line", "W7", {}), Step("erp", "book_order", "W7", {}))
    gate = {"source": "erp", "change": [30_000, "EUR"]}
    body = Plan("fix_and_book", steps, gate=gate).payload()
    return ask(case, "rep", hold(team, case, "rep").fence, decision=decision, deed="fix_and_book", body=body)


def test_taken_back_backwards(team: Team, case: str) -> None:
    fence = hold(team, case).fence
    team.gate(wish(case, fence, 1))
    team.finish("d1", APPLIED, fence=None, words="booked", number=1)
    team.gate(wish(case, fence, 2))
    assert not team.finish("d1", REFUSED, fence=fence - 1, words="no", number=2), "unfenced"
    assert team.finish("d1", REFUSED, fence=fence, words="no", number=2) is True
    assert state(team, case)[:2] == (DecisionState.OPEN, 4)
    assert isinstance(team.gate(wish(case, fence, 4)), Permit)
    assert team.finish("d1", APPLIED, fence=None, words="unbooked", number=4)
    assert state(team, case) == (REFUSED, 4, [(1, "applied"), (2, "refused"), (4, "applied")])


def test_without_a_way_back_it_is_parked_however_often_it_is_said(team: Team, case: str) -> None:
    fence = hold(team, case).fence
    team.gate(wish(case, fence, 1, undo=False))
    team.finish("d1", APPLIED, fence=None, words="booked", number=1)
    team.gate(wish(case, fence, 2, undo=False))
    for _ in range(2):
        assert isinstance(team.finish("d1", REFUSED, fence=fence, words="no", number=2), Half)
    assert state(team, case) == (PARKED, 2, [(1, "applied")])
    assert isinstance(team.gate(wish(case, fence, 2, undo=False)), Permit), "tried again"


def test_every_step_counts_against_a_rule_of_its_own(team: Team, case: str) -> None:
    """A harmless name over a deed that is not."""
    fence = hold(team, case, "rep").fence
    forged = Plan("note", (Step("erp", "lower_limit", "SO7", {}),)).payload()
    assert not isinstance(team.gate(ask(case, "rep", fence, deed="note", slot=None, body=forged)), Permit)
    free = Plan("take_back", (Step("erp", "release_hold", "SO7", {}),)).payload()
    assert not isinstance(team.gate(ask(case, "rep", fence, deed="take_back", slot=None, body=free)), Permit)


@pytest.mark.parametrize("change", ["step = 2", "step = 0"])
def test_the_database_itself_keeps_the_order(team_url: str, change: str) -> None:
    with opened(team_url) as team:
        case = team.open_case(finding(team.tenant), console="a").id
        team.gate(wish(case, hold(team, case).fence, 1))
    store = TeamEngine(team_url)
    try:
        with pytest.raises(DBAPIError, match="next step begins"), store.engine.begin() as conn:
            conn.execute(text(f"UPDATE decision SET {change}, permit_until = NULL WHERE id = 'd1'"))
    finally:
        store.close()


def test_what_asks_the_customer_lets_its_case_wait_and_no_longer_than_said(team: Team, case: str) -> None:
    fence = hold(team, case, "rep").fence
    until = T0 + timedelta(days=3, hours=5)
    body = Plan("send_payment_link", (Step("shop", "create_payment_link", "W7", {}),), until=until.isoformat()).payload()
    team.gate(ask(case, "rep", fence, deed="send_payment_link", body=body))
    team.finish("d1", APPLIED, fence=None, words="asked", number=1)
    now = team.case_now(case)
    assert now is not None
    assert now.case.state is CaseState.WAITING
    assert now.case.wake_at == until
    later = now.case.evidence_at + timedelta(seconds=1)
    assert team.clear_case(case, evidence_at=later, rule_version=1, outcome="cleared"), "the money came"


def test_what_took_effect_after_the_day_on_which_it_was_to_come_back_does_not_wait(
    team: Team, clock: FakeClock, case: str
) -> None:
    fence = hold(team, case, "rep").fence
    until = (T0 + timedelta(minutes=5)).isoformat()
    body = Plan("send_payment_link", (Step("shop", "create_payment_link", "W7", {}),), until=until).payload()
    team.gate(ask(case, "rep", fence, deed="send_payment_link", body=body))
    clock.pass_(minutes=6)
    team.finish("d1", APPLIED, fence=None, words="asked", number=1)
    now = team.case_now(case)
    assert now is not None
    assert (now.case.state, now.case.wake_at) == (CaseState.OPEN, None)
