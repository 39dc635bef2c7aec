"""Documents behind a figure as a person knows them: number, whose it is, and where it can be looked at."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence

from app.domain.figure import CountedRow
from app.domain.ref import NO_NUMBER, Ref
from app.store.figures import from_files

_CUSTOMER = "LEFT JOIN customer c ON c.source = {0}.source AND c.key = {0}.customer"
_OF_SALE = f"LEFT JOIN sale s ON s.source = r.source AND s.key = r.sale {_CUSTOMER.format('s')}"
# model -> number, about, page, model and key of what Enter opens; rows of ``wanted`` are (source, key).
_NAMES = {
    "sale": f"SELECT r.number, c.name, 'orders', 'sale', r.key FROM wanted w JOIN sale r USING (source, key) {_CUSTOMER.format('r')}",
    "web_order": "SELECT r.number, r.email, 'orders', 'web_order', r.key FROM wanted w JOIN web_order r USING (source, key)",
    "line": f"SELECT s.number, r.product, 'orders', 'sale', r.sale FROM wanted w JOIN line r USING (source, key) {_OF_SALE}",
    "web_line": "SELECT o.number, r.product, 'orders', 'web_order', o.key FROM wanted w JOIN web_line r USING (source, key) "
    'LEFT JOIN web_order o ON o.source = r.source AND o.key = r."order"',
    "move": "SELECT s.number, m.product, 'orders', 'sale', s.key FROM wanted w JOIN move m USING (source, key) "
    f"JOIN line r ON r.source = m.source AND r.key = m.sale_line {_OF_SALE}",
    "shipment": f"""SELECT r.number, c.name, 'orders', 'sale', (SELECT l.sale FROM move m JOIN line l ON l.source = m.source
        AND l.key = m.sale_line WHERE m.source = r.source AND m.shipment = r.key LIMIT 1)
        FROM wanted w JOIN shipment r USING (source, key) {_CUSTOMER.format("r")}""",
    "invoice": "SELECT r.number, c.name, 'customers', 'customer', r.customer FROM wanted w JOIN invoice r USING (source, key) "
    + _CUSTOMER.format("r"),
    "receivable": "SELECT coalesce(i.number, 'cash'), c.name, 'customers', 'customer', r.customer FROM wanted w "
    f"JOIN receivable r USING (source, key) LEFT JOIN invoice i ON i.source = r.source AND i.key = r.invoice {_CUSTOMER.format('r')}",
    "customer": "SELECT r.number, r.name, 'customers', 'customer', r.key FROM wanted w JOIN customer r USING (source, key)",
    "put_away": "SELECT p.code, p.name, '', '', '' FROM wanted w JOIN put_away r USING (source, key) "
    "LEFT JOIN product p ON p.source = r.source AND p.key = r.product_key",
    # A stretch of a case is keyed by the case and its number.
    "case": "SELECT r.number, r.customer, r.type, 'case', r.case_id FROM wanted w JOIN case_row r "
    "ON r.case_id = substr(w.key, 1, instr(w.key || ' ', ' ') - 1)",
    "decision": "SELECT r.number, d.deed, r.type, 'case', r.case_id FROM wanted w JOIN team_decision d ON d.id = w.key "
    "JOIN case_row r ON r.case_id = d.case_id",
}


def named(db: sqlite3.Connection, refs: Sequence[Ref]) -> tuple[CountedRow, ...]:
    """In their order; a document without a number goes by its key."""
    found = dict(from_files.named(db, refs))
    for model in {ref.model for ref in refs} & _NAMES.keys():
        listed = [[ref.source, ref.key] for ref in refs if ref.model == model]
        asked = (
            "WITH wanted(source, key) AS (SELECT value ->> 0, value ->> 1 FROM json_each(?)) "
            f"SELECT w.source, w.key, {_NAMES[model].removeprefix('SELECT ')}"
        )
        for source, key, number, about, page, kind, opened in db.execute(asked, (json.dumps(listed),)):
            opens = opened if kind == "case" else Ref(source, kind, opened) if kind and opened else None
            ref = Ref(source, model, key)
            found[ref] = CountedRow(ref, number or NO_NUMBER, about or "", page if opens else "", opens)
    return tuple(found.get(ref) or CountedRow(ref, ref.key, ref.source) for ref in refs)
