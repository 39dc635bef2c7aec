"""The real window with a person in it who decides without a pause; what the screen says goes to standard output, one JSON a line."""

from __future__ import annotations

import argparse
import json
import os
import random
import sys
import time
from collections.abc import Callable, Generator
from typing import Any

from PySide6.QtCore import QObject, QSocketNotifier, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLabel, QWidget

import main as program
import ui.shell.session as session_module
from tests.campaigns.c03.mutants import MUTANTS
from tests.campaigns.seams import Point, die_at
from ui.cases.panel import CasePane
from ui.outbox.page import OutboxPage
from ui.queues.page import QueuePage

TICK_MS = 15
PATIENCE = 30.0  # seconds; then the person gives up this step and goes on
RELEASES, REJECTS = 0.05, 0.02  # of all decisions; the rest are notes, which an order takes any number of
Steps = Generator[Callable[[], bool], bool, None]  # yields what is waited for, is sent whether it came in time


def say(what: str, **facts: Any) -> None:
    """One write, so that a line is there whole or not at all when the process is killed."""
    os.write(1, json.dumps({"is": what, **facts}).encode() + b"\n")


class Robot(QObject):
    """Lives in the window's own event loop. ``begin`` once the first window is shown."""

    def __init__(self, session: session_module.Session, seed: int, *, resting: bool) -> None:
        super().__init__(session)
        self._session, self._random, self._resting = session, random.Random(seed), resting
        self._name, self._count = f"c03-{seed}", 0
        self._answers: list[tuple[str, tuple[str, ...]]] = []
        self._steps = self._live()
        self._awaited, self._until = next(self._steps), time.monotonic() + 90
        self._timer = QTimer(self)
        self._timer.setInterval(TICK_MS)
        self._timer.timeout.connect(self._tick)
        self._timer.start()
        self._input = QSocketNotifier(0, QSocketNotifier.Type.Read, self)
        self._input.activated.connect(self._leave)

    # ---- what moves it ----

    def _tick(self) -> None:
        if self._session.crashes.dialog is not None:
            say("bug", words=" ".join(w.text() for w in self._session.crashes.dialog.findChildren(QLabel))[:400])
            os._exit(70)
        came = self._awaited()
        if came or time.monotonic() > self._until:
            self._awaited = self._steps.send(came)
            self._until = time.monotonic() + PATIENCE

    def _leave(self) -> None:
        """Nothing is ever said to it: its input ends, with the campaign or by it, and then a person closes the window."""
        self._timer.stop()
        self._input.setEnabled(False)
        self._window.close()

    # ---- what it does ----

    def _live(self) -> Steps:
        yield lambda: self._session.window is not None and self._page is not None
        # The window's kit connected first: when these hear it, the screen has said it.
        self._case._deciding.done.connect(lambda _case, _deed, done: self._answers.append(("ack", tuple(done.letter_ids))))
        self._case._deciding.failed.connect(lambda _case, _deed, error: self._answers.append(("nak", (error.title,))))
        yield from self._look_for_recovered()
        say("up")
        while True:
            if self._resting:
                yield lambda: False
                continue
            yield lambda: bool(self._page.list.answer and self._page.list.answer.rows)
            yield from self._decide()

    def _look_for_recovered(self) -> Steps:
        """What a person sees of an interrupted run: on the queue at once, and on the page where letters are listed."""
        yield lambda: self._page.list.answer is not None and self._window.windowHandle().isExposed()
        found = self._said()
        self._keys("G", "S")
        yield lambda: (page := self._window.findChild(OutboxPage)) is not None and page.answer is not None
        found |= self._said()
        self._keys("G", "Q")
        yield lambda: self._page.isVisible()
        say("looked", texts=sorted(found))

    def _said(self) -> set[str]:
        shown = [w for w in self._window.findChildren(QWidget) if w.isVisible()]
        texts = {w.text() for w in shown if isinstance(w, QLabel | QAbstractButton)} | {w.accessibleName() for w in shown}
        return {t for t in texts if "recover" in t.lower()}

    def _decide(self) -> Steps:
        self._walk()
        yield self._ready
        deed, key = self._choose()
        if not deed:
            return
        self._keys(key)
        opened = yield lambda: self._case.sheet.isVisible()
        if not opened:
            return
        self._count += 1
        mark = f"{self._name}-{self._count}"
        if self._case.sheet.inputs.values().get("text") or self._case.sheet.inputs.values().get("reason"):
            self._key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)  # words kept from an attempt that was given up
        QTest.keyClicks(self._focus(), f"spoke to them, {mark}")
        if deed != "note":  # figures are decided on only when they are on screen
            yield lambda: self._case.sheet.view is not None
        self._answers.clear()
        say("asks", deed=deed, mark=mark)
        self._key(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        taken = yield lambda: bool(self._answers)
        self._report(mark, taken)

    def _report(self, mark: str, taken: bool) -> None:
        for kind, words in self._answers:
            if kind == "ack":
                say("ack", ids=words, mark=mark)
            else:
                say("nak", mark=mark, words=words)
        if not taken:
            say("nak", mark=mark, words=["no answer in time"])
        if self._case.sheet.isVisible() or not taken or self._answers[-1][0] == "nak":
            self._key(Qt.Key.Key_Escape)
            self._key(Qt.Key.Key_Escape)

    def _walk(self) -> None:
        """Up or down the list by the keys for it, now and then to its ends."""
        self._page.list.focus()
        key = self._random.choice("JJJJJKKK")
        if self._random.random() < 0.15:
            self._key(self._random.choice((Qt.Key.Key_Home, Qt.Key.Key_End)))
        for _ in range(self._random.randint(1, 4)):
            self._keys(key)

    def _ready(self) -> bool:
        """The case under the cursor is the one on screen, and its deeds are known."""
        row, panel = self._page.list.current(), self._case.panel
        return row is not None and panel is not None and panel.row.case_id == row.case_id and bool(self._case.deeds())

    def _choose(self) -> tuple[str, str]:
        may = {deed.name: deed.key for deed in self._case.deeds() if deed.verdict == "may"}
        dice = self._random.random()
        wanted = "release_hold" if dice < RELEASES else "reject_order" if dice < RELEASES + REJECTS else "note"
        deed = wanted if wanted in may else "note"
        return (deed, may[deed]) if deed in may else ("", "")

    # ---- hands ----

    @property
    def _window(self) -> QWidget:
        assert self._session.window is not None
        return self._session.window

    @property
    def _page(self) -> QueuePage:
        return self._window.findChild(QueuePage)

    @property
    def _case(self) -> CasePane:
        return self._page.case

    def _focus(self) -> QWidget:
        return self._window.focusWidget() or self._window

    def _keys(self, *keys: str) -> None:
        for key in keys:
            self._key(Qt.Key(ord(key)))

    def _key(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        if not self._window.isActiveWindow():
            self._window.activateWindow()
        QTest.keyClick(self._focus(), key, modifier)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", required=True)
    parser.add_argument("--seed", type=int, required=True)
    parser.add_argument("--mutant", choices=sorted(MUTANTS))
    parser.add_argument("--dies", metavar="PLACE", help="of a decision: there it ends as kill -9 does")
    parser.add_argument("--rest", action="store_true", help="only look on: letters go their way, nothing is decided")
    args = parser.parse_args()
    if args.mutant:
        MUTANTS[args.mutant][0]()
    if args.dies:
        die_at(Point.read(args.dies))

    class Session(session_module.Session):
        def begin(self, start: Any) -> None:
            super().begin(start)
            self.robot = Robot(self, args.seed, resting=args.rest)

    session_module.Session = Session  # type: ignore[misc]  # the program's own way from here on
    sys.argv = ["main.py"]
    return program.main(["--profile", args.profile])


if __name__ == "__main__":
    sys.exit(main())
