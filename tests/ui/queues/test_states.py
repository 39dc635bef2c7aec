"""What stands in place of rows, and questions that are answered late, badly or not at all."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.question import AskQueue, Hit, QueueAnswer
from app.errors import StoreTrouble
from app.queues import CREDIT
from tests.ui.desk import Desk
from tests.ui.samples import eur, sample_rows
from tests.ui.world import World
from ui.courier import Courier
from ui.queues.columns import CaseLines
from ui.queues.grouping import place_in_group, vector

NOW = datetime(2026, 11, 24, 9, 30, tzinfo=UTC)


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def world() -> World:
    return World()


def test_nothing_to_do_is_said_with_its_age(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, World([]))
    assert "Nothing is held" in words(desk.page.list.place.state)
    assert any(word.startswith("As of ") for word in words(desk.page.list.place.state))
    assert "Choose a row to see what it is about" in words(desk.case)


def test_until_the_first_reading_is_judged_nothing_is_said_of_what_waits(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = World([])
    world.asof = None
    desk = Desk(qtbot, courier, world)
    said = words(desk.page.list.place.state)
    assert "Nothing to show yet" in said
    assert not [word for word in said if "Nothing is held" in word or "As of" in word]
    world.asof = world.now
    world.tell()
    qtbot.waitUntil(lambda: "Nothing is held" in words(desk.page.list.place.state))


def test_placeholders_come_after_a_moment_and_go_with_the_answer(
    qtbot: QtBot, look: Any, courier: Courier, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ui.tables.place.QUIET_MS", 3_600_000)  # the moment is over when the test says so
    world.hold()
    desk = Desk(qtbot, courier, world)
    assert desk.grid.table.rowCount() == 0
    desk.page.list.place.quiet.timeout.emit()
    assert desk.grid.table.rowCount() == 12
    desk.page.list.place.words.timeout.emit()
    assert desk.page.list.place.foot.words == "Reading the list"
    world.let_go()
    desk.settle()
    assert desk.number == "SO-10455"
    assert desk.page.list.place.foot.words == ""


def test_a_list_that_cannot_be_read_says_so_and_tries_again(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    world.fail_read = StoreTrouble("Could not read the list", "The local file is locked.")
    desk = Desk(qtbot, courier, world)
    assert "Could not read the list" in words(desk.page.list.place.state)
    world.fail_read = None
    desk.page.list.place.state.retry.emit()
    desk.settle()
    assert desk.grid.isVisible()
    assert desk.number == "SO-10455"


def test_only_the_newest_question_is_answered_on_screen(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = Desk(qtbot, courier, world)
    world.hold()
    desk.page.list.filter("halv")
    desk.page.list.filter("polder")
    world.let_go()
    desk.settle()
    assert [row.customer for row in desk.page.list.answer.rows] == ["Polder Techniek B.V."]
    assert desk.number == "SO-10461"


def test_ten_notices_during_one_reading_cost_one_more(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = Desk(qtbot, courier, world)
    asked: list[object] = []
    real = world.read
    world.read = lambda question: (asked.append(question), real(question))[1]  # type: ignore[method-assign]
    world.hold()
    for _ in range(10):
        desk.page.list.read_again()
    assert len(asked) == 1
    world.let_go()
    desk.settle()
    assert len([q for q in asked if type(q).__name__ == "AskQueue"]) == 2


def test_a_case_found_elsewhere_is_shown_and_a_span_of_the_chart_lists_its_cases(
    qtbot: QtBot, look: Any, courier: Courier, world: World
) -> None:
    desk = Desk(qtbot, courier, world)
    desk.window.go("credit", Hit("case", "SO-10476", "", "case-SO-10476"))
    desk.settle()
    assert desk.number == "SO-10476"
    desk.page.list.filter("halv")
    desk.settle()
    desk.window.go("credit", "case-SO-10476")
    desk.settle()
    assert desk.number == "SO-10476", "a filter that hides it is taken away"
    since = world.now - timedelta(hours=3)
    desk.window.go("credit", (since, since + timedelta(hours=1)))
    desk.settle()
    assert desk.page.list.ask.since == since
    assert desk.page.list.place.foot.words.startswith("Open on ")
    desk.page._escape()
    desk.settle()
    assert desk.page.list.ask.since is None


def test_folding_a_group_hides_rows_that_still_match(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = Desk(qtbot, courier, world)
    desk.page.list.toggle_group("group:One by one")
    assert desk.grid.table.rowCount() == 3 + 5 + 7
    assert len(desk.grid.table.listing.matching) == 25
    assert len(desk.page.list.lines()) == 25, "an export has them too"


def test_the_place_in_its_group(world: World) -> None:
    answer = world.read(AskQueue("credit")).result()
    assert isinstance(answer, QueueAnswer)
    assert place_in_group(answer, "case-SO-10485") == "2 of 7 in this group"
    assert place_in_group(replace(answer, ask=replace(answer.ask, group=False)), "case-SO-10485") == "7 of 25"
    assert place_in_group(answer, "gone") == ""
    assert vector(answer, frozenset()).matching == tuple(row.case_id for row in answer.rows)


def test_a_row_is_spoken_and_says_its_states() -> None:
    rows = {row.number: row for row in sample_rows(datetime.now(UTC))}
    lines = CaseLines(CREDIT, "p-fb")
    lines.currency = "EUR"
    spoken = lines(rows["SO-10482"]).spoken
    assert spoken == "SO-10482, Halvorsen Marine AS, over 8,420 euro, due in 57 minutes, near deadline, claimed by you"
    assert lines(rows["SO-10463"]).claimed
    assert lines(rows["SO-10452"]).off
    assert lines(rows["SO-10470"]).staged
    assert not lines(rows["SO-10440"]).staged, "what waits for approval is not on its way"
    assert lines(rows["SO-10418"]).cells[6].mark == "bad"
    other = replace(rows["SO-10482"], amount=replace(eur(900), currency="USD"))
    assert lines(other).cells[4].text == "USD 900"


def test_the_keyboard_is_never_lost(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = Desk(qtbot, courier, world)
    assert QApplication.focusWidget() is desk.grid
    desk.page.list.filter("no such case")
    desk.settle()
    assert QApplication.focusWidget() is desk.page.list.place.state
    desk.page.list.filter("")
    desk.settle()
    assert QApplication.focusWidget() is desk.grid
