"""A case's life: opened once, closed and reopened only on newer evidence, held by one person at a time."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app.domain.case import CaseState, DecisionState
from app.errors import Refused
from app.store.team import Permit, Team
from tests.app.store.build import HOUR, LEASE, FakeClock, ask, euro, finding
from tests.app.store.plain import T0


def later(minutes: float) -> object:
    return T0 + timedelta(minutes=minutes)


def test_opening_twice_is_one_case(team: Team) -> None:
    first = team.open_case(finding(team.tenant), console="a")
    again = team.open_case(finding(team.tenant), console="b")
    assert first == again
    assert (first.spell, first.state, first.opened_at, first.started_at, first.rev) == (1, CaseState.OPEN, T0, T0, 1)
    assert (first.document, first.customer, first.value, first.group) == ("SO7", "3", euro(1000), "A little over")


def test_the_clock_starts_when_the_server_says_it_became_true(team: Team) -> None:
    since = T0 - timedelta(hours=5)
    assert team.open_case(finding(team.tenant, since=since), console="a").started_at == since
    newer = finding(team.tenant, since=since + timedelta(hours=1), asof=T0 + timedelta(minutes=5))
    assert team.open_case(newer, console="a").started_at == since, "written once"


def test_clearing_needs_newer_evidence_and_no_older_rule(team: Team) -> None:
    case = team.open_case(finding(team.tenant, asof=T0 + timedelta(minutes=10), version=2), console="a")
    for minutes, version in ((9, 2), (10, 2), (11, 1)):
        at = T0 + timedelta(minutes=minutes)
        assert not team.clear_case(case.id, evidence_at=at, rule_version=version, outcome="cleared")
    assert team.clear_case(case.id, evidence_at=T0 + timedelta(minutes=11), rule_version=2, outcome="cleared")
    now = team.case_now(case.id)
    assert now is not None
    assert (now.case.state, now.case.outcome, now.case.closed_at) == (CaseState.CLEARED, "cleared", T0)


def test_seen_again_it_is_not_cleared_by_what_was_read_before(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    same = team.open_case(finding(team.tenant, asof=T0 + timedelta(minutes=10)), console="b")
    assert same.rev == case.rev, "nothing a screen shows has changed"
    assert not team.clear_case(case.id, evidence_at=T0 + timedelta(minutes=5), rule_version=1, outcome="cleared")


def test_reopening_is_the_next_spell_with_newer_evidence_only(team: Team, clock: FakeClock) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    claim = team.claim(case.id, "ann", LEASE)
    assert claim is not None
    assert team.clear_case(case.id, evidence_at=T0 + timedelta(minutes=5), rule_version=1, outcome="cleared")
    stale = team.open_case(finding(team.tenant, asof=T0 + timedelta(minutes=5)), console="b")
    assert stale.state is CaseState.CLEARED
    clock.pass_(minutes=7)
    again = team.open_case(finding(team.tenant, asof=T0 + timedelta(minutes=6), value=2000), console="b")
    assert (again.spell, again.state, again.outcome, again.owner) == (2, CaseState.OPEN, None, None)
    assert (again.opened_at, again.value) == (clock.now, euro(2000))
    assert again.fence > claim.fence, "nobody writes under a claim of the former spell"
    assert [(s.spell, s.outcome, s.value) for s in team.changes(0).spells] == [(1, "cleared", euro(1000))]


def test_an_unknown_case_cannot_be_cleared_or_claimed(team: Team) -> None:
    assert not team.clear_case("nothing", evidence_at=T0, rule_version=1, outcome="cleared")
    assert team.claim("nothing", "ann", LEASE) is None
    assert team.case_now("nothing") is None


def test_one_holder_until_the_lease_runs_out(team: Team, clock: FakeClock) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    first = team.claim(case.id, "ann", LEASE)
    assert first is not None
    assert (first.fence, first.until) == (1, T0 + LEASE)
    assert team.claim(case.id, "bob", LEASE) is None
    clock.pass_(seconds=50)
    assert team.renew(case.id, "ann", first.fence, LEASE)
    clock.pass_(seconds=50)
    assert team.claim(case.id, "bob", LEASE) is None, "renewed"
    clock.pass_(seconds=11)
    taken = team.claim(case.id, "bob", LEASE)
    assert taken is not None
    assert taken.fence == 2
    assert not team.renew(case.id, "ann", first.fence, LEASE)
    assert not team.unclaim(case.id, "ann", first.fence)


def test_ones_own_case_is_taken_anew_under_a_new_fence(team: Team) -> None:
    """A console that was restarted, or a second one of the same person: only the last has the fence."""
    case = team.open_case(finding(team.tenant), console="a")
    first, second = team.claim(case.id, "ann", LEASE), team.claim(case.id, "ann", LEASE)
    assert first is not None
    assert second is not None
    assert second.fence == first.fence + 1
    assert not team.renew(case.id, "ann", first.fence, LEASE)


def test_given_back_it_is_free_and_the_fence_stays(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    claim = team.claim(case.id, "ann", LEASE)
    assert claim is not None
    assert team.unclaim(case.id, "ann", claim.fence)
    now = team.case_now(case.id)
    assert now is not None
    assert now.free
    assert now.case.fence == claim.fence
    taken = team.claim(case.id, "bob", LEASE)
    assert taken is not None
    assert taken.fence == claim.fence + 1


def test_closed_cases_are_nobodys(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    assert team.claim(case.id, "ann", LEASE) is not None
    assert team.clear_case(case.id, evidence_at=T0 + timedelta(minutes=1), rule_version=1, outcome="record gone")
    assert team.claim(case.id, "ann", LEASE) is None
    with pytest.raises(Refused, match="closed"):
        team.snooze(case.id, "ann", T0 + timedelta(hours=1))
    with pytest.raises(Refused, match="closed"):
        team.escalate(case.id, "ann", "credit_manager", "above me")


def test_never_cleared_over_a_decision_that_may_take_effect(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    claim = team.claim(case.id, "ann", LEASE)
    assert claim is not None
    assert isinstance(team.gate(ask(case.id, "ann", claim.fence)), Permit)
    newer = T0 + timedelta(minutes=1)
    for state in ("open", "unknown", "parked"):
        if state == "unknown":
            assert team.mark_unknown("d1", claim.fence)
        if state == "parked":
            assert team.park("d1", claim.fence, "cannot tell")
        assert not team.clear_case(case.id, evidence_at=newer, rule_version=1, outcome="cleared")
    assert team.finish("d1", DecisionState.REFUSED, fence=claim.fence, words="no")
    assert team.clear_case(case.id, evidence_at=newer, rule_version=1, outcome="cleared")


def test_what_was_read_before_the_release_does_not_reopen_it(team: Team, clock: FakeClock) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    claim = team.claim(case.id, "ann", LEASE)
    assert claim is not None
    assert isinstance(team.gate(ask(case.id, "ann", claim.fence, outcome="released")), Permit)
    clock.pass_(seconds=5)
    assert team.finish("d1", DecisionState.APPLIED, fence=None, words="confirmed")
    stale = team.open_case(finding(team.tenant, asof=T0 + timedelta(seconds=4)), console="b")
    assert (stale.state, stale.outcome, stale.spell) == (CaseState.RESOLVED, "released", 1)
    fresh = team.open_case(finding(team.tenant, asof=T0 + timedelta(seconds=6)), console="b")
    assert (fresh.state, fresh.spell) == (CaseState.OPEN, 2)


def test_snooze_and_escalate(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a")
    claim = team.claim(case.id, "ann", LEASE)
    assert claim is not None
    team.snooze(case.id, "ann", T0 + timedelta(hours=2))
    now = team.case_now(case.id)
    assert now is not None
    assert (now.case.wake_at, now.case.state) == (T0 + timedelta(hours=2), CaseState.OPEN)
    team.wait(case.id, "ann", T0 + timedelta(hours=3))
    now = team.case_now(case.id)
    assert now is not None
    assert (now.case.wake_at, now.case.state) == (T0 + timedelta(hours=3), CaseState.WAITING)
    team.escalate(case.id, "ann", "credit_manager", "above my authority")
    now = team.case_now(case.id)
    assert now is not None
    assert (now.case.owner, now.case.wake_at, now.case.state) == (None, None, CaseState.OPEN)
    assert not team.renew(case.id, "ann", claim.fence, LEASE)
    assert [n.text for n in team.changes(0).notes] == ["above my authority"]


def test_waiting_is_a_pause_of_the_clock_and_ends_when_somebody_ends_it(team: Team, clock: FakeClock) -> None:
    case = team.open_case(finding(team.tenant), console="a").id

    def pauses() -> list[tuple[float, float]]:
        now = team.case_now(case)
        assert now is not None
        return [((a - began) / HOUR, (b - began) / HOUR) for a, b in now.case.pauses]

    began = clock.now
    team.snooze(case, "ann", clock.now + timedelta(hours=2))
    assert pauses() == [], "a snooze is none"
    team.wait(case, "ann", clock.now + timedelta(hours=3))
    assert pauses() == [(0, 3)]
    clock.pass_(hours=1)
    team.snooze(case, "ann", None)
    assert pauses() == [(0, 1)], "they answered after an hour"
    team.wait(case, "ann", clock.now + timedelta(hours=5))
    clock.pass_(hours=7)
    team.escalate(case, "ann", "credit_manager", "above my authority")
    assert pauses() == [(0, 1), (1, 6)], "what was agreed, not what nobody looked"
    team.clear_case(case, evidence_at=clock.now, rule_version=1, outcome="cleared")
    again = team.open_case(finding(team.tenant, asof=clock.now + timedelta(seconds=1)), console="a")
    assert (again.spell, again.pauses) == (2, ())
