"""Deeds on web orders by keys: the digit opens the suggestion, Ctrl+Enter does it; a drafted message is read first and copied then."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPlainTextEdit
from pytestqt.qtbot import QtBot

from tests.app.policy.test_matrix import person
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme.kit import Button

CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
DRAFT = "Your order W1042\n\nGood day,\n\n100 x VLV-2040-SS -> 96 x VLV-2040-SS\n"


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    world = OrderWorld()
    world.judged_for, world.draft = person("order_manager"), DRAFT
    made = Desk(qtbot, courier, world, "validation", pages=PAGES)
    made.grid.go("validation-0")
    made.settle()
    return made


def test_a_wrong_quantity_is_fixed_by_one_key_and_a_commit(desk: Desk) -> None:
    desk.press("1")
    assert desk.case.sheet.isVisible()
    assert desk.case.sheet.inputs.values()["round"] in ("up", "down"), "the nearer is taken unless one says otherwise"
    assert desk.case.sheet.findChild(QPlainTextEdit).toPlainText() == DRAFT
    assert problems(desk.window) == []
    desk.press(CTRL_ENTER)
    assert desk.world.commands[-1].deed == "fix_and_book"
    assert QGuiApplication.clipboard().text() == DRAFT


def test_the_digits_are_those_of_the_queue(desk: Desk) -> None:
    numbered = {deed.key: deed.name for deed in desk.case.deeds() if deed.key.isdigit()}
    assert list(numbered.values()) == [
        "fix_and_book",
        "book_as_placed",
        "replace_item",
        "reject_web_order",
        "ask_customer",
        "link_order",
    ]
    denied = next(deed for deed in desk.case.deeds() if deed.name == "replace_item")
    assert (denied.verdict, denied.words) == ("denied", "Every product of it can be sold")


def test_a_bar_with_little_room_keeps_one_deed_that_can_be_done(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = OrderWorld()
    world.judged_for = person("order_manager")
    unlinked = next(k for k, p in world.parts.items() if p.finding and p.finding.verdict.cause == "unlinked")
    desk = Desk(qtbot, courier, world, "sync", pages=PAGES)
    desk.grid.go(unlinked)
    desk.settle()
    allowed = {d.name for d in desk.case.deeds() if d.key.isdigit() and d.verdict != "denied"}
    shown = [b.property("deed") for b in desk.case.bar.findChildren(Button) if b.isVisible() and b.property("deed")]
    assert shown[0] == "take_shop", "locked, in its fixed place"
    assert allowed & {*shown}
