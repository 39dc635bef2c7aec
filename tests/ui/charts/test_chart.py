"""The chart: gaps stay gaps, round ticks, walked by keys and pointer, and a point leads to its cases."""

from __future__ import annotations

import itertools
import math
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.question import HoldPoint, HoldsAnswer
from tests.ui.desk import Desk
from tests.ui.samples import eur
from tests.ui.world import World
from ui.charts.series import series, summary, ticks, time_ticks
from ui.courier import Courier

START = datetime(2026, 11, 20, tzinfo=UTC)


def answer(*hours: int) -> HoldsAnswer:
    return HoldsAnswer(tuple(HoldPoint(START + timedelta(hours=h), h, eur(1000 * h)) for h in hours), "EUR", START)


def test_hours_without_figures_are_a_gap_not_a_line() -> None:
    made = series(answer(0, 1, 5, 6))
    assert [math.isnan(v) for v in made.holds] == [False, False, True, False, False]
    assert (made.at, made.gaps) == ((0, 1, 3, 4), ((1.0, 5.0),))
    assert made.hours(2) == 5
    assert made.values[3] == 5000.0


@given(st.floats(0.01, 1e9))
def test_ticks_are_few_round_and_reach_the_highest(highest: float) -> None:
    marks = ticks(highest)
    assert marks[0] == 0
    assert marks[-1] >= highest - 1e-6
    assert 2 <= len(marks) <= 5
    steps = {round(b - a, 6) for a, b in itertools.pairwise(marks)}
    assert len(steps) == 1


def test_a_week_is_marked_by_days_and_a_day_by_hours() -> None:
    week = time_ticks(answer(*range(168)).points)
    assert 6 <= len(week) <= 8
    day = time_ticks(answer(*range(24)).points)
    assert all(":" in label for _, label in day)
    assert time_ticks(()) == []


def test_the_summary_says_last_most_and_least() -> None:
    words = summary(answer(3, 4, 2))
    assert "3 hourly points" in words
    assert "Most" in words
    assert summary(HoldsAnswer((), "EUR", None)) == "Open holds over time: no figures yet."


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    return Desk(qtbot, courier, World(), "holds")


def test_keys_walk_the_points_and_enter_lists_the_cases(desk: Desk) -> None:
    page = desk.page
    last = len(page.answer.points) - 1
    assert page.marked == last
    desk.press(Qt.Key.Key_Left, Qt.Key.Key_Left, Qt.Key.Key_Right)
    assert page.marked == last - 1
    desk.press(Qt.Key.Key_Home)
    assert page.marked == 0
    since = page.answer.points[0].at
    desk.press(Qt.Key.Key_Return)
    assert desk.window.page_name == "credit"
    assert (desk.page.list.ask.since, desk.page.list.ask.until) == (since, since + timedelta(hours=1))


def test_a_click_on_a_point_lists_its_cases(desk: Desk, qtbot: QtBot) -> None:
    page = desk.page
    point = page.plots.place_of(20).toPoint()
    view = page.plots.childAt(point)
    qtbot.mouseClick(view, Qt.MouseButton.LeftButton, pos=view.mapFrom(page.plots, point))
    desk.settle()
    assert page.marked == 20
    assert desk.window.page_name == "credit"


def test_the_marker_stays_on_its_hour_when_new_figures_come(desk: Desk) -> None:
    page = desk.page
    page.step(-5)
    at = page.answer.points[page.marked].at
    points = page.answer.points
    later = HoldPoint(points[-1].at + timedelta(hours=1), 4, eur(9))
    desk.world.holds = HoldsAnswer((*points[3:], later), "EUR", desk.world.now)
    desk.world.tell()
    desk.hear()
    assert page.answer.points[page.marked].at == at


def test_no_figures_are_said_and_not_drawn_as_zero(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = World()
    world.holds = HoldsAnswer((), "EUR", None)
    desk = Desk(qtbot, courier, world, "holds")
    assert not desk.page.plots.isVisible()
    assert desk.page._figure.text() == "–"
    desk.press(Qt.Key.Key_Left, Qt.Key.Key_Return)
    assert desk.window.page_name == "holds"


def test_pyqtgraph_is_not_imported_before_a_chart_is_opened() -> None:
    code = "import sys, ui.queues.page, ui.outbox.page, ui.charts.page; print('pyqtgraph' in sys.modules, 'numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split()[0] == "False"
