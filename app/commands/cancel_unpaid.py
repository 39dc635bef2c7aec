"""Cancel unpaid: cancel the order in the shop and, where it is booked, in the ERP."""

from __future__ import annotations

from datetime import date

from app.commands import order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import Fulfilled
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import standing

NAME = "cancel_unpaid"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me) or case.nothing_due(parts)
    if stopped:
        return stopped
    order = case.web_order(parts)
    if order.paid.minor > 0:
        return Denied(f"{order.paid.text()} {order.paid.currency} is paid; refund it in the shop first")
    if order.fulfilment is not Fulfilled.NOTHING:
        return Denied("Goods were picked or went out; they have to come back first")
    return case.past_changing(parts) or case.authority(parts, me, policy, NAME)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """The ERP first: what it will not cancel stays in the shop too."""
    reason, order = fields.get("reason", "").strip(), case.web_order(parts)
    sales = tuple(case.in_erp(sale, "cancel_sale", {"reason": reason}) for sale in standing(case.dossier(parts)))
    return (*sales, case.in_shop(order, "cancel_order", {}))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return case.cancel_effects((*standing(case.dossier(parts)), case.web_order(parts)), fields.get("reason", "").strip())


def message(parts: PanelParts, fields: Fields) -> str:
    return order_case.draft_for(parts, "order_unpaid", amount=_due(parts))


def _due(parts: PanelParts) -> str:
    due = case.web_order(parts).due
    return f"{due.text()} {due.currency}"


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    order = case.web_order(parts)
    return (("Order lost", f"{order.net.text()} {order.net.currency}", "bad"),)


CANCEL_UNPAID = Spec(
    name=NAME,
    title="Cancel order",
    key="4",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "Kept as a note on the sale"),),
    types=frozenset({"payment"}),
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="cancelled",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="cancelling",
    button="Cancel {number}",
    done="Cancelling {number} taken down",
    undo="Cannot be taken back: the customer would have to order again",
)
