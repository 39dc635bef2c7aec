"""From the text of the authority matrix to a ``Policy``, or one sentence about what is wrong with the text."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.policy import fiscal
from app.policy.matrix import DeedRule, Grant, Policy, Role
from app.policy.reading import clock, decimal, minor, one_of, table, text, toml, whole, wrong
from app.policy.sla import DAYS, Calendar, Clocks, Service

_FOUR_EYES_FOR = ("key_account",)
_MEASURES = ("over", "raise", "value", "change", "below", "floor", "none")
_GRANT_KEYS = {"role", "amount", "percent", "propose", "four_eyes_above", "four_eyes_for", "second"}
_DEED_KEYS = {"measure", "separate", "denied", "everyone", "grants", "also"}
_KEYS = {"currency", "roles", "deeds", "calendar", "fiscal", "service", "entity"}
Deeds = Mapping[str, DeedRule]


def parse(matrix: str, version: int = 1) -> Policy:
    """Check the whole text before anybody acts on any of it. Refused with the field's path. ``version``: what the team calls it."""
    data = toml("authority", matrix)
    if data.keys() - _KEYS:
        wrong(sorted(data.keys() - _KEYS)[0], f"one of {', '.join(sorted(_KEYS))}")
    currency = text(data, "currency", "currency")
    roles = _roles(table(data, "roles"))
    deeds = {name: _deed(f"deeds.{name}", name, body, roles, currency) for name, body in table(data, "deeds").items()}
    policy = Policy(version, currency, roles, deeds, _service(data, roles), year=fiscal.parse(data))
    _check("deeds", deeds, deeds, policy)
    return replace(policy, local=_local(data, policy))


def _local(data: dict[str, Any], policy: Policy) -> Mapping[str, Deeds]:
    """By legal entity, as the team names its system: the deeds whose rules are its own."""
    if "entity" not in data:
        return {}
    found: dict[str, Deeds] = {}
    for source, body in table(data, "entity").items():
        path = f"entity.{source}"
        if not isinstance(body, dict) or body.keys() != {"deeds"} or not isinstance(body["deeds"], dict):
            wrong(path, "a table with deeds, and nothing else")
        own = {
            name: _deed(f"{path}.deeds.{name}", name, rule, policy.roles, policy.currency) for name, rule in body["deeds"].items()
        }
        for name in own.keys() - policy.deeds.keys():
            wrong(f"{path}.deeds.{name}", "a deed of the central matrix")
        _check(f"{path}.deeds", own, {**policy.deeds, **own}, policy)
        found[source] = own
    return found


def _check(path: str, deeds: Deeds, known: Deeds, policy: Policy) -> None:
    for deed in deeds.values():
        if deed.also and (deed.also not in known or known[deed.also].also):
            wrong(f"{path}.{deed.name}.also", "a deed with bounds of its own alone")
        for grant in deed.grants:
            if not policy.reaches((grant.role,), grant.second):
                wrong(f"{path}.{deed.name}.grants.{grant.role}.second", f"{grant.role} itself or a role below it")


def _roles(listed: dict[str, Any]) -> dict[str, Role]:
    roles = {}
    for name, body in listed.items():
        if not isinstance(body, dict):
            wrong(f"roles.{name}", "a table with title and above")
        above = body.get("above")
        if above is not None and above not in listed:
            wrong(f"roles.{name}.above", "one of the roles")
        roles[name] = Role(name, text(body, "title", f"roles.{name}.title"), above)
    for role in roles.values():
        seen, up = {role.name}, role.above
        while up is not None:
            if up in seen:
                wrong(f"roles.{role.name}.above", "a ladder with an end, not a circle")
            seen.add(up)
            up = roles[up].above
    return roles


def _deed(path: str, name: str, body: Any, roles: Mapping[str, Role], currency: str) -> DeedRule:
    if not isinstance(body, dict) or body.keys() - _DEED_KEYS:
        wrong(path, f"a table with no other fields than {', '.join(sorted(_DEED_KEYS))}")
    everyone, separate = body.get("everyone", False), body.get("separate", False)
    for key, value in (("everyone", everyone), ("separate", separate)):
        if not isinstance(value, bool):
            wrong(f"{path}.{key}", "true or false")
    if everyone:
        return DeedRule(name, "none", separate, "", True, ())
    measure = one_of(_MEASURES, body, "measure", path)
    listed = body.get("grants")
    if not isinstance(listed, list) or not listed:
        wrong(f"{path}.grants", "at least one grant")
    grants = tuple(_grant(f"{path}.grants.{i}", g, roles, currency) for i, g in enumerate(listed))
    also = text(body, "also", f"{path}.also") if "also" in body else ""
    return DeedRule(name, measure, separate, text(body, "denied", f"{path}.denied"), False, grants, also)


def _grant(path: str, body: Any, roles: Mapping[str, Role], currency: str) -> Grant:
    if not isinstance(body, dict) or body.keys() - _GRANT_KEYS:
        wrong(path, f"a table with no other fields than {', '.join(sorted(_GRANT_KEYS))}")
    role = body.get("role")
    second = body.get("second", role)
    if role not in roles or second not in roles:
        wrong(f"{path}.role", "one of the roles")
    propose = body.get("propose", False)
    if not isinstance(propose, bool):
        wrong(f"{path}.propose", "true or false")
    return Grant(
        role=str(role),
        amount=minor(body, "amount", path, currency),
        percent=decimal(body, "percent", path),
        propose=propose,
        four_eyes_above=minor(body, "four_eyes_above", path, currency),
        second=str(second),
        four_eyes_for=one_of(_FOUR_EYES_FOR, body, "four_eyes_for", path) if "four_eyes_for" in body else "",
    )


def _service(data: dict[str, Any], roles: dict[str, Role]) -> Service:
    hours = table(data, "calendar")
    try:
        zone = ZoneInfo(text(hours, "zone", "calendar.zone"))
    except (ZoneInfoNotFoundError, ValueError):
        wrong("calendar.zone", "a time zone such as Europe/Berlin")
    days = hours.get("days")
    if not isinstance(days, list) or not days or any(d not in DAYS for d in days):
        wrong("calendar.days", f"some of {', '.join(DAYS)}")
    opens, closes = clock(hours, "opens", "calendar.opens"), clock(hours, "closes", "calendar.closes")
    if opens >= closes:
        wrong("calendar.closes", "later than opens")
    calendar = Calendar(zone, frozenset(DAYS.index(d) for d in days), opens, closes)
    clocks = {}
    for type_, body in table(data, "service").items():
        if not isinstance(body, dict):
            wrong(f"service.{type_}", "a table with acknowledge, resolve and ladder")
        acknowledge, resolve = (_minutes(body, key, type_) for key in ("acknowledge", "resolve"))
        clocks[type_] = Clocks(acknowledge, resolve, _ladder(body, type_, roles))
    return Service(calendar, clocks)


def _minutes(body: dict[str, Any], key: str, type_: str) -> int:
    return whole(body, key, f"service.{type_}.{key}", unit=" of minutes")


def _ladder(body: dict[str, Any], type_: str, roles: dict[str, Role]) -> tuple[str, ...]:
    listed = body.get("ladder")
    if not isinstance(listed, list) or not listed or any(role not in roles for role in listed):
        wrong(f"service.{type_}.ladder", "some of the roles, from the lowest")
    return tuple(listed)
