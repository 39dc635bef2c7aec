"""A board over one random company, on a screen."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.figure import AskFigures
from app.domain.kpi_board import AskKpiBoard
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW
from tests.app.store.figures.test_figures import mirror_of
from tests.ui.charts.books import Books
from ui.charts import board as board_module
from ui.charts.board import BoardPage
from ui.courier import Courier


@pytest.fixture
def books(tmp_path: Path) -> Iterator[Books]:
    with mirror_of(tmp_path / "m.db", history(1)) as found:
        yield Books(found)


def shown(books: Books, qtbot: QtBot, courier: Courier) -> BoardPage:
    console: Any = books
    made = BoardPage(console, courier)
    qtbot.addWidget(made)
    made.resize(1240, 860)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    qtbot.waitUntil(lambda: made.answer is not None)
    return made


def figures_asked(books: Books) -> AskFigures:
    """Of the board that was asked for last."""
    last = books.asked[-1]
    assert isinstance(last, AskKpiBoard)
    return last.figures


@pytest.fixture
def page(books: Books, qtbot: QtBot, courier: Courier, look: QApplication, monkeypatch: pytest.MonkeyPatch) -> BoardPage:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return NOW

    monkeypatch.setattr(board_module, "datetime", Clock)
    books.views["board"] = json.dumps({"board": "process_owner"})
    return shown(books, qtbot, courier)
