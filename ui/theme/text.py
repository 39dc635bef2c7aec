"""Words on a widget: plain text only, tones, ellipses, tool tips that cannot carry markup."""

from __future__ import annotations

import html

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from ui.theme.fonts import font, metrics
from ui.theme.paint import AL, VC, draw_text


def tip(widget: QWidget, words: str) -> None:
    """A tool tip, and the same words as accessible description. Names from a server are shown as they are, never as markup."""
    widget.setToolTip(f"<span>{html.escape(words)}</span>" if words else "")
    widget.setAccessibleDescription(words)


class Text(QLabel):
    """A line of text in one tone. ``elide`` shortens with an ellipsis and keeps the whole text as tool tip; ``w`` fixes the width."""

    def __init__(
        self,
        text: str = "",
        tone: str = "text.1",
        size: int = 13,
        weight: int = 400,
        align: Qt.AlignmentFlag = AL,
        wrap: bool = False,
        elide: bool = False,
        w: int | None = None,
    ) -> None:
        super().__init__()
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.NoTextInteraction)
        self._size, self._weight, self._elide = size, weight, elide
        self.setProperty("tone", tone)
        self.setFont(font(size, weight))
        self.setAlignment(align | VC)
        self.setWordWrap(wrap)
        if elide:
            self.setMinimumWidth(24)
            self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        if w:
            self.setFixedWidth(w)
        self.setText(text)

    @property
    def elides(self) -> bool:
        return self._elide

    @property
    def tone(self) -> str:
        return str(self.property("tone"))

    def set_tone(self, tone: str) -> None:
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            self.style().unpolish(self)
            self.style().polish(self)
            self.update()

    def show_text(self, text: str, tone: str | None = None) -> None:
        """New words and tone at once; nothing happens where nothing changed."""
        self.setText(text)
        if tone is not None:
            self.set_tone(tone)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def setText(self, text: str) -> None:
        if text == self.text():
            return
        super().setText(text)
        if self._elide:
            tip(self, text)
            self.setAccessibleDescription("")  # the name says it already

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(metrics(self._size, self._weight).horizontalAdvance(self.text()), hint.height()) if self._elide else hint

    def paintEvent(self, event: QPaintEvent) -> None:
        if not self._elide:
            super().paintEvent(event)
            return
        align = self.alignment() & Qt.AlignmentFlag.AlignHorizontal_Mask
        draw_text(QPainter(self), QRectF(self.rect()), self.text(), self.tone, self._size, self._weight, align)
