"""The company's limits for offers, from their text; a legal entity may have some of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from app.domain.money import Money
from app.domain.quote import Limits
from app.policy.reading import decimal, minor, text, toml, whole, wrong

PERCENTS, NUMBERS = ("discount", "floor", "target"), ("valid_days", "soon", "unsent", "answer")
FIELDS = (*PERCENTS, "terms", *NUMBERS, "large")
_HUNDRED = Decimal(100)


@dataclass(frozen=True, slots=True)
class Offers:
    """``local``: by legal entity, as the team names its system, whole."""

    central: Limits
    local: Mapping[str, Limits]

    def at(self, source: str) -> Limits:
        return self.local.get(source, self.central)


def parse(limits: str) -> Offers:
    """Refused with the field's path."""
    data = toml("quotes", limits)
    entities = data.pop("entity", {})
    if not isinstance(entities, dict):
        wrong("entity", "a table", "quotes")
    currency = text(data, "currency", "currency", "quotes")
    local = {}
    for source, own in entities.items():
        if not isinstance(own, dict) or not own:
            wrong(f"entity.{source}", f"a table with some of {', '.join(FIELDS)}", "quotes")
        local[source] = _limits(data | own, currency, f"entity.{source}.")
    return Offers(_limits(data, currency, ""), local)


def _limits(told: Mapping[str, Any], currency: str, path: str) -> Limits:
    body = dict(told)
    if body.keys() - {*FIELDS, "currency"}:
        wrong(f"{path}{sorted(body.keys() - {*FIELDS, 'currency'})[0]}", f"one of {', '.join(FIELDS)}", "quotes")
    if body["currency"] != currency:
        wrong(f"{path}currency", f"left out: amounts are in {currency}", "quotes")
    discount, floor, target = (_percent(body, name, path) for name in PERCENTS)
    if target < floor:
        wrong(f"{path}target", "no lower than the floor", "quotes")
    terms = body.get("terms")
    if not isinstance(terms, list) or not terms or not all(isinstance(name, str) and name for name in terms):
        wrong(f"{path}terms", "at least one name of payment terms", "quotes")
    valid_days, soon, unsent, answer = (whole(body, name, f"{path}{name}", "quotes") for name in NUMBERS)
    large = minor(body, "large", path.rstrip("."), currency) if "large" in body else None
    if large is None:
        wrong(f"{path}large", "an amount", "quotes")
    return Limits(discount, floor, target, frozenset(terms), valid_days, soon, unsent, answer, Money(large, currency))


def _percent(body: dict[str, Any], name: str, path: str) -> Decimal:
    value = decimal(body, name, path.rstrip("."), "quotes")
    if value is None or value >= _HUNDRED:
        wrong(f"{path}{name}", 'per cent from 0 to below 100 in quotes, such as "5"', "quotes")
    return value
