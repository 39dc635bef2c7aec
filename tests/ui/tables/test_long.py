"""Lists known by their ids alone: keys, places and rows that come when they are wanted."""

from __future__ import annotations

from array import array

from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui.tables.rows import COLUMNS, line
from ui.tables.grid import Grid
from ui.tables.long import KEEP, LongModel, long_listing

COUNT = 100_000


def made(qtbot: QtBot, count: int = COUNT) -> tuple[Grid, LongModel]:
    grid = Grid(COLUMNS[1:], lambda record: line(record), model=LongModel)
    qtbot.addWidget(grid)
    grid.take(long_listing(array("q", range(count, 0, -1))))
    assert isinstance(grid.table, LongModel)
    return grid, grid.table


def test_keys_and_places_without_a_dictionary(qtbot: QtBot) -> None:
    _, model = made(qtbot)
    assert (model.rowCount(), model.key(0), model.key(COUNT - 1)) == (COUNT, str(COUNT), "1")
    assert (model.row_of("99999"), model.row_of("0"), model.row_of("other")) == (1, -1, -1)


def test_what_is_not_there_is_asked_for_and_a_placeholder_until_it_comes(qtbot: QtBot) -> None:
    _, model = made(qtbot)
    asked: list[tuple[int, int]] = []
    model.wanted.connect(lambda first, count: asked.append((first, count)))
    assert model.line(50_000) is None
    first, count = asked[0]
    assert first <= 50_000 < first + count
    model.learn((model.key(row), model.key(row)) for row in range(first, first + count))
    shown = model.line(50_000)
    assert shown is not None
    assert shown.key == "50000"


def test_no_more_than_a_few_pages_are_held(qtbot: QtBot) -> None:
    _, model = made(qtbot)
    model.learn((str(n), n) for n in range(1, 20_001))
    assert len(model._known) == KEEP
    assert model.record(model.row_of("20000")) == 20_000
    assert model.record(model.row_of("1")) is None


def test_the_current_row_stays_with_its_key_when_the_vector_changes(qtbot: QtBot) -> None:
    grid, model = made(qtbot, 500)
    grid.go("250")
    grid.take(long_listing(array("q", [501, *range(500, 0, -1)])))
    assert grid.current_key == "250"
    assert grid.current_row == model.row_of("250") == 251


def test_a_list_without_a_gutter_has_no_marks(qtbot: QtBot) -> None:
    grid, _ = made(qtbot, 50)
    grid.go("40")
    grid.toggle_mark("40")
    grid.mark_range()
    grid.mark_all()
    assert grid.marks == set()


def test_qt_finds_nothing_wrong_with_it(qtbot: QtBot) -> None:
    _, model = made(qtbot, 40)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show(long_listing(array("q", range(60))))
    model.learn((str(n), n) for n in range(60))
    model.show(long_listing(array("q")))
    assert tester.model() is model
