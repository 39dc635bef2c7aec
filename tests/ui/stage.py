"""A console that answers at once from what a test put on the stage, and a page that writes down what the window asked of it."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.commands.rights import Right
from app.domain.changes import Changes
from app.domain.person import Person
from app.domain.question import AskCounts, AskFind, AskOutbox, Counts, Deed, FindAnswer, Hit, OutboxAnswer, SourceRow
from app.errors import ClearlineError
from ui.shell.page import Page
from ui.theme.kit import Field, Text

NOW = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)
ME = Person("fiona", "Fiona Brandt", frozenset({"credit_analyst"}))


def source(state: str = "ok", *, seconds: float = 4, next_try: datetime | None = None, words: str = "") -> SourceRow:
    return SourceRow("tryton", "Tryton 8.2", state, words, NOW - timedelta(seconds=seconds), next_try, 31480, 0)


@dataclass(frozen=True)
class StageStatus:
    company: str = "Nordwind Supply"
    roles: tuple[str, ...] = ("Credit analyst",)
    sources: tuple[SourceRow, ...] = (source(),)
    team_state: str = "ok"
    team_words: str = ""
    letters_waiting: int = 0
    recovered: int = 0
    now: datetime = NOW


def done(value: object) -> Future[Any]:
    future: Future[Any] = Future()
    future.set_result(value)
    return future


class StageDoors:
    """``all``: the ways in that a test put here; none is missing unless it did."""

    def __init__(self) -> None:
        self.all: list[Any] = []

    def door(self, source: str) -> Any:
        return next(door for door in self.all if door.offer.kind == source)

    def roles(self) -> dict[str, str]:
        return {"tryton": "ERP", "medusa": "shop"}


RIGHTS = (
    Right("Release a credit hold", (("tryton", "may"), ("medusa", "–")), "10,000.00 and 10 % over"),
    Right("Raise a credit limit", (("tryton", "propose"), ("medusa", "–")), "goes to a credit manager"),
    Right("Cancel order", (("tryton", "may not"), ("medusa", "may not")), "order manager"),
)


class StageConsole:
    """``say`` changes the status; ``hear`` plays a notice; ``views`` is what was remembered."""

    me = ME
    company = "Nordwind Supply"

    def __init__(self) -> None:
        self.shown = StageStatus()
        self.doors = StageDoors()
        self.counts = Counts((("credit", 50, 1),), 3, 0, 0)
        self.hits: tuple[Hit, ...] = (
            Hit("customer", "Halvorsen Marine AS", "C-20418, over limit", None),
            Hit("case", "SO-10503", "Halvorsen Marine AS, 27,410.00, held", "case-2"),
        )
        self.asked: list[object] = []
        self.views: dict[str, str] = {}
        self.listeners: list[Callable[[Changes], None]] = []
        self.started = self.closed = 0
        self.find_error: ClearlineError | None = None

    def say(self, **changes: Any) -> None:
        self.shown = replace(self.shown, **changes)

    def hear(self, *topics: str) -> None:
        for listener in self.listeners:
            listener(Changes(frozenset(topics)))

    def status(self) -> StageStatus:
        return self.shown

    def rights(self) -> tuple[Right, ...]:
        return RIGHTS

    def watch(self, listener: Callable[[Changes], None]) -> None:
        self.listeners.append(listener)

    def read(self, question: object) -> Future[Any]:
        self.asked.append(question)
        if isinstance(question, AskCounts):
            return done(self.counts)
        if isinstance(question, AskOutbox):
            return done(OutboxAnswer((), self.shown.sources, 0, 0))
        assert isinstance(question, AskFind)
        if self.find_error is not None:
            failed: Future[Any] = Future()
            failed.set_exception(self.find_error)
            return failed
        return done(FindAnswer(tuple(h for h in self.hits if question.text.lower() in f"{h.title} {h.note}".lower())))

    def view(self, name: str) -> str | None:
        return self.views.get(name)

    def saw(self, case_id: str) -> None:
        """Looked at; the pages keep it for themselves here."""

    def save_view(self, name: str, value: str) -> None:
        self.views[name] = value

    def start(self) -> None:
        self.started += 1

    def close(self) -> None:
        self.closed += 1


DEEDS = (
    Deed("release_hold", "Release once", "1", "check", "may", "within your 10,000.00"),
    Deed("raise_limit", "Raise limit", "2", "zap", "denied", "needs a credit manager"),
    Deed("take_back", "Take back", "Ctrl+Z", "undo-2", "may", ""),
)
COMMANDS = (("1", "Release once"), ("2", "Raise limit"), ("C", "Claim"), ("Ctrl+Z", "Take back"))


class List(QWidget):
    """Stands for a table: takes the keyboard and the letters J and K."""

    def __init__(self, heard: list[object]) -> None:
        super().__init__()
        self._heard = heard
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_J, Qt.Key.Key_K):
            self._heard.append(("moved", event.text()))
        else:
            super().keyPressEvent(event)


class StagePage(QWidget):
    toast = Signal(str, str, str, object)
    goto = Signal(str, object)
    hints_changed = Signal()
    title = "Credit holds"

    def __init__(self) -> None:
        super().__init__()
        self.heard: list[object] = []
        self.list, self.case = List(self.heard), List(self.heard)
        self.field = Field("", "Reason")
        column = QVBoxLayout(self)
        for part in (Text("Credit holds", size=15, weight=600), self.list, self.case, self.field):
            column.addWidget(part)

    def hints(self) -> tuple[tuple[str, str], ...]:
        return (("J K", "move"), ("X", "mark"), ("1–5", "act"), ("?", "all keys"))

    def deeds(self) -> tuple[Deed, ...]:
        return DEEDS

    def run_deed(self, name: str) -> None:
        self.heard.append(("deed", name))

    def on_changes(self, changes: Changes) -> None:
        self.heard.append(("changes", changes.topics))

    def focus_first(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)

    def open(self, argument: object) -> None:
        self.heard.append(("open", argument))

    def panes(self) -> tuple[QWidget, ...]:
        return (self.list, self.case)

    def subject(self) -> str:
        return "SO-10482, Halvorsen Marine AS"


def pages() -> tuple[Page, ...]:
    return (
        Page("credit", "Q", "Credit holds", "wallet", "Queues", lambda _console, _courier: StagePage(), "credit"),
        Page("holds", "H", "Holds over time", "chart-column", "Look up", lambda _console, _courier: StagePage()),
        Page("outbox", "S", "Sync and outbox", "refresh-cw", "Look up", lambda _console, _courier: StagePage()),
    )
