"""What the page about the policy asks, is answered, and may ask to be done. Nothing of it is formatted but names and sentences."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.ruling import ProposalState


@dataclass(frozen=True, slots=True)
class AskPolicy:
    """The versions, what is proposed, and whose right to approve is lent to whom."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """``words``: who proposed and who approved it, or that it came with the program. ``since`` None: not read from the team yet."""

    version: int
    body: str
    since: datetime | None
    words: str


@dataclass(frozen=True, slots=True)
class ProposalView:
    """before: the text that it changes. ``mine``: the person's own. denied: why this person may not approve or decline it, "" where
    they may; behalf: in whose place they would. told: what became of it, or for whom it waits. outdated: another version is in force."""

    id: str
    based_on: int
    before: str
    body: str
    sha256: str
    author: str
    at: datetime
    reason: str
    state: ProposalState
    mine: bool
    denied: str
    behalf: str
    told: str
    outdated: bool


@dataclass(frozen=True, slots=True)
class DelegationView:
    """``state``: "now", "to come", "over". ``mine``: this person lent it or holds it, and may end it."""

    id: str
    delegator: str
    delegate: str
    since: datetime
    until: datetime
    reason: str
    state: str
    mine: bool


@dataclass(frozen=True, slots=True)
class PolicyAnswer:
    """``current``: in force; versions: newest first, it included. titles: deed -> (what it is called, under which heading of ``groups``).

    denied: deed that a change is -> why this person may not propose it. colleagues: (id, name) to whom a right can be lent, entities:
    systems by the team's names. enforced: the store itself keeps people apart.
    """

    current: VersionView
    versions: tuple[VersionView, ...]
    proposals: tuple[ProposalView, ...]
    delegations: tuple[DelegationView, ...]
    titles: Mapping[str, tuple[str, str]]
    groups: tuple[str, ...]
    denied: Mapping[str, str]
    colleagues: tuple[tuple[str, str], ...]
    entities: tuple[str, ...]
    enforced: bool
    now: datetime


# ---- wishes: each may be told again under its id ------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Propose:
    id: str
    body: str
    based_on: int
    reason: str


@dataclass(frozen=True, slots=True)
class Approve:
    id: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Decline:
    id: str
    words: str


@dataclass(frozen=True, slots=True)
class Withdraw:
    id: str


@dataclass(frozen=True, slots=True)
class Lend:
    """One's own right to approve. ``since``, ``until``: aware."""

    id: str
    delegate: str
    since: datetime
    until: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class EndLoan:
    id: str


PolicyWish = Propose | Approve | Decline | Withdraw | Lend | EndLoan
