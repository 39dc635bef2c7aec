"""Medusa's JSON: bytes to Python values and back, strictly, without floats."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import NoReturn

_DIGITS = 60  # no amount of a shop has more; longer ones are an attack on the parser


class Garbled(ValueError):
    """The bytes are not JSON as a server of this kind writes it."""


def decode(body: bytes) -> object:
    """Numbers with a point become Decimal. Garbled: NaN, wrong encoding, endless digits, deep nesting."""
    try:
        return json.loads(body.decode("utf-8"), parse_float=_decimal, parse_int=_integer, parse_constant=_constant)
    except (ValueError, RecursionError) as e:
        raise Garbled(str(e)[:200]) from e


def encode(value: object) -> bytes:
    """The bytes of a request; a Decimal travels as a JSON number with all its digits, times in ISO 8601."""
    return _text(value).encode()


def moment(at: datetime) -> str:
    """As Medusa writes times, to the millisecond, in UTC."""
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _text(value: object) -> str:
    if isinstance(value, Decimal):
        if not value.is_finite():
            raise TypeError("not a number")
        return f"{value:f}"
    if isinstance(value, Mapping):
        return "{" + ",".join(f"{json.dumps(str(k))}:{_text(v)}" for k, v in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        return "[" + ",".join(_text(v) for v in value) + "]"
    if isinstance(value, float):
        raise TypeError("floats do not travel")
    return json.dumps(moment(value) if isinstance(value, datetime) else value, allow_nan=False)


def _decimal(text: str) -> Decimal:
    if len(text) > _DIGITS:
        raise ValueError("a number beyond reason")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise ValueError("a number beyond reason")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise ValueError(f"{text} is not JSON")
