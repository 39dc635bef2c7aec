"""What differs between two texts of the policy, value by value, in words for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.money import Money
from app.policy import fiscal
from app.policy.loader import parse
from app.policy.matrix import DeedRule, Grant, Policy
from app.policy.sheet import Sheet
from app.policy.sheets import SHEETS
from app.policy.sla import DAYS, Calendar
from app.policy.texts import Texts

NONE = "\N{EN DASH}"
_MEASURES = {
    "over": "how far over the limit",
    "raise": "by how much a limit is raised",
    "value": "the value at stake",
    "change": "by how much the order's value changes",
    "below": "how far below the agreed price",
    "floor": "what lacks to the least margin",
    "none": "no money",
}


@dataclass(frozen=True, slots=True)
class Difference:
    """``entity``: a system with rules of its own, "" for the central ones; ``deed``: its name, "" for limits, terms and clocks;
    ``who``: a role's title or ""; before, after: in words, ``NONE`` where there is nothing."""

    entity: str
    deed: str
    who: str
    what: str
    before: str
    after: str


def differences(before: Texts, after: Texts) -> tuple[Difference, ...]:
    """Refused where one of the texts cannot be read."""
    old, new = parse(before.authority), parse(after.authority)
    found = [*_roles(old, new), *_deeds("", old.deeds, new.deeds, old, new)]
    for entity in dict.fromkeys((*old.local, *new.local)):
        found += _own(entity, old, new)
    for name, sheet in SHEETS.items():
        a, b = sheet.parse(getattr(before, name)), sheet.parse(getattr(after, name))
        found += _values(sheet, "", a.central, b.central)
        for entity in dict.fromkeys((*a.local, *b.local)):
            found += _values(sheet, entity, a.at(entity), b.at(entity))
    return (*found, *_clocks(old, new))


def own_rules(texts: Texts, entity: str) -> tuple[Difference, ...]:
    """How a system's own rules differ from the central ones (``before``)."""
    policy = parse(texts.authority)
    local = policy.local.get(entity, {})
    found = [*_deeds(entity, {name: policy.deeds[name] for name in local}, local, policy, policy)]
    for name, sheet in SHEETS.items():
        values = sheet.parse(getattr(texts, name))
        found += _values(sheet, entity, values.central, values.at(entity))
    return tuple(found)


def measured(rule: DeedRule) -> str:
    return "everybody with a role" if rule.everyone else _MEASURES[rule.measure]


def bound(policy: Policy, grant: Grant) -> str:
    """What a role may do of a deed: "10,000.00 and 10 %, above 5,000.00 with a second person"."""
    if grant.propose:
        return "may ask for it"
    parts = [] if grant.amount is None else [Money(grant.amount, policy.currency).text()]
    parts += [] if grant.percent is None else [f"{grant.percent:f} %"]
    words = " and ".join(parts) or "no bound"
    if grant.four_eyes_above == 0:
        return f"{words}, with a second person"
    if grant.four_eyes_above is not None:
        words += f", above {Money(grant.four_eyes_above, policy.currency).text()} with a second person"
    return words + (", with a second person for a key account" if grant.four_eyes_for else "")


# ---- below ------------------------------------------------------------------------------------------------------------------------


def _roles(old: Policy, new: Policy) -> Iterator[Difference]:
    for name in dict.fromkeys((*old.roles, *new.roles)):
        a, b = old.roles.get(name), new.roles.get(name)
        if a != b:
            told = [
                NONE if role is None else f"{role.title}, below {policy.title(role.above)}" if role.above else role.title
                for role, policy in ((a, old), (b, new))
            ]
            yield Difference("", "", told[0] if a else told[1], "Role", *told)


def _deeds(
    entity: str, before: Mapping[str, DeedRule], after: Mapping[str, DeedRule], old: Policy, new: Policy
) -> Iterator[Difference]:
    for name in dict.fromkeys((*before, *after)):
        a, b = before.get(name), after.get(name)
        if a == b:
            continue
        if a is None or b is None:
            yield Difference(entity, name, "", "Rule", NONE if a is None else "its own", NONE if b is None else "its own")
        yield from _facts(entity, name, a, b)
        yield from _grants(entity, name, a, b, old, new)


def _own(entity: str, old: Policy, new: Policy) -> Iterator[Difference]:
    """A rule that begins or ends to be an entity's own is held against the central one that it stood or stands for."""
    before, after = old.local.get(entity, {}), new.local.get(entity, {})
    for name in dict.fromkeys((*before, *after)):
        a, b = old.rule(name, entity), new.rule(name, entity)
        if (name in before) != (name in after):
            yield Difference(
                entity, name, "", "Rule", *("its own" if name in own else "the central one" for own in (before, after))
            )
        if a is not None and b is not None:
            yield from _deeds(entity, {name: a}, {name: b}, old, new)


def _facts(entity: str, name: str, a: DeedRule | None, b: DeedRule | None) -> Iterator[Difference]:
    if a is None or b is None:
        return
    if measured(a) != measured(b):
        yield Difference(entity, name, "", "Measured by", measured(a), measured(b))
    if a.separate != b.separate:
        yield Difference(entity, name, "", "Whoever sold it is barred", _yes(a.separate), _yes(b.separate))
    if a.denied != b.denied:
        yield Difference(entity, name, "", "What others are told", a.denied or NONE, b.denied or NONE)
    if a.also != b.also:
        yield Difference(entity, name, "", "Bounds that hold as well", a.also or NONE, b.also or NONE)


def _grants(entity: str, name: str, a: DeedRule | None, b: DeedRule | None, old: Policy, new: Policy) -> Iterator[Difference]:
    """A role may be listed more than once, and where two rows cover a sum the first one holds."""
    before, after = (_by_role(rule.grants if rule else ()) for rule in (a, b))
    for role, n in dict.fromkeys((*before, *after)):
        x, y = before.get((role, n)), after.get((role, n))
        if x == y:
            continue
        told = NONE if x is None else bound(old, x), NONE if y is None else bound(new, y)
        if told[0] != told[1]:
            yield Difference(entity, name, new.title(role), "May", *told)
        if x is not None and y is not None and x.second != y.second:
            yield Difference(entity, name, new.title(role), "Second person", old.title(x.second), new.title(y.second))
    if a is not None and b is not None and [k for k in before if k in after] != [k for k in after if k in before]:
        orders = (", ".join(policy.title(g.role) for g in rule.grants) for policy, rule in ((old, a), (new, b)))
        yield Difference(entity, name, "", "Order of the rights", *orders)


def _by_role(grants: Sequence[Grant]) -> dict[tuple[str, int], Grant]:
    """With how many of the role came before."""
    seen: Counter[str] = Counter()
    found = {}
    for grant in grants:
        found[grant.role, seen[grant.role]] = grant
        seen[grant.role] += 1
    return found


def _values(sheet: Sheet[Any], entity: str, a: Any, b: Any) -> Iterator[Difference]:
    for name, what in sheet.titles.items():
        before, after = sheet.words(a, name), sheet.words(b, name)
        if before != after:
            yield Difference(entity, "", "", what, before, after)


def _clocks(old: Policy, new: Policy) -> Iterator[Difference]:
    a, b = old.service.calendar, new.service.calendar
    for what, before, after in (
        ("Opens", f"{a.opens:%H:%M}", f"{b.opens:%H:%M}"),
        ("Closes", f"{a.closes:%H:%M}", f"{b.closes:%H:%M}"),
        ("Working days", _days(a), _days(b)),
        ("Currency of amounts", old.currency, new.currency),
        *((title, fiscal.words(old.year, name), fiscal.words(new.year, name)) for name, title in fiscal.TITLES.items()),
    ):
        if before != after:
            yield Difference("", "", "", what, before, after)
    for type_ in dict.fromkeys((*old.service.clocks, *new.service.clocks)):
        x, y = old.service.clocks.get(type_), new.service.clocks.get(type_)
        if x == y:
            continue
        told = [NONE if c is None else f"taken on in {c.acknowledge} min, resolved in {c.resolve} min" for c in (x, y)]
        if told[0] != told[1]:
            yield Difference("", "", "", f"Clock of {type_} cases", told[0], told[1])
        if x is not None and y is not None and x.ladder != y.ladder:
            ladders = (", ".join(map(policy.title, c.ladder)) for policy, c in ((old, x), (new, y)))
            yield Difference("", "", "", f"Escalation of {type_} cases", *ladders)


def _days(calendar: Calendar) -> str:
    return ", ".join(DAYS[day].capitalize() for day in sorted(calendar.days))


def _yes(value: bool) -> str:
    return "yes" if value else "no"
