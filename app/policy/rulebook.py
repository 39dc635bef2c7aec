"""One version of the policy, ready to judge by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, cast

from app.domain.carrier_terms import CarrierTerms
from app.domain.quote import Limits
from app.domain.returns import ReturnTerms
from app.domain.sourcing import SourcingRules
from app.errors import Refused
from app.policy import texts
from app.policy.gate import source_of
from app.policy.loader import parse
from app.policy.matrix import DeedRule, Policy, Role
from app.policy.reading import wrong
from app.policy.sheet import ByEntity
from app.policy.sheets import SHEETS, outdated
from app.policy.texts import Texts
from app.policy.verdict import Denied

CHANGE, CHANGE_LIMITS = "change_policy", "change_quote_limits"  # deeds: to change the texts
_OF = {"authority": CHANGE, "quotes": CHANGE_LIMITS, "returns": CHANGE, "claims": CHANGE, "sourcing": CHANGE}


@dataclass(frozen=True, slots=True)
class Rulebook:
    policy: Policy
    values: Mapping[str, ByEntity[Any]]  # by text of the ``sheets``

    @property
    def version(self) -> int:
        return self.policy.version

    def limits(self, source: str) -> Limits:
        """For offers of this system."""
        return self.offers.at(source)

    @property
    def offers(self) -> ByEntity[Limits]:
        return self.values["quotes"]

    @property
    def carriers(self) -> ByEntity[CarrierTerms]:
        return self.values["claims"]

    def return_terms(self, source: str) -> ReturnTerms:
        """For returns of this system."""
        return cast("ReturnTerms", self.values["returns"].at(source))

    def carrier_terms(self, source: str) -> CarrierTerms:
        """For deliveries of this system."""
        return self.carriers.at(source)

    def sourcing(self, source: str) -> SourcingRules:
        """For orders of this system."""
        return cast("SourcingRules", self.values["sourcing"].at(source))

    def outdated(self, deed: str, payload: Mapping[str, Any]) -> Denied | None:
        """Why a decision that was not begun cannot go out: it was worked out by terms that are over."""
        return outdated(self.values, source_of(payload), deed, payload.get("gate"))


@lru_cache(maxsize=16)
def rulebook(version: int, body: str) -> Rulebook:
    """From a body that is in force. Deeds and kinds of cases that this program brought since are judged as it came with them, until a
    version speaks of them. Refused where this program cannot read it."""
    written = texts.read(body)
    own, ours = parse(written.authority, version), parse(texts.shipped().authority)
    deeds = {name: rule for name, rule in ours.deeds.items() if _fits(rule, own.roles)} | dict(own.deeds)
    clocks = {name: c for name, c in ours.service.clocks.items() if set(c.ladder) <= own.roles.keys()} | dict(own.service.clocks)
    policy = replace(own, deeds=deeds, service=replace(own.service, clocks=clocks))
    return Rulebook(policy, {name: sheet.parse(getattr(written, name)) for name, sheet in SHEETS.items()})


def shipped() -> Rulebook:
    """As this program came with it."""
    return rulebook(1, texts.shipped().body)


def check(proposed: Texts, now: Texts) -> None:
    """May these texts come into force after ``now``? Refused with the field's path where they are not as they should be."""
    before, after = parse(now.authority), parse(proposed.authority)
    for name, sheet in SHEETS.items():
        sheet.parse(getattr(proposed, name))
    gone = sorted((before.deeds.keys() | {CHANGE, CHANGE_LIMITS}) - after.deeds.keys())
    if gone:
        raise Refused(
            "The authority matrix cannot be used", f"deeds.{gone[0]} must stay: nobody could do it.", about=f"deeds.{gone[0]}"
        )
    if after.service.calendar.zone.key != before.service.calendar.zone.key:
        wrong("calendar.zone", f"{before.service.calendar.zone.key}: figures are kept by its days")
    for name in (CHANGE, CHANGE_LIMITS):
        _keeps_four_eyes(after.deeds[name])
    lost = sorted(before.service.clocks.keys() - after.service.clocks.keys())
    if lost:
        raise Refused("The authority matrix cannot be used", f"service.{lost[0]} must stay.", about=f"service.{lost[0]}")


def _keeps_four_eyes(rule: DeedRule) -> None:
    """No text may bring about that one person alone changes it."""
    if rule.everyone:
        wrong(f"deeds.{rule.name}.everyone", "left out: not everybody changes the policy")
    for n, grant in enumerate(rule.grants):
        if not grant.propose and grant.four_eyes_above != 0:
            wrong(f"deeds.{rule.name}.grants.{n}.four_eyes_above", '"0": a change always needs a second person')


def needed(proposed: Texts, now: Texts) -> tuple[str, ...]:
    """The deeds that a change of these texts is; empty where nothing changes."""
    return tuple(dict.fromkeys(deed for name, deed in _OF.items() if getattr(proposed, name) != getattr(now, name)))


def _fits(rule: DeedRule, roles: Mapping[str, Role]) -> bool:
    return all(grant.role in roles and grant.second in roles for grant in rule.grants)
