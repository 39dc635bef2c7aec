"""One decision about many cases by keyboard: a result for each, progress, stop, going on, and nothing forgotten with the window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.commands.command import Command
from app.domain.gathered import Fate, Gathered
from app.domain.letter import LetterState
from app.domain.question import LetterRow
from app.errors import Conflict, Refused
from tests.app.commands.orders import OMAR
from tests.app.rules import goods_world as g
from tests.ui.desk import Desk, K, M
from tests.ui.orders import OrderWorld
from tests.ui.world import Done
from ui.courier import Courier
from ui.queues.gathering import AT_ONCE
from ui.shell.pages import PAGES

OUTAGE = "Carrier Hansa Spedition"
CTRL_ENTER = (K.Key_Return, M.ControlModifier)
STOP = (K.Key_Period, M.ControlModifier)


class Outage(OrderWorld):
    """A hundred deliveries of one carrier of which nothing was heard. ``stubborn``: cases that are refused when they are taken down.

    ``arrive``: the ERP takes the oldest letters that are under way.
    """

    def __init__(self, count: int = 100) -> None:
        super().__init__()
        self.judged_for = OMAR
        for i in range(50, 50 + count):
            self._add("delay", i, g.there(-6, state="shipped"), "carrier")
        self.stubborn: set[str] = set()

    def _do(self, command: Command) -> Any:
        letter = f"{command.decision}/1"
        if any(x.id == letter for x in self.letters):
            return Done("taken down", (letter,), steps=1)
        row = next(r for r in self.rows if r.case_id == command.case_id)
        if command.seen_rev != row.rev:
            raise Conflict("It changed while you decided", "Look again, then decide.")
        if command.case_id in self.stubborn:
            raise Refused("A decision is on its way to the ERP", "Look at it again.")
        self.letters.append(
            LetterRow(
                letter,
                LetterState.SENDING,
                "Note",
                row.number,
                "tryton",
                "OH",
                self.now,
                "on its way",
                "",
                row.case_id,
                1,
                "delay",
            )
        )
        return Done("taken down", (letter,), steps=1)

    def under_way(self) -> int:
        return sum(x.state is LetterState.SENDING for x in self.letters)

    def arrive(self, count: int, state: LetterState = LetterState.APPLIED, receipt: str = "note left") -> None:
        for i, letter in enumerate(self.letters):
            if letter.state is LetterState.SENDING and count:
                self.letters[i] = replace(letter, state=state, receipt=receipt)
                count -= 1
        self.tell()


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    return Desk(qtbot, courier, Outage(), "delay", (1440, 900), PAGES)


def decide_all(desk: Desk) -> Desk:
    desk.grid.go(f"group:{OUTAGE}")
    desk.press("x", "2")
    desk.settle()
    desk.press("The carrier told everybody", CTRL_ENTER)
    desk.settle()
    return desk


def words(desk: Desk) -> str:
    return " ".join(x.text() for x in desk.page.gathered.findChildren(QLabel))


def fates(desk: Desk) -> dict[str, int]:
    found: dict[str, int] = {}
    for item in desk.page._gathering.current.items:
        found[item.fate.value] = found.get(item.fate.value, 0) + 1
    return found


def finish_on(desk: Desk, page: Any) -> None:
    while desk.world.under_way():
        desk.world.arrive(AT_ONCE)
        desk.settle()
    assert page._gathering.current.over


def finish(desk: Desk) -> None:
    while desk.world.under_way():
        desk.world.arrive(AT_ONCE)
        desk.settle()


def test_a_hundred_orders_are_one_decision_with_a_result_for_each(desk: Desk) -> None:
    marked = sum(r.group == OUTAGE for r in desk.world.rows)
    assert marked > 100
    one, other = [r.case_id for r in desk.world.rows if r.group == OUTAGE][7:9]
    desk.world.stubborn |= {one}
    decide_all(desk)
    assert desk.page.gathered.isVisible()
    assert not desk.grid.marks
    assert desk.world.under_way() == AT_ONCE
    assert f"Accept delay, {marked} cases" in words(desk)
    finish(desk)
    assert fates(desk) == {"done": marked - 1, "refused": 1}
    assert {c.fields["reason"] for c in desk.world.commands} == {"The carrier told everybody"}
    assert f"{marked - 1} done, 1 refused" in words(desk)
    listed = desk.page.gathered.grid.table
    assert listed.key(0) == one, "what was refused comes first, and hides nothing"
    assert listed.rowCount() == marked
    desk.world.stubborn.clear()
    assert "Try 1 again" in [b.text() for b in desk.page.gathered.findChildren(type(desk.page.gathered._stop))]
    desk.press(STOP)
    desk.settle()
    finish(desk)
    assert fates(desk) == {"done": marked}
    assert [c.case_id for c in desk.world.commands].count(one) == 2
    assert [c.case_id for c in desk.world.commands].count(other) == 1


def test_many_are_decided_on_one_of_them_not_on_the_case_that_ctrl_z_led_to(desk: Desk) -> None:
    first, decided = [r.case_id for r in desk.world.rows if r.group == OUTAGE][:2]
    desk.grid.go(decided)
    desk.settle()
    desk.page._go_on(decided)
    desk.world.denied = {"take_back": "There is nothing to take back"}
    desk.grid.go(first)
    desk.settle()
    desk.press((K.Key_Z, M.ControlModifier), "x")
    assert (desk.case.panel.row.case_id, desk.grid.marks) == (decided, {first})
    desk.press("2")
    assert desk.case.sheet.isVisible()
    assert desk.case.panel.row.case_id == first


def test_it_is_stopped_and_gone_on_with(desk: Desk) -> None:
    decide_all(desk)
    desk.world.arrive(2)
    desk.settle()
    taken = len(desk.world.commands)
    assert taken == AT_ONCE + 2
    desk.press(STOP)
    finish(desk)
    assert len(desk.world.commands) == taken, "what was on its way ends, nothing more begins"
    assert "not begun, stopped" in words(desk)
    desk.press(STOP)
    desk.settle()
    assert len(desk.world.commands) == taken + AT_ONCE


def test_the_erp_refuses_one_and_the_others_go_on(desk: Desk) -> None:
    decide_all(desk)
    desk.world.arrive(1, LetterState.REFUSED, "You are not allowed")
    desk.settle()
    finish(desk)
    assert fates(desk)["refused"] == 1
    bad = next(i for i in desk.page._gathering.current.items if i.fate.value == "refused")
    assert bad.words == "You are not allowed"
    assert fates(desk)["done"] + 1 == len(desk.page._gathering.current.items)


def test_a_window_that_is_opened_again_goes_on_where_it_was(qtbot: QtBot, look: Any, courier: Courier, desk: Desk) -> None:
    decide_all(desk)
    world = Outage()
    world.views, world.letters = dict(desk.world.views), list(desk.world.letters)
    world.arrive(AT_ONCE)
    desk.window.close()
    again = Desk(qtbot, courier, world, "delay", (1440, 900), PAGES)
    assert again.page.gathered.isVisible()
    assert not world.commands, "nothing begins by itself"
    again.press(STOP)
    again.settle()
    assert len(world.commands) == AT_ONCE
    assert fates(again)["done"] == AT_ONCE
    finish(again)
    assert "done" in fates(again)
    assert set(fates(again)) == {"done"}


def test_who_is_cut_off_before_an_answer_decides_nothing_twice(qtbot: QtBot, look: Any, courier: Courier, desk: Desk) -> None:
    decide_all(desk)
    [name] = [n for n, kept in desk.world.views.items() if '"items"' in kept]
    kept = Gathered.loads(desk.world.views[name])
    assert kept is not None
    world = Outage()
    world.letters = list(desk.world.letters)  # written, and the window knew nothing of it when it died
    world.views = {
        **desk.world.views,
        name: replace(kept, items=tuple(replace(i, fate=Fate.WAITING) for i in kept.items)).dumps(),
    }
    for i, row in enumerate(world.rows):
        world.rows[i] = replace(row, rev=row.rev + 1) if any(x.case_id == row.case_id for x in world.letters) else row
    desk.window.close()
    again = Desk(qtbot, courier, world, "delay", (1440, 900), PAGES)
    again.press(STOP)
    again.settle()
    finish(again)
    assert fates(again) == {"done": len(kept.items)}
    assert len({x.id for x in world.letters}) == len(world.letters) == len(kept.items)


def test_what_was_refused_is_tried_again_on_what_is_known_by_then(desk: Desk) -> None:
    decide_all(desk)
    desk.world.arrive(1, LetterState.REFUSED, "You are not allowed")
    desk.settle()
    finish(desk)
    desk.world.rows = [replace(row, rev=row.rev + 1) for row in desk.world.rows]  # a decision that ended moved its case on
    desk.press(STOP)
    desk.settle()
    finish(desk)
    assert set(fates(desk)) == {"done"}


def test_a_letter_that_waits_for_a_person_holds_nothing_up(desk: Desk) -> None:
    decide_all(desk)
    desk.world.arrive(AT_ONCE, LetterState.PARKED, "Nobody knows whether it arrived")
    desk.settle()
    finish(desk)
    assert fates(desk)["needs you"] == AT_ONCE
    assert set(fates(desk)) == {"needs you", "done"}
    assert desk.page.gathered._close.isVisible()


def test_it_goes_on_while_another_page_is_on_screen(desk: Desk) -> None:
    decide_all(desk)
    desk.window.go("outbox")
    finish_on(desk, desk.window._made["delay"])


def test_only_one_decision_about_many_is_under_way(desk: Desk) -> None:
    decide_all(desk)
    desk.grid.go(f"group:{OUTAGE}")
    desk.press("x", "2")
    desk.settle()
    assert any("One decision about many at a time" in x.text() for x in desk.window.findChildren(QLabel))
    assert not desk.case.sheet.isVisible()
    finish(desk)
    desk.press(Qt.Key.Key_Escape)
    assert desk.page.gathered.isVisible(), "first it takes the marks back"
    desk.press(Qt.Key.Key_Escape)
    assert not desk.page.gathered.isVisible()


def test_escape_takes_the_marks_back_and_decides_nothing(desk: Desk) -> None:
    desk.grid.go(f"group:{OUTAGE}")
    desk.press("x", "2")
    desk.settle()
    assert "marked" in desk.case.sheet._primary.text()
    desk.press(Qt.Key.Key_Escape)
    desk.press(Qt.Key.Key_Escape)
    assert not desk.grid.marks
    assert not desk.world.commands
