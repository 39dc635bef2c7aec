"""Type address: send the goods to an address that nobody keeps yet, part by part."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from app.commands import new_address as new
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.address import Address
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Verdict
from app.rules.address import fits, is_box, missing

NAME = "type_address"
_PARTS = {
    "company": "Company",
    "name": "Name",
    "street": "Street",
    "street2": "Addition",
    "postcode": "Postcode",
    "city": "City",
    "region": "Region",
    "country": "Country",
    "phone": "Phone",
}


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return new.cannot_change(parts, me) or case.authority(parts, me, policy, NAME)


def asks(parts: PanelParts) -> tuple[Field, ...]:
    here = new.entered(parts)
    typed = (Field(part, label, "optional", value=getattr(here, part)) for part, label in _PARTS.items())
    return *typed, *new.call(parts)


def mismatch(fields: Fields) -> Mapping[str, str]:
    """As the rule would judge it."""
    typed = _typed(fields)
    found = dict.fromkeys(missing(typed), "Needed to deliver there")
    if len(typed.country) != 2 or not typed.country.isalpha():
        found["country"] = "Two letters, such as DE"
    if not fits(typed):
        found["postcode"] = f"Not a postcode of {typed.country}"
    if is_box(typed):
        found["street"] = "A box cannot take freight"
    return found


def _typed(fields: Fields) -> Address:
    parts = {part: " ".join(fields.get(part, "").split()) for part in _PARTS}
    return Address(**parts | {"country": parts["country"].upper()})


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return new.steps(parts, new.as_typed(parts, _typed(fields)))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return new.effects(parts, new.as_typed(parts, _typed(fields)))


def message(parts: PanelParts, fields: Fields) -> str:
    return new.message(parts, new.as_typed(parts, _typed(fields)))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return new.facts(parts, new.as_typed(parts, _typed(fields)), today)


TYPE_ADDRESS = Spec(
    name=NAME,
    title="Type address",
    key="3",
    icon="file-text",
    types=new.TYPE,
    asks=asks,
    mismatch=mismatch,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="corrected",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="correcting",
    button="Send {number} there",
    done="Address of {number} taken down",
    undo=new.UNDO,
)
