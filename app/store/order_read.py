"""Gathers one order across systems from the mirror: every lookup along an index."""

from __future__ import annotations

import json
import sqlite3
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

from app.domain.customer import Customer
from app.domain.dossier import Bought, Largest, OrderDossier, SystemState
from app.domain.goods import Currency, CustomerAddress, ListPrice, Product
from app.domain.money import Money
from app.domain.order import Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shop import Buyer, Variant, WebLine, WebOrder, WebOrderState, WebPayment, WebPrice
from app.rules.linking import WITHIN
from app.store.books import BOOKS
from app.store.fetch import LISTED, listed, quarantined, records
from app.store.times import maybe_moment, to_micros

T = TypeVar("T")
_YEAR = timedelta(days=365)
_SHOP_FEEDS = ("web_orders", "web_lines", "web_payments", "buyers", "variants", "web_prices")
_ERP_FEEDS = ("sales", "lines", "customers", "products", "prices", "addresses", "currencies")

# Lines of what the customer ordered in the ERP in the year before an order was placed, that order itself left out. The customer's sales
# come first, in so many words: else SQLite walks every line of the ERP.
_YEAR_BEFORE = (
    "FROM sale s CROSS JOIN line l ON l.source = s.source AND l.sale = s.key "
    "WHERE s.source = ?1 AND s.customer = ?2 AND s.order_date BETWEEN ?3 AND ?4 AND +s.state IN ('confirmed', 'processing', 'done') "
    "AND coalesce(s.web_origin, '') <> ?5"
)


def gather(db: sqlite3.Connection, ref: Ref) -> OrderDossier:
    """``ref``: any document of the order: the web order, a sale that carries its reference, or a record that cannot be read."""
    order = _order(db, ref)
    web = order.ref if order else ref if ref.model == "web_order" else None
    sales = _sales(db, ref, order)
    shop = _system(db, _SHOP_FEEDS, web.source if web else None)
    erp = _system(db, _ERP_FEEDS, sales[0].ref.source if sales else None)
    placed = 'source = ? AND "order" = ? AND NOT replaces ORDER BY sequence, key'
    lines = records(db, WebLine, placed, web.source, web.key) if web else ()
    payments = records(db, WebPayment, 'source = ? AND "order" = ? ORDER BY at, key', web.source, web.key) if web else ()
    sale_lines = _lines_of(db, sales)
    buyer = _one(db, Buyer, web.source, order.customer) if web and order and order.customer else None
    customer = _customer(db, erp, order, buyer, sales)
    unlinked = () if sales else _unlinked(db, order, customer)
    unlinked_lines = _lines_of(db, unlinked)
    skus = listed({x.sku for x in lines if x.sku} | {x.sku for x in (*sale_lines, *unlinked_lines) if x.sku})
    source = shop.source if shop else ""
    variants = records(db, Variant, f"source = ? AND sku {LISTED} ORDER BY +key", source, skus)
    sold = listed({*json.loads(skus), *(v.replaced_by for v in variants if v.replaced_by)})
    products = records(db, Product, f"source = ? AND code {LISTED} ORDER BY +key", erp.source, sold) if erp else ()
    party = customer.number if customer else None
    return OrderDossier(
        ref=web or (sales[0].ref if sales else ref),
        shop=shop,
        erp=erp,
        order=order,
        lines=lines,
        payments=payments,
        buyer=buyer,
        sales=sales,
        sale_lines=sale_lines,
        customer=customer,
        addresses=_addresses(db, customer),
        sent_to=_sent_to(db, sales),
        products=products,
        variants=variants,
        prices=_prices(db, customer, products),
        web_prices=records(
            db, WebPrice, f"source = ? AND sku {LISTED} AND (party IS NULL OR party = ?) ORDER BY +key", source, skus, party
        ),
        same_po=_same_po(db, order),
        same_po_sales=_same_po_sales(db, order, customer),
        bought=_bought(db, order, customer, skus),
        largest=None if sales else _largest(db, order, customer),
        company_currency=_company_currency(db, erp),
        currencies=frozenset(c.code for c in records(db, Currency, "source = ?", erp.source)) if erp else frozenset(),
        unreadable=quarantined(
            db,
            {
                *(web or ref, ref),
                *(line.ref for line in lines),
                *(payment.ref for payment in payments),
                *(sale.ref for sale in sales),
                *(line.ref for line in sale_lines),
            },
        ),
        unlinked=unlinked,
        unlinked_lines=unlinked_lines,
    )


def _order(db: sqlite3.Connection, ref: Ref) -> WebOrder | None:
    if ref.model == "web_order":
        return _one(db, WebOrder, ref.source, ref.key)
    if ref.model != "sale":
        return None
    carried = (
        f"shared = (SELECT nullif(web_origin, '') FROM sale WHERE source = ? AND key = ? AND source = {BOOKS}) "
        "ORDER BY source, key LIMIT 1"
    )
    return next(iter(records(db, WebOrder, carried, ref.source, ref.key)), None)


def _sales(db: sqlite3.Connection, ref: Ref, order: WebOrder | None) -> tuple[Sale, ...]:
    """Of one ERP: a shop's order is booked in the first, whatever another one keeps under the same reference."""
    of = "web_origin = ? AND +source = {} ORDER BY created_at, key"
    if order is not None:
        return records(db, Sale, of.format(BOOKS), order.shared) if order.shared else ()
    if ref.model != "sale":
        return ()
    own = _one(db, Sale, ref.source, ref.key)
    return () if own is None else records(db, Sale, of.format("?"), own.web_origin, ref.source) or (own,)


def _lines_of(db: sqlite3.Connection, sales: tuple[Sale, ...]) -> tuple[SaleLine, ...]:
    return tuple(
        line
        for sale in sales
        for line in records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", sale.ref.source, sale.ref.key)
    )


def _system(db: sqlite3.Connection, feeds: tuple[str, ...], source: str | None) -> SystemState | None:
    """The source of the documents, else the shop that is connected, or the ERP in which its orders are booked."""
    if source is None:
        own = f" AND source = {BOOKS}" if feeds is _ERP_FEEDS else ""
        row = db.execute(f"SELECT min(source) FROM feed WHERE name = ?{own}", (feeds[0],)).fetchone()
        source = row[0]
    if source is None:
        return None
    rows = db.execute("SELECT name, asof FROM feed WHERE source = ? AND complete AND readable", (source,)).fetchall()
    ours = {name: asof for name, asof in rows if name in feeds}
    return SystemState(source, frozenset(ours), maybe_moment(min(ours.values(), default=None)))


def _customer(
    db: sqlite3.Connection, erp: SystemState | None, order: WebOrder | None, buyer: Buyer | None, sales: tuple[Sale, ...]
) -> Customer | None:
    if sales:
        return _one(db, Customer, sales[0].ref.source, sales[0].customer)
    party = (order.party if order else None) or (buyer.party if buyer else None)
    if party is None or erp is None:
        return None
    return next(iter(records(db, Customer, "number = ? AND source = ? ORDER BY +key LIMIT 1", party, erp.source)), None)


def _addresses(db: sqlite3.Connection, customer: Customer | None) -> tuple[CustomerAddress, ...]:
    if customer is None:
        return ()
    return records(
        db, CustomerAddress, "source = ? AND customer = ? AND active ORDER BY +key", customer.ref.source, customer.ref.key
    )


def _sent_to(db: sqlite3.Connection, sales: tuple[Sale, ...]) -> tuple[CustomerAddress, ...]:
    keys = listed({s.ship_to for s in sales if s.ship_to})
    return records(db, CustomerAddress, f"source = ? AND key {LISTED} ORDER BY +key", sales[0].ref.source, keys) if sales else ()


def _prices(db: sqlite3.Connection, customer: Customer | None, products: tuple[Product, ...]) -> tuple[ListPrice, ...]:
    if customer is None or not products:
        return ()
    keys = listed({p.ref.key for p in products})
    where = f"source = ? AND product {LISTED} AND price_list IS ? ORDER BY +key"
    return records(db, ListPrice, where, products[0].ref.source, keys, customer.price_list_key)


def _same_po(db: sqlite3.Connection, order: WebOrder | None) -> tuple[WebOrder, ...]:
    if order is None or not order.reference or order.party is None:
        return ()
    where = "reference = ? AND party = ? AND state NOT IN ('draft', 'cancelled') AND NOT (source = ? AND key = ?) ORDER BY placed_at, key"
    return records(db, WebOrder, where, order.reference, order.party, order.ref.source, order.ref.key)


def _same_po_sales(db: sqlite3.Connection, order: WebOrder | None, customer: Customer | None) -> tuple[Sale, ...]:
    """Keyed by hand or by mail: those that came from a shop are there as web orders."""
    if order is None or not order.reference or customer is None:
        return ()
    where = (
        "source = ? AND customer = ? AND reference = ? AND coalesce(web_origin, '') = '' "
        "AND state <> 'cancelled' ORDER BY created_at, key"
    )
    return records(db, Sale, where, customer.ref.source, customer.ref.key, order.reference)


def _unlinked(db: sqlite3.Connection, order: WebOrder | None, customer: Customer | None) -> tuple[Sale, ...]:
    """Keyed without a reference around the day on which the order was placed."""
    if order is None or order.state is not WebOrderState.PLACED or customer is None:
        return ()
    where = (
        "source = ? AND customer = ? AND +created_at BETWEEN ? AND ? AND coalesce(web_origin, '') = '' AND +state <> 'cancelled' "
        "ORDER BY +created_at, +key"
    )
    around = (to_micros(order.placed_at - WITHIN), to_micros(order.placed_at + WITHIN))
    return records(db, Sale, where, customer.ref.source, customer.ref.key, *around)


def _bought(db: sqlite3.Connection, order: WebOrder | None, customer: Customer | None, skus: str) -> tuple[Bought, ...]:
    if order is None or customer is None:
        return ()
    rows = db.execute(
        f"SELECT l.sku, l.quantity, s.order_date {_YEAR_BEFORE} AND l.sku IN (SELECT value FROM json_each(?6))",
        (*_year_before(order, customer), skus),
    )
    return tuple(Bought(sku, Decimal(quantity), date.fromisoformat(on)) for sku, quantity, on in rows)


def _largest(db: sqlite3.Connection, order: WebOrder | None, customer: Customer | None) -> Largest | None:
    if order is None or customer is None:
        return None
    currency = order.net.currency
    most, dearest = db.execute(
        f"SELECT max(CAST(l.quantity AS REAL)), max(l.net_minor) {_YEAR_BEFORE} AND l.net_currency = ?6",
        (*_year_before(order, customer), currency),
    ).fetchone()
    return None if most is None else Largest(Decimal(str(most)), Money(dearest, currency))


def _year_before(order: WebOrder, customer: Customer) -> tuple[str, ...]:
    day = order.placed_at.date()
    return customer.ref.source, customer.ref.key, (day - _YEAR).isoformat(), day.isoformat(), order.shared or ""


def _company_currency(db: sqlite3.Connection, erp: SystemState | None) -> str:
    """What the ERP's own amounts are in: any sale says it, else any price."""
    if erp is None:
        return ""
    asked = (
        "SELECT untaxed_company_currency FROM sale WHERE source = ?1 UNION ALL "
        "SELECT price_currency FROM list_price WHERE source = ?1 LIMIT 1"
    )
    row = db.execute(asked, (erp.source,)).fetchone()
    return row[0] if row is not None else ""


def _one(db: sqlite3.Connection, cls: type[T], source: str, key: str) -> T | None:
    return next(iter(records(db, cls, "source = ? AND key = ?", source, key)), None)
