"""Orders with their lines and payments: read once for the three feeds, whole at first, then what was told of or changed."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from app.connectors.medusa import feeds
from app.connectors.medusa import listings as lists
from app.connectors.medusa.batch import Batch, fill
from app.connectors.medusa.changes import History, history
from app.connectors.medusa.client import Row
from app.connectors.medusa.ground import Ground
from app.connectors.quarantine import key_of
from app.domain.feed import Cursor, Feed, Page
from app.lanes.stop import Stop

_HEADS = "id,version,updated_at"
_SLOW = 30.0  # seconds between two looks at fifty orders that have not ended: what moves without their last change
_MOST_KEPT = 200  # pages


@dataclass
class Reading:
    """One reading of the orders from a cursor, to be handed to each feed once. ``whole``: it came to its end."""

    start: Cursor | None
    batches: list[Batch] = field(default_factory=list)
    served: set[str] = field(default_factory=set)
    whole: bool = False


class Orders:
    """Polls of web_orders, web_lines and web_payments with one session."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._reading: Reading | None = None
        self._parts: dict[str, dict[str, frozenset[str]]] = {}  # order -> feed -> keys, as far as read in this session
        self._heads: dict[str, str] = {}  # rows of plain polls seen in the overlap
        self._slice = ""  # the last order of the slow look
        self._looked = time.monotonic()

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """Pages for one of the three feeds; what another one of them read from the same cursor is not read again."""
        kept = self._reading
        if kept is None or not kept.whole or kept.start != cursor or feed.name in kept.served:
            if feeds.loading(cursor):
                self._ground.forget(feed.model)
            yield from self._hand_over(feed, self._read(feed, cursor, stop))
            return
        kept.served.add(feed.name)
        if feeds.loading(cursor):
            self._ground.forget(feed.model)
        yield from self._hand_over(feed, iter(kept.batches))

    def _hand_over(self, feed: Feed, batches: Iterator[Batch]) -> Iterator[Page]:
        for batch in batches:
            fresh = self._ground.fresh(feed.model, batch.records.get(feed.name, ()))
            yield batch.page(feed, fresh)
            # Only here is the page known to be stored: whoever takes it raises inside the yield otherwise.
            self._ground.take(feed.model, fresh)

    def _read(self, feed: Feed, cursor: Cursor | None, stop: Stop) -> Iterator[Batch]:
        reading = self._reading = Reading(cursor, served={feed.name})
        batches = self._load() if cursor is None or feeds.loading(cursor) else self._changes(cursor)
        for batch in batches:
            reading.batches.append(batch)
            if len(reading.batches) > _MOST_KEPT:
                self._reading = None  # too much to hold: each feed reads for itself
            yield batch
            if stop and not batch.last:
                return
        reading.whole = True

    # ---- the first load ----

    def _load(self) -> Iterator[Batch]:
        ground, client = self._ground, self._ground.client
        asof = client.clock()
        position = feeds.here(client) if ground.addon else 0
        interim, end = Cursor(feeds.START, 0, ground.epoch), Cursor(asof, position, ground.epoch)
        for listing in (lists.ORDERS, lists.DRAFTS):
            for rows in lists.by_change(client, listing, feeds.START):
                yield self._batch(rows, {}, interim, False, asof)
                self._heads.update((key_of(row), _head(row)) for row in rows)
        yield Batch(end, True, asof)

    # ---- what changed ----

    def _changes(self, cursor: Cursor) -> Iterator[Batch]:
        ground, client = self._ground, self._ground.client
        asof = client.clock()
        if ground.addon:
            told = feeds.since(client, cursor.key)
            keys = [k for k in told.keys("order", "draft", "payment") if k.startswith("order_")]
            end = Cursor(max(cursor.stamp, asof), told.position, ground.epoch)
            heads: dict[str, str] = {}
        else:
            keys, heads, stamp = self._moved(cursor)
            end = Cursor(max(cursor.stamp, stamp), 0, ground.epoch)
        parts = [keys[at : at + lists.PAGE] for at in range(0, len(keys), lists.PAGE)] or [[]]
        for n, part in enumerate(parts):
            last = n == len(parts) - 1
            rows = self._some(part)
            batch = self._batch(rows, self._histories(rows), end if last else cursor, last, asof)
            self._bury(batch, set(part) - {key_of(r) for r in rows})
            yield batch
        self._heads.update(heads)

    def _moved(self, cursor: Cursor) -> tuple[list[str], dict[str, str], datetime]:
        """Keys of orders and drafts that changed, of orders whose payments did, and a few that have not ended."""
        since, client = self._ground.since(feeds.ORDERS.name, cursor), self._ground.client
        keys: dict[str, None] = {}
        heads: dict[str, str] = {}
        reached = cursor.stamp
        for listing in (lists.ORDERS, lists.DRAFTS, lists.PAYMENTS):
            fields = None if listing is lists.PAYMENTS else _HEADS
            for row in (r for rows in lists.by_change(client, listing, since, fields=fields) for r in rows):
                key, head = key_of(row), _head(row)
                reached = max(reached, lists.stamp_of(row) or reached)
                if self._heads.get(key) != head:
                    heads[key] = head
                    keys.setdefault(_order_of(row) if listing is lists.PAYMENTS else key)
        keys.update(dict.fromkeys(self._slowly()))
        keys.pop("?", None)
        return list(keys), heads, reached

    def _slowly(self) -> list[str]:
        """The next fifty orders that have not ended, every half minute, round and round."""
        if time.monotonic() - self._looked < _SLOW:
            return []
        self._looked = time.monotonic()
        light = lists.ORDERS._replace(fields="id,status")
        rows = lists.page(self._ground.client, light, lists.not_ended(self._slice))
        found = [key_of(row) for row in rows]
        self._slice = found[-1] if len(found) == lists.PAGE else ""
        return found

    def _some(self, keys: Sequence[str]) -> list[Row]:
        """These orders and drafts as they are now; missing ones are left out."""
        rows: list[Row] = []
        for listing in (lists.ORDERS, lists.DRAFTS):
            missing = [k for k in keys if k not in {key_of(r) for r in rows}]
            if missing:
                rows += lists.page(self._ground.client, listing, lists.among(missing))
        return rows

    def _histories(self, rows: list[Row]) -> dict[str, History]:
        return {key_of(r): history(self._ground.client, key_of(r)) for r in rows if key_of(r) != "?"}

    def _batch(self, rows: list[Row], histories: dict[str, History], cursor: Cursor, last: bool, asof: datetime) -> Batch:
        batch = Batch(cursor, last, asof)
        for row in rows:
            parts = fill(batch, row, histories.get(key_of(row)), self._ground.source)
            for name, held in self._parts.get(key_of(row), {}).items():  # a line that an edit took out
                batch.lose(self._ground.source, feeds.BY_NAME[name], held - parts[name])
            self._parts[key_of(row)] = parts
        return batch

    def some(self, keys: Sequence[str]) -> Batch:
        """These orders as they are now, past all that was taken."""
        batch = Batch(Cursor(feeds.START, 0, self._ground.epoch), True, self._ground.client.clock())
        for at in range(0, len(keys), lists.PAGE):
            rows = self._some(keys[at : at + lists.PAGE])
            histories = self._histories(rows)
            for row in rows:
                fill(batch, row, histories.get(key_of(row)), self._ground.source)
        return batch

    def _bury(self, batch: Batch, keys: set[str]) -> None:
        """Orders that are not there any more, with the parts of theirs that this session has read."""
        source = self._ground.source
        for key in keys:
            batch.lose(source, feeds.ORDERS, {key})
            for feed in (feeds.LINES, feeds.PAYMENTS):
                batch.lose(source, feed, self._parts.get(key, {}).get(feed.name, frozenset()))
            self._parts.pop(key, None)


def _order_of(payment: Row) -> str:
    """The order that a payment is for; "?" where it has none."""
    collection = payment.get("payment_collection")
    return key_of(collection.get("order")) if isinstance(collection, dict) else "?"


def _head(row: Row) -> str:
    return f"{row.get('updated_at')}/{row.get('version')}"
