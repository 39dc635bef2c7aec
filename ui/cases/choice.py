"""One of a few: options below each other, each with its key; the chosen one with ring and tick."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.kit import RADIUS, announce, c, draw_cap, draw_icon, draw_text

_ROW, _GAP = 28, 4


class Choice(QWidget):
    """Up and Down move, a digit picks. It holds one line of text, as a field does: the chosen option's value."""

    textEdited = Signal(str)
    textChanged = Signal(str)

    def __init__(self, options: tuple[tuple[str, str], ...], value: str, name: str) -> None:
        super().__init__()
        self._options, self._value, self._name = options, value if value in dict(options) else "", name
        self.bad = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(max(1, len(options)) * (_ROW + _GAP) - _GAP)
        self._say()

    def text(self) -> str:
        return self._value

    def setText(self, value: str) -> None:
        if value != self._value and value in dict(self._options):
            self._value = value
            self._say()
            self.update()
            self.updateMicroFocus()
            self.textEdited.emit(value)
            self.textChanged.emit(value)
            announce(self, dict(self._options)[value])

    def set_bad(self, bad: bool) -> None:
        self.bad = bad
        self.update()

    def _say(self) -> None:
        chosen = dict(self._options).get(self._value)
        self.setAccessibleName(f"{self._name}, {chosen or 'nothing chosen'}")

    def _picked(self, event: QKeyEvent) -> str | None:
        """The option whose key this is."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        at = int(event.text()) - 1 if plain and event.text().isdigit() else -1
        return self._options[at][0] if 0 <= at < len(self._options) else None

    def _step(self, by: int) -> None:
        values = [value for value, _ in self._options]
        at = values.index(self._value) + by if self._value else 0 if by > 0 else len(values) - 1
        self.setText(values[max(0, min(at, len(values) - 1))])

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def inputMethodQuery(self, query: Qt.InputMethodQuery) -> Any:
        """What has to stay in sight: the chosen option."""
        if query != Qt.InputMethodQuery.ImCursorRectangle or not self._value:
            return super().inputMethodQuery(query)
        at = [value for value, _ in self._options].index(self._value)
        return QRect(0, at * (_ROW + _GAP), self.width(), _ROW)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def event(self, event: QEvent) -> bool:
        """A digit is an option's here, not a deed's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._picked(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        picked = self._picked(event)
        if by and self._options:
            self._step(by)
        elif picked is not None:
            self.setText(picked)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        row = int(event.position().y()) // (_ROW + _GAP)
        if 0 <= row < len(self._options):
            self.setText(self._options[row][0])

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for i, (value, words) in enumerate(self._options):
            self._draw(p, QRectF(0, i * (_ROW + _GAP), self.width(), _ROW), i, words, value == self._value)
        p.end()

    def _draw(self, p: QPainter, r: QRectF, place: int, words: str, chosen: bool) -> None:
        wide = 2 if chosen and self.hasFocus() else 1
        tone = "accent" if chosen else "bad" if self.bad else "line.2"
        p.setPen(QPen(c(tone), wide))
        p.setBrush(c("accent.bg" if chosen else "bg.surface"))
        inset = wide / 2
        p.drawRoundedRect(r.adjusted(inset, inset, -inset, -inset), RADIUS["control"], RADIUS["control"])
        draw_cap(p, QRectF(r.left() + 6, r.top() + 5, 18, 18), str(place + 1), off=not self.hasFocus())
        draw_text(p, r.adjusted(32, 0, -28, 0), words, "text.1", 13, 500 if chosen else 400)
        if chosen:
            draw_icon(p, "check", "accent", r.right() - 24, r.center().y() - 8)
