"""Gathers what the page of one order shows beside its dossier: goods on their way, bills, and what the team did about it."""

from __future__ import annotations

import sqlite3
from typing import TypeVar

from app.domain.case import Case
from app.domain.dossier import OrderDossier, OrderParts
from app.domain.invoice import Invoice, Receivable
from app.domain.order import OrderState, RefusedConfirm, Sale
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.stock import Incoming, Purchase
from app.store import order_read
from app.store.fetch import LISTED, copies, listed, records
from app.store.mirror_read import MirrorRead
from app.store.mirror_schema import CASE

T = TypeVar("T")


def gather(db: sqlite3.Connection, ref: Ref) -> OrderParts | None:
    """By any document of the order; None where no system knows it any more."""
    order = order_read.gather(db, ref)
    if order.order is None and not order.sales and not order.unreadable:
        return None
    read = MirrorRead(db)
    erp = order.sales[0].ref.source if order.sales else ""
    complete = read.complete(erp)
    keys = listed(line.ref.key for line in order.sale_lines)
    moves = _known(db, "moves", complete, Move, f"source = ? AND sale_line {LISTED} ORDER BY key", erp, keys)
    sent = listed(m.shipment for m in moves or () if m.shipment is not None)
    shipments = _known(db, "shipments", complete, Shipment, f"source = ? AND key {LISTED} ORDER BY key", erp, sent)
    invoices = _invoices(db, order.sales) if "invoices" in complete else None
    billed = listed(i.ref.key for i in invoices or ())
    cases = _cases(db, order)
    straight = listed(m.dropped for m in moves or ())
    dropped = records(db, Incoming, f"source = ? AND dropped IS NOT NULL AND dropped {LISTED} ORDER BY +key", erp, straight)
    bought = listed(x.purchase for x in dropped)
    return OrderParts(
        order=order,
        refusals=records(db, RefusedConfirm, f"source = ? AND sale {LISTED} ORDER BY key", erp, listed(s.ref.key for s in order.sales)),
        invoices=invoices,
        receivables=_receivables(db, order, billed) if "receivables" in complete else None,
        shipments=shipments,
        moves=moves,
        cases=cases,
        decisions=tuple(d for c in cases for d in read.decisions_of(c.id)),
        notes=tuple(n for c in cases for n in read.notes_of(c.id)),
        people=read.persons(),
        dropped=dropped,
        purchases=records(db, Purchase, f"source = ? AND key {LISTED} ORDER BY +key", erp, bought),
    )  # fmt: skip


def of_case(db: sqlite3.Connection, case_id: str) -> Ref | None:
    """The document that a case is about."""
    row = db.execute("SELECT source, model, key FROM case_row WHERE case_id = ?", (case_id,)).fetchone()
    return Ref(*row) if row else None


def _known(
    db: sqlite3.Connection, feed: str, complete: frozenset[str], cls: type[T], where: str, *parameters: object
) -> tuple[T, ...] | None:
    return records(db, cls, where, *parameters) if feed in complete else None


def _invoices(db: sqlite3.Connection, sales: tuple[Sale, ...]) -> tuple[Invoice, ...]:
    """Of the customer's invoices those that bill these sales."""
    found: list[Invoice] = []
    for source, customer in sorted({(s.ref.source, s.customer) for s in sales}):
        keys = listed(s.ref.key for s in sales if s.ref.source == source)
        where = f"source = ? AND customer = ? AND EXISTS (SELECT 1 FROM json_each(sales) j WHERE j.value {LISTED}) ORDER BY key"
        found += records(db, Invoice, where, source, customer, keys)
    return tuple(found)


def _receivables(db: sqlite3.Connection, order: OrderDossier, billed: str) -> tuple[Receivable, ...]:
    if not order.sales:
        return ()
    where = f"source = ? AND customer = ? AND invoice {LISTED} ORDER BY key"
    return records(db, Receivable, where, order.sales[0].ref.source, order.sales[0].customer, billed)


def _cases(db: sqlite3.Connection, order: OrderDossier) -> tuple[Case, ...]:
    found: dict[str, Case] = {}
    for ref in order.documents():
        where = "source = ? AND model = ? AND ref_key = ? ORDER BY opened_at, id"
        found |= {c.id: c for c in copies(db, "team_case", CASE, where, ref.source, ref.model, ref.key)}
    return tuple(found.values())


def booked_as(mirror: MirrorRead, ref: Ref, order: OrderDossier | None) -> Sale | None:
    """The case's own sale, or the one its order was booked as: the newest that still stands."""
    if order is None:
        return mirror.sale(ref.source, ref.key) if ref.model == "sale" else None
    standing = [s for s in order.sales if s.state is not OrderState.CANCELLED] or list(order.sales)
    return standing[-1] if standing else None


def account_of(source: str, customer: str, order: OrderDossier | None) -> tuple[str, str]:
    """(source, key) of the ERP's customer; an empty key where an order's is not known."""
    if order is None:
        return source, customer
    if order.customer is not None:
        return order.customer.ref.source, order.customer.ref.key
    return order.erp.source if order.erp else source, ""
