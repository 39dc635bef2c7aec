"""What the deeds that settle one order in both systems have in common: its steps in each of them, and its authority."""

from __future__ import annotations

from collections.abc import Mapping

from app.commands import credit_case as credit
from app.commands import order_case
from app.commands.command import Fields
from app.domain.case import DecisionState
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.person import Person
from app.domain.shop import WebOrder
from app.domain.steps import Plan, Step
from app.policy.gate import gate_policy
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair, standing

Document = WebOrder | Sale


def dossier(parts: PanelParts) -> OrderDossier:
    assert parts.order is not None
    return parts.order


def web_order(parts: PanelParts) -> WebOrder:
    """For after ``cannot_decide``."""
    return order_case.dossier_of(parts)[1]


def cannot_decide(parts: PanelParts, me: Person, *, with_order: bool = True) -> Denied | None:
    """Why nothing can be decided on this case now. ``with_order``: the deed is about the shop's order."""
    if with_order:
        return order_case.cannot_decide(parts, me)
    stopped = credit.closed(parts) or credit.busy(parts, me)
    return stopped or (Denied("Nothing is wrong with it any more") if parts.finding is None else None)


def taken(parts: PanelParts, deed: str) -> bool:
    """It took effect in this spell of the case already."""
    spell = parts.case.spell if parts.case else 1
    return any((d.deed, d.spell, d.state) == (deed, spell, DecisionState.APPLIED) for d in parts.decisions)


def past_changing(parts: PanelParts) -> Denied | None:
    """The ERP takes no more changes of what was booked."""
    sale = next((s for s in standing(dossier(parts)) if s.state not in order_case.OPEN_SALE), None)
    if sale is None:
        return None
    return Denied(f"{name(sale)} is {sale.state.value} in the ERP; there it is changed by an amendment")


def name(sale: Sale) -> str:
    """The number a person knows."""
    return sale.number or f"#{sale.ref.key}"


def nothing_due(parts: PanelParts) -> Denied | None:
    """Nothing is left to pay, as the shop counts it."""
    return None if web_order(parts).due.minor > 0 else Denied("Nothing is due; the shop has the money")


# ---- steps -------------------------------------------------------------------------------------------------------------


def in_shop(order: WebOrder, deed: str, body: Mapping[str, object], undo: Step | None = None, *, first: bool = True) -> Step:
    """``first``: of the steps on this order, so that it must be as it was on screen."""
    return Step(order.ref.source, deed, order.number, {"order": order.ref.key, **body}, order.rev if first else None, undo)


def in_erp(sale: Sale, deed: str, body: Mapping[str, object], undo: Step | None = None, *, first: bool = True) -> Step:
    """``first``: of the steps on this sale."""
    return Step(sale.ref.source, deed, name(sale), {"sale": sale.ref.key, **body}, sale.rev if first else None, undo)


def changed(where: Document, deed: str, at: Mapping[str, object], before: object, after: object, *, first: bool = True) -> Step:
    """A correction that the same deed takes back, as long as nobody changed it since. ``at``: what of the document."""
    make = in_shop if isinstance(where, WebOrder) else in_erp
    undo = make(where, deed, {**at, "from": after, "to": before}, first=False)  # type: ignore[arg-type]
    return make(where, deed, {**at, "from": before, "to": after}, undo, first=first)  # type: ignore[arg-type]


def note(where: Document, text: str) -> Step:
    """A note depends on nothing, so any revision will do."""
    if isinstance(where, WebOrder):
        return in_shop(where, "note", {"text": text}, first=False)
    return in_erp(where, "note", {"text": text}, first=False)


def note_effect(where: Document, text: str) -> Effect:
    return Effect(where.ref.source, where.number or f"#{where.ref.key}", "note", "", text)


def cancel_effects(documents: tuple[Document, ...], reason: str) -> tuple[Effect, ...]:
    """A cancelled sale keeps the reason as a note; the shop has no place for one."""
    found: list[Effect] = []
    for where in documents:
        found.append(Effect(where.ref.source, where.number or f"#{where.ref.key}", "state", where.state.value, "cancelled"))
        if isinstance(where, Sale) and reason:
            found.append(note_effect(where, reason))
    return tuple(found)


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
        "created_by": sale.created_by if sale else None,
        "salesperson": sale.salesperson if sale else None,
        "confirmed_by": None,
        "rule": f"{finding.type}.{finding.verdict.cause} {finding.rule_version}",
    }


def authority(parts: PanelParts, me: Person, policy: Policy, deed: str, gate: Mapping[str, object] | None = None) -> Verdict:
    """What the gate would say now."""
    return gate_policy(policy, me, deed, Plan(deed, (), gate=gate or gate_facts(parts, {})).payload())


def cause(parts: PanelParts) -> str:
    return parts.finding.verdict.cause if parts.finding else ""
