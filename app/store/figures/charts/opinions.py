"""What people said over time: shares of promoters, passives and detractors, and their score with its margin. Source: kpis.md 7."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis import nps
from app.kpis.kpi import Kpi
from app.kpis.periods import month_of, week_of
from app.kpis.rounding import keep
from app.store.figures import compute, rows
from app.store.figures.charts.way import Made, Way
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

SCORE = "score"  # key of the course that is no share
_MONTHS = 31  # days of a period from which on it is parted by months
_GROUPS = (
    ("promoters", "Promoters", 1),
    ("passives", "Passives", 0),
    ("detractors", "Detractors", -1),
)


def _period_of(asked: Asked, day: date) -> Period:
    return (week_of if (asked.period.last - asked.period.first).days <= _MONTHS else month_of)(day)


def _opinions(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    """The score first; it has no value where its margin of error is too wide for a number."""
    first, last = asked.period.first.toordinal(), asked.period.last.toordinal()
    counts = {p: [0, 0, 0] for p in dict.fromkeys(_period_of(asked, date.fromordinal(n)) for n in range(first, last + 1))}
    for day, said, n in found.db.execute(
        f"SELECT day, num, count(*) FROM {asked.rows} WHERE known GROUP BY day, num", asked.parameters()
    ):
        counts[_period_of(asked, date.fromisoformat(day))][1 - said] += n
    if not any(map(sum, counts.values())):
        return (), None
    scores = {period: nps.score(*said) for period, said in counts.items()}

    def score(period: Period, one: nps.Score) -> Mark:
        key, over = period.first.isoformat(), compute.is_partial(found, asked, period)
        if one.value is None or one.margin is None or one.suppressed:
            return Mark(key, "", None, one.n, period=period, partial=over)
        low, high = max(Decimal(-100), one.value - one.margin), min(Decimal(100), one.value + one.margin)
        net = Decimal(one.promoters - one.detractors)
        return Mark(key, "", keep(one.value), one.n, net, Decimal(one.n), period, over, keep(low), keep(high))

    def share(period: Period, n: int, of: int) -> Mark:
        value = keep(Decimal(100 * n) / of) if of else None
        return Mark(
            period.first.isoformat(), "", value, n, Decimal(n), Decimal(of), period, compute.is_partial(found, asked, period)
        )

    courses = [Course(SCORE, "Score", tuple(score(*one) for one in scores.items()))]
    for at, (key, name, _) in enumerate(_GROUPS):
        courses.append(Course(key, name, tuple(share(period, said[at], sum(said)) for period, said in counts.items())))
    return tuple(courses), None


def _behind(found: Frame, asked: Asked, _drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    period = _period_of(asked, date.fromisoformat(mark))
    given = asked.parameters() | {"from": period.first.isoformat(), "until": period.last.isoformat()}
    where = "known AND day BETWEEN :from AND :until"
    if course != SCORE:
        given["said"] = next(said for key, _, said in _GROUPS if key == course)
        where += " AND num = :said"
    return rows.listed(found.db, asked.rows, where, given)


def _percent(_found: Frame, _kpi: Kpi, _unit: str) -> str:
    """Of its shares; the score is in points."""
    return "%"


OPINIONS = Way(_opinions, _behind, _percent)
