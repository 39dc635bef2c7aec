"""What else fits a product: what the ERP names in its place, its variants, and what customers ordered with it; along indexes."""

from __future__ import annotations

import sqlite3

from app.domain.beside import Suggestion
from app.domain.goods import Product
from app.store.fetch import listed, records

INSTEAD, WITH = 3, 4  # at most so many of each
RECENT = 500  # the newest orders of a product tell what goes with it; older ones cost more than they tell
LEAST = 2  # what was ordered together once is chance
MORE = 1.5  # so many times as often as in orders at large: carriage is on nearly every order and goes with nothing
_ORDERS = (
    "SELECT DISTINCT l.sale FROM line l JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE l.source = ?1 AND l.product_key = ?2 "
    "AND substr(l.quantity, 1, 1) <> '-' AND +s.state IN ('confirmed', 'processing', 'done') ORDER BY l.n DESC LIMIT ?3"
)
_LATELY = "SELECT key FROM sale WHERE source = ?1 AND +state IN ('confirmed', 'processing', 'done') ORDER BY n DESC LIMIT ?2"
_WITH = (
    "SELECT l.product_key, count(DISTINCT l.sale) AS orders FROM json_each(?2) o JOIN line l ON l.source = ?1 AND l.sale = o.value "
    "WHERE l.product_key IS NOT NULL AND l.product_key <> ?3 AND substr(l.quantity, 1, 1) <> '-' "
    "GROUP BY 1 HAVING orders >= ?4 ORDER BY 2 DESC, 1 LIMIT 20"
)

_AT_LARGE = (
    "SELECT l.product_key, count(DISTINCT l.sale) FROM json_each(?2) o JOIN line l ON l.source = ?1 AND l.sale = o.value "
    "WHERE l.product_key IN (SELECT value FROM json_each(?3)) GROUP BY 1"
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
    lately = [row[0] for row in db.execute(_LATELY, (source, RECENT))]
    at_large = dict(db.execute(_AT_LARGE, (source, listed(lately), listed(counted))).fetchall())
    often = {k: n for k, n in counted.items() if n * len(lately) > MORE * at_large.get(k, 0) * len(orders)}
    where = "source = ? AND key IN (SELECT value FROM json_each(?)) ORDER BY +key"
    known = {p.ref.key: p for p in records(db, Product, where, source, listed(often)) if _sold(p)}
    told = [
        Suggestion(key, known[key].code or "", known[key].name, f"in {count} of its last {len(orders)} orders", False)
        for key, count in often.items()
        if key in known
    ]
    return tuple(told[:WITH])


def _sold(product: Product) -> bool:
    return product.active and product.salable and bool(product.code)
