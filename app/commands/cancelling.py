"""What the deeds that cancel a web order have in common: which documents go, what has to come back first, and its authority."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.commands import credit_case, documents, order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.commands.documents import Document
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import Fulfilled, WebOrder
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict


@dataclass(frozen=True, slots=True)
class Cancelling:
    """One way to cancel. stops: why it is none for this case; cancels: what goes, the strictest system first."""

    deed: str
    stops: Callable[[PanelParts], Denied | None]
    cancels: Callable[[PanelParts], tuple[Document, ...]]

    def check(self, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
        stopped = order_case.cannot_decide(parts, me) or self.stops(parts) or self._out(parts) or case.past_cancelling(parts)
        return stopped or case.authority(parts, me, policy, self.deed)

    def _out(self, parts: PanelParts) -> Denied | None:
        moved = any(isinstance(d, WebOrder) and d.fulfilment is not Fulfilled.NOTHING for d in self.cancels(parts))
        return Denied("Goods were picked or went out; they have to come back first") if moved else None

    def steps(self, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
        reason = fields.get("reason", "").strip()
        return tuple(documents.cancelled(where, reason) for where in self.cancels(parts))

    def effects(self, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
        return documents.cancel_effects(self.cancels(parts), fields.get("reason", "").strip())

    def facts(self, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
        order, verdict = case.web_order(parts), case.authority(parts, me, policy, self.deed)
        back = order.paid if order in self.cancels(parts) else None
        money = (("Money", f"{back.named()} paid goes back by the shop", "warn"),) if back else ()
        return ("Order lost", order.net.named(), "bad"), *money, credit_case.authority_fact(me, policy, self.deed, verdict)

    def spec(self, **own: Any) -> Spec:
        """``own``: what this deed says of itself, as Spec names it."""
        return Spec(
            name=self.deed,
            icon="circle-x",
            slot="outcome",
            money=True,
            sends=True,
            check=self.check,
            steps=self.steps,
            gate=case.gate_facts,
            effects_of=self.effects,
            facts_of=self.facts,
            **own,
        )


def refund_first(order: WebOrder) -> Denied | None:
    """The customer's money is still in the shop."""
    kept = order.paid - order.refunded
    return Denied(f"{kept.named()} is paid; refund it in the shop first") if kept.minor > 0 else None
