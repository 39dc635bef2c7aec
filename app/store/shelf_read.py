"""Lists of what lies where: filtered and ordered over indexes, first a screenful, then all ids; rows with what can be promised."""

from __future__ import annotations

import json
import sqlite3
from array import array
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.available import available
from app.domain.feed import FeedState
from app.domain.inventory import AHEAD, AskShelf, ShelfAnswer, ShelfRow, lacking
from app.domain.promise import Demand, Supply
from app.domain.ref import Ref
from app.store.books import BOOKS
from app.store.fetch import listed
from app.store.making import BRINGS, OPEN_STATES
from app.store.order_list import vector
from app.store.queues import waits
from app.store.shelf_rows import COMPARED, ERP, SHOP
from app.store.times import maybe_moment

SORTS = {
    "sku": "sku_fold",
    "name": "name_fold",
    "place": "place_fold",
    "on_hand": "on_hand",
    "reserved": "reserved",
    "forecast": "forecast",
}
_TIES = {"sku": ("place_fold", "shop"), "name": ("sku_fold", "place_fold", "shop"), "place": ("sku_fold", "shop")}
FEEDS = {ERP: ("stock", "moves", "shipments", "incoming"), SHOP: ("web_levels",)}
_MAKING = ("productions", "production_moves")  # of an ERP that makes something, and of a sign-in that may see it
_LAST = chr(0x10FFFF)
_SHORT = 3  # letters below which a trigram table knows nothing
_LISTED = "IN (SELECT value FROM json_each(?2))"
SUPPLIES = (
    "SELECT i.product_key, w.key, i.key, i.quantity, i.planned FROM incoming i JOIN warehouse w ON w.source = i.source "
    f"AND w.input = i.place WHERE i.source = ?1 AND i.product_key {_LISTED} AND i.{OPEN_STATES} UNION ALL {BRINGS}"
)
_ROW = f"""
    SELECT r.n, r.source, r.level, r.shop, r.sku, r.name, r.unit, r.place, x.product, x.warehouse, coalesce(x.on_hand, y.stocked),
    y.reserved, x.forecast,
    NOT EXISTS (SELECT 1 FROM shelf_row o WHERE o.sku_fold = r.sku_fold AND (o.place_fold, o.shop, o.n) < (r.place_fold, r.shop, r.n)),
    CASE WHEN r.differs THEN (SELECT sum(o.on_hand - o.reserved) FROM shelf_row o
        WHERE {COMPARED} AND o.shop <> r.shop) END,
    r.shop AND NOT EXISTS (SELECT 1 FROM product p WHERE p.code = r.sku AND p.source = {BOOKS}),
    EXISTS (SELECT 1 FROM quarantine q WHERE q.source = r.source AND q.model = iif(r.shop, '{SHOP}', '{ERP}') AND q.key = r.level)
    FROM shelf_row r LEFT JOIN stock_level x ON NOT r.shop AND x.source = r.source AND x.key = r.level
    LEFT JOIN web_level y ON r.shop AND y.source = r.source AND y.key = r.level
"""


@dataclass(frozen=True, slots=True)
class Clock:
    """``now``: its date in its own zone is today. ``stale_after``: what is older is said to be."""

    now: datetime
    stale_after: timedelta


def answer(db: sqlite3.Connection, ask: AskShelf, clock: Clock) -> ShelfAnswer:
    """With ``ask.first`` only so many, and their rows; without it all ids, and the first rows of them. Tabs are counted over the whole
    list, whatever the text."""
    where, parameters = _where(db, ask)
    listed = f"SELECT n FROM shelf_row WHERE {where} ORDER BY {_order(ask)}"
    if ask.first is None:
        ids = vector(db, listed, parameters)
        rows = rows_of(db, ids[:256], clock)
    else:
        ids = array("q", [row[0] for row in db.execute(f"{listed} LIMIT ?", (*parameters, ask.first))])
        rows = rows_of(db, ids, clock)
    complete = ask.first is None or len(ids) < ask.first
    states = feed_states(db)
    known = [s.asof for s in states if s.asof is not None]
    return ShelfAnswer(ask, ids, rows, complete, _views(db) if complete else (), lacking(states), min(known, default=None))


def feed_states(db: sqlite3.Connection) -> tuple[FeedState, ...]:
    """Of the feeds that stock is made of, in every system that counts any; one that was never polled is not complete."""
    known = {
        (source, name): FeedState(source, name, bool(complete), bool(may), maybe_moment(asof))
        for source, name, complete, may, asof in db.execute("SELECT source, name, complete, readable, asof FROM feed")
    }
    shops = {source for source, name in known if name in FEEDS[SHOP]}
    sources = sorted({source for source, name in known if name in FEEDS[ERP]} | shops)
    wanted = [(source, name) for source in sources for name in FEEDS[SHOP if source in shops else ERP]]
    making = [state for (_, name), state in sorted(known.items()) if name in _MAKING and state.readable]
    return (*(known.get(one) or FeedState(*one, complete=False, readable=True, asof=None) for one in wanted), *making)


def rows_of(db: sqlite3.Connection, ids: Sequence[int], clock: Clock) -> tuple[ShelfRow, ...]:
    """These rows in this order; ids that are gone are left out."""
    marks = ",".join(map(str, ids))
    raw = db.execute(f"{_ROW} WHERE r.n IN ({marks})").fetchall()
    states = feed_states(db)
    free = _free(db, raw, clock.now.date())
    found = {row[0]: _row(row, states, free, clock) for row in raw}
    return tuple(found[n] for n in ids if n in found)


Place = tuple[str, str, str]  # source, key of the product, key of the warehouse


def _free(
    db: sqlite3.Connection, raw: Iterable[tuple[Any, ...]], today: date
) -> dict[Place, tuple[Decimal, tuple[Decimal, ...]]]:
    """Of an ERP's rows: (pieces of orders under way, what can be promised on the days of ``AHEAD``)."""
    levels = {(row[1], row[8], row[9]): Decimal(row[10]) for row in raw if not row[3] and row[8] is not None}
    demands: dict[Place, list[Demand]] = defaultdict(list)
    supplies: dict[Place, list[Supply]] = defaultdict(list)
    for source in {place[0] for place in levels}:
        products = {place[1] for place in levels if place[0] == source}
        for one in waits(db, source, products):
            demands[source, one.product, one.warehouse].append(one.demand)
        for product, house, key, quantity, planned in db.execute(SUPPLIES, (source, listed(products))):
            supplies[source, product, house].append(supply(key, quantity, planned))
    made = {}
    for place, on_hand in levels.items():
        atp = available(on_hand, demands[place], supplies[place], today)
        owed = sum((d.quantity for d in demands[place]), Decimal(0))
        made[place] = (owed, tuple(atp.on(today + ahead) for ahead in AHEAD))
    return made


def supply(key: str, quantity: str, planned: str | None) -> Supply:
    return Supply(key, Decimal(quantity), _day(planned), None)


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def _row(
    row: tuple[Any, ...], states: Sequence[FeedState], free: dict[Place, tuple[Decimal, tuple[Decimal, ...]]], clock: Clock
) -> ShelfRow:
    n, source, level, shop, sku, name, unit, place, product, house, count, kept, forecast, leads, other, alone, broken = row
    mine = [s for s in states if s.source == source and s.name in (*FEEDS[SHOP if shop else ERP], *_MAKING)]
    counted = not broken and all(s.complete and s.readable for s in mine if s.name in ("stock", "web_levels"))
    planned = counted and not lacking(mine)
    on_hand = Decimal(count) if counted and count is not None else None
    reserved: Decimal | None
    ahead: tuple[Decimal | None, ...]
    if shop:
        reserved = Decimal(kept) if counted and kept is not None else None
        ahead = (on_hand - reserved if on_hand is not None and reserved is not None else None,)
    else:
        owed, figures = free.get((source, product, house), (None, ()))
        reserved = owed if counted and not lacking(mine, but="incoming") else None
        ahead = figures if planned and figures else (None,) * len(AHEAD)
    asof = min((s.asof for s in mine if s.asof is not None), default=None)
    stale = asof is None or clock.now - asof > clock.stale_after
    note, tone = ("cannot be read", "bad") if broken else (lacking(mine), "warn")
    if not note:
        note, tone = _compared(bool(shop), ahead[0], other, bool(alone))
    return ShelfRow(
        id=n,
        ref=Ref(source, SHOP if shop else ERP, level),
        sku=sku,
        name=name,
        unit=unit,
        place=place,
        leads=bool(leads),
        on_hand=on_hand,
        reserved=reserved,
        free=ahead,
        forecast=Decimal(forecast) if counted and forecast is not None else None,
        asof=asof,
        stale=stale,
        note=note,
        tone=tone,
    )


def _compared(shop: bool, free: Decimal | None, other: float | None, alone: bool) -> tuple[str, str]:
    """What another system says of the same goods; a shop that offers more than there is sells what nobody has."""
    if alone:
        return "not in the ERP", "warn"
    if other is None or free is None:
        return "", ""
    said = f"{Decimal(str(other)).normalize():,f}"
    if shop:
        return f"ERP has {said} left", "warn" if free > Decimal(str(other)) else ""
    return f"shop offers {said}", "warn" if Decimal(str(other)) > free else ""


# ---- which rows, in which order ----


def matching(text: str) -> tuple[str, list[Any]]:
    """A condition on ``shelf_row``: all words occur in its SKU or name; short ones begin one of them."""
    conditions, parameters = [], list[Any]()
    long = [w for w in text.split() if len(w) >= _SHORT]
    if long:
        conditions.append("n IN (SELECT rowid FROM shelf_words WHERE shelf_words MATCH ?)")
        parameters.append(" AND ".join('"' + w.replace('"', '""') + '"' for w in long))
    for word in (w.casefold() for w in text.split() if len(w) < _SHORT):
        begun = (f"SELECT n FROM shelf_row WHERE {c} >= ? AND {c} < ?" for c in ("sku_fold", "name_fold"))
        conditions.append(f"n IN ({' UNION ALL '.join(begun)})")
        parameters += [word, word + _LAST] * 2
    return " AND ".join(conditions) or "1", parameters


def _where(db: sqlite3.Connection, ask: AskShelf) -> tuple[str, list[Any]]:
    text, parameters = matching(ask.text)
    conditions = [{"all": "1", "short": "short", "differs": "differs"}[ask.view], text]
    if ask.of is not None or ask.case_id:
        conditions.append("sku_fold IN (SELECT value FROM json_each(?))")
        parameters.append(json.dumps(sorted(_ordered(db, ask))))
    return " AND ".join(conditions), parameters


def _ordered(db: sqlite3.Connection, ask: AskShelf) -> set[str]:
    """SKUs, in small letters, of an order's lines in either system, or of the sale that a case is about."""
    ref = ask.of
    if ref is None:
        found = db.execute("SELECT source, model, key FROM case_row WHERE case_id = ?", (ask.case_id,)).fetchone()
        ref = Ref(*found) if found else None
    if ref is None:
        return set()
    lines = {
        "web_order": 'SELECT sku FROM web_line WHERE source = ?1 AND "order" = ?2',
        "complaint": "SELECT l.sku FROM complaint c JOIN line l ON l.source = c.source AND (l.key = c.line OR l.sale = c.sale) "
        "WHERE c.source = ?1 AND c.key = ?2",
        "appointment": "SELECT l.sku FROM appointment a JOIN line l ON l.source = a.source AND l.sale = a.sale "
        "WHERE a.source = ?1 AND a.id = ?2",
    }.get(ref.model, "SELECT sku FROM line WHERE source = ?1 AND sale = ?2")
    return {str(row[0]).casefold() for row in db.execute(lines, (ref.source, ref.key)) if row[0]}


def _order(ask: AskShelf) -> str:
    """Along an index, forwards or backwards as a whole."""
    way = " DESC" if ask.descending else ""
    return ", ".join(f"{c}{way}" for c in (SORTS[ask.sort], *_TIES.get(ask.sort, ("sku_fold",)), "n"))


def _views(db: sqlite3.Connection) -> tuple[tuple[str, int], ...]:
    counted = (("all", "1"), ("short", "short"), ("differs", "differs"))
    return tuple(
        (view, int(db.execute(f"SELECT count(*) FROM shelf_row WHERE {where}").fetchone()[0])) for view, where in counted
    )
