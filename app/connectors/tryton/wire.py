"""Tryton's JSON: values on the wire to Python values and back, strictly."""

from __future__ import annotations

import json
from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal, InvalidOperation
from typing import NoReturn

_DIGITS = 40  # no field of an ERP has more; longer ones are an attack on the parser


class Garbled(ValueError):
    """The bytes are not the JSON that a Tryton server writes."""


@dataclass(frozen=True, slots=True)
class Broken:
    """A value that claims a type and does not keep to it; the record that holds it goes to quarantine, its page goes on."""

    text: str


class Quantity(Decimal):
    """Travels as the bare number that Tryton's Float fields and its price context take; money never does."""


def decode(body: bytes) -> object:
    """Numbers with a point become Decimal, datetimes aware UTC. Garbled: NaN, doubled keys, deep nesting, wrong encoding."""
    try:
        return json.loads(
            body.decode("utf-8"),
            parse_float=_decimal,
            parse_int=_integer,
            parse_constant=_constant,
            object_pairs_hook=_object,
        )
    except (ValueError, RecursionError) as e:
        raise Garbled(str(e)[:200]) from e


def encode(value: object) -> bytes:
    """The bytes of a request. Floats are refused: money travels as Decimal, a quantity as Quantity."""
    return json.dumps(_plain(value), ensure_ascii=True, allow_nan=False, separators=(",", ":")).encode()


def _plain(value: object) -> object:
    if isinstance(value, Quantity):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, Decimal):
        return {"__class__": "Decimal", "decimal": str(value)}
    if isinstance(value, datetime):
        v = value.astimezone(UTC)
        keys = ("year", "month", "day", "hour", "minute", "second", "microsecond")
        return {"__class__": "datetime"} | {k: getattr(v, k) for k in keys}
    if isinstance(value, date):
        return {"__class__": "date", "year": value.year, "month": value.month, "day": value.day}
    if isinstance(value, timedelta):
        return {"__class__": "timedelta", "seconds": value.days * 86400 + value.seconds}
    if isinstance(value, bytes):
        return {"__class__": "bytes", "base64": b64encode(value).decode()}
    if isinstance(value, Mapping):
        return {str(k): _plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(v) for v in value]
    if isinstance(value, float):
        raise TypeError("floats do not travel")
    return value


def _decimal(text: str) -> Decimal:
    if len(text) > _DIGITS:
        raise Garbled("a number too long")
    return Decimal(text)


def _integer(text: str) -> int:
    if len(text) > _DIGITS:
        raise Garbled("a number too long")
    return int(text)


def _constant(text: str) -> NoReturn:
    raise Garbled(f"{text} is not a number")


def _object(pairs: list[tuple[str, object]]) -> object:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Garbled("a key twice")
    kind = found.get("__class__")
    if kind is None:
        return found
    try:
        return _typed(str(kind), found)
    except (KeyError, TypeError, ValueError, ArithmeticError, InvalidOperation):
        return Broken(repr(found)[:500])


def _typed(kind: str, found: dict[str, object]) -> object:
    if kind == "Decimal":
        text = str(found["decimal"])
        value = Decimal(text)
        if not value.is_finite() or len(text) > _DIGITS or not -30 < value.adjusted() < 30:
            raise ValueError(kind)
        return value
    if kind == "date":
        return date(_int(found, "year"), _int(found, "month"), _int(found, "day"))
    if kind == "datetime":
        clock = (_int(found, k) for k in ("year", "month", "day", "hour", "minute", "second", "microsecond"))
        year, month, day, hour, minute, second, micro = clock
        return datetime(year, month, day, hour, minute, second, micro, tzinfo=UTC)
    if kind == "timedelta":
        return timedelta(seconds=float(str(found["seconds"])))
    if kind in ("bytes", "bytearray"):
        return b64decode(str(found["base64"]))
    raise ValueError(kind)


def _int(found: dict[str, object], key: str) -> int:
    value = found[key]
    if isinstance(value, bool) or not isinstance(value, int):
        raise TypeError(key)
    return value
