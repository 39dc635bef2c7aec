"""Rows of a page to records; what cannot be read is set aside with its raw text, and the page goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.domain.feed import Bad, Record
from app.domain.ref import Ref
from app.errors import Malformed

_RAW = 64 * 1024
_LONGEST = 40


def map_rows(
    rows: Iterable[object], source: str, noun: str, mapper: Callable[[object], Record]
) -> tuple[tuple[Record, ...], tuple[Bad, ...]]:
    """Records and bad ones, in the page's order. A row without a key is filed under "?"."""
    records: list[Record] = []
    bad: list[Bad] = []
    for row in rows:
        try:
            records.append(mapper(row))
        except Malformed as e:
            bad.append(set_aside(row, Ref(source, noun, key_of(row)), e, _number(row)))
    return tuple(records), tuple(bad)


def set_aside(row: object, ref: Ref, error: Malformed, number: str = "") -> Bad:
    """What is kept of a row that broke its mapping. ``number``: what a person knows it by, as far as that can be read."""
    return Bad(ref, error.path, error.advice, _raw(row), number)


def key_of(row: object) -> str:
    """The key under which a row is filed that may be anything; "?" where it has none."""
    key = row.get("id") if isinstance(row, dict) else None
    if isinstance(key, int) and not isinstance(key, bool):
        return str(key)
    return key if isinstance(key, str) and key.isascii() and key.isprintable() and 0 < len(key) <= 200 else "?"


def _number(row: object) -> str:
    """Documents of the ERP carry theirs under this very name."""
    number = row.get("number") if isinstance(row, dict) else None
    return number if isinstance(number, str) and number.isprintable() and len(number) <= _LONGEST else ""


def _raw(row: object) -> str:
    """As text that any database can keep, at most 64 kB."""
    try:
        said = repr(row)
    except RecursionError:
        said = "nested too deeply"
    return said.encode("utf-8", "backslashreplace")[:_RAW].decode("utf-8", "ignore").replace("\0", "\\0")
