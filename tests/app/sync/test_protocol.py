"""The transition table of the delivery protocol, row by row."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from app.domain.case import DecisionState
from app.domain.letter import Guard, Letter, LetterState, Receipt, canonical
from app.domain.steps import Plan, Step
from app.sync.life import (
    Action,
    AskGate,
    Bounds,
    Claim,
    Claimed,
    Closed,
    Denied,
    Done,
    Doubtful,
    Event,
    Failed,
    Finish,
    Found,
    GivenUp,
    Held,
    Kept,
    LetterLife,
    Look,
    MarkUnknown,
    Missing,
    NotSent,
    Overdue,
    Park,
    Permitted,
    Persist,
    Phase,
    Rebuffed,
    Recorded,
    Renew,
    Retried,
    Send,
    Sleep,
    Stale,
    Stands,
    Taken,
    Unclaim,
    Unclear,
    Verify,
    Waits,
    Woke,
)
from app.sync.protocol import begin, step

BOUNDS = Bounds(life=30.0, permit=5.0, renew=5.0, look=4.0, cap=10.0, poison=3)
RECEIPT = Receipt("confirmed", "r2", ())


_BACK = Step("tryton", "unbook_order", "SO-1", {})
_PLAN, _SHA = canonical(Plan("release_hold", (Step("tryton", "release_hold", "SO-1", {}, "r1", _BACK),)).payload())


def stored(state: LetterState = LetterState.QUEUED, attempt: int = 0, number: int = 1) -> Letter:
    """Letter 1 does the step, letter 2 takes it back."""
    at = datetime(2026, 3, 2, 9, tzinfo=UTC)
    return Letter(
        f"d1/{number}",
        "d1",
        "c1",
        1,
        "release_hold",
        "outcome",
        "tryton",
        "SO-1",
        _PLAN,
        _SHA,
        "r1",
        7,
        "ana",
        state,
        attempt,
        at,
        None,
        None,
        None,
    )


def at(phase: Phase, guard: Guard | None = Guard.KEY, **more: object) -> LetterLife:
    life = LetterLife("d1/1", guard, phase, LetterState.QUEUED, 0, 7, bounds=BOUNDS)
    return replace(life, **more)  # type: ignore[arg-type]


def kinds(actions: tuple[Action, ...]) -> list[type]:
    return [type(a) for a in actions]


ROWS: list[tuple[str, LetterLife, Event, Phase, list[type]]] = [
    ("a queued letter asks the gate", at(Phase.READY), Woke(now=1), Phase.GATING, [AskGate]),
    ("a letter no system can take is parked", at(Phase.READY, None), Woke(now=1), Phase.PARKED, [Persist, Sleep]),
    ("a permit in time sends", at(Phase.GATING, asked_at=1.0), Permitted(5.0, now=2), Phase.SENDING, [Persist, Send]),
    (
        "a permit that ran out on the way is asked for again",
        at(Phase.GATING, asked_at=1.0),
        Permitted(5.0, now=6),
        Phase.READY,
        [Sleep],
    ),
    (
        "approval missing gives the case back",
        at(Phase.GATING),
        Waits("a manager", now=1),
        Phase.APPROVAL,
        [Persist, Unclaim, Sleep],
    ),
    ("approval is looked for", at(Phase.APPROVAL, not_before=9.0), Woke(now=1), Phase.FOLLOWING, [Look]),
    ("the gate knows the end", at(Phase.GATING), Closed(DecisionState.APPLIED, "done", now=1), Phase.DONE, [Persist]),
    ("another decision stands", at(Phase.GATING), Taken("Bo was first", now=1), Phase.DONE, [Persist]),
    ("taken although sent is for a person", at(Phase.GATING, sent=True), Taken("?", now=1), Phase.PARKED, [Persist, Sleep]),
    ("a stale fence looks", at(Phase.GATING), Stale(now=1), Phase.FOLLOWING, [Look]),
    ("own wish denied", at(Phase.GATING, own=True), Denied("no", now=1), Phase.ENDING, [Finish]),
    ("denied before knowing whose", at(Phase.GATING), Denied("no", now=1), Phase.FOLLOWING, [Look]),
    ("adopter denied steps back", at(Phase.GATING, own=False), Denied("no", now=1), Phase.FOLLOWING, [Unclaim, Sleep]),
    (
        "denied after sending waits first",
        at(Phase.GATING, own=True, sent=True, loose_until=9.0),
        Denied("no", now=1),
        Phase.SETTLING,
        [Renew],
    ),
    ("gate away", at(Phase.GATING), Failed("away", now=1), Phase.READY, [Persist, Sleep]),
    ("done", at(Phase.SENDING), Done(RECEIPT, now=1), Phase.ENDING, [Finish]),
    ("refused under a key", at(Phase.SENDING), Rebuffed("over limit", now=1), Phase.ENDING, [Finish]),
    (
        "refused without a key: whose effect?",
        at(Phase.SENDING, Guard.STATE),
        Rebuffed("x", now=1),
        Phase.VERIFYING,
        [Persist, Verify],
    ),
    ("conflict is verified", at(Phase.SENDING, Guard.COND), Rebuffed("x", clash=True, now=1), Phase.VERIFYING, [Persist, Verify]),
    ("conflict under a key too", at(Phase.SENDING), Rebuffed("x", clash=True, now=1), Phase.VERIFYING, [Persist, Verify]),
    (
        "a refusal while another request may live",
        at(Phase.SENDING, sent=True, loose_until=20.0),
        Rebuffed("x", now=1),
        Phase.SETTLING,
        [Persist, Renew],
    ),
    ("nothing sent", at(Phase.SENDING, state=LetterState.SENDING), NotSent("refused", now=1), Phase.READY, [Persist, Sleep]),
    ("too late for the socket", at(Phase.SENDING, state=LetterState.SENDING), Overdue(now=1), Phase.READY, [Persist, Sleep]),
    ("KEY: once more at once", at(Phase.SENDING, permit_until=5.0), Unclear("?", now=1), Phase.SENDING, [Persist, Send]),
    (
        "KEY: not after the permit",
        at(Phase.SENDING, permit_until=5.0),
        Unclear("?", now=6),
        Phase.VERIFYING,
        [Persist, MarkUnknown, Verify],
    ),
    (
        "KEY: only once",
        at(Phase.SENDING, sent=True, permit_until=5.0),
        Unclear("?", now=1),
        Phase.VERIFYING,
        [Persist, MarkUnknown, Verify],
    ),
    ("COND verifies", at(Phase.SENDING, Guard.COND), Unclear("?", now=1), Phase.VERIFYING, [Persist, MarkUnknown, Verify]),
    ("STATE verifies", at(Phase.SENDING, Guard.STATE), Unclear("?", now=1), Phase.VERIFYING, [Persist, MarkUnknown, Verify]),
    (
        "PLAIN waits",
        at(Phase.SENDING, Guard.PLAIN, permit_until=5.0),
        Unclear("?", now=1),
        Phase.SETTLING,
        [Persist, MarkUnknown, Renew],
    ),
    ("BLIND parks", at(Phase.SENDING, Guard.BLIND), Unclear("?", now=1), Phase.PARKING, [Persist, MarkUnknown, Park]),
    ("settling goes on", at(Phase.SETTLING, Guard.PLAIN, loose_until=9.0), Kept(now=1), Phase.SETTLING, [Sleep]),
    ("settled", at(Phase.SETTLING, Guard.PLAIN, loose_until=9.0), Kept(now=9), Phase.VERIFYING, [Verify]),
    ("lost while settling", at(Phase.SETTLING, Guard.PLAIN, loose_until=9.0), Held(now=1), Phase.FOLLOWING, [Look]),
    ("team away while settling", at(Phase.SETTLING, Guard.PLAIN, loose_until=9.0), Failed("x", now=1), Phase.SETTLING, [Sleep]),
    ("found", at(Phase.VERIFYING), Found(RECEIPT, now=1), Phase.ENDING, [Finish]),
    ("absent: again", at(Phase.VERIFYING, sent=True, loose_until=9.0), Missing("none", now=1), Phase.READY, [Persist, Sleep]),
    (
        "absent K times",
        at(Phase.VERIFYING, rebuff="without effect", rebuffs=2),
        Missing("none", now=1),
        Phase.PARKING,
        [Persist, Park],
    ),
    (
        "absent after a refusal",
        at(Phase.VERIFYING, outcome=DecisionState.REFUSED),
        Missing("none", now=1),
        Phase.ENDING,
        [Finish],
    ),
    (
        "absent too early for PLAIN",
        at(Phase.VERIFYING, Guard.PLAIN, sent=True, asked_at=1.0, loose_until=9.0),
        Missing("none", now=2),
        Phase.SETTLING,
        [Renew],
    ),
    ("doubt", at(Phase.VERIFYING), Doubtful("?", now=1), Phase.VERIFYING, [Sleep]),
    ("doubt K times", at(Phase.VERIFYING, rebuff="?", rebuffs=2), Doubtful("?", now=1), Phase.PARKING, [Park]),
    ("followed to its end", at(Phase.FOLLOWING), Stands(DecisionState.REFUSED, now=1), Phase.DONE, [Persist]),
    ("still waiting for people", at(Phase.FOLLOWING), Stands(DecisionState.OPEN, waiting=True, now=1), Phase.APPROVAL, [Sleep]),
    (
        "the asker does not carry it",
        at(Phase.FOLLOWING),
        Stands(DecisionState.OPEN, may_carry=False, free=True, now=1),
        Phase.FOLLOWING,
        [Sleep],
    ),
    ("held by another", at(Phase.FOLLOWING), Stands(None, now=1), Phase.FOLLOWING, [Sleep]),
    ("free", at(Phase.FOLLOWING), Stands(None, free=True, now=1), Phase.CLAIMING, [Claim]),
    ("claimed: look again", at(Phase.CLAIMING), Claimed(8, now=1), Phase.FOLLOWING, [Look]),
    ("not claimed", at(Phase.CLAIMING), Held(now=1), Phase.FOLLOWING, [Sleep]),
    ("ours and never permitted", at(Phase.FOLLOWING), Stands(None, ours=True, now=1), Phase.GATING, [AskGate]),
    (
        "adopted, KEY",
        at(Phase.FOLLOWING),
        Stands(DecisionState.OPEN, ours=True, permit_left=-3.0, now=1),
        Phase.VERIFYING,
        [Persist, Verify],
    ),
    (
        "adopted, PLAIN",
        at(Phase.FOLLOWING, Guard.PLAIN),
        Stands(DecisionState.UNKNOWN, ours=True, permit_left=2.0, now=1),
        Phase.SETTLING,
        [Persist, Renew],
    ),
    (
        "adopted, BLIND",
        at(Phase.FOLLOWING, Guard.BLIND),
        Stands(DecisionState.OPEN, ours=True, permit_left=2.0, now=1),
        Phase.PARKING,
        [Persist, Park],
    ),
    (
        "given up while a request is on its way, whatever is said of permits",
        at(Phase.FOLLOWING, Guard.PLAIN, sent=True, loose_until=9.0, outcome=DecisionState.SUPERSEDED),
        Stands(DecisionState.OPEN, ours=True, now=1),
        Phase.SETTLING,
        [Renew],
    ),
    (
        "BLIND, and the person sends it again",
        at(Phase.FOLLOWING, Guard.BLIND, sent=True, again=True),
        Stands(DecisionState.PARKED, ours=True, permit_left=-3.0, now=1),
        Phase.GATING,
        [AskGate],
    ),
    (
        "BLIND sends again once it may",
        at(Phase.GATING, Guard.BLIND, sent=True, again=True),
        Permitted(10.0, now=1),
        Phase.SENDING,
        [Persist, Send],
    ),
    ("BLIND refused at once", at(Phase.SENDING, Guard.BLIND), Rebuffed("no", clash=False, now=1), Phase.ENDING, [Finish]),
    (
        "BLIND refused after an attempt without answer",
        at(Phase.SENDING, Guard.BLIND, sent=True),
        Rebuffed("no", clash=False, now=1),
        Phase.PARKING,
        [Park],
    ),
    ("parked by another", at(Phase.FOLLOWING), Stands(DecisionState.PARKED, ours=True, now=1), Phase.PARKED, [Persist, Sleep]),
    ("sent, yet no decision", at(Phase.FOLLOWING, sent=True), Stands(None, free=True, now=1), Phase.PARKED, [Persist, Sleep]),
    ("end recorded", at(Phase.ENDING, outcome=DecisionState.APPLIED), Recorded(ok=True, now=1), Phase.DONE, [Persist]),
    ("end not taken", at(Phase.ENDING, outcome=DecisionState.REFUSED), Recorded(ok=False, now=1), Phase.FOLLOWING, [Look]),
    ("parked", at(Phase.PARKING), Recorded(ok=True, now=1), Phase.PARKED, [Persist, Sleep]),
    ("parked looks on", at(Phase.PARKED), Woke(now=1), Phase.FOLLOWING, [Look]),
    ("parked, again", at(Phase.PARKED), Retried(now=1), Phase.FOLLOWING, [Look]),
    ("given up before sending", at(Phase.APPROVAL), GivenUp(now=1), Phase.ENDING, [Finish]),
    ("given up after sending", at(Phase.PARKED, sent=True, loose_until=9.0), GivenUp(now=1), Phase.SETTLING, [Renew]),
    ("given up, checked by the person", at(Phase.PARKED, Guard.BLIND, sent=True), GivenUp(now=1), Phase.ENDING, [Finish]),
    (
        "given up while on the wire is too late",
        at(Phase.SENDING, Guard.COND),
        GivenUp(now=1),
        Phase.VERIFYING,
        [Persist, MarkUnknown, Verify],
    ),
]


@pytest.mark.parametrize(("why", "life", "event", "phase", "actions"), ROWS, ids=[r[0] for r in ROWS])
def test_transition(why: str, life: LetterLife, event: Event, phase: Phase, actions: list[type]) -> None:
    after, done = step(life, event)
    assert (after.phase, kinds(done)) == (phase, actions), why


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
