"""Cancel other side: what is cancelled in one system is cancelled in the other too."""

from __future__ import annotations

from datetime import date

from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import Fulfilled, WebOrderState
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import sync as rule
from app.rules.orders import standing

NAME = "cancel_other_side"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if case.cause(parts) != rule.CANCELLED:
        return Denied("Only for what is cancelled in one system alone")
    order = case.web_order(parts)
    if order.state is not WebOrderState.CANCELLED and order.fulfilment is not Fulfilled.NOTHING:
        return Denied("Goods were picked or went out; they have to come back first")
    if order.state is not WebOrderState.CANCELLED and order.paid.minor > order.refunded.minor:
        return Denied("It is paid; refund it in the shop first")
    return case.past_changing(parts) or case.authority(parts, me, policy, NAME)


def _other(parts: PanelParts) -> tuple[case.Document, ...]:
    order = case.web_order(parts)
    return standing(case.dossier(parts)) if order.state is WebOrderState.CANCELLED else (order,)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    order, reason = case.web_order(parts), fields.get("reason", "").strip()
    if order.state is WebOrderState.CANCELLED:
        return tuple(case.in_erp(sale, "cancel_sale", {"reason": reason}) for sale in standing(case.dossier(parts)))
    return (case.in_shop(order, "cancel_order", {}),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return case.cancel_effects(_other(parts), fields.get("reason", "").strip())


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    order = case.web_order(parts)
    return (("Order lost", f"{order.net.text()} {order.net.currency}", "bad"),)


CANCEL_OTHER_SIDE = Spec(
    name=NAME,
    title="Cancel other side",
    key="3",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "Why it is cancelled here too"),),
    types=frozenset({"sync"}),
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="cancelled",
    effects_of=effects,
    facts_of=facts,
    doing="cancelling",
    button="Cancel {number}",
    done="Cancelling {number} taken down",
    undo="Cannot be taken back: it would have to be ordered or booked again",
)
