"""Confirm in the ERP: let an order that is paid go on, in the person's own rights and through the ERP's own credit check."""

from __future__ import annotations

from datetime import date

from app.commands import documents, order_case, telling
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.finding import Fires
from app.domain.letter import Effect
from app.domain.order import OrderState, Sale
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import payment as rule
from app.rules.credit import CREDIT
from app.rules.orders import OPEN_SALE, standing

NAME = "confirm_paid"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if case.cause(parts) != rule.UNCONFIRMED:
        return Denied("It is not paid in full, so nothing waits for the ERP alone")
    sale = _waiting(parts)
    if sale is None:
        return Denied("The ERP has no one sale that waits to be confirmed")
    return _stops(parts, sale) or case.authority(parts, me, policy, NAME)


def _waiting(parts: PanelParts) -> Sale | None:
    """The one that stands; of two, one has to go first."""
    sales = standing(case.dossier(parts))
    return sales[0] if len(sales) == 1 and sales[0].state in OPEN_SALE else None


def _stops(parts: PanelParts, sale: Sale) -> Denied | None:
    """What the ERP would refuse. Money in the shop lowers no exposure in the ERP, so a hold is decided where holds are."""
    assert parts.finding is not None
    name, now = documents.name(sale), parts.finding.asof
    if sale.state is OrderState.DRAFT:
        return Denied(f"{name} is a draft; quote it in the ERP first")
    if sale.expires_on is not None and sale.expires_on < now.date():
        return Denied(f"The quotation expired on {sale.expires_on}; quote it again in the ERP first")
    held = any(ref == sale.ref and isinstance(v, Fires) for (ref, _), v in CREDIT.judge(parts.dossier, now).items())
    where = "release it among the credit holds, with the payment as the reason"
    return Denied(f"{name} is over the credit limit; {where}") if held else None


def _its(parts: PanelParts) -> Sale:
    sale = _waiting(parts)
    if sale is None:
        raise Refused("Nothing waits in the ERP any more")
    return sale


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return (documents.step(_its(parts), "confirm_sale", {}),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    sale = _its(parts)
    return (documents.effect(sale, "state", sale.state.value, OrderState.CONFIRMED.value),)


def message(parts: PanelParts, fields: Fields) -> str:
    return telling.news(parts, "payment_received", amount=case.web_order(parts).paid)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return ("Paid in the shop", case.web_order(parts).paid.named(), "ok"), (
        "Credit",
        "Checked by the ERP, nothing is overridden",
        "text.1",
    )


CONFIRM_PAID = Spec(
    name=NAME,
    title="Confirm in ERP",
    key="6",
    icon="circle-check",
    types=frozenset({"payment"}),
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="confirmed",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="confirming",
    button="Confirm {number}",
    done="Confirmation of {number} taken down",
    undo="Cannot be taken back: the ERP goes on with a confirmed order and has no way to un-confirm it",
)
