"""Figures over one imported file of sales, in its currency and up to its last day: the same arithmetic, a source of its own."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from datetime import date, datetime, timedelta

from app.domain.figure import AskCounted, AskFigures, Counted, FiguresAnswer, SourceAge
from app.domain.imports import SALES
from app.errors import Refused
from app.kpis.imported import IMPORTED_BOARD
from app.store.figures import compute
from app.store.times import from_micros

# Documents of the import that is asked for; keys name the batch, for two files of one name may count from different lines.
_CHOSEN = """
CREATE TEMP TABLE sold AS
SELECT ? AS source, d.batch || ' ' || d.document AS key, d.day, d.customer, d.country, d.lines, d.worth, d.sold, d.back
FROM sold_document d JOIN import_load l ON l.n = d.batch JOIN import_batch b ON b.id = l.batch
WHERE b.kind = ? AND b.undone_by = '' AND b.name = ?
"""
_ORDERS = "CREATE TEMP VIEW sold_order AS SELECT * FROM sold WHERE sold > 0"
_BUYERS = "CREATE TEMP VIEW sold_to AS SELECT * FROM sold_order WHERE customer IS NOT NULL"
_LINES = """
CREATE TEMP VIEW sold_row AS
SELECT r.day, r.item, r.worth FROM sold_line r JOIN import_load l ON l.n = r.batch JOIN import_batch b ON b.id = l.batch
WHERE b.kind = 'sales' AND b.undone_by = '' AND 'import: ' || b.name = (SELECT source FROM sold LIMIT 1)
"""


def frame(db: sqlite3.Connection, name: str, now: datetime) -> compute.Frame:
    """Of all files of this name that count. Refused where none does, or not all of it has come here yet."""
    asked = """SELECT b.currency, max(b.last), min(coalesce(l.loaded, 0) >= b.blocks) FROM import_batch b
        LEFT JOIN import_load l ON l.batch = b.id
        WHERE b.kind = ? AND b.undone_by = '' AND b.name = ? GROUP BY b.currency"""
    found = db.execute(asked, (SALES, name)).fetchall()
    if not found:
        raise Refused(f"There are no figures of {name}", "Nothing of this name counts: it was taken back, or never imported.")
    currency, last, whole = found[0]
    if not whole:
        raise Refused(f"{name} is still being read", "Its figures come when all of it is here.")
    db.execute(_CHOSEN, (f"import: {name}", SALES, name))
    db.execute("CREATE INDEX temp.sold_key ON sold(key)")
    for view in (_ORDERS, _BUYERS, _LINES):
        db.execute(view)
    return compute.Frame(db, now, date.fromisoformat(last), currency)


def answer(found: compute.Frame, days: int) -> FiguresAnswer:
    """Over the ``days`` that end with the import's last day; over all of them where 0. As old as its newest file."""
    told = compute.answer(found, AskFigures(days or whole(found), IMPORTED_BOARD.kpis))
    source, at = found.db.execute(
        """SELECT s.source, max(b.at) FROM (SELECT source FROM sold LIMIT 1) s JOIN import_batch b
        ON 'import: ' || b.name = s.source WHERE b.undone_by = ''"""
    ).fetchone()
    if source is None:
        return told
    ages = (SourceAge(source, from_micros(at)),)
    return replace(told, figures=tuple(replace(f, as_of=from_micros(at), source_ages=ages) for f in told.figures))


def counted(found: compute.Frame, ask: AskCounted) -> Counted:
    return compute.counted(found, AskCounted(ask.kpi, ask.days or whole(found), ask.side, ask.most))


def whole(found: compute.Frame) -> int:
    """Days from its first to its last."""
    (first,) = found.db.execute("SELECT min(day) FROM sold").fetchone()
    return (found.today - date.fromisoformat(first)) // timedelta(days=1) + 1 if first else 1
