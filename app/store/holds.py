"""Open cases and the value at risk over time: a point an hour, from the spells of the cases themselves."""

from __future__ import annotations

import sqlite3
from collections import Counter
from datetime import datetime, timedelta

from app.domain.money import Money
from app.domain.question import HoldPoint, HoldsAnswer
from app.store.times import maybe_moment, to_micros

_HOUR = timedelta(hours=1)
# Every stretch in which a case stood: those that ended (kept by the team), and those that are open now, seen here or shared.
_STRETCHES = """
    SELECT s.started_at, s.closed_at, s.value_minor, s.value_currency FROM team_spell s JOIN team_case k ON k.id = s.case_id
    WHERE k.type = ?1 AND s.closed_at > ?2
    UNION ALL
    SELECT started_at, NULL, value_minor, value_currency FROM case_row WHERE live AND type = ?1
"""


def series(db: sqlite3.Connection, since: datetime, now: datetime, type_: str) -> HoldsAnswer:
    """Whole hours after ``since``, then ``now``; none from before anybody watched, for nobody knows what stood then.

    Values in the currency most cases are in; others are not added to it.
    """
    (watched,) = db.execute("SELECT min(opened_at) FROM case_row WHERE type = ?", (type_,)).fetchone()
    stretches = db.execute(_STRETCHES, (type_, to_micros(since))).fetchall()
    counted = Counter(row[3] for row in stretches if row[3])
    currency = counted.most_common(1)[0][0] if counted else ""
    events: list[tuple[int, int, int]] = []
    for start, end, minor, unit in stretches:
        value = minor if unit == currency and minor is not None else 0
        events.append((start, 1, value))
        if end is not None:
            events.append((end, -1, -value))
    events.sort()
    points = []
    at, count, value = 0, 0, 0
    for moment in _hours(since, now):
        micros = to_micros(moment)
        while at < len(events) and events[at][0] <= micros:
            count, value, at = count + events[at][1], value + events[at][2], at + 1
        if moment == now or (watched is not None and micros >= watched):
            points.append(HoldPoint(moment, count, Money(value, currency)))
    (asof,) = db.execute("SELECT min(asof) FROM feed WHERE name = 'sales'").fetchone()
    return HoldsAnswer(tuple(points), currency, maybe_moment(asof))


def _hours(since: datetime, now: datetime) -> list[datetime]:
    first = since.replace(minute=0, second=0, microsecond=0)
    first = first if first >= since else first + _HOUR
    count = max(0, (now - first) // _HOUR + 1)
    moments = [first + i * _HOUR for i in range(count)]
    return moments if moments and moments[-1] == now else [*moments, now]
