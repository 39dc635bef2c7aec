"""What else fits a product: what the ERP names in its place, its variants, and what customers ordered with it; along indexes."""

from __future__ import annotations

import sqlite3

from app.domain.beside import Suggestion
from app.domain.goods import Product
from app.store.fetch import listed, records

INSTEAD, WITH = 3, 4  # at most so many of each
RECENT = 500  # the newest orders of a product tell what goes with it; older ones cost more than they tell
LEAST = 2  # what was ordered together once is chance
_ORDERS = (
    "SELECT DISTINCT l.sale FROM line l JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE l.source = ?1 AND l.product_key = ?2 "
    "AND substr(l.quantity, 1, 1) <> '-' AND +s.state IN ('confirmed', 'processing', 'done') ORDER BY l.n DESC LIMIT ?3"
)
_WITH = (
    "SELECT l.product_key, count(DISTINCT l.sale) AS orders FROM json_each(?2) o JOIN line l ON l.source = ?1 AND l.sale = o.value "
    "WHERE l.product_key IS NOT NULL AND l.product_key <> ?3 AND substr(l.quantity, 1, 1) <> '-' "
    "GROUP BY 1 HAVING orders >= ?4 ORDER BY 2 DESC, 1 LIMIT 20"
)


def suggestions(db: sqlite3.Connection, source: str, product: str) -> tuple[Suggestion, ...]:
    """The ERP's own stand-in first, then variants, then what goes with it, the most often ordered first."""
    own = next(iter(records(db, Product, "source = ? AND key = ?", source, product)), None)
    return () if own is None else (*_instead(db, own), *_with(db, own))


def _instead(db: sqlite3.Connection, own: Product) -> tuple[Suggestion, ...]:
    source = own.ref.source
    named = records(db, Product, "source = ? AND key = ?", source, own.replaced_by) if own.replaced_by else ()
    variants = (
        records(db, Product, "source = ? AND template = ? ORDER BY code, key", source, own.template) if own.template else ()
    )
    found = [*named, *(p for p in variants if p.ref.key not in (own.ref.key, own.replaced_by))]
    fit = [p for p in found if _sold(p) and p.counted_in == own.counted_in]
    return tuple(
        Suggestion(p.ref.key, p.code or "", p.name, "replaces it" if p.ref.key == own.replaced_by else "variant of it", True)
        for p in fit[:INSTEAD]
    )


def _with(db: sqlite3.Connection, own: Product) -> tuple[Suggestion, ...]:
    source = own.ref.source
    orders = [row[0] for row in db.execute(_ORDERS, (source, own.ref.key, RECENT))]
    counted = dict(db.execute(_WITH, (source, listed(orders), own.ref.key, LEAST)).fetchall())
    where = "source = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY +key"
    known = {p.ref.key: p for p in records(db, Product, where, source, listed(counted)) if _sold(p)}
    told = [
        Suggestion(key, known[key].code or "", known[key].name, f"in {count} of its last {len(orders)} orders", False)
        for key, count in counted.items()
        if key in known
    ]
    return tuple(told[:WITH])


def _sold(product: Product) -> bool:
    return product.active and product.salable and bool(product.code)
