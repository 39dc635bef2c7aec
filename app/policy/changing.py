"""Who may change the policy itself, by the version in force: propose a text, agree to one; the same for the store and for the screen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.domain.person import Person
from app.policy.gate import approval
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval

_NOTHING = CreditAsk("")  # a change of the policy has no figure


@dataclass(frozen=True, slots=True)
class Asked:
    """A proposal before others. ``deeds``: what it is, see ``rulebook.needed``. counted: whose right was used; used: ids of all who took
    part."""

    asker: Person
    deeds: Sequence[str]
    counted: Sequence[Person] = ()
    used: frozenset[str] = frozenset()


def may_propose(policy: Policy, person: Person, deeds: Sequence[str]) -> Denied | None:
    verdicts = (policy.may(person, deed, _NOTHING) for deed in deeds)
    return next((v for v in verdicts if isinstance(v, Denied)), None)


def waits_for(policy: Policy, asked: Asked) -> tuple[NeedsApproval | Denied, ...]:
    """Who is missing, by deed; empty: it may come into force."""
    verdicts = (policy.may(asked.asker, deed, _NOTHING, asked.counted) for deed in asked.deeds)
    return tuple(v for v in verdicts if not isinstance(v, Allowed))


def may_approve(policy: Policy, approver: Person, asked: Asked, delegators: Sequence[Person]) -> Allowed | Denied:
    """By whichever of its deeds still waits for somebody."""
    verdict: Allowed | Denied = Denied("It waits for nobody")
    for deed in asked.deeds:
        if isinstance(policy.may(asked.asker, deed, _NOTHING, asked.counted), Allowed):
            continue
        used = asked.used
        verdict = approval(policy, approver, asked.asker, deed, _NOTHING, asked.counted, delegators=delegators, used=used)
        if isinstance(verdict, Allowed):
            return verdict
    return verdict
