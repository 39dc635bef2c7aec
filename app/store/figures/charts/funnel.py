"""A funnel: what of the documents got from stage to stage, and apart what did not."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.ref import Ref
from app.kpis.kpi import Of
from app.store.figures import compute, rows
from app.store.figures.charts.way import NOW, Made, Way, lengths
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

APART = "apart"  # key of the course of what did not get on


@dataclass(frozen=True, slots=True)
class _Stage:
    """``where``: which known rows, of quotes with their fate, are in it."""

    key: str
    label: str
    where: str


_THROUGH = (
    _Stage("quoted", "Quoted", "1"),
    _Stage("decided", "Decided", "fate <> 'open'"),
    _Stage("accepted", "Accepted", "fate = 'accepted'"),
)
_APART = (
    _Stage("open", "Still open", "fate = 'open'"),
    _Stage("declined", "Declined", "fate = 'declined'"),
    _Stage("lapsed", "Unanswered", "fate = 'lapsed'"),
)
_WHERE: Mapping[str, str] = {stage.key: stage.where for stage in (*_THROUGH, *_APART)}


def _items(asked: Asked) -> str:
    """Quotes of the figure, with their fate and worth."""
    return (
        f"(SELECT i.source, i.model, i.key, i.day, q.fate, q.worth FROM {asked.rows} i "
        "CROSS JOIN quote_fate q ON q.source = i.source AND q.key = i.key WHERE i.known)"
    )


def _funnel(found: Frame, asked: Asked, _drawn: Drawn) -> Made:
    """By number, or by value where the figure is of money."""
    value = "worth" if asked.kpi.of is Of.MONEY else "1"
    stages = (*_THROUGH, *_APART)
    sums = ", ".join(f"coalesce(sum(iif({s.where}, {value}, 0)), 0), coalesce(sum({s.where}), 0)" for s in stages)
    told = found.db.execute(f"SELECT {sums} FROM {_items(asked)}", asked.parameters()).fetchone()
    one = compute.scale(found, asked.kpi, asked.kpi.of)
    marks = tuple(Mark(stage.key, stage.label, Decimal(told[2 * i]) / one, told[2 * i + 1]) for i, stage in enumerate(stages))
    through = len(_THROUGH)
    return (Course(NOW, asked.kpi.title, marks[:through]), Course(APART, "Apart", marks[through:])), None


def _behind(found: Frame, asked: Asked, _drawn: Drawn, _course: str, mark: str) -> tuple[Ref, ...]:
    return rows.listed(found.db, _items(asked), _WHERE[mark], asked.parameters())


FUNNEL = Way(_funnel, _behind, lengths)
