"""No accident in any drawn page: no text cut, nothing on top of another, light and dark, at both sizes of the look."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.domain.letter import LetterState
from app.domain.ref import NO_NUMBER
from tests.ui.desk import Desk
from tests.ui.samples import letter, waiting
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier

SIZES = [(1440, 900), (1100, 700)]


def plain(desk: Desk) -> None:
    desk.grid.go("case-SO-10482")


def preview(desk: Desk) -> None:
    plain(desk)
    desk.settle()
    desk.press("1", "Cash in transit covers it by 26 Nov")


def raising(desk: Desk) -> None:
    plain(desk)
    desk.settle()
    desk.press("2", "2099-01-31")
    desk.case.sheet.ask_again()


def fields_wrong(desk: Desk) -> None:
    plain(desk)
    desk.settle()
    desk.press("2")
    desk.case.sheet.inputs.complete()


def approval(desk: Desk) -> None:
    desk.world.pending["case-SO-10440"] = waiting(desk.world.row("SO-10440"), desk.world.now)
    desk.world.denied = {"release_hold": "Waits for a credit manager", "raise_limit": "Waits for a credit manager"}
    desk.grid.go("case-SO-10440")


def refused(desk: Desk) -> None:
    pending = waiting(desk.world.row("SO-10482"), desk.world.now, state="refused")
    said = "The ERP held the order again: another order raised the exposure to 435,830.00 at 09:30. Nothing was sent to the customer."
    desk.world.pending["case-SO-10482"] = replace(pending, words=said)
    receipt = "Credit check failed: limit exceeded by 35 830,00 EUR"
    desk.world.letters = [letter("SO-10482", LetterState.REFUSED, desk.world.now, id="dec-1/1", receipt=receipt)]
    plain(desk)


def marked(desk: Desk) -> None:
    desk.grid.mark_all()
    plain(desk)


def nothing(desk: Desk) -> None:
    desk.world.rows.clear()
    desk.page.list.view("mine")


def numberless(desk: Desk) -> None:
    """Its record cannot be read: the key stands in the tool tip, beside the name, and on the page."""
    key = "order_01M8QF2W4Z7K9XABCDEFGHJKMN"
    at = desk.world.rows.index(desk.world.row("SO-10482"))
    desk.world.rows[at] = replace(desk.world.rows[at], number=NO_NUMBER, key=key)
    desk.world.tell("case-SO-10482")
    desk.hear()
    plain(desk)
    desk.settle()
    model = desk.grid.table
    cell = model.index(model.row_of("case-SO-10482"), model.spoken_column)
    assert cell.data() == NO_NUMBER
    assert key in cell.data(Qt.ItemDataRole.ToolTipRole)
    assert key in cell.data(Qt.ItemDataRole.AccessibleTextRole)
    desk.case.head.copy.click()
    assert QGuiApplication.clipboard().text() == key


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize(
    "moment", [plain, numberless, preview, raising, fields_wrong, approval, refused, marked, nothing], ids=lambda m: m.__name__
)
def test_the_queue_is_drawn_without_accidents(
    qtbot: QtBot, look: Any, courier: Courier, size: tuple[int, int], moment: Callable[[Desk], None]
) -> None:
    desk = Desk(qtbot, courier, World(), size=size)
    moment(desk)
    desk.settle()
    assert problems(desk.window) == []


@pytest.mark.parametrize("size", SIZES, ids=str)
@pytest.mark.parametrize("page", ["outbox", "holds"])
def test_the_other_pages_are_drawn_without_accidents(
    qtbot: QtBot, look: Any, courier: Courier, size: tuple[int, int], page: str
) -> None:
    world = World()
    world.offline, world.quarantined = True, 2
    states = (LetterState.PARKED, LetterState.QUEUED, LetterState.UNKNOWN, LetterState.REFUSED)
    world.letters = [letter(f"SO-{i}", s, world.now, id=f"{i}aaa/1", receipt="Party is locked") for i, s in enumerate(states)]
    desk = Desk(qtbot, courier, world, page, size)
    assert problems(desk.window) == []
