"""A deed that changes where goods go: the same steps, words and checks, whichever way the new address is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.commands import new_address as new
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict


@dataclass(frozen=True, slots=True)
class Readdressing:
    """One way to find the address. stops: why it finds none for this case; target: Refused where what was filled in is none."""

    deed: str
    stops: Callable[[PanelParts], Denied | None]
    target: Callable[[PanelParts, Fields], new.Target]

    def check(self, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
        return new.cannot_change(parts, me) or self.stops(parts) or case.authority(parts, me, policy, self.deed)

    def steps(self, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
        return new.steps(parts, self.target(parts, fields))

    def effects(self, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
        return new.effects(parts, self.target(parts, fields))

    def facts(self, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
        return new.facts(parts, self.target(parts, fields))

    def message(self, parts: PanelParts, fields: Fields) -> str:
        return new.message(parts, self.target(parts, fields))

    def spec(self, **own: Any) -> Spec:
        """``own``: what this deed says of itself, as Spec names it."""
        shared: dict[str, Any] = {"button": "Send {number} there"}
        return Spec(
            name=self.deed,
            types=frozenset({"address"}),
            slot="outcome",
            money=True,
            sends=True,
            check=self.check,
            steps=self.steps,
            gate=case.gate_facts,
            outcome="corrected",
            effects_of=self.effects,
            facts_of=self.facts,
            draft_of=self.message,
            overtaken=case.overtaken,
            doing="correcting",
            done="Address of {number} taken down",
            undo="Ctrl+Z sends both systems the former address again, as long as the ERP has not confirmed the sale",
            **shared | own,
        )
