"""What a stock is made up of, as bars with their labels, counts and amounts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter

from app.domain.figure import Bar
from ui.charts.figure_words import short
from ui.theme.kit import AL, AR, c, draw_text, text_width

GAP, THICK, MOST = 8, 9, 24  # px between parts, of a bar, of a row


def draw_bars(p: QPainter, area: QRectF, bars: Sequence[Bar], unit: str) -> None:
    """One row each: label, bar on its track, how many documents, and the amount where it is not the same. A long label gives way."""
    amounts = unit.isupper() or unit == "%"
    said = [short(bar.value, unit) if amounts else "" for bar in bars]
    labels = min(max(text_width(bar.label, 11) for bar in bars) + GAP, area.width() * 0.6)
    counts = max(text_width(f"{bar.n:,}", 11, 500) for bar in bars) + GAP
    sums = max(text_width(words, 11) for words in said) + GAP if amounts else 0
    row = min(MOST, (area.height() - 4) / len(bars))
    track = area.width() - labels - counts - sums
    longest = max((abs(bar.value) for bar in bars), default=0) or 1
    p.setPen(Qt.PenStyle.NoPen)
    for i, bar in enumerate(bars):
        line = QRectF(area.left(), area.top() + 4 + i * row, area.width(), row)
        ground = QRectF(area.left() + labels, line.center().y() - THICK / 2, track, THICK)
        p.fillRect(ground, c("bg.active"))
        p.fillRect(QRectF(ground.left(), ground.top(), track * float(abs(bar.value) / longest), THICK), c("data.3"))
        draw_text(p, QRectF(line.left(), line.top(), labels - GAP + 1, row), bar.label, "text.2", 11, 400, AL)
        draw_text(p, QRectF(ground.right(), line.top(), counts, row), f"{bar.n:,}", "text.1", 11, 500, AR, elide=False)
        draw_text(p, QRectF(ground.right() + counts, line.top(), sums, row), said[i], "text.3", 11, 400, AR, elide=False)
