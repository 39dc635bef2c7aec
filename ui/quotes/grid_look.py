"""How the lines of a quote are painted: cells, the heads of their columns, and the number of each line."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHeaderView, QStyledItemDelegate, QStyleOptionViewItem, QTableView

from ui.quotes.columns import COLUMNS, Shown
from ui.quotes.sheet import SHOWN
from ui.theme.kit import AL, AR, c, draw_text, text_width

Index = QModelIndex | QPersistentModelIndex


class Cells(QStyledItemDelegate):
    def __init__(self, view: QTableView, is_awake: Callable[[], bool]) -> None:
        super().__init__(view)
        self._view, self._is_awake = view, is_awake

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        r, shown = QRectF(option.rect), index.data(SHOWN)
        assert isinstance(shown, Shown)
        current, focused = self._view.currentIndex(), self._is_awake()
        on_row, here = index.row() == current.row(), index == current
        chosen = self._view.selectionModel().isSelected(index) and not here
        ground = "bg.selected" if chosen or (on_row and focused) else "bg.active" if on_row else "bg.surface"
        p.fillRect(r, c(ground))
        p.fillRect(QRectF(r.left(), r.bottom() - 1, r.width(), 1), c("line.1"))
        left = COLUMNS[index.column()].left
        draw_text(p, r.adjusted(8, 0, -8, -1), shown.text, shown.tone, 13, shown.weight, AL if left else AR)
        if shown.stale and shown.text:
            wide = min(r.width() - 16, text_width(shown.text, 13, shown.weight))
            p.setPen(QPen(c("text.3"), 1, Qt.PenStyle.DotLine))
            p.drawLine(QPointF(r.right() - 8 - wide, r.bottom() - 6), QPointF(r.right() - 8, r.bottom() - 6))
        if here and focused:
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            p.setPen(QPen(c("accent"), 2))
            p.setBrush(Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(r.adjusted(1, 1, -1, -2), 3, 3)


class Head(QHeaderView):
    def __init__(self, view: QTableView) -> None:
        super().__init__(Qt.Orientation.Horizontal, view)
        self.setAccessibleName("Column heads")

    def paintSection(self, p: QPainter, rect: QRect, logical: int) -> None:
        r = QRectF(rect)
        p.fillRect(rect, c("bg.surface"))
        p.fillRect(QRectF(r.left(), r.bottom() - 1, r.width(), 1), c("line.2"))
        title = str(self.model().headerData(logical, Qt.Orientation.Horizontal))
        draw_text(p, r.adjusted(8, 0, -8, 0), title, "text.3", 11, 500, AL if COLUMNS[logical].left else AR)


class Numbers(QHeaderView):
    """The number of a line, and a bar beside the current one."""

    def __init__(self, view: QTableView, is_awake: Callable[[], bool]) -> None:
        super().__init__(Qt.Orientation.Vertical, view)
        self._view, self._is_awake = view, is_awake
        self.setAccessibleName("Line numbers")

    def paintSection(self, p: QPainter, rect: QRect, logical: int) -> None:
        r, current = QRectF(rect), logical == self._view.currentIndex().row()
        focused = self._is_awake()
        p.fillRect(rect, c("bg.selected" if current and focused else "bg.active" if current else "bg.surface"))
        p.fillRect(QRectF(r.left(), r.bottom() - 1, r.width(), 1), c("line.1"))
        if current:
            p.fillRect(QRectF(r.left(), r.top(), 2, r.height() - 1), c("accent" if focused else "line.3"))
        number = str(logical + 1) if logical < self.model().rowCount() - 1 else "+"
        draw_text(p, r.adjusted(4, 0, -6, 0), number, "text.3", 12, 400, AR)
