"""What colleagues share: cases, decisions, approvals, people, and the log of it all; a file for one machine, PostgreSQL for a team."""

from app.store.team.answers import (
    AuditReport,
    CaseNow,
    Claim,
    Closed,
    GateAnswer,
    GateAsk,
    Half,
    Permit,
    Refusal,
    Stale,
    Taken,
    TeamPage,
    Waits,
)
from app.store.team.appointments import Change
from app.store.team.engine import OtherTeam
from app.store.team.migration import migrate_team
from app.store.team.store import Team
from app.store.team.systems import Met, OtherSystem

__all__ = [
    "AuditReport",
    "CaseNow",
    "Change",
    "Claim",
    "Closed",
    "GateAnswer",
    "GateAsk",
    "Half",
    "Met",
    "OtherSystem",
    "OtherTeam",
    "Permit",
    "Refusal",
    "Stale",
    "Taken",
    "Team",
    "TeamPage",
    "Waits",
    "migrate_team",
]
