"""Decisions that this person may have to carry on: approved here, left at another machine, or left by the former holder of a case."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from app.domain.case import Decision, DecisionState
from app.domain.changes import NOTHING, Changes
from app.domain.letter import Letter, LetterState
from app.store.outbox import Outbox
from app.store.team import CaseNow, Team

_GOES_ON = (DecisionState.OPEN, DecisionState.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Subject:
    """What a decision is about, which its row does not say: system, the number a person knows, the revision seen here."""

    source: str
    document: str
    rev: str | None


class Adoption:
    """``subject_of`` reads the mirror; None where it does not know the document (yet)."""

    def __init__(
        self, me: str, outbox: Outbox, team: Team, subject_of: Callable[[Decision], Subject | None], now: Callable[[], datetime]
    ) -> None:
        self._me, self._outbox, self._team = me, outbox, team
        self._subject_of, self._now = subject_of, now

    def take_up(self, decisions: Iterable[Decision]) -> Changes:
        """Put a letter of one's own beside each decision that is this person's to carry on. StoreTrouble.

        Harmless for what turns out to be carried by another: such a letter only follows. The gate has the last word.
        """
        changes = NOTHING
        for decision in decisions:
            if decision.state in _GOES_ON and self._outbox.get(f"{decision.id}/1") is None:
                changes |= self._take_up(decision)
        return changes

    def _take_up(self, seen: Decision) -> Changes:
        standing = self._team.case_now(seen.case_id, seen.id)
        if standing is None or standing.decision is None or not falls_to(self._me, standing):
            return NOTHING
        subject = self._subject_of(standing.decision)
        return NOTHING if subject is None else self._outbox.add(letter_for(self._me, standing.decision, subject, self._now()))


def falls_to(me: str, standing: CaseNow) -> bool:
    """Whether this person should carry the decision on: never what still waits for others, nor what others must send."""
    decision = standing.decision
    if decision is None or decision.state not in _GOES_ON or standing.waiting:
        return False
    if me in standing.approvers:
        return True
    if decision.actor == me:
        return not decision.approvers_needed and standing.free
    return standing.case.owner == me


def letter_for(me: str, decision: Decision, subject: Subject, now: datetime) -> Letter:
    """The same id, the same payload, one's own name; fence 0 is nobody's, so that the case is claimed and looked at first."""
    return Letter(
        id=f"{decision.id}/1",
        decision_id=decision.id,
        case_id=decision.case_id,
        spell=decision.spell,
        deed=decision.deed,
        slot=decision.slot,
        source=subject.source,
        document=subject.document,
        payload=decision.payload,
        sha256=decision.sha256,
        expected_rev=subject.rev,
        fence=0,
        actor=me,
        state=LetterState.QUEUED,
        attempt=0,
        created_at=now,
        sent_at=None,
        receipt=None,
        receipt_rev=None,
    )
