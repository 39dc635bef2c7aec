"""Two ways to fail as two sets: what failed in one alone, in the other alone, and in both."""

from __future__ import annotations

from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.ref import Ref
from app.store.figures.charts.part import Part, of_part, parts
from app.store.figures.charts.way import NOW, Made, Way, documents
from app.store.figures.compute import Frame
from app.store.figures.parts import FAULTS
from app.store.figures.rows import Asked

_ONE, _OTHER = (words for _, words in FAULTS[:2])


def _venn(found: Frame, asked: Asked, drawn: Drawn) -> Made:
    """Three marks: the one alone, both, the other alone."""
    at = {part.key: part for part in parts(found, asked, drawn)}
    both = f"{_ONE}, {_OTHER}"
    regions = (
        (_ONE, f"{_ONE.capitalize()} alone"),
        (both, f"{_ONE.capitalize()} and {_OTHER}"),
        (_OTHER, f"{_OTHER.capitalize()} alone"),
    )
    nothing = Part("", Decimal(0), 0)
    marks = tuple(Mark(key, label, at.get(key, nothing).value, at.get(key, nothing).n) for key, label in regions)
    return (Course(NOW, asked.kpi.title, marks),), None


def _behind(found: Frame, asked: Asked, drawn: Drawn, _course: str, mark: str) -> tuple[Ref, ...]:
    return of_part(found, asked, drawn, mark, ())


VENN = Way(_venn, _behind, documents)
