"""Values of KPIs that have mathematics of their own: from the same rows, or from what stands behind them."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from app.kpis import perfect, receivables, survival
from app.kpis.tally import ZERO, Tally, divide
from app.store.figures import from_files
from app.store.figures.rows import Asked

Own = Callable[
    [sqlite3.Connection, Asked, Tally], tuple[Decimal | None, str]
]  # the value in its unit, and what is to be said about it

# Added up here: by document it is hundreds of thousands of rows, and to sort them holds every other thread up.
SPENT = """SELECT julianday(coalesce(b.paid_on, :today)) - julianday(b.day) AS days, b.paid_on IS NOT NULL AS ended, count(*)
    FROM {} i CROSS JOIN booked b ON b.source = i.source AND b.key = i.key WHERE i.known GROUP BY days, ended"""


def _days(asked: Asked) -> int:
    return (asked.period.last - asked.period.first).days + 1


def _dso(_db: sqlite3.Connection, asked: Asked, tally: Tally) -> tuple[Decimal | None, str]:
    found = receivables.dso(tally.numerator, tally.denominator, _days(asked)) if tally.denominator > 0 else None
    said = "Below zero: the data contradict each other." if found is not None and found < 0 else ""
    return found, said


def _dso_scor(_db: sqlite3.Connection, asked: Asked, tally: Tally) -> tuple[Decimal | None, str]:
    return receivables.dso_scor(tally.numerator, tally.denominator, _days(asked)) if tally.denominator > 0 else None, ""


def _count_back(db: sqlite3.Connection, asked: Asked, tally: Tally) -> tuple[Decimal | None, str]:
    asked_sql = (
        f"SELECT substr(b.day, 1, 7), sum(b.worth) FROM {asked.rows} i JOIN billed b ON b.source = i.source AND b.key = i.key "
        "WHERE i.model = 'invoice' AND i.known GROUP BY 1"
    )
    sold = {month: Decimal(sum_) for month, sum_ in db.execute(asked_sql, asked.parameters())}
    months: list[receivables.Month] = []
    at = asked.today.replace(day=1)
    for _ in range(receivables.MONTHS):
        running = (at.year, at.month) == (asked.today.year, asked.today.month)
        days = asked.today.day if running else monthrange(at.year, at.month)[1]
        months.append(receivables.Month(sold.get(f"{at:%Y-%m}", ZERO), days))
        at = date(at.year - (at.month == 1), (at.month - 2) % 12 + 1, 1)
    if not any(m.sales > 0 for m in months):
        return None, ""
    found = receivables.count_back(tally.numerator, months)
    return found.days, "More is owed than was sold in twelve months: capped." if found.capped else ""


def _percent(_db: sqlite3.Connection, _asked: Asked, tally: Tally) -> tuple[Decimal | None, str]:
    """Of what is above 0: there is no growth from nothing, and no index of what could not have been collected."""
    return tally.ratio(100) if tally.denominator > 0 else None, ""


def _throughput(db: sqlite3.Connection, asked: Asked, _tally: Tally) -> tuple[Decimal | None, str]:
    counts = {
        survival.Spent(Decimal(round(days)), bool(ended)): n
        for days, ended, n in db.execute(SPENT.format(asked.rows), asked.parameters())
    }
    return survival.quantile(counts, asked.kpi.quantile), ""


def _index(db: sqlite3.Connection, asked: Asked, _tally: Tally) -> tuple[Decimal | None, str]:
    rates = ", ".join(f"sum({part}), count({part})" for part in ("on_time", "in_full", "docs", "sound"))
    query = f"SELECT {rates} FROM {asked.rows} i CROSS JOIN order_fate f ON f.source = i.source AND f.sale = i.key"
    (row,) = db.execute(query, asked.parameters())
    return perfect.index([divide(Decimal(row[i] or 0), Decimal(row[i + 1])) for i in (0, 2, 4, 6)]), ""


OWN: Mapping[str, Own] = {
    "credit.dso": _dso,
    "credit.dso_scor": _dso_scor,
    "credit.dso_count_back": _count_back,
    "credit.best_dso": _dso,
    "credit.days_delinquent": _dso,
    "credit.cei": _percent,
    "growth.revenue_growth": _percent,
    "speed.throughput_time": _throughput,
    "reliability.perfect_order_index": _index,
    **from_files.OWN,
}
