"""Columns of a table of versions: figures whole, words whole where there is room, and in another line where there is none."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from app.domain import block
from tests.ui.theme.lint import problems
from ui.cases.comparison import Comparison, widths

COLUMNS = st.lists(st.tuples(st.floats(10, 300), st.booleans()), min_size=1, max_size=8)


@given(COLUMNS, st.floats(100, 1500))
def test_nothing_is_cut_while_there_is_room_and_figures_never_lose_a_digit_to_words(
    columns: list[tuple[float, bool]], room: float
) -> None:
    needs, figures = [n for n, _ in columns], [f for _, f in columns]
    found = widths(room, needs, figures)
    numbers = sum(n for n, f in columns if f)
    for got, need, figure in zip(found, needs, figures, strict=True):
        assert got >= 0
        if figure or sum(needs) <= room:
            assert got >= need - 0.01
    if not all(figures) and numbers <= room:
        assert sum(found) == pytest.approx(room)


def test_words_share_equally_where_that_is_enough_and_else_by_what_they_need() -> None:
    assert widths(500, [50, 100, 40], [False, False, True]) == [210, 210, 80]
    assert widths(320, [50, 200, 40], [False, False, True]) == pytest.approx([50, 200, 70]), "figures give up air first"
    assert widths(240, [50, 200, 40], [False, False, True]) == pytest.approx([50, 150, 40]), "then the longest words are broken"


HEADS = (("Place", "text"), ("System", "text"), ("On hand", "num"), ("Promised", "num"), ("All plans", "num"))
LONG = "ERP rheinwerk, stock not read completely yet"


def table(*cells: str) -> block.Comparison:
    rows = tuple(block.CompareRow("", tuple(block.Cell(x) for x in (place, *cells))) for place in ("Hamburg", "Duisburg"))
    return block.Comparison("What each system counts", HEADS, rows)


@pytest.mark.parametrize(("wide", "lines"), [(720, 1), (400, 2), (330, 3)])
def test_what_is_too_long_goes_on_in_another_line(qtbot: QtBot, look: Any, wide: int, lines: int) -> None:
    made = Comparison(table(LONG, "1,200", "340", "-12"))
    qtbot.addWidget(made)
    made.resize(wide, 10)
    made.show()
    qtbot.waitUntil(lambda: problems(made) == [])
    short = Comparison(table("ERP", "1", "2", "3"))
    qtbot.addWidget(short)
    short.resize(wide, 10)
    short.show()
    each = (made.sizeHint().height() - short.sizeHint().height()) / 2
    assert (each > 0) is (lines > 1)
    made.resize(720, 10)
    qtbot.waitUntil(lambda: made.sizeHint().height() == short.sizeHint().height())
