"""One version of the policy, ready to judge by."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from app.domain.quote import Limits
from app.errors import Refused
from app.policy import quotes, texts
from app.policy.loader import parse
from app.policy.matrix import DeedRule, Policy, Role
from app.policy.quotes import Offers
from app.policy.reading import wrong
from app.policy.texts import Texts

CHANGE, CHANGE_LIMITS = "change_policy", "change_quote_limits"  # deeds: to change either text
_OF = {"authority": CHANGE, "quotes": CHANGE_LIMITS}


@dataclass(frozen=True, slots=True)
class Rulebook:
    policy: Policy
    offers: Offers

    @property
    def version(self) -> int:
        return self.policy.version

    def limits(self, source: str) -> Limits:
        """For offers of this system."""
        return self.offers.at(source)


@lru_cache(maxsize=16)
def rulebook(version: int, body: str) -> Rulebook:
    """From a body that is in force. Deeds and kinds of cases that this program brought since are judged as it came with them, until a
    version speaks of them. Refused where this program cannot read it."""
    written = texts.read(body)
    own, ours = parse(written.authority, version), parse(texts.shipped().authority)
    deeds = {name: rule for name, rule in ours.deeds.items() if _fits(rule, own.roles)} | dict(own.deeds)
    clocks = {name: c for name, c in ours.service.clocks.items() if set(c.ladder) <= own.roles.keys()} | dict(own.service.clocks)
    policy = replace(own, deeds=deeds, service=replace(own.service, clocks=clocks))
    return Rulebook(policy, quotes.parse(written.quotes))


def shipped() -> Rulebook:
    """As this program came with it."""
    return rulebook(1, texts.shipped().body)


def check(proposed: Texts, now: Texts) -> None:
    """May these texts come into force after ``now``? Refused with the field's path where they are not as they should be."""
    before, after = parse(now.authority), parse(proposed.authority)
    quotes.parse(proposed.quotes)
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
    return tuple(deed for name, deed in _OF.items() if getattr(proposed, name) != getattr(now, name))


def _fits(rule: DeedRule, roles: Mapping[str, Role]) -> bool:
    return all(grant.role in roles and grant.second in roles for grant in rule.grants)
