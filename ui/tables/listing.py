"""One answer as a table shows it: the vector of keys (rows and group rows) with their records beside it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from ui.tables.column import Group


@dataclass(frozen=True, slots=True)
class Listing:
    """``keys`` are unique; ``records`` are parallel: a Group, a record of the page's own type, or None (not read yet).

    ``matching``: the keys of all rows that match, also those hidden in closed groups: what select-all means.
    """

    keys: Sequence[str] = ()
    records: Sequence[object] = ()
    matching: Sequence[str] = ()
    at: Mapping[str, int] = field(default_factory=dict)

    def record(self, key: str) -> object:
        """The record of a key, None when it is not in the list."""
        i = self.at.get(key)
        return None if i is None else self.records[i]


def listing(pairs: Iterable[tuple[str, object]], matching: Sequence[str] | None = None) -> Listing:
    """From (key, record) pairs in order. Without ``matching`` every row that is no group matches."""
    entries = tuple(pairs)
    keys = tuple(key for key, _ in entries)
    records = tuple(record for _, record in entries)
    if matching is None:
        matching = [key for key, record in entries if not isinstance(record, Group)]
    return Listing(keys, records, tuple(matching), {key: i for i, key in enumerate(keys)})


def placeholders(count: int) -> Listing:
    """Rows that are known to come but are not read yet."""
    return listing([(f"placeholder:{i}", None) for i in range(count)], ())
