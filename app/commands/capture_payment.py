"""Capture payment: collect the money that a provider has reserved for the order."""

from __future__ import annotations

from datetime import date

from app.commands import documents, order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.shop import WebPayment
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair

NAME = "capture_payment"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me) or case.nothing_due(parts)
    if stopped:
        return stopped
    if _reserved(parts) is None:
        return Denied("No payment is reserved that could be collected; send a link with 1")
    return case.authority(parts, me, policy, NAME)


def _reserved(parts: PanelParts) -> WebPayment | None:
    """The newest; whether its time has run out is the provider's to say."""
    open_ = [p for p in case.dossier(parts).payments if p.state == "authorised"]
    return max(open_, key=lambda p: (p.at, p.ref), default=None)


def _its(parts: PanelParts) -> WebPayment:
    found = _reserved(parts)
    if found is None:
        raise Refused("No payment is reserved any more")
    return found


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    payment = _its(parts)
    return (documents.step(case.web_order(parts), "capture", {"payment": payment.ref.key, "amount": pair(payment.amount)}),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    order, amount = case.web_order(parts), _its(parts).amount
    return (documents.effect(order, "payment", "open", f"paid {amount.named()}"),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    order, payment = case.web_order(parts), _its(parts)
    left = order.due - payment.amount
    rest: Fact3 = ("Due afterwards", left.named(), "bad") if left.minor > 0 else ("Due afterwards", "None", "ok")
    return ("Reserved by", payment.provider, "text.1"), rest


CAPTURE_PAYMENT = Spec(
    name=NAME,
    title="Capture payment",
    key="2",
    icon="credit-card",
    types=frozenset({"payment"}),
    slot="capture",
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    effects_of=effects,
    facts_of=facts,
    doing="collecting",
    button="Collect for {number}",
    done="Collecting for {number} taken down; the case ends when the shop has the money",
    undo="Cannot be taken back: money that was collected is refunded in the shop",
)
