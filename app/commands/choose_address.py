"""Choose address: send the goods to another of the addresses that the ERP keeps for the customer."""

from __future__ import annotations

from datetime import date

from app.commands import new_address as new
from app.commands import two_systems as case
from app.commands.command import Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.goods import CustomerAddress
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules.address import fits, is_box, missing

NAME = "choose_address"
_MOST = 9  # as many as have a key


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = new.cannot_change(parts, me)
    if stopped:
        return stopped
    if not _kept(parts):
        return Denied("The ERP keeps no other address to deliver to; type one with 3")
    return case.authority(parts, me, policy, NAME)


def _kept(parts: PanelParts) -> tuple[CustomerAddress, ...]:
    """Other addresses that goods could go to, those for deliveries first."""
    here = new.entered(parts)
    sound = [
        a
        for a in case.dossier(parts).addresses
        if here.differences(new.as_kept(parts, a.address).shop)
        and not missing(new.as_kept(parts, a.address).shop)
        and fits(a.address)
        and not is_box(a.address)
    ]
    return tuple(sorted(sound, key=lambda a: (not a.delivery, a.ref))[:_MOST])


def asks(parts: PanelParts) -> tuple[Field, ...]:
    options = tuple((a.ref.key, ", ".join(a.address.lines())) for a in _kept(parts))
    return Field("address", "Address", "choice", "As the ERP keeps them", options[0][0], options), *new.call(parts)


def _target(parts: PanelParts, fields: Fields) -> new.Target:
    found = next((a for a in _kept(parts) if a.ref.key == fields.get("address")), None)
    if found is None:
        raise Refused("Choose one of the addresses")
    return new.as_kept(parts, found.address)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return new.steps(parts, _target(parts, fields))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return new.effects(parts, _target(parts, fields))


def message(parts: PanelParts, fields: Fields) -> str:
    return new.message(parts, _target(parts, fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return new.facts(parts, _target(parts, fields), today)


CHOOSE_ADDRESS = Spec(
    name=NAME,
    title="Choose address",
    key="2",
    icon="building-2",
    types=new.TYPE,
    asks=asks,
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
