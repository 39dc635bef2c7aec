"""Cases: the durable, shared life of an exception."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid5

from app.domain.money import Money


class CaseState(StrEnum):
    OPEN = "open"
    WAITING = "waiting"
    RESOLVED = "resolved"
    DECLINED = "declined"
    CLEARED = "cleared"
    DUPLICATE = "duplicate"


class DecisionState(StrEnum):
    OPEN = "open"
    UNKNOWN = "unknown"
    APPLIED = "applied"
    REFUSED = "refused"
    SUPERSEDED = "superseded"
    PARKED = "parked"


# What the actor of a decision decided on the same customer within SUMMED before it, as far as it stands: by deed and currency, in
# minor units. It counts towards the bounds of authority.
Earlier = Mapping[tuple[str, str], int]
SUMMED = timedelta(days=1)
_BACK = "back:"


def back_slot(decision_id: str) -> str:
    """The slot of taking this decision's effect back: once, whoever does it, and also after its case was closed."""
    return f"{_BACK}{decision_id}"


def taken_back(slot: str | None) -> str | None:
    """The decision whose effect this slot takes back; None for every other slot."""
    return slot.removeprefix(_BACK) if slot and slot.startswith(_BACK) else None


def case_id(tenant: UUID, fingerprint: str) -> str:
    """uuid5(tenant, fingerprint): every console gives the same case the same id."""
    return str(uuid5(tenant, fingerprint))


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the team store holds it. Times aware UTC on the team's clock; ``rev`` counts its changes."""

    id: str
    fingerprint: str
    type: str
    spell: int
    state: CaseState
    outcome: str | None  # released, rejected, raised, cleared, record gone, ...
    started_at: datetime
    opened_at: datetime
    evidence_at: datetime
    rule_version: int
    owner: str | None  # person id
    fence: int
    lease_until: datetime | None
    wake_at: datetime | None
    rev: int
    # What it was about when this spell was opened, so that a closed case can still be told after its finding is gone.
    document: str = ""
    customer: str = ""  # key in the system of the fingerprint
    value: Money | None = None
    severity: int = 4
    group: str = ""
    closed_at: datetime | None = None
    # From, until: while the customer was waited for, this spell's clock stood still. In order, apart from each other.
    pauses: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True)
class Spell:
    """A finished stretch of a case. Times aware UTC; ``value`` as when it was opened."""

    case_id: str
    spell: int
    started_at: datetime
    opened_at: datetime
    closed_at: datetime
    state: CaseState
    outcome: str | None
    value: Money | None


@dataclass(frozen=True, slots=True)
class Decision:
    """A person's command once the gate took it down. ``step``: the number of the letter that it is at.

    ends: the letters that have ended, each (number, state, words, ISO moment). ``state`` is that of the whole.
    acting_for: of ``approved_by``, those who used a colleague's right: (who, whose).
    policy: the version of the policy by which the gate judged it last; None where it was judged before versions were kept.
    """

    id: str
    case_id: str
    spell: int
    slot: str
    deed: str
    payload: str  # canonical JSON
    sha256: str
    amount: int | None  # minor units, company currency
    currency: str | None
    actor: str
    fence: int
    state: DecisionState
    at: datetime
    permit_until: datetime | None
    approvers_needed: int
    approver_role: str | None  # role (or higher) that may approve
    approved_by: tuple[str, ...]
    words: str | None  # the remote's words at the end
    step: int = 1
    ends: tuple[tuple[int, str, str, str], ...] = ()
    acting_for: tuple[tuple[str, str], ...] = ()
    policy: int | None = None

    def state_of(self, number: int) -> DecisionState | None:
        """How letter ``number`` stands; None where the decision has not come to it."""
        ended = next((how for n, how, _, _ in self.ends if n == number), None)
        if ended is not None:
            return DecisionState(ended)
        return self.state if number == self.step else None


@dataclass(frozen=True, slots=True)
class Note:
    case_id: str
    by: str
    at: datetime
    text: str
