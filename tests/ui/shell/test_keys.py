"""The sheet of all keys has room for every page's, also in the smallest window."""

from __future__ import annotations

from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier
from ui.shell.pages import PAGES


@pytest.mark.parametrize("page", ["credit", "sync", "customers"])
def test_no_accident_in_the_sheet(qtbot: QtBot, look: Any, courier: Courier, page: str) -> None:
    desk = Desk(qtbot, courier, World(), page, (1100, 700), PAGES)
    desk.window.show_keys()
    desk.settle()
    assert desk.window.layer is not None
    assert problems(desk.window.layer) == []
