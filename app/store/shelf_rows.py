"""The one table that the inventory is listed from: what one system counts of one product at one place is one row."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence

from app.store.books import BOOKS
from app.store.making import MOVES as PRODUCED
from app.store.making import OPEN_STATES
from app.store.subjects import parts

DDL = """
CREATE TABLE shelf_row (
    n INTEGER PRIMARY KEY, source TEXT NOT NULL, level TEXT NOT NULL, shop INTEGER NOT NULL, sku TEXT NOT NULL, sku_fold TEXT NOT NULL,
    name TEXT NOT NULL, name_fold TEXT NOT NULL, unit TEXT NOT NULL, code TEXT NOT NULL, place TEXT NOT NULL, place_fold TEXT NOT NULL,
    on_hand REAL NOT NULL, reserved REAL NOT NULL, forecast REAL, differs INTEGER NOT NULL DEFAULT 0,
    short INTEGER GENERATED ALWAYS AS (on_hand < reserved) STORED,
    UNIQUE (source, level));
CREATE INDEX shelf_sku ON shelf_row(sku_fold, place_fold, shop, n);
CREATE INDEX shelf_name ON shelf_row(name_fold, sku_fold, place_fold, shop, n);
CREATE INDEX shelf_place ON shelf_row(place_fold, sku_fold, shop, n);
CREATE INDEX shelf_on_hand ON shelf_row(on_hand, sku_fold, n);
CREATE INDEX shelf_reserved ON shelf_row(reserved, sku_fold, n);
CREATE INDEX shelf_forecast ON shelf_row(forecast, sku_fold, n);
CREATE INDEX shelf_short ON shelf_row(sku_fold, place_fold, shop, n) WHERE short;
CREATE INDEX shelf_differs ON shelf_row(sku_fold, place_fold, shop, n) WHERE differs;
CREATE INDEX product_shared ON product(code);
CREATE INDEX web_level_shared ON web_level(sku);
CREATE VIRTUAL TABLE shelf_words USING fts5(text, tokenize='trigram');
"""
ERP, SHOP = "stock_level", "web_level"
Counted = tuple[str, str, str]  # noun, source, key
OPEN = "m.state IN ('draft', 'staging', 'assigned') AND m.back IS NULL"
# The warehouse that a move leaves: its shipment's, else the one that owns the room it is taken from.
HOUSE = "coalesce(h.warehouse, (SELECT w.key FROM warehouse w WHERE w.source = m.source AND w.output = m.place LIMIT 1))"
MOVES = "move m INDEXED BY move_open LEFT JOIN shipment h ON h.source = m.source AND h.key = m.shipment"
_RESERVED = (
    f"(SELECT coalesce(sum(CAST(m.stocked AS REAL)), 0) FROM {MOVES} WHERE m.source = x.source AND m.product_key = x.product "
    f"AND {OPEN} AND {HOUSE} = x.warehouse) + (SELECT coalesce(sum(CAST(m.quantity AS REAL)), 0) FROM {PRODUCED} "
    f"WHERE m.source = x.source AND m.product_key = x.product AND NOT m.makes AND m.{OPEN_STATES} AND d.warehouse = x.warehouse)"
)
_KEYS = "IN (SELECT value FROM json_each(?2))"
_SHARED = f"FROM product p WHERE p.code = x.sku AND p.source = {BOOKS} LIMIT 1"
_NAME = f"coalesce((SELECT p.name {_SHARED}), (SELECT v.product FROM variant v WHERE v.source = x.source AND v.sku = x.sku LIMIT 1), x.sku)"
_PLACE = f"coalesce((SELECT w.name FROM warehouse w WHERE w.code = x.warehouse AND w.source = {BOOKS} LIMIT 1), x.place_name)"
# Column -> its value as an ERP counts, and as a shop does.
_VALUES = {
    "source": ("x.source", "x.source"),
    "level": ("x.key", "x.key"),
    "shop": ("0", "1"),
    "sku": ("coalesce(p.code, p.name)", "x.sku"),
    "sku_fold": ("fold(coalesce(p.code, p.name))", "fold(x.sku)"),
    "name": ("p.name", _NAME),
    "name_fold": ("fold(p.name)", f"fold({_NAME})"),
    "unit": ("p.counted_in", f"coalesce((SELECT p.counted_in {_SHARED}), '')"),
    "code": ("coalesce(w.code, '')", "coalesce(x.warehouse, '')"),
    "place": ("w.name", _PLACE),
    "place_fold": ("fold(w.name)", f"fold({_PLACE})"),
    "on_hand": ("CAST(x.on_hand AS REAL)", "CAST(x.stocked AS REAL)"),
    "reserved": (_RESERVED, "CAST(x.reserved AS REAL)"),
    "forecast": ("CAST(x.forecast AS REAL)", "NULL"),
}
_FROM = {
    ERP: f"FROM stock_level x JOIN product p ON p.source = x.source AND p.key = x.product JOIN warehouse w ON w.source = x.source "
    f"AND w.key = x.warehouse AND w.active WHERE x.source = ?1 AND x.key {_KEYS}",
    SHOP: f"FROM web_level x WHERE x.source = ?1 AND x.key {_KEYS}",
}
_COLUMNS = ", ".join(_VALUES)
_KEPT = ", ".join(f"{name} = excluded.{name}" for name in _VALUES if name not in ("source", "level"))
_OF_PRODUCT = "JOIN stock_level x ON x.source = r.source AND x.product ="
# noun -> what is counted that a change of these records bears on
_BORNE = {
    ERP: f"SELECT '{ERP}', ?1, value FROM json_each(?2)",
    SHOP: f"SELECT '{SHOP}', ?1, value FROM json_each(?2)",
    "product": f"SELECT '{ERP}', x.source, x.key FROM product r {_OF_PRODUCT} r.key WHERE r.source = ?1 AND r.key {_KEYS} UNION SELECT "
    f"'{SHOP}', x.source, x.key FROM product r JOIN web_level x ON x.sku = r.code WHERE r.source = ?1 AND r.key {_KEYS}",
    "warehouse": f"SELECT '{ERP}', source, key FROM stock_level WHERE source = ?1 AND warehouse {_KEYS} UNION SELECT '{SHOP}', x.source, "
    f"x.key FROM warehouse r JOIN web_level x ON x.warehouse = r.code WHERE r.source = ?1 AND r.key {_KEYS}",
    "move": f"SELECT '{ERP}', x.source, x.key FROM move r {_OF_PRODUCT} r.product_key WHERE r.source = ?1 AND r.key {_KEYS}",
    "shipment": f"SELECT '{ERP}', x.source, x.key FROM move r {_OF_PRODUCT} r.product_key WHERE r.source = ?1 AND r.shipment {_KEYS}",
    "production_move": f"SELECT '{ERP}', x.source, x.key FROM production_move r {_OF_PRODUCT} r.product_key WHERE r.source = ?1 "
    f"AND r.key {_KEYS}",
    "production": f"SELECT '{ERP}', x.source, x.key FROM production_move r {_OF_PRODUCT} r.product_key WHERE r.source = ?1 "
    f"AND r.production {_KEYS}",
    "variant": f"SELECT '{SHOP}', x.source, x.key FROM variant r JOIN web_level x ON x.source = r.source AND x.sku = r.sku "
    f"WHERE r.source = ?1 AND r.key {_KEYS}",
}
# A shop offers what the ERP has in which its orders are booked; what another ERP has lies at a place of its own, whatever its code.
COMPARED = f"o.sku_fold = r.sku_fold AND o.code = r.code AND (o.shop OR o.source = {BOOKS})"
IS_COMPARED = f"r.code <> '' AND (r.shop OR r.source = {BOOKS})"
_FREE = f"SELECT round(sum(o.on_hand - o.reserved), 4) FROM shelf_row o WHERE {COMPARED} AND o.shop"
# Of what is promised more than once nothing is left to offer: there a shop that offers nothing agrees.
_DIFFERS = f"{IS_COMPARED} AND coalesce(max(0, ({_FREE} <> r.shop)) <> max(0, ({_FREE} = r.shop)), 0)"


def borne(db: sqlite3.Connection, source: str, changed: Mapping[str, Sequence[str]]) -> set[Counted]:
    """What is counted of the products, places and moves among these records (noun -> keys), as they are now."""
    found: set[Counted] = set()
    for noun in changed.keys() & _BORNE.keys():
        for part in parts(changed[noun]):
            found.update(db.execute(_BORNE[noun], (source, part)))
    return found


def write(db: sqlite3.Connection, counted: Iterable[Counted]) -> None:
    """Their rows anew, and which of them differ from what another system counts of the same product at the same place."""
    groups: dict[tuple[str, str], list[str]] = {}
    for noun, source, key in counted:
        groups.setdefault((noun, source), []).append(key)
    for (noun, source), keys in groups.items():
        values = ", ".join(pair[noun == SHOP] for pair in _VALUES.values())
        these = f"FROM shelf_row WHERE source = ?1 AND level {_KEYS}"
        for part in parts(keys):
            skus = {row[0] for row in db.execute(f"SELECT sku_fold {these}", (source, part))}
            db.execute(f"DELETE FROM shelf_words WHERE rowid IN (SELECT n {these})", (source, part))
            db.execute(f"DELETE {these} AND level NOT IN (SELECT x.key {_FROM[noun]})", (source, part))
            db.execute(
                f"INSERT INTO shelf_row ({_COLUMNS}) SELECT {values} {_FROM[noun]} ON CONFLICT (source, level) DO UPDATE SET {_KEPT}",
                (source, part),
            )
            db.execute(f"INSERT INTO shelf_words(rowid, text) SELECT n, sku || ' ' || name {these}", (source, part))
            skus |= {row[0] for row in db.execute(f"SELECT sku_fold {these}", (source, part))}
            for listed in parts(sorted(skus)):
                db.execute(
                    f"UPDATE shelf_row AS r SET differs = {_DIFFERS} WHERE r.sku_fold IN (SELECT value FROM json_each(?))",
                    (listed,),
                )
