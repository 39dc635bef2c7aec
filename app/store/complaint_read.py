"""Gathers one complaint from the mirror: what was delivered, and every document that makes it good; along indexes."""

from __future__ import annotations

import sqlite3

from app.domain.attachment import Attachment
from app.domain.complaint import Complaint, ComplaintAction, returned_by
from app.domain.customer import Customer
from app.domain.dossier import ComplaintDossier, SystemState
from app.domain.invoice import Invoice, InvoiceLine
from app.domain.order import Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.store import return_read
from app.store.fetch import LISTED, listed, quarantined, records
from app.store.policy_read import carrier_terms
from app.store.times import maybe_moment
from app.store.web_read import placed_as

_FEEDS = (
    "complaints",
    "complaint_actions",
    "sales",
    "lines",
    "customers",
    "moves",
    "shipments",
    "invoices",
    "invoice_lines",
    "attachments",
)
_OF_SALE = "source = ?1 AND sale_line IN (SELECT key FROM line WHERE source = ?1 AND sale = ?2)"


def gather(db: sqlite3.Connection, ref: Ref) -> ComplaintDossier:
    """``ref``: of the complaint; one that cannot be read or is gone gives a dossier without it."""
    source = ref.source
    rows = db.execute("SELECT name, asof FROM feed WHERE source = ? AND complete AND readable", (source,)).fetchall()
    known = {name: asof for name, asof in rows if name in _FEEDS}
    found = next(iter(records(db, Complaint, "source = ? AND key = ?", source, ref.key)), None)
    line = found.line if found else None
    of_line = records(db, SaleLine, "source = ? AND key = ?", source, line) if line else ()
    key = of_line[0].sale if of_line else (found.sale if found else None)
    sale = next(iter(records(db, Sale, "source = ? AND key = ?", source, key)), None) if key else None
    others = (
        records(db, Complaint, "source = ? AND line = ? AND key <> ? ORDER BY taken_at, key", source, line, ref.key)
        if line
        else ()
    )
    all_ = (*((found,) if found else ()), *others)
    filed = tuple(one for of in all_ for one in _filed(db, of))
    moves = records(db, Move, _OF_SALE, source, key) if key and "moves" in known else None
    sent = sorted({m.shipment for m in moves or () if m.shipment})
    money = return_read.money(db, sale, of_line[0]) if sale and of_line and "invoice_lines" in known else None
    actions = tuple(a for one in (*((found,) if found else ()), *filed) for a in _actions(db, one))
    return ComplaintDossier(
        ref=ref,
        erp=SystemState(source, frozenset(known), maybe_moment(min(known.values(), default=None))),
        complaint=found,
        actions=actions,
        sale=sale,
        lines=_lines(db, sale),
        others=others,
        made=tuple(sale for key in (ref.key, *(o.ref.key for o in others)) for sale in _made(db, source, key)),
        filed=filed,
        moves=moves,
        shipments=tuple(_shipment(db, source, sent)) if moves is not None and "shipments" in known else None,
        invoices=_invoices(db, sale, money or ()) if "invoices" in known else None,
        money=money,
        customer=_customer(db, found),
        terms=carrier_terms(db, source),
        unreadable=quarantined(db, [ref]),
        attachments=_attachments(db, ref) if "attachments" in known else None,
        web=placed_as(db, (sale,) if sale else ()),
        returns=records(db, Sale, f"source = ? AND key {LISTED} ORDER BY +key", source, listed(returned_by(a) for a in actions)),
    )


def _made(db: sqlite3.Connection, source: str, complaint: str) -> tuple[Sale, ...]:
    return records(db, Sale, "source = ? AND complaint = ? ORDER BY created_at, key", source, complaint)


def _filed(db: sqlite3.Connection, complaint: Complaint) -> tuple[Complaint, ...]:
    if not complaint.number:
        return ()
    first, after = f"{complaint.number} #", f"{complaint.number} $"  # the next character: a range over the index
    return records(
        db,
        Complaint,
        "source = ? AND reference >= ? AND reference < ? ORDER BY taken_at, key",
        complaint.ref.source,
        first,
        after,
    )


def _actions(db: sqlite3.Connection, of: Complaint) -> tuple[ComplaintAction, ...]:
    return records(db, ComplaintAction, "source = ? AND complaint = ? ORDER BY key", of.ref.source, of.ref.key)


def _lines(db: sqlite3.Connection, sale: Sale | None) -> tuple[SaleLine, ...]:
    if sale is None:
        return ()
    return records(db, SaleLine, "source = ? AND sale = ? ORDER BY sequence, key", sale.ref.source, sale.ref.key)


def _shipment(db: sqlite3.Connection, source: str, keys: list[str]) -> list[Shipment]:
    return [one for key in keys for one in records(db, Shipment, "source = ? AND key = ?", source, key)]


def _invoices(db: sqlite3.Connection, sale: Sale | None, money: tuple[InvoiceLine, ...]) -> tuple[Invoice, ...]:
    if sale is None:
        return ()
    theirs = records(db, Invoice, "source = ? AND customer = ? ORDER BY key", sale.ref.source, sale.customer)
    named = {x.invoice for x in money}
    return tuple(one for one in theirs if sale.ref.key in one.sales or one.ref.key in named)


def _customer(db: sqlite3.Connection, complaint: Complaint | None) -> Customer | None:
    if complaint is None:
        return None
    return next(iter(records(db, Customer, "source = ? AND key = ?", complaint.ref.source, complaint.customer)), None)


def _attachments(db: sqlite3.Connection, ref: Ref) -> tuple[Attachment, ...]:
    return records(db, Attachment, "source = ? AND complaint = ? ORDER BY added_at, key", ref.source, ref.key)
