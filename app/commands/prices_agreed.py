"""The deeds that settle a booked price: ours holds, the customer's holds, or the two meet in the middle."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from app.commands import credit_case, order_case, price_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.commands.price_case import Pair
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

_REASON = Field("reason", "Reason", "reason", "Why this price holds")


@dataclass(frozen=True, slots=True)
class Settling:
    """One way to settle it. price: per unit, for both systems; shop, erp: which of them is corrected to it."""

    deed: str
    price: Callable[[Pair], Decimal]
    shop: bool
    erp: bool

    def check(self, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
        stopped = price_case.cannot_decide(parts, me)
        if stopped is None and self.shop:
            stopped = price_case.shop_locked(parts)
        if stopped is None and self.erp:
            stopped = price_case.erp_locked(parts)
        return stopped or self._verdict(parts, me, policy)

    def _verdict(self, parts: PanelParts, me: Person, policy: Policy) -> Verdict:
        return case.authority(parts, me, policy, self.deed, self.gate(parts, {}))

    def steps(self, parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
        """The ERP first: what it refuses is refused before the customer's order is touched."""
        erp = price_case.to_erp(parts, self.price) if self.erp else ()
        return (*erp, *(price_case.to_shop(parts, self.price) if self.shop else ()))

    def gate(self, parts: PanelParts, fields: Fields) -> dict[str, object]:
        return price_case.gate(parts, self.price)

    def effects(self, parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
        return price_case.effects(self.steps(parts, fields), parts)

    def facts(self, parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
        given = self.gate(parts, fields)["below"]
        assert isinstance(given, list)
        away = f"{Money(*given).text()} {given[1]}" if given[0] else "Nothing"
        return (
            ("Given away", away, "warn" if given[0] else "ok"),
            credit_case.authority_fact(me, policy, self.deed, self._verdict(parts, me, policy)),
            ("Price list", "stays as it is", "text.1"),
        )

    def message(self, parts: PanelParts, fields: Fields) -> str:
        """Only where the customer's own price changes."""
        if not self.shop:
            return ""
        return order_case.draft_for(parts, "price_changed", lines=price_case.lines_words(parts, self.price))

    def spec(self, *, title: str, key: str, icon: str, fields: tuple[Field, ...], outcome: str, button: str) -> Spec:
        return Spec(
            name=self.deed,
            title=title,
            key=key,
            icon=icon,
            fields=fields,
            types=frozenset({"price"}),
            doing="correcting",
            slot="outcome",
            money=True,
            sends=True,
            check=self.check,
            steps=self.steps,
            gate=self.gate,
            outcome=outcome,
            overtaken=order_case.still_quoted if self.erp else _shop_closed,
            effects_of=self.effects,
            facts_of=self.facts,
            draft_of=self.message,
            button=button,
            done="Correction of {number} taken down",
            undo="Ctrl+Z puts the prices back, while the order is open",
        )


def _shop_closed(parts: PanelParts, decision: Decision) -> Denied | None:
    return price_case.shop_locked(parts) if parts.order and parts.order.order else Denied("The order cannot be read")


ACCEPT_OURS = Settling("accept_ours", lambda one: one.ours, shop=True, erp=False).spec(
    title="Ours holds", key="1", icon="server", fields=(), outcome="our price", button="Correct {number} in the shop"
)
ACCEPT_THEIRS = Settling("accept_theirs", lambda one: one.theirs, shop=False, erp=True).spec(
    title="Theirs holds",
    key="2",
    icon="shopping-bag",
    fields=(_REASON,),
    outcome="their price",
    button="Correct {number} in the ERP",
)
SPLIT_DIFFERENCE = Settling("split_difference", lambda one: (one.ours + one.theirs) / 2, shop=True, erp=True).spec(
    title="Split difference", key="3", icon="scale", fields=(_REASON,), outcome="price split", button="Correct {number} in both"
)
