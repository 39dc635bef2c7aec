"""Sweeps (protocol.md 2.3): which records of the mirror are not in their system any more, and the brake against a wrong answer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from app.connectors.contract import Connector
from app.domain.changes import NOTHING, Changes
from app.domain.feed import Feed
from app.domain.ref import Ref
from app.errors import NotAuthorized
from app.lanes.lane import Lane
from app.lanes.stop import Stop
from app.store.mirror import Mirror, MirrorTx

T = TypeVar("T")
EVERY = 900.0  # seconds in which every feed is swept once
AGAIN = 60.0  # seconds until a held sweep is tried again
_SHARE, _MOST, _FEW = 20, 200, 3  # held: more than a twentieth, more than 200; so few of a small feed pass
_NOT_SWEPT = frozenset({"standings"})  # a figure per customer, read for those that are asked for


@dataclass(slots=True)
class Sweeper:
    """Sweeps one source, a feed at a time, on its pull lane. ``held``: feed -> why its sweep was held, for the person.

    A first held sweep is tried again in silence: it may have met a server that was just being restarted.
    """

    connector: Connector
    mirror: Mirror
    writer: Lane
    touch: Callable[[frozenset[Ref]], None]
    held: dict[str, str] = field(default_factory=dict)
    _doubted: set[str] = field(default_factory=set)
    _lacking: dict[str, frozenset[str]] = field(default_factory=dict)
    _next: int = 0

    def step(self, stop: Stop) -> tuple[Changes, float]:
        """Sweep the next feed; what changed, and in how many seconds the next step makes sense. Trouble of the remote or a store.

        ``touch`` hears the subjects of what was removed: they are judged again.
        """
        feeds = [f for f in self.connector.feeds if f.name not in _NOT_SWEPT]
        feed = feeds[self._next % len(feeds)]
        changes = self._sweep(feed, stop)
        if feed.name in self._doubted and feed.name not in self.held:
            return changes, AGAIN  # the same one once more
        self._next += 1
        return changes, EVERY / len(feeds)

    @property
    def words(self) -> str:
        """What the sync page says of this source: empty where no sweep is held."""
        return " ".join(self.held[name] for name in sorted(self.held))

    def _sweep(self, feed: Feed, stop: Stop) -> Changes:
        source = self.connector.source
        with self.mirror.reading() as read:
            if feed.name not in read.complete(source):
                return NOTHING  # its first load is not over
            here = read.keys(source, feed.name)
        there: set[str] = set()
        try:
            for part in self.connector.keys(feed, stop):
                there |= part
        except NotAuthorized as e:
            if e.about != feed.name:
                raise
            return NOTHING
        if stop:
            return NOTHING
        gone = here - there
        if held_back(len(here), len(gone), len(there)):
            return self._hold(feed, len(here), len(gone))
        self._doubted.discard(feed.name)
        self.held.pop(feed.name, None)
        return self._remove(feed, gone) | self._compare(feed, frozenset(there - here))

    def _hold(self, feed: Feed, here: int, gone: int) -> Changes:
        if feed.name in self._doubted:
            noun = feed.name.replace("_", " ")
            self.held[feed.name] = (
                f"{gone:,} of {here:,} {noun} are not in the answer any more: nothing was removed here. "
                "If they were deleted, read everything again."
            )
        self._doubted.add(feed.name)
        return Changes(frozenset({"status"}))

    def _remove(self, feed: Feed, gone: frozenset[str]) -> Changes:
        if not gone:
            return NOTHING
        source = self.connector.source
        self.touch(self._write(lambda tx: tx.remove(Ref(source, feed.model, k) for k in sorted(gone))))
        return Changes(frozenset({feed.name}))

    def _compare(self, feed: Feed, lacking: frozenset[str]) -> Changes:
        """The other side of the count: what the server has and two sweeps in a row did not find here was missed for good."""
        missed = lacking & self._lacking.get(feed.name, frozenset())
        self._lacking[feed.name] = lacking
        if not missed:
            return NOTHING
        self._write(partial(_begin_again, self.connector.source, feed.name))
        return Changes(frozenset({"status"}))

    def _write(self, work: Callable[[MirrorTx], T]) -> T:
        def go() -> T:
            with self.mirror.writing() as tx:
                return work(tx)

        return self.writer.submit(go).result()


def _begin_again(source: str, feed: str, tx: MirrorTx) -> None:
    tx.begin_again(source, feed)


def held_back(here: int, gone: int, there: int) -> bool:
    """The brake: a right that was taken away, another database or a restored backup look like a mass deletion."""
    if not here or not gone:
        return False
    return there == 0 or gone > _MOST or (gone > _FEW and gone * _SHARE > here)
