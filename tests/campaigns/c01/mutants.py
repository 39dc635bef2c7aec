"""Planted bugs: the product's protocol, the team store or the console, each wrong in one point. The oracle must catch every one."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from app.domain.case import DecisionState
from app.domain.letter import TERMINAL, Guard, Letter, LetterState, Receipt
from app.store.team.answers import CaseNow, Claim, GateAnswer, GateAsk, Half, Permit
from app.sync import life as say
from app.sync import moves
from app.sync.life import Bounds, Event, LetterLife, Persist, Phase, Send, Sleep
from app.sync.moves import Step
from tests.campaigns.c01.console import ConsoleSim
from tests.campaigns.c01.protocol_seam import Protocol
from tests.campaigns.c01.rows import CaseRow, DecisionRow
from tests.campaigns.c01.team import LIVE, TeamModel, moment
from tests.campaigns.c01.world import LIFE, Variant

KEY, COND, STATE, PLAIN = Guard.KEY, Guard.COND, Guard.STATE, Guard.PLAIN
ALL = (KEY, COND, STATE, PLAIN)


# ---- the protocol -------------------------------------------------------------------------------------------------------------


class NaiveResend(Protocol):
    """No answer is taken for not sent."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if life.phase is Phase.SENDING and isinstance(event, say.Unclear):
            event = say.NotSent(event.words, now=event.now, chance=event.chance)
        return super().step(life, event)


class ProbeAtOnce(Protocol):
    """Does not wait until requests are dead."""

    def step(self, life: LetterLife, event: Event) -> Step:
        return super().step(replace(life, loose_until=0.0), event)


class NoPermit(Protocol):
    """Sends however long ago the gate said yes."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if isinstance(event, say.Permitted):
            event = say.Permitted(event.seconds, now=min(event.now, life.asked_at), chance=event.chance)
        life, actions = super().step(life, event)
        return life, tuple(Send(float("inf")) if isinstance(a, Send) else a for a in actions)


class PermitFromAnswer(Protocol):
    """Counts the permit from the gate's answer instead of from before the question."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if life.phase is Phase.GATING and isinstance(event, say.Permitted):
            life = replace(life, asked_at=event.now)
        return super().step(life, event)


class ResendAfterRestart(Protocol):
    """Takes up what was being sent as if it never had been."""

    def begin(self, letter: Letter, guard: Guard | None, now: float, bounds: Bounds) -> LetterLife:
        if letter.state not in TERMINAL and letter.state is not LetterState.PARKED:
            letter = replace(letter, state=LetterState.QUEUED)
        return super().begin(letter, guard, now, bounds)


class SendBeforeStored(Protocol):
    """Writes to the socket without having stored ``sending``."""

    def step(self, life: LetterLife, event: Event) -> Step:
        life, actions = super().step(life, event)
        return life, tuple(a for a in actions if not (isinstance(a, Persist) and a.state is LetterState.SENDING))


class ConflictIsRefusal(Protocol):
    """Does not ask whose effect was in the way."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if life.phase is Phase.SENDING and isinstance(event, say.Rebuffed):
            return moves.end(life, DecisionState.REFUSED, event.words)
        return super().step(life, event)


class EagerRefusal(Protocol):
    """A refusal is final although an earlier request may still arrive."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if life.phase is Phase.SENDING and isinstance(event, say.Rebuffed):
            life = replace(life, sent=False)
        return super().step(life, event)


class StaleStatus(Protocol):
    """Acts on what it saw before it had the claim."""

    def __init__(self) -> None:
        self.seen: dict[str, say.Stands] = {}

    def step(self, life: LetterLife, event: Event) -> Step:
        if isinstance(event, say.Stands):
            self.seen[life.letter_id] = event
        before = self.seen.get(life.letter_id)
        if life.phase is Phase.CLAIMING and isinstance(event, say.Claimed) and before is not None:
            life = replace(life, phase=Phase.FOLLOWING, claimed=event.fence)
            return super().step(life, replace(before, ours=True, now=event.now, chance=event.chance))
        return super().step(life, event)


class FenceStoredUnseen(Protocol):
    """Stores a new fence before looking at what happened under the older ones (the product's own bug, found by this campaign)."""

    def step(self, life: LetterLife, event: Event) -> Step:
        before = life.phase
        life, actions = super().step(life, event)
        if before is Phase.CLAIMING and isinstance(event, say.Claimed):
            return life, (Persist(life.state, life.attempt, event.fence, life.words), *actions)
        return life, actions


class HalfLife(Protocol):
    """Believes that requests die in half the time they really take."""

    def begin(self, letter: Letter, guard: Guard | None, now: float, bounds: Bounds) -> LetterLife:
        return super().begin(letter, guard, now, replace(bounds, life=bounds.life / 2))


class FollowNothing(Protocol):
    """Gives up a letter when its fence is gone."""

    def step(self, life: LetterLife, event: Event) -> Step:
        lost = isinstance(event, say.Held) or (isinstance(event, say.Stale) and life.fence > 0)
        if lost and life.phase in (Phase.GATING, Phase.SETTLING):
            return moves.over(life, DecisionState.SUPERSEDED, "somebody took over")
        return super().step(life, event)


class FallsAsleep(Protocol):
    """After trouble, no time to come back."""

    def step(self, life: LetterLife, event: Event) -> Step:
        life, actions = super().step(life, event)
        if isinstance(event, say.Failed):
            return life, tuple(Sleep(1e9) if isinstance(a, Sleep) else a for a in actions)
        return life, actions


class Optimist(Protocol):
    """No answer is taken for success."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if life.phase is Phase.SENDING and isinstance(event, say.Unclear):
            event = say.Done(Receipt("surely", None, ()), now=event.now, chance=event.chance)
        return super().step(life, event)


class NobodyToAsk(Protocol):
    """Sends what waits for other people's agreement."""

    def step(self, life: LetterLife, event: Event) -> Step:
        if life.phase is Phase.GATING and isinstance(event, say.Waits):
            event = say.Permitted(5.0, now=event.now, chance=event.chance)
        return super().step(life, event)


# ---- the team store -------------------------------------------------------------------------------------------------------------


class UnfencedFinish(TeamModel):
    """Ends are taken from whoever sends them."""

    def _fence_is(self, row: DecisionRow, fence: int) -> bool:
        return True


class UnfencedGate(TeamModel):
    """Permits are given to whoever held the case once."""

    def _fence_holds(self, case: CaseRow, ask: GateAsk) -> bool:
        return ask.fence > 0


class NotHashBound(TeamModel):
    """An agreement covers whatever is sent in its name."""

    def _unchanged(self, mine: DecisionRow, ask: GateAsk) -> bool:
        return True


class SelfApproval(TeamModel):
    """Counts agreements without asking whose they are."""

    def approve(self, decision_id: str, approver_id: str, sha256: str, ttl: timedelta) -> None:
        self._agree(self._waiting(decision_id), approver_id, sha256, ttl)

    def _approvers(self, row: DecisionRow | None) -> tuple[str, ...]:
        return () if row is None else tuple(dict.fromkeys(a for a, sha, _ in row.approvals if sha == row.sha256))

    def _judge(self, case: CaseRow, ask: GateAsk, mine: DecisionRow | None) -> GateAnswer:
        if mine is not None and mine.approvers_needed and len(self._approvers(mine)) >= mine.approvers_needed:
            return self._permit(case, ask, mine)
        return super()._judge(case, ask, mine)


class SharedFence(TeamModel):
    """The same person claiming again, at another machine, gets the same fence."""

    def claim(self, case_id: str, person_id: str, lease: timedelta) -> Claim | None:
        case = self.cases[case_id]
        if case.owner == person_id and case.lease_until is not None and case.lease_until > self.now:
            case.lease_until = self.now + lease.total_seconds()
            return Claim(case.fence, moment(case.lease_until))
        return super().claim(case_id, person_id, lease)


class NextBeforeTheEnd(TeamModel):
    """Permits the second step as soon as the first was permitted."""

    def _is_next(self, mine: DecisionRow | None, ask: GateAsk) -> bool:
        return mine is None or ask.number >= mine.step

    def finish(
        self, decision_id: str, how: DecisionState, *, fence: int | None, by: str, number: int = 1, words: str = ""
    ) -> bool | Half:
        row = self.decisions.get(decision_id)
        if row is not None and row.state in LIVE and number > row.step:
            row.step = number
        return super().finish(decision_id, how, fence=fence, by=by, number=number)


class ForgetsToTakeBack(TeamModel):
    """A later step that fails ends the decision, and that is that."""

    def _failed(self, row: DecisionRow, how: DecisionState, by: str, fence: int | None) -> bool | Half:
        row.ends[row.step] = how
        self._end(row, how, how.value, by, fence)
        return True


class SilentHalf(TeamModel):
    """Past the point of no return it is over, whatever is missing."""

    def _stays_half(self, row: DecisionRow, by: str, fence: int | None) -> Half:
        self._end(row, DecisionState.APPLIED, "applied", by, fence)
        return Half("done, more or less")


class TwoAtOnce(TeamModel):
    """Nothing keeps a second decision off the case."""

    def _in_the_way(self, ask: GateAsk) -> DecisionRow | None:
        return None


# ---- the console ------------------------------------------------------------------------------------------------------------------


class NoGate(ConsoleSim):
    """Never asks the team store before sending."""

    def team_does(self, action: say.Action, letter: Letter) -> Any:
        if isinstance(action, say.AskGate):
            return Permit(5.0, moment(self.world.now + 5.0))
        return super().team_does(action, letter)


class ServerErrorIsRefusal(ConsoleSim):
    """A 500 is taken for a proof that nothing happened."""

    def sent(self, kind: str, reply: Any) -> Event:
        if kind == "500":
            return say.Rebuffed("error 500", **self.moment())
        return super().sent(kind, reply)


class PoisonBlocks(ConsoleSim):
    """One letter after the other, and none is ever put aside."""

    def feed(self, id_: str, event: Event) -> None:
        first = next(x.id for x in self.outbox.values() if x.state not in TERMINAL or x.id == id_)
        if first != id_:
            self.later(1.0, lambda: self.feed(id_, event))
            return
        life = self.lives.get(id_)
        if life is not None:
            self.lives[id_] = replace(life, bounds=replace(life.bounds, poison=10**9))
        super().feed(id_, event)


class SecondAtOnce(ConsoleSim):
    """Puts the letters of all steps into the outbox together."""

    def feed(self, id_: str, event: Event) -> None:
        first = self.outbox[id_]
        super().feed(id_, event)
        if first.number == 1 and first.attempt == 0 and len(first.plan.steps) > 1 and f"{first.decision_id}/2" not in self.outbox:
            self.outbox[f"{first.decision_id}/2"] = first.of(2)
            self.later(0.5, lambda: self.feed(f"{first.decision_id}/2", say.Woke(**self.moment())))


class TakesBackTwice(ConsoleSim):
    """Sends what takes back once more beside the letter, without asking anybody."""

    def __init__(self, *of: Any) -> None:
        super().__init__(*of)
        self.twice: set[str] = set()

    def adopt(self, live: Any, standing: CaseNow) -> None:
        super().adopt(live, standing)
        id_ = self.id_of(live)
        if live.step == 4 and id_ in self.outbox and id_ not in self.twice:
            self.twice.add(id_)
            remote, letter = self.world.backend, self.outbox[id_]
            self.later(1.0, lambda: self._call("erp", lambda: remote.do(letter, self.person.id), lambda kind, value: None))


PROPOSED = (
    Variant("the product, all guard classes", ALL, expect_bad=False),
    Variant("the product, KEY", (KEY,), expect_bad=False),
    Variant("the product, COND", (COND,), expect_bad=False),
    Variant("the product, STATE", (STATE,), expect_bad=False),
    Variant("the product, PLAIN", (PLAIN,), expect_bad=False),
    Variant("the product, PLAIN, one person at two machines", (PLAIN,), same_person=True, expect_bad=False),
    Variant("the product, PLAIN, suspended before claims", (PLAIN,), sleepy=0.6, kills=25, expect_bad=False),
    Variant("KEY and COND, requests live twice as long as believed", (KEY, COND), longest=2 * LIFE, expect_bad=False),
)

MUTANTS = (
    Variant("naive resend", (PLAIN,), protocol=NaiveResend),
    Variant("probe at once", (PLAIN,), protocol=ProbeAtOnce),
    Variant("no permit", (PLAIN,), protocol=NoPermit),
    Variant("permit counted from the answer", (PLAIN,), protocol=PermitFromAnswer),
    Variant("resend after restart", (PLAIN,), protocol=ResendAfterRestart),
    Variant("sending before it is stored", (PLAIN,), protocol=SendBeforeStored, kills=25),
    Variant("conflict is refusal, without a probe", (COND,), protocol=ConflictIsRefusal),
    Variant("refusal final while a request is on its way", (STATE,), protocol=EagerRefusal),
    Variant("adopt on a stale status", (PLAIN,), protocol=StaleStatus, sleepy=0.6),
    Variant("new fence stored before looking", (PLAIN,), protocol=FenceStoredUnseen, kills=25),
    Variant("half of L", (PLAIN,), protocol=HalfLife),
    Variant("follow nothing after losing the fence", ALL, protocol=FollowNothing),
    Variant("asleep after trouble", ALL, protocol=FallsAsleep),
    Variant("no answer is success", ALL, protocol=Optimist),
    Variant("agreement not waited for", ALL, protocol=NobodyToAsk),
    Variant("unfenced finish", ALL, team=UnfencedFinish),
    Variant("unfenced gate", (PLAIN,), team=UnfencedGate),
    Variant("approval not bound to the hash", ALL, team=NotHashBound),
    Variant("approver may be the requester", ALL, team=SelfApproval),
    Variant("one fence for two machines", (PLAIN,), team=SharedFence, same_person=True, kills=12),
    Variant("two decisions at once", ALL, team=TwoAtOnce),
    Variant("no gate", ALL, console=NoGate),
    Variant("500 is refusal", ALL, console=ServerErrorIsRefusal),
    Variant("poison blocks others", ALL, console=PoisonBlocks),
    Variant("next step before the end of the former is written", ALL, team=NextBeforeTheEnd, console=SecondAtOnce),
    Variant("taking back forgotten", ALL, team=ForgetsToTakeBack),
    Variant("taking back sent twice", (PLAIN,), console=TakesBackTwice),
    Variant("a half in silence", ALL, team=SilentHalf),
)

LIMITS = (Variant("PLAIN, requests live twice as long as believed", (PLAIN,), longest=2 * LIFE),)

VARIANTS = PROPOSED + MUTANTS + LIMITS
BY_NAME = {v.name: v for v in VARIANTS}
