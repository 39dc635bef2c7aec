"""Answers about figures, from the mirror and this person's outbox; its connections are its own, for it takes longer than a list."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from app.domain.chart import AskBehind, AskChart, ChartAnswer
from app.domain.figure import AskCounted, AskFigures, AskGrains, Counted, FiguresAnswer, Grains
from app.domain.kpi_board import AskKpiBoard, KpiBoardAnswer
from app.domain.sheet import Sheet
from app.store.engine import open_reader, translated
from app.store.figures import chart, compute, grains, kept, outcomes, told
from app.store.figures.ground import Calendar
from app.store.mirror import WHAT

FigureQuestion = AskFigures | AskKpiBoard | AskGrains | AskCounted | AskChart | AskBehind  # what takes longer than a list


class FigureReads:
    """``calendar``: the reporting zone, and by which hours work is counted, as of now."""

    def __init__(self, mirror: Path, outbox: Path, calendar: Callable[[], Calendar]) -> None:
        self._mirror, self._outbox, self._calendar = mirror, outbox, calendar
        self._sums, self._told = mirror.with_name("figures.db"), mirror.with_name("told.db")

    def answer(self, question: FigureQuestion, now: datetime) -> FiguresAnswer | KpiBoardAnswer | Grains | Counted | ChartAnswer:
        match question:
            case AskFigures():
                return self.figures(question, now)
            case AskKpiBoard():
                return self.board(question, now)
            case AskGrains():
                return self.grains(now)
            case AskCounted():
                return self.counted(question, now)
            case AskChart():
                return self.chart(question, now)
            case AskBehind():
                return self.behind(question, now)

    def figures(self, ask: AskFigures, now: datetime) -> FiguresAnswer:
        """Every KPI of the catalogue, or those asked for."""
        with self._open(now, ask.ids) as found:
            return compute.answer(found, ask)

    def board(self, ask: AskKpiBoard, now: datetime) -> KpiBoardAnswer:
        """Figures and pictures of the same rows."""
        pictured = (kpi for one in ask.pictures for kpi in chart.needs(one.kpi, one.drawn))
        with self._open(now, (*ask.figures.ids, *pictured)) as found:
            return chart.board(found, ask)

    def counted(self, ask: AskCounted, now: datetime) -> Counted:
        """The very documents that a figure adds up."""
        with self._open(now, (ask.kpi,)) as found:
            return compute.counted(found, ask)

    def chart(self, ask: AskChart, now: datetime) -> ChartAnswer:
        """One KPI as a picture."""
        with self._open(now, chart.needs(ask.kpi, ask.drawn)) as found:
            return chart.chart(found, ask)

    def behind(self, ask: AskBehind, now: datetime) -> Counted:
        """The very documents of one mark of it."""
        with self._open(now, chart.needs(ask.chart.kpi, ask.chart.drawn)) as found:
            return chart.behind(found, ask)

    def outcomes(self, days: int, named: str, now: datetime) -> Sheet:
        """What became of every order of a period, given as to AskFigures."""
        with self._open(now, outcomes.NEEDS) as found:
            return outcomes.outcomes(found, days, named)

    def grains(self, now: datetime) -> Grains:
        """What figures may be narrowed to."""
        with self._open(now, ("growth.orders",)) as found:
            return grains.grains(found.db, found.today)

    @contextmanager
    def _open(self, now: datetime, kpis: tuple[str, ...]) -> Iterator[compute.Frame]:
        with translated(WHAT), closing(open_reader(self._mirror, WHAT)) as db:
            db.execute("ATTACH ? AS outbox", (f"{self._outbox.absolute().as_uri()}?mode=ro",))
            db.execute("BEGIN")
            with kept.opened(self._sums) as sums, told.opened(self._told) as former:
                calendar = self._calendar()
                found = compute.frame(db, calendar, now, kpis, kept.Kept(db, sums, calendar.days))
                yield replace(found, added={}, told=told.Told(db, former, calendar))
            db.execute("COMMIT")
