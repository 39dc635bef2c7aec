"""Search by text: one trigram table for three letters and more, indexed beginnings for one and two; never a scan per keystroke."""

from __future__ import annotations

import sqlite3
from typing import Any

from app.domain.orders import OrderRow
from app.domain.question import AskFind, FindAnswer, Hit
from app.domain.ref import Ref
from app.queues import QUEUES
from app.store import order_list, shelf_read
from app.store.mirror_schema import CASE_WORDS, CUSTOMER_WORDS

QUEUE_OF = {queue.type: queue.name for queue in QUEUES}
_LAST = chr(0x10FFFF)
_SHORT = 3  # letters below which a trigram table knows nothing


def matching(text: str, tag: int, table: str, begins: tuple[str, ...]) -> tuple[str, list[Any]]:
    """A condition on ``table`` and its parameters: all words of the text occur; short ones begin one of ``begins`` (in small letters)."""
    conditions: list[str] = []
    parameters: list[Any] = []
    long = [w for w in text.split() if len(w) >= _SHORT]
    if long:
        conditions.append(f"{table}.n IN (SELECT (rowid - {tag}) / 4 FROM words WHERE words MATCH ? AND rowid % 4 = {tag})")
        parameters.append(" AND ".join('"' + w.replace('"', '""') + '"' for w in long))
    for word in (w.casefold() for w in text.split() if len(w) < _SHORT):
        conditions.append("(" + " OR ".join(f"({c} >= lower(?) AND {c} < lower(?))" for c in begins) + ")")
        parameters += [word, word + _LAST] * len(begins)
    return " AND ".join(conditions) or "1", parameters


def hits(db: sqlite3.Connection, ask: AskFind) -> FindAnswer:
    """Open cases first, then orders of all systems, customers, products; at most ``ask.limit``."""
    if not ask.text.strip():
        return FindAnswer(())
    found = _cases(db, ask)
    for more in (_orders, _customers, _products):
        if len(found) < ask.limit:
            found += more(db, ask, ask.limit - len(found))
    return FindAnswer(tuple(found))


def _cases(db: sqlite3.Connection, ask: AskFind) -> list[Hit]:
    where, parameters = matching(ask.text, CASE_WORDS, "case_row", ("number_fold", "customer_fold"))
    rows = db.execute(
        f"SELECT number, customer, grp, case_id, type FROM case_row WHERE live AND {where} "
        "ORDER BY severity, ship IS NULL, ship, n LIMIT ?",
        (*parameters, ask.limit),
    )
    return [
        Hit("case", number, f"{customer} · {group}", case_id, QUEUE_OF[type_]) for number, customer, group, case_id, type_ in rows
    ]


def _orders(db: sqlite3.Connection, ask: AskFind, limit: int) -> list[Hit]:
    """An order of two systems is one hit, under the number that was asked for."""
    where, parameters = order_list.matching(ask.text, people=False)
    rows = db.execute(
        f"SELECT n, is_order FROM order_row WHERE {where} ORDER BY placed DESC, number_fold DESC, n DESC LIMIT ?",
        (*parameters, limit),
    ).fetchall()
    ordered = dict(rows)
    return [_order(row, "orders" if ordered[row.id] else "quotes") for row in order_list.rows_of(db, list(ordered))]


def _order(row: OrderRow, page: str) -> Hit:
    other = row.booked_as if row.booked_as != row.number else ""
    note = " · ".join(x for x in (other, row.customer, row.state) if x)
    return Hit(row.ref.model, row.number, note, None, page, row.ref)


def _customers(db: sqlite3.Connection, ask: AskFind, limit: int) -> list[Hit]:
    where, parameters = matching(ask.text, CUSTOMER_WORDS, "customer", ("lower(name)",))
    rows = db.execute(
        f"SELECT name, number, city, source, key FROM customer WHERE {where} ORDER BY name LIMIT ?", (*parameters, limit)
    )
    return [
        Hit("customer", name, " · ".join(x for x in (number, city) if x), None, "customers", Ref(source, "customer", key))
        for name, number, city, source, key in rows
    ]


def _products(db: sqlite3.Connection, ask: AskFind, limit: int) -> list[Hit]:
    """A product of many places and systems is one hit."""
    where, parameters = shelf_read.matching(ask.text)
    rows = db.execute(
        f"SELECT min(sku), min(name), count(*) FROM shelf_row WHERE {where} GROUP BY sku_fold ORDER BY sku_fold LIMIT ?",
        (*parameters, limit),
    )
    return [Hit("product", sku, f"{name} · {count} counts", None, "inventory") for sku, name, count in rows]
