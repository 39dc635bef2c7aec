"""What the team model keeps: a case, a decision, and a row of the log."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.domain.case import CaseState, DecisionState
from app.domain.steps import Plan, read


@dataclass(slots=True)
class CaseRow:
    id: str
    spell: int = 1
    state: CaseState = CaseState.OPEN
    outcome: str | None = None
    owner: str | None = None
    fence: int = 0
    lease_until: float | None = None


@dataclass(slots=True)
class DecisionRow:
    id: str
    case_id: str
    spell: int
    slot: str | None
    deed: str
    payload: str
    sha256: str
    actor: str
    at: float
    fence: int
    state: DecisionState = DecisionState.OPEN
    permit_until: float | None = None
    approvers_needed: int = 0
    approver_role: str | None = None
    words: str | None = None
    approvals: list[tuple[str, str, float]] = field(default_factory=list)  # approver, sha256, expires
    step: int = 1
    ends: dict[int, DecisionState] = field(default_factory=dict)

    @property
    def plan(self) -> Plan:
        return read(self.payload)


@dataclass(frozen=True, slots=True)
class Wrote:
    """One row of the log: what the oracle goes by. ``fence``: the writer's; ``current``: the case's then; None where none is needed."""

    at: float
    what: str
    by: str
    case: str
    decision: str = ""
    sha256: str = ""
    fence: int | None = None
    current: int | None = None
    number: int = 1  # the letter that it is about
