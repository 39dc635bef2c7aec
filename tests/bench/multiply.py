"""Many orders in a Medusa's database, by SQL: every order's rows copied under new ids, for benchmarks only."""

from __future__ import annotations

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


def multiply(dsn: str, wanted: int) -> int:
    """Copy all placed orders until there are at least ``wanted``; how many there are then. Triggers and checks do not run."""
    with psycopg.connect(dsn) as connection:
        run = connection.execute
        run("set local session_replication_role = replica")
        run("""create temp table these on commit drop as
            select id from "order" where not is_draft_order and deleted_at is null and length(id) = 32""")
        have = _count(connection)
        copies = -(-(wanted - have) // have)
        run(
            "create temp table copies on commit drop as select lpad(n::text, 3, '0') as suffix from generate_series(1, %s) n",
            (copies,),
        )
        prefixes = {row[0] for table, _ in _TABLES for row in run(_prefixes(table))}
        pattern = f'"((?:{"|".join(sorted(prefixes, key=len, reverse=True))})_[0-9A-HJKMNP-TV-Z]{{26}})"'
        for table, rows in _TABLES:
            run(_copy(table, rows), (pattern,))
        run("analyze")
        return int(
            connection.execute('select count(*) from "order" where not is_draft_order and deleted_at is null').fetchone()[0]
        )  # type: ignore[index]


def _count(connection: psycopg.Connection) -> int:
    return int(connection.execute("select count(*) from these").fetchone()[0])  # type: ignore[index]


def _prefixes(table: str) -> sql.Composed:
    return sql.SQL("select distinct regexp_replace(id, '_[0-9A-Z]{{26}}.*$', '') from {}").format(sql.Identifier(table))


def _copy(table: str, rows: str) -> sql.Composed:
    """A row becomes text, every id of a copied table in it gets the suffix, and it becomes a row again."""
    name = sql.Identifier(table)
    counted = sql.SQL("")
    if column := _COUNTED.get(table):
        counter = sql.SQL("|| jsonb_build_object({0}, nextval(pg_get_serial_sequence({1}, {0})))")
        counted = counter.format(sql.Literal(column), sql.Literal(f'"{table}"'))
    return sql.SQL(
        "insert into {0} select (jsonb_populate_record(null::{0},"
        " regexp_replace(to_jsonb(t)::text, %s, '\"\\1' || suffix || '\"', 'g')::jsonb {1})).*"
        " from {0} t cross join copies where " + rows
    ).format(name, counted)
