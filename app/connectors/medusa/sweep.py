"""Every key that exists in the shop now, in slices, without the weight of whole records."""

from __future__ import annotations

from collections.abc import Iterator

from app.connectors.medusa import feeds
from app.connectors.medusa import listings as lists
from app.connectors.medusa.client import Client, Row
from app.connectors.quarantine import key_of
from app.domain.feed import Feed

_OF_ORDERS = {
    feeds.ORDERS.name: "id",
    feeds.LINES.name: "id,items.id",
    feeds.PAYMENTS.name: "id,payment_collections.id,payment_collections.payment_sessions.id",
}


def all_keys(client: Client, feed: Feed) -> Iterator[frozenset[str]]:
    """Slices of keys; prices have no list of their own (see ``Master.price_keys``)."""
    if feed in feeds.OF_ORDERS:
        for listing in (lists.ORDERS, lists.DRAFTS):
            for rows in lists.everything(client, listing, fields=_OF_ORDERS[feed.name]):
                yield frozenset(k for row in rows for k in _parts(row, feed))
    elif feed == feeds.BUYERS or feed == feeds.VARIANTS:
        listing = lists.CUSTOMERS if feed == feeds.BUYERS else lists.VARIANTS
        for rows in lists.everything(client, listing, fields="id"):
            yield frozenset(map(key_of, rows))


def _parts(row: Row, feed: Feed) -> list[str]:
    if feed == feeds.ORDERS:
        return [key_of(row)]
    if feed == feeds.LINES:
        return [key_of(i) for i in _listed(row, "items")]
    return [
        key_of(part)
        for collection in _listed(row, "payment_collections")
        for part in (_listed(collection, "payment_sessions") or [collection])
    ]


def _listed(row: object, name: str) -> list[object]:
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, list) else []
