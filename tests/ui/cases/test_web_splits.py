"""A split of a web order on screen: what the shop holds beside where it leaves from, and both systems' effects on the sheet."""

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
from app.domain.dossier import GoodsDossier
from app.domain.preview import PreviewView
from tests.app.commands.orders import OMAR
from tests.app.commands.test_split_deeds import split_parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules import order_world as orders
from tests.app.rules.world import NOW
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style


class SplitWorld(OrderWorld):
    """One order that a warehouse cannot ship whole; judged for the order manager."""

    def __init__(self, of: GoodsDossier) -> None:
        super().__init__()
        self.judged_for = OMAR
        found = split_parts(of)
        row = replace(self.rows[0], case_id="split-1", number="SO-1", amount=found.row.amount, over=None, group="short_here")
        self.rows.append(row)
        soon = replace(row, due_at=NOW + timedelta(minutes=172), started_at=NOW - timedelta(minutes=20))
        self.parts[row.case_id] = replace(found, row=soon)

    def _preview(self, command: Command) -> PreviewView:
        spec = find(command.deed)
        assert spec is not None
        return spec.preview(self.parts[command.case_id], self.judged_for, POLICY, command.fields, NOW)


def two_lines() -> GoodsDossier:
    """One line that moves, and one of which the shop holds fewer pieces than have not left."""
    base = g.placed(
        g.held(80),
        g.held(3, "p5", "r2", of="l2", item="other"),
        lines=(g.line(), g.line(5, "21", "HYD-18", "8")),
        moves=(g.move(80), g.move(5, "31", of="21", product="8")),
        levels=(g.level(g.NORTH, 60, -20), g.level(g.SOUTH, 50, 50), g.level(g.NORTH, 40, 35, "8"), g.level(g.SOUTH, 9, 9, "8")),
    )
    lines = (orders.web_line(80), orders.web_line(5, sku="HYD-18", key="l2"))
    return replace(base, web=replace(base.web, lines=lines))


def at(qtbot: QtBot, courier: Courier, size: tuple[int, int] = (1440, 900)) -> Desk:
    made = Desk(qtbot, courier, SplitWorld(two_lines()), "split", size, PAGES)
    made.grid.go("split-1")
    made.settle()
    return made


def said(desk: Desk) -> str:
    return " ".join(label.text() for label in desk.window.findChildren(QLabel) if label.isVisible())


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_the_shop_stands_beside_the_erp_and_nothing_is_cut(qtbot: QtBot, look: Any, courier: Courier, mode: str) -> None:
    style.apply(look, mode)
    assert problems(at(qtbot, courier, (1100, 700)).window) == []
    desk = at(qtbot, courier)
    assert problems(desk.window) == []
    assert "In the shop, W1042" in said(desk)
    assert "1 of 2 lines are held elsewhere than they leave from" in said(desk)
    desk.press("1", Qt.Key.Key_Right, "2", "0")
    desk.case.sheet.ask_again()
    desk.settle()
    assert problems(desk.window) == []
    for words in ("V-1 held in South", "60 in North, 20 in South", "HYD-18 stays there: 3 of 5 held"):
        assert words in said(desk)
