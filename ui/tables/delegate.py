"""How a row is drawn: every cell kind and every row state of the look, without a widget per cell."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem

from ui.tables.column import Cell, Column, Group, Line
from ui.theme.kit import AL, AR, c, draw_avatar, draw_cap, draw_icon, draw_status, draw_text, text_width
from ui.theme.paint import cap_width
from ui.theme.tokens import STATUS

if TYPE_CHECKING:
    from ui.tables.grid import Grid

AA = QPainter.RenderHint.Antialiasing


class RowDelegate(QStyledItemDelegate):
    """Draws for one ``Grid``; asks its model for the formatted line and itself for hover, marks and the current row."""

    def __init__(self, grid: Grid) -> None:
        super().__init__(grid)
        self._grid = grid

    def paint(self, p: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        grid, row, number = self._grid, index.row(), index.column()
        line = grid.table.line(row)
        cell = QRectF(option.rect)
        current = row == grid.current_row
        if isinstance(line, Group):
            self._group(p, cell, line, current)
            return
        first, last = number == 0, number == grid.last_column
        ground = self._ground(row, line, current)
        if ground:
            p.fillRect(cell, c(ground))
        if not current:
            p.fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1), c("line.1"))
        if first:
            self._edge(p, cell, line, current)
        inner = cell.adjusted(grid.edge if first else 8, 0, -grid.edge if last else -8, 0)
        column = grid.table.columns[number]
        if line is None:
            self._placeholder(p, inner, column, row)
        elif column.kind == "lead":
            self._lead(p, inner, row, line)
        elif column.kind == "who":
            self._who(p, inner, line.cells[number], line)
        else:
            self._cell(p, inner, line.cells[number], column, line)

    def _ground(self, row: int, line: Line | None, current: bool) -> str:
        grid = self._grid
        if current:
            return "bg.selected" if grid.owns_keyboard else "bg.selected.idle"
        if line is not None and line.key in grid.marks:
            return "bg.marked"
        return "bg.hover" if row == grid.hover_row and line is not None else ""

    def _edge(self, p: QPainter, r: QRectF, line: Line | None, current: bool) -> None:
        """The bar of the current row; dashes for a decision that is on its way."""
        if current:
            p.fillRect(QRectF(r.left(), r.top(), 2, r.height()), c("accent" if self._grid.owns_keyboard else "text.3"))
        elif line is not None and line.staged:
            for top in range(0, int(r.height()), 8):
                p.fillRect(QRectF(r.left(), r.top() + top, 2, 4), c("wait.fill"))

    # ---- group rows ------------------------------------------------------------------------------------------------------
    def _group(self, p: QPainter, cell: QRectF, group: Group, current: bool) -> None:
        """Painted across the whole row from every cell of it, clipped to that cell: no spans, and partial repaints stay right."""
        grid = self._grid
        p.save()
        p.setClipRect(cell)
        r = QRectF(0, cell.top(), grid.viewport().width(), cell.height())
        p.fillRect(cell, c("bg.sunken" if not current else "bg.selected" if grid.owns_keyboard else "bg.selected.idle"))
        p.fillRect(QRectF(cell.left(), cell.bottom() - 1, cell.width(), 1), c("line.1"))
        if current:
            p.fillRect(QRectF(0, r.top(), 2, r.height()), c("accent" if grid.owns_keyboard else "text.3"))
        draw_icon(p, "chevron-right" if group.closed else "chevron-down", "text.3", 8, r.center().y() - 7, 14)
        right = r.right() - 8
        if group.markable:
            marked = grid.marked_in(group)
            width = cap_width("X")
            p.setRenderHint(AA)
            draw_cap(p, QRectF(right - width, r.center().y() - 9, width, 18), "X")
            words = f"{marked} marked" if marked else "Mark all"
            draw_text(p, QRectF(0, r.top(), right - width - 6, r.height()), words, "text.2", 12, 400, AR)
            right -= width + 6 + text_width(words, 12) + 12
        title = text_width(group.title, 12, 600)
        draw_text(p, QRectF(28, r.top(), right - 28, r.height()), group.title, "text.1", 12, 600)
        draw_text(p, QRectF(28 + title + 8, r.top(), right - 36 - title, r.height()), group.note, "text.3", 12)
        p.restore()

    # ---- cells -----------------------------------------------------------------------------------------------------------
    def _base(self, line: Line) -> str:
        return "text.off" if line.off else "text.2" if line.claimed else "text.1"

    def _placeholder(self, p: QPainter, r: QRectF, column: Column, row: int) -> None:
        if column.kind in ("lead", "who"):
            return
        width = min(r.width(), 96 + row * 37 % 60) if not column.width else r.width() * 0.7
        left = r.right() - width if column.right else r.left()
        p.setRenderHint(AA)
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c("bg.active"))
        p.drawRoundedRect(QRectF(left, r.center().y() - 5, width, 10), 3, 3)

    def _lead(self, p: QPainter, r: QRectF, row: int, line: Line) -> None:
        grid, middle = self._grid, r.center().y()
        marked = line.key in grid.marks
        if line.off:
            draw_icon(p, "lock", "text.3", r.left() - 2, middle - 6, 12)
        elif marked or row == grid.hover_row:
            box = QRectF(r.left() - 2.5, middle - 6.5, 13, 13)
            p.setRenderHint(AA)
            p.setPen(QPen(c("accent.fill" if marked else "line.3"), 1))
            p.setBrush(c("accent.fill") if marked else Qt.BrushStyle.NoBrush)
            p.drawRoundedRect(box, 3, 3)
            if marked:
                draw_icon(p, "check", "accent.on", box.left() + 0.5, box.top() + 0.5, 12)
        elif line.unread:
            draw_status(p, "new", r.left() - 1, middle - 5, 10)

    def _who(self, p: QPainter, r: QRectF, cell: Cell, line: Line) -> None:
        if not cell.text:
            return
        p.setRenderHint(AA)
        draw_avatar(p, cell.text, r.center().x() - 9, r.center().y() - 9, 18, line.claimed)

    def _cell(self, p: QPainter, r: QRectF, cell: Cell, column: Column, line: Line) -> None:
        size, kind = self._grid.text_size, column.kind
        tone = "text.off" if line.off else cell.tone or (cell.mark if cell.mark in STATUS else self._base(line))
        if cell.stale and tone == "text.1":
            tone = "text.2"
        middle, text_left = r.center().y(), 0.0
        if cell.mark and kind == "due":
            draw_status(p, cell.mark, r.left(), middle - 4.5, 9)
            text_left = 14
        elif cell.mark:
            draw_status(p, cell.mark, r.left(), middle - 5, 10)
            text_left = 16
        elif kind == "due":
            tone, text_left = ("text.off" if line.off else cell.tone or "text.2"), 14
        weight = 600 if kind == "id" and line.unread else 500 if kind == "id" or (kind == "due" and cell.mark == "bad") else 400
        draw_text(p, r.adjusted(text_left, 0, 0, 0), cell.text, tone, size, weight, AR if column.right else AL)
        if cell.stale:
            self._dots(p, r, cell.text)

    def _dots(self, p: QPainter, r: QRectF, text: str) -> None:
        """The dotted line under a figure that is older than it should be."""
        pen = QPen(c("text.3"), 1)
        pen.setDashPattern([1, 2])
        p.setPen(pen)
        y = int(r.center().y() + 8)
        p.drawLine(int(r.right() - text_width(text, self._grid.text_size)), y, int(r.right()), y)
