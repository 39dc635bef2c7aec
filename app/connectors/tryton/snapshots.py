"""Feeds that are read whole whenever something behind them changed: products, currencies, the ERP's own prices and its stock."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from app.connectors.quarantine import map_rows
from app.connectors.tryton import feeds, mapper, prices, production_mapper, recipes, stock, stock_mapper
from app.connectors.tryton.client import Client
from app.connectors.tryton.feeds import Position
from app.connectors.tryton.mapper import World
from app.domain.feed import Bad, Cursor, Feed, Page, Record
from app.domain.ref import Ref
from app.domain.tally import Mark
from app.errors import RefusedByRemote
from app.lanes.stop import Stop

SLOW = 1800.0  # seconds; prices may follow the date or another record, which leaves no trace where we look
_OVERLAP = timedelta(minutes=2)  # a change is stamped when its transaction begins, and seen when it ends
Rows = Iterator[list[object]]
_PRODUCT = [
    *("code", "rec_name", "name", "active", "salable", "list_price_used", "replaced_by", "sale_uom.symbol"),
    *("default_uom.symbol", "last_modified_at", "_timestamp"),
    *("template.last_modified_at", "template._timestamp"),
]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """``watched``: models whose newest change and count tell that it must be read again. ``rows``: all, or those of some keys.

    moved: which keys the changes since a moment bear on; without it every change means all of it.
    """

    feed: Feed
    watched: tuple[str, ...]
    rows: Callable[[Client, tuple[str, ...] | None], Rows]
    map: Callable[[object, World], Record]
    moved: Callable[[Client, datetime], tuple[str, ...]] | None = None


def _products(client: Client, keys: tuple[str, ...] | None) -> Rows:
    domain: list[object] = [["active", "in", [True, False]]]
    if keys is not None:
        domain.append(["id", "in", [int(k) for k in keys if k.isdecimal()]])
    return _paged(client, "product.product", domain, _PRODUCT)


def _currencies(client: Client, keys: tuple[str, ...] | None) -> Rows:
    domain: list[object] = [] if keys is None else [["id", "in", [int(k) for k in keys if k.isdecimal()]]]
    return _paged(client, "currency.currency", domain, ["code", "last_modified_at", "_timestamp"])


def _paged(client: Client, model: str, domain: list[object], names: list[str]) -> Rows:
    after = 0
    while True:
        page = client.rows(model, [*domain, ["id", ">", after]], names, feeds.PAGE)
        yield list(page)
        if len(page) < feeds.PAGE:
            return
        after = max(int(str(row["id"])) for row in page)


SNAPSHOTS: tuple[Snapshot, ...] = (
    Snapshot(Feed("products", "product", True), ("product.product", "product.template"), _products, mapper.product),
    Snapshot(Feed("prices", "list_price", True), prices.WATCHED, prices.rows, mapper.price),
    Snapshot(Feed("currencies", "currency", True), ("currency.currency",), _currencies, mapper.currency),
    Snapshot(Feed("components", "component", True), recipes.PARTS, recipes.components, production_mapper.component),
    Snapshot(Feed("sourcing", "sourcing", True), recipes.TIMES, recipes.sourcing, production_mapper.sourcing),
    Snapshot(Feed("stock", "stock_level", True), stock.WATCHED, stock.rows, stock_mapper.level, stock.moved),
)
BY_NAME = {s.feed.name: s for s in SNAPSHOTS}
BY_NOUN = {s.feed.model: s for s in SNAPSHOTS}


@dataclass(slots=True)
class _Seen:
    """What this session took: the state it was read in, when, and each record's revision."""

    signature: object = None
    at: float = -SLOW  # when all of it was read last, by this machine's clock
    asof: datetime | None = None  # of the last look, by the server's clock
    last: tuple[int, ...] = ()  # id of the newest record of each watched model then
    revisions: dict[str, tuple[str, datetime]] = field(default_factory=dict)


class Snapshots:
    """Reads them with one session. ``world``: the source and the company's currency."""

    def __init__(self, client: Client, world: World, epoch: str) -> None:
        self._client = client
        self._world = world
        self._epoch = epoch
        self._seen: dict[str, _Seen] = {}

    def pages(self, of: Snapshot, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        """What changed since this session last looked, everything the first time; one empty page where nothing did."""
        if cursor is None:
            self._seen.pop(of.feed.name, None)
        seen = self._seen.setdefault(of.feed.name, _Seen())
        asof = self._client.clock()
        reached = feeds.later(cursor, Position(asof, 0), self._epoch)
        signature = [_newest(self._client, model) for model in of.watched]
        slow = time.monotonic() - seen.at >= SLOW
        if signature == seen.signature and not slow:
            yield Page(of.feed, (), (), (), reached, True, asof)
            return
        keys = None if slow else self._moved(of, seen, signature)
        last = tuple(_last(self._client, model) for model in of.watched) if of.moved else ()
        there: set[str] = set()
        for rows in of.rows(self._client, keys):
            records, bad = map_rows(rows, self._world.source, of.feed.model, lambda row: of.map(row, self._world))
            there |= {r.ref.key for r in records} | {b.ref.key for b in bad}
            new = tuple(r for r in records if seen.revisions.get(r.ref.key) != (r.rev, r.stamp))
            yield Page(of.feed, new, bad, (), reached, False, asof)
            seen.revisions.update((r.ref.key, (r.rev, r.stamp)) for r in new)  # only here is the page known to be stored
            if stop:
                return
        gone = (seen.revisions.keys() if keys is None else seen.revisions.keys() & set(keys)) - there
        yield Page(of.feed, (), (), tuple(Ref(self._world.source, of.feed.model, k) for k in sorted(gone)), reached, True, asof)
        for key in gone:
            del seen.revisions[key]
        seen.signature, seen.asof, seen.last = signature, asof, last
        seen.at = time.monotonic() if keys is None else seen.at

    def _moved(self, of: Snapshot, seen: _Seen, now: list[object]) -> tuple[str, ...] | None:
        """What to read again; None: all, also where records vanished, which nothing tells of but their number."""
        if of.moved is None or seen.asof is None or not isinstance(seen.signature, list):
            return None
        for model, was, counted, last in zip(of.watched, seen.signature, now, seen.last, strict=True):
            made = self._client.read(f"model.{model}.search_count", [["id", ">", last]])
            if not isinstance(made, int) or _count(counted) < _count(was) + made:
                return None
        return of.moved(self._client, seen.asof - _OVERLAP)

    def some(self, of: Snapshot, keys: tuple[str, ...]) -> tuple[tuple[Record, ...], tuple[Bad, ...]]:
        """These records as they are now; missing ones are left out."""
        rows = [row for page in of.rows(self._client, keys) for row in page]
        return map_rows(rows, self._world.source, of.feed.model, lambda row: of.map(row, self._world))

    def keys(self, of: Snapshot) -> Iterator[dict[str, Mark | None]]:
        """Every key that exists now, in slices."""
        for rows in of.rows(self._client, None):
            yield dict.fromkeys(_keys(rows))


def _keys(rows: Iterable[object]) -> Iterator[str]:
    return (str(row["id"]) for row in rows if isinstance(row, dict))


def _count(signature: object) -> int:
    return int(signature[0]) if isinstance(signature, list) else -1


def _last(client: Client, model: str) -> int:
    found = client.read(f"model.{model}.search", [], 0, 1, [["id", "DESC"]])
    return next((k for k in found if isinstance(k, int)), 0) if isinstance(found, list) else 0


def _newest(client: Client, model: str) -> object:
    """Count and newest change; None where this server has no such model, or keeps it from this sign-in."""
    every: list[object] = [["active", "in", [True, False]]] if model.startswith("product.product") else []
    try:
        count = client.read(f"model.{model}.search_count", every)
        order = [["last_modified_at", "DESC"], ["id", "DESC"]]
        found = client.read(f"model.{model}.search_read", every, 0, 1, order, ["last_modified_at", "_timestamp"])
    except RefusedByRemote:
        return None
    return [count, found]
