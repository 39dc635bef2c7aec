"""Feeds that are read whole, for nothing tells which of their rows changed: how often, and what of it is new."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from app.connectors.medusa import feeds
from app.connectors.medusa.ground import Ground
from app.domain.feed import Bad, Cursor, Feed, Page, Record
from app.lanes.stop import Stop

_SHARE = 20  # at most that part of the time of a server that answers one call at a time
Part = tuple[tuple[Record, ...], tuple[Bad, ...]]
Read = Callable[[Ground], Iterator[Part]]  # every row that exists now, in parts


class Whole:
    """Reads one feed with one session. ``every``: seconds between two readings, as long as they are quick."""

    def __init__(self, ground: Ground, feed: Feed, read: Read, every: float) -> None:
        self._ground, self._feed, self._read, self._every = ground, feed, read, every
        self._next = 0.0  # when it is read again, by this machine's clock
        self._asof: datetime | None = None

    def pages(self, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """All of it a part at a time, or one empty page as of the last reading while that is young enough."""
        ground, feed, began = self._ground, self._feed, time.monotonic()
        if cursor is None:
            ground.forget(feed.model)
        elif self._asof is not None and began < self._next:
            yield Page(feed, (), (), (), cursor, True, self._asof)
            return
        asof = ground.client.clock()
        end = Cursor(max(asof, cursor.stamp) if cursor else asof, 0, ground.epoch)
        interim = cursor or Cursor(feeds.START, 0, ground.epoch)
        there: set[str] = set()
        for records, bad in self._read(ground):
            there |= {r.ref.key for r in records} | {b.ref.key for b in bad}
            fresh = ground.fresh(feed.model, records)
            yield Page(feed, fresh, bad, (), interim, False, asof)
            ground.take(feed.model, fresh)
            if stop:
                return
        ground.keep_only(feed.model, there)  # a row that moved between two pages was seen on neither
        yield Page(feed, (), (), (), end, True, asof, frozenset(there))
        self._asof = asof
        self._next = time.monotonic() + max(self._every, _SHARE * (time.monotonic() - began))

    def keys(self) -> Iterator[dict[str, None]]:
        """Every key that exists now, in slices."""
        for records, bad in self._read(self._ground):
            yield dict.fromkeys([*(r.ref.key for r in records), *(b.ref.key for b in bad)])

    def some(self, keys: frozenset[str]) -> tuple[tuple[Record, ...], tuple[Bad, ...]]:
        """These as they are now; missing ones are left out."""
        found = list(self._read(self._ground))
        records = tuple(r for part, _ in found for r in part if r.ref.key in keys)
        return records, tuple(b for _, part in found for b in part if b.ref.key in keys)
