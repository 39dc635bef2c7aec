"""What the mirror knows for the writing of a quote; every lookup along an index but the catalogue, which is all that is sold."""

from __future__ import annotations

import sqlite3
from decimal import Decimal

from app.domain.catalogue import Sold
from app.domain.customer import Customer
from app.domain.goods import Product
from app.domain.order import Sale, SaleLine, missing_line
from app.domain.quotation import Quotation, QuoteFor
from app.domain.ref import Ref
from app.store.fetch import records

_FREE = "SELECT sku_fold, place, round(sum(on_hand - reserved), 4) FROM shelf_row WHERE source = ? AND NOT shop GROUP BY 1, 2 ORDER BY 2"
_TERMS = (
    "SELECT payment_terms FROM customer WHERE source = ?1 AND payment_terms <> '' "
    "UNION SELECT payment_terms FROM sale WHERE source = ?1 AND payment_terms <> ''"
)
# List prices are in the company's own currency; what is sold is read before what was sold.
_COMPANY = "SELECT list_price_currency FROM product WHERE source = ? AND list_price_currency IS NOT NULL LIMIT 1"


def catalogue(db: sqlite3.Connection, source: str) -> tuple[Sold, ...]:
    """All that this ERP sells, with what is free of it today, place by place; none of what is counted otherwise than sold."""
    free: dict[str, list[tuple[str, Decimal]]] = {}
    for sku, place, count in db.execute(_FREE, (source,)):
        free.setdefault(sku, []).append((place, Decimal(str(count))))
    products = records(db, Product, "source = ? AND active AND salable ORDER BY code, key", source)
    return tuple(
        Sold(
            p.ref.key,
            p.code,
            p.name,
            p.unit,
            p.list_price,
            tuple(free.get(p.code.casefold(), ())) if p.counted_in == p.unit else (),
        )
        for p in products
        if p.code
    )


def head_names(db: sqlite3.Connection, source: str) -> dict[str, tuple[str, ...]]:
    """By field of a quote's head, the names that this ERP's records carry, in the order of the alphabet; none before they are all read,
    for a name that is not here yet is no wrong one."""
    complete = {row[0] for row in db.execute("SELECT name FROM feed WHERE source = ? AND complete AND readable", (source,))}
    if not {"customers", "sales"} <= complete:
        return {}
    rows = db.execute(_TERMS, (source,)).fetchall()
    return {"payment": tuple(sorted((row[0] for row in rows), key=str.casefold))}


def quote_for(db: sqlite3.Connection, ref: Ref) -> QuoteFor | None:
    """None where the customer is gone."""
    found = next(iter(records(db, Customer, "source = ? AND key = ?", ref.source, ref.key)), None)
    if found is None:
        return None
    row = db.execute(_COMPANY, (ref.source,)).fetchone()
    return QuoteFor(found, found.currency or (row[0] if row else ""))


def quotation(db: sqlite3.Connection, ref: Ref) -> Quotation | None:
    """None where it, or its customer, is gone."""
    sale = next(iter(records(db, Sale, "source = ? AND key = ?", ref.source, ref.key)), None)
    if sale is None:
        return None
    customer = next(iter(records(db, Customer, "source = ? AND key = ?", ref.source, sale.customer)), None)
    if customer is None:
        return None
    lines = records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", ref.source, ref.key)
    return Quotation(sale, lines, customer, not missing_line(sale, lines))
