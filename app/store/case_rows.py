"""The one table that a queue reads: the team's case and this console's finding, joined when either changes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from app.domain.offer import OFFER
from app.store.books import BOOKS
from app.store.mirror_schema import CASE_WORDS
from app.store.times import from_micros, spans, to_micros

# (exception type, started at, pauses) -> from when the case's clock counts; times aware UTC
CountsFrom = Callable[[str, datetime, Sequence[tuple[datetime, datetime]]], datetime]
_CHUNK = 500
_LIVE = "('open', 'waiting')"
# A closed case is told by what the team kept of it, an open one by the newest finding, if this console has one.
_JOIN = f"""
    FROM (SELECT value AS case_id FROM json_each(?)) i
    LEFT JOIN team_case k ON k.id = i.case_id
    LEFT JOIN finding f ON f.case_id = i.case_id AND (k.id IS NULL OR k.state IN {_LIVE})
    LEFT JOIN sale s ON s.source = coalesce(f.source, k.source) AND s.key = coalesce(f.key, k.ref_key)
        AND coalesce(f.model, k.model) = 'sale'
    LEFT JOIN web_order w ON w.source = coalesce(f.source, k.source) AND w.key = coalesce(f.key, k.ref_key)
        AND coalesce(f.model, k.model) = 'web_order'
    LEFT JOIN complaint p ON p.source = coalesce(f.source, k.source) AND p.key = coalesce(f.key, k.ref_key)
        AND coalesce(f.model, k.model) = 'complaint'
    LEFT JOIN sale d ON d.source = p.source
        AND d.key = coalesce(p.sale, (SELECT l.sale FROM line l WHERE l.source = p.source AND l.key = p.line))
    LEFT JOIN appointment a ON a.id = coalesce(f.key, k.ref_key) AND coalesce(f.model, k.model) = 'appointment'
    LEFT JOIN buyer b ON b.source = w.source AND b.key = w.customer
    LEFT JOIN customer c ON c.source = coalesce(f.source, k.source) AND c.key = coalesce(f.customer, k.customer)
    WHERE coalesce(k.type, f.type) <> '{OFFER}'
"""  # an offer on its way is no exception
# The ERP's name for who bought; in the shop's words where the ERP does not know them.
_NAME = f"""coalesce(c.name, (SELECT name FROM customer WHERE number = coalesce(w.party, b.party) AND source = {BOOKS} LIMIT 1),
    nullif(b.company, ''), nullif(b.name, ''), w.email, f.customer, k.customer, '')"""
_VALUES = {
    "case_id": "i.case_id",
    "type": "coalesce(k.type, f.type)",
    "source": "coalesce(f.source, k.source)",
    "model": "coalesce(f.model, k.model)",
    "key": "coalesce(f.key, k.ref_key)",
    "customer_key": "coalesce(f.customer, k.customer)",
    "number": "coalesce(f.document, k.document)",
    "number_fold": "fold(coalesce(f.document, k.document))",
    "customer": _NAME,
    "customer_fold": f"fold({_NAME})",
    "reference": "coalesce(s.reference, w.reference, d.number, a.sale_number)",
    "ship": "CASE WHEN f.case_id IS NULL THEN coalesce(s.ship_date, w.requested) ELSE f.ship END",
    "value_minor": "coalesce(f.value_minor, k.value_minor, 0)",
    "value_currency": "coalesce(f.value_currency, k.value_currency, s.untaxed_currency, w.net_currency, '')",
    "over_minor": "f.over_minor",
    "over_currency": "f.over_currency",
    "started_at": "coalesce(k.started_at, f.since, f.asof)",
    "counts_from": "counts_from(coalesce(k.type, f.type), coalesce(k.started_at, f.since, f.asof), coalesce(k.pauses, '[]'))",
    "opened_at": "coalesce(k.opened_at, f.asof)",
    "closed_at": "k.closed_at",
    "severity": "coalesce(f.severity, k.severity)",
    "grp": 'coalesce(f.grp, k."group")',
    "state": "coalesce(k.state, 'open')",
    "outcome": "k.outcome",
    "owner": "k.owner",
    "wake_at": "k.wake_at",
    "spell": "coalesce(k.spell, 1)",
    "rev": "coalesce(k.rev, 0)",
    "provisional": "k.id IS NULL",
    "approval": "nullif(EXISTS (SELECT 1 FROM team_decision d WHERE d.case_id = i.case_id AND d.state = 'open' "
    "AND json_array_length(d.approved_by) < d.approvers_needed), 0)",  # 1 or NULL
    "live": f"k.id IS NULL OR k.state IN {_LIVE}",
}
_UPSERT = (
    f"INSERT INTO case_row ({', '.join(_VALUES)}) SELECT {', '.join(_VALUES.values())} {_JOIN} "
    f"ON CONFLICT (case_id) DO UPDATE SET {', '.join(f'{c} = excluded.{c}' for c in _VALUES if c != 'case_id')}"
)
_THESE = "(SELECT value FROM json_each(?))"


def prepare(db: sqlite3.Connection, counts_from: CountsFrom) -> None:
    """What the statements above need of the writing connection."""

    def from_(type_: str, started: int, pauses: str) -> int:
        stood = spans(pauses)
        return to_micros(counts_from(type_, from_micros(started), stood)) if stood else started

    db.create_function("fold", 1, lambda text: (text or "").casefold(), deterministic=True)
    db.create_function("counts_from", 3, from_, deterministic=True)


def refresh(db: sqlite3.Connection, case_ids: Iterable[str]) -> None:
    """Write these rows anew from their case and finding; a row with neither goes."""
    ids = sorted(set(case_ids))
    for at in range(0, len(ids), _CHUNK):
        listed = json.dumps(ids[at : at + _CHUNK])
        forget = f"SELECT n * 4 + {CASE_WORDS} FROM case_row WHERE case_id IN {_THESE}"
        db.execute(f"DELETE FROM words WHERE rowid IN ({forget})", (listed,))
        db.execute(
            f"DELETE FROM case_row WHERE case_id IN {_THESE} AND case_id NOT IN (SELECT id FROM team_case) "
            "AND case_id NOT IN (SELECT case_id FROM finding)",
            (listed,),
        )
        db.execute(_UPSERT, (listed,))
        db.execute(
            f"INSERT INTO words(rowid, text) SELECT n * 4 + {CASE_WORDS}, number || ' ' || customer || ' ' || coalesce(reference, '') "
            f"FROM case_row WHERE case_id IN {_THESE}",
            (listed,),
        )
