"""What the protocol never does: send before it is stored, shorten a wait, take an end back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.case import DecisionState
from app.domain.letter import Guard, LetterState
from app.sync.life import (
    AskGate,
    Claimed,
    Failed,
    Finish,
    Found,
    GivenUp,
    Look,
    Missing,
    NotSent,
    Permitted,
    Persist,
    Phase,
    Rebuffed,
    Renew,
    Send,
    Sleep,
    Stands,
    Verify,
    Woke,
)
from app.sync.protocol import begin, step
from tests.app.sync.lives import BOUNDS, RECEIPT, at, kinds, stored


def test_sending_is_stored_before_the_socket() -> None:
    _, done = step(at(Phase.GATING, asked_at=1.0), Permitted(5.0, now=2))
    assert done == (Persist(LetterState.SENDING, 1, 7, ""), Send(6.0))


def test_a_permit_counts_from_before_the_question_and_never_longer_than_the_bound() -> None:
    _, done = step(at(Phase.GATING, asked_at=1.0), Permitted(500.0, now=2))
    assert done[-1] == Send(6.0)


def test_a_refusal_found_absent_goes_out_with_the_fence_and_an_effect_without() -> None:
    _, refused = step(at(Phase.VERIFYING, outcome=DecisionState.REFUSED, end_words="no"), Missing("none", now=1))
    _, applied = step(at(Phase.VERIFYING), Found(RECEIPT, now=1))
    assert refused == (Finish(DecisionState.REFUSED, 7, "no"),)
    assert applied == (Finish(DecisionState.APPLIED, None, "confirmed"),)


def test_a_conflict_that_was_our_own_effect_ends_applied() -> None:
    life, _ = step(at(Phase.SENDING, Guard.COND), Rebuffed("stale", clash=True, now=1))
    life, done = step(life, Found(RECEIPT, now=2))
    assert done == (Finish(DecisionState.APPLIED, None, "confirmed"),)


def test_not_sent_returns_to_queued_only_where_nothing_is_on_its_way() -> None:
    _, clean = step(at(Phase.SENDING, state=LetterState.SENDING), NotSent("x", now=1))
    _, loose = step(at(Phase.SENDING, state=LetterState.SENDING, sent=True), NotSent("x", now=1))
    assert clean[0] == Persist(LetterState.QUEUED, 0, 7, "x")
    assert loose[0] == Persist(LetterState.UNKNOWN, 0, 7, "x")


def test_an_adopter_waits_for_the_last_permit_and_the_longest_request() -> None:
    life, _ = step(at(Phase.FOLLOWING, Guard.PLAIN), Stands(DecisionState.OPEN, ours=True, permit_left=2.0, now=10))
    assert life.loose_until == 10 + 2 + BOUNDS.life
    assert life.sent


@pytest.mark.parametrize("guard", [Guard.KEY, Guard.COND, Guard.STATE])
def test_a_restarted_letter_that_was_being_sent_is_verified_first(guard: Guard) -> None:
    life = begin(stored(LetterState.SENDING, 1), guard, 100.0, BOUNDS)
    _, done = step(life, Woke(now=100))
    assert kinds(done) == [Verify]


def test_a_restarted_plain_letter_waits_out_permit_and_life() -> None:
    life = begin(stored(LetterState.UNKNOWN, 1), Guard.PLAIN, 100.0, BOUNDS)
    assert life.loose_until == 135.0
    life, done = step(life, Woke(now=100))
    assert kinds(done) == [Renew]


def test_what_takes_back_waits_until_no_late_request_can_do_it_again() -> None:
    """Where the server's state is the guard, the state that is brought back is the one in which a late request would be taken again."""
    life = begin(stored(number=2), Guard.STATE, 100.0, BOUNDS)
    life, asked = step(life, Woke(now=100))
    assert kinds(asked) == [AskGate]
    life, waits = step(life, Permitted(5.0, now=101))
    assert kinds(waits) == [Renew], "a permit alone does not let it go out"
    assert life.loose_until == 135.0
    kept = begin(stored(number=2), Guard.KEY, 100.0, BOUNDS)
    kept, _ = step(kept, Woke(now=100))
    assert kinds(step(kept, Permitted(5.0, now=101))[1]) == [Persist, Send], "a key is used once, however late"


def test_an_ended_letter_stays_ended_after_a_restart() -> None:
    life = begin(stored(LetterState.REFUSED), Guard.KEY, 100.0, BOUNDS)
    assert step(life, Woke(now=100)) == (life, ())


def test_known_effect_against_a_refusal_in_the_team_store_is_for_a_person() -> None:
    life = at(Phase.FOLLOWING, outcome=DecisionState.APPLIED)
    life, _ = step(life, Stands(DecisionState.REFUSED, now=1))
    assert life.phase is Phase.PARKED


def test_retries_back_off_with_full_jitter_up_to_the_cap() -> None:
    life, waits = at(Phase.READY), []
    for n in range(8):
        life, _ = step(replace(life, not_before=0.0), Woke(now=n))
        life, done = step(life, Failed("away", now=n, chance=1.0))
        assert isinstance(done[-1], Sleep)
        waits.append(done[-1].seconds)
    assert waits == [1, 2, 4, 8, 10, 10, 10, 10]
    _, done = step(replace(at(Phase.GATING), tries=9), Failed("away", now=0, chance=0.0))
    assert done[-1] == Sleep(0.1)


def test_early_wake_ups_do_not_shorten_a_retry() -> None:
    _, done = step(at(Phase.READY, not_before=9.0), Woke(now=4))
    assert done == (Sleep(5.0),)


def test_a_new_fence_is_stored_only_with_what_was_seen_under_it() -> None:
    """Found by campaign C1: killed between claim and look, a letter "queued" under the new fence was sent without a look."""
    life, done = step(at(Phase.CLAIMING, Guard.PLAIN), Claimed(8, now=1))
    assert done == (Look(8),)
    away, stored_words = step(life, Failed("away", now=2))
    assert stored_words[0] == Persist(LetterState.QUEUED, 0, 7, "away")
    life, done = step(life, Stands(DecisionState.OPEN, ours=True, permit_left=-1.0, now=2))
    assert done == (Persist(LetterState.UNKNOWN, 0, 8, ""), Renew(8)), away


@pytest.mark.parametrize(("by_rev", "phase"), [(True, Phase.VERIFYING), (False, Phase.SETTLING)])
def test_a_revision_does_not_come_back_and_a_state_may(by_rev: bool, phase: Phase) -> None:
    """A request still on its way could take effect once what it expects to find is there again."""
    life = at(Phase.SENDING, Guard.COND, by_rev=by_rev, sent=True, loose_until=40.0)
    life, done = step(life, Rebuffed("stale", clash=True, now=14))
    assert (life.phase, done[-1]) == (phase, Verify() if by_rev else Renew(7))


def test_what_names_a_revision_says_so() -> None:
    assert begin(stored(), Guard.COND, 0.0, BOUNDS).by_rev
    assert not begin(replace(stored(), expected_rev=None), Guard.COND, 0.0, BOUNDS).by_rev


def test_given_up_where_it_cannot_be_done_waits_for_what_a_colleague_may_have_sent() -> None:
    """A permit under the same fence is known from the store alone; a request sent under it may still arrive."""
    life, _ = step(at(Phase.FOLLOWING, None), Woke(now=100.0))
    life, _ = step(life, Stands(DecisionState.OPEN, permit_left=0.1, ours=True, now=100.01))
    assert life.phase is Phase.PARKED
    life, _ = step(life, GivenUp(now=100.02))
    assert life.phase is Phase.SETTLING
