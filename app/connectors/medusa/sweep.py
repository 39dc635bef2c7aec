"""Every key that exists in the shop now, in slices, with what is added up of it, without the weight of whole records."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from app.connectors.medusa import feeds, mapper
from app.connectors.medusa import listings as lists
from app.connectors.medusa.client import Client, Row
from app.connectors.medusa.parts import World
from app.connectors.quarantine import key_of
from app.domain.feed import Feed
from app.domain.tally import Mark
from app.errors import Malformed

_OF_ORDERS = {
    feeds.ORDERS.name: "id,status,is_draft_order,currency_code,total,raw_total",
    feeds.LINES.name: "id,items.id",
    feeds.PAYMENTS.name: "id,currency_code,created_at,updated_at,*payment_collections,*payment_collections.payments,"
    "*payment_collections.payments.captures,*payment_collections.payments.refunds,*payment_collections.payment_sessions",
}
_WORLD = World("", {}, {})  # no sum depends on it


def all_keys(client: Client, feed: Feed) -> Iterator[dict[str, Mark | None]]:
    """Slices of keys; prices have no list of their own (see ``Master.price_keys``)."""
    if feed in feeds.OF_ORDERS:
        for listing in (lists.ORDERS, lists.DRAFTS):
            for rows in lists.everything(client, listing, fields=_OF_ORDERS[feed.name]):
                yield {key: mark for row in rows for key, mark in _parts(row, feed)}
    elif feed == feeds.BUYERS or feed == feeds.VARIANTS:
        listing = lists.CUSTOMERS if feed == feeds.BUYERS else lists.VARIANTS
        for rows in lists.everything(client, listing, fields="id"):
            yield dict.fromkeys(map(key_of, rows))


def _parts(row: Row, feed: Feed) -> Iterable[tuple[str, Mark | None]]:
    if feed == feeds.ORDERS:
        return [(key_of(row), _mark(row))]
    if feed == feeds.LINES:
        return [(key_of(i), None) for i in _listed(row, "items")]
    return [pair for collection in _listed(row, "payment_collections") for pair in _attempts(collection, row)]


def _mark(row: Row) -> Mark | None:
    try:
        return mapper.order_mark(row)
    except Malformed:
        return None  # a poll has set it aside


def _attempts(collection: object, row: Row) -> list[tuple[str, Mark | None]]:
    try:
        made = mapper.attempts(collection, row, _WORLD)
    except Malformed:
        return [(key_of(part), None) for part in _listed(collection, "payment_sessions") or [collection]]
    return [(a.ref.key, Mark(a.state, a.amount)) for a in made]


def _listed(row: object, name: str) -> list[object]:
    found = row.get(name) if isinstance(row, dict) else None
    return found if isinstance(found, list) else []
