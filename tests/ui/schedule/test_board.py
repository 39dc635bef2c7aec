"""The appointment board by its keys: days, visits, the case behind one, a new one for an order, another time, who agreed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from app.domain.board import AskSlots, Book, Change
from app.errors import Conflict, StoreTrouble
from tests.app.rules import visit_world as v
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.visit_world import VisitWorld
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

K = Qt.Key
CTRL_ENTER = (K.Key_Return, Qt.KeyboardModifier.ControlModifier)


def board(qtbot: QtBot, courier: Courier, world: VisitWorld | None = None, size: tuple[int, int] = (1440, 900)) -> Desk:
    return Desk(qtbot, courier, world or VisitWorld(), "appointments", size, PAGES)


def current(desk: Desk) -> str:
    visit = desk.page.visit()
    return visit.number if visit else ""


def day(desk: Desk) -> str:
    words: str = desk.page.head._day.text()
    return words


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_nothing_is_cut_or_runs_over(qtbot: QtBot, look: Any, courier: Courier, theme: str, size: tuple[int, int]) -> None:
    style.apply(look, theme)
    desk = board(qtbot, courier, size=size)
    assert problems(desk.window) == []
    desk.press("n")
    desk.page.booking.ask()
    desk.settle()
    assert problems(desk.window) == []


def test_arrows_go_through_the_day_and_brackets_through_days(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    assert (day(desk), current(desk)) == ("Mon 24 Nov, today", "AP-0001")
    desk.press(K.Key_Right)
    assert current(desk) == "AP-0004"
    desk.press(K.Key_Up)
    assert current(desk) == "AP-0002", "the nearest in time of the resource above"
    desk.press(K.Key_End)
    assert current(desk) == "AP-0003"
    desk.press("]")
    assert (day(desk), current(desk)) == ("Tue 25 Nov, tomorrow", "AP-0006")
    desk.press(K.Key_PageUp, K.Key_PageUp)
    assert day(desk) == "Sun 23 Nov, yesterday"
    desk.press("t")
    assert day(desk) == "Mon 24 Nov, today"


def test_a_conflict_is_told_by_shape_and_word(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    assert "14:00 to 15:30 AP-0003, Halvorsen Marine AS, conflict" in desk.page.grid.accessibleName()
    assert desk.page.head._clashing.text() == "1 in conflict"
    desk.page.grid.go("0003")
    desk.settle()
    assert desk.page.visit().group == "Booked twice"


def test_enter_opens_the_case_or_the_order(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    gone: list[tuple[str, object]] = []
    desk.page.goto.connect(lambda page, what: gone.append((page, what)))
    desk.page.grid.go("0003")
    desk.press(K.Key_Return)
    assert gone == [("schedule", "schedule-0003")]
    assert desk.case.head is not None
    back = board(qtbot, courier)
    back.page.goto.connect(lambda page, what: gone.append((page, what)))
    back.press(K.Key_Return)
    assert gone[-1][0] == "orders"


def test_a_day_without_visits_says_where_the_next_is(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    desk.press("]", "]", "]")
    assert day(desk) == "Thu 27 Nov"
    assert desk.page.state.accessibleName() == (
        "Nothing on this day. The next visit is on Fri 28 Nov. Press . to go there, N to plan a new one."
    )
    desk.press(".")
    assert (day(desk), current(desk)) == ("Fri 28 Nov", "AP-0008")


def test_keys_may_come_faster_than_answers(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    desk.world.hold()
    desk.press("]", "]")
    desk.world.let_go()
    desk.settle()
    assert (day(desk), current(desk)) == ("Wed 26 Nov", "AP-0007")


def test_a_team_without_resources_is_told_how_to_get_them(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier, VisitWorld((), ()))
    assert desk.page.state.accessibleName().startswith("No resources yet. An operator takes them in")


def test_the_filter_is_remembered_and_the_day_is_not(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.press("]", "/", "crew")
    desk.page.head.filter.say()
    desk.press(K.Key_Return, "t")
    assert [v.number for v in desk.page.answer.visits] == ["AP-0005"]
    desk.page.remembered.save()
    again = board(qtbot, courier, world)
    assert (day(again), [v.number for v in again.page.answer.visits]) == ("Mon 24 Nov, today", ["AP-0005"])


def test_copying_takes_the_day_as_a_table(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    desk.press((K.Key_C, Qt.KeyboardModifier.ControlModifier))
    rows = QGuiApplication.clipboard().text().split("\n")
    assert rows[0].split("\t") == ["Visit", "When", "What", "Customer", "Order", "Site", "State", "Conflict"]
    assert len(rows) == 6
    assert rows[-1].split("\t")[-1] == "Booked twice"


def test_the_day_is_written_to_a_file_that_it_names(qtbot: QtBot, look: Any, courier: Courier, tmp_path: Path) -> None:
    desk = board(qtbot, courier)
    desk.page.run_deed("export_csv")
    (dialog,) = desk.window.findChildren(QFileDialog)
    assert dialog.selectedFiles()[0].endswith("Appointments 2025-11-24.csv")
    dialog.fileSelected.emit(str(tmp_path / "day.csv"))
    dialog.reject()
    rows = (tmp_path / "day.csv").read_text(encoding="utf-8-sig").splitlines()
    assert (rows[0].split(",")[0], len(rows)) == ("Visit", 6)


# ---- planning --------------------------------------------------------------------------------------------------------------------


def test_a_new_one_for_an_order_by_keys(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.press("n")
    booking = desk.page.booking
    assert booking.inputs["number"].value == "SO-1", "the order of the visit that was current"
    booking.inputs["skills"].field.setText("assembly")
    booking.ask()
    desk.settle()
    first = booking.answer.slots[0]
    assert first[1] == "Wed 26 Nov 08:00, Crew North"
    desk.press(CTRL_ENTER)
    (wish,) = world.taken
    assert isinstance(wish, Book)
    assert (wish.appointment.resource, wish.appointment.skills, wish.appointment.minutes) == ("crew", ("assembly",), 120)
    assert desk.toasts() == ["AP-0009 is planned for SO-1"]
    assert (day(desk), world.planned[wish.appointment.id].number) == ("Wed 26 Nov", "AP-0009")
    assert "Wed 26 Nov 08:00" in " ".join(v.when for v in desk.page.answer.visits)


def test_from_an_order_one_comes_with_its_number(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, VisitWorld(), "orders", pages=PAGES)
    number, source = desk.page.order.view.number, desk.page.order.view.ref.source
    desk.press("n")
    assert desk.window.page.title == "Appointments"
    booking = desk.page.booking
    assert booking.inputs["number"].value == number
    asked: list[AskSlots] = []
    booking.asked.connect(asked.append)
    booking.ask()
    booking.inputs["number"].field.setText("SO-1")
    booking.ask()
    assert [(ask.number, ask.source) for ask in asked] == [(number, source), ("SO-1", "")], "a typed number may be any system's"


def test_an_order_that_nobody_knows_is_said(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = board(qtbot, courier)
    desk.page.open(AskSlots("SO-404"))
    desk.settle()
    assert desk.page.booking._why.text() == "No order SO-404 is known here"
    desk.press(CTRL_ENTER)
    assert desk.page.booking._error.text() == "Choose an order and a time first"
    assert desk.world.taken == []  # type: ignore[attr-defined]
    desk.press(K.Key_Escape)
    assert desk.page._beside.currentWidget() is desk.page.detail


def test_somebody_was_faster_and_nothing_typed_is_lost(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.press("n")
    desk.page.booking.inputs["skills"].field.setText("assembly")
    desk.page.booking.ask()
    desk.settle()
    world.fail_plan = Conflict("Crew North was booked for that time meanwhile, by AP-0042", "Choose another time.")
    desk.press(CTRL_ENTER)
    assert "by AP-0042. Choose another time." in desk.page.booking._error.text()
    assert desk.page.booking.inputs["skills"].value == "assembly"
    assert len(world.planned) == 8


def test_told_twice_it_is_one_wish(qtbot: QtBot, look: Any, courier: Courier) -> None:
    """The store did not answer, or a key bounced: the same wish keeps its id, another one has its own."""
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.press("n")
    desk.page.booking.ask()
    desk.settle()
    world.fail_plan = StoreTrouble("Could not reach the team store", "Decisions wait here until it answers again.")
    desk.press(CTRL_ENTER)
    assert "Could not reach the team store" in desk.page.booking._error.text()
    desk.settle()
    world.hold()
    desk.page.booking.commit()
    desk.page.booking.commit()
    world.let_go()
    ids = {w.appointment.id for w in world.taken if isinstance(w, Book)}
    assert (len(world.taken), len(ids)) == (3, 1)


def test_another_time_for_one_that_the_customer_agreed_to(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.page.grid.go("0005")
    desk.press("m")
    booking = desk.page.booking
    assert not booking.inputs["skills"].isVisible()
    desk.press(CTRL_ENTER)
    assert world.taken == [], "the customer has not agreed to the new time"
    booking.inputs["consent"].field.setText("Ms Lund")
    desk.press(CTRL_ENTER)
    (wish,) = world.taken
    assert isinstance(wish, Change)
    assert (wish.deed, wish.to["consent"], wish.rev) == ("move_appointment", "Ms Lund", 1)
    assert world.planned["0005"].consent == "Ms Lund"


def test_who_agreed_is_asked_and_can_be_taken_back(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.press("]", "]", "]", "]")
    world.planned["0008"] = v.visit("0008", v.on(10, days=4))
    world._judge()
    world.tell(topics=("appointments", "cases"))
    desk.hear()
    desk.press("c", K.Key_Return)
    assert desk.page.detail.agreed._error.text() == "Write who agreed"
    desk.press("Mr Berg", K.Key_Return)
    assert (world.planned["0008"].state, world.planned["0008"].consent) == ("confirmed", "Mr Berg")
    assert desk.toasts() == ["AP-0008 is confirmed"]
    desk.press((K.Key_Z, Qt.KeyboardModifier.ControlModifier))
    assert (world.planned["0008"].state, world.planned["0008"].consent) == ("proposed", "")


def test_what_has_a_case_is_decided_there(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    desk = board(qtbot, courier, world)
    desk.page.grid.go("0003")
    desk.press("m", "d", K.Key_Delete)
    assert world.taken == []
    assert set(desk.toasts()) == {"It has a case: Enter opens it"}


def test_a_board_that_cannot_be_read_says_so(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = VisitWorld()
    world.fail_read = StoreTrouble("Could not read the local copy", "Try again.")
    desk = board(qtbot, courier, world)
    assert desk.page.state.accessibleName() == "Could not read the local copy. Try again."
    world.fail_read = None
    desk.page.state.retry.emit()
    desk.settle()
    assert current(desk) == "AP-0001"
