"""The page of quotes over a stage instead of a console."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.quote_stage import QuoteStage
from ui.courier import Courier
from ui.quotes.page import DraftsPage


@pytest.fixture
def stage() -> QuoteStage:
    return QuoteStage()


@pytest.fixture
def page(qtbot: QtBot, look: QApplication, courier: Courier, stage: QuoteStage) -> Iterator[DraftsPage]:
    made = DraftsPage(stage, courier)  # type: ignore[arg-type]
    stage.watch(courier.hear(made.on_changes))
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.toasts = []  # type: ignore[attr-defined]
    made.toast.connect(lambda *said: made.toasts.append(said))  # type: ignore[attr-defined]
    yield made
    made.writing.leave()
    made.close()
