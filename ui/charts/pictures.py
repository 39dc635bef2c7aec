"""Which drawing each kind of chart has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from app.domain.chart import ChartAnswer, Drawn, Kind
from ui.charts.box import boxes
from ui.charts.bullet import bullets
from ui.charts.by_part import by_part
from ui.charts.cohort import cohort
from ui.charts.drawing import EMPTY, Drawing
from ui.charts.funnel import funnel
from ui.charts.over_time import Notes, over_time
from ui.charts.overlap import overlap
from ui.charts.stacked import opinions, stacked
from ui.charts.stages import stages

OVER_TIME = (Kind.LINE, Kind.CONTROL, Kind.FLOW)
_LAST_FIRST = (*OVER_TIME, Kind.STACKED, Kind.COHORT, Kind.OPINIONS)  # kinds whose last mark is where one begins
_OWN: Mapping[Kind, Callable[[ChartAnswer], Drawing]] = {
    Kind.STAGES: stages,
    Kind.FUNNEL: funnel,
    Kind.BOX: boxes,
    Kind.BULLET: bullets,
    Kind.STACKED: stacked,
    Kind.OPINIONS: opinions,
    Kind.COHORT: cohort,
    Kind.VENN: overlap,
}


def begins_last(drawn: Drawn) -> bool:
    """Whether one begins at the last mark, which is the newest."""
    return drawn.kind in _LAST_FIRST or (drawn.kind is Kind.BOX and drawn.by is None)


def drawing_of(answer: ChartAnswer, notes: Notes = ()) -> Drawing:
    """``notes``: what people wrote at a day; they stand on a course."""
    kind = answer.ask.drawn.kind
    if kind in OVER_TIME:
        return over_time(answer, notes)
    if kind not in _OWN:
        return by_part(answer)
    return _OWN[kind](answer) if any(m.n for course in answer.courses for m in course.marks) else EMPTY
