"""Some of a few: one box per piece, ticked by its digit, or by the arrows and Space where there are more than nine."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.theme.kit import RADIUS, announce, c, draw_icon, draw_text

_WIDE, _TALL, _GAP = 44, 28, 4


class Pieces(QWidget):
    """It holds one line of text, as a field does: the ticked values in their order, with commas."""

    textEdited = Signal(str)
    textChanged = Signal(str)

    def __init__(self, options: tuple[tuple[str, str], ...], value: str, name: str) -> None:
        super().__init__()
        self._options, self._name = options, name
        known = dict(options)
        self._ticked = {n.strip() for n in value.split(",") if n.strip() in known}
        self._at = 0
        self.bad = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_TALL)
        self._say()

    def text(self) -> str:
        return ",".join(value for value, _ in self._options if value in self._ticked)

    def setText(self, value: str) -> None:
        known = dict(self._options)
        ticked = {n.strip() for n in value.split(",") if n.strip() in known}
        if ticked != self._ticked:
            self._ticked = ticked
            self._say()
            self.update()
            self.textEdited.emit(self.text())
            self.textChanged.emit(self.text())

    def toggle(self, value: str) -> None:
        """Ticked becomes free, free becomes ticked."""
        words = dict(self._options)[value]
        self.setText(",".join(self._ticked ^ {value}))
        announce(self, f"{words} {'ticked' if value in self._ticked else 'not ticked'}")

    def set_bad(self, bad: bool) -> None:
        self.bad = bad
        self.update()

    def _say(self) -> None:
        ticked = [words for value, words in self._options if value in self._ticked]
        self.setAccessibleName(f"{self._name}, {', '.join(ticked) or 'nothing ticked'}")

    def _picked(self, event: QKeyEvent) -> str | None:
        """The piece whose number this digit is."""
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        return event.text() if plain and event.text() in dict(self._options) else None

    def _across(self) -> int:
        return max(1, (self.width() + _GAP) // (_WIDE + _GAP))

    def _box(self, place: int) -> QRectF:
        row, column = divmod(place, self._across())
        return QRectF(column * (_WIDE + _GAP), row * (_TALL + _GAP), _WIDE, _TALL)

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def event(self, event: QEvent) -> bool:
        """A digit is a piece's here, not a deed's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self._picked(event) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -self._across(), Qt.Key.Key_Down: self._across()}
        step, picked = by.get(Qt.Key(event.key()), 0), self._picked(event)
        if step and self._options:
            self._at = max(0, min(self._at + step, len(self._options) - 1))
            announce(self, self._options[self._at][1])
            self.update()
        elif event.key() == Qt.Key.Key_Space and self._options:
            self.toggle(self._options[self._at][0])
        elif picked is not None:
            self.toggle(picked)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        for place, (value, _) in enumerate(self._options):
            if self._box(place).contains(event.position()):
                self._at = place
                self.toggle(value)

    def resizeEvent(self, event: QResizeEvent) -> None:
        rows = -(-max(1, len(self._options)) // self._across())
        self.setFixedHeight(rows * (_TALL + _GAP) - _GAP)
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place, (value, _) in enumerate(self._options):
            self._draw(p, self._box(place), value, here=self.hasFocus() and place == self._at)
        p.end()

    def _draw(self, p: QPainter, r: QRectF, value: str, *, here: bool) -> None:
        ticked = value in self._ticked
        wide = 2 if here else 1
        p.setPen(QPen(c("accent" if ticked or here else "bad" if self.bad else "line.2"), wide))
        p.setBrush(c("accent.bg" if ticked else "bg.surface"))
        inset = wide / 2
        p.drawRoundedRect(r.adjusted(inset, inset, -inset, -inset), RADIUS["control"], RADIUS["control"])
        draw_text(p, r.adjusted(9, 0, -4, 0), value, "text.1", 13, 500 if ticked else 400)
        if ticked:
            draw_icon(p, "check", "accent", r.right() - 20, r.center().y() - 7, 14)
