"""The pinned PySide6 does not lose references to None (docs/decisions/0001)."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


def test_twenty_thousand_calls_that_return_none(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(None)
    for _ in range(20_000):
        widget.update()
    assert abs(sys.getrefcount(None) - before) < 1_000
