"""One round with one remote: read what changed into the mirror, then judge the customers and orders it touched."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from functools import partial
from typing import TypeVar, cast
from uuid import UUID

from app.connectors.contract import Connector, Hello
from app.domain.changes import NOTHING, Changes
from app.domain.feed import Cursor, Feed, Page, Record
from app.domain.ref import Ref
from app.errors import Malformed, NotAuthorized
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.lanes.stop import Stop
from app.store.mirror import Mirror, MirrorTx
from app.sync.detect import Judged, Placed, Wish, judge

T = TypeVar("T")
# Feeds whose arrival changes what the ERP's own exposure figure counts: a customer they touch is judged only after the next
# reading of its standing, so that order and exposure are never taken from two different moments.
_MOVES_EXPOSURE = frozenset({"sales", "lines", "invoices", "receivables", "moves", "shipments"})
_STANDINGS = "standings"
_REREAD_ALL_EVERY = 12  # rounds; limits change without a trace on the customer's record


_AT_ONCE = 50  # subjects judged in one transaction, so that a person's decision never waits long for the writer


@dataclass(frozen=True, slots=True)
class Round:
    """What one round brought. ``again``: customers wait for a second look, so the next round should follow at once.

    ``placed``: orders to be kept as they were placed.
    ``elsewhere``: customers of another source that these records bear on, to be judged on that source's own fresh figures.
    """

    changes: Changes
    wishes: tuple[Wish, ...]
    records: int
    unreadable: frozenset[str]
    again: bool
    elsewhere: frozenset[Ref] = frozenset()
    placed: tuple[Placed, ...] = ()


_ACROSS = frozenset({"sale", "web_order"})  # an order is judged on the figures of both its systems, all else on those of its own


class Puller:
    """Pulls one source; lives on its pull lane and writes on the writer's."""

    def __init__(self, connector: Connector, mirror: Mirror, writer: Lane, tenant: UUID, clock: Clock, zone: tzinfo) -> None:
        self._connector = connector
        self._mirror = mirror
        self._writer = writer
        self._tenant = tenant
        self._clock = clock
        self._zone = zone  # the company's: it decides what "today" is
        self._first = True  # nothing judged yet in this process, so everything is
        self._touched: set[Ref] = set()  # since the present round began: for the next one
        self._lock = threading.Lock()  # of what is touched or to be read again, on any lane
        self._later: dict[Ref, datetime] = {}  # orders about which the clock alone may change something
        self._again: set[Ref] = set()  # records in quarantine that a person wants to see read once more
        self._rounds = 0
        self.hello: Hello | None = None  # what the server says it is, once it has been asked

    def touch(self, subjects: Iterable[Ref]) -> None:
        """Judge these again in the next round to begin, on fresh figures (a person asked, or a letter took effect)."""
        with self._lock:
            self._touched |= {s for s in subjects if s.model in _ACROSS or s.source == self._connector.source}

    def read_again(self, refs: Iterable[Ref]) -> None:
        """Ask for these records of its source once more, in the next round."""
        with self._lock:
            self._again |= {ref for ref in refs if ref.source == self._connector.source}

    def greet(self) -> None:
        """Ask the server who it is and who we are, whatever it said before."""
        self.hello = self._connector.hello()

    def round(self, stop: Stop, tell: Callable[[Changes], None]) -> Round:
        """Read every feed once, standings first, then judge. Trouble of the remote or the store leaves the cursor where it was."""
        with self._lock:
            seen, self._touched = self._touched, set()
            again, self._again = self._again, set()
        try:
            return self._round(seen, again, stop, tell)
        except BaseException:  # a bug too loses nothing of what was to be judged
            with self._lock:
                # stored already, it would not be read again; what was judged is judged again, for its wishes
                self._touched |= seen
                self._again |= again
            raise

    def _round(self, seen: set[Ref], again: set[Ref], stop: Stop, tell: Callable[[Changes], None]) -> Round:
        """``seen``: what is to be judged; what is read, and what is due without that, is added. ``again``: to be read again; what is done
        goes.
        """
        source, wanted = self._connector.source, self._wanted()
        ask = (
            wanted
            if self._first or self._rounds % _REREAD_ALL_EVERY == 0
            else tuple(k for k in wanted if Ref(source, "customer", k) in seen)
        )
        feeds = sorted(self._connector.feeds, key=lambda f: f.name != _STANDINGS)
        late: set[Ref] = set()
        self._reread(again, seen)
        asofs: list[datetime] = []
        unreadable: set[str] = set()
        records, changes = 0, NOTHING
        for feed in feeds:
            if feed.name == _STANDINGS and not ask:
                continue
            hint = {"customers": ask} if feed.name == _STANDINGS else None
            try:
                for page in self._connector.pages(feed, self._cursor(feed), stop, hint):
                    touched = self._apply(page)
                    asofs.append(page.asof)
                    records += len(page.records)
                    if touched:
                        changes |= Changes(frozenset({feed.name}))
                        tell(Changes(frozenset({feed.name})))
                    seen |= touched
                    if feed.name in _MOVES_EXPOSURE:
                        late |= {ref for ref in touched if ref.model == "customer"}
                    if stop:
                        return Round(changes, (), records, frozenset(unreadable), again=True)
            except NotAuthorized as e:
                if e.about != feed.name:
                    raise
                unreadable.add(feed.name)
                self._write(partial(_mark_unreadable, source, feed.name))
        asof = min(asofs, default=self._clock.now())
        elsewhere = {ref for ref in seen if ref.model == "customer" and ref.source != source}
        now = self._clock.now().astimezone(self._zone)
        seen |= _customers(source, ask) | (self._known() if self._first else set()) | self._ripe(now)
        got = self._judge(seen - elsewhere - late, late, asof, now, changes, records, frozenset(unreadable))
        return replace(got, elsewhere=frozenset(elsewhere))

    def _reread(self, again: set[Ref], seen: set[Ref]) -> None:
        """Adds the subjects of records that can be read now; one that still cannot stays where it is. Both are struck off."""
        for ref in sorted(again):
            with suppress(Malformed):
                records = self._connector.fresh(ref.model, (ref.key,))
                seen |= self._write(partial(_take_out, ref, records))
            again.discard(ref)

    def _judge(
        self,
        due: set[Ref],
        late: set[Ref],
        asof: datetime,
        now: datetime,
        changes: Changes,
        records: int,
        unreadable: frozenset[str],
    ) -> Round:
        self.touch(late | (_customers(self._connector.source, self._wanted()) if self._first else set()))
        wishes: list[Wish] = []
        placed: list[Placed] = []
        listed = sorted(due)
        for at in range(0, len(listed), _AT_ONCE):
            judged = self._judge_some(listed[at : at + _AT_ONCE], asof, now)
            wishes += judged.wishes
            placed += judged.placed
        self._first = False
        self._rounds += 1
        again = bool(self._touched)
        if self._judged_all(again) or due:
            changes |= Changes(frozenset({"cases"}))
        return Round(changes, tuple(wishes), records, unreadable, again=again, placed=tuple(placed))

    def _judged_all(self, again: bool) -> bool:
        """Writes down that all which was first read is judged, as soon as it is: what the first round left to a second look has had it.
        True where that is news."""
        source = self._connector.source
        if again and self._rounds == 1:
            return False
        with self._mirror.reading() as read:
            if source in read.judged():
                return False
        self._write(lambda tx: tx.mark_judged(source))
        return True

    def _judge_some(self, subjects: list[Ref], asof: datetime, now: datetime) -> Judged:
        source = self._connector.source
        judged = self._write(lambda tx: judge(tx, source, subjects, tenant=self._tenant, asof=asof, now=now))
        self._later |= judged.later
        return judged

    def _ripe(self, now: datetime) -> set[Ref]:
        """Orders whose time has come."""
        found = {ref for ref, when in self._later.items() if when <= now}
        for ref in found:
            del self._later[ref]
        return found

    def _known(self) -> set[Ref]:
        """What every new process judges at least once: all that colleagues have open cases on, every order under way, and its goods.

        Orders by either source: whichever is read last has the figures of both.
        """
        source = self._connector.source
        with self._mirror.reading() as read:
            orders = {ref for shop in read.shops() for ref in read.orders_open(shop)}
            begun = {
                *read.complaints_open(source),
                *read.goods_open(source),
                *read.returns_open(source),
                *read.quotes_open(source),
                *read.appointments_open(source),
            }
            return orders | begun | read.live_subjects(source)

    def _wanted(self) -> tuple[str, ...]:
        with self._mirror.reading() as read:
            return read.standings_wanted(self._connector.source)

    def _cursor(self, feed: Feed) -> Cursor | None:
        with self._mirror.reading() as read:
            return read.cursor(self._connector.source, feed.name)

    def _apply(self, page: Page) -> frozenset[Ref]:
        source = self._connector.source

        def write(tx: MirrorTx) -> frozenset[Ref]:
            if tx.epoch(source) not in (None, page.cursor.epoch):
                tx.forget(source)  # another database, or one restored from a backup: what we hold is not its past
            touched = tx.upsert(source, page.records) | tx.remove(page.gone) | tx.quarantine(page.bad)
            if page.whole is not None:
                touched |= tx.prune(source, page.feed.name, page.whole)
            tx.save_cursor(source, page.feed, page.cursor, complete=page.last, asof=page.asof, readable=True)
            return touched

        return self._write(write)

    def _write(self, work: Callable[[MirrorTx], T]) -> T:
        def go() -> T:
            with self._mirror.writing() as tx:
                return work(tx)

        return self._writer.submit(go).result()


def _mark_unreadable(source: str, feed: str, tx: MirrorTx) -> None:
    tx.mark_unreadable(source, feed)


def _take_out(ref: Ref, records: tuple[object, ...], tx: MirrorTx) -> frozenset[Ref]:
    return tx.upsert(ref.source, cast("tuple[Record, ...]", records)) if records else tx.remove([ref])


def _customers(source: str, keys: Iterable[str]) -> set[Ref]:
    return {Ref(source, "customer", key) for key in keys}
