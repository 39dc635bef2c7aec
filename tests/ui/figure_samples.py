"""Figures of a company that is doing well enough: what a board shows in tests of the window."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from app.domain.chart import AskBehind, AskChart, ChartAnswer, Course, Mark
from app.domain.figure import AskCounted, Counted, CountedRow, Figure, FiguresAnswer, Point, SourceAge, Status
from app.domain.kpi_board import AskKpiBoard, KpiBoardAnswer
from app.domain.ref import Ref
from app.kpis import BY_ID, KPIS
from app.kpis.kpi import How, Kpi
from app.kpis.periods import span, week_of


def board(ask: AskKpiBoard, now: datetime) -> KpiBoardAnswer:
    """Courses alone: what other pictures need is not made up here."""
    chosen = [k for k in KPIS if k.id in ask.figures.ids]
    figures = tuple(_figure(k, ask.figures.days, now) for k in chosen)
    courses = tuple((k.id, _course(now)) for k in chosen if not k.missing and k.how is not How.OWN)
    return KpiBoardAnswer(FiguresAnswer(figures, courses), ())


def chart(ask: AskChart, now: datetime) -> ChartAnswer:
    marks = tuple(Mark(p.period.first.isoformat(), "", p.value, p.n, period=p.period, partial=p.partial) for p in _course(now))
    figure = _figure(BY_ID[ask.kpi], ask.days, now)
    return ChartAnswer(ask, figure, figure.unit, (Course("now", BY_ID[ask.kpi].title, marks),))


def behind(ask: AskBehind) -> Counted:
    return counted(AskCounted(ask.chart.kpi))


def counted(ask: AskCounted) -> Counted:
    listed = 0 if BY_ID[ask.kpi].missing else 40
    rows = tuple(
        CountedRow(Ref("erp", "sale", str(n)), f"SO-{10482 - n}", "Halvorsen Marine AS", "orders", Ref("erp", "sale", str(n)))
        for n in range(listed)
    )
    return Counted(ask.kpi, ask.side, listed, rows)


def _figure(kpi: Kpi, days: int, now: datetime) -> Figure:
    value = None if kpi.missing else Decimal("94.7")
    fed = value is not None
    return Figure(
        kpi.id, value, "EUR" if kpi.unit == "money" else kpi.unit, Decimal(38) if fed else None, Decimal(40) if fed else None,
        40 if fed else 0, span(now.date(), days), now - timedelta(seconds=4), Decimal(98) if fed else None,
        Status.PARTIAL if fed else Status.NO_DATA, (SourceAge("erp", now),) if fed else (), kpi.missing or "1 of 41 is not known.",
    )  # fmt: skip


def _course(now: datetime) -> tuple[Point, ...]:
    weeks = [week_of(now.date() - timedelta(weeks=n)) for n in range(12, -1, -1)]
    return tuple(Point(w, None if i == 4 else Decimal(90 + i * 7 % 9), 20, i == 12) for i, w in enumerate(weeks))
