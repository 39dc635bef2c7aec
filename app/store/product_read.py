"""Gathers one product across systems from the mirror: what is counted, what comes, who waits; every lookup along an index."""

from __future__ import annotations

import json
import sqlite3

from app.domain.inventory import ErpShelf, ProductParts, Wait
from app.domain.ref import Ref
from app.domain.shop import WebLevel
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse
from app.store import making_read, workshop_read
from app.store.fetch import records
from app.store.making import OPEN_STATES
from app.store.queues import Waiting, waits
from app.store.shelf_read import feed_states

_DROPPED = f"SELECT key, dropped FROM move WHERE source = ? AND product_key = ? AND dropped IS NOT NULL AND {OPEN_STATES}"
_LISTED = "IN (SELECT value FROM json_each(?))"
_COMING = "source = ? AND product_key = ? AND state IN ('draft', 'staging', 'assigned') ORDER BY +key"


def gather(db: sqlite3.Connection, sku: str) -> ProductParts | None:
    """None where no system has anything of it."""
    row = db.execute(
        "SELECT sku, name, unit FROM shelf_row WHERE sku_fold = ? ORDER BY shop, n LIMIT 1", (sku.casefold(),)
    ).fetchone()
    if row is None:
        return None
    sku, name, unit = row
    known = db.execute("SELECT source, key FROM product WHERE code = ? ORDER BY source, key", (sku,)).fetchall()
    shops: tuple[WebLevel, ...] = ()
    for (source,) in db.execute("SELECT DISTINCT source FROM web_level WHERE sku = ? ORDER BY source", (sku,)).fetchall():
        shops += records(db, WebLevel, "source = ? AND sku = ? ORDER BY place_name, key", source, sku)
    return ProductParts(sku, name, unit, tuple(_shelf(db, *one) for one in known), shops, feed_states(db))


def _shelf(db: sqlite3.Connection, source: str, key: str) -> ErpShelf:
    incoming = records(db, Incoming, _COMING, source, key)
    houses = records(db, Warehouse, "source = ? AND active ORDER BY name, key", source)
    made = making_read.coming(db, source, json.dumps([key]), houses)
    dropped: dict[str, str] = dict(db.execute(_DROPPED, (source, key)).fetchall())
    bought = json.dumps(sorted({x.purchase for x in incoming if x.purchase}))
    return ErpShelf(
        source=source,
        key=key,
        levels=records(db, StockLevel, "source = ? AND product = ? ORDER BY +key", source, key),
        warehouses=houses,
        waits=tuple(_wait(source, one, dropped) for one in waits(db, source, (key,))),
        incoming=(*incoming, *made),
        purchases=(
            *records(db, Purchase, f"source = ? AND key {_LISTED} ORDER BY +key", source, bought),
            *making_read.documents(db, source, made),
        ),
        workshop=workshop_read.gather(db, source, key),
    )


def _wait(source: str, one: Waiting, dropped: dict[str, str]) -> Wait:
    of = one.demand
    order = Ref(source, "sale", of.sale) if of.sale else None
    return Wait(of, one.warehouse, order, of.number, of.customer, of.state, dropped.get(of.key))
