"""The same lines in several versions, side by side: gutter marks, a tint where something differs, figures that line up."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.domain import block
from ui.theme.kit import AL, AR, Painted, Text, c, draw_text, rule

_ROW = 24
_GUTTER = 20
_NUM = 80  # px of a column of figures
_TONES = {"+": "ok", "~": "warn", "\N{MINUS SIGN}": "bad"}
_WORDS = {"+": "added", "~": "changed", "\N{MINUS SIGN}": "removed"}


class Comparison(QWidget):
    """Heads, then a row per line; the whole reads as a table to a screen reader, row by row."""

    def __init__(self, shown: block.Comparison) -> None:
        super().__init__()
        self._heads = shown.heads
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(Painted(self._draw_heads, 20, None, ", ".join(t for t, _ in shown.heads if t)))
        column.addWidget(rule("line.1"))
        for row in shown.rows:
            column.addWidget(Painted(_Row(row, self), _ROW, None, _spoken(row, shown.heads)))
        if not shown.rows:
            column.addWidget(Text("Nothing to compare", "text.3", 12))

    def cells(self, r: QRectF) -> list[QRectF]:
        """Where each column is: figures at the right, the words share the rest."""
        figures = [kind == "num" for _, kind in self._heads]
        wide = min(_NUM, (r.width() - _GUTTER) / (len(figures) + 1))
        rest = (r.width() - _GUTTER - wide * sum(figures)) / max(1, len(figures) - sum(figures))
        x, found = r.left() + _GUTTER, []
        for figure in figures:
            found.append(QRectF(x, r.top(), wide if figure else rest, r.height()))
            x += wide if figure else rest
        return found

    def is_figure(self, column: int) -> bool:
        return self._heads[column][1] == "num"

    def _draw_heads(self, p: QPainter, r: QRectF) -> None:
        for i, (box, (title, _)) in enumerate(zip(self.cells(r), self._heads, strict=True)):
            align = AR if self.is_figure(i) else AL
            draw_text(p, box.adjusted(0, 0, -8, 0), title, "text.3", 11, 500, align)


class _Row:
    """One line: the whole row is tinted where it differs, and the cells that say how are written in its colour."""

    def __init__(self, row: block.CompareRow, table: Comparison) -> None:
        self._row, self._table = row, table

    def __call__(self, p: QPainter, r: QRectF) -> None:
        row, tone = self._row, _TONES.get(self._row.mark, "")
        if tone:
            p.fillRect(r.adjusted(0, 0, 0, -1), c(f"{tone}.bg"))
            draw_text(p, QRectF(r.left() + 4, r.top(), _GUTTER - 4, r.height()), row.mark, tone, 12, 600)
        for i, (box, cell) in enumerate(zip(self._table.cells(r), row.cells, strict=True)):
            align = AR if self._table.is_figure(i) else AL
            colour = cell.tone or ("text.1" if i == 0 else "text.2")
            draw_text(p, box.adjusted(0, 0, -8, 0), cell.text, colour, 12, 500 if cell.tone else 400, align)
        p.fillRect(QRectF(r.left(), r.bottom() - 1, r.width(), 1), c("line.1"))


def _spoken(row: block.CompareRow, heads: tuple[tuple[str, str], ...]) -> str:
    told = [f"{title} {cell.text}".strip() for (title, _), cell in zip(heads, row.cells, strict=True) if cell.text]
    return ", ".join([*([_WORDS[row.mark]] if row.mark in _WORDS else []), *told])
