"""After the sign-in: what the systems say this person may do, and the first pull while it runs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.domain.question import OutboxAnswer, SourceRow
from ui.theme.kit import Button, H, Item, Mark, Meter, Rule, Text, V, fill

_ANSWERS = {"may": ("ok", "ok"), "propose": ("warn", "warn"), "may not": ("none", "text.1"), "–": ("none", "text.3")}
_KNOWN = "A deed you may not do stays visible and says who may."
_STRANGER = (
    "You have no role in this team yet, so you may look at everything and decide nothing. "
    "Whoever looks after Clearline gives you one; the operator guide says how, under Roles."
)
_TROUBLE = ("offline", "sign_in", "error")
_SCROLLING = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Right(Protocol):
    """A deed, (source, "may" | "propose" | "may not" | "–") for each system that was asked, and how far."""

    @property
    def deed(self) -> str: ...
    @property
    def answers(self) -> tuple[tuple[str, str], ...]: ...
    @property
    def words(self) -> str: ...


class RightsTable(QFrame):
    """Deed, an answer per system with its shape, limit in words: rows of 28 px with a hairline. ``names``: source -> what it is called."""

    def __init__(self, rights: Sequence[Right], names: Mapping[str, str]) -> None:
        super().__init__()
        self.setAccessibleName("What you may do")
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(0)
        sources = [source for source, _answer in rights[0].answers] if rights else []
        last = len(sources) + 1
        grid.setColumnMinimumWidth(0, 136)
        for column in range(1, last):
            grid.setColumnMinimumWidth(column, 84)
        grid.setColumnStretch(last, 1)
        for column, title in enumerate(("Deed", *(names.get(source, source) for source in sources), "Your limit")):
            grid.addWidget(Text(title, "text.3", 11, 500), 0, column)
        grid.setRowMinimumHeight(0, 28)
        grid.addWidget(Rule(), 1, 0, 1, last + 1)
        for i, right in enumerate(rights):
            row = 2 + 2 * i
            grid.addWidget(Text(right.deed, size=13), row, 0)
            for column, (_source, answer) in enumerate(right.answers, start=1):
                kind, tone = _ANSWERS.get(answer, ("none", "text.1"))
                grid.addWidget(H(Mark(kind), Text(answer, tone, 13), None, gap=4), row, column)
            grid.addWidget(Text(right.words or "–", size=13, wrap=True), row, last)
            grid.setRowMinimumHeight(row, 27)
            grid.addWidget(Rule("line.1"), row + 1, 0, 1, last + 1)


class RightsPage(QWidget):
    """``go_on``: the person wants to work; the rest of the pull runs on."""

    go_on = Signal()

    def __init__(self, rights: Sequence[Right], names: Mapping[str, str], *, has_role: bool) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.done = False
        self._names = names
        asked = "Both systems were asked" if rights and len(rights[0].answers) > 1 else "The ERP was asked"
        intro = f"{asked}. {_KNOWN if has_role else _STRANGER}"
        self.button = Button("Open the queue now", "↵", "primary", h=32)
        self.button.clicked.connect(self.go_on)
        self.progress = Text("", "text.2", 12)
        self._meter = Meter(None, name="First pull")
        self._mark, self._state = Mark("wait", 9), Text("Reading", "text.2", 12)
        self._parts: dict[str, tuple[Mark, Text]] = {}
        self._each = H(gap=16)
        self._table = _Scrolled(RightsTable(rights, names))
        self._after = Text("The rest arrives while you work", "text.3", 12)
        items: list[Item] = [
            Text("What you may do", size=20, weight=600), 4, Text(intro, "text.2", 13, wrap=True), 16,
            self._table, 24,
            H(Text("First pull", size=13, weight=600), None, self.progress), 6, self._meter, 6,
            H(self._each, H(self._mark, self._state, gap=5), None, gap=16), 24,
            H(self.button, self._after, None, gap=12),
        ]  # fmt: skip
        fill(QVBoxLayout(self), items, 0, (0, 24, 0, 24))

    @property
    def state(self) -> str:
        return self._state.text()

    @property
    def each(self) -> dict[str, str]:
        """What is said about each system, by source."""
        return {source: text.text() for source, (_mark, text) in self._parts.items()}

    def show_pull(self, answer: OutboxAnswer, now: datetime) -> None:
        """How far the first pull of every system is. No share is shown while the total is not known."""
        records = sum(row.records for row in answer.sources)
        done = self.done = bool(answer.sources) and all(row.last_ok is not None for row in answer.sources)
        trouble = next((row for row in answer.sources if row.state in _TROUBLE), None)
        self.progress.setText(f"{records:,} records" if done else f"{records:,} records so far")
        self._meter.set_done(1.0 if done else None)
        if len(answer.sources) > 1:
            for row in answer.sources:
                self._show_part(row)
        if trouble is not None:
            self._mark.show_kind("bad")
            self._state.show_text(trouble.words, "bad")
        else:
            self._mark.show_kind("ok" if done else "wait")
            self._state.show_text("Everything has been read" if done else "Reading", "text.2")
        self._after.setVisible(not done)

    def _show_part(self, row: SourceRow) -> None:
        if row.source not in self._parts:
            mark, text = self._parts[row.source] = Mark("none", 9), Text("", "text.2", 12)
            layout = self._each.layout()
            assert layout is not None
            layout.addWidget(H(mark, text, gap=5))
        mark, text = self._parts[row.source]
        mark.show_kind("bad" if row.state in _TROUBLE else "ok" if row.last_ok is not None else "wait")
        text.setText(f"{self._names.get(row.source, row.source)} {row.records:,}")

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.button.click()
        elif event.key() in _SCROLLING:
            self._table.keyPressEvent(event)
        else:
            super().keyPressEvent(event)


class _Scrolled(QScrollArea):
    """As high as the table where there is room, else scrolled: the deeds are many, and the button below must stay in sight."""

    def __init__(self, table: RightsTable) -> None:
        super().__init__()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._table = V(table, None, ground="bg.surface")
        self.setWidget(self._table)

    # ---- Qt ----------------------------------------------------------------------------------------------------------
    def sizeHint(self) -> QSize:
        return self._table.sizeHint()
