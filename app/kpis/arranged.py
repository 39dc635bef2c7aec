"""The boards as a person arranged them: the shipped ones changed, and boards of their own; every change gives a new arrangement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.kpis import BY_ID
from app.kpis.boards import BOARDS, Board

_SHIPPED = {board.name: board for board in BOARDS}
LONGEST = 40  # letters of a board's title


@dataclass(frozen=True, slots=True)
class Arranged:
    """``boards``: the shipped ones in their order, then a person's own. A board without tiles may be."""

    boards: tuple[Board, ...] = BOARDS

    def board(self, name: str) -> Board | None:
        return next((b for b in self.boards if b.name == name), None)

    def add(self, name: str, kpi: str, after: str = "") -> Arranged:
        """A tile after another one, or at the end. What is on the board already, or is no KPI, changes nothing."""
        board = self.board(name)
        if board is None or kpi in board.kpis or kpi not in BY_ID:
            return self
        at = board.kpis.index(after) + 1 if after in board.kpis else len(board.kpis)
        return self._with(replace(board, kpis=(*board.kpis[:at], kpi, *board.kpis[at:])))

    def remove(self, name: str, kpi: str) -> Arranged:
        board = self.board(name)
        return self if board is None else self._with(replace(board, kpis=tuple(k for k in board.kpis if k != kpi)))

    def move(self, name: str, kpi: str, to: int) -> Arranged:
        """To the place of that number; beyond the ends it stays at the end."""
        board = self.board(name)
        if board is None or kpi not in board.kpis:
            return self
        rest = [k for k in board.kpis if k != kpi]
        to = max(0, min(to, len(rest)))
        return self._with(replace(board, kpis=(*rest[:to], kpi, *rest[to:])))

    def make(self, name: str, title: str, kpis: Iterable[str]) -> Arranged:
        """A board of one's own, at the end. ``name`` is new."""
        made = Board(name, tidy(title), tuple(dict.fromkeys(k for k in kpis if k in BY_ID)))
        return self if self.board(name) is not None or not made.title else replace(self, boards=(*self.boards, made))

    def rename(self, name: str, title: str) -> Arranged:
        """Only boards of one's own have names of their own."""
        board = self.board(name)
        return self if board is None or name in _SHIPPED or not tidy(title) else self._with(replace(board, title=tidy(title)))

    def drop(self, name: str) -> Arranged:
        """A board of one's own goes; a shipped one does not."""
        return self if name in _SHIPPED else replace(self, boards=tuple(b for b in self.boards if b.name != name))

    def reset(self, name: str) -> Arranged:
        """A shipped board as it was shipped."""
        shipped = _SHIPPED.get(name)
        return self if shipped is None else self._with(shipped)

    def _with(self, board: Board) -> Arranged:
        return replace(self, boards=tuple(board if b.name == board.name else b for b in self.boards))


def is_shipped(name: str) -> bool:
    return name in _SHIPPED


def as_shipped(board: Board) -> bool:
    """Whether nobody changed it."""
    return _SHIPPED.get(board.name) == board


def tidy(title: str) -> str:
    return " ".join(title.split())[:LONGEST]


def kept(arranged: Arranged) -> list[dict[str, object]]:
    """What differs from what was shipped, for JSON."""
    return [
        {"name": b.name, "title": b.title, "kpis": list(b.kpis)}
        for b in arranged.boards
        if not is_shipped(b.name) or not as_shipped(b)
    ]


def recalled(told: Iterable[Mapping[str, Any]]) -> Arranged:
    """From ``kept``; KPIs that are no more are left out. ValueError, TypeError, KeyError or AttributeError where it makes no sense."""
    found = Arranged()
    for one in told:
        board = Board(str(one["name"]), tidy(str(one["title"])), tuple(k for k in map(str, one["kpis"]) if k in BY_ID))
        if is_shipped(board.name):
            found = found._with(replace(board, title=_SHIPPED[board.name].title))
        else:
            found = found.make(board.name, board.title, board.kpis)
    return found
