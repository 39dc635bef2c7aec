"""What holds for every sequence of events: ends are ends, permits are kept, nobody sleeps for good, nothing spins."""

from __future__ import annotations

from dataclasses import dataclass, field

from hypothesis import Phase as Stage
from hypothesis import given, settings
from hypothesis import strategies as st

from app.domain.case import DecisionState
from app.domain.letter import TERMINAL, Guard, LetterState, Receipt
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
    Unclear,
    Verify,
    Waits,
    Woke,
)
from app.sync.protocol import begin, step
from tests.app.sync.lives import stored

BOUNDS = Bounds(life=30.0, permit=5.0, renew=5.0, look=4.0, cap=10.0, poison=3)
RECEIPT = Receipt("done", "r2", ())
_ENDED = st.sampled_from([DecisionState.APPLIED, DecisionState.REFUSED, DecisionState.SUPERSEDED])
_LIVE = st.sampled_from([DecisionState.OPEN, DecisionState.UNKNOWN, DecisionState.PARKED])


def _stands(draw: st.DrawFn, when: dict[str, float]) -> Stands:
    return Stands(
        draw(st.one_of(st.none(), _LIVE, _ENDED)),
        taken=draw(st.sampled_from([False, False, False, True])),
        permit_left=draw(st.one_of(st.none(), st.floats(-50, 5))),
        ours=draw(st.booleans()),
        free=draw(st.booleans()),
        waiting=draw(st.sampled_from([False, False, True])),
        may_carry=draw(st.sampled_from([True, True, False])),
        own=draw(st.booleans()),
        **when,
    )


@st.composite
def answers(draw: st.DrawFn, question: Action, now: float) -> Event:
    """Any answer that belongs to the question; sometimes one that does not."""
    when = {"now": now, "chance": draw(st.floats(0, 1))}
    failed = Failed("away", draw(st.sampled_from([0.0, 1e9])), **when)
    legal: dict[type, list[Event]] = {
        AskGate: [
            Permitted(draw(st.floats(0, 20)), **when),
            Waits("w", **when),
            Closed(draw(_ENDED), "", **when),
            Taken("t", **when),
            Stale(**when),
            Denied("d", **when),
            failed,
        ],
        Send: [
            Done(RECEIPT, **when),
            Rebuffed("no", draw(st.booleans()), **when),
            NotSent("no", draw(st.sampled_from([0.0, 5.0])), **when),
            Overdue(**when),
            Unclear("?", **when),
        ],
        Verify: [Found(RECEIPT, **when), Missing("none", **when), Doubtful("?", **when), failed],
        Look: [_stands(draw, when), failed],
        Claim: [Claimed(draw(st.integers(8, 20)), **when), Held(**when), failed],
        Renew: [Kept(**when), Held(**when), failed],
        Finish: [Recorded(True, **when), Recorded(False, **when), failed],
        Park: [Recorded(True, **when), Recorded(False, **when), failed],
        Sleep: [Woke(**when), Woke(**when), Woke(**when), Retried(**when), GivenUp(**when)],
    }
    kind = draw(st.sampled_from(list(legal))) if draw(st.integers(0, 19)) == 19 else type(question)
    return draw(st.sampled_from(legal[kind]))


@dataclass
class Witness:
    """What an onlooker may conclude from questions and answers alone, without looking into the life."""

    asked_gate_at: float = -1.0
    valid_until: float = -1.0  # of the last permit, counted from before the question
    loose_until: float = -1.0  # an unanswered request may live until then
    verify_at: float = -1.0
    on_wire: bool = False
    found: bool = False
    firm: bool = False
    stored: list[LetterState] = field(default_factory=list)
    questions_since_sleep: int = 0

    def hear(self, question: Action, event: Event, guard: Guard | None) -> None:
        if isinstance(event, Woke | Retried | GivenUp) and not isinstance(question, Sleep):
            self.questions_since_sleep = 0  # the answer was lost: asking again is right
        if isinstance(event, Permitted) and isinstance(question, AskGate):
            self.valid_until = self.asked_gate_at + min(event.seconds, BOUNDS.permit)
        if isinstance(event, Found | Done):
            self.found = True
        if isinstance(event, Rebuffed):
            self.firm = event.clash and guard in (Guard.KEY, Guard.COND)
        if isinstance(question, Send):
            if not isinstance(event, Done | Rebuffed | NotSent | Overdue):
                self.loose_until = max(self.loose_until, self.valid_until + BOUNDS.life)
            self.on_wire = False
        if isinstance(question, Verify) and isinstance(event, Missing) and self.verify_at >= self.loose_until:
            self.loose_until = -1.0
        if isinstance(question, Look) and isinstance(event, Stands) and event.permit_left is not None and event.ours:
            self.loose_until = max(self.loose_until, event.now + event.permit_left + BOUNDS.life)

    def see(self, actions: tuple[Action, ...], now: float) -> None:
        for before, action in zip((None, *actions), actions, strict=False):
            match action:
                case AskGate():
                    self.asked_gate_at = now
                case Verify():
                    self.verify_at = now
                case Persist(state=state):
                    assert not self.stored or self.stored[-1] not in TERMINAL, "an end was left"
                    self.stored.append(state)
                case Send(before=limit):
                    assert isinstance(before, Persist), "sent without storing it first"
                    assert before.state is LetterState.SENDING, "sent without storing it first"
                    assert now < limit <= self.valid_until, "sent without a valid permit"
        last = actions[-1]
        if isinstance(last, Sleep):
            assert 0 < last.seconds <= 10 * BOUNDS.cap + 60, "asleep for good"
            self.questions_since_sleep = 0
        else:
            self.questions_since_sleep += 1  # a question that got a fitting answer
            assert self.questions_since_sleep < 40, "spinning"


@settings(max_examples=400, deadline=None, phases=[Stage.explicit, Stage.reuse, Stage.generate], derandomize=True)
@given(
    st.data(),
    st.sampled_from([*Guard, None]),
    st.sampled_from([LetterState.QUEUED, LetterState.SENDING, LetterState.UNKNOWN, LetterState.PARKED]),
)
def test_every_history(data: st.DataObject, guard: Guard | None, state: LetterState) -> None:
    now = 100.0
    life = begin(stored(state, 0 if state is LetterState.QUEUED else 1), guard, now, BOUNDS)
    seen = Witness(loose_until=-1.0 if state is LetterState.QUEUED else now + BOUNDS.permit + BOUNDS.life)
    question: Action = Sleep(0.0)
    event: Event = Woke(now=now)
    for _ in range(60):
        seen.hear(question, event, guard)
        life, actions = step(life, event)
        if life.phase is Phase.DONE:
            _check_end(life, actions, event)
            return
        assert actions, "nothing to do and no time to come back"
        assert isinstance(actions[-1], Sleep | AskGate | Send | Verify | Look | Claim | Renew | Finish | Park)
        assert not any(isinstance(a, Sleep | Send | Finish) for a in actions[:-1]), "only the last action asks or sleeps"
        seen.see(actions, event.now)
        _check_refusal(actions[-1], seen, event, guard)
        question = actions[-1]
        now += data.draw(st.sampled_from([0.0, 0.01, 1.0, 6.0, 40.0]))
        event = data.draw(answers(question, now))


def _check_end(life: LetterLife, actions: tuple[Action, ...], event: Event) -> None:
    assert isinstance(actions[-1], Persist)
    assert actions[-1].state in TERMINAL
    for more in (
        Woke(now=event.now),
        Retried(now=event.now),
        GivenUp(now=event.now),
        Permitted(5.0, now=event.now),
        Unclear("?", now=event.now),
    ):
        assert step(life, more) == (life, ()), "an end was left"


def _check_refusal(action: Action, seen: Witness, event: Event, guard: Guard | None) -> None:
    """A decision is released as without effect only when no request of ours can still arrive, or can only fail.

    BLIND is for the person to say: giving up there means "I have looked".
    """
    if not isinstance(action, Finish):
        return
    if action.how is DecisionState.APPLIED:
        assert action.fence is None
        assert seen.found, "applied without having seen the effect"
    else:
        assert action.fence is not None
        assert guard is Guard.BLIND or seen.firm or seen.loose_until <= event.now, "refused while a request may still arrive"
