"""What waits for a second person in the team: what a screen may ask about it, and the frozen answer it gets."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from app.domain.case import Decision, Earlier
from app.domain.money import Money
from app.domain.person import Person
from app.domain.ruling import Delegation

if TYPE_CHECKING:
    from app.domain.question import CaseRow

VIEWS = ("me", "all", "mine")
KINDS = ("quotes", "credit", "refunds", "other")


@dataclass(frozen=True, slots=True)
class AskApprovals:
    """``view``: what waits for this person, all, or what they asked for themselves, also what became of it lately. ``kind``: one of
    KINDS, "" for every one; ``text``: of number, customer, deed or asker."""

    view: str = VIEWS[0]
    kind: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Matter:
    """One thing that waits, or waited, as it was read: nothing judged yet.

    decision: what somebody asked for; None where nobody had to ask, for the matter itself is an offer over a limit. ``measured``: by what
    authority over that is measured, as its rule told it; None where it did not. ``source``: of the document. earlier: than the decision.
    """

    row: CaseRow
    type: str
    source: str
    decision: Decision | None
    measured: dict[str, object] | None = None
    earlier: Earlier = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Matters:
    """``waiting``: undecided ones. ``ended``: what this person asked for lately and somebody has decided. ``delegations``: rights to
    approve that are lent now."""

    waiting: tuple[Matter, ...]
    ended: tuple[Matter, ...]
    people: tuple[Person, ...]
    asof: datetime | None
    delegations: tuple[Delegation, ...] = ()


@dataclass(frozen=True, slots=True)
class Approval:
    """A row of the inbox.

    key: one's own, also where a case is listed twice. queue: where its case is listed. what: the deed in plain words. asked_by: a name.
    worth: what authority is measured by, else the document's value. needs: the role that agrees, in words. may: it waits for me; why:
    else why not. outcome: what became of it, where it waits no more, with ``kind`` (ok or bad).
    """

    key: str
    row: CaseRow
    queue: str
    kind: str
    what: str
    worth: Money
    asked_by: str
    asked_at: datetime
    needs: str
    may: bool
    why: str
    mine: bool
    outcome: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class ApprovalsAnswer:
    """``views``, ``kinds``: (name, how many), the kinds as of the view that was asked for."""

    ask: AskApprovals
    rows: tuple[Approval, ...]
    views: tuple[tuple[str, int], ...]
    kinds: tuple[tuple[str, int], ...]
    asof: datetime | None
