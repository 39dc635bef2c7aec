"""What expires is taken back once, by whoever may, also after its case was closed or came up again."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case import DecisionState, back_slot
from app.domain.letter import canonical
from app.domain.steps import TAKE_BACK, Plan, read
from app.store.team import Claim, Closed, GateAnswer, GateAsk, Permit, Refusal, Stale, Taken, Team
from tests.app.store.build import LEASE, FakeClock, ask, finding, opened, raise_payload
from tests.app.store.plain import T0
from tests.patience import PATIENCE

BACK = back_slot("r1")


def back(case: str, person: str, fence: int, *, decision: str = "b1", slot: str = BACK, **changed: object) -> GateAsk:
    (step,) = read(canonical(raise_payload(1000, 2000))[0]).back("expired").steps
    body = Plan(TAKE_BACK, (replace(step, body={**step.body, **changed}),), "expired").payload()
    return ask(case, person, fence, decision=decision, deed=TAKE_BACK, slot=slot, body=body)


def hold(team: Team, case: str, person: str) -> Claim:
    claim = team.claim(case, person, LEASE)
    assert claim is not None
    return claim


def raise_limit(team: Team, key: str = "7", decision: str = "r1", *, end: DecisionState = DecisionState.APPLIED) -> str:
    """Max asked, Eva agreed and sent it."""
    case = team.open_case(finding(team.tenant, key), console="a").id
    body = raise_payload(1000, 2000)
    claim = hold(team, case, "max")
    asked = ask(case, "max", claim.fence, decision=decision, deed="raise_limit", slot="raise_limit", body=body)
    team.gate(asked)
    assert team.unclaim(case, "max", claim.fence)
    team.approve(decision, "eva", asked.sha256, ttl=timedelta(hours=8))
    claim = hold(team, case, "eva")
    asked = ask(case, "eva", claim.fence, decision=decision, deed="raise_limit", slot="raise_limit", body=body)
    assert isinstance(team.gate(asked), Permit)
    assert team.finish(decision, end, fence=claim.fence, words="said")
    return case


@pytest.fixture
def raised(team: Team, clock: FakeClock) -> str:
    """A limit was raised and with it the case cleared itself: nobody holds it."""
    case = raise_limit(team)
    clock.pass_(minutes=5)
    assert team.clear_case(case, evidence_at=clock.now, rule_version=1, outcome="cleared")
    return case


def test_on_a_closed_case_what_takes_back_passes_and_nothing_else(team: Team, raised: str) -> None:
    assert team.gate(back(raised, "ann", 0)) == Stale(), "closed or not, somebody must hold it"
    claim = hold(team, raised, "ann")
    late = team.gate(ask(raised, "ann", claim.fence, decision="late"))
    assert isinstance(late, Closed)
    assert isinstance(team.gate(back(raised, "ann", claim.fence)), Permit)
    assert team.finish("b1", DecisionState.APPLIED, fence=None, words="set back")
    now = team.case_now(raised, "b1")
    assert now is not None
    assert now.decision is not None
    assert (now.case.state, now.decision.state, now.decision.actor) == ("cleared", "applied", "ann")
    assert team.verify_audit().sound


def test_once_whoever_does_it(team: Team, raised: str) -> None:
    claim = hold(team, raised, "ann")
    assert isinstance(team.gate(back(raised, "ann", claim.fence)), Permit)
    assert isinstance(team.gate(back(raised, "bob", 0, decision="b2")), Taken), "told at once, without a claim"
    assert team.finish("b1", DecisionState.APPLIED, fence=None, words="set back")
    assert isinstance(team.gate(back(raised, "bob", 0, decision="b2")), Taken)
    assert team.unclaim(raised, "ann", claim.fence)
    other = hold(team, raised, "bob")
    assert isinstance(team.gate(back(raised, "bob", other.fence, decision="b2")), Taken)


def test_refused_by_the_erp_another_may_try(team: Team, raised: str) -> None:
    claim = hold(team, raised, "ann")
    assert isinstance(team.gate(back(raised, "ann", claim.fence)), Permit)
    assert team.finish("b1", DecisionState.REFUSED, fence=claim.fence, words="no right in the ERP")
    assert team.unclaim(raised, "ann", claim.fence)
    other = hold(team, raised, "max")
    assert isinstance(team.gate(back(raised, "max", other.fence, decision="b2")), Permit)


def test_in_a_later_spell_it_still_belongs_to_the_raise(team: Team, raised: str, clock: FakeClock) -> None:
    clock.pass_(minutes=5)
    assert team.open_case(finding(team.tenant, asof=clock.now), console="a").spell == 2
    claim = hold(team, raised, "ann")
    assert isinstance(team.gate(back(raised, "ann", claim.fence)), Permit)
    other = team.gate(ask(raised, "ann", claim.fence, decision="d2", spell=2))
    assert isinstance(other, Taken), "one decision at a time"


def test_who_may_not_lower_is_refused(team: Team, raised: str) -> None:
    claim = hold(team, raised, "rep")
    answer = team.gate(back(raised, "rep", claim.fence))
    assert isinstance(answer, Refusal)
    assert "credit analyst" in answer.words


@pytest.mark.parametrize(
    "changed",
    [{"to": [1, "EUR"]}, {"from": [300_000, "EUR"]}, {"customer": "4"}, {"slot": "outcome"}, {"slot": back_slot("nothing")}],
    ids=["lower than before", "from elsewhere", "another customer", "another slot", "no such raise"],
)
def test_only_the_exact_opposite_of_the_raise_passes(team: Team, raised: str, changed: dict[str, object]) -> None:
    claim = hold(team, raised, "dan")
    assert isinstance(team.gate(back(raised, "dan", claim.fence, **changed)), Refusal)  # type: ignore[arg-type]


def test_what_never_took_effect_is_not_taken_back(team: Team, clock: FakeClock) -> None:
    case = raise_limit(team, end=DecisionState.REFUSED)
    clock.pass_(minutes=5)
    claim = hold(team, case, "dan")
    assert isinstance(team.gate(back(case, "dan", claim.fence)), Refusal)
    clock.pass_(minutes=5)
    assert team.clear_case(case, evidence_at=clock.now, rule_version=1, outcome="cleared")
    assert team.claim(case, "dan", LEASE) is None, "a closed case with nothing to take back is nobody's"


def test_two_consoles_at_midnight_one_passes(team_url: str, clock: FakeClock) -> None:
    with opened(team_url, clock) as a, opened(team_url, clock) as b:
        for key in range(10):
            raised = f"r{key}"
            case = raise_limit(a, str(key), raised)
            assert a.clear_case(case, evidence_at=T0 + timedelta(minutes=1), rule_version=1, outcome="cleared")
            answers: list[GateAnswer] = []
            start = threading.Barrier(2)

            def go(
                team: Team, who: str, case: str = case, raised: str = raised, answers: list[GateAnswer] = answers,
                start: threading.Barrier = start,
            ) -> None:  # fmt: skip
                start.wait(PATIENCE)
                claim = team.claim(case, who, LEASE)
                fence = claim.fence if claim is not None else 0
                answers.append(team.gate(back(case, who, fence, decision=f"{raised}-{who}", slot=back_slot(raised))))

            threads = [threading.Thread(target=go, args=pair) for pair in ((a, "ann"), (b, "bob"))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            passed = [x for x in answers if isinstance(x, Permit)]
            assert len(answers) == 2
            assert len(passed) == 1, answers
