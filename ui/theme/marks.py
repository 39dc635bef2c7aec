"""Small painted things that only show: icon, status shape, key cap, chip, avatar, rule."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QFrame, QLabel

from ui.theme.fonts import width
from ui.theme.paint import AC, SHAPE_WORDS, cap_width, draw_cap, draw_icon, draw_status, draw_text
from ui.theme.text import tip
from ui.theme.tokens import STATUS, c

Draw = Callable[[QPainter, QRectF], None]


class Painted(QLabel):
    """A widget of fixed height drawn by a function (painter, rect). A label, so that assistive technology reads its name."""

    def __init__(self, draw: Draw, h: int, w: int | None = None, name: str = "") -> None:
        super().__init__()
        self._draw = draw
        self.setFixedHeight(h)
        self.setAccessibleName(name)
        if w:
            self.setFixedWidth(w)

    def paintEvent(self, _event: QPaintEvent) -> None:
        p = QPainter(self)
        p.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._draw(p, QRectF(self.rect()))


class Icon(Painted):
    """An icon of resources/icons. Beside its text it has no name of its own; alone it must be given one."""

    def __init__(self, icon: str, tone: str = "text.3", size: int = 16, name: str = "") -> None:
        super().__init__(self._paint, size, size, name)
        self._icon, self._tone, self._size = icon, tone, size

    def show_icon(self, icon: str, tone: str | None = None) -> None:
        self._icon, self._tone = icon, tone or self._tone
        self.update()

    def _paint(self, p: QPainter, _rect: QRectF) -> None:
        draw_icon(p, self._icon, self._tone, 0, 0, self._size)


class Mark(Painted):
    """A status shape; its name says the same in a word."""

    def __init__(self, kind: str, size: int = 10) -> None:
        super().__init__(self._paint, size + 2, size + 2, SHAPE_WORDS.get(kind, "not yet"))
        self.kind, self._size = kind, size

    def show_kind(self, kind: str) -> None:
        if kind != self.kind:
            self.kind = kind
            self.setAccessibleName(SHAPE_WORDS.get(kind, "not yet"))
            self.update()

    def _paint(self, p: QPainter, _rect: QRectF) -> None:
        draw_status(p, self.kind, 1, 1, self._size)


class KeyCap(Painted):
    """A key as it is printed on the keyboard. ``on`` "accent": for the primary button's ground."""

    def __init__(self, text: str, on: str | None = None) -> None:
        super().__init__(self._paint, 18, cap_width(text), text)
        self._text, self._accent = text, on == "accent"

    def _paint(self, p: QPainter, rect: QRectF) -> None:
        draw_cap(p, QRectF(0, (rect.height() - 18) / 2, rect.width(), 18), self._text, on_accent=self._accent)


class Chip(Painted):
    """A small label for a state or a deadline. ``kind``: bad, warn, ok, wait, accent, or None (neutral, outlined)."""

    def __init__(self, text: str, kind: str | None = None, icon: str | None = None) -> None:
        super().__init__(self._paint, 20, None, text)
        self._text, self._kind, self._icon = text, kind, icon
        self._fit()

    def show_text(self, text: str, kind: str | None = None) -> None:
        self._text, self._kind = text, kind
        self._fit()
        self.update()

    def _fit(self) -> None:
        self._left = 16 if self._kind in STATUS else 18 if self._icon else 0
        self._wide = width(self._text, 11, 500)
        self.setFixedWidth(self._wide + 16 + self._left)
        self.setAccessibleName(self._text)

    def _paint(self, p: QPainter, rect: QRectF) -> None:
        p.setPen(Qt.PenStyle.NoPen if self._kind else QPen(c("line.2"), 1))
        p.setBrush(c(f"{self._kind}.bg") if self._kind else Qt.BrushStyle.NoBrush)
        p.drawRoundedRect(rect.adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        if self._kind in STATUS:
            draw_status(p, str(self._kind), 7, 5.5, 9)
        elif self._icon:
            draw_icon(p, self._icon, self._kind or "text.3", 6, 4, 12)
        draw_text(p, QRectF(8 + self._left, 0, self._wide + 1, 20), self._text, self._kind or "text.2", 11, 500, elide=False)


def draw_avatar(p: QPainter, initials: str, x: float, y: float, size: float = 20, ring: bool = False) -> None:
    """A person's disc; ``ring``: a colleague works on it."""
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(c(f"person.{sum(map(ord, initials)) % 6 + 1}"))
    p.drawEllipse(QRectF(x, y, size, size))
    if ring:
        p.setPen(QPen(c("warn.fill"), 1.5))
        p.setBrush(Qt.BrushStyle.NoBrush)
        p.drawEllipse(QRectF(x - 2, y - 2, size + 4, size + 4))
    draw_text(p, QRectF(x, y, size, size), initials, "accent.on", 9 if size < 24 else 11, 600, AC, elide=False)


class Avatar(Painted):
    """A person as initials; the name is the tool tip. ``here``: signed in at this console."""

    def __init__(self, initials: str, size: int = 20, here: bool = False, name: str = "") -> None:
        super().__init__(self._paint, size + 1, size + 1)
        self._initials, self._size, self._here = initials, size, here
        self.show_person(initials, name)

    def show_person(self, initials: str, name: str = "") -> None:
        self._initials = initials
        tip(self, name)
        self.setAccessibleDescription("")
        self.setAccessibleName(name or initials)
        self.update()

    def _paint(self, p: QPainter, _rect: QRectF) -> None:
        draw_avatar(p, self._initials, 0, 0, self._size)
        if self._here:
            p.setPen(QPen(c("bg.surface"), 1.5))
            p.setBrush(c("ok.fill"))
            p.drawEllipse(QRectF(self._size - 7, self._size - 7, 8, 8))


class Rule(QFrame):
    """A hairline."""

    def __init__(self, tone: str = "line.2", vertical: bool = False) -> None:
        super().__init__()
        self.setProperty("ground", tone)
        if vertical:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)
