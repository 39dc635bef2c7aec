"""Letters and receipts: one step of a decision to one system, and what that system said."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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
    """``id`` is decision/step, made when the person decides. ``payload`` is canonical JSON; ``expected_rev`` was on screen."""

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

    def body(self) -> dict[str, object]:
        """The payload as a dict (JSON types only)."""
        value = json.loads(self.payload)
        assert isinstance(value, dict)
        return value


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


def canonical(payload: Mapping[str, object]) -> tuple[str, str]:
    """Canonical JSON (sorted keys, no blanks) and its sha256 in hex: what approvals are bound to."""
    text = json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return text, hashlib.sha256(text.encode()).hexdigest()
