"""What came back of the orders of one time, by days since their last delivery. Source: kpis.md 2, return rate."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.days import MONTHS
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis.kpi import Of
from app.kpis.periods import month_of, quarter_of, week_of
from app.store.facts.schema import PIECES
from app.store.figures import compute, rows
from app.store.figures.charts.way import Made, Way
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

_STEPS = (0, 1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 90, 120, 180, 270, 365)  # days since the delivery that have a mark
_MONTHS, _QUARTERS = 31, 186  # days of a period from which on it is parted so
# Pieces of an order that came back, by the day they did; a day that the ERP does not tell is today. Never before they left.
_CAME = f"""(SELECT i.key, i.source, i.day, i.den, max(i.day, coalesce(m.effective, h.effective, :today)) AS came,
    sum(abs({PIECES.format("m.quantity")})) AS pieces
    FROM {{rows}} i CROSS JOIN sale r ON r.source = i.source AND r.returns = i.key AND r.state <> 'cancelled'
    CROSS JOIN line l ON l.source = r.source AND l.sale = r.key
    CROSS JOIN move m ON m.source = l.source AND m.sale_line = l.key AND +m.back IS NOT NULL AND m.state = 'done'
    LEFT JOIN return_shipment h ON h.source = m.source AND h.key = m.back
    GROUP BY i.source, i.key, i.day, i.den, came)"""


@dataclass(slots=True)
class _Cohort:
    """Of the orders of ``period``. delivered: in smallest parts; ages, amounts: of what came back, in days since delivery."""

    period: Period
    delivered: int = 0
    amounts: list[tuple[int, int]] = field(default_factory=list)  # (age, amount)
    firsts: list[int] = field(default_factory=list)  # age at which something of an order came back first


def _cohorts_of(period: Period) -> Callable[[date], Period]:
    days = (period.last - period.first).days + 1
    return week_of if days <= _MONTHS else month_of if days <= _QUARTERS else quarter_of


def _cohort(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    """The newest first. A mark for every step that some of its orders have reached, and one for now."""
    cohorts = _gathered(found, asked)
    return tuple(_course(found, asked, one) for one in sorted(cohorts, key=lambda c: c.period.first, reverse=True)), None


def _gathered(found: Frame, asked: Asked) -> list[_Cohort]:
    of, cohorts = _cohorts_of(asked.period), dict[Period, _Cohort]()
    for one in compute.by_day(found, asked):
        cohort = cohorts.setdefault(of(one.day), _Cohort(of(one.day)))
        cohort.delivered += one.den
    query = f"SELECT source, key, day, came, pieces FROM {_CAME.format(rows=asked.rows)} ORDER BY came"
    seen = set[tuple[str, str]]()
    for source, key, day, came, pieces in found.db.execute(query, asked.parameters()):
        cohort, age = cohorts[of(date.fromisoformat(day))], (date.fromisoformat(came) - date.fromisoformat(day)).days
        first = (source, key) not in seen
        seen.add((source, key))
        if first:
            cohort.firsts.append(age)
        if first or asked.kpi.of is Of.PIECES:
            cohort.amounts.append((age, pieces if asked.kpi.of is Of.PIECES else 1))
    return list(cohorts.values())


def _course(found: Frame, asked: Asked, cohort: _Cohort) -> Course:
    first = max(cohort.period.first, asked.period.first)
    last = min(cohort.period.last, asked.period.last)
    oldest, youngest = (found.today - first).days, (found.today - last).days
    ends = max([oldest, *(age for age, _ in cohort.amounts)])
    firsts = sorted(cohort.firsts)
    scale = compute.scale(found, asked.kpi, asked.kpi.of)

    def mark(age: int) -> Mark:
        back = Decimal(sum(amount for at, amount in cohort.amounts if at <= age))
        value = 100 * back / cohort.delivered if cohort.delivered else None
        n = bisect_right(firsts, age)
        words = "on the day itself" if age == 0 else f"within {age:,} day{'s' if age > 1 else ''}"
        return Mark(str(age), words, value, n, back / scale, cohort.delivered / scale, partial=age > youngest)

    ages = [*(step for step in _STEPS if step < ends), ends]
    return Course(cohort.period.first.isoformat(), _name(cohort.period), tuple(mark(age) for age in ages))


def _name(period: Period) -> str:
    month = MONTHS[period.first.month - 1]
    if period.grain == "week":
        return f"Week of {period.first.day} {month}"
    return f"{month} {period.first.year}" if period.grain == "month" else f"Q{(period.first.month + 2) // 3} {period.first.year}"


def _behind(found: Frame, asked: Asked, _drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    """The orders of that time of which something had come back by then."""
    period = _cohorts_of(asked.period)(date.fromisoformat(course))
    came = f"SELECT 1 FROM {_CAME.format(rows=asked.rows)} c WHERE c.source = i.source AND c.key = i.key "
    where = f"day BETWEEN :from AND :until AND EXISTS ({came}AND julianday(c.came) - julianday(c.day) <= :age)"
    given = {"from": period.first.isoformat(), "until": period.last.isoformat(), "age": int(mark)}
    return rows.listed(found.db, f"{asked.rows} i", where, asked.parameters() | given)


COHORT = Way(_cohort, _behind)
