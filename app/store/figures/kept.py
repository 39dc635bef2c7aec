"""Sums of a KPI by day, kept between answers in a file that may be deleted at any moment; days on which something changed are made anew.

Which days those are the facts note with each change (``fact_day``). A sum is kept for as long as it means the same: the same mirror,
reporting zone, working days and currency, the same query, and the same today where the query asks for it.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path

from app.domain.figure import Period
from app.kpis.kpi import How
from app.store.engine import drop_files, immediate, open_beside
from app.store.figures import rows
from app.store.figures.ground import VIEWS
from app.store.figures.rows import Asked, DaySum, Took

# The facts that rows of these KPIs hang on. The others are stocks, follow customers, or count the console's own few records.
_BY_FAMILY: Mapping[tuple[str, ...], Mapping[str, str]] = {
    ("goods",): {
        "reliability": "perfect_order in_full delivery_performance documentation condition otif perfect_order_narrow promise_accuracy "
        "promise_bias on_time_requested on_time_first on_time_last line_fill order_fill unit_fill backorder_rate order_accuracy "
        "split_rate shipments_per_order damage_rate return_rate return_rate_orders efficient_returns return_cycle",
        "speed": "order_cycle order_cycle_p90 order_cycle_mean confirm_to_ship",
        "service": "notified_in_time",
        "growth": "lines_per_order win_margin",
    },
    ("goods", "price"): {"growth": "discount_depth price_override"},
    ("goods", "placed"): {"growth": "price_discrepancy"},
    ("placed",): {"growth": "booked orders aov", "service": "corrected_orders", "channel": "aov"},
    ("bill",): {"growth": "revenue"},
}
FAMILIES: Mapping[str, tuple[str, ...]] = {
    f"{kpis}.{name}": families
    for families, listed in _BY_FAMILY.items()
    for kpis, names in listed.items()
    for name in names.split()
}
_NEAR = timedelta(days=3)  # so far apart days are made anew in one go
_TODAY = re.compile(r":today|\b(line_fate|order_fate)\b")
_DDL = """
PRAGMA synchronous=OFF;
CREATE TABLE IF NOT EXISTS kpi_of (kpi TEXT PRIMARY KEY, meaning TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kpi_day (kpi TEXT, day TEXT, num INTEGER, den INTEGER, n INTEGER, unknown INTEGER, known INTEGER, made INTEGER,
    PRIMARY KEY (kpi, day)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS kpi_took (kpi TEXT, day TEXT, num INTEGER, n INTEGER, PRIMARY KEY (kpi, day, num)) WITHOUT ROWID;
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Where sums are kept; in memory, for this answer alone, where the file can be neither read nor made anew."""
    with closing(open_beside(path, _DDL, drop_files)) as db:
        yield db


@dataclass
class Kept:
    """Sums for one answer. ``mirror``: in the transaction that the answer is computed in; ``db``: from ``opened``; ``workdays``: on which
    work is done, as in date.weekday()."""

    mirror: sqlite3.Connection
    db: sqlite3.Connection
    workdays: frozenset[int]

    def __post_init__(self) -> None:
        (self._seq, epoch), (zone,) = (
            self.mirror.execute("SELECT seq, epoch FROM fact_clock").fetchone(),
            self.mirror.execute("SELECT zone FROM owner").fetchone(),
        )
        self._mirror_is = f"{epoch} {zone} {''.join(map(str, sorted(self.workdays)))}"
        self._changed: dict[tuple[str, str], int] = {
            (family, day): seq for family, day, seq in self.mirror.execute("SELECT family, day, seq FROM fact_day")
        }

    def by_day(self, asked: Asked) -> list[DaySum]:
        """As ``rows.by_day`` would have it, of the KPIs that are listed here."""
        try:
            self._renew(asked)
            query = "SELECT day, num, den, n, unknown, known FROM kpi_day WHERE kpi = ? AND day BETWEEN ? AND ? AND (known OR unknown) "
            found = self.db.execute(query + "ORDER BY day", (asked.kpi.id, *_bounds(asked.period))).fetchall()
        except sqlite3.Error:  # whatever ails the file; trouble with the mirror comes up there again
            return rows.by_day(self.mirror, asked)
        return [DaySum(date.fromisoformat(day), *sums) for day, *sums in found]

    def took(self, asked: Asked) -> list[Took]:
        """As ``rows.took`` would have it, of a quantile."""
        try:
            self._renew(asked)
            query = "SELECT day, num, n FROM kpi_took WHERE kpi = ? AND day BETWEEN ? AND ?"
            found = self.db.execute(query, (asked.kpi.id, *_bounds(asked.period))).fetchall()
        except sqlite3.Error:
            return rows.took(self.mirror, asked)
        return [Took(date.fromisoformat(day), num, n) for day, num, n in found]

    def _renew(self, asked: Asked) -> None:
        for first, last in _runs(self._stale(asked)):
            some = replace(asked, period=Period(first, last, "span"))
            took = rows.took(self.mirror, some) if asked.kpi.how is How.QUANTILE else []
            self._keep(some, rows.by_day(self.mirror, some), took)

    def _keep(self, some: Asked, sums: list[DaySum], took: list[Took]) -> None:
        kpi, bounds, by_day = some.kpi.id, _bounds(some.period), {one.day: one for one in sums}
        with immediate(self.db) as db:
            for table in ("kpi_day", "kpi_took"):
                db.execute(f"DELETE FROM {table} WHERE kpi = ? AND day BETWEEN ? AND ?", (kpi, *bounds))
            rows_ = [(kpi, day.isoformat(), *by_day.get(day, DaySum(day)).sums, self._seq) for day in _days(some.period)]
            db.executemany("INSERT INTO kpi_day VALUES (?, ?, ?, ?, ?, ?, ?, ?)", rows_)
            db.executemany(
                "INSERT INTO kpi_took VALUES (?, ?, ?, ?)", [(kpi, one.day.isoformat(), one.num, one.n) for one in took]
            )
            db.execute("INSERT OR REPLACE INTO kpi_of VALUES (?, ?)", (kpi, self._meaning(some)))

    def _stale(self, asked: Asked) -> list[date]:
        """Days of the period whose sum is not there, or means something else, or is older than a change."""
        kpi = asked.kpi.id
        if self.db.execute("SELECT meaning FROM kpi_of WHERE kpi = ?", (kpi,)).fetchone() != (self._meaning(asked),):
            for table in ("kpi_day", "kpi_took", "kpi_of"):
                self.db.execute(f"DELETE FROM {table} WHERE kpi = ?", (kpi,))
        families = FAMILIES[kpi]
        always = max(self._changed.get((family, ""), 0) for family in families)
        asked_sql = "SELECT day, made FROM kpi_day WHERE kpi = ? AND day BETWEEN ? AND ?"
        made = dict(self.db.execute(asked_sql, (kpi, *_bounds(asked.period))))
        return [
            day
            for day in _days(asked.period)
            if not max(always, *(self._changed.get((f, day.isoformat()), 0) for f in families))
            <= made.get(day.isoformat(), -1)
            <= self._seq
        ]

    def _meaning(self, asked: Asked) -> str:
        query = rows.query(asked.kpi.id)
        text = zlib.crc32("".join((query, *VIEWS)).encode())
        return f"{self._mirror_is} {asked.currency} {text} {asked.today if _TODAY.search(query) else ''}"


def _bounds(period: Period) -> tuple[str, str]:
    return period.first.isoformat(), period.last.isoformat()


def _days(period: Period) -> list[date]:
    return [date.fromordinal(n) for n in range(period.first.toordinal(), period.last.toordinal() + 1)]


def _runs(days: list[date]) -> list[tuple[date, date]]:
    """Stretches of days that are near each other. ``days`` ascending."""
    found: list[tuple[date, date]] = []
    for day in days:
        if found and day - found[-1][1] <= _NEAR:
            found[-1] = (found[-1][0], day)
        else:
            found.append((day, day))
    return found
