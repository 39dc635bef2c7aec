"""The About sheet: found in the palette, says the version, and gives it away with one key."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from app.version import VERSION, Build
from tests.ui.desk import Desk, K
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier
from ui.shell.about import AboutSheet, facts


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
def test_by_the_palette(qtbot: QtBot, look: Any, courier: Courier, size: tuple[int, int]) -> None:
    desk = Desk(qtbot, courier, World(), size=size)
    desk.window.open_palette()
    desk.settle()
    desk.press("about", K.Key_Return)
    sheet = desk.window.layer
    assert isinstance(sheet, AboutSheet)
    assert problems(sheet) == []
    desk.press(K.Key_Return)
    assert f"Version: {VERSION}\nBuilt from: run from its source\n" in QGuiApplication.clipboard().text()
    desk.press(K.Key_Escape)
    assert desk.window.layer is None


def test_of_a_package(tmp_path: Path) -> None:
    said = dict(facts(Build("1.0.0", "c6e6a86", "2026-11-28"), tmp_path / "clearline.log"))
    assert (said["Version"], said["Built from"]) == ("1.0.0", "commit c6e6a86 of 2026-11-28")
    assert said["Log"] == str(tmp_path / "clearline.log")
