"""Inspect: what becomes of each line that came in: back on sale, set aside, or scrap."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case
from app.commands import return_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.returns import Disposition, PutAway, ReturnShipment
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import returned as rule
from app.rules.orders import plain

NAME = "inspect_return"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.cannot_decide(parts, me)
    if stopped:
        return stopped
    dossier, _ = case.about(parts)
    if not rule.inside(dossier):
        return Denied("Nothing of it waits to be looked at")
    shipment, puts = _shipment(parts)
    if "places" not in dossier.erp.complete or "warehouses" not in dossier.erp.complete:
        return Denied("The ERP's places in the warehouse were not read completely yet")
    if not puts or not rule.goes_to(dossier, shipment.warehouse):
        return Denied("The ERP keeps no places for it: put it away there")
    return case.authority(me, policy, NAME, gate(parts, {}))


def _shipment(parts: PanelParts) -> tuple[ReturnShipment, tuple[PutAway, ...]]:
    """The first one that waits, with what is to be put away of it. Refused where there is none any more."""
    dossier, _ = case.about(parts)
    found = rule.inside(dossier)
    if not found:
        raise Refused("Nothing of it waits to be looked at any more")
    order = {m.ref.key: n for n, m in enumerate(dossier.moves)}  # as its lines, which the ERP puts away in any order
    waiting = [p for p in dossier.put_aways if p.shipment == found[0].ref.key and p.state not in ("done", "cancelled")]
    return found[0], tuple(sorted(waiting, key=lambda p: order.get(p.after, len(order))))


def slot(parts: PanelParts) -> str:
    """Once for each shipment."""
    return f"inspect:{_shipment(parts)[0].ref.key}"


def sku(parts: PanelParts, put: PutAway) -> str:
    """Of the line whose pieces these are."""
    dossier, _ = case.about(parts)
    came = next((m for m in dossier.moves if m.ref.key == put.after), None)
    return next((case.name(x) for x in dossier.lines if came is not None and x.ref.key == came.sale_line), "pieces")


def asks(parts: PanelParts) -> tuple[Field, ...]:
    dossier, _ = case.about(parts)
    shipment, puts = _shipment(parts)
    choices = case.options(rule.goes_to(dossier, shipment.warehouse))
    return tuple(
        Field(f"d{p.ref.key}", sku(parts, p), "choice", f"{plain(p.quantity)} came in", Disposition.RESTOCK.value, choices)
        for p in puts
    )


def _wanted(parts: PanelParts, fields: Fields) -> dict[str, Disposition]:
    """By put-away. Refused where one has no place."""
    dossier, _ = case.about(parts)
    shipment, puts = _shipment(parts)
    places = rule.goes_to(dossier, shipment.warehouse)
    found = {}
    for put in puts:
        text = fields.get(f"d{put.ref.key}", "")
        if text not in [d.value for d in places]:
            raise Refused(f"{sku(parts, put)}: choose what becomes of it")
        found[put.ref.key] = Disposition(text)
    return found


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    """Above a value whoever authorised it is barred."""
    return case.gate_facts(parts, rule.value(case.about(parts)[0]), confirmed_by=case.authoriser(parts))


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    dossier, _ = case.about(parts)
    shipment, puts = _shipment(parts)
    wanted, places = _wanted(parts, fields), rule.goes_to(dossier, shipment.warehouse)
    body = {
        "shipment": shipment.ref.key,
        "number": shipment.number or f"#{shipment.ref.key}",
        "put": [
            {
                "move": p.ref.key,
                "quantity": plain(p.quantity),
                "sku": sku(parts, p),
                "as": case.WORDS[wanted[p.ref.key]],
                "to": "" if wanted[p.ref.key] is Disposition.RESTOCK else places[wanted[p.ref.key]],
            }
            for p in puts
        ],
    }
    return (case.step(parts, NAME, body, shipment.rev),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    (step,) = steps(parts, fields)
    shipment, puts = _shipment(parts)
    wanted = _wanted(parts, fields)
    told = [(f"{plain(p.quantity)} {sku(parts, p)}", "received", case.WORDS[wanted[p.ref.key]]) for p in puts]
    told.append((f"return shipment {shipment.number or shipment.ref.key}", "received", "done"))
    return tuple(Effect(step.source, step.document, *row) for row in told)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    dossier, _ = case.about(parts)
    shipment, _ = _shipment(parts)
    where = rule.goes_to(dossier, shipment.warehouse)
    chosen = [d for d in Disposition if d in set(_wanted(parts, fields).values())]
    told = tuple((case.WORDS[d], case.place_name(dossier, where[d]), "text.1") for d in chosen)
    return (*told, credit_case.authority_fact(me, policy, NAME, case.authority(me, policy, NAME, gate(parts, fields))))


INSPECT_RETURN = Spec(
    name=NAME,
    title="Inspect",
    key="3",
    icon="eye",
    types=case.TYPE,
    asks=asks,
    slot_of=slot,
    sends=True,
    stays=True,
    check=check,
    steps=steps,
    gate=gate,
    effects_of=effects,
    facts_of=facts,
    doing="inspecting",
    button="Put {number} away",
    done="Inspection of {number} taken down",
    undo="5 changes it later",
)
