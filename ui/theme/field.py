"""Text fields: 1 px line at rest, 2 px accent with the keyboard, the error in words below."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLineEdit, QSizePolicy, QVBoxLayout, QWidget

from ui.theme.fonts import font
from ui.theme.paint import cap_width, draw_cap, draw_icon
from ui.theme.text import Text
from ui.theme.tokens import c


class Field(QLineEdit):
    """One line of typed text. ``cap``: a key shown at the right while it has the keyboard ("Esc"); ``secret``: dots."""

    def __init__(
        self,
        text: str = "",
        hint: str = "",
        bad: bool = False,
        icon: str | None = None,
        h: int = 32,
        cap: str | None = None,
        secret: bool = False,
        name: str = "",
        frame: bool = True,
        size: int = 13,
    ) -> None:
        super().__init__(text)
        self._icon, self._cap, self._bad, self._framed = icon, cap, bad, frame
        self.setFrame(False)
        self.setFont(font(size))
        self.setFixedHeight(h)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setPlaceholderText(hint)
        self.setAccessibleName(name or hint)
        self.setTextMargins((30 if icon else 8) if frame else 0, 0, 8 + (cap_width(cap) if cap else 0) if frame else 0, 0)
        if secret:
            self.setEchoMode(QLineEdit.EchoMode.Password)

    @property
    def bad(self) -> bool:
        return self._bad

    def set_bad(self, bad: bool) -> None:
        if bad != self._bad:
            self._bad = bad
            self.update()

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def minimumSizeHint(self) -> QSize:
        return QSize(64, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._framed:
            p = QPainter(self)
            p.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint_frame(p, QRectF(self.rect()))
            p.end()
        super().paintEvent(event)

    def _paint_frame(self, p: QPainter, r: QRectF) -> None:
        focus = self.hasFocus()
        tone = "accent" if focus else "bad" if self._bad else "line.3" if self.isEnabled() else "line.2"
        inset = 1.0 if focus else 0.5
        p.setBrush(c("bg.surface"))
        p.setPen(QPen(c(tone), 2 if focus else 1))
        p.drawRoundedRect(r.adjusted(inset, inset, -inset, -inset), 5, 5)
        if self._icon:
            draw_icon(p, self._icon, "text.3", 9, (r.height() - 16) / 2)
        if self._cap and focus:
            wide = cap_width(self._cap)
            draw_cap(p, QRectF(r.width() - wide - 8, (r.height() - 18) / 2, wide, 18), self._cap)
        p.setBrush(Qt.BrushStyle.NoBrush)


class Labelled(QWidget):
    """A field with its label above and, below, a note or what is wrong with it."""

    def __init__(self, label: str, field: Field, note: str = "") -> None:
        super().__init__()
        self.field = field
        self._note = note
        field.setAccessibleName(label)
        self._label = Text(label, "text.2", 12, 500)
        self._label.setBuddy(field)
        self._words = Text(note, "text.3", 12, wrap=True)
        self._words.setVisible(bool(note))
        field.textEdited.connect(self._typed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        for part in (self._label, field, self._words):
            column.addWidget(part)

    @property
    def error(self) -> str:
        return self._words.text() if self.field.bad else ""

    def show_error(self, words: str) -> None:
        """Red line and words below, spoken at once; "" takes them away."""
        changed = words != self.error
        self.field.set_bad(bool(words))
        self._words.show_text(words or self._note, "bad" if words else "text.3")
        self._words.setVisible(bool(words or self._note))
        self.field.setAccessibleDescription(words)
        if words and changed:
            announce(self.field, words, assertive=True)

    def _typed(self) -> None:
        """Whoever corrects is not told again what was wrong."""
        self.show_error("")


def announce(widget: QWidget, words: str, *, assertive: bool = False) -> None:
    """Have assistive technology say ``words``: politely, or at once for errors."""
    event = QAccessibleAnnouncementEvent(widget, words)
    level = QAccessible.AnnouncementPoliteness
    event.setPoliteness(level.Assertive if assertive else level.Polite)
    QAccessible.updateAccessibility(event)
