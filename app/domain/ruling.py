"""The company's policy as the team keeps it: its versions, changes that somebody proposes, and rights to approve that are lent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.person import Person


class ProposalState(StrEnum):
    OPEN = "open"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class PolicyVersion:
    """A text that is or was in force. ``body``: see ``app.policy.texts``. proposal: where it came from; None: with the program."""

    version: int
    body: str
    sha256: str
    since: datetime
    author: str  # a person's id, or the operator
    proposal: str | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """A whole new text, based on a version. approvals: (who, in whose place or ""), in order. by, words, ended_at: how it ended."""

    id: str
    based_on: int
    body: str
    sha256: str
    author: str
    at: datetime
    reason: str
    state: ProposalState
    approvals: tuple[tuple[str, str], ...] = ()
    by: str = ""
    words: str = ""
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Delegation:
    """``delegate`` may approve what ``delegator`` may, from ``since`` until ``until`` or until somebody ended it before. Ids of persons."""

    id: str
    delegator: str
    delegate: str
    since: datetime
    until: datetime
    reason: str
    ended_at: datetime | None = None

    def stands(self, now: datetime) -> bool:
        return self.since <= now < self.until and (self.ended_at is None or now < self.ended_at)


def lent_by(standing: Iterable[Delegation], delegate: str) -> tuple[str, ...]:
    """Whose right to approve this person holds, of rights that are lent now. Only what was lent by its owner: it is never lent on."""
    return tuple(dict.fromkeys(d.delegator for d in standing if d.delegate == delegate))


def delegators(delegations: Iterable[Delegation], delegate: str, now: datetime) -> tuple[str, ...]:
    """See ``lent_by``; of rights that may be over or yet to come."""
    return lent_by((d for d in delegations if d.stands(now)), delegate)


@dataclass(frozen=True, slots=True)
class PolicyParts:
    """All that the page about the policy is made of; newest first. ``sources``: systems that records are read from."""

    versions: tuple[PolicyVersion, ...]
    proposals: tuple[Proposal, ...]
    delegations: tuple[Delegation, ...]
    people: tuple[Person, ...]
    sources: tuple[str, ...]
