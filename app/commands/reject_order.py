"""Reject: refuse the credit and cancel the quotation."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case as credit
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.order import OrderState
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "reject_order"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = credit.cannot_decide(parts, me)
    if stopped:
        return stopped
    if parts.sale is not None and parts.sale.state is not OrderState.QUOTED:
        return Denied("The order is confirmed; the ERP does not cancel an order in progress")
    return credit.authority(parts, me, policy, NAME, steps(parts, {}))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    assert parts.sale is not None
    body = {"sale": parts.sale.ref.key, "reason": fields.get("reason", "").strip()}
    return (credit.step_of(parts, NAME, body),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return credit.state_effects(parts, OrderState.CANCELLED, fields.get("reason", ""))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    assert parts.sale is not None
    verdict = credit.authority(parts, me, policy, NAME, steps(parts, fields))
    lost = ("Order lost", parts.sale.untaxed.named(), "bad")
    ship = "No date" if parts.sale.ship_date is None else "Not at all"
    return (lost, credit.authority_fact(me, policy, NAME, verdict), ("Ships", ship, "text.1"))


REJECT_ORDER = Spec(
    name=NAME,
    title="Reject",
    key="3",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "Kept as a note on the order"),),
    types=frozenset({"credit"}),
    doing="rejecting",
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=credit.gate_facts,
    outcome="rejected",
    effects_of=effects,
    facts_of=facts,
    button="Reject {number}",
    done="Rejection of {number} taken down",
    undo="Not from here: in the ERP a cancelled quotation can be set back to draft and quoted again",
)
