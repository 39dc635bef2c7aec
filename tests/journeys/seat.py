"""A person at a window: presses keys, types, and looks at what is on the screen."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import shiboken6
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.bootstrap import open_profile
from app.domain.question import CaseRow
from app.lanes.lane import forbid_main_thread
from ui.queues.page import QueuePage
from ui.shell.pages import PAGES
from ui.shell.session import Session
from ui.shell.window import MainWindow

PATIENCE = 120_000  # ms; the servers of a test machine may be very busy
_KEYS = {
    "Enter": Qt.Key.Key_Return,
    "Esc": Qt.Key.Key_Escape,
    "Tab": Qt.Key.Key_Tab,
    "Right": Qt.Key.Key_Right,
    "Backspace": Qt.Key.Key_Backspace,
}


class Seat:
    """``queue``: the page of cases that they work on."""

    def __init__(self, qtbot: QtBot, profile: Path, queue: str = "credit") -> None:
        self._qtbot = qtbot
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        forbid_main_thread(False)  # another seat of this test may have a window already; each program starts before its own
        self.console = open_profile(profile)
        self.session = Session(app, PAGES, profile / "test.log")
        self.session.begin(self.console)
        self._left = False
        self.window.go(queue)
        self.page: QueuePage = self.window.page

    @property
    def window(self) -> MainWindow:
        assert isinstance(self.session.window, MainWindow)
        return self.session.window

    # ---- hands ----

    def press(self, *keys: str) -> Seat:
        """Keys as printed on the buttons: "1", "J", "Ctrl+Enter", "Esc"."""
        for key in keys:
            self._front()
            *modifiers, name = key.split("+") if len(key) > 1 else [key]
            modifier = Qt.KeyboardModifier.ControlModifier if "Ctrl" in modifiers else Qt.KeyboardModifier.NoModifier
            code = _KEYS.get(name) or Qt.Key(ord(name.upper()))
            QTest.keyClick(self._focus(), code, modifier)
        return self

    def type(self, text: str) -> Seat:
        self._front()
        QTest.keyClicks(self._focus(), text)
        return self

    def go_to(self, number: str) -> Seat:
        """Walk to the case of this document, as a person would by J and K."""
        self.until(lambda: self.row(number) is not None, f"{number} in the queue")
        row = self.row(number)
        assert row is not None
        self.page.open(row.case_id)
        self.until(lambda: (r := self.page.list.current()) is not None and r.number == number, f"{number} under the cursor")
        self.sees(number)
        self.until(lambda: (p := self.page.case.panel) is not None and p.row.case_id == row.case_id, f"the case of {number}")
        return self

    def may(self, deed: str) -> Seat:
        """Wait until this can be done: all that it depends on has been read here."""
        return self.until(
            lambda: any(d.name == deed and d.verdict != "denied" for d in self.page.case.deeds()), f"{deed} possible"
        )

    def previewed(self) -> Seat:
        """Wait until the sheet says what would happen."""
        return self.until(lambda: self.page.case.sheet.isVisible() and self.page.case.sheet.view is not None, "the preview")

    # ---- eyes ----

    def rows(self) -> tuple[CaseRow, ...]:
        answer = self.page.list.answer
        return answer.rows if answer is not None else ()

    def row(self, number: str) -> CaseRow | None:
        return next((r for r in self.rows() if r.number == number), None)

    def texts(self) -> list[str]:
        """Every word on this window, painted or not: what a screen reader would say."""
        found = []
        for widget in self.window.findChildren(QWidget):
            if not widget.isVisible():
                continue
            if isinstance(widget, QLabel | QAbstractButton | QLineEdit):
                found.append(widget.text())
            found += [widget.accessibleName(), widget.accessibleDescription(), widget.toolTip()]
        return [t for t in found if t]

    def sees(self, *words: str) -> Seat:
        """Wait until each of these stands somewhere on the window."""
        for word in words:
            self.until(lambda word=word: any(word in t for t in self.texts()), f"“{word}” on screen")  # type: ignore[misc]
        return self

    def until(self, true: Callable[[], bool], what: str) -> Seat:
        """Wait, as long as a person would, until it is so."""

        def check() -> None:
            assert true(), f"not seen: {what}; on screen: {self.texts()}"

        self._qtbot.waitUntil(check, timeout=PATIENCE)
        return self

    def leave(self) -> None:
        """Close the window and end the program, once."""
        if self._left:
            return
        self._left = True
        self.window.close()
        shiboken6.delete(
            self.window
        )  # the program ends with its event loop; here the loop goes on, and nobody may ask a closed console
        self.session.close()

    def _front(self) -> None:
        if not self.window.isActiveWindow():
            self.window.activateWindow()
            self._qtbot.waitUntil(self.window.isActiveWindow, timeout=PATIENCE)

    def _focus(self) -> QWidget:
        return self.window.focusWidget() or self.window
