"""What figures may be narrowed to: systems, and those customers and products that are ordered most."""

from __future__ import annotations

import sqlite3
from datetime import date, timedelta

from app.domain.figure import Grains
from app.domain.ref import Ref

_MOST, _SINCE = 50, timedelta(days=365)
_SOURCES = "SELECT DISTINCT source FROM feed WHERE name IN ('sales', 'web_orders') AND readable ORDER BY source"
_CUSTOMERS = """SELECT b.source, b.customer, c.name FROM booked b JOIN customer c ON c.source = b.source AND c.key = b.customer
    WHERE b.day >= ? GROUP BY b.source, b.customer ORDER BY count(*) DESC, c.name, b.source LIMIT ?"""
_PRODUCTS = """SELECT l.sku, max(l.product) FROM booked b CROSS JOIN line l ON l.source = b.source AND l.sale = b.key
    WHERE b.day >= ? AND l.sku <> '' GROUP BY l.sku ORDER BY count(*) DESC, l.sku LIMIT ?"""


def grains(db: sqlite3.Connection, today: date) -> Grains:
    since = ((today - _SINCE).isoformat(), _MOST)
    return Grains(
        tuple(source for (source,) in db.execute(_SOURCES)),
        tuple((Ref(source, "customer", key), name) for source, key, name in db.execute(_CUSTOMERS, since)),
        tuple((sku, product or sku) for sku, product in db.execute(_PRODUCTS, since)),
    )
