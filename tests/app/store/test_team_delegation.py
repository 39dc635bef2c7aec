"""A lent right to approve: it does what its owner could, for as long as it is lent, and never makes two people of one."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.ruling import Delegation
from app.errors import Refused
from app.store.team import Permit, Team, Waits
from tests.app.store.build import LEASE, FakeClock, ask, finding
from tests.app.store.plain import T0
from tests.app.store.policy_of import analysts, proposed

TTL = timedelta(days=90)
DAY = timedelta(days=1)


def lend(team: Team, delegator: str, delegate: str, *, since: timedelta = -DAY, until: timedelta = DAY, id_: str = "") -> str:
    """From a day before T0 to a day after it."""
    id_ = id_ or f"{delegator}-{delegate}"
    team.delegate(Delegation(id_, delegator, delegate, T0 + since, T0 + until, "On holiday"))
    return id_


def asked(team: Team, by: str = "ann", over: int = 2000, limit: int = 1_000_000) -> tuple[str, str]:
    """(case, hash of what was asked for)."""
    case = team.open_case(finding(team.tenant), console="a").id
    claim = team.claim(case, by, LEASE)
    assert claim is not None
    wish = ask(case, by, claim.fence, over=over, limit=limit)
    assert isinstance(team.gate(wish), Waits)
    assert team.unclaim(case, by, claim.fence)
    return case, wish.sha256


def agree(team: Team, who: str, digest: str) -> None:
    team.approve("d1", who, digest, ttl=TTL)


def logged(team: Team, what: str) -> list[dict[str, object]]:
    with team._store.reading() as conn:
        bodies = [json.loads(b) for b in conn.execute(text("SELECT body FROM audit ORDER BY seq")).scalars()]
    return [b for b in bodies if b["what"] == what]


OVER = {"over": 20_000, "limit": 1_000_000}  # above an analyst's 10,000, within a manager's


def test_the_delegate_approves_in_the_owners_place_and_the_log_says_whose_it_was(team: Team) -> None:
    case, digest = asked(team, **OVER)
    with pytest.raises(Refused, match="credit manager approves"):
        agree(team, "bob", digest)
    lend(team, "max", "bob")
    agree(team, "bob", digest)
    (row,) = logged(team, "approved")
    assert (row["by"], row["behalf"], row["policy"]) == ("bob", "max", 1)
    now = team.case_now(case, "d1")
    assert now is not None
    assert now.decision is not None
    assert (now.decision.approved_by, now.decision.acting_for) == (("bob",), (("bob", "max"),))
    claim = team.claim(case, "bob", LEASE)
    assert claim is not None
    assert isinstance(team.gate(ask(case, "bob", claim.fence, **OVER)), Permit)
    (permitted,) = logged(team, "permitted")
    assert permitted["acting_for"] == [["bob", "max"]]
    assert team.verify_audit().sound


def test_who_could_by_their_own_right_uses_that(team: Team) -> None:
    _, digest = asked(team, **OVER)
    lend(team, "dan", "eva")
    agree(team, "eva", digest)
    assert "behalf" not in logged(team, "approved")[0]


def test_nobody_approves_what_they_asked_for_with_a_lent_right(team: Team) -> None:
    _, digest = asked(team, "ann", **OVER)
    lend(team, "max", "ann")
    with pytest.raises(Refused, match="You asked"):
        agree(team, "ann", digest)


def test_what_the_owner_asked_for_is_not_approved_with_their_own_right(team: Team) -> None:
    _, digest = asked(team, "max", over=60_000)
    lend(team, "max", "bob")
    with pytest.raises(Refused):
        agree(team, "bob", digest)


def test_it_gives_no_more_than_the_owner_has(team: Team) -> None:
    _, digest = asked(team, **OVER)
    lend(team, "ann", "rep")
    lend(team, "bob", "rep")
    with pytest.raises(Refused, match="credit manager approves"):
        agree(team, "rep", digest)


def test_it_is_never_lent_on(team: Team) -> None:
    _, digest = asked(team, **OVER)
    lend(team, "max", "bob")
    lend(team, "bob", "rep")
    with pytest.raises(Refused, match="credit manager approves"):
        agree(team, "rep", digest)


def test_a_pair_is_one_of_four_eyes_whoever_comes_first(team: Team) -> None:
    """Above a manager's half two must agree beside the analyst: owner and delegate are one of them."""
    _, digest = asked(team, over=60_000)
    lend(team, "max", "bob")
    agree(team, "bob", digest)
    for one_of_them in ("max", "bob"):
        with pytest.raises(Refused, match="already"):
            agree(team, one_of_them, digest)
    agree(team, "eva", digest)
    assert len(logged(team, "approved")) == 2


def test_the_owner_first_then_the_delegate_is_one_too(team: Team) -> None:
    _, digest = asked(team, over=60_000)
    lend(team, "max", "bob")
    agree(team, "max", digest)
    with pytest.raises(Refused, match="Max Manager took part already"):
        agree(team, "bob", digest)


def test_it_begins_and_ends_by_itself(team: Team, clock: FakeClock) -> None:
    _, digest = asked(team, **OVER)
    lend(team, "max", "bob", since=timedelta(hours=1), until=timedelta(hours=2))
    with pytest.raises(Refused):
        agree(team, "bob", digest)
    clock.now = T0 + timedelta(hours=2)
    with pytest.raises(Refused):
        agree(team, "bob", digest)
    clock.now = T0 + timedelta(hours=2) - timedelta(microseconds=1)
    agree(team, "bob", digest)


@pytest.mark.parametrize("by", ["max", "bob"])
def test_either_of_the_two_ends_it_early(team: Team, clock: FakeClock, by: str) -> None:
    _, digest = asked(team, **OVER)
    id_ = lend(team, "max", "bob")
    with pytest.raises(Refused, match="neither yours"):
        team.end_delegation(id_, "dan")
    team.end_delegation(id_, by)
    team.end_delegation(id_, by)
    assert len(logged(team, "delegation ended")) == 1
    with pytest.raises(Refused):
        agree(team, "bob", digest)
    (told,) = team.changes(0).delegations
    assert told.ended_at == clock.now


def test_what_was_agreed_while_it_stood_stays_agreed(team: Team, clock: FakeClock) -> None:
    case, digest = asked(team, **OVER)
    id_ = lend(team, "max", "bob")
    agree(team, "bob", digest)
    team.end_delegation(id_, "max")
    clock.pass_(seconds=1)
    claim = team.claim(case, "bob", LEASE)
    assert claim is not None
    assert isinstance(team.gate(ask(case, "bob", claim.fence, **OVER)), Permit)


@pytest.mark.parametrize(
    ("delegate", "since", "until", "why"),
    [
        ("max", -DAY, DAY, "yours already"),
        ("nobody", -DAY, DAY, "both must be in this team"),
        ("bob", DAY, DAY, "over before it begins"),
        ("bob", -2 * DAY, -DAY, "over before it begins"),
    ],
)
def test_what_cannot_be_lent_says_why(team: Team, delegate: str, since: timedelta, until: timedelta, why: str) -> None:
    with pytest.raises(Refused, match=why):
        lend(team, "max", delegate, since=since, until=until)
    assert team.changes(0).delegations == ()


def test_told_twice_it_is_lent_once(team: Team) -> None:
    lend(team, "max", "bob")
    lend(team, "max", "bob")
    assert len(logged(team, "delegated")) == 1


def test_a_change_of_the_policy_is_approved_with_a_lent_right_as_well(team: Team) -> None:
    lend(team, "dan", "ann")
    id_, digest = proposed(team, analysts("20000"), "max")
    assert team.approve_policy(id_, "ann", digest) == 2
    (told,) = team.changes(0).proposals
    assert told.approvals == (("ann", "dan"),)
    mine, digest = proposed(team, analysts("30000"), "dan", based_on=2)
    with pytest.raises(Refused):
        team.approve_policy(mine, "ann", digest)
