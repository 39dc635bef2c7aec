"""The list of steps at the left of the sign-in page."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.version import PACKAGED
from ui.theme.kit import AC, H, Painted, Text, c, draw_logo, draw_status, draw_text, fill

DEMO = "No server at hand? ./dev demo starts a whole company with a real ERP and shop on this machine."
NEWCOMER = (
    "First time here? Whoever looks after your ERP knows its address and database. User name and password are the ones you use there. "
    "If your team gave you a folder for Clearline, start it with: clearline --profile FOLDER"
)
_WORDS = {"done": "done", "now": "now", "todo": "not yet"}


class Step(Painted):
    """A numbered step; ``state`` done, now or todo."""

    def __init__(self, number: int, title: str, note: str, state: str = "todo") -> None:
        super().__init__(self._paint, 48)
        self._number, self._title = number, title
        self.show_state(state, note)

    def show_state(self, state: str, note: str) -> None:
        self.state, self.note = state, note
        self.setAccessibleName(f"Step {self._number}, {self._title}, {_WORDS[state]}: {note}")
        self.update()

    def _paint(self, p: QPainter, r: QRectF) -> None:
        disc = QRectF(0.75, 12.75, 17, 17)
        if self.state == "done":
            draw_status(p, "ok", 0, 12, 18)
        else:
            tone = "accent" if self.state == "now" else "text.3"
            p.setPen(QPen(c(tone), 1.5))
            p.setBrush(c("accent.bg") if self.state == "now" else Qt.BrushStyle.NoBrush)
            p.drawEllipse(disc)
            draw_text(p, QRectF(0, 12, 18.5, 18), str(self._number), tone, 11, 600, AC)
        weight = 600 if self.state == "now" else 500
        draw_text(p, QRectF(32, 4, r.width() - 32, 18), self._title, "text.2" if self.state == "todo" else "text.1", 13, weight)
        draw_text(p, QRectF(32, 22, r.width() - 32, 18), self.note, "text.3", 12)


class Steps(QFrame):
    """Company, ERP, shop, what you may do, first pull."""

    def __init__(self) -> None:
        super().__init__()
        self.company = Step(1, "Company", "the ERP says which")
        self.erp = Step(2, "ERP", "needs your sign-in", "now")
        self.shop = Step(3, "Shop", "can be added later")
        self.rights = Step(4, "What you may do", "read from both systems")
        self.pull = Step(5, "First pull", "work while it runs")
        logo = Painted(lambda p, r: draw_logo(p, 0, (r.height() - 28) / 2, 28), 28, 28, "Clearline")
        help_ = Text(NEWCOMER if PACKAGED else DEMO, "text.3", 12, wrap=True)
        self.setProperty("ground", "bg.window")
        self.setFixedWidth(336)
        brand = H(logo, Text("Clearline", size=15, weight=600), None, gap=10)
        steps = (self.company, self.erp, self.shop, self.rights, self.pull)
        fill(QVBoxLayout(self), [brand, 32, *steps, None, help_], 0, 32)
