"""The delivery protocol as pure code: step(life, event) -> (life, actions); no clock, no chance, no I/O of its own.

    phase      event           next        actions, besides Persist of what changed
    READY      Woke            GATING      AskGate
    GATING     Permitted       SENDING     Persist(sending), Send(before the permit ends)
               Waits           APPROVAL    Unclaim, Sleep
               Closed          DONE        Persist(as it ended)
               Taken           DONE        Persist(superseded)                       PARKED if it was ever sent
               Stale           FOLLOWING   Look
               Denied          ENDING      Finish(refused)                           SETTLING if sent; adopters step back
    SENDING    Done            ENDING      Finish(applied)
               Rebuffed        ENDING      Finish(refused)                           KEY and BLIND, nothing else on its way
                               PARKING     Park                                      BLIND, sent before and never answered
                               VERIFYING   Verify: whose effect was in the way?      SETTLING first if others are on their way
               NotSent, Overdue READY      Sleep
               Unclear         SENDING     Send the same key again, once, at once    KEY
                               VERIFYING   MarkUnknown, Verify                       KEY, COND, STATE
                               SETTLING    MarkUnknown, Renew                        PLAIN
                               PARKING     Park                                      BLIND
    SETTLING   Kept            SETTLING    Sleep; Verify once permit + L is over
               Held            FOLLOWING   Look
    VERIFYING  Found           ENDING      Finish(applied)
               Missing         READY       Sleep, then a new permit                  PARKING after K in a row
                               ENDING      Finish(refused)                           after a refusal
               Doubtful        VERIFYING   Sleep                                     PARKING after K in a row
    APPROVAL, FOLLOWING, PARKED: Woke -> Look, answered by Stands
               ended           DONE        Persist(as it ended)
               ours            VERIFYING   adopted: as after Unclear; GATING if nobody was ever permitted,
                                           or if the person, who knows that nothing can be found out, sends it again (BLIND)
               free            CLAIMING    Claim; Claimed -> FOLLOWING, Look again (never act on a status older than the claim)
               else            the same    Sleep
    ENDING     Recorded        DONE        Persist(as it ended)                      FOLLOWING if the store said no
                               PARKED      Persist(parked), Sleep                    where another step's effect stays
    PARKING    Recorded        PARKED      Persist(parked), Sleep                    FOLLOWING if the store said no
    any        Failed          the same    Sleep (full jitter, capped)

Why it holds: a request leaves only under a permit of the current fence; a refusal is final only when no request can still be on
its way; ``applied`` is written only after an effect was seen; a stored ``queued`` means that no request of ours is unaccounted for.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.domain.case import DecisionState
from app.domain.letter import TERMINAL, Guard, Letter, LetterState
from app.sync.life import (
    Bounds,
    Claim,
    Claimed,
    Closed,
    Denied,
    Done,
    Doubtful,
    Event,
    Failed,
    Found,
    GivenUp,
    Held,
    Kept,
    LetterLife,
    MarkUnknown,
    Missing,
    Moment,
    NotSent,
    Overdue,
    Permitted,
    Phase,
    Rebuffed,
    Recorded,
    Retried,
    Sleep,
    Stale,
    Stands,
    Taken,
    Unclaim,
    Unclear,
    Waits,
    Woke,
)
from app.sync.moves import (
    Step,
    closed,
    count,
    end,
    gate,
    look,
    look_again,
    over,
    park,
    parked,
    retry,
    save,
    send,
    settle,
    verify,
    wait,
)

_ENDED = frozenset({DecisionState.APPLIED, DecisionState.REFUSED, DecisionState.SUPERSEDED})
_LOOKS = frozenset({Phase.APPROVAL, Phase.FOLLOWING, Phase.PARKED})  # cheap to wake early: they only read the team store
_RECOVERED = {Guard.PLAIN: Phase.SETTLING, Guard.BLIND: Phase.PARKING}
_CUT_OFF = "Clearline was cut off while it was being sent: it may have arrived"
_QUEUED, _SENDING, _UNKNOWN, _PARKED = LetterState.QUEUED, LetterState.SENDING, LetterState.UNKNOWN, LetterState.PARKED


def begin(letter: Letter, guard: Guard | None, now: float, bounds: Bounds) -> LetterLife:
    """The life of a stored letter in a new process. What was ``sending`` is unknown: its request may still be on its way."""
    life = LetterLife(
        letter.id, guard, Phase.READY, letter.state, letter.attempt, letter.fence,
        by_rev=letter.expected_rev is not None, bounds=bounds, words=letter.receipt or "",
    )  # fmt: skip
    if letter.state in TERMINAL:
        return replace(life, phase=Phase.DONE)
    loose = now + bounds.permit + bounds.life
    if guard is Guard.STATE and letter.takes_back:
        # It brings back the very state in which a late request of what it undoes would take effect again: wait until none can come.
        life = replace(life, guard=Guard.PLAIN, sent=True, loose_until=loose)
        guard = Guard.PLAIN
    if letter.state in (_SENDING, _UNKNOWN):
        phase = _RECOVERED.get(guard, Phase.VERIFYING) if guard else Phase.VERIFYING
        return replace(life, phase=phase, sent=True, loose_until=loose, end_words=_CUT_OFF if phase is Phase.PARKING else "")
    if letter.state is _PARKED:
        return replace(life, phase=Phase.PARKED, sent=letter.attempt > 0, loose_until=loose)
    return life


def step(life: LetterLife, event: Event) -> Step:
    """The one transition function. Every answer ends in a question or a Sleep, unless the letter is done."""
    if life.phase is Phase.DONE:
        return life, ()
    match event:
        case Woke(now=now) if now < life.not_before and life.phase not in _LOOKS:
            return life, (Sleep(life.not_before - now),)
        case Retried(now=now):
            return _retried(replace(life, tries=0, rebuffs=0, not_before=0.0), now)
        case GivenUp(now=now):
            return _given_up(life, now)
        case Failed(words=words, wait=asked) if life.phase is not Phase.SENDING:
            return _failed(life, event, words, asked)
    return _ANSWERS.get(life.phase, _resume)(life, event)


# ---- one function per phase: what an answer means there -----------------------------------------------------------------------


def _resume(life: LetterLife, event: Moment) -> Step:
    """Put the phase's question (again): after time passed, or after an answer that does not belong here."""
    now = event.now
    match life.phase:
        case Phase.READY | Phase.GATING:
            return gate(life, now)
        case Phase.SENDING:
            return _unclear(life, now, "no answer")
        case Phase.SETTLING:
            return settle(life, now)
        case Phase.VERIFYING:
            return verify(life, now)
        case Phase.ENDING if life.outcome is not None:
            return end(life, life.outcome, life.end_words)
        case Phase.PARKING:
            return park(life, life.end_words)
    return look(life)


def _gating(life: LetterLife, event: Event) -> Step:
    match event:
        case Permitted(now=now, seconds=seconds):
            until = life.asked_at + min(seconds, life.bounds.permit)
            if life.sent and (life.guard is Guard.PLAIN or (life.guard is Guard.BLIND and not life.again)):
                return settle(life, now)
            return send(replace(life, permit_until=until, again=False), until) if now < until else retry(life, event)
        case Waits(words=words):
            life, saved = save(life, life.state, words)
            life, slept = wait(replace(life, phase=Phase.APPROVAL), event, life.bounds.look)
            return life, (*saved, Unclaim(life.fence), *slept)
        case Closed(how=how, words=words):
            return closed(life, event, how, words)
        case Taken(words=words):
            return parked(life, event, words) if life.sent else over(life, DecisionState.SUPERSEDED, words)
        case Stale():
            return look_again(life, event)
        case Denied(words=words):
            return _denied(life, event, words)
    return _resume(life, event)


def _denied(life: LetterLife, event: Moment, words: str) -> Step:
    """The gate says no to this person. That ends their own wish, never a colleague's: an adopter steps back."""
    if life.own is None:
        return look(life)
    if not life.own:
        life = replace(life, barred=True)
        life, slept = wait(replace(life, phase=Phase.FOLLOWING), event, life.bounds.cap)
        return life, (Unclaim(life.fence), *slept)
    if life.sent:
        return settle(replace(life, outcome=DecisionState.REFUSED, end_words=words), event.now)
    return end(life, DecisionState.REFUSED, words)


def _sending(life: LetterLife, event: Event) -> Step:
    match event:
        case Done(receipt=receipt):
            return end(replace(life, receipt=receipt), DecisionState.APPLIED, receipt.words)
        case Rebuffed(now=now, words=words, clash=clash):
            if life.guard in (Guard.KEY, Guard.BLIND) and not life.sent and not clash:
                return end(life, DecisionState.REFUSED, words)
            if life.guard is Guard.BLIND:
                return park(life, words)
            firm = clash and life.by_rev and life.guard in (Guard.KEY, Guard.COND)  # a state may come back, a revision does not
            life, saved = save(replace(life, outcome=DecisionState.REFUSED, end_words=words, firm=firm), _UNKNOWN, words)
            life, asked = settle(life, now) if life.sent and not firm else verify(life, now)
            return life, saved + asked
        case NotSent(words=words, wait=asked):
            life, saved = save(replace(life, phase=Phase.READY), _UNKNOWN if life.sent else _QUEUED, words)
            life, slept = retry(life, event, asked)
            return life, saved + slept
        case Overdue():
            life, saved = save(replace(life, phase=Phase.READY), _UNKNOWN if life.sent else _QUEUED, "")
            life, slept = retry(life, event)
            return life, saved + slept
        case Unclear(now=now, words=words):
            return _unclear(life, now, words)
    return _unclear(life, event.now, "no answer")


def _unclear(life: LetterLife, now: float, words: str) -> Step:
    first = not life.sent
    loose = max(life.loose_until, life.permit_until + life.bounds.life)
    life = replace(life, sent=True, loose_until=loose)
    if life.guard is Guard.KEY and first and now < life.permit_until:
        return send(life, life.permit_until)
    life, saved = save(life, _UNKNOWN, words)
    if life.guard in (Guard.BLIND, None):
        life, asked = park(life, words)
    else:
        life, asked = settle(life, now) if life.guard is Guard.PLAIN else verify(life, now)
    return life, (*saved, MarkUnknown(life.fence), *asked)


def _settling(life: LetterLife, event: Event) -> Step:
    match event:
        case Kept(now=now) if now < life.loose_until:
            return wait(life, event, min(life.bounds.renew, life.loose_until - now))
        case Held():
            return look_again(life, event)
    return _resume(life, event)


def _verifying(life: LetterLife, event: Event) -> Step:
    match event:
        case Found(receipt=receipt):
            return end(replace(life, receipt=receipt), DecisionState.APPLIED, receipt.words)
        case Missing(why=why):
            return _missing(life, event, why)
        case Doubtful(why=why):
            life = count(life, why)
            return park(life, why) if life.rebuffs >= life.bounds.poison else retry(life, event)
    return _resume(life, event)


def _missing(life: LetterLife, event: Moment, why: str) -> Step:
    """No effect when the question was put. Whether none can still come is a matter of time, or of the guard."""
    quiet = life.asked_at >= life.loose_until
    if quiet:
        life = replace(life, sent=False)
    if life.outcome is not None:
        if life.sent and not life.firm:
            return settle(life, event.now)
        return end(life, life.outcome, life.end_words)
    if life.sent and life.guard in (Guard.PLAIN, Guard.BLIND):
        return settle(life, event.now)
    life = count(replace(life, tries=0), "without effect")
    life, saved = save(life, _UNKNOWN if life.sent else _QUEUED, why)
    life, rest = park(life, why) if life.rebuffs >= life.bounds.poison else retry(replace(life, phase=Phase.READY), event)
    return life, saved + rest


def _following(life: LetterLife, event: Event) -> Step:
    if not isinstance(event, Stands):
        return _resume(life, event)
    if life.own is not event.own:
        life = replace(life, own=event.own)
    if event.mine in _ENDED and event.mine is not None:
        return closed(life, event, event.mine, event.words)
    if event.taken:
        return parked(life, event, event.words) if life.sent else over(life, DecisionState.SUPERSEDED, event.words)
    if event.ours and event.permit_left is not None:  # whatever becomes of it here, who held the fence may have sent
        loose = max(life.loose_until, event.now + event.permit_left + life.bounds.life)
        life = replace(life, sent=True, loose_until=loose)
    if life.guard is None or (event.mine is DecisionState.PARKED and not life.again and life.outcome is None):
        return parked(life, event, event.words or life.words)
    if event.mine is None and life.sent:
        return parked(life, event, life.words)
    if event.mine is None and life.outcome is not None:
        return over(life, life.outcome, life.end_words)
    if life.outcome is DecisionState.APPLIED:
        return retry(replace(life, phase=Phase.ENDING), event)
    if life.outcome is None and (event.waiting or life.barred or not event.may_carry):
        return wait(replace(life, phase=Phase.APPROVAL if event.waiting else Phase.FOLLOWING), event, life.bounds.look)
    if event.ours:
        return _carry_on(life, event)
    if event.free:
        return replace(life, phase=Phase.CLAIMING), (Claim(),)
    return wait(replace(life, phase=Phase.FOLLOWING), event, life.bounds.look)


def _carry_on(life: LetterLife, event: Stands) -> Step:
    """The fence is ours and the decision is open. Whoever held it before may have sent until their permit ended."""
    life = replace(life, fence=life.claimed or life.fence, claimed=0)
    if life.guard is Guard.BLIND and life.again and life.outcome is None:
        return gate(life, event.now)
    if event.permit_left is None:
        if life.outcome is not None and life.sent and not life.firm and event.now < life.loose_until:
            return settle(life, event.now)  # whatever the store says of permits, a request of ours may still arrive
        return end(life, life.outcome, life.end_words) if life.outcome is not None else gate(life, event.now)
    life, saved = save(life, _UNKNOWN, life.words)
    if life.guard is Guard.BLIND:
        life, asked = end(life, life.outcome, life.end_words) if life.outcome is not None else park(life, life.words)
    elif life.guard is Guard.PLAIN or life.outcome is not None:
        life, asked = settle(life, event.now)
    else:
        life, asked = verify(life, event.now)
    return life, saved + asked


def _claiming(life: LetterLife, event: Event) -> Step:
    match event:
        case Claimed(fence=fence):  # not stored yet: "queued under this fence" would say that nobody sent before
            return look_again(replace(life, claimed=fence), event)
        case Held():
            return wait(replace(life, phase=Phase.FOLLOWING), event, life.bounds.look)
    return look(life)


def _ending(life: LetterLife, event: Event) -> Step:
    match event:
        case Recorded(ok=True, stays=stays) if stays:
            return parked(replace(life, outcome=None, end_words=""), event, stays)
        case Recorded(ok=True) if life.outcome is not None:
            return over(life, life.outcome, life.end_words)
        case Recorded():
            return look_again(life, event)
    return _resume(life, event)


def _parking(life: LetterLife, event: Event) -> Step:
    match event:
        case Recorded(ok=True, stays=stays):
            return parked(life, event, stays or life.end_words)
        case Recorded():
            return look_again(life, event)
    return _resume(life, event)


# ---- the person's wishes, and trouble -------------------------------------------------------------------------------------------


def _retried(life: LetterLife, now: float) -> Step:
    if life.phase is Phase.PARKED:
        return look(replace(life, again=True))
    return _resume(life, Woke(now=now))


def _given_up(life: LetterLife, now: float) -> Step:
    """End it without effect: at once where nothing was sent, else only after making sure (BLIND: the person made sure)."""
    if life.outcome is not None or life.phase is Phase.SENDING:
        return _resume(life, Woke(now=now))
    words = "given up by the person"
    if not life.sent:
        return end(life, DecisionState.SUPERSEDED, words)
    if life.guard is Guard.BLIND:
        return end(life, DecisionState.SUPERSEDED, words)
    return settle(replace(life, outcome=DecisionState.SUPERSEDED, end_words=words, firm=False), now)


def _failed(life: LetterLife, event: Moment, words: str, asked: float) -> Step:
    """A question without answer changes nothing. While settling the time counts on: the verification needs no fence."""
    if life.phase is Phase.SETTLING:
        if event.now >= life.loose_until:
            return verify(life, event.now)
        return wait(life, event, min(life.bounds.renew, life.loose_until - event.now))
    phase = {Phase.GATING: Phase.READY, Phase.CLAIMING: Phase.FOLLOWING}.get(life.phase, life.phase)
    life, saved = save(replace(life, phase=phase), life.state, life.words if life.state is _PARKED else words)
    life, slept = retry(life, event, asked)
    return life, saved + slept


_ANSWERS: dict[Phase, Callable[[LetterLife, Event], Step]] = {
    Phase.GATING: _gating,
    Phase.SENDING: _sending,
    Phase.SETTLING: _settling,
    Phase.VERIFYING: _verifying,
    Phase.FOLLOWING: _following,
    Phase.CLAIMING: _claiming,
    Phase.ENDING: _ending,
    Phase.PARKING: _parking,
}
