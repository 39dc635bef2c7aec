"""The boards that can be looked at: those shipped, a person's own, those that colleagues share; each change can be taken back."""

from __future__ import annotations

import json
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from uuid import uuid4

from PySide6.QtCore import QObject, Signal

from app.domain.team_view import AskShared, ShareBoard, SharedAnswer, SharedBoard, UnshareBoard
from app.errors import ClearlineError
from app.kpis import BY_ID, arranged
from app.kpis.arranged import Arranged
from app.kpis.boards import Board

if TYPE_CHECKING:
    from app.console import Console, Done
    from ui.courier import Courier

VIEW = "boards"  # under this name the console remembers them


@dataclass(frozen=True, slots=True)
class Shown:
    """``whose``: the colleague that shares it; "" for one's own and the shipped ones. ``shared``: of one's own, what the team sees: the
    same ("as it is"), something older ("older"), or nothing ("")."""

    board: Board
    whose: str = ""
    shared: str = ""

    @property
    def own(self) -> bool:
        return not self.whose and not arranged.is_shipped(self.board.name)

    @property
    def title(self) -> str:
        return f"{self.board.title} ({self.whose})" if self.whose else self.board.title


class Arranging(QObject):
    """``changed``: there are other boards, or other tiles on them. ``went``: a board was made: show it."""

    changed = Signal()
    went = Signal(str)
    toast = Signal(str, str, str, object)

    def __init__(self, console: Console, courier: Courier, parent: QObject) -> None:
        super().__init__(parent)
        self._console, self._courier = console, courier
        self.team = SharedAnswer()
        self._before: list[tuple[Arranged, str]] = []  # what it was, and what was done then
        self.arranged = Arranged()
        with suppress(ValueError, TypeError, KeyError, AttributeError):
            self.arranged = arranged.recalled(json.loads(console.view(VIEW) or "[]"))

    # ---- what there is -----------------------------------------------------------------------------------------------------
    @property
    def shown(self) -> tuple[Shown, ...]:
        """The shipped ones first, then one's own, then the colleagues'."""
        mine = {b.id: b for b in self.team.boards if b.by == self._console.me.id}
        listed = [Shown(board, shared=_same(board, mine.get(board.name))) for board in self.arranged.boards]
        for told in self.team.boards:
            kpis = tuple(k for k in told.kpis if k in BY_ID)
            if told.by != self._console.me.id:
                listed.append(Shown(Board(told.id, told.title, kpis), whose=told.name))
            elif self.arranged.board(told.id) is None:  # shared from another machine
                listed.append(Shown(Board(told.id, told.title, kpis), whose="yours"))
        return tuple(listed)

    def find(self, name: str) -> Shown:
        """The first one where there is no such board any more."""
        return next((s for s in self.shown if s.board.name == name), self.shown[0])

    def read(self) -> None:
        self._courier.deliver(self._console.read(AskShared()), self._heard, on_error=self._unread)

    def _heard(self, answer: SharedAnswer) -> None:
        if answer != self.team:
            self.team = answer
            self.changed.emit()

    def _unread(self, _error: ClearlineError) -> None:
        """What the team shares stays as it was read last."""

    # ---- changing it -------------------------------------------------------------------------------------------------------
    def may_change(self, name: str) -> str:
        """Why not; "" where one may."""
        whose = self.find(name).whose
        return f"{whose.capitalize() if whose == 'yours' else whose}: make a copy to change it" if whose else ""

    def add(self, name: str, kpi: str, after: str = "") -> None:
        self._change(self.arranged.add(name, kpi, after), f"{BY_ID[kpi].title} added")

    def remove(self, name: str, kpi: str) -> None:
        self._change(self.arranged.remove(name, kpi), f"{BY_ID[kpi].title} removed")

    def move(self, name: str, kpi: str, to: int) -> None:
        self._change(self.arranged.move(name, kpi, to), f"{BY_ID[kpi].title} moved", quiet=True)

    def make(self, title: str, like: str = "") -> None:
        """A board of one's own, with the tiles of another one."""
        name = f"own-{uuid4()}"
        kpis = self.find(like).board.kpis if like else ()
        self._change(self.arranged.make(name, title, kpis), f"{arranged.tidy(title)} made")
        if self.arranged.board(name) is not None:
            self.went.emit(name)

    def rename(self, name: str, title: str) -> None:
        self._change(self.arranged.rename(name, title), f"Renamed to {arranged.tidy(title)}")

    def drop(self, name: str) -> None:
        shown = self.find(name)
        self._change(self.arranged.drop(name), f"{shown.board.title} removed")

    def reset(self, name: str) -> None:
        self._change(self.arranged.reset(name), f"{self.find(name).board.title} is as it was shipped")

    def _change(self, after: Arranged, words: str, *, quiet: bool = False) -> None:
        if after == self.arranged:
            return
        self._before.append((self.arranged, words))
        self._take(after)
        if not quiet:
            self.toast.emit("ok", words, "Ctrl Z takes it back", partial(self._undo_if, after))

    def _take(self, after: Arranged) -> None:
        self.arranged = after
        self._console.save_view(VIEW, json.dumps(arranged.kept(after)))
        self.changed.emit()

    @property
    def undoable(self) -> str:
        """What would be taken back; "" where nothing was done."""
        return self._before[-1][1] if self._before else ""

    def undo(self) -> None:
        if self._before:
            before, _ = self._before.pop()
            self._take(before)

    def _undo_if(self, after: Arranged) -> None:
        """From a toast: only while nothing else was changed since."""
        if self.arranged == after:
            self.undo()

    # ---- the team ----------------------------------------------------------------------------------------------------------
    def share(self, name: str) -> None:
        shown = self.find(name)
        wish = ShareBoard(name, shown.board.title, shown.board.kpis)
        self._courier.deliver(self._console.share(wish), self._shared, on_error=self._not_shared)

    def unshare(self, name: str) -> None:
        self._courier.deliver(self._console.share(UnshareBoard(name)), self._shared, on_error=self._not_shared)

    def _shared(self, done: Done) -> None:
        self.toast.emit("ok", done.words, "", None)
        self.read()

    def _not_shared(self, error: ClearlineError) -> None:
        self.toast.emit("bad", error.title, error.advice, None)


def _same(board: Board, told: SharedBoard | None) -> str:
    if told is None:
        return ""
    return "as it is" if (told.title, told.kpis) == (board.title, board.kpis) else "older"
