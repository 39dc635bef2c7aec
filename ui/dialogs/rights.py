"""After the sign-in: what the ERP says this person may do, and the first pull while it runs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from app.domain.question import OutboxAnswer
from ui.theme.kit import Button, H, Item, Mark, Meter, Rule, Text, fill

Right = tuple[str, str, str]  # deed, "may" | "propose" | "may not", how far
_ANSWERS = {"may": ("ok", "ok"), "propose": ("warn", "warn"), "may not": ("none", "text.1")}


class RightsTable(QFrame):
    """Deed, answer with its shape, limit in words: rows of 28 px with a hairline."""

    def __init__(self, rights: Sequence[Right]) -> None:
        super().__init__()
        self.setAccessibleName("What you may do")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        grid.setColumnMinimumWidth(0, 152)
        grid.setColumnMinimumWidth(1, 84)
        grid.setColumnStretch(2, 1)
        for column, title in enumerate(("Deed", "ERP", "Your limit")):
            grid.addWidget(Text(title, "text.3", 11, 500), 0, column)
        grid.setRowMinimumHeight(0, 28)
        grid.addWidget(Rule(), 1, 0, 1, 3)
        for i, (deed, answer, words) in enumerate(rights):
            kind, tone = _ANSWERS.get(answer, ("none", "text.1"))
            row = 2 + 2 * i
            grid.addWidget(Text(deed, size=13), row, 0)
            grid.addWidget(H(Mark(kind), Text(answer, tone, 13), None, gap=4), row, 1)
            grid.addWidget(Text(words or "–", size=13, wrap=True), row, 2)
            grid.setRowMinimumHeight(row, 27)
            grid.addWidget(Rule("line.1"), row + 1, 0, 1, 3)


class RightsPage(QWidget):
    """``go_on``: the person wants to work; the rest of the pull runs on."""

    go_on = Signal()

    def __init__(self, rights: Sequence[Right]) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.done = False
        intro = "The ERP was asked. A deed you may not do stays visible and says who may."
        self.button = Button("Open the queue now", "↵", "primary", h=32)
        self.button.clicked.connect(self.go_on)
        self.progress = Text("", "text.2", 12)
        self._meter = Meter(None, name="First pull")
        self._mark, self._state = Mark("wait", 9), Text("Reading", "text.2", 12)
        self._after = Text("The rest arrives while you work", "text.3", 12)
        items: list[Item] = [
            Text("What you may do", size=20, weight=600), 4, Text(intro, "text.2", 13, wrap=True), 16, RightsTable(rights), 24,
            H(Text("First pull", size=13, weight=600), None, self.progress), 6, self._meter, 6,
            H(self._mark, self._state, None, gap=5), 24,
            H(self.button, self._after, None, gap=12),
        ]  # fmt: skip
        fill(QVBoxLayout(self), items, 0, 0)

    @property
    def state(self) -> str:
        return self._state.text()

    def show_pull(self, answer: OutboxAnswer, now: datetime) -> None:
        """How far the first pull is. No share is shown while the total is not known."""
        records = sum(row.records for row in answer.sources)
        done = self.done = bool(answer.sources) and all(row.last_ok is not None for row in answer.sources)
        trouble = next((row for row in answer.sources if row.state in ("offline", "sign_in", "error")), None)
        self.progress.setText(f"{records:,} records" if done else f"{records:,} records so far")
        self._meter.set_done(1.0 if done else None)
        if trouble is not None:
            self._mark.show_kind("bad")
            self._state.show_text(trouble.words, "bad")
        else:
            self._mark.show_kind("ok" if done else "wait")
            self._state.show_text("Everything has been read" if done else "Reading", "text.2")
        self._after.setVisible(not done)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.button.click()
        else:
            super().keyPressEvent(event)
