"""The moves of the delivery protocol: each puts one question, or stores one fact, and says where the letter is then."""

from __future__ import annotations

from dataclasses import replace

from app.domain.case import DecisionState
from app.domain.letter import LetterState
from app.sync.life import (
    Action,
    AskGate,
    Finish,
    LetterLife,
    Look,
    Moment,
    Park,
    Persist,
    Phase,
    Renew,
    Send,
    Sleep,
    Verify,
    Woke,
)

Step = tuple[LetterLife, tuple[Action, ...]]


def gate(life: LetterLife, now: float) -> Step:
    if life.guard is None:
        return parked(life, Woke(now=now), "this system cannot do this")
    return replace(life, phase=Phase.GATING, asked_at=now), (AskGate(life.fence),)


def send(life: LetterLife, until: float) -> Step:
    life, saved = save(replace(life, phase=Phase.SENDING, attempt=life.attempt + 1), LetterState.SENDING, "")
    return life, (*saved, Send(until))


def settle(life: LetterLife, now: float) -> Step:
    if now >= life.loose_until:
        return verify(life, now)
    return replace(life, phase=Phase.SETTLING), (Renew(life.fence),)


def verify(life: LetterLife, now: float) -> Step:
    return replace(life, phase=Phase.VERIFYING, asked_at=now), (Verify(),)


def look(life: LetterLife) -> Step:
    return replace(life, phase=Phase.FOLLOWING), (Look(life.claimed or life.fence),)


def look_again(life: LetterLife, event: Moment) -> Step:
    """Look because the team store said no, or changed. If what it shows and what it says go on differing, take a pause."""
    if life.looks < 4:
        return look(replace(life, looks=life.looks + 1))
    return retry(replace(life, phase=Phase.FOLLOWING), event)


def end(life: LetterLife, how: DecisionState, words: str) -> Step:
    life = replace(life, phase=Phase.ENDING, outcome=how, end_words=words)
    return life, (Finish(how, None if how is DecisionState.APPLIED else life.fence, words),)


def park(life: LetterLife, why: str) -> Step:
    return replace(life, phase=Phase.PARKING, end_words=why), (Park(life.fence, why),)


def closed(life: LetterLife, event: Moment, how: DecisionState, words: str) -> Step:
    if life.outcome is DecisionState.APPLIED and how is not DecisionState.APPLIED:
        return parked(life, event, f"the effect is there, but the team store says {how.value}")
    return over(life, how, words)


def parked(life: LetterLife, event: Moment, words: str) -> Step:
    life, saved = save(replace(life, phase=Phase.PARKED), LetterState.PARKED, words)
    life, slept = wait(life, event, life.bounds.cap)
    return life, saved + slept


def over(life: LetterLife, how: DecisionState, words: str) -> Step:
    rev = life.receipt.rev if life.receipt is not None else None
    state = LetterState(how.value)
    life = replace(life, phase=Phase.DONE, state=state, words=words, outcome=how)
    return life, (Persist(state, life.attempt, life.fence, words, rev),)


def save(life: LetterLife, state: LetterState, words: str) -> Step:
    """Persist, unless the outbox says so already."""
    if state is life.state and words == life.words and state is not LetterState.SENDING:
        return life, ()
    return replace(life, state=state, words=words), (Persist(state, life.attempt, life.fence, words),)


def count(life: LetterLife, kind: str) -> LetterLife:
    return replace(life, rebuff=kind, rebuffs=life.rebuffs + 1 if kind == life.rebuff else 1)


def wait(life: LetterLife, event: Moment, seconds: float) -> Step:
    return replace(life, not_before=event.now + seconds, looks=0), (Sleep(seconds),)


def retry(life: LetterLife, event: Moment, asked: float = 0.0) -> Step:
    """Full jitter, doubling, capped; at least a tenth of a second, and what the remote ``asked`` for within ten caps."""
    bounds = life.bounds
    ceiling = min(bounds.cap, bounds.first_retry * 2.0 ** min(max(life.tries, life.rebuffs), 16))
    seconds = max(0.1, event.chance * ceiling, min(asked, 10 * bounds.cap))
    phase = Phase.READY if life.phase is Phase.GATING else life.phase
    return wait(replace(life, phase=phase, tries=life.tries + 1), event, seconds)
