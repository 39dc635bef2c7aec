"""The policy in the team store: a change has no effect without approval, with it the next gate goes by it, the log names the version."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import text

from app.domain.case import DecisionState
from app.domain.ruling import ProposalState
from app.errors import Conflict, Refused
from app.policy.texts import shipped
from app.store.team import Permit, Team, Waits
from tests.app.store.build import LEASE, ask, finding, opened
from tests.app.store.policy_of import analysts, floor, proposed

TTL = timedelta(hours=8)


def decide(team: Team, key: str, decision: str, over: int = 2000) -> object:
    """Ann wants to release an order that is so far over its limit."""
    case = team.open_case(finding(team.tenant, key, customer=key), console="a").id
    claim = team.claim(case, "ann", LEASE)
    assert claim is not None
    return team.gate(ask(case, "ann", claim.fence, decision=decision, over=over))


def judged_by(team: Team) -> dict[str, int]:
    """By which version each decision was judged, as the log says."""
    with team._store.reading() as conn:
        bodies = [json.loads(b) for b in conn.execute(text("SELECT body FROM audit ORDER BY seq")).scalars()]
    return {b["decision"]: b["policy"] for b in bodies if b["what"] in ("asked", "permitted")}


def test_a_new_team_goes_by_what_the_program_came_with(team: Team) -> None:
    assert team.policy().version == 1
    (first,) = team.changes(0).versions
    assert (first.body, first.author, first.proposal) == (shipped().body, "operator", None)


def test_only_an_approved_change_has_an_effect_and_each_decision_names_its_version(team: Team) -> None:
    assert isinstance(decide(team, "1", "before", over=1500), Waits)
    id_, digest = proposed(team, analysts("1600"), "max")
    assert isinstance(decide(team, "2", "proposed", over=1500), Waits), "without approval no effect"
    assert isinstance(decide(team, "3", "little", over=500), Permit)
    assert team.approve_policy(id_, "dan", digest) == 2
    assert isinstance(decide(team, "4", "after", over=150), Permit)
    assert judged_by(team) == {"before": 1, "proposed": 1, "little": 1, "after": 2}
    page = team.changes(0)
    assert [(v.version, v.author, v.proposal) for v in page.versions] == [(1, "operator", None), (2, "max", id_)]
    (told,) = page.proposals
    assert (told.state, told.approvals, told.based_on) == (ProposalState.ACCEPTED, (("dan", ""),), 1)
    assert team.verify_audit().sound


def test_more_is_allowed_from_then_on(team: Team) -> None:
    far = replace(analysts("10000"), authority=analysts("10000").authority.replace('percent = "10"', 'percent = "90"', 1))
    assert isinstance(decide(team, "1", "before"), Waits)
    id_, digest = proposed(team, far, "max")
    assert isinstance(decide(team, "2", "still"), Waits)
    team.approve_policy(id_, "dan", digest)
    assert isinstance(decide(team, "3", "now"), Permit)


def test_who_is_asked_already_is_judged_by_what_is_in_force_when_the_gate_is_asked_again(team: Team) -> None:
    case = team.open_case(finding(team.tenant), console="a").id
    claim = team.claim(case, "ann", LEASE)
    assert claim is not None
    wish = ask(case, "ann", claim.fence, over=800)
    assert isinstance(team.gate(wish), Permit)
    id_, digest = proposed(team, analysts("500"), "max")
    team.approve_policy(id_, "dan", digest)
    assert isinstance(team.gate(wish), Waits), "a permit that has run out is asked for anew"


def test_a_need_that_shrinks_stays_until_the_asker_takes_it_back_and_does_it_anew(team: Team) -> None:
    """The store cannot judge a policy: what may be lowered, anybody at the database could lower."""
    far = replace(analysts("10000"), authority=analysts("10000").authority.replace('percent = "10"', 'percent = "90"', 1))
    case = team.open_case(finding(team.tenant), console="a").id
    claim = team.claim(case, "ann", LEASE)
    assert claim is not None
    wish = ask(case, "ann", claim.fence, over=2000)
    assert isinstance(team.gate(wish), Waits)
    id_, digest = proposed(team, far, "max")
    team.approve_policy(id_, "dan", digest)
    still = team.gate(wish)
    assert isinstance(still, Waits)
    assert (still.needs, "take it back and do it anew" in still.words) == (1, True)
    team.withdraw("d1", "ann")
    assert isinstance(team.gate(replace(wish, decision_id="d2")), Permit)


def test_the_author_never_approves_and_nobody_without_the_right(team: Team) -> None:
    id_, digest = proposed(team, analysts("20000"), "dan")
    with pytest.raises(Refused, match="You asked"):
        team.approve_policy(id_, "dan", digest)
    for nobody in ("ann", "rep", "x"):
        with pytest.raises(Refused):
            team.approve_policy(id_, nobody, digest)
    assert team.approve_policy(id_, "max", digest) == 2


def test_a_change_of_the_matrix_needs_the_director(team: Team) -> None:
    id_, digest = proposed(team, analysts("20000"), "max")
    with pytest.raises(Refused):
        team.approve_policy(id_, "eva", digest)
    assert team.policy().version == 1
    assert team.approve_policy(id_, "dan", digest) == 2


@pytest.mark.parametrize("who", ["ann", "rep", "nobody"])
def test_who_has_no_right_to_propose_is_told(team: Team, who: str) -> None:
    with pytest.raises(Refused):
        proposed(team, analysts("20000"), who)
    assert team.changes(0).proposals == ()


def test_a_manager_of_credit_does_not_change_what_offers_may_be(team: Team) -> None:
    with pytest.raises(Refused, match="pricing manager"):
        proposed(team, floor("20"), "max")
    id_, _ = proposed(team, floor("20"), "dan")
    assert team.changes(0).proposals[0].id == id_


def test_the_approval_is_of_this_text(team: Team) -> None:
    id_, _ = proposed(team, analysts("20000"), "max")
    _, other = proposed(team, analysts("99000"), "max")
    with pytest.raises(Refused, match="another text"):
        team.approve_policy(id_, "dan", other)
    assert team.policy().version == 1


def test_the_second_of_two_is_proposed_anew(team: Team) -> None:
    first, digest = proposed(team, analysts("20000"), "max")
    second, other = proposed(team, analysts("30000"), "eva")
    team.approve_policy(first, "dan", digest)
    with pytest.raises(Conflict, match="it changes version 1, and version 2 is in force"):
        team.approve_policy(second, "dan", other)
    with pytest.raises(Conflict, match="version 2 is in force"):
        proposed(team, analysts("30000"), "eva", based_on=1)
    team.withdraw_policy(second, "eva")
    anew, digest = proposed(team, analysts("30000"), "eva", based_on=2)
    assert team.approve_policy(anew, "dan", digest) == 3


def test_two_who_approve_two_changes_at_the_same_moment(team_url: str) -> None:
    with opened(team_url) as team:
        wanted = [proposed(team, analysts(amount), author) for amount, author in (("20000", "max"), ("30000", "eva"))]
        ready, said = threading.Barrier(2), []

        def press(id_: str, digest: str) -> None:
            with opened(team_url) as own:
                ready.wait()
                try:
                    said.append(own.approve_policy(id_, "dan", digest))
                except Conflict:
                    said.append("conflict")

        hands = [threading.Thread(target=press, args=pair) for pair in wanted]
        for hand in hands:
            hand.start()
        for hand in hands:
            hand.join()
        assert sorted(map(str, said)) == ["2", "conflict"]
        assert team.policy().version == 2
        assert team.verify_audit().sound


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('amount = "10000", percent', 'amount = "ten", percent', "deeds.release_hold.grants.0.amount"),
        ("[deeds.release_hold]", "[deeds.release_holds]", "deeds.release_hold"),
        ("[deeds.change_policy]", "[deeds.change_the_policy]", "deeds.change_policy"),
        ('zone = "Europe/Berlin"', 'zone = "Europe/Vienna"', "calendar.zone"),
        ("[service.credit]", "[service.credits]", "service.credit"),
        ("[deeds.release_hold]", "[entity.sister.deeds.fly]\neveryone = true\n[deeds.release_hold]", "entity.sister.deeds.fly"),
        (
            '{ role = "finance_director", four_eyes_above = "0", second = "credit_manager" },\n]\n\n[deeds.change_quote_limits]',
            '{ role = "finance_director" },\n]\n\n[deeds.change_quote_limits]',
            "deeds.change_policy.grants.2.four_eyes_above",
        ),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_taken_down(team: Team, old: str, new: str, place: str) -> None:
    base = shipped()
    assert old in base.authority
    with pytest.raises(Refused) as found:
        proposed(team, replace(base, authority=base.authority.replace(old, new)), "dan")
    assert (place, True) == (found.value.about, place in found.value.advice)
    assert team.changes(0).proposals == ()


def test_nothing_changed_is_no_change(team: Team) -> None:
    with pytest.raises(Refused, match="Nothing is changed"):
        proposed(team, shipped(), "dan")


def test_declined_with_a_comment_or_taken_back_it_is_over(team: Team) -> None:
    id_, digest = proposed(team, analysts("20000"), "max")
    for who in ("max", "ann"):
        with pytest.raises(Refused):
            team.decline_policy(id_, who, "no")
    with pytest.raises(Refused, match="somebody else"):
        team.withdraw_policy(id_, "dan")
    team.decline_policy(id_, "dan", "Not before the audit")
    (told,) = team.changes(0).proposals
    assert (told.state, told.by, told.words) == (ProposalState.DECLINED, "dan", "Not before the audit")
    for late in (lambda: team.approve_policy(id_, "dan", digest), lambda: team.withdraw_policy(id_, "max")):
        with pytest.raises(Refused, match="it is over"):
            late()
    other, _ = proposed(team, analysts("30000"), "max")
    team.withdraw_policy(other, "max")
    assert {p.id: p.state for p in team.changes(0).proposals} == {id_: ProposalState.DECLINED, other: ProposalState.WITHDRAWN}


def test_told_twice_it_is_taken_down_once(team: Team) -> None:
    id_, _ = proposed(team, analysts("20000"), "max")
    team.propose_policy(id_, analysts("20000").body, 1, "max", "again")
    assert len(team.changes(0).proposals) == 1


def test_an_entity_of_its_own_rules_goes_by_them_and_others_by_the_central_ones(team: Team) -> None:
    """``erp`` is where these decisions are; for it analysts release nothing alone."""
    own = """
[entity.erp.deeds.release_hold]
measure = "over"
denied = "The director releases here"
grants = [{ role = "credit_analyst", amount = "100" }, { role = "credit_manager" }]
"""
    base = shipped()
    id_, digest = proposed(team, replace(base, authority=base.authority + own), "max")
    assert isinstance(decide(team, "1", "before", over=500), Permit)
    team.approve_policy(id_, "dan", digest)
    assert isinstance(decide(team, "2", "after", over=500), Waits)
    assert team.policy().policy.rule("release_hold", "sister") == team.policy().policy.deeds["release_hold"]


def test_a_decision_that_ended_stays_as_it_was(team: Team) -> None:
    assert isinstance(decide(team, "1", "d", over=500), Permit)
    assert team.finish("d", DecisionState.APPLIED, fence=None, words="ok")
    id_, digest = proposed(team, analysts("0"), "max")
    team.approve_policy(id_, "dan", digest)
    assert judged_by(team) == {"d": 1}
