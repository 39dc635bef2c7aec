"""Parts over time, one upon the other: together they are the figure of each day or week, or what is missing of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

from app.domain.chart import OTHERS, Course, Drawn, Mark
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis.tally import NOTHING, Tally
from app.store.figures import compute
from app.store.figures.charts.part import condition, items, names, of_part, others
from app.store.figures.charts.way import Made, Way, periods, sums_of, within
from app.store.figures.compute import Frame
from app.store.figures.parts import split
from app.store.figures.rows import Asked

MOST = 4  # parts of their own, where they are not named steps
_Cells = dict[str, dict[str, Tally]]  # by part, then by first day of a period


def _stacked(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """Courses from the top of the stack: steps in their order, else those with most documents first and the others together."""
    assert drawn.by is not None
    kpi, cells, whole = asked.kpi, _cells(found, asked, drawn), sums_of(found, asked)
    steps = split(kpi, drawn.by).labels
    shown = [str(i) for i in range(len(steps))] if steps else _order(cells)[:MOST]
    called = names(found, kpi, drawn.by, shown)
    rest = [part for part in cells if part not in shown]

    def mark(parts: list[str], period: Period) -> Mark:
        key = period.first.isoformat()
        one = sum((cells[part].get(key, NOTHING) for part in parts if part in cells), NOTHING)
        one = replace(one, denominator=whole.get(key, NOTHING).denominator)
        value = compute.plain(found, kpi, one) if key in whole or one.n else None
        return Mark(key, "", value, one.n, one.numerator, one.denominator, period, compute.is_partial(found, asked, period))

    def course(key: str, name: str, parts: list[str]) -> Course:
        return Course(key, name, tuple(mark(parts, period) for period in periods(asked)))

    courses = [course(part, called[part], [part]) for part in shown]
    if rest:
        courses.append(course(OTHERS, others(len(rest)), rest))
    return tuple(courses), None


def _cells(found: Frame, asked: Asked, drawn: Drawn) -> _Cells:
    """What each part adds up to; of what failed, how many documents."""
    bucket, cells = compute.bucket_of(asked.period), _Cells()
    amount = "count(*)" if drawn.misses else "coalesce(sum(num), 0)"
    query = (
        f"SELECT part, day, {amount}, count(*) FROM {items(asked, drawn)} WHERE {condition(asked.kpi, drawn)} GROUP BY part, day"
    )
    for part, day, num, n in found.db.execute(query, asked.parameters()):
        line, key = cells.setdefault(part, {}), bucket(date.fromisoformat(day)).first.isoformat()
        line[key] = line.get(key, NOTHING) + Tally(Decimal(num), Decimal(0), n)
    return cells


def _order(cells: _Cells) -> list[str]:
    return sorted(cells, key=lambda part: (-sum(t.n for t in cells[part].values()), part))


def _behind(found: Frame, asked: Asked, drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    shown = _order(_cells(found, asked, drawn))[:MOST] if course == OTHERS else []
    return of_part(found, asked, drawn, course, shown, where="day BETWEEN :from AND :until", given=within(asked, mark))


STACKED = Way(_stacked, _behind)
