"""A carrier claim at the keyboard: pieces, law, value and carrier by keys; afterwards the page says what was claimed."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.app.rules import damage_world as w
from tests.ui.cases.test_damage import CTRL_ENTER, DamageWorld, at
from tests.ui.pictures_of import carton
from tests.ui.theme.lint import problems
from ui.courier import Courier
from ui.theme import style


def claimed() -> DamageWorld:
    made = DamageWorld(files=(w.attached(), w.packet("#2")))
    made.files = {"80": carton(), "90": b"%PDF-1.4"}
    return made


def test_a_claim_is_filled_in_by_keys(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, DamageWorld(files=(w.attached(),)))
    desk.press("3")
    assert desk.case.sheet.inputs.values() == {"each": "50.00", "pieces": "1", "mode": "road", "carrier": ""}
    desk.press(Qt.Key.Key_Tab, "1", "2", "3", Qt.Key.Key_Tab, "3", Qt.Key.Key_Tab, "Spedition Nord")
    desk.case.sheet.ask_again()
    desk.settle()
    assert desk.case.sheet.inputs.values() == {"each": "50.00", "pieces": "2,3", "mode": "air", "carrier": "Spedition Nord"}
    desk.press(CTRL_ENTER)
    command = desk.world.commands[-1]
    assert (command.deed, command.fields["mode"]) == ("claim_carrier", "air")
    assert desk.number == "CL00003"  # it goes on with the same case


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut(qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int]) -> None:
    style.apply(look, mode)
    desk = at(qtbot, courier, claimed(), size)
    assert problems(desk.window) == []
    desk.press("3", "3")
    desk.case.sheet.ask_again()
    desk.settle()
    assert problems(desk.window) == []
