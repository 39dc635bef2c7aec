"""Gathers what one product is made of, down to what is bought, with all that bears on when each part is there."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict

from app.domain.inventory import Workshop
from app.domain.production import Component, Sourcing
from app.domain.promise import Demand, Supply
from app.domain.stock import StockLevel
from app.store.fetch import LISTED, records
from app.store.queues import waits
from app.store.shelf_read import SUPPLIES, supply

_TREE = """
    WITH RECURSIVE tree(product) AS (SELECT ?2 UNION
        SELECT c.part FROM tree t CROSS JOIN component c ON c.source = ?1 AND c.product = t.product)
    SELECT p.key, coalesce(p.code, p.name), p.name FROM tree t CROSS JOIN product p ON p.source = ?1 AND p.key = t.product
"""
Place = tuple[str, str]  # key of the product, key of the warehouse


def gather(db: sqlite3.Connection, source: str, product: str) -> Workshop | None:
    """None of a product that is not made."""
    if db.execute("SELECT 1 FROM component WHERE source = ? AND product = ? LIMIT 1", (source, product)).fetchone() is None:
        return None
    names = {key: (sku, name) for key, sku, name in db.execute(_TREE, (source, product))}
    keys = json.dumps(sorted(names))
    demands, supplies = defaultdict[Place, list[Demand]](list), defaultdict[Place, list[Supply]](list)
    for one in waits(db, source, names):
        demands[one.product, one.warehouse].append(one.demand)
    for part, house, *said in db.execute(SUPPLIES, (source, keys)):
        supplies[part, house].append(supply(*said))
    return Workshop(
        names=names,
        components=records(db, Component, f"source = ? AND product {LISTED} ORDER BY +key", source, keys),
        times=records(db, Sourcing, f"source = ? AND key {LISTED} ORDER BY +key", source, keys),
        levels=records(db, StockLevel, f"source = ? AND product {LISTED} ORDER BY +key", source, keys),
        demands={place: tuple(found) for place, found in demands.items()},
        supplies={place: tuple(found) for place, found in supplies.items()},
    )
