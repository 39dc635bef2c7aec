"""Painted text that goes on in another line where one is too narrow: how high it is, and the drawing of it."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from ui.theme.fonts import font, metrics
from ui.theme.paint import AL, draw_text
from ui.theme.tokens import c


def lines_of(text: str, wide: float, size: int = 12, weight: int = 400) -> int:
    """How many lines it takes; 1 where it fits, and where there is no room at all."""
    known = metrics(size, weight)
    if wide < 1 or known.horizontalAdvance(text) <= wide + 1:
        return 1
    box = known.boundingRect(QRectF(0, 0, wide, 10_000).toRect(), _flags(text, wide, size, weight), text)
    return max(1, ceil(box.height() / known.lineSpacing()))


def line_height(size: int = 12, weight: int = 400) -> int:
    """px from one line to the next."""
    return metrics(size, weight).lineSpacing()


def draw_wrapped(
    p: QPainter, r: QRectF, text: str, tone: str = "text.1", size: int = 12, weight: int = 400, align: Qt.AlignmentFlag = AL
) -> None:
    """In the middle of ``r``, in as many lines as ``lines_of`` says."""
    if lines_of(text, r.width(), size, weight) == 1:
        draw_text(p, r, text, tone, size, weight, align)
        return
    p.setFont(font(size, weight))
    p.setPen(c(tone))
    p.drawText(r, _flags(text, r.width(), size, weight) | align.value | Qt.AlignmentFlag.AlignVCenter.value, text)


def _flags(text: str, wide: float, size: int, weight: int) -> int:
    """Between words; a word that is too long by itself is broken where it must be."""
    known = metrics(size, weight)
    long = any(known.horizontalAdvance(word) > wide for word in text.split())
    return (Qt.TextFlag.TextWrapAnywhere if long else Qt.TextFlag.TextWordWrap).value
