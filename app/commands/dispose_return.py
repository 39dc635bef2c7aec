"""Change what becomes of pieces after they were inspected: from quarantine back on sale, from there to scrap, and so on."""

from __future__ import annotations

import hashlib
from datetime import date
from decimal import Decimal

from app.commands import inspect_return
from app.commands import return_case as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.money import Money
from app.domain.person import Person
from app.domain.returns import Disposition, PutAway
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import returned as rule
from app.rules.orders import plain

NAME = "dispose_return"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = case.unreadable(parts, me)
    if stopped:
        return stopped
    dossier, _ = case.about(parts)
    if not rule.stands(dossier):
        return Denied("Nothing of it is put away yet")
    if not _choices(parts):
        return Denied("All that is here of it is scrap, and scrap stays scrap")
    return case.authority(me, policy, NAME, gate(parts, {}))


def _choices(parts: PanelParts) -> tuple[tuple[str, str], ...]:
    """What can still be changed, in words, what is set aside first; scrap stays scrap."""
    dossier, _ = case.about(parts)
    now, found = rule.stands(dossier), []
    for of in (Disposition.QUARANTINE, Disposition.RESTOCK):
        for put in rule.arrivals(dossier):
            at = (put.ref.key, rule.places(dossier, put).get(of, ""))
            if at in now:
                found.append(("@".join(at), f"{plain(now[at])} {inspect_return.sku(parts, put)}: {case.WORDS[of].lower()}"))
    return tuple(found[: case.MOST])


def slot(parts: PanelParts) -> str:
    """Once for what is on screen: two who change the same pieces at the same sight of them are one too many.

    The sight is every move so far: pieces that went there and back can go there again.
    """
    dossier, _ = case.about(parts)
    seen = sorted(p.ref.key for p in dossier.put_aways if p.state == "done")
    return f"dispose:{hashlib.sha256(repr(seen).encode()).hexdigest()[:16]}"


def asks(parts: PanelParts) -> tuple[Field, ...]:
    choices = _choices(parts)
    dossier, _ = case.about(parts)
    most = max(pieces for at, pieces in rule.stands(dossier).items() if "@".join(at) in dict(choices))
    to = case.options(rule.places(dossier, rule.arrivals(dossier)[0]))
    return (
        Field("what", "Pieces", "choice", "Which of them", choices[0][0], choices),
        Field("count", "How many", "count", "Of those", "1", most=most),
        Field("to", "Now", "choice", "What becomes of them", to[0][0], to),
    )


def _wanted(parts: PanelParts, fields: Fields) -> tuple[PutAway, str, str, Decimal]:
    """Put-away, place it is at, place it goes to, pieces. Refused where that cannot be."""
    dossier, _ = case.about(parts)
    key, _, place = fields.get("what", "").partition("@")
    put = next((p for p in rule.arrivals(dossier) if p.ref.key == key), None)
    there = rule.stands(dossier).get((key, place), Decimal(0))
    if put is None or not there:
        raise Refused("Choose which pieces")
    text = fields.get("count", "").strip()
    pieces = Decimal(text) if text.replace(".", "", 1).isdecimal() else Decimal(0)
    if not 0 < pieces <= there:
        raise Refused(f"How many of the {plain(there)}")
    places = rule.places(dossier, put)
    to = next((places[d] for d in places if d.value == fields.get("to")), None)
    if to is None or to == place:
        raise Refused("They are there already" if to else "Choose what becomes of them")
    return put, place, to, pieces


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    _, sale = case.about(parts)
    return case.gate_facts(parts, Money.zero(sale.untaxed.currency))


def _as(parts: PanelParts, put: PutAway, place: str) -> str:
    dossier, _ = case.about(parts)
    return next((case.WORDS[d] for d, key in rule.places(dossier, put).items() if key == place), "elsewhere")


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
        *((("Shop", "What it counts as in stock is not changed by this", "warn"),) if dossier.web.orders else ()),
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
    button="Move from {number}",
    done="Change for {number} taken down",
    undo="5 changes it, but no scrap",
)
