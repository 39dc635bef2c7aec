"""The gate: who may pass, when, and that everything it lets through is taken down once."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta

import pytest

from app.domain.case import CaseState, DecisionState
from app.domain.steps import Plan, Step
from app.errors import Refused
from app.store.team import Claim, Closed, GateAnswer, GateAsk, Permit, Refusal, Stale, Taken, Team, Waits, migrate_team
from tests.app.store.build import LEASE, FakeClock, ask, finding, opened, people, raise_payload
from tests.app.store.plain import T0, payload
from tests.patience import PATIENCE

TTL = timedelta(hours=8)


@pytest.fixture
def case(team: Team) -> str:
    return team.open_case(finding(team.tenant), console="a").id


def hold(team: Team, case: str, person: str) -> Claim:
    claim = team.claim(case, person, LEASE)
    assert claim is not None
    return claim


def test_within_ones_authority_it_is_permitted(team: Team, case: str, clock: FakeClock) -> None:
    claim = hold(team, case, "ann")
    answer = team.gate(ask(case, "ann", claim.fence))
    assert answer == Permit(10.0, T0 + timedelta(seconds=10))
    now = team.case_now(case, "d1")
    assert now is not None
    assert now.decision is not None
    assert (now.decision.state, now.decision.actor, now.decision.amount, now.decision.currency) == ("open", "ann", 5000, "EUR")
    assert now.permit_left == 10.0
    clock.pass_(seconds=30)
    again = team.gate(ask(case, "ann", claim.fence))
    assert isinstance(again, Permit), "asked again, permitted anew"
    assert again.until == clock.now + timedelta(seconds=10)


def test_who_does_not_hold_the_case_is_stale(team: Team, case: str, clock: FakeClock) -> None:
    claim = hold(team, case, "ann")
    assert team.gate(ask(case, "bob", claim.fence)) == Stale()
    assert team.gate(ask(case, "ann", claim.fence - 1)) == Stale()
    assert team.gate(ask("no such case", "ann", 1)) == Stale()
    clock.pass_(seconds=61)
    hold(team, case, "bob")
    assert team.gate(ask(case, "ann", claim.fence)) == Stale()


def test_policy_says_no_and_nothing_is_taken_down(team: Team, case: str) -> None:
    claim = hold(team, case, "rep")
    answer = team.gate(ask(case, "rep", claim.fence))
    assert isinstance(answer, Refusal)
    assert "credit analyst" in answer.words
    now = team.case_now(case, "d1")
    assert now is not None
    assert now.decision is None


def offer_payload(below: int, floor: int) -> dict[str, object]:
    """An approval of an offer; euro cents."""
    figures = {"value": 900_000, "below": below, "base": 1_000_000, "floor": floor}
    gate = {"source": "erp", **{name: [cents, "EUR"] for name, cents in figures.items()}}
    return Plan("approve_quote", (Step("erp", "note", "SO7", {"sale": "40", "text": "Approved"}, "r1"),), gate=gate).payload()


@pytest.mark.parametrize(("floor", "answer"), [(0, Permit), (5_000, Waits)])
def test_the_bounds_that_hold_as_well_are_judged_too(team: Team, case: str, floor: int, answer: type) -> None:
    """What is given away is within the director's own authority; goods below the least margin need two people."""
    claim = hold(team, case, "dan")
    wish = ask(case, "dan", claim.fence, deed="approve_quote", body=offer_payload(10_000, floor))
    assert isinstance(team.gate(wish), answer)


def test_who_keyed_the_order_may_not_release_it(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    answer = team.gate(ask(case, "ann", claim.fence, by="ann"))
    assert isinstance(answer, Refusal)
    assert "keyed this order" in answer.words


def test_a_payload_that_is_not_what_its_hash_says_is_refused(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    honest = ask(case, "ann", claim.fence)
    assert isinstance(team.gate(replace(honest, payload=honest.payload.replace("wire", "fire"))), Refusal)
    assert isinstance(team.gate(replace(honest, payload="[]")), Refusal)
    assert isinstance(team.gate(honest), Permit)
    changed = ask(case, "ann", claim.fence, over=40)
    assert isinstance(team.gate(changed), Refusal), "same id, other payload"


def test_one_decision_at_a_time_and_a_slot_once(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    assert isinstance(team.gate(ask(case, "ann", claim.fence)), Permit)
    other = team.gate(ask(case, "ann", claim.fence, decision="d2", slot="something else"))
    assert isinstance(other, Taken)
    assert other.by == "d1"
    assert team.finish("d1", DecisionState.APPLIED, fence=None, words="ok")
    same_slot = team.gate(ask(case, "ann", claim.fence, decision="d2"))
    assert isinstance(same_slot, Taken), "the case is open still, but this slot had its effect"
    free_slot = team.gate(ask(case, "ann", claim.fence, decision="d3", slot="something else"))
    assert isinstance(free_slot, Permit)


def test_a_refused_decision_frees_its_slot(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    assert isinstance(team.gate(ask(case, "ann", claim.fence)), Permit)
    assert team.finish("d1", DecisionState.REFUSED, fence=claim.fence, words="stale")
    assert team.gate(ask(case, "ann", claim.fence)) == Closed(DecisionState.REFUSED, "stale")
    assert isinstance(team.gate(ask(case, "ann", claim.fence, decision="d2")), Permit)


def test_a_closed_case_supersedes_what_comes_late(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    assert team.clear_case(case, evidence_at=T0 + timedelta(seconds=1), rule_version=1, outcome="cleared")
    answer = team.gate(ask(case, "ann", claim.fence))
    assert isinstance(answer, Closed)
    assert answer.how is DecisionState.SUPERSEDED
    team.open_case(finding(team.tenant, asof=T0 + timedelta(minutes=1)), console="a")
    claim = hold(team, case, "ann")
    assert isinstance(team.gate(ask(case, "ann", claim.fence, spell=1)), Closed), "decided in the former spell"
    assert isinstance(team.gate(ask(case, "ann", claim.fence, spell=2)), Permit)


def test_end_of_a_decision_and_of_its_case(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    assert isinstance(team.gate(ask(case, "ann", claim.fence, outcome="released")), Permit)
    assert not team.finish("d1", DecisionState.REFUSED, fence=claim.fence - 1, words=""), "unfenced"
    assert not team.finish("d1", DecisionState.SUPERSEDED, fence=None, words="")
    assert team.finish("d1", DecisionState.APPLIED, fence=None, words="confirmed"), "seen by anybody"
    assert team.finish("d1", DecisionState.APPLIED, fence=None, words="confirmed"), "said twice"
    assert not team.finish("d1", DecisionState.REFUSED, fence=claim.fence, words=""), "an end is never left"
    assert not team.mark_unknown("d1", claim.fence)
    now = team.case_now(case, "d1")
    assert now is not None
    assert (now.case.state, now.case.outcome, now.case.owner) == (CaseState.RESOLVED, "released", None)
    assert not team.finish("nothing", DecisionState.APPLIED, fence=None, words="")


def test_a_rejected_case_is_declined(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    assert isinstance(team.gate(ask(case, "ann", claim.fence, deed="reject_order", outcome="rejected")), Permit)
    assert team.finish("d1", DecisionState.APPLIED, fence=None, words="cancelled")
    now = team.case_now(case)
    assert now is not None
    assert now.case.state is CaseState.DECLINED


# ---- four eyes ---------------------------------------------------------------------------------------------------------------


@pytest.fixture
def waiting(team: Team, case: str) -> str:
    """Ann asked for more than she may: its hash."""
    claim = hold(team, case, "ann")
    asked = ask(case, "ann", claim.fence, over=2000)
    answer = team.gate(asked)
    assert isinstance(answer, Waits)
    assert (answer.needs, answer.role) == (1, "credit_manager")
    assert team.gate(asked) == answer, "asked again, it still waits"
    assert team.unclaim(case, "ann", claim.fence)
    return asked.sha256


def test_the_second_person_approves_and_sends(team: Team, case: str, waiting: str) -> None:
    now = team.case_now(case, "d1")
    assert now is not None
    assert now.waiting
    team.approve("d1", "max", waiting, ttl=TTL)
    now = team.case_now(case, "d1")
    assert now is not None
    assert not now.waiting
    assert now.approvers == ("max",)
    claim = hold(team, case, "ann")
    asker = team.gate(ask(case, "ann", claim.fence, over=2000))
    assert isinstance(asker, Waits), "whoever asked does not send it"
    assert "Max Manager" in asker.words
    assert team.unclaim(case, "ann", claim.fence)
    claim = hold(team, case, "max")
    assert isinstance(team.gate(ask(case, "max", claim.fence, over=2000)), Permit)
    now = team.case_now(case, "d1")
    assert now is not None
    assert now.decision is not None
    assert (now.decision.actor, now.decision.fence) == ("ann", claim.fence), "decided by the first, sent by the second"


@pytest.mark.parametrize(
    ("person", "words"), [("ann", "You asked"), ("bob", "manager approves"), ("rep", "manager approves"), ("ghost", "not known")]
)
def test_who_may_not_approve(team: Team, waiting: str, person: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        team.approve("d1", person, waiting, ttl=TTL)


def test_an_approval_is_for_one_payload(team: Team, waiting: str) -> None:
    with pytest.raises(Refused, match="changed meanwhile"):
        team.approve("d1", "max", "0" * 64, ttl=TTL)


def test_an_approval_runs_out(team: Team, case: str, waiting: str, clock: FakeClock) -> None:
    team.approve("d1", "max", waiting, ttl=TTL)
    clock.pass_(hours=9)
    claim = hold(team, case, "max")
    answer = team.gate(ask(case, "max", claim.fence, over=2000))
    assert not isinstance(answer, Permit)
    team.approve("d1", "max", waiting, ttl=TTL)
    assert isinstance(team.gate(ask(case, "max", claim.fence, over=2000)), Permit)


def test_nobody_without_a_part_in_it_sends_it(team: Team, case: str, waiting: str) -> None:
    team.approve("d1", "max", waiting, ttl=TTL)
    claim = hold(team, case, "bob")
    answer = team.gate(ask(case, "bob", claim.fence, over=2000))
    assert isinstance(answer, Refusal | Waits)
    assert not isinstance(answer, Permit)


def test_an_approver_who_lost_the_role_does_not_count(
    team_url: str, team: Team, case: str, waiting: str, clock: FakeClock
) -> None:
    team.approve("d1", "max", waiting, ttl=TTL)
    fewer = [p | {"roles": []} if p["id"] == "max" else p for p in people()]
    migrate_team(team_url, fewer, clock=clock)
    claim = hold(team, case, "eva")
    answer = team.gate(ask(case, "eva", claim.fence, over=2000))
    assert not isinstance(answer, Permit), answer


def test_two_of_them_where_the_matrix_says_so(team: Team, case: str) -> None:
    claim = hold(team, case, "ann")
    asked = ask(case, "ann", claim.fence, over=60_000, limit=1_000_000)
    answer = team.gate(asked)
    assert isinstance(answer, Waits)
    assert answer.needs == 2
    assert team.unclaim(case, "ann", claim.fence)
    team.approve("d1", "max", asked.sha256, ttl=TTL)
    claim = hold(team, case, "max")
    alone = team.gate(replace(asked, person_id="max", fence=claim.fence))
    assert isinstance(alone, Waits)
    assert alone.needs == 1
    with pytest.raises(Refused, match="already"):
        team.approve("d1", "max", asked.sha256, ttl=TTL)
    team.approve("d1", "eva", asked.sha256, ttl=TTL)
    assert isinstance(team.gate(replace(asked, person_id="max", fence=claim.fence)), Permit)


def test_declined_or_taken_back_it_is_over(team: Team, case: str, waiting: str) -> None:
    with pytest.raises(Refused, match="somebody else asked"):
        team.withdraw("d1", "max")
    with pytest.raises(Refused, match="you asked"):
        team.decline("d1", "ann", "no")
    team.decline("d1", "max", "too much")
    claim = hold(team, case, "ann")
    assert team.gate(ask(case, "ann", claim.fence, over=2000)) == Closed(DecisionState.REFUSED, "too much")
    for deed in (lambda: team.approve("d1", "max", waiting, ttl=TTL), lambda: team.withdraw("d1", "ann")):
        with pytest.raises(Refused, match="over"):
            deed()


def test_taken_back_by_the_asker(team: Team, case: str, waiting: str) -> None:
    team.withdraw("d1", "ann")
    claim = hold(team, case, "ann")
    answer = team.gate(ask(case, "ann", claim.fence, over=2000))
    assert isinstance(answer, Closed)
    assert answer.how is DecisionState.SUPERSEDED


def test_on_its_way_it_can_no_longer_be_declined(team: Team, case: str, waiting: str) -> None:
    team.approve("d1", "max", waiting, ttl=TTL)
    claim = hold(team, case, "max")
    assert isinstance(team.gate(ask(case, "max", claim.fence, over=2000)), Permit)
    with pytest.raises(Refused, match="on its way"):
        team.decline("d1", "eva", "no")
    with pytest.raises(Refused, match="on its way"):
        team.withdraw("d1", "ann")


def test_a_raise_split_in_two_is_judged_as_one(team: Team, clock: FakeClock) -> None:
    """What one person decided on a customer within a day counts up."""
    first = team.open_case(finding(team.tenant, "7"), console="a").id
    second = team.open_case(finding(team.tenant, "8"), console="a").id
    claim = hold(team, first, "max")
    one = team.gate(ask(first, "max", claim.fence, deed="raise_limit", slot="raise_limit", body=raise_payload(1000, 61_000)))
    assert isinstance(one, Waits), "a second manager, always"
    claim = hold(team, second, "max")
    two = team.gate(
        ask(
            second, "max", claim.fence, decision="d2", deed="raise_limit", slot="raise_limit", body=raise_payload(61_000, 121_000)
        )
    )
    assert isinstance(two, Waits)
    assert two.role == "finance_director" or two.needs > one.needs, "60,000 and 60,000 is above the managers' 100,000"
    clock.pass_(days=2)
    later = team.open_case(finding(team.tenant, "9"), console="a").id
    claim = hold(team, later, "max")
    three = team.gate(
        ask(later, "max", claim.fence, decision="d3", deed="raise_limit", slot="raise_limit", body=raise_payload(1000, 61_000))
    )
    assert isinstance(three, Waits)
    assert (three.role, three.needs) == (one.role, one.needs), "another day"


def half_of_a_split(team: Team, key: str, decision: str, before: int, after: int) -> tuple[str, GateAsk, Waits]:
    """Max raises this customer's limit by so much and asks."""
    case = team.open_case(finding(team.tenant, key), console="a").id
    claim = hold(team, case, "max")
    body = raise_payload(before, after)
    wish = ask(case, "max", claim.fence, decision=decision, deed="raise_limit", slot="raise_limit", body=body)
    answer = team.gate(wish)
    assert isinstance(answer, Waits)
    assert team.unclaim(case, "max", claim.fence)
    return case, wish, answer


def test_the_second_of_a_day_is_approved_by_whom_the_gate_asked_for(team: Team, clock: FakeClock) -> None:
    half_of_a_split(team, "7", "d1", 1000, 61_000)
    clock.pass_(hours=20)
    case, wish, answer = half_of_a_split(team, "8", "d2", 61_000, 121_000)
    assert (answer.role, answer.needs) == ("finance_director", 1)
    with pytest.raises(Refused, match="director approves this"):
        team.approve("d2", "eva", wish.sha256, ttl=TTL)  # a manager, who alone would do for this half
    clock.pass_(hours=5)  # the first is older than a day now; it was not when this was asked for
    team.approve("d2", "dan", wish.sha256, ttl=TTL)
    claim = hold(team, case, "dan")
    assert isinstance(team.gate(replace(wish, person_id="dan", fence=claim.fence)), Permit)


def test_what_waits_for_the_bounds_of_a_step_is_approved_by_them_too(team: Team, case: str) -> None:
    """The deed itself is everybody's; one of its steps raises a limit."""
    claim = hold(team, case, "max")
    wish = ask(case, "max", claim.fence, deed="note", body={**raise_payload(1000, 61_000), "deed": "note"})
    answer = team.gate(wish)
    assert isinstance(answer, Waits)
    assert (answer.role, answer.needs) == ("credit_manager", 1)
    with pytest.raises(Refused, match="credit manager approves this"):
        team.approve("d1", "ann", wish.sha256, ttl=TTL)
    team.approve("d1", "eva", wish.sha256, ttl=TTL)
    assert team.unclaim(case, "max", claim.fence)
    claim = hold(team, case, "eva")
    assert isinstance(team.gate(replace(wish, person_id="eva", fence=claim.fence)), Permit)


def test_only_who_may_approve_it_may_decline_it(team: Team, case: str, waiting: str) -> None:
    with pytest.raises(Refused, match="Could not decline it: A credit manager approves this"):
        team.decline("d1", "rep", "no")
    team.decline("d1", "max", "too much")


def test_two_at_once_one_passes(team_url: str, clock: FakeClock) -> None:
    """Twenty rounds of two consoles of two holders' wishes for one slot, at the same moment."""
    with opened(team_url, clock) as a, opened(team_url, clock) as b:
        for key in range(20):
            case = a.open_case(finding(a.tenant, str(key)), console="a").id
            claim = hold(a, case, "ann")
            asks = [ask(case, "ann", claim.fence, decision=f"{key}-{n}") for n in range(2)]
            answers: list[GateAnswer] = []
            start = threading.Barrier(2)

            def go(team: Team, n: int, asks=asks, answers=answers, start=start) -> None:  # type: ignore[no-untyped-def]
                start.wait(PATIENCE)
                answers.append(team.gate(asks[n]))

            threads = [threading.Thread(target=go, args=(team, n)) for n, team in enumerate((a, b))]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join()
            assert sorted(type(x).__name__ for x in answers) == ["Permit", "Taken"]


def test_without_the_figures_of_authority_nothing_passes(team: Team, case: str) -> None:
    claim = hold(team, case, "dan")
    bare = {k: v for k, v in payload().items() if k != "gate"}
    assert isinstance(team.gate(ask(case, "dan", claim.fence, body=bare)), Refusal)
    assert isinstance(team.gate(ask(case, "dan", claim.fence, deed="no_such_deed")), Refusal)
