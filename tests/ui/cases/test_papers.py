"""An offer's PDF at the keyboard: made when sending opens, opened from the sheet and the page, and said where it cannot be made."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.commands.quote_case import sheet
from app.domain.message import Post
from app.errors import Unreachable
from tests.app.rules.world import NOW
from tests.ui.cases.test_quotes import CTRL_ENTER, QuoteWorld, at
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from ui.cases.enclosure import Enclosure
from ui.cases.photos import Thumb
from ui.cases.viewer import Viewer
from ui.courier import Courier
from ui.theme.kit import Field


def by_mail() -> QuoteWorld:
    world = QuoteWorld()
    world.parts["quote-1"] = replace(world.parts["quote-1"], post=Post("mail", "en", "buyer@example.com", NOW))
    return world


def field(desk: Desk) -> Enclosure:
    found = desk.case.sheet.findChild(Enclosure)
    assert isinstance(found, Enclosure)
    return found


def test_sending_waits_for_its_paper_and_takes_it_along(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = by_mail()
    desk = at(qtbot, courier, 1, world=world)
    desk.press("6")
    desk.settle()
    assert ("enclose", "40.en") in world.calls
    assert field(desk).accessibleName() == "Enclosed, offer-SO00040.pdf"
    again = desk.case.sheet.findChild(Field, "field:again")
    assert isinstance(again, Field)
    again.setText("2031-01-05")  # these offers are of the year before
    desk.case.sheet.ask_again()
    desk.settle()
    view = desk.case.sheet.view
    assert view is not None
    assert ("mail", "enclosed", "offer-SO00040.pdf") in [(e.source, e.field, e.after) for e in view.effects]
    assert problems(desk.window) == []
    desk.press(CTRL_ENTER)
    fields = world.commands[-1].fields
    rev, _, file = fields["paper"].partition("\n")
    assert rev == sheet(world.parts["quote-1"]).rev
    assert file.endswith(" 18000 offer-SO00040.pdf")
    assert fields["again"] == "2031-01-05"


def test_space_opens_what_will_be_sent(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 1, world=by_mail())
    desk.press("6")
    desk.settle()
    field(desk).setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Space)
    viewer = desk.window.findChild(Viewer)
    assert isinstance(viewer, Viewer)
    assert viewer.shot.name == "offer-SO00040.pdf"
    viewer.leave()


def test_where_it_cannot_be_made_the_sheet_says_so_and_tries_again(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = by_mail()
    desk = at(qtbot, courier, 1, world=world)
    world.fail = Unreachable("The ERP does not answer", "It is tried again.")
    desk.press("6")
    desk.settle()
    assert "The ERP does not answer" in field(desk).accessibleName()
    desk.press(CTRL_ENTER)
    assert world.commands == []
    world.fail = None
    field(desk).setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Space)
    desk.settle()
    assert field(desk).accessibleName() == "Enclosed, offer-SO00040.pdf"


def test_the_page_has_it_to_be_opened_and_saved_without_sending(qtbot: QtBot, look: Any, courier: Courier) -> None:
    world = by_mail()
    desk = at(qtbot, courier, 1, world=world)
    [thumb] = [one for one in desk.case.findChildren(Thumb) if one.isVisible()]
    assert thumb.accessibleName() == "offer-SO00040.pdf, PDF in English"
    thumb.click()
    desk.settle()
    viewer = desk.window.findChild(Viewer)
    assert isinstance(viewer, Viewer)
    assert ("file", "40.en") in world.calls
    viewer.leave()
    assert world.commands == []
