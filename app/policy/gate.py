"""What the gate judges: a decision's canonical payload alone, with roles and approvers as the team store holds them now."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from app.domain.case import Earlier
from app.domain.money import Money
from app.domain.person import Person
from app.domain.steps import TAKE_BACK
from app.policy.matrix import RELATIONS, CreditAsk, Policy
from app.policy.verdict import Allowed, Denied, NeedsApproval, Verdict

_NOTHING: Earlier = MappingProxyType({})


def gate_policy(
    policy: Policy,
    asker: Person,
    deed: str,
    payload: Mapping[str, Any],
    approvers: Sequence[Person] = (),
    earlier: Earlier = _NOTHING,
) -> Verdict:
    """May ``asker`` (who decided, not who carries it out) have this done? With all needed ``approvers``: Allowed.

    The payload's ``gate`` table is written by the command: ``source``, what is measured (``over``, ``value``, ``change``, ``below``,
    ``floor``) and what shares are taken of (``limit``, ``base``) as [minor, currency] or null, what needs a second person whatever it
    is worth (``DeedRule.asked``) as true or false, and the logins of those who are in one of the ``RELATIONS`` to the order: one, or a
    list. A payload without it is denied, never waved through.
    """
    return _binding(policy, asker, deed, payload, approvers, earlier)[2]


def gate_approval(
    policy: Policy,
    approver: Person,
    asker: Person,
    deed: str,
    payload: Mapping[str, Any],
    approved: Sequence[Person] = (),
    earlier: Earlier = _NOTHING,
    *,
    delegators: Sequence[Person] = (),
    used: Collection[str] = (),
) -> Allowed | Denied:
    """May ``approver`` agree to this payload of ``asker``, beside those whose right was used already (``approved``)?

    delegators: whose right to approve is lent to them now; it is used only where their own does not do. used: the ids of all who took
    part in an agreement, by their own hand or by a delegate's: a pair counts once.
    """
    name, ask, _ = _binding(policy, asker, deed, payload, approved, earlier)
    if isinstance(ask, Denied):
        return ask
    return approval(policy, approver, asker, name, ask, approved, delegators=delegators, used=used)


def approval(
    policy: Policy,
    approver: Person,
    asker: Person,
    deed: str,
    ask: CreditAsk,
    approved: Sequence[Person] = (),
    *,
    delegators: Sequence[Person] = (),
    used: Collection[str] = (),
) -> Allowed | Denied:
    """As ``gate_approval``, of what is measured already."""
    if approver.id != asker.id and approver.id in used:
        return Denied("You approved it already")
    own = policy.may_approve(approver, asker, deed, ask, approved)
    if isinstance(own, Allowed) or approver.id == asker.id or policy.barred(approver, ask):
        return own
    for one in delegators:
        if one.id in used:
            own = Denied(f"{one.name} took part already, and you act for them")
            continue
        lent = policy.may_approve(one, asker, deed, ask, approved)
        if isinstance(lent, Allowed):
            return Allowed(f"{lent.words}, for {one.name}", one.id)
    return own


def _binding(
    policy: Policy, asker: Person, deed: str, payload: Mapping[str, Any], approvers: Sequence[Person], earlier: Earlier
) -> tuple[str, CreditAsk | Denied, Verdict]:
    """The deed whose bounds bind, of this one and of that whose bounds hold as well; what they measure, and what they say."""
    asks = [(name, ask_of(policy, name, payload, earlier)) for name in bounding(policy, deed, payload)]
    found = [(name, ask, ask if isinstance(ask, Denied) else policy.may(asker, name, ask, approvers)) for name, ask in asks]
    return max(found, key=lambda one: _strictness(one[2]))


def bounding(policy: Policy, deed: str, payload: Mapping[str, Any]) -> tuple[str, ...]:
    """The deeds by whose bounds this one is judged: its own first, those of its steps for which there is a rule, and what holds as well.

    Taking back goes by rules alone: a step without one is denied.
    """
    source, steps = source_of(payload), payload.get("steps")
    told = [step.get("deed") for step in steps if isinstance(step, Mapping)] if isinstance(steps, list | tuple) else []
    ruled = [name for name in told if isinstance(name, str) and (deed == TAKE_BACK or policy.rule(name, source) is not None)]
    rules = (policy.rule(name, source) for name in (deed, *ruled))
    return tuple(dict.fromkeys((deed, *ruled, *(rule.also for rule in rules if rule is not None and rule.also))))


def source_of(payload: Mapping[str, Any]) -> str:
    """The system that the decision is about, by which a legal entity's own rules are found; empty where it says none."""
    facts = payload.get("gate")
    told = facts.get("source") if isinstance(facts, Mapping) else None
    if not isinstance(told, str):
        steps = payload.get("steps")
        first = steps[0] if isinstance(steps, list | tuple) and steps else None
        told = first.get("source") if isinstance(first, Mapping) else None
    return told if isinstance(told, str) else ""


def _strictness(verdict: Verdict) -> int:
    return {Denied: 2, NeedsApproval: 1, Allowed: 0}[type(verdict)]


def ask_of(policy: Policy, deed: str, payload: Mapping[str, Any], earlier: Earlier = _NOTHING) -> CreditAsk | Denied:
    """The figures that authority is measured by, from the payload; Denied where they are missing or unreadable.

    What was decided ``earlier`` counts too, so that nothing is split to stay below a bound. Not where the measure is a level that holds
    the earlier decisions already (how far over the limit the customer gets).
    """
    rule = policy.rule(deed, source_of(payload))
    if rule is None:
        return Denied("No rule says who may do this")
    if rule.everyone or (rule.measure == "none" and not rule.asked):
        return CreditAsk(source_of(payload))
    facts = payload.get("gate")
    if not isinstance(facts, Mapping) or not isinstance(facts.get("source"), str):
        return Denied("The decision lacks the figures that authority is measured by")
    try:
        amount, base = (None, None) if rule.measure == "none" else _amount(rule.measure, payload, facts)
        holds = frozenset(name for name in rule.asked if _so(facts.get(name)))
    except (AttributeError, LookupError, TypeError, ValueError):
        return Denied("The decision's figures are unreadable")
    barred = {who: _logins(facts.get(who)) for who in RELATIONS}
    if amount is not None and rule.measure != "over":
        before = earlier.get((deed, amount.currency), 0)
        amount = replace(amount, minor=max(0, amount.minor) + before) if before else amount
    return CreditAsk(facts["source"], amount, base, barred, holds)


def _so(fact: object) -> bool:
    if not isinstance(fact, bool):
        raise ValueError("neither true nor false")
    return fact


def _amount(measure: str, payload: Mapping[str, Any], facts: Mapping[str, Any]) -> tuple[Money, Money | None]:
    if measure == "raise":
        sent = payload["steps"][0]["body"]
        before, after = _money(sent.get("from")), _money(sent.get("to"))
        if after is None:
            raise ValueError("no new limit")
        more = after - (before or Money.zero(after.currency))
        if more.minor <= 0:
            raise ValueError("not above the limit")
        return more, before
    amount = _money(facts.get(measure))
    if amount is None:
        raise ValueError(f"no {measure}")
    return amount, _money(facts.get("limit") or facts.get("base"))


def _logins(named: object) -> tuple[str, ...]:
    listed = named if isinstance(named, list | tuple) else (named,)
    return tuple(login for login in listed if isinstance(login, str))


def _money(pair: object) -> Money | None:
    if pair is None:
        return None
    minor, currency = pair if isinstance(pair, list | tuple) else (None, None)
    if not isinstance(minor, int) or isinstance(minor, bool) or not isinstance(currency, str):
        raise ValueError("not [minor, currency]")
    return Money(minor, currency)
