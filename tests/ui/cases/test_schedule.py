"""A case about an appointment on screen: its day, what speaks against it, when it could be, each deed by its digit."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.errors import Conflict
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.visit_world import VisitWorld
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.tables.day import DayStrip
from ui.theme import style

CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def at(qtbot: QtBot, courier: Courier, key: str, size: tuple[int, int] = (1440, 900), world: VisitWorld | None = None) -> Desk:
    made = Desk(qtbot, courier, world or VisitWorld(), "schedule", size, PAGES)
    made.grid.go(f"schedule-{key}")
    made.settle()
    return made


def sent(desk: Desk) -> tuple[str, dict[str, str]]:
    desk.case.sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    last = desk.world.commands[-1]
    return last.deed, dict(last.fields)


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("key", ["0003", "0006", "0007", "0008"])
def test_nothing_is_cut_or_runs_over(
    qtbot: QtBot, look: Any, courier: Courier, key: str, theme: str, size: tuple[int, int]
) -> None:
    style.apply(look, theme)
    desk = at(qtbot, courier, key, size)
    assert problems(desk.window) == []
    desk.press("1")
    assert problems(desk.window) == []


def test_the_day_is_drawn_and_the_conflict_told_in_a_sentence(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, "0003")
    panel = desk.world._page("schedule-0003")  # type: ignore[attr-defined]
    assert panel.verdict.startswith("Ines Weber is booked twice: AP-0002 has this time. It could be ")
    strip = desk.case.findChild(DayStrip)
    assert "14:00 to 15:30 AP-0003, Kai 12, Bremen, this one" in strip.accessibleName()


def test_a_time_is_chosen_by_its_digit_and_agreed(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, "0003")
    desk.press("1")
    options = dict(desk.case.sheet.inputs._asked[0].options)
    desk.case.sheet.inputs._inputs[0].field.setFocus()
    desk.press("2")
    desk.case.sheet.inputs._inputs[1].field.setText("Mr Berg")
    deed, fields = sent(desk)
    assert (deed, fields["slot"], fields["consent"]) == ("move_appointment", list(options)[1], "Mr Berg")


def test_who_stands_in_is_chosen(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, "0003")
    desk.press("2")
    assert sent(desk) == ("swap_resource", {"resource": "jon"})


def test_a_missing_certificate_stands_beside_the_day(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, "0007")
    panel = desk.world._page("schedule-0007")  # type: ignore[attr-defined]
    assert "Ines Weber's lift runs out on Tue 25 Nov, before this" in panel.verdict
    skills = next(b for b in panel.blocks if getattr(b, "title", "").startswith("Skills"))
    assert [(f.label, f.text, f.tone) for f in skills.facts] == [("Had", "lift", "bad"), ("Until", "Tue 25 Nov", "text.1")]


def test_late_goods_are_told_with_their_day(qtbot: QtBot, look: Any, courier: Courier) -> None:
    panel = at(qtbot, courier, "0008").world._page("schedule-0008")  # type: ignore[attr-defined]
    assert "Its goods come Tue 9 Dec: V-1 waits for Wessling" in panel.verdict
    desk = at(qtbot, courier, "0008")
    desk.press("3")
    desk.case.sheet.inputs._inputs[0].field.setText("the frame can be built without them")
    assert sent(desk)[0] == "decouple_install"


def test_a_decision_on_what_changed_says_so_and_is_there_again(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, "0003")
    desk.press("2")
    desk.world.fail = Conflict("Could not swap: AP-0003 changed while you decided", "Look again, then decide.")
    sent(desk)
    assert "Could not swap: AP-0003 changed while you decided" in desk.toasts()
    desk.grid.go("schedule-0003")
    desk.settle()
    desk.press("2")
    assert desk.case.sheet.isVisible(), "it can be decided again at once"
