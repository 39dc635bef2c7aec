"""The page of all quotes by keys: what is decided about one without an exception, and its versions side by side."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.ref import Ref
from app.errors import StoreTrouble
from tests.app.rules import quote_world as q
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.cases.versions import VersionsSheet
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

CTRL = Qt.KeyboardModifier.ControlModifier


def words(widget: QWidget) -> str:
    """All that is written or read out on what is visible."""
    labels = [x for x in widget.findChildren(QLabel) if x.isVisible()]
    drawn = [x for x in widget.findChildren(QWidget) if x.isVisible() and not isinstance(x, QLabel) and x.accessibleName()]
    return " | ".join([*(t for x in labels for t in (x.text(), x.accessibleName()) if t), *(x.accessibleName() for x in drawn)])


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    return Desk(qtbot, courier, world, "quotes", (1440, 900), PAGES)


def deed(desk: Desk, name: str) -> Any:
    return next(d for d in desk.page.deeds() if d.name == name)


def decline(desk: Desk) -> None:
    """As far as its preview."""
    desk.press("5")
    assert desk.page.offer.sheet.isVisible()
    desk.press("Lost to a rival")
    desk.page.offer.sheet.ask_again()
    desk.settle()


# ---- decided without an exception ----


def test_a_quote_with_which_nothing_is_wrong_can_be_decided_about(desk: Desk) -> None:
    said = words(desk.page.offer)
    assert "Nothing is wrong with it." in said
    assert [d.key for d in desk.page.deeds() if d.key.isdigit()] == ["1", "2", "3", "4", "5", "6", "7", "8", "9"]
    assert (deed(desk, "convert_quote").verdict, deed(desk, "approve_quote").verdict) == ("may", "denied")
    assert {"claim", "snooze"}.isdisjoint(d.name for d in desk.page.deeds()), "there is no case yet to be claimed"


def test_what_is_decided_names_the_quote_and_not_only_a_case(desk: Desk) -> None:
    decline(desk)
    asked = desk.world.previews[-1]
    assert asked.about == Ref("medusa", "web_order", "o0")
    assert (asked.deed, asked.fields["reason"]) == ("decline_quote", "Lost to a rival")


def test_another_quote_is_decided_about_only_when_it_is_read(desk: Desk) -> None:
    desk.world.hold()
    desk.press("j", "1")
    assert not desk.world.previews
    assert not desk.page.offer.sheet.isVisible()
    desk.world.let_go()
    desk.settle()
    decline(desk)
    assert desk.world.previews[-1].about == Ref("tryton", "sale", "1")


def test_escape_closes_the_sheet_before_it_leaves(desk: Desk) -> None:
    desk.press("2", Qt.Key.Key_Escape)
    assert not desk.page.offer.sheet.isVisible()


def test_t_goes_from_the_offer_to_its_timeline_and_lines_and_back(desk: Desk) -> None:
    assert desk.page.shows_offer
    desk.press("t")
    assert "Not booked as placed" in words(desk.page.order)
    desk.press("t")
    assert "Lines as placed and as booked" in words(desk.page.order)
    desk.press("t")
    assert desk.page.shows_offer


def test_a_quote_that_is_gone_says_so_and_nothing_can_be_done(desk: Desk) -> None:
    desk.world.offers.gone = True
    desk.press("j")
    assert not [d for d in desk.page.deeds() if d.key.isdigit() and d.verdict == "may"]


def test_a_request_is_answered_and_a_quotation_edited_with_the_same_key(desk: Desk) -> None:
    assert (deed(desk, "edit_quote").title, deed(desk, "edit_quote").verdict) == ("Answer the request", "may")
    desk.press("j")
    assert deed(desk, "edit_quote").title == "Edit the quote"


# ---- versions ----


@pytest.fixture
def sheet(desk: Desk) -> VersionsSheet:
    desk.press("b")
    desk.settle()
    [found] = desk.window.findChildren(VersionsSheet)
    return found


def names(sheet: VersionsSheet) -> list[str]:
    assert sheet.view is not None
    return [row.name for row in sheet.view.rows]


def test_the_versions_stand_newest_first_with_what_changed_outside(sheet: VersionsSheet) -> None:
    assert names(sheet) == ["In the ERP now", "Version 3", "Version 2", "In the ERP", "Version 1"]
    assert sheet.view is not None
    assert [(r.what, r.who) for r in sheet.view.rows[1:]] == [
        ("Extended", "Omar Haddad"),
        ("Offered", "Carla Rossi"),
        ("Changed in the ERP", ""),
        ("Offered", "Carla Rossi"),
    ]
    assert "The ERP says something else than version 3. Take that over as a version, or offer anew." in words(sheet)


def test_each_is_compared_with_the_one_before_it(desk: Desk, sheet: VersionsSheet) -> None:
    desk.press("j", "j")
    said = words(sheet)
    assert "In the ERP to version 2" in said
    for part in (
        "changed, What Payment terms, In the ERP Net 30, Version 2 Net 45",
        "added, Product CBL-M12-5",
        "removed, Product SRV-COMM-2D",
        "Price 361.80 → 343.71",
        "Note: with cable gland",
        "1 more is the same",
    ):
        assert part in said, part
    desk.press("j")
    assert "Version 1 to in the ERP" in words(sheet)
    assert "Quantity 60 → 80" in words(sheet)
    desk.press("j")
    assert "It is the first" in words(sheet)


def test_any_two_are_compared_whichever_way_round_they_are_chosen(desk: Desk, sheet: VersionsSheet) -> None:
    desk.press("j", Qt.Key.Key_Space)
    assert "It is compared: go to another one." in words(sheet)
    desk.press(Qt.Key.Key_End)
    assert "Version 1 to version 3" in words(sheet)
    assert sheet.shown is not None
    assert [m.text() for m in sheet.shown[2].net if m] == ["123,192.00", "126,986.40"]
    assert "3,794.40 more" in words(sheet)
    desk.press("kkk", Qt.Key.Key_Space)
    assert "Version 2 to version 3" in words(sheet)


def test_no_key_reaches_the_page_below(desk: Desk, sheet: VersionsSheet) -> None:
    desk.press("2")
    assert not desk.page.offer.sheet.isVisible()


def test_all_of_it_is_shown_on_demand(desk: Desk, sheet: VersionsSheet) -> None:
    desk.press("j")
    assert "HYD-PMP-18" not in words(sheet)
    desk.press("d")
    assert "HYD-PMP-18" in words(sheet)
    desk.press("d")
    assert "HYD-PMP-18" not in words(sheet)


def test_the_difference_is_copied_as_it_is_on_screen(desk: Desk, sheet: VersionsSheet) -> None:
    desk.press("j", "j")
    desk.press((Qt.Key.Key_C, CTRL))
    copied = QApplication.clipboard().text()
    assert copied.splitlines()[0].endswith("In the ERP to Version 2")
    assert "CBL-M12-5\t200\t18.00\t–\t–\t3,600.00\tadded" in copied
    assert "Payment terms\tNet 30\tNet 45\tchanged" in copied


def test_escape_gives_the_keyboard_back(desk: Desk, sheet: VersionsSheet) -> None:
    desk.press(Qt.Key.Key_Escape)
    assert not desk.window.findChildren(VersionsSheet) or not sheet.isVisible()
    desk.press("j")
    assert desk.number == "SO-10481"


def test_what_cannot_be_read_is_said_and_tried_again(desk: Desk) -> None:
    desk.world.fail_read = StoreTrouble("Could not use the local copy: the disk is full", "Free some space, then go on.")
    desk.press("b")
    desk.settle()
    [sheet] = desk.window.findChildren(VersionsSheet)
    assert "the disk is full" in words(sheet)
    desk.world.fail_read = None
    sheet._state.retry.emit()
    desk.settle()
    assert "Version 3" in names(sheet)


def test_without_versions_it_says_what_stands_there(desk: Desk) -> None:
    desk.world.offers.kept = ()
    desk.press("b")
    desk.settle()
    [sheet] = desk.window.findChildren(VersionsSheet)
    assert "Nothing was offered from here yet: this is what the ERP says." in words(sheet)
    assert "HYD-18" in words(sheet)


def test_a_request_has_none(desk: Desk) -> None:
    desk.world.offers.kept, desk.world.offers.dossier = (), q.request()
    desk.press("b")
    desk.settle()
    [sheet] = desk.window.findChildren(VersionsSheet)
    assert "A request of the shop has no versions." in words(sheet)


def test_the_version_that_became_the_order_is_marked(desk: Desk) -> None:
    offers = desk.world.offers
    assert offers.dossier.sale is not None
    offers.dossier, offers.converted = replace(offers.dossier, sale=replace(offers.dossier.sale, reference="PO-1")), 2
    desk.press("b")
    desk.settle()
    [sheet] = desk.window.findChildren(VersionsSheet)
    assert "Version 2 was converted to the order SO00040." in words(sheet)
    assert sheet.view is not None
    assert [r.number for r in sheet.view.rows if r.converted] == ["2"]
    assert not [r for r in sheet.view.rows if r.current]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
def test_it_looks_as_it_should(qtbot: QtBot, look: Any, courier: Courier, world: World, mode: str, size: tuple[int, int]) -> None:
    style.apply(QApplication.instance(), mode)  # type: ignore[arg-type]
    first, *later = world.offers.kept
    world.offers.kept = (
        replace(first, at=first.at - timedelta(days=400)),
        *later,
    )  # told with its year, as all of them in January
    try:
        desk = Desk(qtbot, courier, world, "quotes", size, PAGES)
        assert [p for p in problems(desk.page.offer) if "painted text" not in p] == []
        desk.press("b")
        desk.settle()
        [sheet] = desk.window.findChildren(VersionsSheet)
        desk.press("jj")
        assert problems(sheet) == []
    finally:
        style.apply(QApplication.instance(), "light")  # type: ignore[arg-type]
