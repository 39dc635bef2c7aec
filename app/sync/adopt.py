"""Decisions that this person may have to carry on: approved here, between two steps, left at another machine or by a former holder."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from app.domain.case import Decision, DecisionState
from app.domain.changes import NOTHING, Changes
from app.domain.letter import Letter, files_of, queued
from app.store.outbox import Outbox
from app.store.team import CaseNow, Team

_GOES_ON = (DecisionState.OPEN, DecisionState.UNKNOWN)


class Adoption:
    """``add`` takes a letter down in the outbox, on the lane where that may be done. ``unsent``: a file to be sent, None where it is
    not on this machine."""

    def __init__(
        self,
        me: str,
        outbox: Outbox,
        team: Team,
        add: Callable[[Letter], Changes],
        now: Callable[[], datetime],
        unsent: Callable[[str], bytes | None],
    ) -> None:
        self._me, self._outbox, self._team = me, outbox, team
        self._add, self._now, self._unsent = add, now, unsent

    def take_up(self, decisions: Iterable[Decision]) -> Changes:
        """Put a letter of one's own beside each decision that is this person's to carry on. StoreTrouble.

        Harmless for what turns out to be carried by another: such a letter only follows. The gate has the last word.
        """
        changes = NOTHING
        for decision in decisions:
            if decision.state in _GOES_ON and self._outbox.get(f"{decision.id}/{decision.step}") is None:
                changes |= self._take_up(decision)
        return changes

    def _take_up(self, seen: Decision) -> Changes:
        """By what the team store says now: the copy that was seen may be of an earlier step."""
        standing = self._team.case_now(seen.case_id, seen.id)
        decision = standing.decision if standing is not None else None
        if standing is None or decision is None or not falls_to(self._me, standing, begun=self._begun(decision)):
            return NOTHING
        letter = letter_for(self._me, decision, self._now())
        if any(self._unsent(name) is None for name in files_of(letter)):
            return NOTHING  # refused from here, and so lost: it waits for the machine that has them
        return self._add(letter)

    def _begun(self, decision: Decision) -> bool:
        """A step before the present one went out from here."""
        return any(self._outbox.get(f"{decision.id}/{number}") is not None for number, *_ in decision.ends)


def falls_to(me: str, standing: CaseNow, *, begun: bool = False) -> bool:
    """Whether this person should carry the decision on: never what still waits for others, nor what others must send."""
    decision = standing.decision
    if decision is None or decision.state not in _GOES_ON or standing.waiting:
        return False
    if me in standing.approvers:
        return True
    if decision.actor == me:
        return not decision.approvers_needed and (standing.free or begun)
    return standing.case.owner == me


def letter_for(me: str, decision: Decision, now: datetime) -> Letter:
    """The letter of the step that the decision is at: the same id and payload whoever carries it, under one's own name."""
    return queued(
        decision.payload,
        decision.sha256,
        decision_id=decision.id,
        number=decision.step,
        case_id=decision.case_id,
        spell=decision.spell,
        slot=decision.slot,
        actor=me,
        at=now,
    )
