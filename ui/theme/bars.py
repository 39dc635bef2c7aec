"""Horizontal bars: parts of a whole with a limit tick, and a simple meter."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen

from ui.theme.marks import Painted
from ui.theme.tokens import c

Part = tuple[float, str] | tuple[float, str, bool]


class StackedBar(Painted):
    """Parts [(value, token) or (value, token, hatched)] on the scale 0 to ``total`` (None: their sum); ``mark``: a tick on the same scale.

    Values are only proportions (any unit); what they are in words goes into ``name``.
    """

    def __init__(
        self,
        parts: Sequence[Part] = (),
        h: int = 12,
        total: float | None = None,
        mark: float | None = None,
        radius: int = 3,
        name: str = "",
    ) -> None:
        super().__init__(self._paint, h + (8 if mark is not None else 0), None, name)
        self._bar, self._radius = h, radius
        self.set_parts(parts, total, mark, name)

    def set_parts(self, parts: Sequence[Part], total: float | None = None, mark: float | None = None, name: str = "") -> None:
        self._parts, self._mark = tuple(parts), mark
        self._total = total or sum(part[0] for part in parts) or 1.0
        self.setFixedHeight(self._bar + (8 if mark is not None else 0))
        self.setAccessibleName(name)
        self.update()

    def _paint(self, p: QPainter, r: QRectF) -> None:
        x, top = 0.0, 4.0 if self._mark is not None else 0.0
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(0, top, r.width(), self._bar), self._radius, self._radius)
        p.save()
        p.setClipPath(clip)
        p.fillRect(r, c("bg.active"))
        for part in self._parts:
            wide = part[0] / self._total * r.width()
            seam = 1.5 if x + wide < r.width() - 0.5 else 0.0
            box = QRectF(x, 0, max(0.0, wide - seam), r.height())
            if len(part) == 3 and part[2]:
                hatch(p, box, part[1])
            else:
                p.fillRect(box, c(part[1]))
            x += wide
        p.restore()
        if self._mark is not None:
            at = min(self._mark / self._total * r.width(), r.width() - 1)
            p.setPen(QPen(c("text.1"), 2))
            p.drawLine(QPointF(at, 0), QPointF(at, self._bar + 8))


def hatch(p: QPainter, box: QRectF, token: str) -> None:
    """Fill ``box`` with diagonal lines: a part that takes away instead of adding."""
    p.save()
    p.setClipRect(box, Qt.ClipOperation.IntersectClip)
    p.fillRect(box, c(token, 0.22))
    p.setPen(QPen(c(token), 1.2))
    for step in range(-20, int(box.width()) + 20, 5):
        p.drawLine(QPointF(box.left() + step, box.bottom() + 2), QPointF(box.left() + step + 12, box.top() - 2))
    p.restore()


class Meter(StackedBar):
    """How far something is, 0.0 to 1.0; None: not known, an empty ground."""

    def __init__(self, done: float | None = None, token: str = "data.1", h: int = 6, name: str = "") -> None:
        super().__init__((), h, 1.0, None, 3, name)
        self._token, self._label = token, name
        self.set_done(done)

    def set_done(self, done: float | None) -> None:
        share = min(1.0, max(0.0, done or 0.0))
        words = f"{self._label} {share:.0%}".strip() if done is not None else self._label
        self.set_parts([(share, self._token)] if done else [], 1.0, None, words)
