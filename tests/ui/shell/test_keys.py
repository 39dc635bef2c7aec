"""The sheet of all keys has room for every page's, also in the smallest window."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier
from ui.shell.keys import printed
from ui.shell.pages import PAGES
from ui.theme.kit import KeyCap


@pytest.mark.parametrize("page", ["credit", "sync", "customers"])
def test_no_accident_in_the_sheet(qtbot: QtBot, look: Any, courier: Courier, page: str) -> None:
    desk = Desk(qtbot, courier, World(), page, (1100, 700), PAGES)
    desk.window.show_keys()
    desk.settle()
    assert desk.window.layer is not None
    assert problems(desk.window.layer) == []


@pytest.mark.parametrize("page", ["credit", "quote", "orders", "quotes", "inventory", "board", "policy", "appointments"])
def test_the_sheet_says_each_key_of_the_page(qtbot: QtBot, look: Any, courier: Courier, page: str) -> None:
    """What a key does here is told here, not by the palette alone."""
    desk = Desk(qtbot, courier, World(), page, (1100, 700), PAGES)
    desk.window.show_keys()
    desk.settle()
    sheet = desk.window.layer
    assert sheet is not None
    beside = {cap.parent() for cap in sheet.findChildren(KeyCap)}
    caps = {" ".join(cap.accessibleName() for cap in row.findChildren(KeyCap)) for row in beside}
    hinted = {key for key, _word in desk.page.hints()}
    missing = {printed(deed.key) for deed in desk.page.deeds() if deed.key} - caps - hinted
    assert not missing
    assert problems(sheet) == []


def test_a_key_bound_for_the_cases_still_reaches_the_page(
    qtbot: QtBot, look: Any, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    """E escalates a case; on the board, where there is none, it lists what can be taken along."""
    desk = Desk(qtbot, courier, World(), "board", (1100, 700), PAGES)
    opened: list[object] = []
    monkeypatch.setattr(desk.page.exporting, "menu", opened.append)
    desk.press("e")
    assert len(opened) == 1
    desk.page.open_tile("reliability.perfect_order")
    desk.settle()
    desk.press("e")
    assert len(opened) == 2, "on a large chart too"
