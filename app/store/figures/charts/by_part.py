"""Parts side by side: the largest first, in the order of their steps, or from the best to the worst."""

from __future__ import annotations

from decimal import Decimal

from app.domain.chart import OTHERS, Course, Drawn, Kind, Mark
from app.domain.ref import Ref
from app.kpis.kpi import How, Kpi, Of
from app.store.figures.charts.part import Part, names, of_part, others, parts, scale
from app.store.figures.charts.way import NOW, Made, Way, lengths
from app.store.figures.compute import Frame
from app.store.figures.parts import split
from app.store.figures.rows import Asked

MOST = 15  # parts with a bar of their own


def _pareto(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    assert drawn.by is not None
    listed = parts(found, asked, drawn)
    one, called = scale(found, asked.kpi, drawn), names(found, asked.kpi, drawn.by, [part.key for part in listed])
    if drawn.kind is Kind.BARS:
        steps = split(asked.kpi, drawn.by).labels
        if steps:
            at = {part.key: part for part in listed}
            listed = [at.get(str(i), Part(str(i), Decimal(0), 0)) for i in range(len(steps))]
            called = {str(i): step for i, step in enumerate(steps)}
    marks = [Mark(p.key, called[p.key], p.value / one, p.n) for p in listed[:MOST]]
    rest = listed[MOST:]
    if rest:
        value = sum((p.value for p in rest), Decimal(0)) / one
        marks.append(Mark(OTHERS, others(len(rest)), value, sum(p.n for p in rest)))
    return (Course(NOW, asked.kpi.title, tuple(marks)),), None


def _whale(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """Every customer, the best first."""
    assert drawn.by is not None
    listed = parts(found, asked, drawn)
    one, called = scale(found, asked.kpi, drawn), names(found, asked.kpi, drawn.by, [part.key for part in listed])
    return (Course(NOW, asked.kpi.title, tuple(Mark(p.key, called[p.key], p.value / one, p.n) for p in listed)),), None


def _behind(found: Frame, asked: Asked, drawn: Drawn, _course: str, mark: str) -> tuple[Ref, ...]:
    shown = [m.key for m in _pareto(found, asked, drawn)[0][0].marks] if mark == OTHERS else []
    return of_part(found, asked, drawn, mark, shown)


def _of_pareto(found: Frame, kpi: Kpi, unit: str) -> str:
    """A share is not added up: what is over what is."""
    if kpi.how not in (How.SHARE, How.RATIO):
        return unit
    return unit if kpi.of is Of.MONEY and unit != "%" else lengths(found, kpi, unit)


PARETO = Way(_pareto, _behind, _of_pareto)
BARS = Way(_pareto, _behind, lengths)
WHALE = Way(_whale, _behind, lengths)
