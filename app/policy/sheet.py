"""A text of the policy that is a list of named values, some of them a legal entity's own: read, told, and written as typed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Generic, TypeVar

from app.domain.money import Money
from app.errors import Refused
from app.policy.reading import decimal, minor, text, toml, wrong

_HUNDRED = Decimal(100)
CURRENCY = frozenset({"currency"})  # of a text's money: not shown as a value, for every amount names it
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ByEntity(Generic[T]):
    """``local``: by legal entity, as the team names its system, whole."""

    central: T
    local: Mapping[str, T]

    def at(self, source: str) -> T:
        return self.local.get(source, self.central)


@dataclass(frozen=True, slots=True)
class Sheet(Generic[T]):
    """``document``: see ``texts.NAMES``. title: what it is about. titles: of its fields, as they are shown. units: of those that are
    whole numbers. made: from the fields of one entity and the path to them; Refused where one is wrong. value: one of them, by its name.
    unseen: fields beside those that are shown. fixed: what no entity has otherwise."""

    document: str
    title: str
    titles: Mapping[str, str]
    units: Mapping[str, str]
    made: Callable[[Mapping[str, Any], str], T]
    value: Callable[[T, str], object] = getattr
    unseen: frozenset[str] = frozenset()
    fixed: frozenset[str] = frozenset()

    def parse(self, written: str) -> ByEntity[T]:
        """Refused with the field's path."""
        data = toml(self.document, written)
        entities = data.pop("entity", {})
        if not isinstance(entities, dict):
            wrong("entity", "a table", self.document)
        central = self._one(data, "")
        local = {}
        for source, own in entities.items():
            path = f"entity.{source}"
            if not isinstance(own, dict) or not own:
                wrong(path, f"a table with some of {', '.join(self.titles)}", self.document)
            for name in sorted(own.keys() & self.fixed):
                if own[name] != data.get(name):
                    wrong(f"{path}.{name}", "left out: it is the same for all systems", self.document)
            local[source] = self._one(data | own, f"{path}.")
        return ByEntity(central, local)

    def _one(self, body: Mapping[str, Any], path: str) -> T:
        unknown = sorted(body.keys() - self.titles.keys() - self.unseen)
        if unknown:
            wrong(f"{path}{unknown[0]}", f"one of {', '.join(self.titles)}", self.document)
        return self.made(body, path)

    def words(self, values: T, name: str) -> str:
        """A value with its unit: "22 %", "45 days", "20,000.00 EUR"."""
        value = self.value(values, name)
        match value:
            case Decimal():
                return f"{value:f} {self.unit(values, name)}"
            case Money():
                return value.named()
            case int():
                return f"{value:,} {self.unit(values, name)}"
            case tuple() | frozenset() | Mapping() if not value:
                return "none"
            case Mapping():
                return ", ".join(f"{key} {one.named() if isinstance(one, Money) else one}" for key, one in value.items())
            case _:
                return self.typed(values, name)

    def unit(self, values: T, name: str) -> str:
        """Of a value that is one number: "%", "days", "EUR"; "" of others."""
        value = self.value(values, name)
        match value:
            case Decimal():
                return "%"
            case Money():
                return value.currency
            case int():
                return self.units[name]
            case _:
                return ""

    def typed(self, values: T, name: str) -> str:
        """A value as it is typed."""
        value = self.value(values, name)
        match value:
            case frozenset():
                return ", ".join(sorted(value))
            case tuple():
                return ", ".join(value)
            case Mapping():
                return ", ".join(f"{key} {one.amount if isinstance(one, Money) else one}" for key, one in value.items())
            case Money():
                return plain(value)
            case _:
                return str(value)

    def written(self, values: T, name: str, typed: str) -> object:
        """What was typed, as TOML holds it; ``values`` say of what kind it is. Refused in words for who typed it."""
        before = self.value(values, name)
        if isinstance(before, frozenset | tuple | Mapping):
            return [one.strip() for one in typed.split(",") if one.strip()]
        if isinstance(before, Decimal | Money):
            return number(typed)
        if not isinstance(before, int):
            return typed.strip()
        if not number(typed).isdecimal():
            raise Refused("It cannot be used", "Write a whole number.")
        return int(number(typed))


def plain(money: Money) -> str:
    return money.text(decimals=money.amount != int(money.amount))


def number(typed: str) -> str:
    """ "10,000.00" as TOML keeps it: without what groups digits."""
    return typed.replace(",", "").replace("\N{NO-BREAK SPACE}", "").replace(" ", "").rstrip("%")


# ---- fields ----------------------------------------------------------------------------------------------------------------------


def percent(document: str, body: Mapping[str, Any], name: str, path: str) -> Decimal:
    value = decimal(body, name, path.rstrip("."), document)
    if value is None or value >= _HUNDRED:
        wrong(f"{path}{name}", 'per cent from 0 to below 100 in quotes, such as "5"', document)
    return value


def money(document: str, body: Mapping[str, Any], name: str, path: str) -> Money:
    """In the text's ``currency``."""
    currency = text(body, "currency", f"{path}currency", document)
    value = minor(body, name, path.rstrip("."), currency, document)
    if value is None:
        wrong(f"{path}{name}", "an amount", document)
    return Money(value, currency)
