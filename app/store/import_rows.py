"""Imported rows as figures read them: a table per kind, written block by block as they come from the team store."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping

from app.domain.imports import COSTS, SALES, SATISFACTION, SCORES, SESSIONS, Batch, Held

# import_load: this machine's number of a batch, and how many of its blocks are here. Rows name it and their line in the file.
DDL = """
CREATE TABLE import_load (n INTEGER PRIMARY KEY, batch TEXT NOT NULL UNIQUE, loaded INTEGER NOT NULL);
CREATE TABLE sold_line (batch INTEGER NOT NULL, line INTEGER NOT NULL, day TEXT NOT NULL, document TEXT NOT NULL, item TEXT NOT NULL,
    about TEXT NOT NULL, pieces INTEGER NOT NULL, worth INTEGER NOT NULL, customer TEXT, country TEXT,
    PRIMARY KEY (batch, line)) WITHOUT ROWID;
CREATE TABLE sold_document (batch INTEGER NOT NULL, document TEXT NOT NULL, day TEXT NOT NULL, customer TEXT, country TEXT,
    lines INTEGER NOT NULL, pieces INTEGER NOT NULL, worth INTEGER NOT NULL, sold INTEGER NOT NULL, back INTEGER NOT NULL,
    PRIMARY KEY (batch, document)) WITHOUT ROWID;
CREATE TABLE survey_answer (batch INTEGER NOT NULL, line INTEGER NOT NULL, day TEXT NOT NULL, touchpoint TEXT NOT NULL, score INTEGER,
    contact TEXT, customer TEXT, "order" TEXT, comment TEXT NOT NULL, PRIMARY KEY (batch, line)) WITHOUT ROWID;
CREATE TABLE web_session (batch INTEGER NOT NULL, line INTEGER NOT NULL, day TEXT NOT NULL, channel TEXT NOT NULL, device TEXT NOT NULL,
    page TEXT NOT NULL, sessions INTEGER, visitors INTEGER, views INTEGER, bounces INTEGER, seconds INTEGER, orders INTEGER, carts INTEGER,
    impressions INTEGER, clicks INTEGER, revenue INTEGER, PRIMARY KEY (batch, line)) WITHOUT ROWID;
CREATE TABLE cost_entry (batch INTEGER NOT NULL, line INTEGER NOT NULL, month TEXT NOT NULL, centre TEXT NOT NULL, purpose TEXT NOT NULL,
    about TEXT NOT NULL, amount INTEGER NOT NULL, PRIMARY KEY (batch, line)) WITHOUT ROWID;
"""
# Table of a kind, and how many values a row of it has besides the batch.
_WIDTHS: Mapping[str, tuple[str, int]] = {
    SALES: ("sold_line", 9),
    SCORES: ("survey_answer", 8),
    SATISFACTION: ("survey_answer", 8),
    SESSIONS: ("web_session", 15),
    COSTS: ("cost_entry", 6),
}
# A document has its first line's customer; what it sold and what came back are kept apart, since one may hold both.
_DOCUMENTS = """
INSERT INTO sold_document
SELECT batch, document, min(day), max(customer), max(country), count(*), sum(pieces), sum(worth),
    sum(CASE WHEN pieces > 0 THEN worth ELSE 0 END), sum(CASE WHEN pieces < 0 THEN -worth ELSE 0 END)
FROM sold_line WHERE batch = ? AND line BETWEEN ? AND ? GROUP BY document
ON CONFLICT (batch, document) DO UPDATE SET day = min(day, excluded.day), customer = coalesce(customer, excluded.customer),
    country = coalesce(country, excluded.country), lines = lines + excluded.lines, pieces = pieces + excluded.pieces,
    worth = worth + excluded.worth, sold = sold + excluded.sold, back = back + excluded.back
"""
# Key of a row as ``app.kpis.imports.kinds`` makes it, of the batches of one kind and name that count.
_KEYS: Mapping[str, str] = {
    SALES: "SELECT document, batch FROM sold_document",
    SCORES: """SELECT day || '|' || touchpoint || '|' || coalesce(contact, '') || '|' || coalesce(customer, '') || '|' ||
        coalesce("order", ''), batch FROM survey_answer WHERE coalesce(contact, customer, "order") IS NOT NULL""",
    SESSIONS: "SELECT day || '|' || channel || '|' || device || '|' || page, batch FROM web_session",
    COSTS: "SELECT DISTINCT month || '|' || centre, batch FROM cost_entry",
}
_TABLES = ("sold_line", "sold_document", "survey_answer", "web_session", "cost_entry", "import_load")


def put_block(db: sqlite3.Connection, batch: Batch, number: int, body: str) -> bool:
    """The next block of a batch; one that is here already, or not the next, changes nothing. Whether it was taken."""
    db.execute("INSERT INTO import_load(batch, loaded) VALUES (?, 0) ON CONFLICT DO NOTHING", (batch.id,))
    n, loaded = db.execute("SELECT n, loaded FROM import_load WHERE batch = ?", (batch.id,)).fetchone()
    if number != loaded + 1:
        return False
    table, width = _WIDTHS[batch.kind]
    rows = json.loads(body)
    db.executemany(f"INSERT INTO {table} VALUES ({n}, {', '.join('?' * width)})", rows)
    if batch.kind == SALES:
        db.execute(_DOCUMENTS, (n, rows[0][0], rows[-1][0]))
    db.execute("UPDATE import_load SET loaded = ? WHERE n = ?", (number, n))
    return True


def forget(db: sqlite3.Connection) -> None:
    for table in _TABLES:
        db.execute(f"DELETE FROM {table}")


def held(db: sqlite3.Connection, batches: tuple[Batch, ...], names: Mapping[str, str]) -> tuple[Held, ...]:
    """The newest first. ``names``: of people, by id."""
    loaded = dict(db.execute("SELECT batch, loaded FROM import_load").fetchall())
    listed = [Held(b, loaded.get(b.id, 0), names.get(b.author, b.author), names.get(b.undone_by, b.undone_by)) for b in batches]
    return tuple(sorted(listed, key=lambda h: (h.batch.at, h.batch.id), reverse=True))


def keys(db: sqlite3.Connection, kind: str, name: str) -> dict[str, str]:
    """Key of every row that counts in an import of this kind and name, with its file."""
    files = dict(
        db.execute(
            "SELECT l.n, b.file FROM import_batch b JOIN import_load l ON l.batch = b.id "
            "WHERE b.kind = ? AND b.name = ? AND b.undone_by = ''",
            (kind, name),
        ).fetchall()
    )
    if not files:
        return {}
    asked = _KEYS[SCORES if kind == SATISFACTION else kind]
    return {key: files[n] for key, n in db.execute(asked) if n in files}
