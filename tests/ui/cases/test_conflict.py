"""A conflict on screen: three boxes a field, the one that would be taken is marked, by the keys that are printed on them."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.commands import of_type
from app.domain.block import Conflict as Shown
from app.domain.order import OrderState
from tests.app.commands.orders import OMAR
from tests.app.rules import order_world as w
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.cases.choice import Choice
from ui.cases.conflict import Conflict
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

LINES = {"lines": (w.web_line(), w.web_line(5, "3.00", "V-2", "l2"))}
BOOKED = {"sale_lines": (w.sale_line(90, 180), w.sale_line(7, 21, "V-2", key="s2"))}


class TwoApart(OrderWorld):
    """An order manager before an order of which two quantities differ."""

    me = OMAR

    def __init__(self) -> None:
        super().__init__()
        self.of = w.booked(
            **LINES, **BOOKED, sales=(w.booked_sale(state=OrderState.QUOTED),), variants=(w.variant(), w.variant("V-2"))
        )
        self.rows = [r for r in self.rows if not r.case_id.startswith("sync-")]
        self._add("sync", 0, self.of, "quantities")


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, monkeypatch: pytest.MonkeyPatch) -> Desk:
    monkeypatch.setattr("tests.ui.orders.ANALYST", OMAR)
    made = Desk(qtbot, courier, TwoApart(), "sync", (1440, 900), PAGES)
    made.grid.go("sync-0")
    made.settle()
    return made


def conflict(desk: Desk) -> Conflict:
    (found,) = [one for one in desk.case.body.findChildren(Conflict) if one.isVisible()]
    return found


def taken(desk: Desk) -> list[str]:
    shown = conflict(desk)
    places = [shown.taken(field) for field in shown.shown.fields]
    return ["" if at is None else shown.shown.versions[at].name for at in places]


def test_base_erp_and_shop_stand_side_by_side_with_who_and_when(desk: Desk) -> None:
    shown: Shown = conflict(desk).shown
    assert [(v.title, v.deed, v.key) for v in shown.versions] == [
        ("Base", "", ""),
        ("ERP", "take_erp", "2"),
        ("Shop", "take_shop", "1"),
    ]
    assert [(f.label, f.texts) for f in shown.fields] == [("V-1", ("100", "90", "100")), ("V-2", ("5", "7", "5"))]
    assert [v.who for v in shown.versions] == ["carla", "carla", "orders@halvorsen.example"]
    keys = {spec.name: spec.key_in("sync") for spec in of_type("sync")}
    assert all(keys[v.deed] == v.key for v in shown.versions if v.deed)


def test_what_would_be_taken_is_marked_while_the_preview_is_open(desk: Desk) -> None:
    assert taken(desk) == ["", ""]
    desk.press("1")
    assert taken(desk) == ["shop", "shop"]
    names = [row.accessibleName() for row in conflict(desk).children() if hasattr(row, "accessibleName")]
    assert any(name.endswith("Shop taken") for name in names)
    desk.press(Qt.Key.Key_Escape, "2")
    assert taken(desk) == ["erp", "erp"]
    desk.press(Qt.Key.Key_Escape)
    assert taken(desk) == ["", ""]


def test_each_field_is_chosen_by_its_own_key(desk: Desk) -> None:
    desk.press("4")
    first = QApplication.focusWidget()
    assert isinstance(first, Choice)
    assert taken(desk) == ["shop", "shop"], "as proposed"
    desk.press("2")
    desk.case.sheet.ask_again()
    desk.settle()
    assert taken(desk) == ["erp", "shop"]
    assert desk.case.sheet.inputs.values() == {"V-1": "erp", "V-2": "shop"}
    desk.press(Qt.Key.Key_Up)
    assert first.text() == "shop"
    desk.press((Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_whatever_is_taken(
    qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tests.ui.orders.ANALYST", OMAR)
    style.apply(look, mode)
    at = Desk(qtbot, courier, TwoApart(), "sync", size, PAGES)
    at.grid.go("sync-0")
    at.settle()
    for key in ("1", "4"):
        at.press(key)
        at.settle()
        assert problems(at.window) == []
        at.press(Qt.Key.Key_Escape)
