"""A waterfall from the period before to this one."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from app.domain.chart import OTHERS, Course, Drawn, Mark
from app.domain.ref import Ref
from app.store.figures import rows
from app.store.figures.charts.part import Part, condition, names, of_part, others, parts, scale
from app.store.figures.charts.way import BEFORE, NOW, Made, Way, before
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

MOVERS = 6  # steps of their own


def _bridge(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """Those that changed most, the rest together."""
    assert drawn.by is not None
    earlier, now = ({p.key: p for p in parts(found, a, drawn)} for a in (before(found, asked), asked))
    one, nothing = scale(found, asked.kpi, drawn), Part("", Decimal(0), 0)
    moved = [
        Part(
            key,
            now.get(key, nothing).value - earlier.get(key, nothing).value,
            now.get(key, nothing).n + earlier.get(key, nothing).n,
        )
        for key in sorted({*earlier, *now})
    ]
    moved.sort(key=lambda p: (-abs(p.value), p.key))
    called = names(found, asked.kpi, drawn.by, [p.key for p in moved])

    def total(key: str, label: str, found_parts: Mapping[str, Part]) -> Mark:
        value = sum((p.value for p in found_parts.values()), Decimal(0)) / one
        return Mark(key, label, value, sum(p.n for p in found_parts.values()))

    listed = sorted(moved[:MOVERS], key=lambda p: (-p.value, p.key))
    marks = [Mark(p.key, called[p.key], p.value / one, p.n) for p in listed]
    rest = moved[MOVERS:]
    if rest:
        value = sum((p.value for p in rest), Decimal(0)) / one
        marks.append(Mark(OTHERS, others(len(rest)), value, sum(p.n for p in rest)))
    steps = (total(BEFORE, "Before", earlier), *marks, total(NOW, "Now", now))
    return (Course(NOW, asked.kpi.title, steps),), None


def _behind(found: Frame, asked: Asked, drawn: Drawn, _course: str, mark: str) -> tuple[Ref, ...]:
    if mark in (BEFORE, NOW):
        whole = before(found, asked) if mark == BEFORE else asked
        return rows.listed(found.db, whole.rows, condition(asked.kpi, drawn), whole.parameters())
    shown = [m.key for m in _bridge(found, asked, drawn)[0][0].marks] if mark == OTHERS else []
    return tuple(ref for a in (asked, before(found, asked)) for ref in of_part(found, a, drawn, mark, shown))


BRIDGE = Way(_bridge, _behind)
