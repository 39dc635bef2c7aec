"""Decline: nothing is taken back; the request ends in the ERP with the reason."""

from __future__ import annotations

from app.commands import credit_case
from app.commands import return_case as case
from app.commands.command import Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import returned as rule

NAME = "decline_return"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    if case.about(parts)[1].state not in (OrderState.DRAFT, OrderState.QUOTED):
        return Denied("It is authorised already")
    return case.authority(me, policy, NAME, gate(parts, {}))


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    return case.gate_facts(parts, rule.value(case.about(parts)[0]))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    _, sale = case.about(parts)
    body = {"sale": sale.ref.key, "reason": fields.get("reason", "").strip()}
    return (case.step(parts, "cancel_sale", body, sale.rev),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return credit_case.state_effects(parts, OrderState.CANCELLED, fields.get("reason", "").strip())


def message(parts: PanelParts, fields: Fields) -> str:
    return case.message(parts, "return_declined", (), reason=fields.get("reason", "").strip())


DECLINE_RETURN = Spec(
    name=NAME,
    title="Decline",
    key="7",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "The customer reads it"),),
    types=case.TYPE,
    slot="authorise",
    sends=True,
    check=check,
    steps=steps,
    gate=gate,
    outcome="declined",
    effects_of=effects,
    draft_of=message,
    doing="declining",
    button="Decline {number}",
    done="Decline of {number} taken down",
    undo="Cannot be taken back; the customer asks again",
)
