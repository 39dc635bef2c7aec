"""Parts against what bounds them: each customer's exposure against its limit, satisfaction at each touchpoint against its target."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.domain.chart import OTHERS, Course, Drawn, Mark
from app.domain.ref import Ref
from app.kpis import wilson
from app.kpis.kpi import How
from app.kpis.rounding import keep
from app.kpis.tally import NOTHING, Tally
from app.store.figures import compute, rows
from app.store.figures.charts.part import condition, items, names, of_part, others
from app.store.figures.charts.way import NOW, Made, Way
from app.store.figures.compute import Frame
from app.store.figures.credit import UNLIMITED
from app.store.figures.parts import split
from app.store.figures.rows import Asked

MOST, MOST_WITHOUT = 14, 4  # parts with a line of their own: of those with a bound, and of each kind without


@dataclass(frozen=True, slots=True)
class _Without:
    """What has nothing to be measured against: a course of its own, never a percentage. ``of``: which rows of ``query``."""

    key: str
    name: str
    query: str
    of: str


_WITHOUT: Mapping[str, tuple[_Without, ...]] = {
    "credit.utilisation": (
        _Without("nothing", "Limit 0", UNLIMITED, "den IS NOT NULL"),
        _Without("unlimited", "No limit", UNLIMITED, "den IS NULL"),
    )
}


def _bullets(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """The fullest first, or in the order of its steps; then those without a bound, the largest first."""
    bounded = _bounded(found, asked, drawn)
    without = [_unbounded(found, asked, drawn, one) for one in _WITHOUT.get(asked.kpi.id, ())]
    courses = (bounded, *filter(None, without))
    return (courses if any(mark.n for course in courses for mark in course.marks) else ()), None


def _bounded(found: Frame, asked: Asked, drawn: Drawn) -> Course:
    assert drawn.by is not None
    kpi, cells = asked.kpi, _cells(found, asked, drawn)
    steps = split(kpi, drawn.by).labels
    order = [str(i) for i in range(len(steps))] if steps else _fullest(cells)
    own = order if steps else order[:MOST]
    called = names(found, kpi, drawn.by, own)
    marks = [_mark(found, asked, key, called[key], cells.get(key, NOTHING)) for key in own]
    if rest := [key for key in cells if key not in own]:
        marks.append(_mark(found, asked, OTHERS, others(len(rest)), sum((cells[key] for key in rest), NOTHING)))
    return Course(NOW, kpi.title, tuple(marks))


def _cells(found: Frame, asked: Asked, drawn: Drawn) -> dict[str, Tally]:
    query = (
        f"SELECT part, sum(num), sum(den), count(*) FROM {items(asked, drawn)} WHERE {condition(asked.kpi, drawn)} GROUP BY part"
    )
    listed = found.db.execute(query, asked.parameters())
    return {part: Tally(Decimal(num or 0), Decimal(den), n) for part, num, den, n in listed}


def _fullest(cells: Mapping[str, Tally]) -> list[str]:
    return sorted(cells, key=lambda part: (-(cells[part].ratio() or Decimal(0)), -cells[part].numerator, part))


def _mark(found: Frame, asked: Asked, key: str, label: str, tally: Tally) -> Mark:
    """``low``, ``high``: of a share of few documents, between which it is to be believed."""
    kpi, low, high = asked.kpi, None, None
    if kpi.how is How.SHARE and tally.n and wilson.low_n(tally.n):
        bounds = wilson.interval(tally.numerator, tally.n)
        assert bounds is not None
        low, high = (keep(100 * bound) for bound in bounds)
    num = tally.numerator / compute.scale(found, kpi, kpi.of)
    den = tally.denominator / compute.scale(found, kpi, kpi.over)
    value = compute.plain(found, kpi, tally)
    return Mark(key, label, None if value is None else keep(value), tally.n, num, den, low=low, high=high)


def _unbounded(found: Frame, asked: Asked, drawn: Drawn, without: _Without) -> Course | None:
    """None where there is none."""
    assert drawn.by is not None
    listed = _largest(found, asked, without)
    if not listed:
        return None
    scale = compute.scale(found, asked.kpi, asked.kpi.of)
    called = names(found, asked.kpi, drawn.by, [part for part, _ in listed[:MOST_WITHOUT]])
    marks = [Mark(part, called[part], None, 1, Decimal(num) / scale) for part, num in listed[:MOST_WITHOUT]]
    if rest := listed[MOST_WITHOUT:]:
        together = Decimal(sum(num for _, num in rest)) / scale
        marks.append(Mark(OTHERS, others(len(rest)), None, len(rest), together))
    return Course(without.key, without.name, tuple(marks))


def _largest(found: Frame, asked: Asked, without: _Without) -> Sequence[tuple[str, int]]:
    """Customers, by the key of their part."""
    query = f"SELECT source || ' ' || key AS part, num FROM {asked.rows_of(without.query)} WHERE known AND {without.of} "
    return found.db.execute(f"{query}ORDER BY num DESC, part", asked.parameters()).fetchall()


def _behind(found: Frame, asked: Asked, drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    if course == NOW:
        shown = [m.key for m in _bounded(found, asked, drawn).marks] if mark == OTHERS else []
        return of_part(found, asked, drawn, mark, shown)
    without = next(one for one in _WITHOUT[asked.kpi.id] if one.key == course)
    own = [part for part, _ in _largest(found, asked, without)[:MOST_WITHOUT]] if mark == OTHERS else [mark]
    given = {f"part{i}": part for i, part in enumerate(own)}
    of = f"source || ' ' || key {'NOT IN' if mark == OTHERS else 'IN'} ({', '.join(f':{name}' for name in given)})"
    where = f"known AND {without.of} AND {of}"
    return rows.listed(found.db, asked.rows_of(without.query), where, asked.parameters() | given)


BULLET = Way(_bullets, _behind)
