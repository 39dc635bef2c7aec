"""What the team store answers: claims, the gate's six answers, the standing of a case, a page of its log, the audit's state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.appointment import Appointment, Resource
from app.domain.case import Case, Decision, DecisionState, Note, Spell
from app.domain.imports import Batch
from app.domain.person import Person
from app.domain.quote_version import KeptVersion
from app.domain.ruling import Delegation, PolicyVersion, Proposal
from app.domain.team_view import Kept


@dataclass(frozen=True, slots=True)
class Claim:
    """The case is this person's until ``until`` (team time); ``fence`` goes with every later write."""

    fence: int
    until: datetime


@dataclass(frozen=True, slots=True)
class GateAsk:
    """A wish to send: what (``payload`` is canonical JSON, ``sha256`` its hash), for which slot, by whom, under which fence.

    ``person_id`` is who sends now; who decided is the decision's actor. ``slot`` None: may happen any number of times.
    ``deed`` is the decision's; ``number`` says which of its letters wants to go out.
    """

    decision_id: str
    case_id: str
    spell: int
    slot: str | None
    deed: str
    payload: str
    sha256: str
    person_id: str
    fence: int
    number: int = 1


@dataclass(frozen=True, slots=True)
class Permit:
    """Send within ``seconds``, counted from before the gate was asked."""

    seconds: float
    until: datetime


@dataclass(frozen=True, slots=True)
class Waits:
    """Taken down; other persons' agreement comes first (``needs`` of them, ``role`` or higher), then one of them sends it."""

    words: str
    needs: int
    role: str | None


@dataclass(frozen=True, slots=True)
class Closed:
    """It has ended: this decision did, or its case was closed before it was taken down (then superseded)."""

    how: DecisionState
    words: str


@dataclass(frozen=True, slots=True)
class Taken:
    """Another decision holds the slot or the case."""

    words: str
    by: str  # decision id


@dataclass(frozen=True, slots=True)
class Stale:
    """The fence is not the case's, or the person does not hold it, or the team does not know the case yet."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """Policy says no to this person; nothing was taken down."""

    words: str


GateAnswer = Permit | Waits | Closed | Taken | Stale | Refusal


@dataclass(frozen=True, slots=True)
class Half:
    """A step ended, or waits for a person, while another one's effect stays: the decision is parked and says so in ``words``."""

    words: str


@dataclass(frozen=True, slots=True)
class CaseNow:
    """How a case stands. ``decision``: the one asked for, else the live one. ``live``: the open, unknown or parked one, if any.

    ``approvers``: who approved ``decision`` and still counts; ``waiting``: agreement is missing; times on the team's clock.
    """

    case: Case
    decision: Decision | None
    live: Decision | None
    waiting: bool
    approvers: tuple[str, ...]
    now: datetime

    @property
    def free(self) -> bool:
        """Nobody holds the case."""
        return self.case.owner is None or self.case.lease_until is None or self.case.lease_until <= self.now

    @property
    def permit_left(self) -> float | None:
        """Seconds of the decision's last permit, negative when over; None when none was ever given."""
        if self.decision is None or self.decision.permit_until is None:
            return None
        return (self.decision.permit_until - self.now).total_seconds()


@dataclass(frozen=True, slots=True)
class TeamPage:
    """What changed after a place in the team's log, as it is ``asof``. ``seq``, ``hash``: the log's row this page ends with.

    ``reset``: the log is shorter than the asker remembers (another store, or a restored backup): forget all team copies first; the page
    starts from the beginning.
    """

    seq: int
    hash: str
    cases: tuple[Case, ...]
    spells: tuple[Spell, ...]
    decisions: tuple[Decision, ...]
    notes: tuple[Note, ...]
    persons: tuple[Person, ...]
    complete: bool
    asof: datetime
    reset: bool = False
    appointments: tuple[Appointment, ...] = ()
    resources: tuple[Resource, ...] = ()
    kept: tuple[Kept, ...] = ()
    offered: tuple[KeptVersion, ...] = ()
    imports: tuple[Batch, ...] = ()
    versions: tuple[PolicyVersion, ...] = ()
    proposals: tuple[Proposal, ...] = ()
    delegations: tuple[Delegation, ...] = ()


@dataclass(frozen=True, slots=True)
class AuditReport:
    """``sound``: every row follows from the one before and the anchor is among them; ``words`` say what is wrong, and where."""

    sound: bool
    words: str
    rows: int
    head: tuple[int, str]
