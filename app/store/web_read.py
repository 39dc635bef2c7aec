"""The web orders that the ERP's sales were placed as, with their lines; along indexes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from app.domain.dossier import SystemState, WebSide
from app.domain.order import Sale
from app.domain.shop import WebLine, WebOrder
from app.store.fetch import records
from app.store.times import maybe_moment

_FEEDS = ("web_orders", "web_lines", "web_payments")


def placed_as(db: sqlite3.Connection, sales: Iterable[Sale]) -> WebSide:
    """Nothing of those that were keyed in the ERP."""
    shared = sorted({s.web_origin for s in sales if s.web_origin})
    if not shared:
        return WebSide()
    orders = records(db, WebOrder, "shared IN (SELECT value FROM json_each(?)) ORDER BY source, key", json.dumps(shared))
    by = 'source = ? AND "order" = ? ORDER BY sequence, key'
    lines = tuple(line for order in orders for line in records(db, WebLine, by, order.ref.source, order.ref.key))
    found = {order.shared for order in orders}
    return WebSide(orders, lines, tuple(one for one in shared if one not in found), _state(db))


def _state(db: sqlite3.Connection) -> SystemState | None:
    """Of the first shop that is connected."""
    row = db.execute("SELECT min(source) FROM feed WHERE name = ?", (_FEEDS[0],)).fetchone()
    if row[0] is None:
        return None
    rows = db.execute("SELECT name, asof FROM feed WHERE source = ? AND complete AND readable", (row[0],)).fetchall()
    ours = {name: asof for name, asof in rows if name in _FEEDS}
    return SystemState(row[0], frozenset(ours), maybe_moment(min(ours.values(), default=None)))
