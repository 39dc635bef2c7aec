"""From rows to marks: each kind of chart parts the very rows of the figure, so that its marks add up to it and each lists its own."""

from __future__ import annotations

from collections.abc import Mapping

from app.domain.chart import AskBehind, AskChart, ChartAnswer, Drawn, Kind
from app.domain.figure import Counted
from app.domain.kpi_board import AskKpiBoard, KpiBoardAnswer
from app.kpis import BY_ID
from app.store.figures import compute
from app.store.figures.charts.box import BOX
from app.store.figures.charts.bridge import BRIDGE
from app.store.figures.charts.bullet import BULLET
from app.store.figures.charts.by_part import BARS, PARETO, WHALE
from app.store.figures.charts.cohort import COHORT
from app.store.figures.charts.flow import FLOW
from app.store.figures.charts.funnel import FUNNEL
from app.store.figures.charts.heatmap import HEATMAP
from app.store.figures.charts.how_long import HISTOGRAM
from app.store.figures.charts.opinions import OPINIONS
from app.store.figures.charts.over_time import CONTROL, LINE
from app.store.figures.charts.overlap import VENN
from app.store.figures.charts.stacked import STACKED
from app.store.figures.charts.stages import STAGES
from app.store.figures.charts.way import Way
from app.store.figures.compute import Frame
from app.store.figures.names import named

WAYS: Mapping[Kind, Way] = {
    Kind.LINE: LINE,
    Kind.CONTROL: CONTROL,
    Kind.FLOW: FLOW,
    Kind.BARS: BARS,
    Kind.PARETO: PARETO,
    Kind.HISTOGRAM: HISTOGRAM,
    Kind.BOX: BOX,
    Kind.BULLET: BULLET,
    Kind.HEATMAP: HEATMAP,
    Kind.BRIDGE: BRIDGE,
    Kind.STAGES: STAGES,
    Kind.FUNNEL: FUNNEL,
    Kind.WHALE: WHALE,
    Kind.STACKED: STACKED,
    Kind.VENN: VENN,
    Kind.COHORT: COHORT,
    Kind.OPINIONS: OPINIONS,
}


def needs(kpi: str, drawn: Drawn) -> tuple[str, ...]:
    """The KPIs whose rows a chart reads."""
    return (kpi, *WAYS[drawn.kind].also)


def chart(found: Frame, ask: AskChart) -> ChartAnswer:
    """KeyError for a KPI that is not, or cannot be drawn so."""
    kpi, way = BY_ID[ask.kpi], WAYS[ask.drawn.kind]
    asked = found.asked(kpi, ask.days, ask.named, ask.only)
    figure = compute.figure(found, asked)
    if compute.lacks(found, asked):
        return ChartAnswer(ask, figure, figure.unit, ())
    courses, middle = way.made(found, asked, ask.drawn)
    return ChartAnswer(ask, figure, way.unit(found, kpi, figure.unit), courses, middle, found.currency)


def board(found: Frame, ask: AskKpiBoard) -> KpiBoardAnswer:
    """KeyError as of ``chart``."""
    return KpiBoardAnswer(compute.answer(found, ask.figures), tuple(chart(found, one) for one in ask.pictures))


def behind(found: Frame, ask: AskBehind) -> Counted:
    """As many documents as the mark says."""
    drawn, kpi = ask.chart.drawn, BY_ID[ask.chart.kpi]
    asked = found.asked(kpi, ask.chart.days, ask.chart.named, ask.chart.only)
    way = WAYS[drawn.kind]
    listed = () if compute.lacks(found, asked) else way.behind(found, asked, drawn, ask.course, ask.mark)
    return Counted(kpi.id, ask.mark, len(listed), named(found.db, listed[: ask.most]))
