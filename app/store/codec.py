"""Frozen dataclasses as rows: one declaration, the dataclass itself, gives the columns and both directions."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import astuple, fields
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import NoneType, UnionType
from typing import Any, Generic, TypeVar, get_args, get_origin, get_type_hints

from app.domain.address import Address
from app.domain.money import Money
from app.domain.ref import Ref
from app.store.times import from_micros, spans, spans_text, to_micros

T = TypeVar("T")
Column = tuple[str, str]  # name, SQL type
Plain = tuple[str, Callable[[Any], Any], Callable[[Any], Any]]  # SQL type, to a row, from a row


def _same(value: Any) -> Any:
    return value


def _json(value: Any) -> str:
    listed = sorted(value) if isinstance(value, frozenset) else value
    return json.dumps(listed, ensure_ascii=False, separators=(",", ":"))


def _pairs(text: str) -> tuple[Any, ...]:
    return tuple(tuple(x) if isinstance(x, list) else x for x in json.loads(text))


_PLAIN: dict[Any, Plain] = {
    str: ("TEXT", _same, _same),
    int: ("INTEGER", _same, _same),
    bool: ("INTEGER", int, bool),
    datetime: ("INTEGER", to_micros, from_micros),
    date: ("TEXT", date.isoformat, date.fromisoformat),
    Decimal: ("TEXT", str, Decimal),
    tuple[tuple[datetime, datetime], ...]: ("TEXT", spans_text, spans),
    Address: ("TEXT", lambda a: _json(astuple(a)), lambda text: Address(*json.loads(text))),
}


class Codec(Generic[T]):
    """``columns`` in the order of the fields; Money takes two (``x_minor``, ``x_currency``), Ref two (``source``, ``key``)."""

    def __init__(self, cls: type[T], *, model: str = "") -> None:
        self.cls = cls
        self._model = model
        self.columns: list[Column] = []
        self._fields: list[tuple[str, int, Callable[[Any], Sequence[Any]] | None, Callable[..., Any], int]] = []
        hints = get_type_hints(cls)
        for field in fields(cls):  # type: ignore[arg-type]
            self._add(field.name, hints[field.name])
        self.names = tuple(name for name, _ in self.columns)

    def encode(self, record: T) -> tuple[Any, ...]:
        row: list[Any] = []
        for name, width, split, _, _ in self._fields:
            value = getattr(record, name)
            if value is None:
                row += [None] * width
            elif split is None:
                row.append(value)
            else:
                row += split(value)
        return tuple(row)

    def decode(self, row: Sequence[Any]) -> T:
        """From a row (or its tail) that begins with this codec's columns."""
        values = [
            None if row[at] is None else join(row[at]) if width == 1 else join(row[at], row[at + 1])
            for _, width, _, join, at in self._fields
        ]
        return self.cls(*values)

    def _add(self, name: str, hint: Any) -> None:
        hint, null = _optional(hint)
        at = len(self.columns)
        if hint is Money:
            self._wide(
                name, (f"{name}_minor", "INTEGER"), (f"{name}_currency", "TEXT"), lambda m: (m.minor, m.currency), Money, null
            )
        elif hint is Ref:
            self._wide(name, ("source", "TEXT"), ("key", "TEXT"), lambda r: (r.source, r.key), self._ref, null)
        else:
            type_, write, read = _plain(hint)
            split = None if write is _same else lambda value, write=write: (write(value),)
            self.columns.append((name, type_ + ("" if null else " NOT NULL")))
            self._fields.append((name, 1, split, read, at))

    def _wide(
        self,
        name: str,
        first: Column,
        second: Column,
        split: Callable[[Any], Sequence[Any]],
        join: Callable[..., Any],
        null: bool,
    ) -> None:
        at = len(self.columns)
        rule = "" if null else " NOT NULL"
        self.columns += [(first[0], first[1] + rule), (second[0], second[1] + rule)]
        self._fields.append((name, 2, split, join, at))

    def _ref(self, source: str, key: str) -> Ref:
        return Ref(source, self._model, key)


def _optional(hint: Any) -> tuple[Any, bool]:
    if get_origin(hint) is UnionType:
        (inner,) = (a for a in get_args(hint) if a is not NoneType)
        return inner, True
    return hint, False


def _plain(hint: Any) -> Plain:
    if hint in _PLAIN:
        return _PLAIN[hint]
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return "TEXT", str, hint
    if get_origin(hint) is frozenset:
        return "TEXT", _json, lambda text: frozenset(json.loads(text))
    if get_origin(hint) is tuple:
        return "TEXT", _json, _pairs
    raise TypeError(f"no column for {hint}")
