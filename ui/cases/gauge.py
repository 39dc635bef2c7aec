"""A share on a bar with its bounds: where it stands, and which of them it passes."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.domain import block
from ui.theme.kit import AC, AL, AR, Painted, c, draw_text, text_width

_TALL = 52
_TRACK = 24  # px from above


def gauge(shown: block.Gauge) -> QWidget:
    marks = ", ".join(f"{label} {where:f} %" for label, where in shown.marks)

    def draw(p: QPainter, r: QRectF) -> None:
        most = max((*(where for _, where in shown.marks), shown.value or Decimal(0)), default=Decimal(0)) * 3 / 2 or Decimal(1)
        wide = r.width()

        def x(value: Decimal) -> float:
            return wide * min(1.0, max(0.0, float(value / most)))

        p.fillRect(QRectF(0, _TRACK, wide, 6), c("bg.active"))
        if len(shown.marks) > 1:
            low, high = x(shown.marks[0][1]), x(shown.marks[-1][1])
            p.fillRect(QRectF(low, _TRACK, high - low, 6), c("data.5"))
        for i, (label, where) in enumerate(shown.marks):
            at, text = x(where), f"{label} {where:f} %"
            p.fillRect(QRectF(at, _TRACK - 2, 1, 10), c("line.3"))
            half = text_width(text, 11, 400) + 4
            left = i + 1 < len(shown.marks)
            box = QRectF(at - half + 1, _TRACK + 10, half, 16) if left else QRectF(at, _TRACK + 10, half, 16)
            draw_text(p, box, text, "text.3", 11, 400, AR if left else AL)
        if shown.value is None:
            draw_text(p, QRectF(0, 0, wide, 18), shown.text, "text.3", 12, 400)
            return
        at, tone = x(shown.value), shown.tone if shown.tone != "ok" else "text.1"
        p.setPen(Qt.PenStyle.NoPen)
        p.setBrush(c("data.1" if shown.tone == "ok" else f"{shown.tone}.fill"))
        p.drawRoundedRect(QRectF(at - 2, _TRACK - 5, 4, 16), 2, 2)
        box = QRectF(min(max(0.0, at - 30), wide - 60), 0, 60, 18)
        draw_text(p, box, shown.text, tone, 12, 600, AC)

    return Painted(draw, _TALL, None, f"{shown.title} {shown.text}, {marks}")
