"""What the deeds that book a web order have in common: one order in both systems, taken back while it is a quotation."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.commands import credit_case, order_case, telling
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.commands.mending import Mended
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict


@dataclass(frozen=True, slots=True)
class Booking:
    """One way to book. stops: why it is none for an order that could be booked; mended: the order as it shall be; gate: what authority
    is measured by; told: what to know about it beside that authority."""

    deed: str
    stops: Callable[[PanelParts], Denied | None]
    mended: Callable[[PanelParts, Fields], Mended]
    gate: Callable[[PanelParts, Fields], dict[str, object]]
    told: Callable[[PanelParts, Fields, date], tuple[Fact3, ...]]

    def check(self, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
        stopped = order_case.cannot_decide(parts, me) or order_case.cannot_book(parts) or self.stops(parts)
        return stopped or self.judge(parts, me, policy, {})

    def judge(self, parts: PanelParts, me: Person, policy: Policy, fields: Fields) -> Verdict:
        return case.authority(parts, me, policy, self.deed, self.gate(parts, fields))

    def steps(self, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
        mended = self.mended(parts, fields)
        return order_case.booked_corrected(parts, mended.goods, mended.requested)

    def effects(self, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
        return order_case.effects(parts, self.steps(parts, fields), self.mended(parts, fields).goods)

    def facts(self, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
        verdict = self.judge(parts, me, policy, fields)
        return (*self.told(parts, fields, today), credit_case.authority_fact(me, policy, self.deed, verdict))

    def message(self, parts: PanelParts, fields: Fields) -> str:
        """As placed and as booked, where that differs."""
        lines = order_case.changed_words(self.mended(parts, fields).goods, telling.language_of(parts))
        return order_case.draft_for(parts, "order_changed", lines=lines) if lines else ""

    def spec(self, **own: Any) -> Spec:
        """``own``: what this deed says of itself, as Spec names it."""
        shared: dict[str, Any] = {
            "outcome": "booked",
            "done": "Booking of {number} taken down",
            "undo": "Until the ERP confirms it: Ctrl+Z cancels the quotation",
        }
        return Spec(
            name=self.deed,
            doing="booking",
            slot="outcome",
            money=True,
            sends=True,
            check=self.check,
            judge=self.judge,
            steps=self.steps,
            gate=self.gate,
            overtaken=order_case.still_quoted,
            effects_of=self.effects,
            facts_of=self.facts,
            draft_of=self.message,
            **shared | own,
        )
