"""A sign-in window on a desk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.dialogs.entrance import Desk
from ui.courier import Courier
from ui.dialogs.signin import SignInWindow


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def window(look: QApplication, qtbot: QtBot, desk: Desk, courier: Courier) -> Iterator[SignInWindow]:
    made = SignInWindow(desk, courier)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.form.focus_first()
    yield made
    made.close()
