"""Search by text: one trigram table for three letters and more, indexed beginnings for one and two; never a scan per keystroke."""

from __future__ import annotations

import sqlite3
from typing import Any

from app.domain.question import AskFind, FindAnswer, Hit
from app.queues import QUEUES
from app.store.mirror_schema import CASE_WORDS, CUSTOMER_WORDS, SALE_WORDS, WEB_ORDER_WORDS

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
    """Open cases first, then the ERP's orders and the shop's, then customers; at most ``ask.limit``."""
    if not ask.text.strip():
        return FindAnswer(())
    found = _cases(db, ask)
    for more in (_sales, _web_orders, _customers):
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


def _sales(db: sqlite3.Connection, ask: AskFind, limit: int) -> list[Hit]:
    where, parameters = matching(ask.text, SALE_WORDS, "sale", ("lower(sale.number)",))
    rows = db.execute(
        f"SELECT sale.number, c.name, sale.state, (SELECT case_id FROM case_row r WHERE r.source = sale.source AND r.model = 'sale' "
        "AND r.key = sale.key AND r.customer_key = sale.customer ORDER BY r.live DESC, r.n LIMIT 1) "
        f"FROM sale LEFT JOIN customer c ON c.source = sale.source AND c.key = sale.customer WHERE sale.number IS NOT NULL AND {where} "
        "ORDER BY sale.stamp DESC LIMIT ?",
        (*parameters, limit),
    )
    return [
        Hit("sale", number, f"{name or ''} · {state}".strip(" ·"), case_id, _queue(db, case_id))
        for number, name, state, case_id in rows
    ]


def _queue(db: sqlite3.Connection, case_id: str | None) -> str:
    """Where a case is listed; empty without one."""
    row = None if case_id is None else db.execute("SELECT type FROM case_row WHERE case_id = ?", (case_id,)).fetchone()
    return QUEUE_OF[row[0]] if row is not None else ""


def _web_orders(db: sqlite3.Connection, ask: AskFind, limit: int) -> list[Hit]:
    where, parameters = matching(ask.text, WEB_ORDER_WORDS, "web_order", ("lower(web_order.number)",))
    rows = db.execute(
        "SELECT web_order.number, coalesce(nullif(b.company, ''), b.name, web_order.email, ''), web_order.state, web_order.shared, "
        "(SELECT case_id FROM case_row r WHERE r.source = web_order.source AND r.model = 'web_order' AND r.key = web_order.key "
        "ORDER BY r.live DESC, r.n LIMIT 1) FROM web_order LEFT JOIN buyer b ON b.source = web_order.source AND b.key = web_order.customer "
        f"WHERE {where} ORDER BY web_order.stamp DESC LIMIT ?",
        (*parameters, limit),
    )
    return [
        Hit("web_order", number, " · ".join(x for x in (name, state, shared) if x), case_id, _queue(db, case_id))
        for number, name, state, shared, case_id in rows
    ]


def _customers(db: sqlite3.Connection, ask: AskFind, limit: int) -> list[Hit]:
    where, parameters = matching(ask.text, CUSTOMER_WORDS, "customer", ("lower(name)",))
    rows = db.execute(f"SELECT name, number, city FROM customer WHERE {where} ORDER BY name LIMIT ?", (*parameters, limit))
    return [Hit("customer", name, " · ".join(x for x in (number, city) if x), None) for name, number, city in rows]
