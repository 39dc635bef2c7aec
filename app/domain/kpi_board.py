"""A KPI board as its tiles need it: figures and pictures of one look at the mirror, so that they agree."""

from __future__ import annotations

from dataclasses import dataclass

from app.domain.chart import AskChart, ChartAnswer
from app.domain.figure import AskFigures, FiguresAnswer


@dataclass(frozen=True, slots=True)
class AskKpiBoard:
    """``pictures``: of the tiles that show more than a course."""

    figures: AskFigures
    pictures: tuple[AskChart, ...] = ()


@dataclass(frozen=True, slots=True)
class KpiBoardAnswer:
    """``pictures``: as asked for, one after the other."""

    figures: FiguresAnswer
    pictures: tuple[ChartAnswer, ...]
