"""Master data that a shop and the ERP do not agree on: prices per company and sku, products, and buyers without an ERP number."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable
from typing import Any

from app.domain.money import Money
from app.domain.orders import Mismatch, MismatchesAnswer
from app.store.books import BOOKS
from app.store.times import maybe_moment

MOST = 5000  # rows shown of each kind; all are counted
_OURS = f"(source = {BOOKS} OR name IN ('web_prices', 'variants', 'buyers'))"
_READ = f"SELECT name FROM feed WHERE complete AND readable AND {_OURS}"
_FEEDS = "'web_prices', 'variants', 'buyers', 'products', 'prices', 'customers'"
# The ERP's price that holds from the shop's quantity on: the step with the greatest quantity up to it.
_PRICES = f"""
    SELECT x.source, x.key, x.sku, x.party, c.name, p.name, x.quantity, x.price_minor, x.price_currency, l.price_minor, l.price_currency
    FROM web_price x JOIN product p ON p.code = x.sku AND p.source = {BOOKS}
    LEFT JOIN customer c ON c.number = x.party AND c.source = p.source
    JOIN list_price l ON l.n = (SELECT y.n FROM list_price y WHERE y.source = p.source AND y.product = p.key
        AND y.price_list IS c.price_list AND CAST(y.quantity AS REAL) <= CAST(x.quantity AS REAL)
        ORDER BY CAST(y.quantity AS REAL) DESC LIMIT 1)
    WHERE (x.party IS NULL OR c.n IS NOT NULL) AND (l.price_minor <> x.price_minor OR l.price_currency <> x.price_currency)
    ORDER BY x.sku, x.party LIMIT {MOST}
"""
_PRODUCTS = f"""
    SELECT v.source, v.key, v.sku, v.product, p.name, p.active, p.salable FROM variant v
    LEFT JOIN product p ON p.code = v.sku AND p.source = {BOOKS}
    WHERE v.on_sale AND (p.n IS NULL OR NOT p.active OR NOT p.salable) ORDER BY v.sku LIMIT {MOST}
"""
_BUYERS = f"""
    SELECT b.source, b.key, b.name, b.company, b.email, b.party FROM buyer b
    LEFT JOIN customer c ON c.number = b.party AND c.source = {BOOKS}
    WHERE c.n IS NULL ORDER BY coalesce(b.company, b.name), b.key LIMIT {MOST}
"""


def answer(db: sqlite3.Connection, text: str) -> MismatchesAnswer:
    """Those whose subject or what it is about holds ``text``. Products and prices only once the ERP's were read completely."""
    read = {row[0] for row in db.execute(_READ)}
    found: list[Mismatch] = []
    if "products" in read:
        found += map(_product, db.execute(_PRODUCTS))
    if {"products", "prices"} <= read:
        found += map(_price, db.execute(_PRICES))
    if "customers" in read:
        found += map(_buyer, db.execute(_BUYERS))
    (asof,) = db.execute(f"SELECT min(asof) FROM feed WHERE name IN ({_FEEDS}) AND {_OURS}").fetchone()
    return MismatchesAnswer(tuple(_filtered(found, text)), tuple(Counter(m.kind for m in found).items()), maybe_moment(asof))


def _filtered(found: Iterable[Mismatch], text: str) -> Iterable[Mismatch]:
    words = text.casefold().split()
    return (m for m in found if all(w in f"{m.subject} {m.about}".casefold() for w in words))


def _price(row: tuple[Any, ...]) -> Mismatch:
    source, key, sku, party, name, product, quantity, minor, currency, erp_minor, erp_currency = row
    buyer = f"{name}, {party}" if party else "everybody"
    note = "" if quantity == "1" else f" from {quantity}"
    shop, erp = Money(minor, currency), Money(erp_minor, erp_currency)
    return Mismatch(
        f"{source}/price/{key}",
        "price",
        sku,
        f"{product}, for {buyer}{note}",
        f"{currency} {shop.text()}",
        f"{erp_currency} {erp.text()}",
        currency != erp_currency,
    )


def _product(row: tuple[Any, ...]) -> Mismatch:
    source, key, sku, product, known, active, _salable = row
    erp = "not known" if known is None else "retired" if not active else "not for sale"
    return Mismatch(f"{source}/product/{key}", "product", sku, product, "on sale", erp, True)


def _buyer(row: tuple[Any, ...]) -> Mismatch:
    source, key, name, company, email, party = row
    shop = f"ERP number {party}" if party else "no ERP number"
    about = ", ".join(x for x in (name if company else "", email) if x)
    return Mismatch(f"{source}/customer/{key}", "customer", company or name, about, shop, "not known" if party else "–", True)
