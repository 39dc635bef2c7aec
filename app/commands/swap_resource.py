"""Swap: somebody else who can do it, and is free, carries an appointment out at the time it is planned for."""

from __future__ import annotations

from datetime import date

from app.commands import visit_case as visit
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.appointment import Resource
from app.domain.dossier import PanelParts
from app.domain.finding import Unknown
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.slots import stand_ins
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import schedule

NAME = "swap_resource"


def _able(parts: PanelParts) -> tuple[Resource, ...]:
    """Its goods make no difference to who can do it."""
    plan = visit.around(parts)
    known = schedule.plan(visit.dossier(parts), None) if isinstance(plan, Unknown) else plan
    return stand_ins(visit.appointment(parts), known, visit.seen_at(parts))


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = visit.cannot_decide(parts, me)
    if stopped:
        return stopped
    if not _able(parts):
        needs = ", ".join(visit.appointment(parts).skills)
        return Denied(f"Nobody else {f'with {needs} ' if needs else ''}is free then")
    return visit.authority(parts, me, policy, NAME)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    options = tuple((r.id, r.name) for r in _able(parts))
    return (
        Field(
            "resource",
            "Who",
            "choice",
            "Has the skills on that day, works then and is free",
            options[0][0] if options else "",
            options,
        ),
    )


def _to(fields: Fields) -> dict[str, object]:
    return {"resource": fields.get("resource", "")}


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return visit.steps(parts, _to(fields))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return visit.effects(parts, _to(fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    of = visit.appointment(parts)
    has = next((r for r in visit.dossier(parts).resources if r.id == fields.get("resource")), None)
    held = [f"{name}{f' until {last}' if last else ''}" for name, last in has.skills if name in of.skills] if has else []
    return (("Skills", ", ".join(held) or "none needed", "ok"), ("Time", "stays as the customer knows it", "ok"))


SWAP_RESOURCE = Spec(
    name=NAME,
    title="Swap",
    key="2",
    icon="users",
    types=frozenset({"schedule"}),
    asks=asks,
    sends=True,
    check=check,
    steps=steps,
    effects_of=effects,
    facts_of=facts,
    overtaken=visit.overtaken,
    doing="swapping",
    button="Swap who carries out {number}",
    done="Swap on {number} taken down",
    undo="Ctrl+Z gives it back, until somebody changes it again",
)
