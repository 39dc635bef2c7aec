"""Sweeps (protocol.md 2.3): what of the mirror is not in its system any more, the brake against a wrong answer, the sums of both sides."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from app.connectors.contract import Connector
from app.domain.changes import NOTHING, Changes
from app.domain.feed import Feed
from app.domain.ref import Ref
from app.domain.tally import AMOUNTS, Mark, Tally, differences, tally, words
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
    """Sweeps one source, a feed at a time, on its pull lane. ``held``: feed -> why its sweep was held, for the person; ``odd``: feed ->
    what did not add up and is read anew, until a sweep finds both sides equal.

    A first held sweep is tried again in silence: it may have met a server that was just being restarted.
    """

    connector: Connector
    mirror: Mirror
    writer: Lane
    touch: Callable[[frozenset[Ref]], None]
    held: dict[str, str] = field(default_factory=dict)
    odd: dict[str, str] = field(default_factory=dict)
    _doubted: set[str] = field(default_factory=set)
    _lacking: dict[str, frozenset[str]] = field(default_factory=dict)
    _apart: dict[str, Tally] = field(default_factory=dict)
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
        """What the sync page says of this source: empty where no sweep is held and all adds up."""
        return " ".join(told[name] for told in (self.held, self.odd) for name in sorted(told))

    def _sweep(self, feed: Feed, stop: Stop) -> Changes:
        source = self.connector.source
        with self.mirror.reading() as read:
            if feed.name not in read.complete(source):
                return NOTHING  # its first load is not over
            here = read.keys(source, feed.name)
        there: dict[str, Mark | None] = {}
        try:
            for part in self.connector.keys(feed, stop):
                there.update(part)
        except NotAuthorized as e:
            if e.about != feed.name:
                raise
            return NOTHING
        if stop:
            return NOTHING
        gone = here - there.keys()
        if held_back(len(here), len(gone), len(there)):
            return self._hold(feed, len(here), len(gone))
        self._doubted.discard(feed.name)
        self.held.pop(feed.name, None)
        return self._remove(feed, gone) | self._compare(feed, frozenset(there.keys() - here)) | self._add_up(feed, there)

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

    def _add_up(self, feed: Feed, there: Mapping[str, Mark | None]) -> Changes:
        """How many and how much by state, on both sides. What two sweeps in a row find apart by the same is no change under way."""
        if feed.model not in AMOUNTS:
            return NOTHING
        source = self.connector.source
        with self.mirror.reading() as read:
            ours = read.tally(source, feed.model)
            aside = read.unreadable_keys(source, feed.model)
        theirs = tally(mark for key, mark in there.items() if mark and key not in aside)
        apart, before = differences(ours, theirs), self._apart.get(feed.name, {})
        self._apart[feed.name] = apart
        if not apart:
            self.odd.pop(feed.name, None)
        lasting = sorted(cell for cell, by in apart.items() if before.get(cell) == by)
        if not lasting:
            return NOTHING
        told = "; ".join(words(feed.name.replace("_", " "), cell, ours, theirs) for cell in lasting)
        self.odd[feed.name] = f"Our copy does not add up and is read anew: {told}."
        self._apart.pop(feed.name)  # the new reading has its own two sweeps
        self._write(partial(_begin_again, source, feed.name))
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
