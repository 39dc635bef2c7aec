"""A day at the credit queue, by keyboard alone, in the real window."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.commands.command import REASON_WORDS
from app.errors import Conflict
from tests.ui.desk import Desk, K, M
from tests.ui.samples import OTHERS, waiting
from tests.ui.world import World
from ui.courier import Courier

CTRL_ENTER = (K.Key_Return, M.ControlModifier)
REASON = "Cash in transit covers it"


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier) -> Desk:
    return Desk(qtbot, courier, World())


def go(desk: Desk, number: str) -> None:
    desk.grid.go(f"case-{number}")
    desk.settle()


def test_release_from_the_list_to_the_next_row(desk: Desk) -> None:
    assert desk.number == "SO-10455"
    desk.press("jjjk")
    assert desk.number == "SO-10463"
    go(desk, "SO-10485")
    desk.press("x")
    assert desk.grid.marks == {"case-SO-10485"}
    desk.press("x", "c")
    assert desk.world.commands[-1].deed == "claim"
    desk.hear()
    assert desk.case.panel.row.owner == desk.world.me.id
    desk.press("1")
    assert desk.case.sheet.isVisible()
    assert isinstance(QApplication.focusWidget(), QLineEdit), "the reason has the keyboard"
    desk.press(REASON, CTRL_ENTER)
    sent = desk.world.commands[-1]
    assert (sent.deed, sent.case_id, sent.seen_rev, sent.fields["reason"]) == ("release_hold", "case-SO-10485", 2, REASON)
    assert desk.number == "SO-10491", "on the next row"
    assert QApplication.focusWidget() is desk.grid
    assert desk.case.panel.row.number == "SO-10491", "its panel filled"
    desk.hear()
    line = desk.grid.table.line(desk.grid.table.row_of("case-SO-10485"))
    assert line.staged
    assert line.cells[6].text == "releasing"


def test_typing_the_reason_asks_nothing_and_a_short_one_is_not_sent(desk: Desk) -> None:
    desk.press("1")
    asked = len(desk.world.previews)
    desk.press("too short", CTRL_ENTER)
    assert len(desk.world.previews) == asked
    assert not desk.world.commands
    assert desk.case.sheet.isVisible()
    assert any(REASON_WORDS in word for word in words(desk.case.sheet))
    desk.press(", now long enough", CTRL_ENTER)
    assert [c.deed for c in desk.world.commands] == ["release_hold"]


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_nothing_is_sent_before_its_preview_is_seen(desk: Desk) -> None:
    desk.world.hold()
    desk.press("1", REASON, CTRL_ENTER)
    assert not desk.world.commands
    desk.world.let_go()
    desk.settle()
    assert not desk.world.commands, "a preview that came after the key is not agreed to by it"
    desk.press(CTRL_ENTER)
    assert [c.deed for c in desk.world.commands] == ["release_hold"]


def test_a_late_preview_of_another_case_is_dropped(desk: Desk) -> None:
    desk.world.hold()
    desk.press("1", K.Key_Escape)
    go(desk, "SO-10482")
    desk.world.let_go()
    desk.settle()
    assert not desk.case.sheet.isVisible()
    desk.press("1")
    assert desk.case.sheet.view.case_id == "case-SO-10482"


def test_a_late_preview_of_another_deed_is_dropped(desk: Desk) -> None:
    desk.world.hold()
    desk.press("1", K.Key_Escape, "3")
    desk.world.let_go(last_first=True)
    desk.settle()
    assert desk.case.sheet.view.deed == "reject_order"
    desk.press(REASON, CTRL_ENTER)
    assert [c.deed for c in desk.world.commands] == ["reject_order"]


def test_a_key_that_comes_before_its_case_is_read_is_not_lost(desk: Desk) -> None:
    desk.world.hold()
    desk.press("j", "1")
    assert not desk.case.sheet.isVisible()
    desk.world.let_go()
    desk.settle()
    assert desk.case.sheet.isVisible()
    assert desk.world.previews[-1].case_id == "case-SO-10461"


def test_what_is_not_allowed_says_why_and_does_nothing(desk: Desk) -> None:
    desk.world.denied = {"release_hold": "Sales reps do not release"}
    go(desk, "SO-10482")
    desk.press("1")
    assert not desk.case.sheet.isVisible()
    assert "Sales reps do not release" in words(desk.case.bar)
    assert "Release once is not possible" in desk.toasts()


def test_a_problem_of_the_preview_keeps_the_button_off(desk: Desk) -> None:
    desk.world.problem = "The quotation expired on 3 Nov"
    desk.press("1", REASON, CTRL_ENTER)
    assert not desk.world.commands
    assert "The quotation expired on 3 Nov" in words(desk.case.sheet)


def test_raise_limit_shows_figures_before_it_sends_them(desk: Desk) -> None:
    desk.press("2")
    assert not desk.world.previews, "without an end there is nothing to foresee"
    desk.press("2099-01-31")
    desk.case.sheet.ask_again()
    desk.settle()
    assert desk.world.previews[-1].fields["until"] == "2099-01-31"
    money = desk.case.sheet.inputs.findChild(QLineEdit, "field:to")
    money.setFocus()
    money.selectAll()
    desk.press("500,000")
    reason = desk.case.sheet.inputs.findChild(QLineEdit, "field:reason")
    reason.setFocus()
    desk.press(REASON, CTRL_ENTER)
    assert not desk.world.commands, "the new figure had not been previewed yet"
    assert desk.world.previews[-1].fields["to"] == "500,000"
    desk.press(CTRL_ENTER)
    assert desk.world.commands[-1].fields == {"to": "500,000", "until": "2099-01-31", "reason": REASON}


def test_a_day_is_taken_as_a_person_writes_it(desk: Desk) -> None:
    desk.press("2")
    until = desk.case.sheet.findChild(QWidget, "field:until")
    for written, sent in (("31.12.2099", "2099-12-31"), ("31/1/99", "2099-01-31"), ("2099-01-31", "2099-01-31")):
        until.setText(written)
        assert desk.case.sheet.values()["until"] == sent
    until.setText("tomorrow")
    assert desk.case.sheet.values()["until"] == "tomorrow", "and its fault says what a day looks like"


def test_a_moment_that_is_half_written_is_there_again(desk: Desk) -> None:
    desk.press("h")
    until = desk.case.sheet.findChild(QWidget, "field:until")
    until.selectAll()
    desk.press("2099-01-31", K.Key_Escape, "h")
    until = desk.case.sheet.findChildren(QLineEdit, "field:until")[-1]
    assert until.text() == "2099-01-31"
    until.selectAll()
    desk.press("tomorrow", K.Key_Escape, "h")
    assert desk.case.sheet.findChildren(QLineEdit, "field:until")[-1].text() == "tomorrow"


def test_ctrl_z_takes_back_the_newest_also_when_the_list_went_on(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    decided = desk.page.list.current().case_id
    denied = {"take_back": "There is nothing to take back"}
    read = desk.world._panel

    def panel(case_id: str) -> Any:
        desk.world.denied = {"take_back": ""} if case_id == decided else denied
        return read(case_id)

    monkeypatch.setattr(desk.world, "_panel", panel)
    desk.press((K.Key_Z, M.ControlModifier))
    assert desk.case.sheet.isHidden()
    assert desk.toasts()[-1] == "Take back is not possible", "nothing was decided yet"
    desk.press("1", REASON, CTRL_ENTER)
    assert desk.page.list.current().case_id != decided
    desk.press((K.Key_Z, M.ControlModifier))
    assert desk.case.sheet.isVisible()
    assert (desk.case.panel.row.case_id, desk.case.sheet.view.case_id) == (decided, decided)
    went: list[str] = []
    desk.page.goto.connect(lambda _page, case_id: went.append(case_id))
    desk.press(K.Key_Escape)
    desk.page.run_deed("show_order")
    assert went == [decided], "the order of the case on screen, not of the row where the list stands"
    assert desk.page.subject().startswith(desk.case.panel.row.number)
    desk.press("j")
    assert desk.case.panel.row.case_id == desk.page.list.current().case_id, "the list goes on from where it was"


def test_ctrl_z_takes_back_what_emptied_the_list(
    qtbot: QtBot, look: Any, courier: Courier, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World()
    del world.rows[1:]
    world.denied = {"take_back": ""}
    [last] = world.rows
    desk = Desk(qtbot, courier, world)
    desk.press("1", REASON, CTRL_ENTER)
    resolved = world._panel(last.case_id)
    monkeypatch.setattr(world, "_panel", lambda _case_id: resolved)
    world.remove(last.number)
    desk.hear()
    desk.page.list.live.settle()
    desk.settle()
    assert (desk.number, desk.case.row) == ("", None)
    desk.press((K.Key_Z, M.ControlModifier))
    assert desk.case.sheet.isVisible()
    assert desk.case.sheet.view.case_id == last.case_id
    desk.page.list.read_again()
    desk.settle()
    assert desk.case.sheet.isVisible(), "also while the empty list is read again"


def test_above_the_authority_it_waits_for_another_person(desk: Desk) -> None:
    desk.world.verdict = "approval"
    desk.press("1", REASON, CTRL_ENTER)
    desk.hear()
    line = desk.grid.table.line(desk.grid.table.row_of("case-SO-10455"))
    assert line.cells[6].text == "approval"


def test_who_asked_may_take_back_and_another_may_approve(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = World()
    world.pending["case-SO-10440"] = waiting(world.row("SO-10440"), world.now)
    world.denied = {"take_back": "", "approve": "You asked, so you cannot approve"}
    desk = Desk(qtbot, courier, world)
    go(desk, "SO-10440")
    assert any("Waiting for a credit manager" in word for word in words(desk.case.outcome))
    desk.press((K.Key_Z, M.ControlModifier))
    assert (world.commands[-1].deed, world.commands[-1].fields) == ("take_back", {})


def test_the_second_person_sees_what_is_agreed_to_before_agreeing(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = World()
    world.pending["case-SO-10440"] = waiting(world.row("SO-10440"), world.now, asked_by=OTHERS["OM"])
    world.denied = {"approve": "", "decline_approval": ""}
    desk = Desk(qtbot, courier, world)
    go(desk, "SO-10440")
    desk.press("a")
    assert desk.case.sheet.isVisible()
    assert not world.commands
    desk.press(CTRL_ENTER)
    assert (world.commands[-1].deed, world.commands[-1].fields) == ("approve", {"decision": "dec-1", "sha256": "ab" * 32})


def test_a_refusal_comes_back_to_its_row_and_its_case(desk: Desk) -> None:
    go(desk, "SO-10482")
    desk.world.fail = Conflict("Could not release SO-10482", "It changed while you decided. Look again, then decide.")
    desk.press("1", REASON, CTRL_ENTER)
    assert desk.number == "SO-10485"
    assert "Could not release SO-10482" in desk.toasts()
    line = desk.grid.table.line(desk.grid.table.row_of("case-SO-10482"))
    assert line.cells[6].text == "refused"
    go(desk, "SO-10482")
    assert "Could not release SO-10482" in words(desk.case.outcome)
    desk.press(K.Key_Escape)
    assert not desk.case.outcome.isVisible()


def test_a_done_case_stays_until_the_next_step_and_nothing_jumps(desk: Desk) -> None:
    go(desk, "SO-10485")
    before = desk.grid.visible_keys()
    desk.world.remove("SO-10482")
    desk.hear()
    assert desk.grid.visible_keys() == before
    desk.press("j")
    assert "case-SO-10482" not in desk.grid.visible_keys()
    assert desk.number == "SO-10491"


def test_new_cases_are_counted_and_shown_when_asked(desk: Desk) -> None:
    row = desk.world.row("SO-10461")
    desk.world.rows.insert(1, replace(row, case_id="case-SO-9", number="SO-9"))
    desk.world.tell("case-SO-9")
    desk.hear()
    assert "1 new, . to show" in desk.page.list.place.foot.words
    desk.press(".")
    assert "case-SO-9" in desk.grid.visible_keys()
    assert desk.page.list.place.foot.words == ""


def test_marks_claim_and_recheck_many_but_money_goes_one_by_one(desk: Desk) -> None:
    desk.grid.go("group:Covered by unapplied cash")
    desk.press("x", "5")
    assert [c.deed for c in desk.world.commands] == ["recheck"] * 5
    assert "5 being checked on fresh figures" in desk.toasts()
    assert not desk.grid.marks
    desk.press((K.Key_A, M.ControlModifier))
    assert "25 marked" in desk.page.list.place.foot.words
    go(desk, "SO-10482")
    desk.press("1")
    assert "One at a time" in desk.toasts()
    assert desk.case.sheet.isVisible()


def test_the_filter_is_a_key_away_and_gives_the_keyboard_back(desk: Desk) -> None:
    desk.press("/", "halv")
    desk.press(K.Key_Return)
    assert desk.number == "SO-10482"
    assert len(desk.page.list.answer.rows) == 1
    assert QApplication.focusWidget() is desk.grid
    desk.press("/", K.Key_Escape)
    assert len(desk.page.list.answer.rows) == 25
    assert desk.number == "SO-10482", "the current row stays with its case"


def test_notes_go_as_typed_without_a_second_look(desk: Desk) -> None:
    desk.press("n", "Called, pays on Friday", CTRL_ENTER)
    assert desk.world.commands[-1].fields == {"text": "Called, pays on Friday"}
    assert desk.number == "SO-10455", "a note does not end the case"


def test_what_was_typed_is_there_again_after_a_look_elsewhere(desk: Desk) -> None:
    desk.press("1", "Cash in tr", K.Key_Escape, "j", "k", "1")
    assert desk.case.sheet.inputs.values()["reason"] == "Cash in tr"


def test_copy_takes_the_marked_rows(desk: Desk) -> None:
    go(desk, "SO-10482")
    desk.press((K.Key_C, M.ControlModifier))
    text = QApplication.clipboard().text().splitlines()
    assert text[0].startswith("Order\tCustomer\tShips\tOrder EUR\tOver EUR")
    assert text[1].startswith("SO-10482\tHalvorsen Marine AS")


def test_the_layout_is_remembered(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = World()
    desk = Desk(qtbot, courier, world)
    desk.page.list.toggle_column("ship")
    desk.page.list.sort("over", True)
    desk.page.remembered.save()
    world.views = dict(world.views)
    again = Desk(qtbot, courier, world)
    assert again.page.list.ask.sort == "over"
    assert again.page.list.ask.descending
    assert again.grid.isColumnHidden(3)
    world.views["queue.credit"] = '{"hidden": 3, "wide": "x"}'
    assert Desk(qtbot, courier, world).page.list.ask.sort == "ship", "a broken memory is no memory"
