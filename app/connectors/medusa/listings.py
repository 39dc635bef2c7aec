"""What is asked of the shop's lists: which fields, which filters (from a whitelist, each with a check of its own), in which pages."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from app.connectors.medusa.client import Client, Row
from app.connectors.medusa.wire import moment
from app.errors import Malformed

PAGE = 50  # an order costs the one thread of the server 10 ms, and everybody else waits meanwhile
LIGHT = 200  # rows that cost it little


class Listing(NamedTuple):
    """One list of the admin API: its path, the member of the answer that holds the rows, and what is asked for of each."""

    path: str
    member: str
    fields: str
    size: int = LIGHT


_ORDER = (
    "id,display_id,status,is_draft_order,version,created_at,updated_at,canceled_at,currency_code,email,customer_id,metadata,"
    "total,item_subtotal,discount_subtotal,shipping_subtotal,tax_total,raw_total,raw_item_subtotal,raw_discount_subtotal,"
    "raw_shipping_subtotal,raw_tax_total,*items,*summary,*shipping_address,*billing_address,*customer,"
    "*customer.groups,*returns,*payment_collections,*payment_collections.payments,*payment_collections.payments.captures,"
    "*payment_collections.payments.refunds,*payment_collections.payment_sessions"
)
WITH_GOODS = f"{_ORDER},fulfillments.id,fulfillments.location_id,fulfillments.canceled_at"  # of one order, for a deed
ORDERS = Listing("/admin/orders", "orders", _ORDER, PAGE)
DRAFTS = Listing("/admin/draft-orders", "draft_orders", _ORDER, PAGE)
CUSTOMERS = Listing(
    "/admin/customers", "customers", "id,email,first_name,last_name,company_name,metadata,created_at,updated_at,*groups"
)
GROUPS = Listing("/admin/customer-groups", "customer_groups", "id,name,metadata,updated_at")
VARIANTS = Listing(
    "/admin/product-variants",
    "variants",
    "id,sku,title,metadata,created_at,updated_at,product.id,product.title,product.status,product.metadata,product.updated_at,*prices",
)
ITEMS = Listing(
    "/admin/inventory-items",
    "inventory_items",
    "id,sku,location_levels.id,location_levels.location_id,location_levels.stocked_quantity,location_levels.reserved_quantity,"
    "location_levels.incoming_quantity,location_levels.updated_at",
)
PLACES = Listing("/admin/stock-locations", "stock_locations", "id,name,metadata,updated_at")
RESERVATIONS = Listing(
    "/admin/reservations",
    "reservations",
    "id,line_item_id,location_id,inventory_item_id,quantity,description,metadata,updated_at",
)
PRODUCTS = Listing("/admin/products", "products", "id,updated_at")
PAYMENTS = Listing("/admin/payments", "payments", "id,updated_at,payment_collection.order.id")
PRICE_LISTS = Listing(
    "/admin/price-lists",
    "price_lists",
    "id,status,starts_at,ends_at,updated_at,*prices,*prices.price_set.variant,*price_list_rules",
    20,
)


@dataclass(frozen=True, slots=True)
class Filter:
    """A condition that the server is known to apply. ``holds``: does a row satisfy it? (It ignores what it does not know.)"""

    query: tuple[tuple[str, str], ...]
    holds: Callable[[Row], bool]


def among(keys: Sequence[str], field: str = "id") -> Filter:
    """Rows whose ``field`` ("id" or "product_id") is one of these."""
    wanted = frozenset(keys)
    return Filter(tuple((f"{field}[]", k) for k in keys), lambda row: row.get(field) in wanted)


def changed_since(at: datetime) -> Filter:
    """Rows whose last change is at or after that moment."""
    return Filter((("updated_at[$gte]", moment(at)),), lambda row: (stamp_of(row) or at) >= at - timedelta(milliseconds=1))


def not_ended(after: str) -> Filter:
    """Orders that are neither completed nor cancelled, with keys after this one."""
    query = (("status[]", "pending"), ("id[$gt]", after or "order_"))
    return Filter(query, lambda row: row.get("status") == "pending" and str(row.get("id")) > after)


def page(
    client: Client, listing: Listing, *filters: Filter, order: str = "id", offset: int = 0, fields: str | None = None
) -> list[Row]:
    """At most ``listing.size`` rows. Malformed where a row does not satisfy a filter: then the server did not apply it."""
    query = [("limit", str(listing.size)), ("offset", str(offset)), ("order", order), ("fields", fields or listing.fields)]
    for f in filters:
        query += f.query
    found = client.read(listing.path, query).get(listing.member)
    if not isinstance(found, list) or len(found) > listing.size:
        raise Malformed("The shop sent no page of records", about=listing.member, path=listing.member)
    rows = [row for row in found if isinstance(row, dict)]
    for f in filters:
        if not all(map(f.holds, rows)):
            raise Malformed("The shop did not filter as it was asked", about=listing.member, path=f.query[0][0])
    return rows


def by_change(client: Client, listing: Listing, since: datetime, *, fields: str | None = None) -> Iterator[list[Row]]:
    """Rows changed at or after ``since``, oldest change first, each once in this pass; ends with a page that is not full.

    The server sorts by one key only: a page goes on from the last stamp, and by offset while all of a page has one stamp.
    """
    at, offset = since, 0
    seen: set[tuple[str, str]] = set()
    while True:
        rows = page(client, listing, changed_since(at), order="updated_at", offset=offset, fields=fields)
        fresh = [r for r in rows if (str(r.get("id")), str(r.get("updated_at"))) not in seen]
        seen = {(str(r.get("id")), str(r.get("updated_at"))) for r in rows} | (seen if offset else set())
        yield fresh
        if len(rows) < listing.size:
            return
        last = max((s for s in map(stamp_of, rows) if s), default=at)
        at, offset = (last, 0) if last > at else (at, offset + listing.size)


def everything(client: Client, listing: Listing, *, fields: str | None = None) -> Iterator[list[Row]]:
    """All rows in order of their keys, page by page."""
    offset = 0
    while True:
        rows = page(client, listing, offset=offset, fields=fields)
        yield rows
        if len(rows) < listing.size:
            return
        offset += listing.size


def stamp_of(row: Row) -> datetime | None:
    """A row's last change (aware UTC); None where it has none that can be read."""
    try:
        found = datetime.fromisoformat(str(row.get("updated_at")))
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
