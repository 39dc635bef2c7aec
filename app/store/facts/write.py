"""Facts of the documents that a change bears on, made anew; and the days that they count for, noted."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from zoneinfo import ZoneInfo

from app.rules.damage import is_damage
from app.store.facts import goods, money
from app.store.facts.reach import Reached, rows_of_sales
from app.store.facts.schema import DAYS, FAMILIES, TABLES
from app.store.portion import portion
from app.store.subjects import parts
from app.store.times import local_days

_THESE = "source = :source AND {0} IN (SELECT value FROM json_each(:keys))"


def prepare(db: sqlite3.Connection, zone: ZoneInfo) -> None:
    """What the statements of this room need of the writing connection. ``zone``: of reporting."""
    db.create_function("local_day", 1, local_days(zone), deterministic=True)
    db.create_function("is_damage", 1, is_damage, deterministic=True)
    db.create_function("portion", 3, portion, deterministic=True)


def write(db: sqlite3.Connection, found: Reached) -> None:
    """Make anew what is known of these documents: from the records, whatever was known before. Bills first, then orders stand on them."""
    rows_of_sales(found, db)
    for source, part in _parts(found.invoices):
        with _noting(db, "bill", ("bill",), "key", source, part):
            _anew(db, "bill", "key", money.BILLS, "i.key", source, part)
            _anew(db, "bill_of", "invoice", money.BILL_OF, "i.key", source, part)
    for source, part in _parts(found.sales):
        with (
            _noting(db, "goods", ("booked", "returned"), "key", source, part),
            _noting(db, "goods", ("order_fact", "line_fact"), "sale", source, part),
        ):
            _anew(db, "booked", "key", goods.BOOKED, "s.key", source, part)
            _anew(db, "line_fact", "sale", goods.LINES, "b.key", source, part)
            _anew(db, "waiting", "sale", goods.WAITING, "b.key", source, part)
            _anew(db, "order_fact", "sale", goods.ORDERS, "b.key", source, part)
            _anew(db, "returned", "key", goods.RETURNED, "s.key", source, part)
    for source, part in _parts(found.shipments):
        with _noting(db, "goods", ("delivery",), "shipment", source, part):
            _anew(db, "delivery", "shipment", goods.DELIVERIES, "m.shipment", source, part)
    for model in {order[1] for order in found.orders}:
        for source, part in _parts((s, k) for s, m, k in found.orders if m == model):
            with _noting(db, "placed", ("ordered",), "key", source, part, f"model = '{model}'"):
                _anew(db, "ordered", "key", money.ORDERED, "o.key", source, part, f"model = '{model}'")
    if found.prices:
        note(db, "price", ("",))


def rebuild(db: sqlite3.Connection) -> None:
    """All facts from all records at once; for rows that were not written page by page."""
    for table in TABLES:
        db.execute(f"DELETE FROM {table}")
    for statement in (
        *(money.BILLS, money.BILL_OF, goods.BOOKED, goods.LINES, goods.WAITING, goods.ORDERS, goods.RETURNED),
        *(goods.DELIVERIES, money.ORDERED),
    ):
        db.execute(statement.format(only="", only_lines=""))
    everything_changed(db)


def case_changed(db: sqlite3.Connection, case_id: str) -> None:
    """What the team decided about an order counts for the days of that order."""
    for source, model, key in db.execute("SELECT source, model, ref_key FROM team_case WHERE id = ?", (case_id,)).fetchall():
        keys = json.dumps([key])
        if model == "sale":
            for tables, column in ((("booked", "returned"), "key"), (("order_fact", "line_fact"), "sale")):
                note(db, "goods", _days(db, "goods", tables, column, source, keys))
        if model in ("sale", "web_order"):
            note(db, "placed", _days(db, "placed", ("ordered",), "key", source, keys, f"model = '{model}'"))


def everything_changed(db: sqlite3.Connection) -> None:
    for family in FAMILIES:
        note(db, family, ("",))


def note(db: sqlite3.Connection, family: str, days: Iterable[str]) -> None:
    """These days are to be added up anew."""
    listed = list(days)
    if listed:
        db.execute("UPDATE fact_clock SET seq = seq + 1")
        db.executemany("INSERT OR REPLACE INTO fact_day SELECT ?, ?, seq FROM fact_clock", [(family, day) for day in listed])


@contextmanager
def _noting(
    db: sqlite3.Connection, family: str, tables: Sequence[str], column: str, source: str, keys: str, more: str = "1"
) -> Iterator[None]:
    """Note the days of some facts as they were and as they have become."""
    before = _days(db, family, tables, column, source, keys, more)
    yield
    note(db, family, before | _days(db, family, tables, column, source, keys, more))


def _days(
    db: sqlite3.Connection, family: str, tables: Sequence[str], column: str, source: str, keys: str, more: str = "1"
) -> set[str]:
    found: set[str] = set()
    for table in tables:
        columns = DAYS[family][table]
        asked = f"SELECT DISTINCT {', '.join(columns)} FROM {table} WHERE {_THESE.format(column)} AND {more}"
        for row in db.execute(asked, {"source": source, "keys": keys}):
            found.update(day for day in row if day)
    return found


def _anew(
    db: sqlite3.Connection, table: str, column: str, insert: str, key: str, source: str, keys: str, more: str = "1"
) -> None:
    alias = key.partition(".")[0]
    parameters = {"source": source, "keys": keys}
    only = f"AND {alias}.source = :source AND {key} IN (SELECT value FROM json_each(:keys)) AND " + (
        f"{alias}.{more}" if more != "1" else more
    )
    lines = "AND x.source = :source AND x.sale IN (SELECT value FROM json_each(:keys))"
    db.execute(f"DELETE FROM {table} WHERE {_THESE.format(column)} AND {more}", parameters)
    db.execute(insert.format(only=only, only_lines=lines), parameters)


def _parts(keys: Iterable[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    by_source: dict[str, list[str]] = {}
    for source, key in keys:
        by_source.setdefault(source, []).append(key)
    for source, listed in by_source.items():
        for part in parts(listed):
            yield source, part
