"""Gathers one offer, or one request of a shop, from the mirror: along indexes."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

from app.domain.customer import Customer
from app.domain.feed import Bad
from app.domain.goods import ListPrice
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine, is_ordered, missing_line
from app.domain.paper import SentOffer
from app.domain.quote import OPEN, Agreed, Asked, History, QuoteDossier, expires
from app.domain.quote_version import QuoteVersion, version
from app.domain.ref import Ref
from app.domain.shop import WebLine, WebOrder
from app.domain.steps import read
from app.domain.stock import StockLevel
from app.domain.version_list import VersionParts
from app.store.books import BOOKS
from app.store.fetch import LISTED, copies, listed, quarantined, records, strays
from app.store.mirror_schema import PERSON, VERSION_OF
from app.store.policy_read import limits
from app.store.times import maybe_moment

_FEEDS = frozenset({"sales", "lines", "customers", "prices", "web_orders", "web_lines"})
_DECIDING = ("approve_quote", "return_quote")
_YEAR = timedelta(days=365)
_ORDERED = (OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE)
# Sums are of whole minor units; a line whose cost nobody knows would make the rest look dearer than it is.
_BOUGHT = (
    "SELECT s.untaxed_company_currency, sum(l.net_minor), sum(l.cost_minor) FROM sale s CROSS JOIN line l ON l.source = s.source "
    "AND l.sale = s.key WHERE s.source = ?1 AND s.customer = ?2 AND s.order_date >= ?3 AND +s.state IN ('confirmed', 'processing', 'done') "
    "AND l.cost_minor IS NOT NULL AND l.net_currency = s.untaxed_company_currency AND l.cost_currency = l.net_currency GROUP BY 1"
)
_AGREED = (
    "SELECT d.deed, d.payload, d.actor FROM team_case k JOIN team_decision d ON d.case_id = k.id WHERE k.source = ? AND k.model = 'sale' "
    f"AND k.ref_key = ? AND d.state = 'applied' AND d.deed IN ({', '.join('?' * len(_DECIDING))}) ORDER BY d.at DESC"
)


_CONVERTED = (
    "SELECT d.payload FROM team_case k JOIN team_decision d ON d.case_id = k.id WHERE k.source = ? AND k.model = 'sale' "
    "AND k.ref_key = ? AND d.state = 'applied' AND d.deed = 'convert_quote' ORDER BY d.at DESC"
)


def gather(db: sqlite3.Connection, ref: Ref) -> QuoteDossier:
    """``ref``: source and key of a sale in an ERP or of an order in a shop, whatever its model; one that is neither is told alone."""
    source = ref.source
    sale = next(iter(records(db, Sale, "source = ? AND key = ?", source, ref.key)), None)
    request = next(iter(records(db, WebOrder, "source = ? AND key = ?", source, ref.key)), None)
    lines = records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", source, ref.key) if sale else ()
    customer = _customer(db, sale)
    products = listed(x.product_key for x in lines)
    refused = db.execute("SELECT sale FROM refusal WHERE source = ? AND sale = ?", (source, ref.key)).fetchall()
    rows = db.execute("SELECT name, asof FROM feed WHERE source = ? AND complete AND readable", (source,)).fetchall()
    known = {name: asof for name, asof in rows if name in _FEEDS}
    dossier = QuoteDossier(
        ref=Ref(source, _model(db, ref, request), ref.key),
        sale=sale,
        lines=lines,
        customer=customer,
        refused=frozenset(row[0] for row in refused),
        prices=_prices(db, source, customer, products),
        levels=records(db, StockLevel, f"source = ? AND product {LISTED} ORDER BY +key", source, products),
        request=request,
        asked=records(db, WebLine, 'source = ? AND "order" = ? ORDER BY sequence, key', source, ref.key) if request else (),
        answers=_answers(db, request),
        limits=limits(db, source),
        complete=frozenset(known),
        books=_books(db) if request else frozenset(known),
        asof=maybe_moment(min(known.values(), default=None)),
        agreed=_agreed(db, ref) if sale else (),
        answered=_answered(db, ref) if request else "",
    )
    return replace(dossier, unreadable=_unreadable(db, dossier))


def with_history(db: sqlite3.Connection, dossier: QuoteDossier, today: date) -> QuoteDossier:
    """What the customer took of earlier offers, its versions and what was sent of it, for a person's page alone.

    ``today``: offers that ended before are lost.
    """
    sale = dossier.sale
    if sale is None:
        return dossier
    where = "source = ? AND customer = ? AND valid_days IS NOT NULL AND key <> ?"
    offered = records(db, Sale, where, sale.ref.source, sale.customer, sale.ref.key)
    won = sum(1 for s in offered if s.state in _ORDERED)
    ended = [s for s in offered if s.state in OPEN and (end := expires(s)) and end < today]
    lost = len(ended) + sum(1 for s in offered if s.state is OrderState.CANCELLED)
    since = (today - _YEAR).isoformat()
    row = db.execute(_BOUGHT, (sale.ref.source, sale.customer, since)).fetchone()
    net, cost = (Money(row[1], row[0]), Money(row[2], row[0])) if row is not None else (None, None)
    kept = records(db, SentOffer, "source = ? AND sale = ? ORDER BY added_at DESC, key", sale.ref.source, sale.ref.key)
    sent = tuple(x for x in kept if x.was_sent)
    known = versions(db, sale.ref)
    return replace(dossier, history=History(won, lost, net, cost), versions=known, sent=sent, asks=_asks(db, known))


def _asks(db: sqlite3.Connection, known: tuple[QuoteVersion, ...]) -> Asked | None:
    source, _, key = next((v.answers for v in reversed(known) if v.answers), "").partition("|")
    if not key:
        return None
    order = next(iter(records(db, WebOrder, "source = ? AND key = ?", source, key)), None)
    seen = "SELECT 1 FROM feed WHERE source = ? AND name = 'web_orders' AND complete AND readable"
    return Asked(Ref(source, "web_order", key), order, db.execute(seen, (source,)).fetchone() is not None)


def versions(db: sqlite3.Connection, sale: Ref) -> tuple[QuoteVersion, ...]:
    """In the order of their numbers."""
    rows = copies(db, "team_version", VERSION_OF, "source = ? AND sale = ? ORDER BY number", sale.source, sale.key)
    return tuple(found for row in rows if (found := version(row, json.loads(row.body))) is not None)


def tenant(db: sqlite3.Connection) -> UUID:
    """The team whose copies these are; nobody's before a team was met."""
    row = db.execute("SELECT tenant FROM owner").fetchone()
    return UUID(row[0]) if row is not None and row[0] else UUID(int=0)


def _answered(db: sqlite3.Connection, ref: Ref) -> str:
    """Only what still stands: an answer that was declined since is none."""
    asked = (
        "SELECT json_extract(v.body, '$.document') FROM team_version v JOIN sale s ON s.source = v.source AND s.key = v.sale "
        "WHERE json_extract(v.body, '$.answers') = ? AND s.state <> 'cancelled' LIMIT 1"
    )
    row = db.execute(asked, (f"{ref.source}|{ref.key}",)).fetchone()
    return str(row[0]) if row is not None else ""


def version_parts(db: sqlite3.Connection, ref: Ref) -> VersionParts | None:
    """None where neither a system nor the team knows anything of it."""
    dossier = replace(gather(db, ref), versions=versions(db, Ref(ref.source, "sale", ref.key)))
    if dossier.sale is None and dossier.request is None and not dossier.versions:
        return None
    rows = db.execute(_CONVERTED, (ref.source, ref.key)).fetchall()
    found = next((n for (payload,) in rows if (n := read(payload).converts) is not None), None)
    taken = dossier.sale is not None and is_ordered(dossier.sale, dossier.refused)
    return VersionParts(dossier, copies(db, "person", PERSON, "1 = 1 ORDER BY id"), found if taken else None)


def open_offers(db: sqlite3.Connection, source: str) -> tuple[str, ...]:
    """Keys of all offers of this ERP, and of all requests of this shop, that have not ended."""
    offers = "SELECT key FROM sale WHERE source = ?1 AND state IN ('draft', 'quoted') AND valid_days IS NOT NULL"
    requests = "SELECT key FROM web_order WHERE source = ?1 AND state = 'draft'"
    return tuple(row[0] for row in db.execute(f"{offers} UNION ALL {requests} ORDER BY 1", (source,)))


def _model(db: sqlite3.Connection, ref: Ref, request: WebOrder | None) -> str:
    """Which of the two it is, also where it cannot be read or is gone."""
    if request is not None:
        return "web_order"
    shop = db.execute("SELECT 1 FROM feed WHERE source = ? AND name = 'web_orders'", (ref.source,)).fetchone()
    return "web_order" if shop else "sale"


def _customer(db: sqlite3.Connection, sale: Sale | None) -> Customer | None:
    found = records(db, Customer, "source = ? AND key = ?", sale.ref.source, sale.customer) if sale else ()
    return next(iter(found), None)


def _prices(db: sqlite3.Connection, source: str, customer: Customer | None, products: str) -> tuple[ListPrice, ...]:
    if customer is None:
        return ()
    where = f"source = ? AND product {LISTED} AND price_list IS ? ORDER BY +key"
    return records(db, ListPrice, where, source, products, customer.price_list_key)


def _answers(db: sqlite3.Connection, request: WebOrder | None) -> tuple[Sale, ...]:
    if request is None or not request.shared:
        return ()
    where = f"web_origin = ? AND +source = {BOOKS} AND state <> 'cancelled' ORDER BY created_at, key"
    return records(db, Sale, where, request.shared)


def _books(db: sqlite3.Connection) -> frozenset[str]:
    rows = db.execute(f"SELECT name FROM feed WHERE source = {BOOKS} AND complete AND readable").fetchall()
    return frozenset(row[0] for row in rows if row[0] in _FEEDS)


def _agreed(db: sqlite3.Connection, ref: Ref) -> tuple[Agreed, ...]:
    rows = db.execute(_AGREED, (ref.source, ref.key, *_DECIDING)).fetchall()
    plans = ((deed, read(payload).accepts, actor) for deed, payload, actor in rows)
    return tuple(Agreed(deed, basis, actor) for deed, basis, actor in plans if basis)


def _unreadable(db: sqlite3.Connection, dossier: QuoteDossier) -> tuple[Bad, ...]:
    """What is known to be part of it; where a line is missing, any line that never was read."""
    found = quarantined(db, {dossier.ref, *(x.ref for x in dossier.lines), *(x.ref for x in dossier.asked)})
    lines = strays(db, dossier.ref.source, "line") if missing_line(dossier.sale, dossier.lines) else ()
    return (*found, *lines)
