"""The field that lies over a cell while one types in it, and the products that begin like what is typed."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.domain.catalogue import Sold
from ui.theme.kit import AR, Field, announce, c, draw_shadow, draw_text

_ROW, _WIDE, _EDGE = 28, 420, 8
Find = Callable[[str], Sequence[Sold]]
_MOVES = {
    Qt.Key.Key_Tab: (0, 1),
    Qt.Key.Key_Backtab: (0, -1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


class Suggestions(QWidget):
    """Up to eight products under the cell. The keyboard stays in the field."""

    picked = Signal(object)  # Sold

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._found: Sequence[Sold] = ()
        self.at = -1
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("Products that begin like this")
        self.hide()

    def show_found(self, found: Sequence[Sold], x: int, below: int, above: int) -> None:
        """Under the cell, or above it where there is no room below."""
        self._found, self.at = found, -1
        if not found:
            self.hide()
            return
        high = len(found) * _ROW + 2 * _EDGE
        parent = self.parentWidget()
        room = parent.height() if parent is not None else high
        top = below if below + high <= room or above < high else above - high
        wide = min(_WIDE, parent.width() - 8) if parent is not None else _WIDE
        self.setGeometry(max(4, min(x, (parent.width() if parent else x + wide) - wide - 4)), top, wide, high)
        self.show()
        self.raise_()
        self.update()

    @property
    def chosen(self) -> Sold | None:
        return self._found[self.at] if self.isVisible() and 0 <= self.at < len(self._found) else None

    def step(self, by: int) -> None:
        self.at = max(-1, min(self.at + by, len(self._found) - 1))
        chosen = self.chosen
        if chosen is not None:
            announce(self, f"{chosen.sku}, {chosen.name}")
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = int(event.position().y() - _EDGE) // _ROW
        if 0 <= at < len(self._found):
            self.picked.emit(self._found[at])

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        r = QRectF(self.rect())
        draw_shadow(p, r.adjusted(4, 4, -4, -4), 6)
        p.setPen(c("line.2"))
        p.setBrush(c("bg.raised"))
        p.drawRoundedRect(r.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        for i, product in enumerate(self._found):
            line = QRectF(1, _EDGE + i * _ROW, r.width() - 2, _ROW)
            if i == self.at:
                p.fillRect(line, c("bg.selected"))
            price = product.list_price.named() if product.list_price is not None else ""
            draw_text(p, line.adjusted(12, 0, -r.width() + 140, 0), product.sku, "text.1", 13, 500)
            draw_text(p, line.adjusted(148, 0, -112, 0), product.name, "text.2", 13)
            draw_text(p, line.adjusted(0, 0, -12, 0), price, "text.3", 12, 400, AR)
        p.end()


class CellField(Field):
    """``left``: (down, right) the cell that comes next, once what was typed is taken; ``entered``: the next line; ``dropped``: Esc."""

    left = Signal(int, int)
    entered = Signal()
    dropped = Signal()
    let_go = Signal()  # the keyboard went elsewhere

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", h=28)
        self.setParent(parent)
        self.suggestions = Suggestions(parent)
        self.suggestions.picked.connect(self._pick)
        self._find: Find | None = None
        self.textEdited.connect(self._typed)
        self.hide()

    def begin(self, text: str, name: str, find: Find | None, *, right: bool) -> None:
        """``find``: completes products."""
        self._find = find
        self.set_bad(False)
        self.setText(text)
        self.setAccessibleName(name)
        self.setAccessibleDescription("")
        self.setAlignment(Qt.AlignmentFlag.AlignVCenter | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft))
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.end(False)
        self._typed(text)

    def finish(self) -> None:
        self.suggestions.hide()
        self.hide()

    def _typed(self, text: str) -> None:
        self.set_bad(False)
        found = self._find(text) if self._find is not None and text.strip() else ()
        self.suggestions.show_found(found, self.x(), self.y() + self.height() + 2, self.y() - 2)

    def _pick(self, product: Sold) -> None:
        self.setText(product.sku)
        self.suggestions.hide()
        self.left.emit(0, 2)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def event(self, event: QEvent) -> bool:
        """Tab is the grid's, not the window's; keys of deeds are letters here."""
        if (
            isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key()
            in (
                Qt.Key.Key_Tab,
                Qt.Key.Key_Backtab,
            )
        ):
            self.keyPressEvent(event)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()  # the page's
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and self.suggestions.isVisible():
            self.suggestions.step(1 if key == Qt.Key.Key_Down else -1)
        elif key in _MOVES or key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            chosen = self.suggestions.chosen
            if chosen is not None:
                self.setText(chosen.sku)
            self.left.emit(*_MOVES[key]) if key in _MOVES else self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            if self.suggestions.isVisible():
                self.suggestions.hide()
            else:
                self.dropped.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.let_go.emit()
