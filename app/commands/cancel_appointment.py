"""Cancel: an appointment will not be; its resource is free again in the same moment."""

from __future__ import annotations

from datetime import date

from app.commands import visit_case as visit
from app.commands import visit_words
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.appointment import State
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Verdict

NAME = "cancel_appointment"
_TO: dict[str, object] = {"state": str(State.CANCELLED)}


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return visit.cannot_decide(parts, me) or visit.authority(parts, me, policy, NAME)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return visit.steps(parts, _TO)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return visit.effects(parts, _TO)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    of, resources = visit.appointment(parts), {r.id: r for r in visit.dossier(parts).resources}
    free = f"{visit_words.who(of, resources)}, {visit_words.at(of.starts, of.zone)}, {of.minutes} min"
    return (("Free again", free, "ok"), ("The order", "stays as it is in the ERP", "text.1"), BY_HAND)


def message(parts: PanelParts, fields: Fields) -> str:
    return visit.message(parts, "appointment_cancelled", visit.appointment(parts).local())


CANCEL_APPOINTMENT = Spec(
    name=NAME,
    title="Cancel visit",
    key="5",
    icon="circle-x",
    types=frozenset({"schedule"}),
    fields=(Field("reason", "Reason", "reason", "Why it will not be; kept in the log"),),
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    outcome="cancelled",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    overtaken=visit.overtaken,
    doing="cancelling",
    button="Cancel {number}",
    done="Cancelling {number} taken down",
    undo="Ctrl+Z plans it again, until somebody changes it again",
)
