"""Gathers one customer across systems from the mirror: every lookup along an index, long lists only as far as they are shown."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from decimal import Decimal
from typing import Any, TypeVar

from app.domain.complaint import Complaint, ComplaintAction
from app.domain.customer_parts import CustomerParts, Filed, Returned
from app.domain.customers import FEW, MOST, AskCustomer
from app.domain.feed import FeedState
from app.domain.goods import CustomerAddress
from app.domain.orders import OrderRow
from app.domain.question import CaseRow
from app.domain.ref import Ref
from app.domain.shop import Buyer, WebOrder
from app.store import order_list
from app.store.books import BOOKS
from app.store.codec import Codec
from app.store.fetch import LISTED, copies, records
from app.store.message_read import MESSAGES
from app.store.mirror_read import MirrorRead
from app.store.mirror_schema import DECISION, NOTE
from app.store.queue_read import QueueRead
from app.store.times import maybe_moment

T = TypeVar("T")
# Rows of orders and quotes of a customer: booked for them in the ERP, or not booked and placed under their number.
MINE = (
    "SELECT n FROM order_row WHERE erp_source = ?1 AND erp_customer = ?2 "
    f"UNION SELECT n FROM order_row WHERE party = ?3 AND erp_customer IS NULL AND ?1 = {BOOKS}"
)
# Cases on the customer's records in the ERP, and on what they placed in a shop.
OPEN = (
    "SELECT n FROM case_row WHERE source = ?1 AND customer_key = ?2 AND live UNION SELECT c.n FROM order_row o CROSS JOIN case_row c "
    f"ON c.source = o.source AND c.model = o.model AND c.key = o.key WHERE o.n IN ({MINE}) AND c.live"
)
FILED = (
    "SELECT id FROM team_case WHERE customer = ?2 AND source = ?1 UNION SELECT k.id FROM order_row o CROSS JOIN team_case k "
    f"ON k.source = o.source AND k.model = o.model AND k.ref_key = o.key WHERE o.n IN ({MINE})"
)


CAME_BACK = (
    "SELECT o.source, o.model, o.key, o.number, w.returned FROM order_row o "
    'CROSS JOIN web_line w ON w.source = o.source AND w."order" = o.key '
    f"WHERE o.n IN ({MINE}) AND o.model = 'web_order' AND CAST(w.returned AS REAL) > 0 ORDER BY o.placed DESC, o.n"
)


def listed(kind: str) -> str:
    """The newest orders or quotes of a customer; ``kind``: is_order or is_quote. The plus keeps SQLite from walking all there are."""
    return f"SELECT n FROM order_row WHERE n IN ({MINE}) AND +{kind} ORDER BY placed DESC, number_fold DESC, n DESC LIMIT ?4"


def find(db: sqlite3.Connection, ask: AskCustomer) -> Ref | None:
    """Whom a question is about; None where no ERP knows them."""
    if ask.case_id:
        row = db.execute("SELECT source, model, key, customer_key FROM case_row WHERE case_id = ?", (ask.case_id,)).fetchone()
        return None if row is None else _known(db, Ref(row[0], "customer", row[3])) or _of_document(db, Ref(*row[:3]))
    if ask.ref is None:
        return None
    return _known(db, ask.ref) if ask.ref.model == "customer" else _of_document(db, ask.ref)


def gather(db: sqlite3.Connection, queue: QueueRead, ref: Ref, whole: frozenset[str]) -> CustomerParts:
    """``ref``: of a customer that is in the mirror. ``whole``: sections that are to be listed beyond their first rows."""
    read = MirrorRead(db)
    dossier = read.dossier(ref.source, ref.key)
    who = (ref.source, ref.key, dossier.customer.number if dossier.customer else None)
    filed = _filed(db, who)
    orders, order_count = _orders(db, "is_order", who, _limit("orders" in whole))
    quotes, quote_count = _orders(db, "is_quote", who, _limit("quotes" in whole))
    about = json.dumps(sorted(filed))
    decisions, decision_count = _told(db, "team_decision", DECISION, about, _limit("history" in whole))
    notes, note_count = _told(db, "team_note", NOTE, about, _limit("history" in whole))
    told, told_count = _told(db, "team_decision", DECISION, about, _limit("messages" in whole), MESSAGES)
    complaints = _complaints(db, ref) if "complaints" in dossier.complete else None
    return CustomerParts(
        dossier=dossier,
        feeds=_feeds(db),
        cases=_cases(db, queue, who),
        orders=orders,
        order_count=order_count,
        quotes=quotes,
        quote_count=quote_count,
        complaints=complaints,
        returned=_returned(db, who),
        actions=_actions(db, ref.source, complaints or ()),
        decisions=decisions,
        decision_count=decision_count,
        told=told,
        told_count=told_count,
        notes=notes,
        note_count=note_count,
        filed=filed,
        addresses=records(db, CustomerAddress, "source = ? AND customer = ? AND active ORDER BY +key", *who[:2]),
        buyers=_buyers(db, ref.source, who[2]),
        people=read.persons(),
    )


def email(db: sqlite3.Connection, ref: Ref, web: WebOrder | None) -> str:
    """Where a customer is written to: as the web order says, else the ERP, else who buys for them in a shop. Empty: nobody knows."""
    if web is not None and web.email:
        return web.email
    customer = MirrorRead(db).customer(ref.source, ref.key)
    if customer is None:
        return ""
    return customer.email or next((b.email for b in _buyers(db, ref.source, customer.number) if b.email), "")


def _limit(whole: bool) -> int:
    return MOST if whole else FEW


def _known(db: sqlite3.Connection, ref: Ref) -> Ref | None:
    found = db.execute("SELECT 1 FROM customer WHERE source = ? AND key = ?", (ref.source, ref.key)).fetchone()
    return ref if found else None


def _of_document(db: sqlite3.Connection, ref: Ref) -> Ref | None:
    """By the ERP's own word where it is booked there, else by the number that the shop's order carries."""
    if ref.model == "complaint":
        row = db.execute("SELECT customer FROM complaint WHERE source = ? AND key = ?", (ref.source, ref.key)).fetchone()
        return None if row is None else _known(db, Ref(ref.source, "customer", row[0]))
    row = db.execute(
        "SELECT erp_source, erp_customer, party FROM order_row WHERE source = ?1 AND model = ?2 AND key = ?3 "
        "UNION ALL SELECT erp_source, erp_customer, party FROM order_row WHERE erp_source = ?1 AND erp_key = ?3 AND ?2 = 'sale' LIMIT 1",
        (ref.source, ref.model, ref.key),
    ).fetchone()
    if row is None:
        return None
    if row[1] is not None:
        return _known(db, Ref(row[0], "customer", row[1]))
    numbered = db.execute(f"SELECT source, key FROM customer WHERE number = ? AND source = {BOOKS} LIMIT 1", (row[2],)).fetchone()
    return Ref(numbered[0], "customer", numbered[1]) if numbered else None


def _feeds(db: sqlite3.Connection) -> tuple[FeedState, ...]:
    rows = db.execute("SELECT source, name, complete, readable, asof FROM feed ORDER BY source, name")
    return tuple(FeedState(s, name, bool(complete), bool(may), maybe_moment(asof)) for s, name, complete, may, asof in rows)


def _cases(db: sqlite3.Connection, queue: QueueRead, who: tuple[str, str, str | None]) -> tuple[tuple[Filed, CaseRow], ...]:
    rows = db.execute(f"SELECT n, type, source, model, key, number FROM case_row WHERE n IN ({OPEN})", who).fetchall()
    ids = [row[0] for row in rows]
    filed = {n: Filed(type_, Ref(*ref), number) for n, type_, *ref, number in rows}
    return tuple(zip((filed[n] for n in ids), queue.rows(ids), strict=True))


def _orders(db: sqlite3.Connection, kind: str, who: tuple[str, str, str | None], limit: int) -> tuple[tuple[OrderRow, ...], int]:
    ids = [row[0] for row in db.execute(listed(kind), (*who, limit))]
    (count,) = db.execute(f"SELECT count(*) FROM order_row WHERE n IN ({MINE}) AND +{kind}", who).fetchone()
    return order_list.rows_of(db, ids), count


def _filed(db: sqlite3.Connection, who: tuple[str, str, str | None]) -> dict[str, Filed]:
    rows = db.execute(f"SELECT id, type, source, model, ref_key, document FROM team_case WHERE id IN ({FILED})", who)
    return {id_: Filed(type_, Ref(source, model, key), document) for id_, type_, source, model, key, document in rows}


def _told(
    db: sqlite3.Connection, table: str, codec: Codec[T], about: str, limit: int, which: str = "1"
) -> tuple[tuple[T, ...], int]:
    """``which``: condition on the rows."""
    (count,) = db.execute(f"SELECT count(*) FROM {table} WHERE case_id {LISTED} AND {which}", (about,)).fetchone()
    return copies(db, table, codec, f"case_id {LISTED} AND {which} ORDER BY at DESC LIMIT ?", about, limit), count


def _complaints(db: sqlite3.Connection, ref: Ref) -> tuple[Complaint, ...]:
    return records(db, Complaint, "source = ? AND customer = ? ORDER BY taken_at DESC, +key DESC", ref.source, ref.key)


def _returned(db: sqlite3.Connection, who: tuple[str, str, str | None]) -> tuple[Returned, ...]:
    pieces: dict[tuple[Ref, str], Decimal] = {}
    for *ref, number, returned in db.execute(CAME_BACK, who):
        order = (Ref(*ref), number)
        pieces[order] = pieces.get(order, Decimal(0)) + Decimal(returned)
    return tuple(Returned(ref, number, quantity) for (ref, number), quantity in pieces.items())


def _actions(db: sqlite3.Connection, source: str, complaints: Iterable[Complaint]) -> tuple[ComplaintAction, ...]:
    keys = json.dumps([c.ref.key for c in complaints])
    return records(db, ComplaintAction, f"source = ? AND complaint {LISTED} ORDER BY +key", source, keys)


def _buyers(db: sqlite3.Connection, source: str, number: str | None) -> tuple[Buyer, ...]:
    """Of a customer of the ERP that a shop's orders are booked in; another ERP's of the same number is somebody else."""
    of_shop = f"SELECT source FROM feed WHERE name = 'buyers' AND ? = {BOOKS} ORDER BY 1"
    shops: list[Any] = db.execute(of_shop, (source,)).fetchall()
    return tuple(b for (shop,) in shops for b in records(db, Buyer, "source = ? AND party = ? ORDER BY name, +key", shop, number))
