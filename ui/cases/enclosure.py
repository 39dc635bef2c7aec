"""The paper that goes with a message: made when the sheet opens, opened by key, made again where that failed."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.domain.block import Shot
from app.domain.kept_file import KeptFile, size_words, written
from app.errors import ClearlineError
from ui.theme.kit import RADIUS, announce, c, draw_icon, draw_text

_HIGH = 30
_MAKING = "The PDF is being made"
Make = Callable[[Shot, Callable[[KeptFile], None], Callable[[ClearlineError], None]], None]


class Enclosure(QWidget):
    """It holds text, as a field does: the revision of what it was made of, then the file. ``make_with``: who makes and who opens it."""

    textEdited = Signal(str)
    textChanged = Signal(str)

    def __init__(self, shot: Shot, name: str) -> None:
        super().__init__()
        self.shot = shot
        self._name = name
        self._made: KeptFile | None = None
        self._make: Make | None = None
        self._open: Callable[[Shot], None] | None = None
        self._words, self.bad = _MAKING, False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HIGH)
        self._say()

    def make_with(self, make: Make, open_: Callable[[Shot], None]) -> None:
        self._make, self._open = make, open_
        self._begin()

    def text(self) -> str:
        return "" if self._made is None else f"{self.shot.rev}\n{written((self._made,))}"

    def setText(self, value: str) -> None:
        """Nobody types it."""

    def set_bad(self, bad: bool) -> None:
        self.bad = bad
        self.update()

    def press(self) -> None:
        """Open what was made; try again where that failed."""
        if self._made is not None and self._open is not None:
            self._open(self.shot)
        elif self._words != _MAKING:
            self._begin()

    def _begin(self) -> None:
        self._words = _MAKING
        self._say()
        if self._make is not None:
            self._make(self.shot, self._took, self._failed)

    def _took(self, file: KeptFile) -> None:
        self._made, self._words = file, ""
        announce(self, f"{file.name} is ready")
        self._say()
        self.textChanged.emit(self.text())

    def _failed(self, error: ClearlineError) -> None:
        self._words = f"{error.words} Space tries again"
        announce(self, self._words, assertive=True)
        self._say()

    def _say(self) -> None:
        self.setAccessibleName(f"{self._name}, {self._made.name if self._made else self._words}")
        self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(240, _HIGH)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        plain = not event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if plain and event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, _event: QMouseEvent) -> None:
        self.press()

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        failed = self._made is None and self._words != _MAKING
        wide = 2 if self.hasFocus() else 1
        p.setPen(QPen(c("accent" if self.hasFocus() else "bad" if self.bad or failed else "line.2"), wide))
        p.setBrush(c("bg.surface"))
        inset = wide / 2
        p.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), RADIUS["control"], RADIUS["control"])
        line = QRectF(10, 0, self.width() - 20, _HIGH)
        icon = "octagon-alert" if failed else "file-text" if self._made else "hourglass"
        draw_icon(p, icon, "bad" if failed else "text.3", line.left(), line.center().y() - 7, 14)
        tone = "bad" if failed else "text.1" if self._made else "text.3"
        room = 150 if self._made else 0
        draw_text(p, line.adjusted(22, 0, -room, 0), self._made.name if self._made else self._words, tone, 12)
        if self._made is not None:
            told = f"{size_words(self._made.size)}  ·  Space opens it"
            draw_text(p, QRectF(line.right() - 144, 0, 144, _HIGH), told, "text.3", 12)
        p.end()
