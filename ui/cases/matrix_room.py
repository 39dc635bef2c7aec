"""Where everything of a matrix of deliveries stands in a given width: words that do not fit on one line go on in another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF

from ui.theme.kit import line_height, lines_of, width

LINE, ORDERED = 0.26, 62  # the lines' share of the width; px of what was ordered
PAD = 8
_HEAD, _ROW, _FOOT, _WAY = 40, 30, 26, 24
_FIGURE = 22  # px of a figure, where what a cell says stands below it
_GAP = 6  # px between them, where it stands beside

Said = tuple[str, str]  # a cell's figure, "" where it shows none, and what stands behind it


@dataclass(frozen=True, slots=True)
class Room:
    """``below``: what the cells say stands below their figures, else beside them. head, rows, ways: heights in px."""

    wide: float
    columns: int
    below: bool
    head: int
    rows: tuple[int, ...]
    ways: tuple[int, ...]

    @property
    def height(self) -> int:
        return self._foot + _FOOT + sum(self.ways)

    @property
    def _foot(self) -> int:
        return self.head + sum(self.rows)

    def row(self, i: int) -> QRectF:
        return QRectF(0, self.head + sum(self.rows[:i]), self.wide, self.rows[i])

    def cell(self, i: int, j: int) -> QRectF:
        left, each = self.wide * LINE + ORDERED, _each(self.wide, self.columns)
        return QRectF(left + j * each, self.row(i).top(), each, self.rows[i])

    def heads(self, j: int) -> QRectF:
        left, each = self.wide * LINE + ORDERED, _each(self.wide, self.columns)
        return QRectF(left + j * each, 0, each, self.head)

    def figure(self, cell: QRectF) -> QRectF:
        return QRectF(cell.left() + PAD, cell.top(), cell.width() - 2 * PAD, _FIGURE if self.below else cell.height())

    def note(self, cell: QRectF, figure: str) -> QRectF:
        top = _FIGURE if self.below and figure else 0
        return cell.adjusted(PAD if self.below else PAD + _taken(figure), top, -PAD, 0)

    def foot(self) -> QRectF:
        return QRectF(0, self._foot, self.wide, _FOOT)

    def way(self, i: int) -> QRectF:
        return QRectF(0, self._foot + _FOOT + sum(self.ways[:i]), self.wide, self.ways[i])

    def all_ways(self) -> QRectF:
        return QRectF(0, self._foot + _FOOT, self.wide, sum(self.ways))


def room(wide: float, lines: Sequence[str], cells: Sequence[Sequence[Said]], states: Sequence[str], ways: Sequence[str]) -> Room:
    """``cells``: line by line; ``states``: of the deliveries, in the heads.

    What a cell says stands below its figure where a word of it would have to be broken beside it.
    """
    each = _each(wide, len(states))
    below = any(width(word, 11) > each - 2 * PAD - _taken(f) for row in cells for f, said in row if f for word in said.split())
    names = [_ROW + (lines_of(x, wide * LINE - PAD, 12, 500) - 1) * line_height(12, 500) for x in lines]
    rows = tuple(max(name, *(_high(x, each, below=below) for x in row), _ROW) for name, row in zip(names, cells, strict=True))
    head = _HEAD + (max((lines_of(x, each - PAD - 4, 11) for x in states), default=1) - 1) * line_height(11)
    high = tuple(_WAY + (lines_of(x, wide - 36, 12, 500) - 1) * line_height(12, 500) for x in ways)
    return Room(wide, len(states), below, head, rows, high)


def _each(wide: float, columns: int) -> float:
    return (wide - wide * LINE - ORDERED) / max(1, columns)


def _taken(figure: str) -> float:
    return width(figure, 13, 600) + _GAP if figure else 0


def _high(said: Said, each: float, *, below: bool) -> int:
    figure, note = said
    lines = lines_of(note, each - 2 * PAD - (0 if below else _taken(figure)), 11)
    return (_FIGURE if below and figure else 2) + lines * line_height(11) + 2
