"""The inbox at the keyboard: what waits for me, agreed to or declined one by one; what went wrong meanwhile is said and nothing is lost."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.commands import COMMANDS
from app.domain.question import Counts
from app.errors import Conflict, StoreTrouble, Unreachable
from app.rules.quote import GROUPS
from tests.ui.desk import PAGES as SMALL
from tests.ui.desk import Desk, K, M
from tests.ui.theme.lint import is_clean
from tests.ui.world import World
from ui.approvals.page import ApprovalsPage
from ui.courier import Courier
from ui.shell.page import Page
from ui.theme import style
from ui.theme.kit import text_width

PAGES = (Page("approvals", "A", "Approvals", "shield-check", "Queues", lambda c, courier: ApprovalsPage(c, courier)), *SMALL)
CTRL_ENTER = (K.Key_Return, M.ControlModifier)


@pytest.fixture
def world() -> World:
    made = World()
    made.denied = {"approve": "", "decline_approval": ""}
    for number in ("SO-10482", "SO-10418", "SO-10440", "SO-10449"):
        made.pending[f"case-{number}"] = made.approvals.pending(number)
    return made


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    return Desk(qtbot, courier, world, "approvals", pages=PAGES)


def numbers(desk: Desk) -> list[str]:
    return [desk.page.list.row(key).row.number for key in desk.page.list.grid.table.listing.keys]


def current(desk: Desk) -> str:
    shown = desk.page.list.current()
    return shown.row.number if shown is not None else ""


def words(of: QWidget) -> list[str]:
    return [label.text() for label in of.findChildren(QLabel) if label.isVisible()]


def test_it_opens_on_what_waits_for_me(desk: Desk) -> None:
    assert numbers(desk) == ["SO-10482", "SO-10449"]
    assert current(desk) == "SO-10482"
    assert desk.case.panel.row.number == "SO-10482"
    line = desk.grid.table.line(0)
    assert [cell.text for cell in line.cells[1:5]] == ["Release once", "SO-10482", "Halvorsen Marine AS", "38,640"]
    assert line.cells[-1].text == "Credit analyst"


def test_views_and_kinds_by_key(desk: Desk) -> None:
    desk.press("v")
    assert numbers(desk) == ["SO-10482", "SO-10418", "SO-10440", "SO-10449"]
    assert desk.grid.table.line(1).off == "A finance director approves this"
    desk.press("t", "t", "t")
    assert (desk.page.list.ask.kind, numbers(desk)) == ("refunds", ["SO-10449"])
    desk.press("t", "t", "v")
    assert (desk.page.list.ask.view, numbers(desk)) == ("mine", ["SO-10440"])


def test_a_shows_what_is_agreed_to_and_then_goes_on_to_the_next(desk: Desk) -> None:
    desk.press("a")
    assert desk.case.sheet.isVisible()
    assert not desk.world.commands, "nothing is agreed to unseen"
    desk.press(CTRL_ENTER)
    [done] = desk.world.commands
    assert (done.deed, done.fields["decision"], done.fields["sha256"]) == ("approve", "dec-SO-10482", "ab" * 32)
    assert current(desk) == "SO-10449"
    desk.world.approvals.gone.add("SO-10482")
    desk.world.tell("case-SO-10482")
    desk.hear()
    desk.press("j")
    assert numbers(desk) == ["SO-10449"]


def test_d_declines_only_with_a_comment(desk: Desk) -> None:
    desk.press("d", CTRL_ENTER)
    assert not desk.world.commands
    desk.press("Their cheque bounced in May", CTRL_ENTER)
    [done] = desk.world.commands
    assert (done.deed, done.fields["reason"]) == ("decline_approval", "Their cheque bounced in May")


def test_many_at_once_are_not_approved(desk: Desk) -> None:
    desk.press((K.Key_A, M.ControlModifier))
    assert len(desk.page.list.grid.marks) == 2
    desk.press("a")
    assert "One at a time" in desk.toasts()
    assert not desk.case.sheet.isVisible()
    assert not desk.world.commands
    desk.press(K.Key_Escape, "a")
    assert desk.case.sheet.isVisible()


def test_who_may_not_is_told_why(desk: Desk) -> None:
    desk.world.denied = {"approve": "You asked, so someone else approves", "decline_approval": "You asked"}
    desk.press("v", "j", "j")
    assert current(desk) == "SO-10440"
    desk.page.case.refresh()
    desk.settle()
    desk.press("a")
    assert not desk.case.sheet.isVisible()
    assert "Approve is not possible" in desk.toasts()


@pytest.mark.parametrize(
    "error",
    [
        Conflict("Could not approve SO-10482", "The request was taken back or decided meanwhile."),
        StoreTrouble("The team store does not answer", "It is tried again by itself."),
    ],
)
def test_what_went_wrong_meanwhile_is_said_and_the_row_stays(desk: Desk, error: Any) -> None:
    desk.world.fail = error
    desk.press("a", CTRL_ENTER)
    assert error.title in desk.toasts()
    assert "SO-10482" in numbers(desk)
    desk.press("k")
    assert error.title in words(desk.case.outcome)
    assert "Nothing was sent." in words(desk.case.outcome)


def test_what_a_colleague_decided_stays_until_one_steps_on(desk: Desk) -> None:
    desk.world.approvals.gone.add("SO-10449")
    desk.world.tell("case-SO-10449")
    desk.hear()
    assert numbers(desk) == ["SO-10482", "SO-10449"]
    assert desk.grid.table.line(1).cells[7].text == "decided"
    desk.press("j")
    assert numbers(desk) == ["SO-10482"]


def test_the_asker_sees_what_became_of_it(desk: Desk) -> None:
    desk.world.approvals.outcomes["SO-10440"] = ("Declined: their cheque bounced in May", "bad")
    desk.press("v", "v")
    assert desk.grid.table.line(0).cells[-1].text == "Declined: their cheque bounced in May"
    assert not [deed for deed in desk.page.deeds() if deed.name == "approve"]


def test_nothing_waits_and_nothing_could_be_read(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    world.approvals.gone |= {"SO-10482", "SO-10449"}
    desk = Desk(qtbot, courier, world, "approvals", pages=PAGES)
    assert "Nothing waits for you" in words(desk.page.list.place)
    world.fail_read = Unreachable("The mirror cannot be read")
    desk.page.list.read_again()
    desk.settle()
    assert "The mirror cannot be read" in words(desk.page.list.place)


def test_the_navigation_counts_what_waits_for_me(desk: Desk) -> None:
    desk.window._counted(Counts((), 0, 0, 0, approvals=(3, 1)))
    item = desk.window.navigation.items["approvals"]
    assert (item.count.number, item.count.kind) == (3, "bad")
    desk.window._counted(Counts((), 0, 0, 0))
    assert item.count.number is None


def test_a_case_is_gone_to_wherever_it_is_listed(desk: Desk) -> None:
    desk.window.go("approvals", "case-SO-10418")
    desk.settle()
    assert (desk.page.list.ask.view, current(desk)) == ("all", "SO-10418")
    desk.window.go("approvals", "case-that-waits-for-nobody")
    desk.settle()
    assert desk.page.list.ask.view == "all"


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
def test_whatever_is_asked_for_is_read_whole(
    look: Any, qtbot: QtBot, courier: Courier, world: World, size: tuple[int, int]
) -> None:
    desk = Desk(qtbot, courier, world, "approvals", size=size, pages=PAGES)
    desk.press("v")
    titles = [spec.title for spec in COMMANDS if spec.sends]
    longest = max(text_width(words, 13, 600) for words in (*titles, *GROUPS.values()))
    assert desk.grid.columnWidth(1) >= longest + 16
    assert desk.grid.columnWidth(3) >= 96, "and the customer keeps room"


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_it_looks_right(look: Any, qtbot: QtBot, courier: Courier, world: World, size: tuple[int, int], mode: str) -> None:
    style.apply(look, mode)
    desk = Desk(qtbot, courier, world, "approvals", size=size, pages=PAGES)
    qtbot.waitUntil(is_clean(desk.window))
    desk.press("a")
    qtbot.waitUntil(is_clean(desk.window))
    assert desk.grid.horizontalScrollBarPolicy() == Qt.ScrollBarPolicy.ScrollBarAlwaysOff
