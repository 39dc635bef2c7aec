"""Restated values on screen: a square that tells them without colour, the words of readout and screen reader, the table and the exports."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.chart import AskChart, By, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.figure import Compared, Figure, Former, Period, Point, Why
from app.domain.order import OrderState
from app.kpis import BY_ID
from app.store.figures import compute
from tests.app.store.figures.history.raw import NOW
from tests.app.store.figures.test_told import ORDERS, a_closed_week, counted
from tests.app.store.figures.watched import Watched
from tests.ui.charts.books import Books
from tests.ui.charts.conftest import shown
from tests.ui.charts.test_large import written
from ui.charts import board as board_module
from ui.charts.board import BoardPage
from ui.charts.drawing import Dot
from ui.charts.parts_sum import rounding_note
from ui.charts.restated import former_words, tile_note
from ui.charts.values import cells, rows, sheet_heads
from ui.courier import Courier
from ui.theme.kit import text_width

TODAY = date(2026, 11, 28)
FIRST = Former(Decimal("94.1"), "%", TODAY, Why.LATE)


@pytest.mark.parametrize(
    ("former", "words"),
    [
        ((), ""),
        ((FIRST,), "restated 28 Nov: was 94.1 %"),
        ((replace(FIRST, value=None),), "restated 28 Nov: was nothing to count"),
        ((replace(FIRST, unit="EUR", value=Decimal("-1204.50")),), "restated 28 Nov: was EUR \N{MINUS SIGN}1,204.50"),
        ((replace(FIRST, why=Why.FINAL),), "changed 28 Nov, more than 45 days after it closed: was 94.1 %"),
        ((replace(FIRST, why=Why.MEANING),), "counted differently since 28 Nov: was 94.1 %"),
        (
            (replace(FIRST, at=date(2026, 11, 20)), replace(FIRST, value=Decimal("93.8"))),
            "restated 28 Nov: was 93.8 %, and 94.1 % before 20 Nov",
        ),
    ],
)
def test_a_former_value_in_words(former: tuple[Former, ...], words: str) -> None:
    assert former_words(former, TODAY) == words


def test_a_tile_says_what_was_restated_also_of_the_time_before(watched: Watched) -> None:
    week = Point(Period(date(2026, 11, 2), date(2026, 11, 8), "week"), Decimal(95), 40, former=(FIRST,))
    assert tile_note([replace(week, former=())], None, TODAY) == ""
    assert tile_note([week, week], None, TODAY) == "Week of 2 Nov restated 28 Nov: was 94.1 % and 1 more."
    with watched.frame() as found:
        figure: Figure = compute.figure(found, found.asked(BY_ID[ORDERS], 60))
    beside = Compared(ORDERS, figure, figure, None, (week, week))
    assert tile_note([], beside, TODAY) == "Of the time before, 2 weeks restated, last 28 Nov."


@pytest.fixture
def watched(tmp_path: Path) -> Iterator[Watched]:
    made = Watched(31, tmp_path)
    yield made
    made.company.close()


@pytest.fixture
def page(
    watched: Watched, qtbot: QtBot, courier: Courier, look: QApplication, monkeypatch: pytest.MonkeyPatch
) -> Iterator[BoardPage]:
    """A board whose orders of one closed week were fewer before."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return NOW

    monkeypatch.setattr(board_module, "datetime", Clock)
    week = a_closed_week(watched)
    watched.look(ORDERS, 90)
    watched.pass_days(1)
    at, sale = counted(watched, week)[0]
    gone = replace(sale, state=OrderState.CANCELLED, rev="late")
    watched.company.h.records["erp"][at] = gone
    with watched.company.mirror.writing() as tx:
        tx.upsert("erp", [gone])
    with watched.frame() as found:
        made = shown(Books(found), qtbot, courier)
        if ORDERS not in made.tiles:
            made.arranging.add(made._name, ORDERS)
        qtbot.waitUntil(lambda: made.figure(ORDERS) is not None)
        yield made


def opened(page: BoardPage, qtbot: QtBot) -> Mark:
    """The restated mark, with the crosshair on it."""
    page.open_tile(ORDERS)
    qtbot.waitUntil(lambda: page.large.answer is not None)
    large = page.large
    assert large.answer is not None
    (mark,) = [m for m in large.answer.courses[0].marks if m.former]
    spot = large._spot_of(large.answer.courses[0].key, mark.key)
    assert spot is not None
    large._go(spot)
    return mark


def test_a_tile_says_it_to_eye_and_ear(page: BoardPage) -> None:
    words = page.tiles[ORDERS].words
    assert words is not None
    assert "restated 28 Nov: was " in words.foot
    assert "restated 28 Nov: was " in page.tiles[ORDERS].accessibleName()


def test_the_point_has_a_square_and_says_what_it_was(page: BoardPage, qtbot: QtBot) -> None:
    mark = opened(page, qtbot)
    large = page.large
    squares = [one for one in large.plot.drawing.layers if isinstance(one, Dot) and one.shape == "s"]
    assert mark.value is not None
    assert [one.y for one in squares] == [float(mark.value)]
    assert ("square", "warn", "Restated") in large.plot.drawing.legend
    assert "Restated" in large.legend.accessibleName()
    said = f"restated 28 Nov: was {mark.former[0].value} orders"
    assert said in large._here.text()
    assert said in large.card.accessibleDescription()
    page.resize(1044, 640)
    QApplication.processEvents()
    assert text_width(large._here.text(), 12, 500) <= large._here.width(), "in the smallest window it is read whole"


def test_the_table_has_a_column_for_what_it_was_only_where_something_was(page: BoardPage, qtbot: QtBot) -> None:
    mark = opened(page, qtbot)
    large = page.large
    table = large.values.grid.table
    assert large.answer is not None
    was = {row.mark.key: cells(row)[4] for _, row in rows(large.answer)}
    assert was.pop(mark.key) == str(mark.former[0].value)
    assert set(was.values()) == {""}
    column = [one.key for one in table.columns].index("former")
    grid = large.values.grid
    assert not grid.isColumnHidden(column)
    assert grid.columnWidth(0) > 90, "its week can still be read"
    plain = replace(large.answer, courses=tuple(replace(c, marks=_without(c.marks)) for c in large.answer.courses))
    large._arrived(plain)
    assert large.values.grid.isColumnHidden(column)
    assert not [one for one in large.plot.drawing.layers if isinstance(one, Dot) and one.shape == "s"]


def _without(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
    return tuple(replace(m, former=()) for m in marks)


def test_files_have_columns_for_it(page: BoardPage, qtbot: QtBot, tmp_path: Path) -> None:
    mark = opened(page, qtbot)
    for ending in ("csv", "xlsx"):
        assert written(page, qtbot, "export_values", tmp_path / f"values.{ending}").startswith("ok ")
    with (tmp_path / "values.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = list(csv.DictReader(file))
    (told,) = [row for row in listed if row["Former value"]]
    assert (told["Former value"], told["Unit of then"], told["Restated for"]) == (
        str(mark.former[0].value),
        "orders",
        "late data",
    )
    assert told["Restated on"] == "2026-11-28"
    sheet = openpyxl.load_workbook(tmp_path / "values.xlsx").worksheets[0]
    head = [cell.value for cell in next(sheet.iter_rows())]
    column = [row[head.index("Former value")].value for row in sheet.iter_rows(min_row=2)]
    assert [value for value in column if value is not None] == [int(mark.former[0].value or 0)]
    board = page.exporting.board_sheet()
    assert any("restated 28 Nov" in str(row[board.heads.index("Restated")]) for row in board.rows)


def test_a_chart_by_part_has_no_such_columns(page: BoardPage, qtbot: QtBot) -> None:
    opened(page, qtbot)
    answer = page.large.answer
    assert answer is not None
    by = replace(answer, ask=replace(answer.ask, drawn=Drawn(Kind.PARETO, By.CUSTOMER)))
    assert "Former value" in sheet_heads(answer)
    assert "Former value" not in sheet_heads(by)


# ---- rule 9: parts as they are shown, and their whole --------------------------------------------------------------------------------


def pareto(figure: Figure, *values: str) -> ChartAnswer:
    marks = tuple(Mark(str(i), str(i), Decimal(v), 1) for i, v in enumerate(values))
    return ChartAnswer(
        AskChart("reliability.backorder_open", Drawn(Kind.PARETO, By.PRODUCT)), figure, "units", (Course("now", "", marks),)
    )


def test_parts_that_do_not_add_up_as_they_are_shown_say_so(watched: Watched) -> None:
    with watched.frame() as found:
        figure = compute.figure(found, found.asked(BY_ID[ORDERS], 60))
    assert rounding_note(pareto(figure, "2.5", "2.5")) == "Each value is rounded: as shown they add up to 6, together they are 5."
    assert rounding_note(pareto(figure, "2.4", "2.6")) == ""
    assert rounding_note(replace(pareto(figure), courses=())) == ""
    bridge = replace(pareto(figure, "1.5", "1.5", "3"), ask=AskChart("growth.orders", Drawn(Kind.BRIDGE, By.CUSTOMER)))
    assert rounding_note(bridge) == "Each value is rounded: as shown they add up to 4, together they are 3."
    heat = replace(bridge, ask=AskChart("growth.orders", Drawn(Kind.HEATMAP, By.CUSTOMER)))
    assert rounding_note(heat) == "", "only some of its lines are shown"
