"""Letters and receipts: one step of a decision to one system, and what that system said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.steps import TAKE_BACK, Plan, read, rows


class Guard(StrEnum):
    """How a backend keeps one letter from having two effects (protocol.md 2.5)."""

    KEY = "KEY"
    COND = "COND"
    STATE = "STATE"
    PLAIN = "PLAIN"
    BLIND = "BLIND"


class LetterState(StrEnum):
    DRAFT = "draft"
    QUEUED = "queued"
    SENDING = "sending"
    UNKNOWN = "unknown"
    APPLIED = "applied"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    PARKED = "parked"


TERMINAL = frozenset({LetterState.APPLIED, LetterState.REFUSED, LetterState.SUPERSEDED})


@dataclass(frozen=True, slots=True)
class Effect:
    """One thing that changes in one system: ``document`` is its number, ``field`` our word for what changes.

    Preview and receipt both speak in effects, so that "preview = effect" is an equality.
    """

    source: str
    document: str
    field: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Letter:
    """One step of a decision. ``id`` is decision/number; ``payload`` (canonical JSON) and ``sha256`` are the whole decision's.

    ``deed``, ``source``, ``document`` and ``expected_rev`` (the revision on screen) are the step's.
    """

    id: str
    decision_id: str
    case_id: str
    spell: int
    deed: str
    slot: str
    source: str
    document: str  # the number a person knows
    payload: str
    sha256: str
    expected_rev: str | None
    fence: int
    actor: str
    state: LetterState
    attempt: int
    created_at: datetime
    sent_at: datetime | None
    receipt: str | None  # the remote's words, or why it waits
    receipt_rev: str | None

    @property
    def number(self) -> int:
        """Which letter of its decision this is, from 1."""
        return int(self.id.rpartition("/")[2])

    def of(self, number: int) -> Letter:
        """Another letter of the same decision, from the same person."""
        return queued(
            self.payload,
            self.sha256,
            decision_id=self.decision_id,
            number=number,
            case_id=self.case_id,
            spell=self.spell,
            slot=self.slot,
            actor=self.actor,
            at=self.created_at,
        )

    @property
    def plan(self) -> Plan:
        """The whole decision."""
        return read(self.payload)

    @property
    def takes_back(self) -> bool:
        """Whether it undoes what another letter did, of its own decision or of a former one."""
        plan = self.plan
        return plan.deed == TAKE_BACK or plan.undoes(self.number)

    def body(self) -> dict[str, object]:
        """What the connector reads: the body of this letter's own step (JSON types only)."""
        return dict(self.plan.part(self.number).body)


@dataclass(frozen=True, slots=True)
class Receipt:
    """The remote did it: its words, the document's revision afterwards, and the effects it reported."""

    words: str
    rev: str | None
    effects: tuple[Effect, ...]
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Took:
    """Verification found this letter's effect."""

    receipt: Receipt


@dataclass(frozen=True, slots=True)
class Absent:
    """Verification proved that this letter has no effect, and (for guarded classes) that resending it is safe."""

    why: str


@dataclass(frozen=True, slots=True)
class Unsure:
    """Verification could not tell; ask again later or park."""

    why: str


def files_of(letter: Letter) -> tuple[str, ...]:
    """The files on this machine that it or a step after it still needs, by their sha256."""
    plan = letter.plan
    done = letter.state is LetterState.APPLIED
    bodies = [step.body for step in plan.steps[letter.number - 1 + done :]]
    if plan.undoes(letter.number) and not done:
        bodies = [letter.body()]
    return tuple(str(one["sha256"]) for body in bodies for one in rows(body, "files") if "sha256" in one)


def canonical(payload: Mapping[str, object]) -> tuple[str, str]:
    """Canonical JSON (sorted keys, no blanks) and its sha256 in hex: what approvals are bound to."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text, hashlib.sha256(text.encode()).hexdigest()


def queued(
    payload: str, sha256: str, *, decision_id: str, number: int, case_id: str, spell: int, slot: str, actor: str, at: datetime
) -> Letter:
    """Letter ``number`` of a decision, as its person's outbox takes it down; fence 0 is nobody's, so that the case is claimed first."""
    step = read(payload).part(number)
    return Letter(
        id=f"{decision_id}/{number}",
        decision_id=decision_id,
        case_id=case_id,
        spell=spell,
        deed=step.deed,
        slot=slot,
        source=step.source,
        document=step.document,
        payload=payload,
        sha256=sha256,
        expected_rev=step.rev,
        fence=0,
        actor=actor,
        state=LetterState.QUEUED,
        attempt=0,
        created_at=at,
        sent_at=None,
        receipt=None,
        receipt_rev=None,
    )
