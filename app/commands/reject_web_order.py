"""Reject a web order: cancel it in the shop, with the reason and a message to the customer."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case, order_case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import Fulfilled, WebOrderState
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair, standing

NAME = "reject_web_order"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me)
    if stopped:
        return stopped
    dossier, order = order_case.dossier_of(parts)
    booked = standing(dossier)
    if booked:
        return Denied(f"It is booked already: {booked[0].number or 'a draft'}")
    if order.state is not WebOrderState.PLACED:
        return Denied(f"It is {order.state.value} in the shop")
    if order.fulfilment is not Fulfilled.NOTHING:
        return Denied(f"Its goods are {order.fulfilment.value} in the shop; that takes a return")
    return order_case.authority(parts, me, policy, NAME, steps(parts, {}), gate(parts, {}))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    _, order = order_case.dossier_of(parts)
    return (Step(order.ref.source, "cancel_order", order.number, {"order": order.ref.key}, order.rev),)


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    _, order = order_case.dossier_of(parts)
    return order_case.gate_facts(parts, value=pair(order.net))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    _, order = order_case.dossier_of(parts)
    return (Effect(order.ref.source, order.number, "state", order.state.value, WebOrderState.CANCELLED.value),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, order = order_case.dossier_of(parts)
    verdict = order_case.authority(parts, me, policy, NAME, steps(parts, fields), gate(parts, fields))
    paid = f"{order.paid.text()} {order.paid.currency} paid goes back by the shop" if order.paid else "Nothing was paid"
    return (
        ("Order lost", f"{order.net.text()} {order.net.currency}", "bad"),
        ("Money", paid, "warn" if order.paid else "text.1"),
        credit_case.authority_fact(me, policy, NAME, verdict),
    )


def message(parts: PanelParts, fields: Fields) -> str:
    """Without the reason: that one is for colleagues."""
    return order_case.draft_for(parts, "order_rejected")


REJECT_WEB_ORDER = Spec(
    name=NAME,
    title="Reject",
    key="4",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "For colleagues; the customer is not told it"),),
    types=frozenset({"validation"}),
    doing="rejecting",
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=gate,
    outcome="rejected",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    button="Cancel {number} in the shop",
    done="Cancelling of {number} taken down",
    undo="Cannot be taken back: a cancelled order of the shop has to be placed again",
)
