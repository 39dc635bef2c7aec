"""Mark paid: money that came another way, with the evidence for it."""

from __future__ import annotations

from datetime import date

from app.commands import documents, order_case, telling
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Verdict
from app.rules.orders import pair

NAME = "mark_paid"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return (
        order_case.cannot_decide(parts, me) or case.nothing_due(parts) or case.authority(parts, me, policy, NAME, gate(parts, {}))
    )


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """What is marked is measured, not the order."""
    return case.gate_facts(parts, fields) | {"value": pair(case.web_order(parts).due)}


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    order = case.web_order(parts)
    return (documents.step(order, NAME, {"amount": pair(order.due)}),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    order = case.web_order(parts)
    return (documents.effect(order, "payment", "open", f"paid {order.due.named()}"),)


def message(parts: PanelParts, fields: Fields) -> str:
    return telling.news(parts, "payment_received", amount=case.web_order(parts).due)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    order = case.web_order(parts)
    return ("Marked as paid", order.due.named(), "warn"), (
        "Evidence",
        "Kept with the decision",
        "text.1",
    )


MARK_PAID = Spec(
    name=NAME,
    title="Mark as paid",
    key="5",
    icon="banknote",
    fields=(Field("reason", "Evidence", "reason", "Bank, day and reference of the money that came"),),
    types=frozenset({"payment"}),
    slot="mark_paid",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=gate,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="marking",
    button="Mark {number} as paid",
    done="Payment of {number} taken down; the case ends when the shop shows it",
    undo="Cannot be taken back from here: it is refunded in the shop",
)
