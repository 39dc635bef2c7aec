"""A console that knows one random company's figures, for tests of the board."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app import sheets
from app.domain.chart import AskBehind, AskChart
from app.domain.figure import AskCounted, AskGrains
from app.domain.kpi_board import AskKpiBoard
from app.domain.person import Person
from app.domain.sheet import Sheet
from app.domain.team_view import (
    AskShared,
    FigureNote,
    ShareBoard,
    SharedAnswer,
    SharedBoard,
    TakeNote,
    TeamWish,
    UnshareBoard,
    WriteNote,
)
from app.store.figures import chart, compute, grains, outcomes
from tests.app.store.figures.history.raw import NOW
from tests.ui.samples import ME


@dataclass(frozen=True)
class Done:
    words: str


class Books:
    """``asked`` is every question; ``wishes`` what was told to the team, which keeps it."""

    def __init__(self, found: compute.Frame, me: Person = ME) -> None:
        self.found, self.me, self.company = found, me, "Nordwind Supply"
        self.asked: list[object] = []
        self.views: dict[str, str] = {}
        self.team = SharedAnswer()
        self.wishes: list[TeamWish] = []
        self.fail: Exception | None = None

    def read(self, question: Any) -> Future[Any]:
        self.asked.append(question)
        return self._now(lambda: self._answer(question))

    def _now(self, work: Callable[[], Any]) -> Future[Any]:
        answer: Future[Any] = Future()
        try:
            if self.fail is not None:
                fail, self.fail = self.fail, None
                raise fail
            answer.set_result(work())
        except Exception as e:  # noqa: BLE001 - as a lane does it
            answer.set_exception(e)
        return answer

    def _answer(self, question: Any) -> Any:
        match question:
            case AskKpiBoard():
                return chart.board(self.found, question)
            case AskCounted():
                return compute.counted(self.found, question)
            case AskGrains():
                return grains.grains(self.found.db, self.found.today)
            case AskChart():
                return chart.chart(self.found, question)
            case AskBehind():
                return chart.behind(self.found, question)
            case AskShared():
                return self.team
        raise AssertionError(question)

    def view(self, name: str) -> str | None:
        return self.views.get(name)

    def save_view(self, name: str, value: str) -> None:
        self.views[name] = value

    def share(self, wish: TeamWish) -> Future[Any]:
        return self._now(lambda: self._keep(wish))

    def _keep(self, wish: TeamWish) -> Done:
        self.wishes.append(wish)
        boards = tuple(b for b in self.team.boards if b.id != getattr(wish, "id", ""))
        notes = tuple(n for n in self.team.notes if n.id != getattr(wish, "id", ""))
        match wish:
            case ShareBoard():
                boards = (*boards, SharedBoard(wish.id, wish.title, wish.kpis, self.me.id, self.me.name))
            case WriteNote():
                notes = (*notes, FigureNote(wish.id, wish.kpi, wish.day, wish.text, self.me.id, self.me.name, NOW))
            case UnshareBoard() | TakeNote():
                pass
        self.team = SharedAnswer(boards, notes)
        return Done("Kept")

    def save_sheet(self, sheet: Sheet, path: Path) -> Future[Any]:
        return self._now(lambda: sheets.write(path, sheet))

    def save_file(self, made: bytes, path: Path) -> Future[Any]:
        return self._now(lambda: sheets.put(path, made))

    def save_documents(self, asked: Any, sheet: Sheet, path: Path) -> Future[Any]:
        found = self._answer(replace(asked, most=10**6))
        rows = tuple((r.number, r.about, r.ref.source, r.ref.model, r.ref.key) for r in found.rows)
        return self._now(lambda: sheets.write(path, replace(sheet, rows=rows)))

    def save_outcomes(self, days: int, named: str, path: Path) -> Future[Any]:
        return self._now(lambda: sheets.write(path, outcomes.outcomes(self.found, days, named)))
