"""The message in the sheet by keys: read with whom it goes to, changed, left out, and never sent to nobody without being told so."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.app.policy.test_matrix import person
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.courier import Courier
from ui.shell.pages import PAGES

CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
TEXT = "Good day,\n\n100 x VLV-2040-SS -> 96 x VLV-2040-SS"


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    world = OrderWorld()
    world.judged_for, world.draft, world.mail_to = (
        person("order_manager"),
        f"Your order W1042\n\n{TEXT}\n",
        "buyer@customer.example",
    )
    made = Desk(qtbot, courier, world, "validation", pages=PAGES)
    made.grid.go("validation-0")
    made.settle()
    QGuiApplication.clipboard().clear()
    return made


def fields(desk: Desk) -> dict[str, str]:
    return {k: v for k, v in desk.world.commands[-1].fields.items() if k.startswith("message:")}


def test_it_is_read_with_whom_it_goes_to_and_sent_as_it_is(desk: Desk) -> None:
    desk.press("1")
    desk.settle()
    writing = desk.case.sheet.writing
    assert writing.isVisible()
    assert writing._to.text() == "to buyer@customer.example, in English"
    assert (writing.subject.text(), writing.text.toPlainText()) == ("Your order W1042", TEXT)
    assert problems(desk.window) == []
    desk.press(CTRL_ENTER)
    assert fields(desk) == {"message:tell": "send"}
    assert not QGuiApplication.clipboard().text(), "nothing is left to be sent by hand"


def test_its_words_are_changed_by_keys_and_go_as_typed(desk: Desk, qtbot: QtBot) -> None:
    desk.press("1")
    desk.settle()
    writing = desk.case.sheet.writing
    writing.text.setFocus()
    qtbot.keyClicks(writing.text, "Dear Ann, ")
    desk.press(CTRL_ENTER)
    desk.settle()
    assert fields(desk) == {"message:tell": "send", "message:subject": "Your order W1042", "message:text": f"Dear Ann, {TEXT}"}


def test_space_on_the_box_leaves_it_out(desk: Desk, qtbot: QtBot) -> None:
    desk.press("1")
    desk.settle()
    writing = desk.case.sheet.writing
    writing.tell.setFocus()
    qtbot.keyClick(writing.tell, Qt.Key.Key_Space)
    desk.case.sheet.ask_again()
    desk.settle()
    assert not writing.text.isVisible()
    desk.press(CTRL_ENTER)
    desk.settle()
    assert fields(desk) == {"message:tell": "without"}


def test_without_an_address_it_goes_on_only_if_the_person_says_so(desk: Desk) -> None:
    desk.world.mail_to = ""
    desk.press("1")
    desk.settle()
    sheet = desk.case.sheet
    assert sheet.writing._words.text() == "No e-mail address of this customer is known"
    desk.press(CTRL_ENTER)
    desk.settle()
    assert not desk.world.commands
    sheet.writing.tell.click()
    sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    desk.settle()
    assert fields(desk) == {"message:tell": "without"}


def test_what_was_told_already_is_said_and_does_not_stop_the_deed(desk: Desk) -> None:
    desk.world.told_already = "Mara Lind told the customer the same about W1042 4 min ago"
    desk.press("1")
    desk.settle()
    writing = desk.case.sheet.writing
    assert writing._words.text() == desk.world.told_already
    assert not writing.text.isVisible()
    desk.press(CTRL_ENTER)
    desk.settle()
    assert desk.world.commands


def test_figures_that_change_draft_it_anew_and_say_so(desk: Desk, qtbot: QtBot) -> None:
    desk.press("1")
    desk.settle()
    writing = desk.case.sheet.writing
    writing.text.setFocus()
    qtbot.keyClicks(writing.text, "Dear Ann, ")
    desk.world.draft = "Your order W1042\n\nGood day,\n\nanother day\n"
    desk.case.sheet.ask_again()
    desk.settle()
    assert writing.text.toPlainText() == "Good day,\n\nanother day"
    assert "drafted anew" in writing._words.text()
