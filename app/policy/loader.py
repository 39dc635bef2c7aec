"""From the policy's text to a ``Policy``, or one sentence about what is wrong with the text."""

from __future__ import annotations

import tomllib
from datetime import time
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.domain.money import Money
from app.errors import Refused
from app.policy.matrix import DeedRule, Grant, Policy, Role
from app.policy.sla import DAYS, Calendar, Clocks, Service

_FOUR_EYES_FOR = ("key_account",)
_MEASURES = ("over", "raise", "value", "change", "below", "floor", "none")
_GRANT_KEYS = {"role", "amount", "percent", "propose", "four_eyes_above", "four_eyes_for", "second"}
_DEED_KEYS = {"measure", "separate", "denied", "everyone", "grants", "also"}


def load(path: Path) -> Policy:
    """Read and check the file. Refused with the field's path where it is missing or wrong."""
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as e:
        raise Refused("The authority matrix cannot be read", e.strerror or "", about=str(path)) from e
    return parse(text)


def parse(text: str) -> Policy:
    """Check the whole text before anybody acts on any of it. Refused with the field's path."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise Refused("The authority matrix cannot be read", f"It is not valid TOML: {e}.") from e
    version = data.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        _wrong("version", "a whole number from 1")
    currency = _text(data, "currency", "currency")
    roles = _roles(_table(data, "roles"))
    deeds = {name: _deed(name, body, roles, currency) for name, body in _table(data, "deeds").items()}
    policy = Policy(version, currency, roles, deeds, _service(data, roles))
    for deed in deeds.values():
        if deed.also and (deed.also not in deeds or deeds[deed.also].also):
            _wrong(f"deeds.{deed.name}.also", "a deed with bounds of its own alone")
        for grant in deed.grants:
            if not policy.reaches((grant.role,), grant.second):
                _wrong(f"deeds.{deed.name}.grants.{grant.role}.second", f"{grant.role} itself or a role below it")
    return policy


def _roles(table: dict[str, Any]) -> dict[str, Role]:
    roles = {}
    for name, body in table.items():
        if not isinstance(body, dict):
            _wrong(f"roles.{name}", "a table with title and above")
        above = body.get("above")
        if above is not None and above not in table:
            _wrong(f"roles.{name}.above", "one of the roles")
        roles[name] = Role(name, _text(body, "title", f"roles.{name}.title"), above)
    for role in roles.values():
        seen, up = {role.name}, role.above
        while up is not None:
            if up in seen:
                _wrong(f"roles.{role.name}.above", "a ladder with an end, not a circle")
            seen.add(up)
            up = roles[up].above
    return roles


def _deed(name: str, body: Any, roles: dict[str, Role], currency: str) -> DeedRule:
    path = f"deeds.{name}"
    if not isinstance(body, dict) or body.keys() - _DEED_KEYS:
        _wrong(path, f"a table with no other fields than {', '.join(sorted(_DEED_KEYS))}")
    everyone, separate = body.get("everyone", False), body.get("separate", False)
    for key, value in (("everyone", everyone), ("separate", separate)):
        if not isinstance(value, bool):
            _wrong(f"{path}.{key}", "true or false")
    if everyone:
        return DeedRule(name, "none", separate, "", True, ())
    measure = _one_of(_MEASURES, body, "measure", path)
    listed = body.get("grants")
    if not isinstance(listed, list) or not listed:
        _wrong(f"{path}.grants", "at least one grant")
    grants = tuple(_grant(f"{path}.grants.{i}", g, roles, currency) for i, g in enumerate(listed))
    also = _text(body, "also", f"{path}.also") if "also" in body else ""
    return DeedRule(name, measure, separate, _text(body, "denied", f"{path}.denied"), False, grants, also)


def _grant(path: str, body: Any, roles: dict[str, Role], currency: str) -> Grant:
    if not isinstance(body, dict) or body.keys() - _GRANT_KEYS:
        _wrong(path, f"a table with no other fields than {', '.join(sorted(_GRANT_KEYS))}")
    role = body.get("role")
    second = body.get("second", role)
    if role not in roles or second not in roles:
        _wrong(f"{path}.role", "one of the roles")
    propose = body.get("propose", False)
    if not isinstance(propose, bool):
        _wrong(f"{path}.propose", "true or false")
    return Grant(
        role=role,
        amount=_minor(body, "amount", path, currency),
        percent=_decimal(body, "percent", path),
        propose=propose,
        four_eyes_above=_minor(body, "four_eyes_above", path, currency),
        second=second,
        four_eyes_for=_one_of(_FOUR_EYES_FOR, body, "four_eyes_for", path) if "four_eyes_for" in body else "",
    )


def _service(data: dict[str, Any], roles: dict[str, Role]) -> Service:
    table = _table(data, "calendar")
    try:
        zone = ZoneInfo(_text(table, "zone", "calendar.zone"))
    except (ZoneInfoNotFoundError, ValueError):
        _wrong("calendar.zone", "a time zone such as Europe/Berlin")
    days = table.get("days")
    if not isinstance(days, list) or not days or any(d not in DAYS for d in days):
        _wrong("calendar.days", f"some of {', '.join(DAYS)}")
    opens, closes = _time(table, "opens"), _time(table, "closes")
    if opens >= closes:
        _wrong("calendar.closes", "later than opens")
    calendar = Calendar(zone, frozenset(DAYS.index(d) for d in days), opens, closes)
    clocks = {}
    for type_, body in _table(data, "service").items():
        if not isinstance(body, dict):
            _wrong(f"service.{type_}", "a table with acknowledge, resolve and ladder")
        clocks[type_] = Clocks(
            _minutes(body, "acknowledge", type_), _minutes(body, "resolve", type_), _ladder(body, type_, roles)
        )
    return Service(calendar, clocks)


def _ladder(body: dict[str, Any], type_: str, roles: dict[str, Role]) -> tuple[str, ...]:
    listed = body.get("ladder")
    if not isinstance(listed, list) or not listed or any(role not in roles for role in listed):
        _wrong(f"service.{type_}.ladder", "some of the roles, from the lowest")
    return tuple(listed)


def _minutes(body: dict[str, Any], key: str, type_: str) -> int:
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0:
        _wrong(f"service.{type_}.{key}", "a whole number of minutes above 0")
    return value


def _time(table: dict[str, Any], key: str) -> time:
    try:
        return time.fromisoformat(_text(table, key, f"calendar.{key}"))
    except ValueError:
        _wrong(f"calendar.{key}", "a time such as 08:00")


def _table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict) or not value:
        _wrong(key, "a table")
    return value


def _text(data: dict[str, Any], key: str, path: str) -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        _wrong(path, "a text")
    return value


def _one_of(known: tuple[str, ...], body: dict[str, Any], key: str, path: str) -> str:
    value = body.get(key)
    if value not in known:
        _wrong(f"{path}.{key}", f"one of {', '.join(known)}")
    return str(value)


def _decimal(body: dict[str, Any], key: str, path: str) -> Decimal | None:
    if key not in body:
        return None
    try:
        value = Decimal(body[key]) if isinstance(body[key], str) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or value < 0:
        _wrong(f"{path}.{key}", 'a number of 0 or more in quotes, such as "10000"')
    return value


def _minor(body: dict[str, Any], key: str, path: str, currency: str) -> int | None:
    value = _decimal(body, key, path)
    return None if value is None else Money.of(value, currency).minor


def _wrong(path: str, wanted: str) -> NoReturn:
    raise Refused("The authority matrix cannot be used", f"{path} must be {wanted}.", about=path)
