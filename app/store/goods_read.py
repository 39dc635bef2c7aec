"""Gathers what is to leave of one sale, and the stock behind it, from the mirror: every lookup along an index."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace

from app.domain.customer import Customer
from app.domain.dossier import GoodsDossier
from app.domain.feed import Bad
from app.domain.goods import Product
from app.domain.order import Sale, SaleLine, missing_line
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment, missing_move
from app.domain.stock import Incoming, Purchase, StockLevel, Warehouse
from app.store import making_read
from app.store.fetch import LISTED, listed, quarantined, records, strays
from app.store.policy_read import sourcing
from app.store.queues import Queues
from app.store.times import maybe_moment

_OPEN = "state IN ('draft', 'staging', 'assigned')"


def gather(db: sqlite3.Connection, ref: Ref, complete: frozenset[str], queues: Queues) -> GoodsDossier:
    """``complete``: feeds of this source that were read to their end; ``queues``: of this source."""
    source = ref.source
    sale = next(iter(records(db, Sale, "source = ? AND key = ?", source, ref.key)), None)
    lines = records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", source, ref.key)
    moves = records(db, Move, f"source = ? AND sale_line {LISTED} ORDER BY +key", source, listed(x.ref.key for x in lines))
    sent, products = listed(m.shipment for m in moves), listed(x.product_key for x in lines)
    customer = records(db, Customer, "source = ? AND key = ?", source, sale.customer) if sale else ()
    houses = records(db, Warehouse, "source = ? AND active ORDER BY name, key", source)
    incoming = _incoming(db, source, products, houses)
    bought = listed(x.purchase for x in incoming)
    counted = db.execute("SELECT asof FROM feed WHERE source = ? AND name = 'stock'", (source,)).fetchone()
    dossier = GoodsDossier(
        ref=ref,
        sale=sale,
        customer=next(iter(customer), None),
        lines=lines,
        shipments=records(db, Shipment, f"source = ? AND key {LISTED} ORDER BY +key", source, sent),
        moves=moves,
        warehouses=houses,
        levels=records(db, StockLevel, f"source = ? AND product {LISTED} ORDER BY +key", source, products),
        complete=complete,
        asof=maybe_moment(counted[0]) if counted else None,
        incoming=incoming,
        purchases=(
            *records(db, Purchase, f"source = ? AND key {LISTED} ORDER BY +key", source, bought),
            *making_read.documents(db, source, incoming),
        ),
        queues=queues.of(x.product_key for x in lines),
    )
    return replace(dossier, unreadable=_unreadable(db, dossier))


def with_products(db: sqlite3.Connection, dossier: GoodsDossier, queues: Queues) -> GoodsDossier:
    """What could be sent instead as well: products that stand in for its own or are variants of the same, where they lie, what comes of
    them, and who waits for them. ``queues``: of this source.
    """
    source, own = dossier.ref.source, listed(x.product_key for x in dossier.lines)
    mine = records(db, Product, f"source = ? AND key {LISTED}", source, own)
    variants = records(db, Product, f"source = ? AND template {LISTED} ORDER BY +key", source, listed(p.template for p in mine))
    others = records(db, Product, f"source = ? AND key {LISTED}", source, listed(p.replaced_by for p in mine))
    products = tuple({p.ref: p for p in (*mine, *others, *variants)}.values())
    more = listed(p.ref.key for p in products if p not in mine)
    levels = records(db, StockLevel, f"source = ? AND product {LISTED} ORDER BY +key", source, more)
    incoming = _incoming(db, source, more, dossier.warehouses)
    waiting = queues.of(p.ref.key for p in products if p not in mine)
    return replace(
        dossier,
        products=products,
        levels=(*dossier.levels, *levels),
        incoming=(*dossier.incoming, *incoming),
        queues={**dossier.queues, **waiting},
        sourcing=sourcing(db, source),
    )


def _incoming(db: sqlite3.Connection, source: str, products: str, houses: tuple[Warehouse, ...]) -> tuple[Incoming, ...]:
    """What is bought and what is made of these products (a JSON list)."""
    bought = records(db, Incoming, f"source = ? AND product_key {LISTED} AND {_OPEN} ORDER BY +key", source, products)
    return (*bought, *making_read.coming(db, source, products, houses))


def _unreadable(db: sqlite3.Connection, dossier: GoodsDossier) -> tuple[Bad, ...]:
    """What is known to be part of it, and what may be: where a line, its goods or a stock level is missing, any that never was read."""
    source = dossier.ref.source
    refs = {
        *(dossier.ref, *(x.ref for x in dossier.lines), *(m.ref for m in dossier.moves)),
        *(Ref(source, "shipment", m.shipment) for m in dossier.moves if m.shipment),
        *(x.ref for x in dossier.levels),
        *(x.ref for x in dossier.incoming),
    }
    found = quarantined(db, refs)
    return (*found, *(bad for noun in _missing(dossier) for bad in strays(db, source, noun)))


def _missing(dossier: GoodsDossier) -> Iterator[str]:
    if missing_line(dossier.sale, dossier.lines):
        yield "line"
    if missing_move(dossier.lines, dossier.moves):
        yield "move"
    known = {(x.product, x.warehouse) for x in dossier.levels}
    products = {x.product_key for x in dossier.lines if x.product_key}
    if any((product, w.ref.key) not in known for product in products for w in dossier.warehouses):
        yield "stock_level"
