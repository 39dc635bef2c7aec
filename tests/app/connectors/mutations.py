"""What can be done to a recorded row, and what must hold of a record that still comes out."""

from __future__ import annotations

from collections.abc import Sequence
from copy import deepcopy
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from app.domain.address import Address
from app.domain.money import Money


def mutated(data: st.DataObject, row: Any, odd: Sequence[Any]) -> Any:
    """The row with one to three of its members gone or replaced by something ``odd``."""
    row = deepcopy(row)
    for _ in range(data.draw(st.integers(1, 3))):
        places = _spots(row)
        if not places:
            break
        *way, last = data.draw(st.sampled_from(places))
        at: Any = row
        for step in way:
            at = at[step]
        if data.draw(st.booleans()):
            at[last] = deepcopy(data.draw(st.sampled_from(odd)))
        else:
            del at[last]
    return row


def _spots(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """Every place in a row that a mutation can hit."""
    inner = list(value.items()) if isinstance(value, dict) else list(enumerate(value)) if isinstance(value, list) else []
    return [(*path, k) for k, _ in inner] + [s for k, v in inner for s in _spots(v, (*path, k))]


def storable(record: object) -> None:
    """Nothing in it that a database or a comparison would choke on."""
    for name in record.__slots__:  # type: ignore[attr-defined]
        value = getattr(record, name)
        if isinstance(value, str):
            assert "\0" not in value
            value.encode()
        elif isinstance(value, Money):
            assert abs(value.minor) < 2**63
        elif isinstance(value, datetime):
            assert value.tzinfo is not None
            value.astimezone(UTC)
        elif isinstance(value, Decimal):
            assert value.is_finite()
        elif isinstance(value, Address):
            storable(value)
