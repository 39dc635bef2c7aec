"""The table as a person works in it: keys, marks, groups, and rows that stay where they are."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from tests.ui.tables.rows import COLUMNS, grouped, line, of
from ui.tables.grid import Grid
from ui.tables.listing import Listing

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def grid(qtbot: QtBot, look: Any) -> Grid:
    made = Grid(COLUMNS, line, name="Credit holds")
    qtbot.addWidget(made)
    made.resize(600, 28 * 9)
    made.show()
    made.setFocus()
    return made


def test_j_and_k_walk_over_cases_and_arrows_also_over_groups(grid: Grid, qtbot: QtBot) -> None:
    grid.take(grouped({"A": "a b", "B": "c"}))
    qtbot.keyClick(grid, K.Key_J)
    assert grid.current_key == "a"
    for _ in range(2):
        qtbot.keyClick(grid, K.Key_J)
    assert grid.current_key == "c"
    qtbot.keyClick(grid, K.Key_J)
    assert grid.current_key == "c"
    qtbot.keyClick(grid, K.Key_Up)
    assert grid.current_key == "group:B"
    qtbot.keyClick(grid, K.Key_Home)
    assert grid.current_key == "group:A"
    qtbot.keyClick(grid, K.Key_End)
    assert grid.current_key == "c"
    qtbot.keyClick(grid, K.Key_K)
    assert grid.current_key == "b"
    qtbot.keyClick(grid, K.Key_Left)
    assert grid.current_key == "group:A"


def test_marks_single_group_range_and_all(grid: Grid, qtbot: QtBot) -> None:
    grid.take(grouped({"A": "a b", "B": "c d e"}, closed=("A",)))
    grid.go("group:A")
    qtbot.keyClick(grid, K.Key_X)
    assert grid.marks == {"a", "b"}, "a group row marks all of it, also what is folded away"
    qtbot.keyClick(grid, K.Key_X)
    assert grid.marks == set()
    grid.go("c")
    qtbot.keyClick(grid, K.Key_X)
    grid.go("e")
    qtbot.keyClick(grid, K.Key_X, M.ShiftModifier)
    assert grid.marks == {"c", "d", "e"}
    qtbot.keyClick(grid, K.Key_A, M.ControlModifier)
    assert grid.marks == {"a", "b", "c", "d", "e"}, "all that match, not all that are shown"
    assert grid.clear_marks()
    assert not grid.clear_marks()


def test_enter_opens_a_row_and_folds_a_group(grid: Grid, qtbot: QtBot) -> None:
    grid.take(grouped({"A": "a b"}))
    opened: list[str] = []
    folded: list[str] = []
    grid.opened.connect(opened.append)
    grid.group_toggled.connect(folded.append)
    grid.go("b")
    qtbot.keyClick(grid, K.Key_Return)
    grid.go("group:A")
    qtbot.keyClick(grid, K.Key_Return)
    qtbot.keyClick(grid, K.Key_Right)
    qtbot.keyClick(grid, K.Key_Left)
    assert (opened, folded) == (["b"], ["group:A", "group:A"])


def test_clicks_choose_mark_fold(grid: Grid, qtbot: QtBot) -> None:
    grid.take(grouped({"A": "a b c"}))
    folded: list[str] = []
    grid.group_toggled.connect(folded.append)
    view = grid.viewport()

    def at(x: int, row: int) -> QPoint:
        return QPoint(x, row * 28 + 14)

    left = Qt.MouseButton.LeftButton
    qtbot.mouseClick(view, left, pos=at(200, 2))
    assert grid.current_key == "b"
    qtbot.mouseClick(view, left, pos=at(10, 3))
    assert (grid.current_key, grid.marks) == ("b", {"c"})
    qtbot.mouseClick(view, left, M.ShiftModifier, at(200, 1))
    assert grid.marks == {"a", "b", "c"}
    qtbot.mouseClick(view, left, pos=at(100, 0))
    assert folded == ["group:A"]
    qtbot.mouseClick(view, left, pos=at(view.width() - 20, 0))
    assert grid.marks == set()


def test_a_click_on_a_head_asks_for_a_sort_where_one_is_offered(grid: Grid, qtbot: QtBot) -> None:
    asked: list[tuple[str, bool]] = []
    grid.head.sort_asked.connect(lambda key, down: asked.append((key, down)))
    head = grid.head.viewport()
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    grid.head.show_sort("number", False)
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(40, 10))
    qtbot.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(200, 10))
    assert asked == [("number", False), ("number", True)]


names = st.lists(st.sampled_from([f"{a}{b}" for a in "abcdefgh" for b in "0123456789"]), unique=True, min_size=1, max_size=60)


@given(names, names, st.data())
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], deadline=None)
def test_current_row_marks_and_scroll_stay_with_their_rows(
    grid: Grid, old: list[str], new: list[str], data: st.DataObject
) -> None:
    grid.take(Listing())
    grid.marks = set()
    grid.take(of(old))
    chosen = data.draw(st.sampled_from(old))
    grid.go(chosen)
    grid.marks = set(data.draw(st.lists(st.sampled_from(old))))
    grid.verticalScrollBar().setValue(data.draw(st.integers(0, 28 * 60)))
    kept = [key for key in grid.visible_keys() if key in new]
    place = grid.rowViewportPosition(grid.table.row_of(kept[0])) if kept else 0
    marks = grid.marks & set(new)
    grid.take(of(new))
    assert grid.marks == marks
    assert grid.current_key == (chosen if chosen in new else grid.current_key)
    assert grid.current_key in new, "a list that is not empty has a current row after it had one"
    bar = grid.verticalScrollBar()
    if kept and bar.minimum() < bar.value() < bar.maximum():
        assert grid.rowViewportPosition(grid.table.row_of(kept[0])) == place


def test_every_row_state_can_be_painted(grid: Grid) -> None:
    from ui.tables.column import Cell, Line

    states = {
        "plain": Line("plain", (Cell(""), Cell("SO-1"), Cell("A"), Cell("1")), ""),
        "off": Line("off", (Cell(""), Cell("SO-2"), Cell("A"), Cell("1")), "", off="locked"),
        "unread": Line("unread", (Cell(""), Cell("SO-3"), Cell("A"), Cell("1", stale=True)), "", unread=True),
        "claimed": Line("claimed", (Cell(""), Cell("SO-4"), Cell("A"), Cell("1", mark="bad")), "", claimed=True),
        "staged": Line("staged", (Cell(""), Cell("SO-5"), Cell("A"), Cell("1", mark="wait")), "", staged=True),
    }
    states["marked"] = states["plain"]
    made = Grid(COLUMNS, lambda record: states[str(record)])
    made.resize(600, 300)
    made.take(of(states))
    made.marks = {"plain"}
    made.hover_row = 0
    made.go("claimed")
    rows = [made.grab().toImage().copy(0, 28 + i * 28, 600, 28) for i in range(5)]
    assert all(rows[i] != rows[j] for i in range(5) for j in range(i)), "no two states look the same"
    made.deleteLater()
