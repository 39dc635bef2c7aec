"""Rows of a page to records; what cannot be read is set aside with its raw text, and the page goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from app.connectors.tryton.mapper import World
from app.domain.feed import Bad, Feed, Record
from app.domain.ref import Ref
from app.errors import Malformed

_RAW = 64 * 1024


def map_rows(
    rows: Iterable[object], feed: Feed, mapper: Callable[[object, World], Record], world: World
) -> tuple[tuple[Record, ...], tuple[Bad, ...]]:
    """Records and bad ones, in the page's order. A row without a key is filed under "?"."""
    records: list[Record] = []
    bad: list[Bad] = []
    for row in rows:
        try:
            records.append(mapper(row, world))
        except Malformed as e:
            key = row.get("id") if isinstance(row, dict) else None
            ref = Ref(world.source, feed.model, str(key) if isinstance(key, int) and not isinstance(key, bool) else "?")
            bad.append(Bad(ref, e.path, e.advice, _raw(row)))
    return tuple(records), tuple(bad)


def _raw(row: object) -> str:
    """As text that any database can keep, at most 64 kB."""
    try:
        said = repr(row)
    except RecursionError:
        said = "nested too deeply"
    return said.encode("utf-8", "backslashreplace")[:_RAW].decode("utf-8", "ignore").replace("\0", "\\0")
