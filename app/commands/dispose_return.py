"""Change what becomes of pieces after they were inspected: from quarantine back on sale, from there to scrap, and so on."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from app.commands import inspect_return, order_case
from app.commands import return_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.returns import Disposition, PutAway, standing
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.orders import plain

NAME = "dispose_return"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if parts.back is None or parts.back.sale is None:
        return Denied("The return cannot be read")
    if not _choices(parts):
        return Denied("Nothing of it is put away yet")
    return case.authority(me, policy, NAME, gate(parts, {}))


def _arrivals(parts: PanelParts) -> tuple[PutAway, ...]:
    dossier, _ = case.about(parts)
    return tuple(p for p in dossier.put_aways if p.shipment is not None)


def stands(parts: PanelParts) -> dict[tuple[str, str], Decimal]:
    """Pieces by (put-away that brought them in, place where they are now)."""
    dossier, _ = case.about(parts)
    return standing(_arrivals(parts), (p for p in dossier.put_aways if p.shipment is None))


def _places(parts: PanelParts, put: PutAway) -> Mapping[Disposition, str]:
    dossier, _ = case.about(parts)
    home = next((s.warehouse for s in dossier.shipments if s.ref.key == put.shipment), "")
    return case.goes_to(dossier, home)


def _choices(parts: PanelParts) -> tuple[tuple[str, str], ...]:
    """What can still be changed, in words; scrap stays scrap."""
    found = []
    for put in _arrivals(parts):
        by_place = {key: d for d, key in _places(parts, put).items()}
        for (key, place), pieces in stands(parts).items():
            if key == put.ref.key and by_place.get(place) in (Disposition.RESTOCK, Disposition.QUARANTINE):
                told = f"{plain(pieces)} {inspect_return.sku(parts, put)}: {case.WORDS[by_place[place]].lower()}"
                found.append((f"{key}@{place}", told))
    return tuple(found[: case.MOST])


def slot(parts: PanelParts) -> str:
    """Once for what is on screen: two who change the same pieces at the same sight of them are one too many."""
    seen = sorted((*at, plain(pieces)) for at, pieces in stands(parts).items())
    return f"dispose:{hashlib.sha256(repr(seen).encode()).hexdigest()[:16]}"


def asks(parts: PanelParts) -> tuple[Field, ...]:
    choices = _choices(parts)
    most = max(pieces for at, pieces in stands(parts).items() if "@".join(at) in dict(choices))
    to = case.options(_places(parts, _arrivals(parts)[0]))
    return (
        Field("what", "Pieces", "choice", "Which of them", choices[0][0], choices),
        Field("count", "How many", "count", "Of those", "1", most=most),
        Field("to", "Now", "choice", "What becomes of them", to[0][0], to),
    )


def _wanted(parts: PanelParts, fields: Fields) -> tuple[PutAway, str, str, Decimal]:
    """Put-away, place it is at, place it goes to, pieces. Refused where that cannot be."""
    key, _, place = fields.get("what", "").partition("@")
    put = next((p for p in _arrivals(parts) if p.ref.key == key), None)
    there = stands(parts).get((key, place), Decimal(0))
    if put is None or not there:
        raise Refused("Choose which pieces")
    text = fields.get("count", "").strip()
    pieces = Decimal(text) if text.replace(".", "", 1).isdecimal() else Decimal(0)
    if not 0 < pieces <= there:
        raise Refused(f"How many of the {plain(there)}")
    places = _places(parts, put)
    to = next((places[d] for d in places if d.value == fields.get("to")), None)
    if to is None or to == place:
        raise Refused("They are there already" if to else "Choose what becomes of them")
    return put, place, to, pieces


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    _, sale = case.about(parts)
    return case.gate_facts(parts, Money.zero(sale.untaxed.currency))


def _as(parts: PanelParts, put: PutAway, place: str) -> str:
    return next((case.WORDS[d] for d, key in _places(parts, put).items() if key == place), "elsewhere")


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    put, source, target, pieces = _wanted(parts, fields)
    body = {
        "move": put.ref.key,
        "quantity": plain(pieces),
        "sku": inspect_return.sku(parts, put),
        "from": source,
        "to": target,
        "was": _as(parts, put, source),
        "as": _as(parts, put, target),
    }
    return (case.step(parts, NAME, body, None),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    (step,) = steps(parts, fields)
    put, source, target, pieces = _wanted(parts, fields)
    sku = f"{plain(pieces)} {inspect_return.sku(parts, put)}"
    return (Effect(step.source, step.document, sku, _as(parts, put, source), _as(parts, put, target)),)


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    _, source, target, _ = _wanted(parts, fields)
    dossier, _ = case.about(parts)
    return (
        ("From", case.place_name(dossier, source), "text.1"),
        ("To", case.place_name(dossier, target), "text.1"),
        ("Money", "Not changed by this", "text.1"),
    )


DISPOSE_RETURN = Spec(
    name=NAME,
    title="Change disposition",
    key="5",
    icon="layers",
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
    doing="moving",
    button="Move pieces of {number}",
    done="Change for {number} taken down",
    undo="Changed again with 5; scrap stays scrap",
)
