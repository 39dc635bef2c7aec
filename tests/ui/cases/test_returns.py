"""Returns on screen: what may come back, what came, what becomes of it and what is given back, each by a few keys."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.commands import find
from app.commands.command import Command
from app.domain.dossier import ReturnDossier
from app.domain.person import Person
from app.domain.preview import PreviewView
from tests.app.commands.returns import parts
from tests.app.policy.test_matrix import POLICY, person
from tests.app.rules import return_world as w
from tests.app.rules.world import NOW
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
MANAGER = person("order_manager")
STAGES = {
    "To authorise": w.dossier,
    "To receive": w.authorised,
    "To inspect": w.received,
    "To credit": w.inspected,
    "Set aside": lambda: w.credited(w.ASIDE),
}


class ReturnWorld(OrderWorld):
    """One return at each of its steps; judged for ``person``."""

    def __init__(self, me: Person = MANAGER, **changes: ReturnDossier) -> None:
        super().__init__()
        self.judged_for = me
        for n, (group, make) in enumerate(STAGES.items()):
            found = parts(changes.get(group) or make())
            row = replace(
                self.rows[0],
                case_id=f"return-{n}",
                number="SO00030",
                amount=found.row.amount,
                over=None,
                group=group,
                ship_date=None,
            )
            self.rows.append(row)
            soon = replace(row, due_at=NOW + timedelta(minutes=172), started_at=NOW - timedelta(minutes=20))
            self.parts[row.case_id] = replace(found, row=soon)

    def _preview(self, command: Command) -> PreviewView:
        spec = find(command.deed)
        assert spec is not None
        return spec.preview(self.parts[command.case_id], self.judged_for, POLICY, command.fields, NOW)


def at(qtbot: QtBot, courier: Courier, stage: int, size: tuple[int, int] = (1440, 900), world: ReturnWorld | None = None) -> Desk:
    made = Desk(qtbot, courier, world or ReturnWorld(), "return", size, PAGES)
    made.grid.go(f"return-{stage}")
    made.settle()
    return made


def sent(desk: Desk) -> tuple[str, dict[str, str]]:
    desk.case.sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    last = desk.world.commands[-1]
    return last.deed, dict(last.fields)


def test_fewer_pieces_are_authorised_by_typing_over_the_count(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 0)
    desk.press("1", Qt.Key.Key_Tab, "1")
    assert desk.case.sheet.inputs.values() == {"n31": "3", "n32": "1"}
    assert sent(desk) == ("authorise_return", {"n31": "3", "n32": "1"})


def test_more_than_was_asked_for_is_said_to_be_too_many(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 0)
    desk.press("1", "4")
    assert not desk.case.sheet.inputs.complete()


def test_what_came_in_is_typed_line_by_line(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 1)
    desk.press("2", "2")
    assert sent(desk) == ("receive_return", {"n431": "2", "n432": "2"})


def test_restock_quarantine_and_scrap_are_one_digit_a_line(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 2)
    desk.press("3", "3", Qt.Key.Key_Tab, "2")
    assert sent(desk) == ("inspect_return", {"d5431": "scrap", "d5432": "quarantine"})


def test_the_money_goes_back_with_two_keys(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 3)
    desk.press("4")
    assert sent(desk) == ("credit_return", {"n9031": "3", "n9032": "2"})


def test_what_is_set_aside_goes_back_on_sale_after_the_money_went_back(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 4)
    desk.press("5", Qt.Key.Key_Tab, "3")
    assert sent(desk) == ("dispose_return", {"what": "5431@6", "count": "3", "to": "restock"})


def test_no_fee_takes_a_reason(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 3)
    desk.press(Qt.Key.Key_F)
    desk.case.sheet.inputs.focus_first()
    desk.press("Our mistake in the picking")
    deed, fields = sent(desk)
    assert (deed, fields["reason"]) == ("credit_without_fee", "Our mistake in the picking")


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_at_any_step(qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int]) -> None:
    style.apply(look, mode)
    world = ReturnWorld()
    for stage, key in enumerate("12345"):
        desk = at(qtbot, courier, stage, size, world)
        assert problems(desk.window) == []
        desk.press(key)
        desk.case.sheet.ask_again()
        desk.settle()
        assert problems(desk.window) == []
        desk.press(Qt.Key.Key_Escape)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_what_is_given_back_in_the_shop_too_stands_beside_it(qtbot: QtBot, look: Any, courier: Courier, mode: str) -> None:
    """The web order on the page, both systems' effects and the point of no return on the sheet; nothing is cut."""
    style.apply(look, mode)
    world = ReturnWorld(**{"To credit": w.inspected(**w.placed_as())})
    desk = at(qtbot, courier, 3, world=world)
    desk.press("4")
    desk.case.sheet.ask_again()
    desk.settle()
    told = [label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()]
    for words in ("In the shop, W1042", "151.72 EUR of 357.00 EUR paid goes back", "HYD-18 came back", "step 1 of 2"):
        assert any(words in text for text in told), words
    assert problems(desk.window) == []
