"""The same lines in several versions, side by side: gutter marks, a tint where something differs, figures that line up."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QResizeEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import block
from ui.theme.kit import AL, AR, Painted, Text, c, draw_text, draw_wrapped, line_height, lines_of, rule, width

_ROW = 24
_GUTTER = 20
_GAP = 8  # px between a cell's text and the next column
_NUM = 80  # px of a column of figures, where there is room
_TONES = {"+": "ok", "~": "warn", "\N{MINUS SIGN}": "bad"}
_WORDS = {"+": "added", "~": "changed", "\N{MINUS SIGN}": "removed"}


def widths(room: float, needs: Sequence[float], figures: Sequence[bool]) -> list[float]:
    """What each column gets of ``room``, all of it. needs: of its longest text; figures: which must stand on one line.

    Words share what the figures leave, equally where that is enough for each of them. Figures give up air before words are broken, and
    nothing of themselves.
    """
    words = [need for need, figure in zip(needs, figures, strict=True) if not figure]
    numbers = [need for need, figure in zip(needs, figures, strict=True) if figure]
    left = max(0.0, room - sum(words) - sum(numbers))
    air = [max(0.0, _NUM - need) for need in numbers]
    given = [a * min(1.0, left / sum(air)) if sum(air) else 0.0 for a in air]
    figured = iter([need + more for need, more in zip(numbers, given, strict=True)])
    shared = iter(_shared(max(0.0, room - sum(numbers) - sum(given)), words))
    return [next(figured) if figure else next(shared) for figure in figures]


def _shared(room: float, needs: Sequence[float]) -> list[float]:
    """Equal parts where those are enough; else who needs less than an equal part gets what they need, and the rest is shared on."""
    if not needs or all(need <= room / len(needs) for need in needs):
        return [room / len(needs) for _ in needs]
    if sum(needs) <= room:
        return [need + (room - sum(needs)) / len(needs) for need in needs]
    found = dict[int, float]()
    left = room
    for i in sorted(range(len(needs)), key=lambda i: needs[i]):
        found[i] = min(needs[i], left / (len(needs) - len(found)))
        left -= found[i]
    return [found[i] for i in range(len(needs))]


class Comparison(QWidget):
    """Heads, then a row per line; the whole reads as a table to a screen reader, row by row."""

    def __init__(self, shown: block.Comparison) -> None:
        super().__init__()
        self._heads = shown.heads
        self._figures = [kind == "num" for _, kind in shown.heads]
        self._needs = [_needed(shown, i) for i in range(len(shown.heads))]
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Painted(self._draw_heads, 20, None, ", ".join(t for t, _ in shown.heads if t)))
        column.addWidget(rule("line.1"))
        self._rows = [_Row(row, self) for row in shown.rows]
        self._drawn = [Painted(row, _ROW, None, _spoken(row.row, shown.heads)) for row in self._rows]
        for drawn in self._drawn:
            column.addWidget(drawn)
        if not shown.rows:
            column.addWidget(Text("Nothing to compare", "text.3", 12))

    def cells(self, r: QRectF) -> list[QRectF]:
        """Where each column is."""
        x, found = r.left() + _GUTTER, []
        for wide in widths(max(0.0, r.width() - _GUTTER), self._needs, self._figures):
            found.append(QRectF(x, r.top(), wide, r.height()))
            x += wide
        return found

    def is_figure(self, column: int) -> bool:
        return self._figures[column]

    def _draw_heads(self, p: QPainter, r: QRectF) -> None:
        for i, (box, (title, _)) in enumerate(zip(self.cells(r), self._heads, strict=True)):
            align = AR if self.is_figure(i) else AL
            draw_text(p, box.adjusted(0, 0, -_GAP, 0), title, "text.3", 11, 500, align)

    # ---- Qt --------------------------------------------------------------------------------------------------------------
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where words go on in another line their row is higher."""
        super().resizeEvent(event)
        boxes = self.cells(QRectF(self.rect()))
        for drawn, row in zip(self._drawn, self._rows, strict=True):
            drawn.setFixedHeight(row.height(boxes))


class _Row:
    """One line: the whole row is tinted where it differs, and the cells that say how are written in its colour."""

    def __init__(self, row: block.CompareRow, table: Comparison) -> None:
        self.row, self._table = row, table

    def height(self, boxes: Sequence[QRectF]) -> int:
        words = [(b, x) for i, (b, x) in enumerate(zip(boxes, self.row.cells, strict=True)) if not self._table.is_figure(i)]
        lines = max((lines_of(x.text, b.width() - _GAP, 12, _weight(x)) for b, x in words), default=1)
        return _ROW + (lines - 1) * line_height(12)

    def __call__(self, p: QPainter, r: QRectF) -> None:
        row, tone = self.row, _TONES.get(self.row.mark, "")
        if tone:
            p.fillRect(r.adjusted(0, 0, 0, -1), c(f"{tone}.bg"))
            draw_text(p, QRectF(r.left() + 4, r.top(), _GUTTER - 4, r.height()), row.mark, tone, 12, 600)
        for i, (box, cell) in enumerate(zip(self._table.cells(r), row.cells, strict=True)):
            colour = cell.tone or ("text.1" if i == 0 else "text.2")
            inner = box.adjusted(0, 0, -_GAP, 0)
            if self._table.is_figure(i):
                draw_text(p, inner, cell.text, colour, 12, _weight(cell), AR)
            else:
                draw_wrapped(p, inner, cell.text, colour, 12, _weight(cell))
        p.fillRect(QRectF(r.left(), r.bottom() - 1, r.width(), 1), c("line.1"))


def _weight(cell: block.Cell) -> int:
    return 500 if cell.tone else 400


def _needed(shown: block.Comparison, column: int) -> float:
    """px of the longest text of a column, its head among them, on one line."""
    cells = [width(row.cells[column].text, 12, _weight(row.cells[column])) for row in shown.rows]
    return _GAP + max((width(shown.heads[column][0], 11, 500), *cells))


def _spoken(row: block.CompareRow, heads: tuple[tuple[str, str], ...]) -> str:
    told = [f"{title} {cell.text}".strip() for (title, _), cell in zip(heads, row.cells, strict=True) if cell.text]
    return ", ".join([*([_WORDS[row.mark]] if row.mark in _WORDS else []), *told])
