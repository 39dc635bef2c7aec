"""How far an order is, as a strip: a bar and words per milestone."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.domain.orders import Milestone
from ui.cases.words import system
from ui.theme.kit import H, Painted, Text, V, c
from ui.theme.swap import Swap

_BAR = {"done": "data.3", "missing": "warn.fill", "ahead": "bg.active", "none": "bg.active"}
_WORDS = {"done": "done", "missing": "not yet", "ahead": "not due", "none": "does not apply"}


class Strip(QFrame):
    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Milestones")
        self._place = Swap()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._place)

    def show_steps(self, steps: Sequence[Milestone]) -> None:
        self._place.put(tuple(steps), lambda: H(*[(_step(m), 1) for m in steps], gap=8))


def _step(milestone: Milestone) -> QWidget:
    """Bar, name, when, and who told it."""
    m = milestone
    late = m.state == "missing"
    first, _, rest = m.when.partition(", ") if late else (m.when, "", _teller(m))
    tone = "text.1" if m.state == "done" else "warn" if late else "text.3"
    bar = Painted(lambda p, r: _bar(p, r, _BAR[m.state]), 6, None, f"{m.name}, {_WORDS[m.state]}, {m.when}, {_teller(m)}")
    return V(
        bar,
        4,
        Text(m.name, tone, 12, 500, elide=True),
        Text(first, "warn" if late else "text.2", 11, elide=True),
        Text(rest, "warn" if late else "text.3", 11, elide=True),
        gap=1,
    )


def _teller(m: Milestone) -> str:
    """The system, and who or which document."""
    return ", ".join(x for x in (system(m.source)[1] if m.source else "", m.who) if x)


def _bar(p: QPainter, r: QRectF, tone: str) -> None:
    p.setPen(Qt.PenStyle.NoPen)
    p.setBrush(c(tone))
    p.drawRoundedRect(QRectF(r.left(), r.top(), r.width(), 5), 2.5, 2.5)
