"""Fields of the policy's texts, checked: each is what it should be, or one sentence with its path."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import time
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn

from app.domain.money import Money
from app.errors import Refused

_MOST = Decimal(10**12)
_TITLES = {
    "authority": "The authority matrix",
    "quotes": "The limits for offers",
    "returns": "The terms for returns",
    "claims": "The terms of carriers",
    "sourcing": "The rules of sourcing",
}


def toml(document: str, text: str) -> dict[str, Any]:
    """``document``: see ``texts.NAMES``."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise Refused(f"{_TITLES[document]} cannot be read", f"It is not valid TOML: {e}.", about=document) from e


def wrong(path: str, wanted: str, document: str = "authority") -> NoReturn:
    raise Refused(f"{_TITLES[document]} cannot be used", f"{path} must be {wanted}.", about=path)


def table(data: dict[str, Any], key: str) -> dict[str, Any]:
    value = data.get(key)
    if not isinstance(value, dict) or not value:
        wrong(key, "a table")
    return value


def text(data: Mapping[str, Any], key: str, path: str, document: str = "authority") -> str:
    value = data.get(key)
    if not isinstance(value, str) or not value.strip():
        wrong(path, "a text", document)
    return value


def one_of(known: tuple[str, ...], body: Mapping[str, Any], key: str, path: str, document: str = "authority") -> str:
    value = body.get(key)
    if value not in known:
        wrong(_at(path, key), f"one of {', '.join(known)}", document)
    return str(value)


def decimal(body: Mapping[str, Any], key: str, path: str, document: str = "authority") -> Decimal | None:
    """None where the key is not there."""
    if key not in body:
        return None
    try:
        value = Decimal(body[key]) if isinstance(body[key], str) else None
    except InvalidOperation:
        value = None
    if value is None or not value.is_finite() or value < 0:
        wrong(_at(path, key), 'a number of 0 or more in quotes, such as "10000"', document)
    return value


def _at(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def minor(body: Mapping[str, Any], key: str, path: str, currency: str, document: str = "authority") -> int | None:
    value = decimal(body, key, path, document)
    if value is None:
        return None
    if value >= _MOST or Money.of(value, currency).amount != value:
        wrong(_at(path, key), f"an amount in {currency} below {_MOST:,f}, in no smaller parts than it has", document)
    return Money.of(value, currency).minor


def whole(
    body: Mapping[str, Any], key: str, path: str, document: str = "authority", unit: str = "", most: int | None = None
) -> int:
    value = body.get(key)
    if not isinstance(value, int) or isinstance(value, bool) or value <= 0 or (most is not None and value > most):
        wrong(path, f"a whole number{unit} above 0" + ("" if most is None else f" and at most {most:,}"), document)
    return value


def clock(data: dict[str, Any], key: str, path: str) -> time:
    try:
        return time.fromisoformat(text(data, key, path))
    except ValueError:
        wrong(path, "a time such as 08:00")
