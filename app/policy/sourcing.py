"""The company's rules of sourcing, from their text: lists whose entries name a warehouse or a customer and what holds for it."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from app.domain.allocation import RULES
from app.domain.money import Money
from app.domain.sourcing import OTHER, SourcingRules
from app.policy.reading import minor, text, wrong
from app.policy.sheet import CURRENCY, Sheet

_NAME = "sourcing"
_TITLES = {
    "rules": "What decides, in this order",
    "priority": "Warehouses, the first goes first",
    "freight": "Freight of one delivery",
    "days": "Days on its way",
    "capacity": "Most pieces of an order",
    "contracts": "Goods promised from a warehouse",
    "key_accounts": "Key accounts",
}
_CUSTOMERS = frozenset({"contracts", "key_accounts"})  # their numbers are the first ERP's
_MOST_DAYS = 365


def _rules(body: Mapping[str, Any], path: str) -> SourcingRules:
    rules, priority = _list(body, "rules", path), _list(body, "priority", path)
    if not rules or not set(rules) <= set(RULES) or len(set(rules)) < len(rules):
        wrong(f"{path}rules", f"some of {', '.join(RULES)}, each once", _NAME)
    if len(set(priority)) < len(priority):
        wrong(f"{path}priority", "codes of warehouses, each once", _NAME)
    currency = text(body, "currency", f"{path}currency", _NAME)
    freight = {code: _money(told, currency, path) for code, told in _pairs(body, "freight", path).items()}
    days = {code: _whole(told, "days", path, _MOST_DAYS) for code, told in _pairs(body, "days", path).items()}
    for name, found in (("freight", freight), ("days", days)):
        if OTHER not in found:
            wrong(f"{path}{name}", f'one entry per warehouse, and one for "{OTHER}"', _NAME)
    capacity = {code: Decimal(_whole(told, "capacity", path, 10**9)) for code, told in _pairs(body, "capacity", path).items()}
    contracts, accounts = _pairs(body, "contracts", path), frozenset(_list(body, "key_accounts", path))
    return SourcingRules(rules, priority, freight, days, capacity, contracts, accounts)


def _list(body: Mapping[str, Any], name: str, path: str) -> tuple[str, ...]:
    listed = body.get(name)
    if not isinstance(listed, list) or not all(isinstance(one, str) and one.strip() and "," not in one for one in listed):
        wrong(f"{path}{name}", "a list of texts without commas", _NAME)
    return tuple(one.strip() for one in listed)


def _pairs(body: Mapping[str, Any], name: str, path: str) -> dict[str, str]:
    """ "HAM 48.00" -> HAM: 48.00; the last word is what holds for what stands before it."""
    split = [one.rsplit(None, 1) for one in _list(body, name, path)]
    if any(len(one) < 2 for one in split) or len({one[0] for one in split}) < len(split):
        wrong(f"{path}{name}", 'entries of two parts with a blank between, such as "HAM 2", each name once', _NAME)
    return {one[0]: one[1] for one in split}


def _money(told: str, currency: str, path: str) -> Money:
    value = minor({"freight": told}, "freight", path.rstrip("."), currency, _NAME)
    assert value is not None
    return Money(value, currency)


def _whole(told: str, name: str, path: str, most: int) -> int:
    if not told.isdecimal() or not 0 < int(told) <= most:
        wrong(f"{path}{name}", f'entries such as "HAM 2", with a whole number above 0 and at most {most:,}', _NAME)
    return int(told)


SOURCING = Sheet(_NAME, "Rules of sourcing", _TITLES, {}, _rules, unseen=CURRENCY, fixed=CURRENCY | _CUSTOMERS)
