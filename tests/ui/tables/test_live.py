"""What arrives while a person works never moves a row under them; what they asked for comes at once."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from tests.ui.tables.rows import COLUMNS, grouped, line, of
from ui.tables.column import Line
from ui.tables.grid import Grid
from ui.tables.live import Leaving, LiveList


def shown_line(record: object) -> Line:
    return line(record.record if isinstance(record, Leaving) else record)


@pytest.fixture
def live(qtbot: QtBot, look: Any) -> LiveList:
    grid = Grid(COLUMNS, shown_line)
    qtbot.addWidget(grid)
    grid.resize(600, 400)
    with qtbot.waitActive(grid):
        grid.show()
        grid.activateWindow()
    grid.setFocus()
    made = LiveList(grid)
    made.replace(of("abcdef"))
    grid.go("c")
    return made


def keys(live: LiveList) -> str:
    return "".join(live._grid.table.listing.keys)


def leaving(live: LiveList) -> str:
    listing = live._grid.table.listing
    return "".join(key for key, record in zip(listing.keys, listing.records, strict=True) if isinstance(record, Leaving))


def test_a_row_that_is_done_stands_until_the_next_step(live: LiveList, qtbot: QtBot) -> None:
    live.answer(of("abdef"))
    assert (keys(live), leaving(live)) == ("abcdef", "c")
    qtbot.keyClick(live._grid, Qt.Key.Key_J)
    assert (keys(live), live._grid.current_key) == ("abdef", "d")


def test_without_a_step_it_leaves_by_itself(live: LiveList, qtbot: QtBot) -> None:
    live.answer(of("abdef"))
    live._linger.setInterval(1)
    live._linger.start()
    qtbot.waitUntil(lambda: keys(live) == "abdef")
    assert live._grid.current_key == "d", "the row that took its place"


def test_new_rows_are_counted_and_come_when_asked(live: LiveList) -> None:
    counts: list[int] = []
    live.held_changed.connect(counts.append)
    live.answer(of("axbcdyef"))
    assert (keys(live), counts) == ("abcdef", [2])
    live.settle()
    assert keys(live) == "abcdef"
    live.show_new()
    assert (keys(live), counts, live._grid.current_key) == ("axbcdyef", [2, 0], "c")


def test_what_moves_nothing_on_screen_comes_at_once(live: LiveList) -> None:
    live.answer(of("abcdefgh"))
    assert (keys(live), live.held) == ("abcdefgh", 0)


def test_at_rest_everything_comes_at_once(live: LiveList) -> None:
    live._grid.clearFocus()
    live.answer(of("xabdef"))
    assert keys(live) == "xabdef"


def test_a_row_that_comes_back_stands_again(live: LiveList) -> None:
    live.answer(of("abdef"))
    live.answer(of("abcdef"))
    assert (keys(live), leaving(live)) == ("abcdef", "")
    live.settle()
    assert keys(live) == "abcdef"


def test_another_question_replaces_all_that_waited(live: LiveList) -> None:
    live.answer(of("axbcdef"))
    live.replace(of("fedcba"))
    assert (keys(live), live.held, live._grid.current_key) == ("fedcba", 0, "c")


def test_a_group_that_loses_its_last_row_leaves_with_it(live: LiveList) -> None:
    live.replace(grouped({"A": "a", "B": "b c"}))
    live._grid.go("b")
    live.answer(grouped({"B": "b c"}))
    assert live._grid.table.listing.keys == ("group:A", "a", "group:B", "b", "c")
    live.settle()
    assert live._grid.table.listing.keys == ("group:B", "b", "c")
    assert live._grid.current_key == "b"
