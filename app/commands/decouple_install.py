"""Decouple: an installation no longer waits for the delivery, nor for its goods; what can be done without them is done on its day."""

from __future__ import annotations

from datetime import date

from app.commands import visit_case as visit
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.appointment import Kind
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "decouple_install"
_TO: dict[str, object] = {"after": None, "waits_for_goods": False}


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = visit.cannot_decide(parts, me)
    if stopped:
        return stopped
    of = visit.appointment(parts)
    if of.kind is Kind.DELIVERY:
        return Denied("A delivery cannot do without its goods")
    if of.after is None and not of.waits_for_goods:
        return Denied("It waits for no delivery")
    return visit.authority(parts, me, policy, NAME)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return visit.steps(parts, _TO)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return visit.effects(parts, _TO)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return (("Time", "stays as the customer knows it", "ok"), ("Goods", "come on their own; nobody waits for them here", "warn"))


DECOUPLE_INSTALL = Spec(
    name=NAME,
    title="Decouple",
    key="3",
    icon="split",
    types=frozenset({"schedule"}),
    fields=(Field("reason", "Reason", "reason", "What can be done at the site without the goods"),),
    sends=True,
    check=check,
    steps=steps,
    effects_of=effects,
    facts_of=facts,
    overtaken=visit.overtaken,
    doing="decoupling",
    button="Decouple {number} from the delivery",
    done="Decoupling of {number} taken down",
    undo="Ctrl+Z makes it wait again, until somebody changes it again",
)
