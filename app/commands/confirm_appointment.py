"""Confirm: the customer has agreed to an appointment; who said so is kept with it."""

from __future__ import annotations

from datetime import date

from app.commands import visit_case as visit
from app.commands import visit_words
from app.commands.command import BY_HAND, Fact3, Fields, Spec
from app.domain.appointment import State
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "confirm_appointment"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = visit.cannot_decide(parts, me)
    if stopped:
        return stopped
    of = visit.appointment(parts)
    if of.state is State.CONFIRMED:
        return Denied(f"{of.consent or 'The customer'} agreed already")
    return visit.authority(parts, me, policy, NAME)


def _to(fields: Fields) -> dict[str, object]:
    return {"state": str(State.CONFIRMED), "consent": visit.agreed(fields)}


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return visit.steps(parts, _to(fields))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return visit.effects(parts, _to(fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    of = visit.appointment(parts)
    return (("Begins", visit_words.at(of.starts, of.zone), "text.1"), BY_HAND)


def message(parts: PanelParts, fields: Fields) -> str:
    return visit.message(parts, "appointment_confirmed", visit.appointment(parts).local())


CONFIRM_APPOINTMENT = Spec(
    name=NAME,
    title="Confirm",
    key="4",
    icon="circle-check",
    types=frozenset({"schedule"}),
    fields=(visit.CONSENT,),
    sends=True,
    check=check,
    steps=steps,
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    overtaken=visit.overtaken,
    doing="confirming",
    button="Confirm {number}",
    done="Confirming {number} taken down",
    undo="Ctrl+Z makes it a proposal again, until somebody changes it again",
)
