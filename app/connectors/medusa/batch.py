"""Some orders as they were read, as records of the three feeds that are made of orders."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial

from app.connectors.medusa import feeds, mapper
from app.connectors.medusa.changes import History
from app.connectors.medusa.client import Row
from app.connectors.medusa.parts import World
from app.connectors.quarantine import key_of, set_aside
from app.domain.feed import Bad, Cursor, Feed, Page, Record
from app.domain.ref import Ref
from app.errors import Malformed


@dataclass
class Batch:
    """Records, unreadable ones and deletions by feed. ``last`` ends the poll at ``cursor``."""

    cursor: Cursor
    last: bool
    asof: datetime
    records: dict[str, list[Record]] = field(default_factory=dict)
    bad: dict[str, list[Bad]] = field(default_factory=dict)
    gone: dict[str, list[Ref]] = field(default_factory=dict)

    def page(self, feed: Feed, fresh: tuple[Record, ...]) -> Page:
        bad, gone = tuple(self.bad.get(feed.name, ())), tuple(self.gone.get(feed.name, ()))
        return Page(feed, fresh, bad, gone, self.cursor, self.last, self.asof)

    def lose(self, source: str, feed: Feed, keys: Collection[str]) -> None:
        self.gone.setdefault(feed.name, []).extend(Ref(source, feed.model, k) for k in sorted(keys))

    def keep(self, source: str, feed: Feed, row: object, number: str, make: Callable[[], tuple[Record, ...]]) -> set[str]:
        """Map a row of the order with this number, or set it aside; the keys that it has in the feed."""
        try:
            made = make()
        except Malformed as e:
            self.bad.setdefault(feed.name, []).append(set_aside(row, Ref(source, feed.model, key_of(row)), e, number))
            return {key_of(row)}
        self.records.setdefault(feed.name, []).extend(made)
        return {r.ref.key for r in made}


def fill(batch: Batch, row: Row, past: History | None, source: str) -> dict[str, frozenset[str]]:
    """The order's records into the batch; the keys of its parts by feed."""
    world = World(source, {}, {})
    number = mapper.readable_number(row)
    batch.keep(source, feeds.ORDERS, row, number, lambda: (mapper.order(row, world, past),))
    lines: set[str] = set()
    for n, item in enumerate(sorted(_listed(row, "items"), key=key_of), 1):  # the shop lists them in any order
        lines |= batch.keep(source, feeds.LINES, item, number, partial(_line, item, row, n, world, past))
    payments: set[str] = set()
    for collection in _listed(row, "payment_collections"):
        found = batch.keep(source, feeds.PAYMENTS, collection, number, partial(mapper.attempts, collection, row, world))
        if key_of(collection) not in found:  # somebody tries to pay: the request itself waits no more
            batch.lose(source, feeds.PAYMENTS, {key_of(collection)})
        payments |= found
    if past:
        batch.lose(source, feeds.LINES, past.removed - lines)
    return {feeds.LINES.name: frozenset(lines), feeds.PAYMENTS.name: frozenset(payments)}


def _line(item: object, row: Row, n: int, world: World, past: History | None) -> tuple[Record, ...]:
    return (mapper.line(item, row, n, world, past),)


def _listed(row: Row, name: str) -> list[object]:
    found = row.get(name)
    return found if isinstance(found, list) else []
