"""What is made of goods, gathered from the mirror as what comes in: for whoever waits for it."""

from __future__ import annotations

import sqlite3

from app.domain.production import DECIDED, Production, ProductionMove, incoming, purchase
from app.domain.stock import Incoming, Purchase, Warehouse
from app.store.fetch import LISTED, listed, records
from app.store.making import OPEN_STATES


def coming(db: sqlite3.Connection, source: str, products: str, houses: tuple[Warehouse, ...]) -> tuple[Incoming, ...]:
    """What is made of these products (a JSON list), as what comes in to the warehouses in which it is made."""
    inputs = {w.ref.key: w.input for w in houses}
    moves = records(
        db,
        ProductionMove,
        f"source = ? AND product_key {LISTED} AND makes AND {OPEN_STATES} ORDER BY +key",
        source,
        products,
    )
    of = {p.ref.key: p for p in _productions(db, source, {m.production for m in moves}) if p.state in DECIDED}
    found = ((m, inputs.get(of[m.production].warehouse or "")) for m in moves if m.production in of)
    return tuple(incoming(m, place) for m, place in found if place is not None)


def documents(db: sqlite3.Connection, source: str, of: tuple[Incoming, ...]) -> tuple[Purchase, ...]:
    keys = {x.purchase.partition("/")[2] for x in of if x.purchase and "/" in x.purchase}
    return tuple(purchase(p) for p in _productions(db, source, keys))


def _productions(db: sqlite3.Connection, source: str, keys: set[str]) -> tuple[Production, ...]:
    return records(db, Production, f"source = ? AND key {LISTED} ORDER BY +key", source, listed(keys))
