"""From sign-in or profile to a window, the layout kept, and the stop in order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import capture_exceptions
from pytestqt.qtbot import QtBot

from app.lanes.lane import assert_not_gui_thread
from tests.ui.dialogs.entrance import NORDWIND, Desk
from tests.ui.stage import StageConsole, pages
from ui.dialogs.signin import SignInWindow
from ui.shell.session import VIEW, Session
from ui.shell.window import MainWindow
from ui.theme.kit import Field


class ClosableDesk(Desk):
    closed = 0

    def close(self) -> None:
        self.closed += 1


@pytest.fixture
def session(look: QApplication, tmp_path: Path) -> Iterator[Session]:
    made = Session(look, pages(), tmp_path / "clearline.log")
    yield made
    if made.window is not None:
        made.window.close()
    made.close()
    made.deleteLater()


def test_a_profile_opens_its_window(session: Session, qtbot: QtBot) -> None:
    console = StageConsole()
    session.begin(console)  # type: ignore[arg-type]
    assert isinstance(session.window, MainWindow)
    assert session.window.page_name == "credit"
    assert console.started == 1
    with pytest.raises(AssertionError):
        assert_not_gui_thread()


def test_a_window_says_what_an_earlier_run_left_unfinished(session: Session) -> None:
    console = StageConsole()
    console.say(recovered=1)
    session.begin(console)  # type: ignore[arg-type]
    assert isinstance(session.window, MainWindow)
    assert [toast.title for toast in session.window.toasts.pile] == ["1 decision recovered from the last run"]


def test_the_layout_comes_back(session: Session, look: QApplication) -> None:
    console = StageConsole()
    console.views[VIEW] = json.dumps({"page": "outbox", "theme": "dark"})
    session.begin(console)  # type: ignore[arg-type]
    window = session.window
    assert isinstance(window, MainWindow)
    assert window.page_name == "outbox"
    assert window.grab().toImage().pixelColor(100, 600).name().upper() == "#0E0F12"
    window.go("holds")
    window.resize(1300, 800)
    window.close()
    kept = json.loads(console.views[VIEW])
    assert (kept["page"], kept["theme"]) == ("holds", "dark")
    assert kept["geometry"]


@pytest.mark.parametrize("broken", ["{", "[]", '{"page": 7, "geometry": "?"}', '{"page": "quotes"}'])
def test_a_layout_that_cannot_be_read_is_forgotten(session: Session, broken: str) -> None:
    console = StageConsole()
    console.views[VIEW] = broken
    session.begin(console)  # type: ignore[arg-type]
    assert isinstance(session.window, MainWindow)
    assert session.window.page_name == "credit"


def test_the_theme_is_chosen_in_the_palette_and_kept(session: Session, qtbot: QtBot) -> None:
    console = StageConsole()
    session.begin(console)  # type: ignore[arg-type]
    window = session.window
    assert isinstance(window, MainWindow)
    with qtbot.waitActive(window):
        window.activateWindow()
    window.open_palette()
    assert window.layer is not None
    field = window.layer.findChild(Field)
    assert field is not None
    QTest.keyClicks(field, "dark")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert session.themes.mode == "dark"
    assert json.loads(console.views[VIEW])["theme"] == "dark"
    assert window.grab().toImage().pixelColor(100, 600).name().upper() == "#0E0F12"


def test_signing_in_leads_to_the_window(session: Session, qtbot: QtBot) -> None:
    desk = ClosableDesk(profiles=(NORDWIND,))
    session.begin(desk)
    window = session.window
    assert isinstance(window, SignInWindow)
    QTest.keyClicks(window.form.password.field, "s3cret")
    QTest.keyClick(window.form.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.rights is not None)
    assert desk.console.started == 1
    assert window.rights is not None
    QTest.keyClick(window.rights, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: isinstance(session.window, MainWindow))
    assert desk.console.started == 1


def test_a_second_return_on_its_way_opens_nothing_more(session: Session, qtbot: QtBot) -> None:
    """The queue takes a moment to open; who presses Return again meanwhile still presses it in the page that leads there."""
    desk = ClosableDesk(profiles=(NORDWIND,))
    session.begin(desk)
    before = session.window
    assert isinstance(before, SignInWindow)
    QTest.keyClicks(before.form.password.field, "s3cret")
    QTest.keyClick(before.form.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: before.rights is not None)
    rights = before.rights
    assert rights is not None
    with capture_exceptions() as bugs:
        QTest.keyClick(rights, Qt.Key.Key_Return)
        after = session.window
        QTest.keyClick(rights, Qt.Key.Key_Return)
        rights.button.click()
    assert bugs == []
    assert isinstance(after, MainWindow)
    assert session.window is after


def test_closing_stops_everything_once(look: QApplication, tmp_path: Path, qtbot: QtBot) -> None:
    session = Session(look, pages(), tmp_path / "clearline.log")
    desk = ClosableDesk(profiles=(NORDWIND,))
    session.begin(desk)
    window = session.window
    assert isinstance(window, SignInWindow)
    QTest.keyClicks(window.form.password.field, "s3cret")
    QTest.keyClick(window.form.password.field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.rights is not None)
    window.close()
    session.close()
    assert (desk.console.closed, desk.closed) == (1, 1)
    assert_not_gui_thread()
    session.deleteLater()
