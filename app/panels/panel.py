"""What a page builder looks like: one per exception type."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.domain.question import CasePanel
from app.policy.matrix import Policy


@dataclass(frozen=True, slots=True)
class Panel:
    """``build`` is pure; ``now`` aware."""

    type: str
    build: Callable[[PanelParts, Person, Policy, datetime], CasePanel]
