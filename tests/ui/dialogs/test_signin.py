"""The way in: checks while one types, what is wrong where it is wrong, rights, the first pull."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.connectors import CONNECTORS
from app.errors import ClearlineError, NotAuthorized, Trouble, Unreachable
from app.signin import Desk as RealDesk
from app.store.team import migrate_team
from tests.app.office import PEOPLE, company
from tests.doubles.medusa import FakeMedusa
from tests.doubles.tryton import FakeTryton
from tests.ui.stage import StageConsole, done, source
from tests.ui.theme.lint import is_clean
from ui.courier import Courier
from ui.dialogs.signform import SignForm
from ui.dialogs.signin import SignInWindow
from ui.theme import style

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


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def window(look: QApplication, qtbot: QtBot, desk: Desk, courier: Courier) -> Iterator[SignInWindow]:
    made = SignInWindow(desk, courier)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.form.focus_first()
    yield made
    made.close()


def write(text: str) -> None:
    QTest.keyClicks(QApplication.focusWidget(), text)


def press(key: Qt.Key) -> None:
    QTest.keyClick(QApplication.focusWidget(), key)


def fill_in(password: str = "s3cret") -> None:
    for text in ("https://erp.nordwind.example", "nordwind_prod", "fiona.brandt", password):
        write(text)
        if text != password:
            press(Qt.Key.Key_Tab)


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


# ---- the second system, on the doubles ---------------------------------------------------------------------------------------------


@dataclass
class Both:
    """The sign-in window of a new machine, with a Tryton and a Medusa to sign in to."""

    window: SignInWindow
    desk: RealDesk
    erp: FakeTryton
    shop: FakeMedusa
    bot: QtBot

    def until(self, true: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(true()), timeout=30_000)

    def enter_erp(self) -> SignForm:
        for text in (self.erp.url, self.erp.database, "fiona"):
            write(text)
            press(Qt.Key.Key_Tab)
        write(self.erp.erp.passwords["fiona"])
        press(Qt.Key.Key_Return)
        self.until(lambda: self.window.shop is not None)
        assert self.window.shop is not None
        return self.window.shop

    def write_shop(self, url: str = "", password: str = "") -> None:
        write(url or self.shop.url)
        press(Qt.Key.Key_Tab)
        write(self.shop.logins["fiona"])
        press(Qt.Key.Key_Tab)
        write(password or self.shop.passwords["fiona"])


@pytest.fixture
def both(look: QApplication, qtbot: QtBot, courier: Courier, tmp_path: Path) -> Iterator[Both]:
    with ExitStack() as stack:
        erp, shop = company(stack), FakeMedusa(addon=False)
        stack.callback(shop.close)
        migrate_team(f"sqlite:///{tmp_path / 'team.db'}", PEOPLE)
        desk = RealDesk(tmp_path / "profiles")
        stack.callback(desk.close)
        window = SignInWindow(desk, courier)
        qtbot.addWidget(window)
        window.opened.connect(lambda console: (stack.callback(console.close), console.start()))
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        window.form.focus_first()
        yield Both(window, desk, erp, shop, qtbot)
        window.close()


def test_both_systems_by_keys(both: Both) -> None:
    form = both.enter_erp()
    assert both.window.steps.shop.state == "now"
    assert form.address.field.hasFocus()
    assert not form.database.isVisible(), "a shop's address is one shop"
    both.write_shop()
    both.until(lambda: said_of(form).get("It is a Medusa") == ("ok", "well"))
    assert said_of(form)["Clock"][0] == "ok"
    press(Qt.Key.Key_Return)
    both.until(lambda: both.window.rights is not None)
    rights = both.window.rights
    assert rights is not None
    assert (both.window.steps.shop.state, both.window.steps.shop.note) == ("done", both.shop.logins["fiona"])
    both.until(lambda: rights.done)
    assert rights.each.keys() == {"tryton", "medusa"}
    assert rights.each["medusa"] != "Shop 0"
    assert rights.progress.text() == f"{sum(int(w.split()[-1].replace(',', '')) for w in rights.each.values()):,} records"


def test_what_is_wrong_with_the_shop_is_said_there_and_nothing_is_lost(both: Both) -> None:
    form = both.enter_erp()
    both.write_shop(password="wrong")
    press(Qt.Key.Key_Return)
    both.until(lambda: form.password.error)
    assert form.password.error.endswith("Check the e-mail address and the password.")
    assert form.password.field.hasFocus()
    form.address.field.setText("http://127.0.0.1:1")
    form.password.field.setText(both.shop.passwords["fiona"])
    press(Qt.Key.Key_Return)
    both.until(lambda: form.address.error)
    assert "127.0.0.1:1 cannot be reached" in form.address.error
    form.address.field.setText(both.shop.url)
    both.shop.faults.plan("html", lambda call: call.startswith("POST /auth"))
    press(Qt.Key.Key_Return)
    both.until(lambda: "is not what a Medusa writes" in form.address.error)
    assert form.login.field.text() == both.shop.logins["fiona"]
    press(Qt.Key.Key_Return)
    both.until(lambda: both.window.rights is not None)


def test_esc_goes_on_without_the_shop(both: Both) -> None:
    both.enter_erp()
    press(Qt.Key.Key_Escape)
    rights = both.window.rights
    assert rights is not None
    assert (both.window.steps.shop.state, both.window.steps.shop.note) == ("todo", "can be added in Sync")
    both.until(lambda: rights.done)


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


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_shop_fits(look: QApplication, window: SignInWindow, desk: Desk, qtbot: QtBot, mode: str) -> None:
    style.apply(look, mode)
    window.resize(1100, 700)
    desk.console.doors.all = [Closed()]
    fill_in()
    press(Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.shop is not None)
    assert window.shop is not None
    window.shop.address.show_error(
        "The certificate of shop.nordwind.example cannot be trusted. Nothing was sent. Ask your administrator."
    )
    window.shop.password.show_error("shop.nordwind.example refused the sign-in of fiona@nordwind.example. Check the password.")
    qtbot.waitUntil(is_clean(window))


class Closed(Desk):
    """The shop's door, of a profile that does not name it yet."""

    is_open, is_new = False, True

    def __init__(self) -> None:
        super().__init__(offer=CONNECTORS[1])


def said_of(form: SignForm) -> dict[str, tuple[str, str]]:
    return {name: (kind, words) for name, kind, words in form.checks.lines}
