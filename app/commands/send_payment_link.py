"""Send payment link: ask the customer for what is due; the money's arrival is what settles the case."""

from __future__ import annotations

from datetime import date, timedelta

from app.commands import documents, order_case
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import pair

NAME = "send_payment_link"
_OPEN = frozenset({"pending", "failed", "expired"})  # nothing of it was paid, so its request still stands
_PATIENCE = timedelta(days=3)  # until the customer is asked in another way


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.cannot_decide(parts, me) or case.nothing_due(parts)
    if stopped:
        return stopped
    order = case.web_order(parts)
    if case.taken(parts, NAME):
        return Denied("The customer was asked already; it waits for the money")
    if not order.email:
        return Denied("The order names no e-mail address to send it to")
    return case.authority(parts, me, policy, NAME)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    order = case.web_order(parts)
    return (documents.step(order, "create_payment_link", {"amount": pair(order.due)}),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    order = case.web_order(parts)
    return (documents.effect(order, "payment request", "", order.due.named()),)


def request(parts: PanelParts) -> str:
    """The key of the request that the customer can still pay, which the shop asks for again; empty where a new one will be made."""
    newest = max(parts.order.payments if parts.order else (), key=lambda p: (p.at, p.ref), default=None)
    return newest.request if newest is not None and newest.state in _OPEN else ""


def opened_at(parts: PanelParts) -> str:
    """Where the customer opens that request; empty where nobody told the storefront's address."""
    return parts.storefront.replace("{request}", request(parts))


def message(parts: PanelParts, fields: Fields) -> str:
    """With where it is paid, as far as that is known before the shop made anything."""
    due, asked = case.web_order(parts).due, request(parts)
    if not asked:
        return order_case.draft_for(parts, "payment_due", amount=due)
    if link := opened_at(parts):
        return order_case.draft_for(parts, "payment_due_at", amount=due, link=link)
    return order_case.draft_for(parts, "payment_due_request", amount=due, request=asked)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    order = case.web_order(parts)
    return (
        ("Due", order.due.named(), "text.1"),
        ("Goes to", order.email or "", "text.1"),
        ("Afterwards", f"Waits for the money, {_PATIENCE.days} days at the most", "wait"),
    )


def waits(parts: PanelParts, fields: Fields, today: date) -> date:
    return today + _PATIENCE


SEND_PAYMENT_LINK = Spec(
    name=NAME,
    title="Send payment link",
    key="1",
    icon="mail",
    types=frozenset({"payment"}),
    slot="payment_link",
    waits_of=waits,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="asking",
    button="Ask for payment of {number}",
    done="Payment request for {number} taken down; it waits for the money",
    undo="Cannot be taken back from here; a request that nobody pays runs out in the shop",
)
