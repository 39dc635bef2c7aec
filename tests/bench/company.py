"""A mirror of very many orders, for benchmarks only: those of a seeded company copied by SQL under new keys, each copy days earlier."""

from __future__ import annotations

import random
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.feed import Cursor, Feed
from app.store.facts import write
from app.store.mirror import Mirror
from app.store.mirror_schema import BY_NOUN, KINDS, quoted
from tests.app.store.figures.history.masters import masters
from tests.app.store.figures.history.money import receivables
from tests.app.store.figures.history.orders import order
from tests.app.store.figures.history.raw import ERPS, NOW, History
from tests.app.store.plain import around_the_clock

SEEDED, LINES = 500, 3  # orders that are copied, lines of each
SPREAD = 600  # days over which the copies lie
# table -> columns that are, or name, a key of what is copied
_KEYS = {
    "sale": ("key", "web_origin"),
    "line": ("key", "sale"),
    "shipment": ("key",),
    "move": ("key", "sale_line", "shipment"),
    "invoice": ("key",),
    "invoice_line": ("key", "invoice", "sale_line", "credits"),
    "receivable": ("key", "invoice"),
    "web_order": ("key", "shared"),
    "web_line": ("key", "order"),
    "order_row": ("key", "shared", "number", "number_fold", "erp_key"),
}
_DAYS = (
    "ship_date",
    "order_date",
    "planned",
    "effective",
    "promised",
    "invoice_date",
    "due",
    "posted_on",
    "settled_on",
    "placed_day",
)
_MOMENTS = ("created_at", "placed_at", "placed")


def make(path: Path, rng: random.Random, orders: int) -> None:
    """In the mirror of a profile, which exists and is closed; its facts are those of the seeded orders alone."""
    with closing(sqlite3.connect(path)) as db:
        tenant, books, zone = db.execute("SELECT tenant, books, zone FROM owner").fetchone()
    h = History(rng)
    for source in ERPS:
        masters(h, source)
    for _ in range(SEEDED):
        order(h, LINES)
    receivables(h)
    mirror = Mirror(path, UUID(tenant), counts_from=around_the_clock, books=books, zone=zone)
    with mirror.writing() as tx:
        for source, listed in h.records.items():
            tx.upsert(source, listed)
        for kind in KINDS:
            for source in (*ERPS, "shop"):
                if kind.feed.startswith("web") == (source == "shop"):
                    cursor = Cursor(NOW, 1, "e")
                    tx.save_cursor(source, Feed(kind.feed, kind.noun), cursor, complete=True, asof=NOW, readable=True)
    mirror.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        _copy(db, -(-orders // SEEDED) - 1)


def _copy(db: sqlite3.Connection, copies: int) -> None:
    db.execute("PRAGMA synchronous=OFF")
    db.execute("PRAGMA cache_size=-1000000")
    db.execute("CREATE TEMP TABLE copies(n INTEGER PRIMARY KEY, days INTEGER)")
    db.executemany("INSERT INTO copies VALUES (?, ?)", [(n, n % SPREAD) for n in range(1, copies + 1)])
    db.execute("BEGIN")
    for table, keys in _KEYS.items():
        indexes = db.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = ? AND sql IS NOT NULL", (table,)
        ).fetchall()
        for name, _ in indexes:
            db.execute(f"DROP INDEX {name}")
        columns = [row[1] for row in db.execute(f"PRAGMA table_info({table})") if row[1] != "n"]
        values = ", ".join(_value(column, keys) for column in columns)
        db.execute(f"CREATE TEMP TABLE seeded_{table} AS SELECT * FROM {table}")
        db.execute(
            f"INSERT INTO {table} ({quoted(*columns)}) SELECT {values} FROM copies c CROSS JOIN seeded_{table} s "
            + ("WHERE s.source IN ('erp', 'sister', 'shop')")
        )
        for _, sql in indexes:
            db.execute(sql)
    db.execute("COMMIT")


def _value(column: str, keys: tuple[str, ...]) -> str:
    own = f's."{column}"'
    if column in keys:
        return f"{own} || '.' || c.n"
    if column == "sales":
        return f"replace({own}, '\"]', '.' || c.n || '\"]')"
    if column in _DAYS:
        return f"date({own}, '-' || c.days || ' days')"
    if column in _MOMENTS:
        return f"{own} - c.days * 86400000000"
    return own


def facts(path: Path) -> Callable[[], None]:
    """All facts from all records at once, as a closure to be timed."""

    def run() -> None:
        with closing(sqlite3.connect(path, isolation_level=None)) as db:
            (zone,) = db.execute("SELECT zone FROM owner").fetchone()
            db.execute("PRAGMA synchronous=OFF")
            db.execute("PRAGMA cache_size=-1000000")
            db.create_function("fold", 1, lambda text: (text or "").casefold(), deterministic=True)
            write.prepare(db, ZoneInfo(zone))
            db.execute("BEGIN")
            write.rebuild(db)
            db.execute("COMMIT")

    return run


def noun_columns(noun: str) -> str:
    return quoted(*BY_NOUN[noun].codec.names)
