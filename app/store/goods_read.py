"""Gathers what is to leave of one sale, and the stock behind it, from the mirror: every lookup along an index."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from app.domain.customer import Customer
from app.domain.dossier import GoodsDossier, Rival
from app.domain.order import Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse
from app.store.fetch import records
from app.store.times import maybe_moment

_LISTED = "IN (SELECT value FROM json_each(?))"
_OPEN = "state IN ('draft', 'staging', 'assigned')"
_RIVALS = f"""
    SELECT m.product_key, m.quantity, m.planned, coalesce(h.state, ''), coalesce(h.warehouse, ''), m.place, m.key,
        coalesce(s.number, ''), coalesce(c.name, '')
    FROM move m INDEXED BY move_open JOIN line l ON l.source = m.source AND l.key = m.sale_line
    JOIN sale s ON s.source = l.source AND s.key = l.sale
    LEFT JOIN customer c ON c.source = s.source AND c.key = s.customer
    LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment
    WHERE m.source = ?1 AND m.product_key IN (SELECT value FROM json_each(?2)) AND m.{_OPEN} AND s.key <> ?3
    ORDER BY m.planned IS NULL, m.planned, +m.key
"""


def gather(db: sqlite3.Connection, ref: Ref, complete: frozenset[str]) -> GoodsDossier:
    """``complete``: feeds of this source that were read to their end."""
    source = ref.source
    sale = next(iter(records(db, Sale, "source = ? AND key = ?", source, ref.key)), None)
    lines = records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", source, ref.key)
    moves = records(db, Move, f"source = ? AND sale_line {_LISTED} ORDER BY +key", source, _json(x.ref.key for x in lines))
    sent, products = _json(m.shipment for m in moves), _json(x.product_key for x in lines)
    customer = records(db, Customer, "source = ? AND key = ?", source, sale.customer) if sale else ()
    incoming = records(db, Incoming, f"source = ? AND product_key {_LISTED} AND {_OPEN} ORDER BY +key", source, products)
    bought = _json(x.purchase for x in incoming)
    counted = db.execute("SELECT asof FROM feed WHERE source = ? AND name = 'stock'", (source,)).fetchone()
    return GoodsDossier(
        ref=ref,
        sale=sale,
        customer=next(iter(customer), None),
        lines=lines,
        shipments=records(db, Shipment, f"source = ? AND key {_LISTED} ORDER BY +key", source, sent),
        moves=moves,
        warehouses=records(db, Warehouse, "source = ? AND active ORDER BY name, key", source),
        levels=records(db, StockLevel, f"source = ? AND product {_LISTED} ORDER BY +key", source, products),
        complete=complete,
        asof=maybe_moment(counted[0]) if counted else None,
        incoming=incoming,
        purchases=records(db, Purchase, f"source = ? AND key {_LISTED} ORDER BY +key", source, bought),
        rivals=tuple(_rival(row) for row in db.execute(_RIVALS, (source, products, ref.key))),
    )


def _json(values: Iterable[str | None]) -> str:
    return json.dumps(sorted({v for v in values if v is not None}))


def _rival(row: tuple[str, ...]) -> Rival:
    product, quantity, planned, *rest = row
    return Rival(product, Decimal(quantity), date.fromisoformat(planned) if planned else None, *rest)
