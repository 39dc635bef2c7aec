"""The column heads: small, aligned as their column, the sorted one with an arrow; a click asks for a sort where one is offered."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter
from PySide6.QtWidgets import QHeaderView, QWidget

from ui.tables.column import Column
from ui.theme.kit import AL, AR, c, draw_icon, draw_text, text_width

_LINE = 14  # px of one of two lines


class Header(QHeaderView):
    sort_asked = Signal(str, bool)  # column's sort key, descending

    def __init__(self, columns: Callable[[], Sequence[Column]], edge: int, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._columns, self._edge = columns, edge
        self._sort, self._descending = "", False
        self.last = len(columns()) - 1
        self.setMinimumSectionSize(16)
        self.setHighlightSections(False)
        self.setAccessibleName("Column heads")

    def show_sort(self, sort: str, descending: bool) -> None:
        self._sort, self._descending = sort, descending
        self.viewport().update()

    def paintSection(self, p: QPainter, rect: QRect, logical: int) -> None:
        column, r = self._columns()[logical], QRectF(rect)
        p.fillRect(rect, c("bg.surface"))
        p.fillRect(QRectF(r.left(), r.bottom() - 1, r.width(), 1), c("line.2"))
        first, last = logical == 0, logical == self.last
        inner = r.adjusted(self._edge if first else 8, 0, -self._edge if last else -8, 0)
        lines = self.lines(column.title, inner.width())
        if len(lines) > 1:
            inner.setHeight(len(lines) * _LINE)
            inner.moveCenter(QRectF(rect).center())
        on = bool(column.sort) and column.sort == self._sort
        width = text_width(column.title, 11, 500)
        if on:
            self._arrow(p, inner.right() - width - 15 if column.right else inner.left() + width + 3, r.center().y())
        high = inner.height() / len(lines)
        for n, line in enumerate(lines):
            at = QRectF(inner.left(), inner.top() + n * high, inner.width(), high)
            draw_text(p, at, line, "text.1" if on else "text.3", 11, 500, AR if column.right else AL)

    def lines(self, title: str, width: float) -> list[str]:
        """A title as it is written into ``width`` px: in two lines where one does not hold it and the head is high enough."""
        if text_width(title, 11, 500) <= width or self.height() < 2 * _LINE:
            return [title]
        words = title.split(" ")
        halves = [(" ".join(words[:n]), " ".join(words[n:])) for n in range(1, len(words))]
        return list(min(halves, key=lambda two: max(text_width(line, 11, 500) for line in two), default=(title,)))

    def _arrow(self, p: QPainter, x: float, middle: float) -> None:
        p.save()
        p.translate(x + 6, middle)
        p.rotate(180 if self._descending else 0)
        draw_icon(p, "arrow-up", "text.1", -6, -6, 12)
        p.restore()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        section = self.logicalIndexAt(event.position().toPoint())
        if event.button() == Qt.MouseButton.LeftButton and 0 <= section < len(self._columns()):
            sort = self._columns()[section].sort
            if sort:
                self.sort_asked.emit(sort, not self._descending if sort == self._sort else False)
        super().mouseReleaseEvent(event)
