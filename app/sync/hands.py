"""The actions of one letter, each done once with the team store, the connector and the clock, and its answer as an event."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any, TypeVar

from app.connectors.contract import Carrier
from app.domain.case import CaseState, DecisionState, taken_back
from app.domain.letter import Absent, Letter, Receipt, Took
from app.domain.quote_version import annotated, body_of, makes
from app.errors import Conflict, NeedsDecision, NotAuthorized, RefusedByRemote, StoreTrouble, Throttled, Trouble, Unreachable
from app.lanes.clock import Clock
from app.store.team import CaseNow, Closed, GateAnswer, GateAsk, Half, Permit, Refusal, Stale, Taken, Team, Waits
from app.sync import life as say
from app.sync.effects import as_rows, difference, shown_of
from app.sync.life import Ask, Event, LetterLife

T = TypeVar("T")
LEASE = timedelta(seconds=60)
_LIVE_CASE = (CaseState.OPEN, CaseState.WAITING)


class Hands:
    """``on_team`` runs a call where the team store may be used and waits for it."""

    def __init__(
        self,
        letter: Letter,
        team: Team,
        connector: Carrier,
        clock: Clock,
        chance: Callable[[], float],
        on_team: Callable[[Callable[[], Any]], Any],
    ) -> None:
        self._letter, self._team, self._connector, self._clock = letter, team, connector, clock
        self._chance = chance
        self._on_team = on_team
        self.signed_out: NotAuthorized | None = None  # the session ended: nothing more goes out until the person signs in

    def courtesy(self, action: say.Action) -> None:
        """Tell colleagues; where the store is away they find out by themselves."""
        letter = self._letter
        try:
            match action:
                case say.Unclaim(fence=fence):
                    self._on_team(lambda: self._team.unclaim(letter.case_id, letter.actor, fence))
                case say.MarkUnknown(fence=fence):
                    self._on_team(
                        lambda: self._team.mark_unknown(letter.decision_id, fence, "being verified", number=letter.number)
                    )
        except StoreTrouble:
            return

    def ask(self, action: Ask, life: LetterLife) -> Event:
        """Put the question and bring the answer. Trouble of any kind is an answer too; bugs are raised."""
        try:
            match action:
                case say.Send(before=before):
                    return self._send(before, life.attempt)
                case say.Verify():
                    return self._verify()
            event: Event = self._on_team(lambda: self._ask_team(action, life))
        except NotAuthorized as e:
            self.signed_out = e
            return say.Failed(e.title, **self._at())
        except Trouble as e:
            return say.Failed(e.title, e.retry_after if isinstance(e, Throttled) else 0.0, **self._at())
        return event

    # ---- the remote ----

    def _send(self, before: float, attempt: int) -> Event:
        """The last look at the clock is here, right before the call: a machine that slept until now sends nothing."""
        if self._clock.elapsed() >= before:
            return say.Overdue(**self._at())
        try:
            receipt = self._connector.deliver(replace(self._letter, attempt=attempt))
        except Conflict as e:
            return say.Rebuffed(_words(e), clash=True, **self._at())
        except (RefusedByRemote, NeedsDecision) as e:
            return say.Rebuffed(_words(e), clash=False, **self._at())
        except NotAuthorized as e:
            self.signed_out = e
            return say.NotSent(e.title, **self._at())
        except Throttled as e:
            return say.NotSent(e.title, e.retry_after, **self._at())
        except Unreachable as e:
            return say.NotSent(e.title, **self._at())
        except Trouble as e:
            return say.Unclear(e.title, **self._at())
        return say.Done(receipt, **self._at())

    def _verify(self) -> Event:
        match self._connector.verify(self._letter):
            case Took(receipt=receipt):
                return say.Found(receipt, **self._at())
            case Absent(why=why):
                return say.Missing(why, **self._at())
            case unsure:
                return say.Doubtful(unsure.why, **self._at())

    # ---- the team store ----

    def _ask_team(self, action: Ask, life: LetterLife) -> Event:
        letter, team = self._letter, self._team
        match action:
            case say.AskGate(fence=fence):
                return gate_event(team.gate(gate_ask(letter, fence)), **self._at())
            case say.Look(fence=fence):
                return stands(team.case_now(letter.case_id, letter.decision_id), letter, fence, **self._at())
            case say.Claim():
                claim = team.claim(letter.case_id, letter.actor, LEASE)
                return say.Held(**self._at()) if claim is None else say.Claimed(claim.fence, **self._at())
            case say.Renew(fence=fence):
                kept = team.renew(letter.case_id, letter.actor, fence, LEASE)
                return say.Kept(**self._at()) if kept else say.Held(**self._at())
            case say.Park(fence=fence, why=why):
                return self._recorded(team.park(letter.decision_id, fence, why, number=letter.number))
            case say.Finish(how=how, fence=fence, words=words):
                return self._recorded(self._finish(how, fence, words, life))
        raise AssertionError(f"not a question to the team store: {action}")

    def _recorded(self, answer: bool | Half) -> Event:
        stays = answer.words if isinstance(answer, Half) else ""
        return say.Recorded(bool(answer), stays, **self._at())

    def _finish(self, how: DecisionState, fence: int | None, words: str, life: LetterLife) -> bool | Half:
        letter = self._letter
        if how is not DecisionState.APPLIED:
            return self._team.finish(letter.decision_id, how, fence=fence, words=words, number=letter.number)
        effects = life.receipt.effects if life.receipt is not None else ()
        shown = shown_of(letter)
        differs = difference(shown, effects)
        told = (
            words if differs is None else f"{words} (as previewed)" if not differs else f"{words} (not as previewed: {differs})"
        )
        kept = version_of(letter, life.receipt)
        if kept is not None:  # first: once the decision has ended, nobody would come back to keep it
            self._team.keep_version(letter.source, *kept)
        ended = self._team.finish(letter.decision_id, how, fence=None, words=told, number=letter.number)
        if ended:
            body = json.dumps({"deed": letter.deed, "shown": shown, "done": as_rows(effects), "differs": differs}, sort_keys=True)
            self._team.observe("effect", letter.id, body, self._clock.now(), letter.source)
        return ended

    def _at(self) -> dict[str, float]:
        return {"now": self._clock.elapsed(), "chance": self._chance()}


# ---- versions of quotations -----------------------------------------------------------------------------------------------------


def version_of(letter: Letter, receipt: Receipt | None) -> tuple[str, dict[str, object]] | None:
    """(key of the sale, what is kept) of the version that this letter made; None where it made none."""
    made = makes(letter.plan.version) if letter.number == 1 else None
    stands = receipt.stands if receipt is not None else None
    if made is None:
        return None
    if stands is not None:
        made = replace(made, content=annotated(stands.content, made.content), net=stands.net or made.net)
    sale = stands.sale if stands is not None else str(letter.body().get("sale") or "")
    by = {"by": letter.actor, "decision": letter.decision_id, "document": (stands.number if stands else "") or letter.document}
    return (sale, body_of(made, **by)) if sale else None


# ---- between the words of the team store and those of the protocol --------------------------------------------------------------


def gate_ask(letter: Letter, fence: int) -> GateAsk:
    """What the gate is asked for this letter."""
    return GateAsk(
        decision_id=letter.decision_id,
        case_id=letter.case_id,
        spell=letter.spell,
        slot=letter.slot or None,
        deed=letter.plan.deed,
        payload=letter.payload,
        sha256=letter.sha256,
        person_id=letter.actor,
        fence=fence,
        number=letter.number,
    )


def gate_event(answer: GateAnswer, *, now: float, chance: float) -> Event:
    """The gate's answer as an event of the protocol."""
    match answer:
        case Permit(seconds=seconds):
            return say.Permitted(seconds, now=now, chance=chance)
        case Waits(words=words):
            return say.Waits(words, now=now, chance=chance)
        case Closed(how=how, words=words):
            return say.Closed(how, words, now=now, chance=chance)
        case Taken(words=words):
            return say.Taken(words, now=now, chance=chance)
        case Stale():
            return say.Stale(now=now, chance=chance)
        case Refusal(words=words):
            return say.Denied(words, now=now, chance=chance)


def stands(case_now: CaseNow | None, letter: Letter, fence: int, *, now: float, chance: float) -> say.Stands:
    """How the letter's step of its decision stands. A case that the team does not know yet is one to wait for."""
    if case_now is None:
        return say.Stands(None, now=now, chance=chance)
    case, mine, live = case_now.case, case_now.decision, case_now.live
    over = taken_back(letter.slot) is None and (case.state not in _LIVE_CASE or case.spell != letter.spell)
    held = f"the case is closed: {case.outcome or case.state.value}" if over else "another decision is under way"
    asked_by_me = mine is None or mine.actor == letter.actor
    return say.Stands(
        None if mine is None else mine.state_of(letter.number),
        words=held if mine is None else mine.words or "",
        taken=mine is None and (over or live is not None),
        permit_left=case_now.permit_left,
        ours=case.owner == letter.actor and case.fence == fence,
        free=case_now.free or case.owner == letter.actor,
        waiting=case_now.waiting,
        may_carry=mine is None or not mine.approvers_needed or not asked_by_me,
        own=asked_by_me,
        now=now,
        chance=chance,
    )


def _words(e: Trouble) -> str:
    return f"{e.title}. {e.advice}" if e.advice else e.title
