"""The small steps from a payload's member to a value of ours: shapes, words, exact amounts, postal addresses."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import TypeVar

import msgspec

from app.connectors.medusa import payloads as p
from app.domain.address import Address
from app.domain.money import Money
from app.domain.ref import Ref
from app.errors import Malformed

T = TypeVar("T")
_MOST = 2**63
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class World:
    """What a row alone does not say. ``parties``: customer group -> the ERP customer's number; ``skus``: variant -> sku."""

    source: str
    parties: Mapping[str, str]
    skus: Mapping[str, str]


def shape(kind: type[T], row: object) -> T:
    """Check a row against its shape; Malformed(path) where it does not fit."""
    try:
        found = msgspec.convert(row, kind, strict=True, builtin_types=(Decimal,))
    except msgspec.ValidationError as e:
        why, _, path = str(e).partition(" - at ")
        raise malformed(path.strip("`$.") or "row", why) from e
    except (RecursionError, OverflowError, UnicodeError, TypeError) as e:
        raise malformed("row", type(e).__name__) from e
    _check_moments(found, "")
    return found


def _check_moments(found: object, path: str) -> None:
    """A moment at the edge of the calendar has no name in UTC, which is what everything is kept in."""
    if isinstance(found, datetime):
        try:
            found.astimezone(UTC)
        except OverflowError as e:
            raise malformed(path, "a moment out of range") from e
    elif isinstance(found, msgspec.Struct):
        for name in found.__struct_fields__:
            _check_moments(getattr(found, name), f"{path}.{name}".lstrip("."))
    elif isinstance(found, list):
        for one in found:
            _check_moments(one, path)


def malformed(path: str, why: str) -> Malformed:
    return Malformed("The shop sent a record that cannot be read", why[:300], path=path)


def ref(world: World, model: str, key: str) -> Ref:
    return Ref(world.source, model, key)


def text(value: str | None, path: str) -> str | None:
    """Words as they are; blank is none. NUL and half characters, which no database here can keep, are malformed."""
    if value is None or not value.strip():
        return None
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise malformed(path, "text that cannot be stored")
    return value


def said(metadata: p.Loose, name: str) -> str | None:
    """Words or a whole number that somebody left in the metadata under that name; Malformed where it is neither."""
    value = (metadata or {}).get(name)
    path = f"metadata.{name}"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < _MOST:
        return str(value)
    if value is not None and not isinstance(value, str):
        raise malformed(path, "neither words nor a number")
    return text(value, path)


def day(metadata: p.Loose, name: str) -> date | None:
    """A day as 2026-12-31, with or without a time after it."""
    found = said(metadata, name)
    try:
        return date.fromisoformat(found[:10]) if found else None
    except ValueError as e:
        raise malformed(f"metadata.{name}", "not a date") from e


def number(value: str | p.Number, path: str) -> Decimal:
    """Exact and sensible: no more than 15 digits before the point."""
    try:
        found = Decimal(value)
    except InvalidOperation as e:
        raise malformed(path, "not a number") from e
    if not found.is_finite() or abs(found.adjusted()) > 15 or len(str(found)) > 60:
        raise malformed(path, "not a sensible number")
    return found


def exact(value: p.Exact | None, path: str) -> Decimal:
    """Zero where the shop leaves it out."""
    return Decimal(0) if value is None else number(value.value, path)


def currency(code: str) -> str:
    found = code.upper()
    if not _CURRENCY.fullmatch(found):
        raise malformed("currency_code", "not a currency code")
    return found


def money(amount: Decimal, code: str, path: str) -> Money:
    try:
        found = Money.of(amount, code)
    except (ArithmeticError, ValueError) as e:
        raise malformed(path, "not an amount") from e
    if abs(found.minor) >= _MOST:
        raise malformed(path, "an amount beyond reason")
    return found


def address(place: p.Place | None, path: str) -> Address | None:
    if place is None:
        return None
    words = {
        "name": " ".join(n for n in (place.first_name, place.last_name) if n),
        "company": place.company,
        "street": place.address_1,
        "street2": place.address_2,
        "postcode": place.postal_code,
        "city": place.city,
        "region": place.province,
        "country": place.country_code and place.country_code.upper(),
        "phone": place.phone,
    }
    return Address(**{name: text(word, f"{path}.{name}") or "" for name, word in words.items()})


def party(groups: list[p.Group] | None, *carriers: p.Loose) -> str | None:
    """The ERP customer's number: the company group's, else the buyer's, else what the order itself carries."""
    for metadata in (*(g.metadata for g in groups or ()), *carriers):
        if found := said(metadata, "erp_party"):
            return found
    return None


def latest(*moments: datetime | None) -> datetime:
    return max(m for m in moments if m is not None)
