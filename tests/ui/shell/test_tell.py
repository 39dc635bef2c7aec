"""A bug of any thread is logged, shown once, and loses nothing."""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.errors import NeedsDecision, Refused, RefusedByRemote, Throttled
from ui.courier import Courier
from ui.shell.tell import CrashDialog, Crashes, Said, words


@pytest.fixture
def crashes(look: QApplication, courier: Courier, qtbot: QtBot, tmp_path: Path) -> Iterator[Crashes]:
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    made = Crashes(courier, tmp_path / "logs" / "clearline.log", lambda: window)
    made.install()
    yield made
    made.uninstall()
    if made.dialog is not None:
        made.dialog.close()
    window.close()


def raise_bug(words: str) -> None:
    try:
        raise ZeroDivisionError(words)
    except ZeroDivisionError as e:
        sys.excepthook(type(e), e, e.__traceback__)


def test_a_bug_is_shown_with_where_the_report_is(
    crashes: Crashes, qtbot: QtBot, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.CRITICAL, "clearline"):
        raise_bug("the first")
        qtbot.waitUntil(lambda: crashes.dialog is not None)
    dialog = crashes.dialog
    assert isinstance(dialog, CrashDialog)
    assert "ZeroDivisionError: the first" in dialog.report
    assert str(tmp_path) in dialog.place
    assert "raise_bug" in caplog.text


def test_a_second_bug_does_not_open_a_second_dialog(crashes: Crashes, qtbot: QtBot) -> None:
    raise_bug("the first")
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    dialog = crashes.dialog
    assert dialog is not None
    raise_bug("the second")
    qtbot.waitUntil(lambda: dialog.more == "and 1 more since, the last one: ZeroDivisionError: the second")
    assert crashes.dialog is dialog


def test_a_bug_of_another_thread_is_shown_too(crashes: Crashes, qtbot: QtBot) -> None:
    def broken() -> None:
        raise ZeroDivisionError("elsewhere")

    thread = threading.Thread(target=broken)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: crashes.dialog is not None)


class Bell(QObject):
    rung = Signal()

    def ring(self) -> None:
        self.rung.emit()


def test_a_bug_in_a_slot_tells_who_emitted(crashes: Crashes, qtbot: QtBot, caplog: pytest.LogCaptureFixture) -> None:
    """Qt stands between the two, so the traceback alone has one frame."""

    def broken() -> None:
        raise ZeroDivisionError("in a slot")

    bell = Bell()
    bell.rung.connect(broken)
    with caplog.at_level(logging.CRITICAL, "clearline"):
        bell.ring()
        qtbot.waitUntil(lambda: crashes.dialog is not None)
    callers, _, trace = caplog.text.partition("Traceback")
    assert "in ring\n    self.rung.emit()" in callers
    assert "in broken" in trace
    assert "in _heard" not in callers
    assert trace.strip().endswith("ZeroDivisionError: in a slot")


def test_going_on_makes_room_for_the_next(crashes: Crashes, qtbot: QtBot) -> None:
    raise_bug("the first")
    qtbot.waitUntil(lambda: crashes.dialog is not None)
    assert crashes.dialog is not None
    crashes.dialog.accept()
    qtbot.waitUntil(lambda: crashes.dialog is None)
    raise_bug("the second")
    qtbot.waitUntil(lambda: crashes.dialog is not None)


def test_the_hooks_are_given_back(look: QApplication, courier: Courier, tmp_path: Path) -> None:
    before = (sys.excepthook, threading.excepthook)
    made = Crashes(courier, tmp_path / "clearline.log", lambda: None)
    made.install()
    assert sys.excepthook != before[0]
    made.uninstall()
    assert (sys.excepthook, threading.excepthook) == before


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (Refused("Could not"), "warn"),
        (NeedsDecision("Sure?"), "warn"),
        (Throttled("Busy"), "warn"),
        (RefusedByRemote("No"), "bad"),
    ],
)
def test_what_is_tried_again_or_refused_is_milder(error: Refused, kind: str) -> None:
    assert words(error) == Said(kind, error.title, "")
