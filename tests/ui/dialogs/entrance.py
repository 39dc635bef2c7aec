"""The way into a company for the sign-in window's tests: a desk that answers when it is told to, and hands at the keyboard."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.connectors import CONNECTORS
from app.errors import ClearlineError
from tests.ui.stage import StageConsole, done

KEPT = "Kept in the system keyring, never in a file of ours"


@dataclass(frozen=True)
class Probed:
    name: str
    kind: str
    words: str


@dataclass(frozen=True)
class Known:
    name: str
    address: str
    database: str
    login: str


@dataclass(frozen=True)
class Entered:
    console: Any
    secrets_words: str


NORDWIND = Known("Nordwind Supply", "https://erp.nordwind.example", "nordwind_prod", "fiona.brandt")
TEST_ERP = Known("Nordwind test", "https://test.nordwind.example", "nordwind_test", "fiona")


@dataclass
class Desk:
    """Remembers what it was asked; answers when the test says so, or at once with what it holds."""

    profiles: tuple[Known, ...] = ()
    words: str = KEPT
    checks: list[tuple[str, str]] = field(default_factory=list)
    entries: list[tuple[str, str, str, str, bool]] = field(default_factory=list)
    answers: list[Future[Any]] = field(default_factory=list)
    error: ClearlineError | None = None
    console: StageConsole = field(default_factory=StageConsole)
    patient: bool = False
    offer: Any = CONNECTORS[0]
    is_fixed: bool = False
    keyring: set[str] = field(default_factory=set)

    @property
    def named(self) -> str:
        return f"the {self.offer.role}"

    def check(self, address: str, database: str) -> Future[Any]:
        self.checks.append((address, database))
        if self.patient:
            self.answers.append(Future())
            return self.answers[-1]
        return done(probes(address))

    def enter(self, address: str, database: str, login: str, password: str, remember: bool) -> Future[Any]:
        self.entries.append((address, database, login, password, remember))
        if self.error is not None:
            refused: Future[Any] = Future()
            refused.set_exception(self.error)
            return refused
        return done(Entered(self.console, self.words))

    def kept(self, address: str, database: str, login: str) -> Future[Any]:
        return done(login in self.keyring)

    def known(self) -> tuple[Known, ...]:
        return self.profiles

    def secrets_words(self) -> str:
        return self.words

    def close(self) -> None:
        raise AssertionError("the session closes the desk, not the window")


def probes(words: str) -> tuple[Probed, ...]:
    return (Probed("Address answers", "ok", words), Probed("Clock", "warn", "14 s apart"))


def write(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def fill_in(password: str = "s3cret") -> None:
    for text in ("https://erp.nordwind.example", "nordwind_prod", "fiona.brandt", password):
        write(text)
        if text != password:
            press(Qt.Key.Key_Tab)
