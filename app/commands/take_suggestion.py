"""Take the suggestion: send the goods to the address that the rule suggests, in the shop and in the ERP."""

from __future__ import annotations

from datetime import date

from app.commands import new_address as new
from app.commands import two_systems as case
from app.commands.command import Fact3, Fields, Spec
from app.domain.address import Address
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.errors import Refused
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "take_suggestion"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = new.cannot_change(parts, me)
    if stopped:
        return stopped
    if _suggested(parts) is None:
        return Denied("Nothing is suggested: choose a saved address with 2 or type one with 3")
    return case.authority(parts, me, policy, NAME)


def _suggested(parts: PanelParts) -> Address | None:
    return new.of_facts(parts.finding.verdict.facts.get("suggested")) if parts.finding else None


def _target(parts: PanelParts) -> new.Target:
    found = _suggested(parts)
    if found is None:
        raise Refused("Nothing is suggested any more")
    return new.as_kept(parts, found)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return new.steps(parts, _target(parts))


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return new.effects(parts, _target(parts))


def message(parts: PanelParts, fields: Fields) -> str:
    return new.message(parts, _target(parts))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return new.facts(parts, _target(parts), today)


TAKE_SUGGESTION = Spec(
    name=NAME,
    title="Correct address",
    key="1",
    icon="map-pin",
    types=new.TYPE,
    asks=new.call,
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
    button="Correct {number}",
    done="Address of {number} taken down",
    undo=new.UNDO,
)
