"""The web orders that the ERP's sales were placed as, with their lines; along indexes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable

from app.domain.order import Sale
from app.domain.shop import WebLine, WebOrder
from app.store.fetch import records


def placed_as(db: sqlite3.Connection, sales: Iterable[Sale]) -> tuple[tuple[WebOrder, ...], tuple[WebLine, ...]]:
    """None of those that were keyed in the ERP."""
    shared = json.dumps(sorted({s.web_origin for s in sales if s.web_origin}))
    orders = records(db, WebOrder, "shared IN (SELECT value FROM json_each(?)) ORDER BY source, key", shared)
    by = 'source = ? AND "order" = ? ORDER BY sequence, key'
    return orders, tuple(line for order in orders for line in records(db, WebLine, by, order.ref.source, order.ref.key))
