"""An offer's lines, one of them chosen by click or arrow keys, and below them how the price of that one comes about."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget

from app.domain import block
from ui.cases.waterfall import Waterfall
from ui.theme.kit import AL, AR, c, draw_focus, draw_text

_HEAD, _ROW = 22, 26
_NUM, _WORD, _WIDE = 72, 96, 150  # px that a column of figures, a short word and a product's name need
_KEYS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}


class PriceTable(QWidget):
    """Painted whole; it has the height of its rows. Reads as one list to a screen reader, the chosen line first."""

    chosen = Signal(int)

    def __init__(self, shown: block.Prices) -> None:
        super().__init__()
        self.shown, self.at = shown, min(shown.chosen, max(0, len(shown.rows) - 1))
        self.setObjectName("prices")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEAD + _ROW * max(1, len(shown.rows)))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if len(shown.rows) > 1 else Qt.FocusPolicy.NoFocus)
        self._say()

    def choose(self, at: int) -> None:
        """Another line; one that is not there changes nothing."""
        if 0 <= at < len(self.shown.rows) and at != self.at:
            self.at = at
            self._say()
            self.update()
            self.chosen.emit(at)

    def _say(self) -> None:
        rows = self.shown.rows
        told = [self._spoken(row) for row in (*rows[self.at : self.at + 1], *rows[: self.at], *rows[self.at + 1 :])]
        self.setAccessibleName(". ".join([self.shown.title, *told]))
        self.setAccessibleDescription("Up and down choose the line whose price is drawn below")

    def _spoken(self, row: block.PricedRow) -> str:
        cells = zip(self.shown.heads, row.cells, strict=True)
        return ", ".join(
            [f"{head[0]} {cell.text}" for head, cell in cells if cell.text] + (["passes a limit"] if row.tone else [])
        )

    def columns(self) -> list[tuple[int, QRectF]]:
        """(place of the head, where it is): those there is room for; the words share what is left."""
        kept = list(range(len(self.shown.heads)))
        for rank in range(max((h[2] for h in self.shown.heads), default=0), 0, -1):
            if sum(self._need(i) for i in kept) <= self.width():
                break
            kept = [i for i in kept if self.shown.heads[i][2] < rank]
        left = self.width() - sum(self._need(i) for i in kept)
        words = [i for i in kept if self.shown.heads[i][1] == "text"]
        x, found = 0.0, []
        for i in kept:
            wide = max(44.0, self._need(i) + left / max(1, len(words)) * (i in words))
            found.append((i, QRectF(x, 0, wide, _HEAD)))
            x += wide
        return found

    def _need(self, column: int) -> float:
        _, kind, rank = self.shown.heads[column]
        return _NUM if kind == "num" else _WIDE if rank > 4 else _WORD

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(480, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(240, self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.choose(int((event.position().y() - _HEAD) // _ROW))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _KEYS.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.choose(self.at + step)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = self.columns()
        for i, box in columns:
            title, kind, _ = self.shown.heads[i]
            draw_text(p, box.adjusted(6, 0, -6, 0), title, "text.3", 11, 500, AR if kind == "num" else AL)
        p.fillRect(QRectF(0, _HEAD - 1, self.width(), 1), c("line.2"))
        for n, row in enumerate(self.shown.rows):
            self._draw_row(p, n, row, columns)
        if self.hasFocus():
            draw_focus(p, QRectF(0, _HEAD + self.at * _ROW, self.width(), _ROW - 1))
        p.end()

    def _draw_row(self, p: QPainter, n: int, row: block.PricedRow, columns: list[tuple[int, QRectF]]) -> None:
        r = QRectF(0, _HEAD + n * _ROW, self.width(), _ROW)
        here = n == self.at
        ground = ("bg.selected" if self.hasFocus() else "bg.selected.idle") if here else f"{row.tone}.bg" if row.tone else ""
        if ground:
            p.fillRect(r.adjusted(0, 0, 0, -1), c(ground))
        if here:
            p.fillRect(QRectF(0, r.top(), 2, _ROW - 1), c("accent"))
        for i, box in columns:
            title, kind, _ = self.shown.heads[i]
            cell = row.cells[i]
            tone = cell.tone or ("text.1" if i == 0 or title.startswith("Net") else "text.2")
            align = AR if kind == "num" else AL
            place = QRectF(box.left() + 6, r.top(), box.width() - 12, _ROW)
            draw_text(p, place, cell.text, tone, 12, 500 if cell.tone else 400, align)
        p.fillRect(QRectF(0, r.bottom() - 1, r.width(), 1), c("line.1"))


class Prices(QWidget):
    """The table and the chosen line's waterfall."""

    def __init__(self, shown: block.Prices) -> None:
        super().__init__()
        self.table, self.waterfall = PriceTable(shown), Waterfall()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self.table)
        column.addWidget(self.waterfall)
        self.table.chosen.connect(self._show)
        self._show(self.table.at)

    def _show(self, at: int) -> None:
        rows = self.table.shown.rows
        self.waterfall.setVisible(bool(rows))
        if rows:
            self.waterfall.show_row(rows[at])
