"""The matrix of deliveries by keyboard alone: cells, digits, refusals with their reason, proposals, and what the sheet makes of it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.allocation import alternatives
from app.domain.fulfilment import written
from app.policy.sourcing import sourcing
from app.rules.goods import matrix_of
from tests.app.rules import goods_world as g
from tests.app.rules.world import TODAY
from tests.ui.orders import GOODS_SHORT
from ui.cases.matrix import Matrix

BEFORE = matrix_of(GOODS_SHORT)
WAYS = tuple((written(BEFORE, w.matrix), w.name) for w in alternatives(BEFORE, sourcing(g.WAREHOUSES, g.ERP, None), TODAY))


def matrix(qtbot: QtBot, value: str = "") -> Matrix:
    made = Matrix(BEFORE, WAYS, value, "Groups")
    qtbot.addWidget(made)
    made.resize(720, made.height())
    made.show()
    made.setFocus()
    return made


def press(at: Matrix, *keys: Qt.Key) -> None:
    for key in keys:
        QTest.keyClick(at, key)


def to(at: Matrix, group: str) -> None:
    """Along the line to the cell of this group."""
    keys = [x.key for x in BEFORE.groups]
    step = keys.index(group) - keys.index(at._here()[1].key)
    press(at, *[Qt.Key.Key_Right if step > 0 else Qt.Key.Key_Left] * abs(step))


def test_it_begins_at_the_first_shortage_and_says_what_is_there(qtbot: QtBot, look: Any) -> None:
    at = matrix(qtbot)
    assert at.accessibleName() == "Groups, VLV-2040-SS in SH-7 from North: 120, 40 short"
    to(at, "+5")
    assert at.accessibleName() == "Groups, VLV-2040-SS in a new delivery from South: 0, 212 free"
    to(at, "8")
    assert at.accessibleName().endswith("0, picked, cannot change")


def test_digits_move_pieces_and_every_one_stays_placed(qtbot: QtBot, look: Any) -> None:
    at = matrix(qtbot)
    heard: list[str] = []
    at.textChanged.connect(heard.append)
    to(at, "+5")
    press(at, Qt.Key.Key_4, Qt.Key.Key_0)
    assert heard == ["20:7>+5=4", "20:7>+5=40"]
    assert at.accessibleName().endswith("40, was 0")
    press(at, Qt.Key.Key_Backspace)
    assert at.text() == "20:7>+5=4"
    press(at, Qt.Key.Key_Backspace)
    assert at.text() == ""
    to(at, "7")
    press(at, Qt.Key.Key_8, Qt.Key.Key_0)
    assert at.text() == "20:7>+5=40"


def test_what_cannot_be_is_said_and_nothing_moves(qtbot: QtBot, look: Any) -> None:
    at = matrix(qtbot)
    to(at, "8")
    press(at, Qt.Key.Key_5)
    assert at.accessibleDescription() == "SH-8: picked, cannot change"
    assert at.text() == ""
    to(at, "+5")
    assert at.accessibleDescription() == ""
    press(at, Qt.Key.Key_Down, Qt.Key.Key_9, Qt.Key.Key_9)
    assert at.accessibleDescription() == "South has 31 free, not 99"
    assert at.text() == ""


def test_o_goes_through_the_proposals_and_back_to_how_it_was(qtbot: QtBot, look: Any) -> None:
    at = matrix(qtbot)
    seen = []
    for _ in range(len(WAYS) + 1):
        press(at, Qt.Key.Key_O)
        seen.append(at.text())
    assert seen == [*(text for text, _ in WAYS), ""]


def test_a_value_that_cannot_be_any_more_is_none(qtbot: QtBot, look: Any) -> None:
    assert matrix(qtbot, "20:7>+5=40").text() == "20:7>+5=40"
    assert matrix(qtbot, "20:8>+5=40").text() == ""
