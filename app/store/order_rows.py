"""The one table that lists of orders read: a shop's order with the sale it was booked as is one row, so is a sale without a shop."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from app.domain.ref import NO_NUMBER, Ref
from app.store.books import BOOKS
from app.store.subjects import parts

DDL = """
CREATE TABLE order_row (
    n INTEGER PRIMARY KEY, source TEXT NOT NULL, model TEXT NOT NULL, key TEXT NOT NULL, shared TEXT NOT NULL, number TEXT NOT NULL,
    number_fold TEXT NOT NULL, erp_source TEXT, erp_key TEXT, erp_number TEXT, erp_customer TEXT, party TEXT, customer TEXT NOT NULL,
    customer_fold TEXT NOT NULL, reference TEXT, email TEXT, value_minor INTEGER NOT NULL, value_currency TEXT NOT NULL,
    placed INTEGER NOT NULL, placed_day TEXT, valid TEXT, is_order INTEGER NOT NULL, is_quote INTEGER NOT NULL, unbooked INTEGER NOT NULL,
    UNIQUE (source, model, key));
-- A shop's order is joined with sales of the ERP that it is booked in alone: copies of before are made anew.
CREATE INDEX order_row_booked ON order_row(erp_source, erp_key);
CREATE INDEX order_row_customer ON order_row(erp_source, erp_customer);
CREATE INDEX order_row_party ON order_row(party) WHERE party IS NOT NULL;
CREATE INDEX order_placed ON order_row(placed, number_fold, n) WHERE is_order;
CREATE INDEX order_number ON order_row(number_fold, n) WHERE is_order;
CREATE INDEX order_customer ON order_row(customer_fold, number_fold, n) WHERE is_order;
CREATE INDEX order_value ON order_row(value_minor, number_fold, n) WHERE is_order;
CREATE INDEX order_unbooked ON order_row(placed, number_fold, n) WHERE unbooked;
CREATE INDEX quote_placed ON order_row(placed, number_fold, n) WHERE is_quote;
CREATE INDEX quote_number ON order_row(number_fold, n) WHERE is_quote;
CREATE INDEX quote_customer ON order_row(customer_fold, number_fold, n) WHERE is_quote;
CREATE INDEX quote_value ON order_row(value_minor, number_fold, n) WHERE is_quote;
CREATE INDEX quote_valid ON order_row(valid IS NULL, valid, number_fold, n) WHERE is_quote;
CREATE INDEX quote_valid_down ON order_row(valid IS NULL, valid DESC, number_fold, n) WHERE is_quote;
CREATE VIRTUAL TABLE order_words USING fts5(documents, people, tokenize='trigram');
"""
_ERP_NUMBER = f"coalesce(s.number, '{NO_NUMBER}')"
# The ERP's own day of an order, where it is not the one on which it was keyed: then its time of day is not known.
_ON_THE_DAY = "coalesce(s.order_date, '') IN ('', date(s.created_at / 1000000, 'unixepoch'))"
_KEYS = "(SELECT value FROM json_each(?2))"
_NAME = f"""coalesce(c.name, (SELECT name FROM customer WHERE number = coalesce(w.party, b.party) AND source = {BOOKS} LIMIT 1),
    nullif(b.company, ''), nullif(b.name, ''), w.email, '')"""
# Column -> its value where a shop's order leads the row, and where a sale stands alone.
_VALUES = {
    "source": ("w.source", "s.source"),
    "model": ("'web_order'", "'sale'"),
    "key": ("w.key", "s.key"),
    "shared": ("coalesce(w.shared, '')", "''"),
    "number": ("w.number", _ERP_NUMBER),
    "number_fold": ("fold(w.number)", f"fold({_ERP_NUMBER})"),
    "erp_source": ("s.source", "s.source"),
    "erp_key": ("s.key", "s.key"),
    "erp_number": ("s.number", "s.number"),
    "erp_customer": ("s.customer", "s.customer"),
    "party": ("coalesce(w.party, b.party)", "c.number"),
    "customer": (_NAME, "coalesce(c.name, '')"),
    "customer_fold": (f"fold({_NAME})", "fold(coalesce(c.name, ''))"),
    "reference": ("coalesce(w.reference, s.reference)", "s.reference"),
    "email": ("w.email", "NULL"),
    "value_minor": ("coalesce(s.untaxed_minor, w.net_minor)", "s.untaxed_minor"),
    "value_currency": ("coalesce(s.untaxed_currency, w.net_currency)", "s.untaxed_currency"),
    "placed": ("w.placed_at", f"CASE WHEN {_ON_THE_DAY} THEN s.created_at ELSE strftime('%s', s.order_date) * 1000000 END"),
    "placed_day": ("NULL", f"CASE WHEN {_ON_THE_DAY} THEN NULL ELSE s.order_date END"),
    "valid": ("w.expires_on", "s.expires_on"),
    "is_order": (
        "w.state <> 'draft'",  # a sale: as domain.order.is_ordered says
        "s.state NOT IN ('draft', 'quoted') OR trim(coalesce(s.reference, '')) <> '' OR coalesce(s.web_origin, '') <> '' "
        "OR EXISTS (SELECT 1 FROM refusal r WHERE r.source = s.source AND r.sale = s.key)",
    ),
    "is_quote": ("w.state = 'draft'", "s.state IN ('draft', 'quoted') AND coalesce(s.web_origin, '') = ''"),
    "unbooked": ("w.state IN ('placed', 'completed') AND s.n IS NULL", "0"),
}
# Of several sales with one reference the oldest that stands is shown; that there are more is an exception of its own.
_SALE_OF = (
    f"(SELECT x.n FROM sale x WHERE x.web_origin = w.shared AND x.web_origin <> '' AND +x.source = {BOOKS} "
    "ORDER BY x.state = 'cancelled', x.created_at, x.key LIMIT 1)"
)
_FROM = {
    "web_order": f"FROM web_order w LEFT JOIN buyer b ON b.source = w.source AND b.key = w.customer LEFT JOIN sale s ON s.n = {_SALE_OF} "
    f"LEFT JOIN customer c ON c.source = s.source AND c.key = s.customer WHERE w.source = ?1 AND w.key IN {_KEYS}",
    "sale": f"FROM sale s LEFT JOIN customer c ON c.source = s.source AND c.key = s.customer WHERE s.source = ?1 AND s.key IN {_KEYS} "
    f"AND NOT EXISTS (SELECT 1 FROM web_order w WHERE w.shared = s.web_origin AND s.web_origin <> '' AND s.source = {BOOKS})",
}
_COLUMNS = ", ".join(_VALUES)
_KEPT = ", ".join(f"{name} = excluded.{name}" for name in _VALUES if name not in ("source", "model", "key"))
_BOOKED = (
    "SELECT s.source, 'sale', s.key FROM {0} "
    f"JOIN sale s ON s.web_origin = r.shared AND s.web_origin <> '' AND +s.source = {BOOKS} WHERE r.source = ?1"
)
# noun -> rows that a change of these records bears on, as (source, model, key) of what leads them
_LED = {
    "sale": f"SELECT ?1, 'sale', value FROM json_each(?2) UNION SELECT w.source, 'web_order', w.key FROM sale r "
    f"JOIN web_order w ON w.shared = r.web_origin AND r.web_origin <> '' WHERE r.source = ?1 AND ?1 = {BOOKS} AND r.key IN {_KEYS} "
    f"UNION SELECT source, model, key FROM order_row WHERE erp_source = ?1 AND erp_key IN {_KEYS}",
    "web_order": "SELECT ?1, 'web_order', value FROM json_each(?2) "
    f"UNION {_BOOKED.format('web_order r')} AND r.key IN {_KEYS} "
    f"UNION {_BOOKED.format('order_row r')} AND r.model = 'web_order' AND r.key IN {_KEYS}",
    "customer": f"SELECT source, model, key FROM order_row WHERE erp_source = ?1 AND erp_customer IN {_KEYS} UNION SELECT o.source, "
    f"o.model, o.key FROM customer r JOIN order_row o ON o.party = r.number WHERE r.source = ?1 AND r.key IN {_KEYS}",
    "buyer": f"SELECT source, 'web_order', key FROM web_order WHERE source = ?1 AND customer IN {_KEYS}",
    "refusal": f"SELECT source, 'sale', sale FROM refusal WHERE source = ?1 AND key IN {_KEYS}",
}


def refresh(db: sqlite3.Connection, source: str, changed: Mapping[str, Sequence[str]]) -> set[tuple[str, str, str]]:
    """Write anew the rows that these records (noun -> keys), now written or gone, are part of: their source, model and key."""
    led: set[tuple[str, str, str]] = set()
    for noun, keys in changed.items():
        if noun in _LED:
            for part in parts(keys):
                led.update(db.execute(_LED[noun], (source, part)))
    _write(db, (Ref(*one) for one in led))
    return led


def _write(db: sqlite3.Connection, led: Iterable[Ref]) -> None:
    groups: dict[tuple[str, str], list[str]] = {}
    for ref in led:
        groups.setdefault((ref.source, ref.model), []).append(ref.key)
    for (source, model), keys in groups.items():
        values = ", ".join(pair[0 if model == "web_order" else 1] for pair in _VALUES.values())
        these = f"FROM order_row WHERE source = ?1 AND key IN {_KEYS} AND model = ?3"
        lead = "w" if model == "web_order" else "s"
        for part in parts(keys):
            db.execute(f"DELETE FROM order_words WHERE rowid IN (SELECT n {these})", (source, part, model))
            db.execute(f"DELETE {these} AND key NOT IN (SELECT {lead}.key {_FROM[model]})", (source, part, model))
            db.execute(
                f"INSERT INTO order_row ({_COLUMNS}) SELECT {values} {_FROM[model]} "
                f"ON CONFLICT (source, model, key) DO UPDATE SET {_KEPT}",
                (source, part),
            )
            db.execute(
                "INSERT INTO order_words(rowid, documents, people) SELECT n, number || ' ' || coalesce(erp_number, '') || ' ' || shared "
                "|| ' ' || coalesce(reference, '') || ' ' || coalesce(email, ''), customer || ' ' || coalesce(party, '') "
                + these,
                (source, part, model),
            )
