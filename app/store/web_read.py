"""The web orders that the ERP's sales were placed as, with their lines and what is held for them; along indexes."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from app.domain.dossier import SystemState, WebSide
from app.domain.order import Sale
from app.domain.shop import WebLine, WebOrder, WebPlace, WebReservation
from app.store.books import BOOKS
from app.store.fetch import LISTED, listed, records
from app.store.times import maybe_moment

_FEEDS = ("web_orders", "web_lines", "web_payments")
_HELD = ("web_places", "web_reservations")


def placed_as(db: sqlite3.Connection, sales: Iterable[Sale]) -> WebSide:
    """Nothing of those that were keyed in the ERP, nor of an ERP that no shop's orders are booked in."""
    (books,) = db.execute(f"SELECT {BOOKS}").fetchone()
    shared = sorted({s.web_origin for s in sales if s.web_origin and s.ref.source == books})
    if not shared:
        return WebSide()
    orders = records(db, WebOrder, "shared IN (SELECT value FROM json_each(?)) ORDER BY source, key", json.dumps(shared))
    by = 'source = ? AND "order" = ? ORDER BY sequence, key'
    lines = tuple(line for order in orders for line in records(db, WebLine, by, order.ref.source, order.ref.key))
    found = {order.shared for order in orders}
    return WebSide(orders, lines, tuple(one for one in shared if one not in found), _state(db))


def with_held(db: sqlite3.Connection, web: WebSide) -> WebSide:
    """Beside that, where the shop holds what has not left; nothing where that was never read to its end."""
    counted = _counted(db, {order.ref.source for order in web.orders})
    if counted is None:
        return web
    held: tuple[WebReservation, ...] = ()
    for source in sorted({x.ref.source for x in web.lines}):
        lines = listed(x.ref.key for x in web.lines if x.ref.source == source)
        held += records(db, WebReservation, f"source = ? AND line {LISTED} ORDER BY aside, +key", source, lines)
    places = records(db, WebPlace, f"source {LISTED} ORDER BY source, name, key", listed(o.ref.source for o in web.orders))
    return replace(web, places=places, held=held, held_at=counted)


def _counted(db: sqlite3.Connection, sources: set[str]) -> datetime | None:
    """The older of the last readings of these shops; None where one of them has none."""
    rows = [
        db.execute("SELECT asof FROM feed WHERE source = ? AND name = ? AND complete AND readable", (source, name)).fetchone()
        for source in sources
        for name in _HELD
    ]
    return maybe_moment(min(row[0] for row in rows)) if rows and all(rows) else None


def _state(db: sqlite3.Connection) -> SystemState | None:
    """Of the first shop that is connected."""
    row = db.execute("SELECT min(source) FROM feed WHERE name = ?", (_FEEDS[0],)).fetchone()
    if row[0] is None:
        return None
    rows = db.execute("SELECT name, asof FROM feed WHERE source = ? AND complete AND readable", (row[0],)).fetchall()
    ours = {name: asof for name, asof in rows if name in _FEEDS}
    return SystemState(row[0], frozenset(ours), maybe_moment(min(ours.values(), default=None)))
