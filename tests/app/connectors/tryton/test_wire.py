"""Tryton's JSON: strict on the way in, exact on the way out."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.connectors.tryton.wire import Broken, Garbled, decode, encode

values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**30), 10**30)
    | st.text()
    | st.dates()
    | st.integers(0, 4000).map(lambda days: timedelta(days=days))
    | st.datetimes(timezones=st.just(UTC))
    | st.decimals(allow_nan=False, allow_infinity=False, places=6, min_value=-(10**15), max_value=10**15),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text().filter(lambda k: k != "__class__"), inner, max_size=4),
    max_leaves=12,
)


@given(values)
def test_what_is_written_is_read_back_the_same(value: object) -> None:
    assert decode(encode(value)) == value


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_called_garbled(body: bytes) -> None:
    try:
        decode(body)
    except Garbled:
        return


@pytest.mark.parametrize(
    "body",
    [
        b'{"a":1,"a":2}',
        b'{"result":NaN}',
        b'{"result":-Infinity}',
        b"[" * 100_000,
        b'{"n":' + b"9" * 5_000 + b"}",
        b'{"n":0.' + b"9" * 5_000 + b"}",
        b'{"s":"\xff"}',
        b"",
        b"<html>",
        b'{"a":1} trailing',
    ],
    ids=["doubled key", "NaN", "Infinity", "nesting", "long integer", "long fraction", "not UTF-8", "empty", "html", "trailing"],
)
def test_hostile_json_is_garbled(body: bytes) -> None:
    with pytest.raises(Garbled):
        decode(body)


@pytest.mark.parametrize(
    "value",
    [
        {"__class__": "Decimal", "decimal": "NaN"},
        {"__class__": "Decimal", "decimal": "1e999999"},
        {"__class__": "Decimal", "decimal": "1" * 5_000},
        {"__class__": "Decimal"},
        {"__class__": "date", "year": 2026, "month": 13, "day": 1},
        {"__class__": "date", "year": True, "month": 1, "day": 1},
        {"__class__": "datetime", "year": 2026, "month": 1, "day": 1},
        {"__class__": "Ghost"},
        {"__class__": ["list"]},
        {"__class__": "bytes", "base64": 5},
        {"__class__": "timedelta", "seconds": "1e400"},
    ],
)
def test_a_broken_value_spoils_only_itself(value: object) -> None:
    found = decode(json.dumps({"id": 1, "result": [value, 2]}).encode())
    assert isinstance(found, dict)
    broken, other = found["result"]
    assert isinstance(broken, Broken)
    assert other == 2


def test_money_never_passes_through_a_float() -> None:
    assert decode(b"12345678901234567.89") == Decimal("12345678901234567.89")
    assert encode(Decimal("0.10")) == b'{"__class__":"Decimal","decimal":"0.10"}'
    with pytest.raises(TypeError):
        encode(0.1)


def test_times_are_utc_and_dates_are_days() -> None:
    clock = b'{"__class__":"datetime","year":2026,"month":3,"day":1,"hour":2,"minute":3,"second":4,"microsecond":5}'
    body = b"[" + clock + b',{"__class__":"date","year":2024,"month":2,"day":29}]'
    assert decode(body) == [datetime(2026, 3, 1, 2, 3, 4, 5, tzinfo=UTC), date(2024, 2, 29)]
