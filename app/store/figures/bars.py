"""How a stock is made up: by age, by kind, by how full. The same rows as the figure, so that the bars add up to it."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.figure import Bar
from app.queues import QUEUES
from app.store.figures.file_tables import taken_apart
from app.store.figures.rows import Asked

_MOST = 5  # bars that fit a tile


@dataclass(frozen=True, slots=True)
class Split:
    """``join``: what tells more of a row ``i``. ``by``: the number of its bar where ``labels`` are given, else its label itself, of
    which the largest are shown and the rest together. ``value``: its length, in the figure's smallest parts."""

    join: str
    by: str
    value: str
    labels: tuple[str, ...] = ()


def _steps(expression: str, bounds: tuple[int, ...]) -> str:
    """CASE: the number of the first bound that is not exceeded."""
    return f"CASE {' '.join(f'WHEN {expression} <= {b} THEN {i}' for i, b in enumerate(bounds))} ELSE {len(bounds)} END"


_TITLES = {queue.type: queue.title for queue in QUEUES}
_BATCH, _LINE = taken_apart("i.key")
_SESSION = f"JOIN web_session w ON w.batch = {_BATCH} AND w.line = CAST({_LINE} AS INTEGER)"
_CASE = "JOIN case_row r ON r.case_id = i.key"
_STRETCH = (  # the key taken apart: put together on the other side, every stretch would be compared with every other
    "JOIN stretch t ON t.case_id = substr(i.key, 1, instr(i.key, ' ') - 1) "
    "AND t.spell = CAST(substr(i.key, instr(i.key, ' ') + 1) AS INTEGER)"
)
SPLITS: Mapping[str, Split] = {
    "credit.overdue": Split(
        "JOIN receivable r ON r.source = i.source AND r.key = i.key",
        _steps("julianday(:today) - julianday(r.due)", (0, 30, 60, 90)),
        "den",
        ("not due", "1–30 days", "31–60 days", "61–90 days", "> 90 days"),
    ),
    "credit.utilisation": Split(
        "",
        _steps("100.0 * num / den", (50, 80, 100)),
        "num",
        ("up to 50 %", "up to 80 %", "up to 100 %", "over the limit"),
    ),
    "credit.open_holds": Split(_CASE, "r.grp", "num"),
    "credit.value_at_risk": Split(_CASE, "r.grp", "num"),
    "reliability.backorder_open": Split(
        "JOIN waiting p INDEXED BY waiting_move ON p.source = i.source AND p.move = i.key",
        _steps("julianday(:today) - julianday(p.promised)", (2, 7, 14, 30)),
        "num",
        ("1–2 days", "3–7 days", "8–14 days", "15–30 days", "> 30 days"),
    ),
    "service.backlog": Split(_STRETCH, "t.type", "num"),
    "service.backlog_age": Split(
        "",
        _steps("num", (4 * 3600, 24 * 3600, 48 * 3600, 7 * 86400)),
        "1",
        ("to 4 h", "4–24 h", "24–48 h", "2–7 days", "> 7 days"),
    ),
    "channel.sources": Split(_SESSION, "CASE w.channel WHEN '' THEN 'not told' ELSE w.channel END", "num"),
    "channel.revenue_by_source": Split(_SESSION, "CASE w.channel WHEN '' THEN 'not told' ELSE w.channel END", "num"),
    "channel.landing_pages": Split(_SESSION, "w.page", "num"),
    "imported.countries": Split("JOIN sold s ON s.key = i.key", "coalesce(s.country, 'not told')", "num"),
    "imported.articles": Split("", "CASE i.key WHEN '' THEN 'not told' ELSE i.key END", "num"),
}


def bars(db: sqlite3.Connection, asked: Asked, scale: Decimal) -> tuple[Bar, ...]:
    """In the order of their labels, or the largest first. ``scale``: smallest parts in one of the unit."""
    split = SPLITS[asked.kpi.id]
    query = (
        f"SELECT {split.by} AS bar, sum({split.value}), count(*) FROM {asked.rows} i {split.join} WHERE known GROUP BY bar "
        "ORDER BY sum(" + split.value + ") DESC, bar"
    )
    found = [(label, Decimal(value) / scale, n) for label, value, n in db.execute(query, asked.parameters())]
    if split.labels:
        at = {number: (value, n) for number, value, n in found}
        return tuple(Bar(label, *at.get(i, (Decimal(0), 0))) for i, label in enumerate(split.labels))
    listed = [Bar(_TITLES.get(label, str(label)), value, n) for label, value, n in found]
    if len(listed) <= _MOST:
        return tuple(listed)
    rest = listed[_MOST - 1 :]
    return (*listed[: _MOST - 1], Bar("others", sum((b.value for b in rest), Decimal(0)), sum(b.n for b in rest)))
