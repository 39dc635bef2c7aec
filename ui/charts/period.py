"""The period that figures are told over: so many days, or the fiscal one under way or the last; chosen from a menu, told in the head."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from app.domain.figure import FiguresAnswer
from app.kpis.periods import LAST, UNDER_WAY
from ui.tables.formats import days_words
from ui.theme.kit import Button, announce

_KEY = "T"


@dataclass(frozen=True, slots=True)
class Over:
    """``days``, or ``named`` as AskFigures has it."""

    days: int = 90
    named: str = ""

    @property
    def words(self) -> str:
        """ "Last 90 days", "Month to date", "Last quarter"."""
        if not self.named:
            return f"Last {self.days} days"
        return f"{self.named.capitalize()} to date" if self.named in UNDER_WAY else self.named.capitalize()


CHOICES = (
    (Over(30), Over(90), Over(365)),
    tuple(Over(named=name) for name in UNDER_WAY),
    tuple(Over(named=name) for name in LAST),
)


class Choosing(QObject):
    """``changed``: other figures are to be asked for."""

    changed = Signal()

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.over = Over()
        self.dates = ""  # of the period, as the last answer has it: "1 Nov to 28 Nov 2026, fiscal year from July, ..."
        self.button = Button("", _KEY, "plain")
        self.button.clicked.connect(self.open)
        self._tell()

    @property
    def words(self) -> str:
        """The choice with its dates, for whatever leaves the screen."""
        return f"{self.over.words}, {self.dates}" if self.dates else self.over.words

    def kept(self) -> Mapping[str, object]:
        """For the next start."""
        return {"days": self.over.days, "named": self.over.named}

    def recall(self, kept: Mapping[str, Any]) -> None:
        """TypeError or ValueError where it makes no sense; what cannot be chosen is left."""
        over = Over(named=str(kept["named"])) if kept.get("named") else Over(int(kept.get("days", self.over.days)))
        if any(over in group for group in CHOICES):
            self.over = over
            self._tell()

    def open(self) -> None:
        menu = self.menu()
        menu.aboutToHide.connect(menu.deleteLater)
        menu.popup(self.button.mapToGlobal(QPoint(0, self.button.height() + 4)))
        now = next((action for action in menu.actions() if action.isChecked()), None)
        if now is not None:
            menu.setActiveAction(now)

    def menu(self) -> QMenu:
        menu = QMenu(self._page)
        group = QActionGroup(menu)
        for n, choices in enumerate(CHOICES):
            if n:
                menu.addSeparator()
            for over in choices:
                action = QAction(over.words, menu, checkable=True)
                action.setChecked(over == self.over)
                action.setData(over)
                group.addAction(action)
                menu.addAction(action)
        menu.triggered.connect(lambda action: self.choose(action.data()))
        return menu

    def choose(self, over: Over) -> None:
        if over != self.over:
            self.over, self.dates = over, ""
            self._tell()
            announce(self.button, over.words)
            self.changed.emit()

    def show_answer(self, answer: FiguresAnswer) -> None:
        """From which day to which it is."""
        if answer.period is not None:
            days = days_words(answer.period.first, answer.period.last)
            self.dates = ", ".join(filter(None, (days, answer.fiscal)))
            self._tell()

    def _tell(self) -> None:
        self.button.show_text(self.over.words, kind="plain")
        self.button.setAccessibleName(f"Period, {_KEY}. Now: {self.words}")
        self.button.setToolTip(self.words)
