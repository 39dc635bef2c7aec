"""The head of the board: which day it shows, how to go to another one, the filter."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.domain.board import BoardAnswer
from app.domain.days import day_month, weekday
from ui.tables.filter import Filter
from ui.theme.kit import Button, H, Mark, Text, rule


def day_words(day: date, today: date) -> str:
    """ "Tue 1 Dec, tomorrow"."""
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get((day - today).days, "")
    year = "" if day.year == today.year else f" {day.year}"
    return f"{weekday(day)} {day_month(day)}{year}{f', {near}' if near else ''}"


class Head(QFrame):
    stepped = Signal(int)  # days
    today = Signal()
    new = Signal()

    def __init__(self, title: str) -> None:
        super().__init__()
        self.setProperty("ground", "bg.surface")
        self.filter = Filter("Number, order, customer, site or name", self)
        self._day, self._count = Text("", "text.1", 13, 500), Text("", "text.3", 12)
        self._mark, self._clashing = Mark("bad", 10), Text("", "bad", 12, 500)
        back, on, self._now, new = (
            Button("", "[", "quiet", name="The day before"),
            Button("", "]", "quiet", name="The day after"),
            Button("Today", "T", "quiet"),
            Button("New", "N", "plain", name="New appointment"),
        )
        back.clicked.connect(lambda: self.stepped.emit(-1))
        on.clicked.connect(lambda: self.stepped.emit(1))
        self._now.clicked.connect(self.today)
        new.clicked.connect(self.new)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        named = (Text(title, size=15, weight=600), 8, back, self._day, on, self._now, 8, self._count, self._mark, self._clashing)
        column.addWidget(H(*named, None, (self.filter.field, 1), self.filter.button, new, gap=6, pad=(16, 0, 16, 0), h=47))
        column.addWidget(rule())

    def set_narrow(self, narrow: bool) -> None:
        """In a narrow window the keys alone go to a day, and only what is in conflict is counted."""
        for part in (self._count, self._now):
            part.setVisible(not narrow)

    def show_answer(self, answer: BoardAnswer) -> None:
        count = len(answer.visits)
        self._day.setText(day_words(answer.day, answer.today))
        self._count.setText(f"{count} {'visit' if count == 1 else 'visits'}")
        for part in (self._mark, self._clashing):
            part.setVisible(answer.clashing > 0)
        self._clashing.setText(f"{answer.clashing} in conflict")
