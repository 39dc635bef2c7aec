"""Parts against time."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis.tally import NOTHING, Tally
from app.store.figures import compute, rows
from app.store.figures.charts.part import items, names
from app.store.figures.charts.way import Made, Way, periods, within
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

_LINES = 12


def _heatmap(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """A line for each part, those with most documents first."""
    assert drawn.by is not None
    kpi, bucket = asked.kpi, compute.bucket_of(asked.period)
    query = (
        "SELECT part, day, coalesce(sum(num * known), 0), coalesce(sum(den * known), 0), "
        f"sum({rows.counts(kpi)}) FROM {items(asked, drawn)} GROUP BY part, day"
    )
    cells: dict[str, dict[str, Tally]] = {}
    for part, day, num, den, n in found.db.execute(query, asked.parameters()):
        line, key = cells.setdefault(part, {}), bucket(date.fromisoformat(day)).first.isoformat()
        line[key] = line.get(key, NOTHING) + Tally(Decimal(num), Decimal(den), n)
    order = sorted(cells, key=lambda part: (-sum(t.n for t in cells[part].values()), part))[:_LINES]
    called = names(found, kpi, drawn.by, order)

    def cell(part: str, period: Period) -> Mark:
        key = period.first.isoformat()
        tally = cells[part].get(key, NOTHING)
        value = compute.plain(found, kpi, tally) if tally.n else None
        return Mark(key, "", value, tally.n, period=period, partial=compute.is_partial(found, asked, period))

    return tuple(Course(part, called[part], tuple(cell(part, p) for p in periods(asked))) for part in order), None


def _behind(found: Frame, asked: Asked, drawn: Drawn, course: str, mark: str) -> tuple[Ref, ...]:
    where = f"day BETWEEN :from AND :until AND {rows.counts(asked.kpi)} AND part = :part"
    return rows.listed(found.db, items(asked, drawn), where, within(asked, mark, part=course))


HEATMAP = Way(_heatmap, _behind)
