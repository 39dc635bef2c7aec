"""Damaged goods on screen: pieces are ticked by their digit while a remedy is open, and the same boxes show it in the evidence."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import find
from app.commands.command import Command
from app.domain.attachment import Attachment
from app.domain.person import Person
from app.domain.preview import PreviewView
from tests.app.commands.damage import parts
from tests.app.policy.test_matrix import CSR, POLICY
from tests.app.rules import damage_world as w
from tests.app.rules.world import NOW
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.cases.pieces import Pieces
from ui.cases.units import Units
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


class DamageWorld(OrderWorld):
    """One complaint about six pieces, the first of which was replaced; judged for ``person``."""

    def __init__(self, count: int = 6, me: Person = CSR, files: tuple[Attachment, ...] = ()) -> None:
        super().__init__()
        self.judged_for = me
        sibling = w.complaint(ref=w.Ref("tryton", "complaint", "5"), number="CL00005")
        of = w.dossier(
            lines=(w.line(count),),
            moves=(w.move(quantity=w.Decimal(count)),),
            others=(sibling,),
            made=(w.replacement(complaint="5", reference="CL00005 #1"),),
            attachments=files,
        )
        row = replace(
            self.rows[0],
            case_id="damage-0",
            number="CL00003",
            amount=of.lines[0].net,
            over=None,
            group="Arrived damaged",
            ship_date=None,
        )
        self.rows.append(row)
        soon = replace(row, due_at=NOW + timedelta(minutes=72), started_at=NOW - timedelta(minutes=20))
        self.parts["damage-0"] = parts(of, row=soon)

    def _preview(self, command: Command) -> PreviewView:
        spec = find(command.deed)
        assert spec is not None
        return spec.preview(self.parts[command.case_id], self.judged_for, POLICY, command.fields, NOW)


def at(qtbot: QtBot, courier: Courier, world: DamageWorld, size: tuple[int, int] = (1440, 900)) -> Desk:
    made = Desk(qtbot, courier, world, "damage", size, PAGES)
    made.grid.go("damage-0")
    made.settle()
    return made


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    return at(qtbot, courier, DamageWorld())


def units(desk: Desk) -> str:
    (found,) = [one for one in desk.case.body.findChildren(Units) if one.isVisible()]
    return str(found.accessibleName())


def test_a_piece_is_ticked_by_its_digit_and_sent_with_two_more_keys(desk: Desk) -> None:
    assert "piece 1 Replaced" in units(desk)
    desk.press("1")
    field = QApplication.focusWidget()
    assert isinstance(field, Pieces)
    assert not desk.case.sheet.inputs.ready_to_preview()
    desk.press("2", "3")
    assert field.text() == "2,3"
    desk.case.sheet.ask_again()
    desk.settle()
    assert "piece 2 Damaged, piece 3 Damaged, piece 4 Delivered" in units(desk)
    desk.press("3")
    assert field.text() == "2"
    desk.case.sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    assert (desk.world.commands[-1].deed, desk.world.commands[-1].fields["pieces"]) == ("replace_units", "2")


def test_what_was_replaced_cannot_be_ticked(desk: Desk) -> None:
    desk.press("1", "1")
    field = QApplication.focusWidget()
    assert isinstance(field, Pieces)
    assert field.text() == ""


def test_more_than_nine_are_reached_by_arrows_and_space(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, DamageWorld(14))
    desk.press("1")
    field = QApplication.focusWidget()
    assert isinstance(field, Pieces)
    desk.press(*[Qt.Key.Key_Right] * 12, Qt.Key.Key_Space)
    assert field.text() == "14"


def test_the_page_says_what_each_remedy_costs_and_until_when_the_carrier_hears_of_it(desk: Desk) -> None:
    told = {b.title: b for b in desk.case.panel.blocks}
    assert [row.cells[1].text for row in told["Remedies"].rows] == ["20.00 EUR", "50.00 EUR", "15.00 EUR", "nothing yet"]
    assert [row.cells[0].text[0] for row in told["Remedies"].rows] == ["1", "2", "2", "4"], "each deed by its key"
    assert [(c.left, c.tone) for c in told["Deadlines of the carrier"].rows] == [("5 days left", "ok"), ("12 months left", "ok")]


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_with_or_without_a_remedy_open(
    qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int]
) -> None:
    style.apply(look, mode)
    desk = at(qtbot, courier, DamageWorld(14), size)
    assert problems(desk.window) == []
    for key in ("1", "2"):
        desk.press(key, "2", "3")
        desk.case.sheet.ask_again()
        desk.settle()
        assert problems(desk.window) == []
        desk.press(Qt.Key.Key_Escape)


def test_money_back_is_filled_in_by_digits_and_tab(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, DamageWorld())
    desk.press("2", "2", "3", Qt.Key.Key_Tab, "2", Qt.Key.Key_Tab, "They use them as spares")
    assert desk.case.sheet.inputs.values() == {"pieces": "2,3", "share": "30", "reason": "They use them as spares"}
    desk.case.sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    assert desk.world.commands[-1].deed == "credit_units"


def test_keys_may_come_faster_than_the_preview(desk: Desk) -> None:
    desk.press("2")
    for key in ("2", "3", Qt.Key.Key_Tab, "2", Qt.Key.Key_Tab):
        QTest.keyClick(QApplication.focusWidget(), key)
    QTest.keyClicks(QApplication.focusWidget(), "They keep both of them")
    desk.settle()
    assert desk.case.sheet.inputs.values() == {"pieces": "2,3", "share": "30", "reason": "They keep both of them"}
