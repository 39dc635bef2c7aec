"""Notes of people at a day of a figure: what is known of the one on screen, and how one is written or taken back."""

from __future__ import annotations

from datetime import date
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.domain.team_view import FigureNote, SharedAnswer, TakeNote, WriteNote
from app.errors import ClearlineError

if TYPE_CHECKING:
    from app.console import Console, Done
    from ui.courier import Courier


def of_kpi(team: SharedAnswer, kpi: str) -> tuple[tuple[date, str], ...]:
    """Day and words, with who wrote them."""
    return tuple((n.day, f"{n.text} ({n.name})") for n in team.notes if n.kpi == kpi)


def at_day(team: SharedAnswer, kpi: str, first: date, last: date) -> tuple[FigureNote, ...]:
    return tuple(n for n in team.notes if n.kpi == kpi and first <= n.day <= last)


class Notes(QObject):
    """``kept``: the team has it, or has it no more."""

    kept = Signal()
    toast = Signal(str, str, str, object)

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier

    def write(self, kpi: str, day: date, text: str) -> None:
        note = WriteNote(f"note-{uuid4()}", kpi, day, text)
        self._tell(note, note.id)

    def take(self, note: str) -> None:
        self._tell(TakeNote(note), "")

    def _tell(self, wish: WriteNote | TakeNote, written: str) -> None:
        self._courier.deliver(self._console.share(wish), partial(self._done, written), on_error=self._failed)

    def _done(self, written: str, answer: Done) -> None:
        self.toast.emit("ok", answer.words, "", partial(self.take, written) if written else None)
        self.kept.emit()

    def _failed(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)
