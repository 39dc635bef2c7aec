"""How much of what a KPI needs has been read, and how long ago."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from app.domain.figure import SourceAge
from app.store.mirror_schema import BY_FEED
from app.store.times import from_micros

_WORDS = {
    "sales": "orders",
    "lines": "order lines",
    "moves": "stock moves",
    "standings": "credit figures",
    "prices": "price lists",
}


@dataclass(frozen=True, slots=True)
class Reading:
    """``missing``: why there can be no figure, "" where there can. ``partial``: which source has not told all. ``unreadable``: records
    that could not be read. oldest: when the oldest of the needed polls began; None where the console's own records are enough."""

    missing: str = ""
    partial: str = ""
    unreadable: int = 0
    oldest: datetime | None = None
    ages: tuple[SourceAge, ...] = ()


def reading(db: sqlite3.Connection, feeds: tuple[str, ...], also: tuple[str, ...]) -> Reading:
    """Of every source that has these feeds; each of ``feeds`` must be read to its end by one source at least."""
    every = feeds + also
    marks = ", ".join("?" * len(every))
    asked = f"SELECT name, source, asof, complete AND readable, readable FROM feed WHERE name IN ({marks}) ORDER BY source"
    rows = db.execute(asked, every).fetchall()
    for feed in feeds:
        listed = [r for r in rows if r[0] == feed]
        if not any(r[3] for r in listed):
            known = bool(listed) and not any(r[4] for r in listed)
            words = _WORDS.get(feed, feed.replace("_", " "))
            return Reading(f"This sign-in may not read {words}." if known else f"Not read to the end yet: {words}.")
    ages: dict[str, int] = {}
    for _, source, asof, whole, _ in rows:
        if whole:
            ages[source] = min(asof, ages.get(source, asof))
    behind = sorted({r[1] for r in rows if not r[3]})
    nouns = [BY_FEED[feed].noun for feed in every]
    asked = f"SELECT count(*) FROM quarantine WHERE model IN ({', '.join('?' * len(nouns))})"
    (unreadable,) = db.execute(asked, nouns).fetchone()
    return Reading(
        partial=f"{', '.join(behind)} has not told all yet." if behind else "",
        unreadable=unreadable,
        oldest=from_micros(min(ages.values())) if ages else None,
        ages=tuple(SourceAge(source, from_micros(asof)) for source, asof in ages.items()),
    )
