"""Many orders in a Medusa's database, by SQL: every order's rows copied under new ids, for benchmarks only."""

from __future__ import annotations

from typing import LiteralString

import psycopg
from psycopg import sql

_ORDER = "order_id in (select id from these)"
_ITEMS = "item_id in (select item_id from order_item where order_id in (select id from these))"
_METHODS = "(select shipping_method_id from order_shipping where order_id in (select id from these))"
_PLACES = """id in (select shipping_address_id from "order" where id in (select id from these)
    union select billing_address_id from "order" where id in (select id from these))"""
_COLLECTIONS = "(select payment_collection_id from order_payment_collection where order_id in (select id from these))"
_PAYMENTS = f"payment_id in (select id from payment where payment_collection_id in {_COLLECTIONS})"
# table, which of its rows belong to the orders
_TABLES = (
    ("order_address", _PLACES),
    ("order", "id in (select id from these)"),
    ("order_summary", _ORDER),
    ("order_line_item", "id in (select item_id from order_item where order_id in (select id from these))"),
    ("order_item", _ORDER),
    ("order_line_item_tax_line", _ITEMS),
    ("order_shipping_method", f"id in {_METHODS}"),
    ("order_shipping", _ORDER),
    ("order_shipping_method_tax_line", f"shipping_method_id in {_METHODS}"),
    ("order_change", _ORDER),
    ("order_change_action", _ORDER),
    ("order_transaction", _ORDER),
    ("payment_collection", f"id in {_COLLECTIONS}"),
    ("payment_session", f"payment_collection_id in {_COLLECTIONS}"),
    ("payment", f"payment_collection_id in {_COLLECTIONS}"),
    ("capture", _PAYMENTS),
    ("order_payment_collection", _ORDER),
)
_COUNTED = {"order": "display_id", "order_change_action": "ordering"}  # numbers that the database gives out


_MARK = "@@"  # stands in a copied row's text where the number of the copy comes


def multiply(dsn: str, wanted: int) -> int:
    """Copy all placed orders until there are at least ``wanted``; how many there are then. Triggers and checks do not run."""
    with psycopg.connect(dsn) as connection:
        run = connection.execute
        run("set local session_replication_role = replica")
        run("""create temp table these on commit drop as
            select id from "order" where not is_draft_order and deleted_at is null and length(id) = 32""")
        have = _count(connection, "these")
        copies = -(-(wanted - have) // have)
        run(
            "create temp table copies on commit drop as select lpad(n::text, 3, '0') as suffix from generate_series(1, %s) n",
            (copies,),
        )
        run("analyze these")
        run("analyze copies")
        pattern = _ids(connection)
        for table, rows in _TABLES:
            run(_template(table, rows), (pattern,))
        for table, _ in _TABLES:
            run(_copy(table))
    with psycopg.connect(dsn, autocommit=True) as connection:
        connection.execute("vacuum analyze")
        return _count(connection, '"order" where not is_draft_order and deleted_at is null')


def _count(connection: psycopg.Connection, rows: LiteralString) -> int:
    found = connection.execute("select count(*) from " + rows).fetchone()
    assert found is not None
    return int(found[0])


def _ids(connection: psycopg.Connection) -> str:
    """The pattern of an id of any copied table, as it stands in JSON."""
    ask = sql.SQL("select distinct regexp_replace(id, '_[0-9A-Z]{{26}}.*$', '') from {}")
    prefixes = {row[0] for table, _ in _TABLES for row in connection.execute(ask.format(sql.Identifier(table)))}
    return f'"((?:{"|".join(sorted(prefixes, key=len, reverse=True))})_[0-9A-HJKMNP-TV-Z]{{26}})"'


def _template(table: str, rows: LiteralString) -> sql.Composed:
    """The orders' rows of a table as texts, each id in them marked: looked for once, however many copies are made."""
    ask = "create temp table {1} on commit drop as select regexp_replace(to_jsonb(t)::text, %s, '\"\\1{2}\"', 'g') as row from {0} t where "
    return sql.SQL(ask + rows).format(sql.Identifier(table), sql.Identifier(f"text_{table}"), sql.SQL(_MARK))


def _copy(table: str) -> sql.Composed:
    """Every text becomes a row again, once for each copy, with the copy's number at its ids."""
    counted = sql.SQL("")
    if column := _COUNTED.get(table):
        counter = sql.SQL("|| jsonb_build_object({0}, nextval(pg_get_serial_sequence({1}, {0})))")
        counted = counter.format(sql.Literal(column), sql.Literal(f'"{table}"'))
    # Called in FROM: called in the list of columns, with .* behind it, PostgreSQL would call it once for each column.
    insert = (
        "insert into {0} select made.* from {1} cross join copies,"
        " jsonb_populate_record(null::{0}, replace(row, {2}, suffix)::jsonb {3}) made"
    )
    return sql.SQL(insert).format(sql.Identifier(table), sql.Identifier(f"text_{table}"), sql.Literal(_MARK), counted)
