"""The sign-in to a second system, on the doubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.connectors import CONNECTORS
from app.signin import Desk as RealDesk
from app.store.team import migrate_team
from tests.app.office import PEOPLE, company
from tests.doubles.medusa import FakeMedusa
from tests.doubles.tryton import FakeTryton
from tests.ui.dialogs.entrance import Desk, fill_in, press, write
from tests.ui.theme.lint import is_clean
from ui.courier import Courier
from ui.dialogs.signform import SignForm
from ui.dialogs.signin import SignInWindow
from ui.theme import style


@dataclass
class Both:
    """The sign-in window of a new machine, with a Tryton and a Medusa to sign in to."""

    window: SignInWindow
    desk: RealDesk
    erp: FakeTryton
    shop: FakeMedusa
    bot: QtBot

    def until(self, true: Callable[[], object]) -> None:
        self.bot.waitUntil(lambda: bool(true()))

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


def test_a_mail_server_has_a_sender_and_an_address_of_its_own_kind(qtbot: QtBot, courier: Courier) -> None:
    way = Desk(offer=next(offer for offer in CONNECTORS if offer.kind == "mail"))
    form = SignForm(way, courier)
    qtbot.addWidget(form)
    form.show()
    form.address.field.setText("https://mail.example.com")
    form.submit()
    assert form.address.error == "Write the whole address, such as smtp://mail.example.com"
    assert form.database.error == "Write the from address"
    for part, text in (
        (form.address, "smtp://mail.example.com"),
        (form.database, "orders@nordhafen.example"),
        (form.login, "carla"),
    ):
        part.field.setText(text)
    form.password.field.setText("harbour")
    form.submit()
    assert way.entries == [("smtp://mail.example.com", "orders@nordhafen.example", "carla", "harbour", True)]
    form.stop()
    form.hide()
