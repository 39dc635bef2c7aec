"""The matrix of deliveries by keyboard alone: cells, digits, refusals with their reason, proposals, and what the sheet makes of it."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.domain.allocation import alternatives
from app.domain.fulfilment import written
from app.rules.goods import matrix_of
from tests.app.policy.test_matrix import person
from tests.app.rules import goods_world as g
from tests.app.rules.world import TODAY
from tests.ui.desk import Desk
from tests.ui.orders import GOODS_SHORT, OrderWorld
from tests.ui.theme.lint import is_clean, problems
from ui.cases.matrix import Matrix
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

BEFORE = matrix_of(GOODS_SHORT)
WAYS = tuple((written(BEFORE, w.matrix), w.name) for w in alternatives(BEFORE, g.SOURCING.of(g.WAREHOUSES, g.ERP, None), TODAY))


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


def previewed(qtbot: QtBot, courier: Courier, size: tuple[int, int]) -> Desk:
    """The sheet with all that can be in it: what it would do, a message to be written in, the matrix."""
    world = OrderWorld()
    world.judged_for = person("order_manager")
    world.draft, world.mail_to = "Your order W1042\n\nGood day,\n\nit comes in two parts.\n", "buyer@customer.example"
    desk = Desk(qtbot, courier, world, "split", size, PAGES)
    desk.grid.go("split-0")
    desk.settle()
    desk.press("1")
    desk.settle()
    desk.press("o")
    desk.case.sheet.ask_again()
    desk.settle()
    return desk


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1100, 700), (1440, 900)])
def test_every_proposal_can_be_read_beside_the_button_however_low_the_window_is(
    qtbot: QtBot, look: Any, courier: Courier, size: tuple[int, int], theme: Any
) -> None:
    style.apply(look, theme)
    desk = previewed(qtbot, courier, size)
    sheet = desk.case.sheet
    [at] = sheet.findChildren(Matrix)
    port = sheet.roll.viewport()
    ways = at._room.all_ways().toAlignedRect()
    assert len(at._ways) == 3
    assert port.rect().contains(ways.translated(at.mapTo(port, QPoint(0, 0))))
    assert sheet._primary.isVisible()
    assert desk.case.rect().contains(sheet.geometry())
    qtbot.waitUntil(is_clean(desk.window))
    desk.press(Qt.Key.Key_Up)
    desk.settle()
    cell = at._room.cell(at._row, at._column).toAlignedRect()
    assert port.rect().contains(cell.translated(at.mapTo(port, QPoint(0, 0)))), "the cursor is never out of sight"


@pytest.mark.parametrize("wide", [300, 420, 502, 900])
def test_no_word_of_a_cell_or_a_proposal_is_cut(qtbot: QtBot, look: Any, wide: int) -> None:
    long = tuple(
        (text, f"{name.capitalize()}: 3 deliveries, 138.00 EUR freight, all there by Wed 30 Dec 2026") for text, name in WAYS
    )
    at = Matrix(BEFORE, long, "", "Groups")
    qtbot.addWidget(at)
    at.resize(wide, at.height())
    at.show()
    press(at, Qt.Key.Key_O)
    cut = [x for x in problems(at) if "Wed 30" in x or "cannot" in x or "was" in x or "free" in x]
    assert cut == []
    assert at.height() == at._room.height
