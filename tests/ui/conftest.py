"""What every test of a screen starts from: the look is installed, light unless the test says otherwise."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QApplication

from ui.courier import Courier
from ui.theme import style


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The screenless platform cannot pass a window's limits on to a window manager and says so; nothing is wrong."""
    for item in items:
        item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support propagateSizeHints", extend=True))


@pytest.hookimpl(trylast=True)
def pytest_runtest_logfinish() -> None:
    """Windows of a test that is over go at once: outside of an event loop Qt keeps them, and a new look is given to each of them."""
    if QApplication.instance() is not None:
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def look(qapp: QApplication) -> Iterator[QApplication]:
    style.apply(qapp, "light")
    yield qapp
    style.apply(qapp, "light")


@pytest.fixture
def courier(qapp: QApplication) -> Iterator[Courier]:
    made = Courier()
    yield made
    made.deleteLater()
