"""Buyers, variants and prices: polls by what was told of, else by last change; prices are read as a whole."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from app.connectors.medusa import feeds, goods
from app.connectors.medusa import listings as lists
from app.connectors.medusa import payloads as p
from app.connectors.medusa.client import Row
from app.connectors.medusa.ground import Ground
from app.connectors.medusa.listings import Filter, Listing
from app.connectors.medusa.parts import World, said, shape
from app.connectors.quarantine import key_of, map_rows, set_aside
from app.domain.feed import Bad, Cursor, Feed, Page, Record
from app.domain.ref import Ref
from app.domain.shop import WebPrice
from app.errors import Malformed
from app.lanes.stop import Stop

_PRICES_EVERY = 300.0  # seconds, without the add-on: their lists tell of no change


@dataclass(frozen=True, slots=True)
class Kind:
    """One feed of rows that come by themselves. ``by``: told topic -> the filter that finds its rows."""

    feed: Feed
    listing: Listing
    map: Callable[[object, World], Record]
    by: tuple[tuple[str, Callable[[Sequence[str]], Filter]], ...]


def _in_groups(keys: Sequence[str]) -> Filter:
    query = tuple(("groups[id][]", k) for k in keys)
    wanted = frozenset(keys)

    def holds(row: Row) -> bool:
        groups = row.get("groups")
        return any(key_of(g) in wanted for g in groups) if isinstance(groups, list) else False

    return Filter(query, holds)


def _of_products(keys: Sequence[str]) -> Filter:
    return lists.among(keys, "product_id")


KINDS = {
    feeds.BUYERS.name: Kind(
        feeds.BUYERS, lists.CUSTOMERS, goods.buyer, (("customer", lists.among), ("customer_group", _in_groups))
    ),
    feeds.VARIANTS.name: Kind(feeds.VARIANTS, lists.VARIANTS, goods.variant, (("product", _of_products),)),
}


class Master:
    """Polls of buyers, variants and web_prices with one session."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._priced = 0.0  # when prices were read last
        self._prices: frozenset[str] = frozenset()

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop) -> Iterator[Page]:
        ground = self._ground
        asof = ground.client.clock()
        loading = cursor is None or feeds.loading(cursor)
        if loading:
            ground.forget(feed.model)
        told = None
        if ground.addon:
            told = feeds.Told(feeds.here(ground.client)) if loading or not cursor else feeds.since(ground.client, cursor.key)
        end = Cursor(max(asof, cursor.stamp) if cursor else asof, told.position if told else 0, ground.epoch)
        interim = Cursor(feeds.START, 0, ground.epoch) if loading or not cursor else cursor
        for records, bad, gone in self._found(feed, None if loading else cursor, told):
            fresh = ground.fresh(feed.model, records)
            if fresh or bad or gone:
                yield Page(feed, fresh, bad, gone, interim, False, asof)
                ground.take(feed.model, fresh)
            if stop:
                return
        yield Page(feed, (), (), (), end, True, asof)

    def _found(
        self, feed: Feed, cursor: Cursor | None, told: feeds.Told | None
    ) -> Iterator[tuple[tuple[Record, ...], tuple[Bad, ...], tuple[Ref, ...]]]:
        ground = self._ground
        if feed == feeds.PRICES:
            due = (
                told.keys("price_list", "product", "customer_group") if told else time.monotonic() > self._priced + _PRICES_EVERY
            )
            if cursor is None or due:
                yield self._all_prices()
            return
        kind = KINDS[feed.name]
        world = World(ground.source, {}, {})
        for rows, gone in self._rows(kind, cursor, told):
            records, bad = map_rows(rows, ground.source, feed.model, lambda row: kind.map(row, world))
            yield records, bad, gone

    def _rows(self, kind: Kind, cursor: Cursor | None, told: feeds.Told | None) -> Iterator[tuple[list[Row], tuple[Ref, ...]]]:
        client = self._ground.client
        if cursor is None:
            yield from ((rows, ()) for rows in lists.by_change(client, kind.listing, feeds.START))
        elif told is not None:
            for topic, by in kind.by:
                keys = told.keys(topic)
                for at in range(0, len(keys), lists.PAGE):
                    yield self._told(kind, by, topic, keys[at : at + lists.PAGE])
        else:
            since = self._ground.since(kind.feed.name, cursor)
            yield from ((rows, ()) for rows in lists.by_change(client, kind.listing, since))
            if kind.feed == feeds.VARIANTS:  # a product's own changes do not move its variants
                for heads in lists.by_change(client, lists.PRODUCTS, since):
                    if heads:
                        yield lists.page(client, kind.listing, _of_products([key_of(r) for r in heads][: lists.LIGHT])), ()

    def _told(
        self, kind: Kind, by: Callable[[Sequence[str]], Filter], topic: str, keys: Sequence[str]
    ) -> tuple[list[Row], tuple[Ref, ...]]:
        rows = lists.page(self._ground.client, kind.listing, by(keys))
        if topic != "customer":  # of a product's variants and a group's people nobody can say here which are missing
            return rows, ()
        lost = set(keys) - {key_of(r) for r in rows}
        return rows, tuple(Ref(self._ground.source, kind.feed.model, k) for k in sorted(lost))

    def some(self, model: str, keys: Sequence[str]) -> tuple[tuple[Record, ...], tuple[Bad, ...]]:
        """These records as they are now; missing ones are left out."""
        kind = next(k for k in KINDS.values() if k.feed.model == model)
        world = World(self._ground.source, {}, {})
        rows = lists.page(self._ground.client, kind.listing, lists.among(keys)) if keys else []
        return map_rows(rows, world.source, model, lambda row: kind.map(row, world))

    # ---- prices ----

    def price_keys(self) -> frozenset[str]:
        """Keys of all prices that are in force now."""
        records, bad, _ = self._all_prices()
        return frozenset((*(r.ref.key for r in records), *(b.ref.key for b in bad)))

    def _all_prices(self) -> tuple[tuple[Record, ...], tuple[Bad, ...], tuple[Ref, ...]]:
        source, client = self._ground.source, self._ground.client
        records: list[Record] = []
        bad: list[Bad] = []
        skus: dict[str, str] = {}
        world = World(source, self._parties(), skus)
        for row in (r for rows in lists.everything(client, lists.VARIANTS) for r in rows):
            sku = row.get("sku")
            if not isinstance(sku, str) or not sku.strip():
                continue  # set aside among the variants
            skus[key_of(row)] = sku
            for price in _listed(row, "prices"):
                self._price(price, bad, partial(_base, price, sku, world), records)
        now = client.clock()
        for row in (r for rows in lists.everything(client, lists.PRICE_LISTS) for r in rows):
            self._price_list(row, now, world, records, bad)
        self._priced = time.monotonic()
        there = frozenset(r.ref.key for r in records)
        gone = tuple(Ref(source, feeds.PRICES.model, k) for k in sorted(self._prices - there))
        self._prices = there
        return tuple(records), tuple(bad), gone

    def _price_list(self, row: Row, now: datetime, world: World, records: list[Record], bad: list[Bad]) -> None:
        try:
            prices = shape(p.PriceList, row)
        except Malformed as e:
            bad.append(set_aside(row, Ref(world.source, feeds.PRICES.model, key_of(row)), e))
            return
        if goods.in_force(prices, now):
            for price in prices.prices:
                self._price(price, bad, partial(_agreed, price, prices, world), records)

    def _price(self, row: object, bad: list[Bad], make: Callable[[], tuple[WebPrice, ...]], records: list[Record]) -> None:
        try:
            records.extend(make())
        except Malformed as e:
            bad.append(set_aside(row, Ref(self._ground.source, feeds.PRICES.model, key_of(row)), e))

    def _parties(self) -> dict[str, str]:
        """Customer group -> the ERP customer's number, where the group carries one that can be read."""
        found: dict[str, str] = {}
        for row in (r for rows in lists.everything(self._ground.client, lists.GROUPS) for r in rows):
            metadata = row.get("metadata")
            try:
                party = said(metadata if isinstance(metadata, dict) else None, "erp_party")
            except Malformed:
                continue
            if party:
                found[key_of(row)] = party
        return found


def _listed(row: Row, name: str) -> list[object]:
    found = row.get(name)
    return found if isinstance(found, list) else []


def _base(row: object, sku: str, world: World) -> tuple[WebPrice, ...]:
    price = goods.base_price(row, sku, world)
    return () if price is None else (price,)


def _agreed(row: object, prices: p.PriceList, world: World) -> tuple[WebPrice, ...]:
    return tuple(goods.agreed_prices(row, prices, world))
