"""The way in: checks while one types, what is wrong where it is wrong, rights, the first pull."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import ClearlineError, NotAuthorized, Trouble, Unreachable
from tests.ui.dialogs.entrance import NORDWIND, TEST_ERP, Desk, fill_in, press, probes, write
from tests.ui.stage import source
from tests.ui.theme.lint import is_clean
from ui.courier import Courier
from ui.dialogs.signin import SignInWindow
from ui.theme import style
from ui.theme.kit import Text


def said(window: SignInWindow) -> dict[str, tuple[str, str]]:
    return {name: (kind, words) for name, kind, words in window.form.checks.lines}


# ---- checking --------------------------------------------------------------------------------------------------------


def test_the_address_is_checked_when_one_pauses(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    assert said(window)["Address answers"] == ("none", "waits for the address")
    write("https://erp.nordwind.example")
    press(Qt.Key.Key_Tab)
    write("prod")
    qtbot.waitUntil(lambda: said(window)["Address answers"] == ("ok", "https://erp.nordwind.example"))
    assert desk.checks == [("https://erp.nordwind.example", "prod")], "one question, not one per key"
    assert said(window)["Clock"] == ("warn", "14 s apart")
    assert said(window)["Your sign-in"] == ("none", "waits for the password")


def test_half_an_address_asks_nobody(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    write("erp.nordwind")
    window.form.database.field.setText("prod")
    assert not window.form.is_checking
    assert desk.checks == []


def test_an_old_answer_is_not_shown(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.patient = True
    write("https://one.example")
    qtbot.waitUntil(lambda: len(desk.answers) == 1)
    write("x")
    qtbot.waitUntil(lambda: len(desk.answers) == 2)
    desk.answers[1].set_result(probes("the second"))
    qtbot.waitUntil(lambda: said(window)["Address answers"] == ("ok", "the second"))
    desk.answers[0].set_result(probes("the first"))
    QApplication.sendPostedEvents()
    assert said(window)["Address answers"] == ("ok", "the second")


# ---- signing in ------------------------------------------------------------------------------------------------------


def test_return_signs_in_with_what_was_typed(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    fill_in()
    press(Qt.Key.Key_Return)
    assert desk.entries == [("https://erp.nordwind.example", "nordwind_prod", "fiona.brandt", "s3cret", True)]
    qtbot.waitUntil(lambda: window.rights is not None)


def test_a_second_return_does_not_ask_twice(window: SignInWindow, desk: Desk) -> None:
    fill_in()
    press(Qt.Key.Key_Return)
    press(Qt.Key.Key_Return)
    assert len(desk.entries) == 1


def test_only_for_this_session(window: SignInWindow, desk: Desk) -> None:
    fill_in()
    window.form.session_only.click()
    assert window.form.kept == "Kept for this session only"
    press(Qt.Key.Key_Return)
    assert desk.entries[0][-1] is False


def test_without_a_keyring_it_says_so(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    desk = Desk(words="This machine has no system keyring: kept for this session only")
    window = SignInWindow(desk, courier)
    qtbot.addWidget(window)
    assert window.form.kept == "This machine has no system keyring: kept for this session only"


def test_what_the_keyring_said_is_told_when_it_has_answered(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    """It takes seconds where it is locked; nobody has to type an address to hear that there is none."""
    desk = Desk(words="The system keyring has not been asked yet.")
    window = SignInWindow(desk, courier)
    qtbot.addWidget(window)
    assert window.form.kept == "The system keyring has not been asked yet."
    desk.words = "This machine has no system keyring: kept for this session only"
    qtbot.waitUntil(lambda: window.form.kept == desk.words)


def test_what_is_missing_is_said_at_the_field(window: SignInWindow, desk: Desk) -> None:
    press(Qt.Key.Key_Return)
    form = window.form
    assert form.address.error == "Write the whole address, such as https://erp.example.com"
    assert form.password.error == "Write your password for the ERP"
    assert form.address.field.hasFocus()
    assert desk.entries == []
    write("h")
    assert form.address.error == ""
    assert form.password.error != ""


def test_a_wrong_password_is_said_there_and_can_be_written_over(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.error = NotAuthorized("The ERP does not accept this user name with this password", "Write it again.")
    fill_in()
    press(Qt.Key.Key_Return)
    form = window.form
    qtbot.waitUntil(lambda: form.password.error != "")
    assert form.password.error == "The ERP does not accept this user name with this password. Write it again."
    assert said(window)["Your sign-in"] == ("bad", "The ERP does not accept this user name with this password")
    assert form.password.field.hasFocus()
    desk.error = None
    write("right")
    assert form.password.error == ""
    press(Qt.Key.Key_Return)
    assert desk.entries[-1][3] == "right"


@pytest.mark.parametrize(
    ("error", "part"),
    [
        (Unreachable("The certificate of the ERP is not trusted", "Ask who runs it."), "address"),
        (Unreachable("The ERP does not answer"), "address"),
        (Trouble("There is no database nordwind_prod"), "database"),
    ],
)
def test_each_trouble_is_said_where_it_can_be_mended(
    window: SignInWindow, desk: Desk, qtbot: QtBot, error: ClearlineError, part: str
) -> None:
    desk.error = error
    fill_in()
    press(Qt.Key.Key_Return)
    place = getattr(window.form, part)
    qtbot.waitUntil(lambda: place.error.startswith(error.title))
    assert place.field.hasFocus()
    assert window.form.button.isEnabled()


def test_a_known_sign_in_needs_only_the_password(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    desk = Desk(profiles=(NORDWIND, TEST_ERP))
    window = SignInWindow(desk, courier)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    form = window.form
    assert (form.address.field.text(), form.database.field.text()) == (NORDWIND.address, NORDWIND.database)
    assert window.steps.company.note == "Nordwind Supply"
    qtbot.waitUntil(form.password.field.hasFocus)
    form.profiles.chosen.emit(1)
    assert form.login.field.text() == "fiona"
    form.database.field.setText("another")
    assert window.steps.company.state == "todo"
    window.close()


# ---- rights and first pull -------------------------------------------------------------------------------------------


def test_rights_then_the_queue(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.console.say(sources=(replace(source("starting"), last_ok=None, records=1200),))
    fill_in()
    with qtbot.waitSignal(window.opened) as opened:
        press(Qt.Key.Key_Return)
    assert opened.args == [desk.console]
    rights = window.rights
    assert rights is not None
    qtbot.waitUntil(lambda: rights.progress.text() == "1,200 records so far")
    assert window.steps.erp.note == "fiona.brandt, nordwind_prod"
    desk.console.say(sources=(replace(source(), records=31480),))
    desk.console.hear("sales")
    qtbot.waitUntil(lambda: rights.progress.text() == "31,480 records")
    assert window.steps.pull.state == "done"
    with qtbot.waitSignal(window.entered) as entered:
        press(Qt.Key.Key_Return)
    assert entered.args == [desk.console]


@pytest.mark.parametrize("roles", [frozenset(), frozenset({"csr"})])
def test_who_has_no_role_hears_what_to_do(window: SignInWindow, desk: Desk, qtbot: QtBot, roles: frozenset[str]) -> None:
    desk.console.me = replace(desk.console.me, roles=roles)
    fill_in()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.rights is not None)
    told = [text.text() for text in window.findChildren(Text) if "You have no role in this team yet" in text.text()]
    assert len(told) == (0 if roles else 1)
    qtbot.waitUntil(is_clean(window))


def test_a_pull_that_stops_says_why(window: SignInWindow, desk: Desk, qtbot: QtBot) -> None:
    desk.console.say(sources=(replace(source("offline", words="The ERP does not answer. It is tried again."), last_ok=None),))
    fill_in()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.rights is not None and window.rights.state == "The ERP does not answer. It is tried again.")


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut(
    look: QApplication, window: SignInWindow, desk: Desk, qtbot: QtBot, size: tuple[int, int], mode: str
) -> None:
    style.apply(look, mode)
    window.resize(*size)
    fill_in()
    window.form.address.show_error("The ERP does not answer. The certificate is not trusted on this machine.")
    window.form.password.show_error("The ERP does not accept this user name with this password")
    qtbot.waitUntil(is_clean(window))
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.rights is not None)
    qtbot.waitUntil(is_clean(window))


def test_a_password_in_the_keyring_is_not_asked_again(look: QApplication, qtbot: QtBot, courier: Courier) -> None:
    desk = Desk(profiles=(NORDWIND,), keyring={NORDWIND.login})
    window = SignInWindow(desk, courier)
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    qtbot.waitUntil(lambda: window.form.password.field.placeholderText() == "Kept in the system keyring")
    press(Qt.Key.Key_Return)
    assert desk.entries == [(NORDWIND.address, NORDWIND.database, NORDWIND.login, "", True)]
    window.close()
