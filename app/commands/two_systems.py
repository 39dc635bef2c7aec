"""What the deeds that settle one order in both systems have in common: whether it can be decided, and its authority."""

from __future__ import annotations

from collections.abc import Mapping

from app.commands import barred, documents, order_case
from app.commands.command import Fields
from app.domain.case import Decision, DecisionState
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.money import Money
from app.domain.person import Person
from app.domain.shop import WebOrder
from app.domain.steps import Plan, read
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import OPEN_SALE, pair, standing


def dossier(parts: PanelParts) -> OrderDossier:
    assert parts.order is not None
    return parts.order


def web_order(parts: PanelParts) -> WebOrder:
    """For after ``cannot_decide``."""
    return order_case.dossier_of(parts)[1]


def taken(parts: PanelParts, deed: str) -> bool:
    """It took effect in this spell of the case already."""
    spell = parts.case.spell if parts.case else 1
    return any((d.deed, d.spell, d.state) == (deed, spell, DecisionState.APPLIED) for d in parts.decisions)


def past_changing(parts: PanelParts) -> Denied | None:
    """The ERP takes no more changes of what was booked."""
    return next((no for sale in standing(dossier(parts)) if (no := order_case.confirmed(sale))), None)


def past_cancelling(parts: PanelParts) -> Denied | None:
    """The ERP cancels no more what was booked: an amendment cannot do that either."""
    sale = next((s for s in standing(dossier(parts)) if s.state not in OPEN_SALE), None)
    if sale is None:
        return None
    name = documents.name(sale)
    return Denied(f"{name} is {sale.state.value} in the ERP: its shipments are cancelled there first; ask an order manager")


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    """Why a correction cannot be taken back: it was one of the sale, and that has been confirmed since."""
    in_erp = any("sale" in step.body for step in read(decision.payload).steps)
    return past_changing(parts) if in_erp and parts.order is not None else None


def nothing_due(parts: PanelParts) -> Denied | None:
    """Nothing is left to pay, as the shop counts it."""
    return None if web_order(parts).due.minor > 0 else Denied("Nothing is due; the shop has the money")


# ---- authority ---------------------------------------------------------------------------------------------------------


def value(parts: PanelParts) -> Money:
    """Of the order in the company's currency where the ERP booked it, else in its own."""
    known = dossier(parts)
    if sales := standing(known):
        return sales[-1].untaxed_company
    if known.order is not None:
        return known.order.net
    return known.sales[-1].untaxed_company if known.sales else Money.zero(known.company_currency)


def gate_facts(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """The figures that authority is measured by, as they were when the person decided."""
    sale, finding = parts.sale, parts.finding
    assert finding is not None
    return {
        "source": parts.dossier.source,
        "value": pair(value(parts)),
        **barred.of_sale(parts, sale),
        "confirmed_by": None,
        "rule": finding.rule,
    }


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str, gate: Mapping[str, object] | None = None) -> Verdict:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate or gate_facts(parts, {})).payload())


def cause(parts: PanelParts) -> str:
    return parts.finding.verdict.cause if parts.finding else ""
