"""Sync: how each system is doing in words, letters by what they want, and a parked one in a person's hand."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.connectors import CONNECTORS
from app.domain.letter import LetterState
from app.doors import SignedIn
from tests.ui.desk import Desk, K
from tests.ui.dialogs.entrance import Desk as SignInDesk
from tests.ui.dialogs.entrance import Known
from tests.ui.samples import letter
from tests.ui.stage import done
from tests.ui.world import World
from ui.courier import Courier
from ui.outbox.letters import support_text
from ui.outbox.tiles import Tile, Tiles
from ui.shell.palette import Palette
from ui.shell.signsheet import SignSheet

S = LetterState


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def world() -> World:
    made = World()
    made.letters = [
        letter("SO-1", S.REFUSED, made.now, id="9c02/1", receipt="The party is locked"),
        letter("SO-2", S.SENDING, made.now, id="7f31/1", minutes=0),
        letter("SO-3", S.QUEUED, made.now, id="81aa/1", minutes=13),
        letter("SO-4", S.UNKNOWN, made.now, id="66d0/1"),
        letter("SO-5", S.PARKED, made.now, id="5b18/1", minutes=41),
        letter("SO-6", S.APPLIED, made.now, id="1111/1"),
    ]
    return made


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    return Desk(qtbot, courier, world, "outbox")


def test_letters_stand_by_what_they_want(desk: Desk) -> None:
    grid = desk.page.grid
    titles = [key.removeprefix("group:") for key in grid.table.listing.keys if key.startswith("group:")]
    assert titles == ["Needs you", "On the way", "Unknown outcome", "Parked", "Delivered today"]
    assert grid.current_key == "9c02/1"
    assert "“The party is locked”" in words(desk.page.detail)
    late = grid.table.line(grid.table.row_of("81aa/1"))
    assert late.cells[5].tone == "warn", "13 minutes on the way is worth a look"


def test_only_a_parked_letter_is_in_a_persons_hand(desk: Desk) -> None:
    desk.press("t", "d")
    assert desk.world.calls == []
    desk.page.grid.go("5b18/1")
    desk.settle()
    desk.press("t", "d")
    assert desk.world.calls == [("resend", "5b18/1"), ("discard", "5b18/1")]
    deeds = {deed.name: deed.verdict for deed in desk.page.deeds()}
    assert (deeds["resend"], deeds["discard"]) == ("may", "may")


def test_pull_now_and_the_case_behind_a_letter(desk: Desk) -> None:
    desk.press("r")
    assert desk.world.calls == [("pull", "")]
    desk.world.letters[1] = letter("SO-10482", S.SENDING, desk.world.now, id="7f31/1")
    desk.world.tell()
    desk.hear()
    desk.page.grid.go("7f31/1")
    desk.press(Qt.Key.Key_Return)
    assert desk.window.page_name == "credit"
    assert desk.number == "SO-10482"


def test_a_system_that_does_not_answer_says_since_when_and_when_next(desk: Desk) -> None:
    desk.world.offline = True
    desk.world.quarantined = 2
    desk.world.tell()
    desk.hear()
    said = " ".join(words(desk.page.tiles))
    for part in ("No answer", "14 min", "The ERP does not answer. Next try in 38 s", "2 could not be read and are kept aside"):
        assert part in said


def test_views_and_folding(desk: Desk) -> None:
    desk.page._chose_view(2)
    desk.settle()
    assert [k for k in desk.page.grid.table.listing.keys if not k.startswith("group:")] == ["5b18/1"]
    desk.page._chose_view(0)
    desk.page._toggle("group:Delivered today")
    assert "1111/1" in desk.page.grid.table.listing.keys


def test_nothing_waits_is_said(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, World(), "outbox")
    desk.page._chose_view(1)
    desk.settle()
    assert "Nothing waits: everything decided here has arrived" in words(desk.page)


@pytest.mark.parametrize(
    ("count", "said"),
    [(0, ""), (1, "1 decision recovered from the last run"), (12, "12 decisions recovered from the last run")],
)
def test_what_was_recovered_is_said(qtbot: QtBot, look: Any, courier: Courier, world: World, count: int, said: str) -> None:
    world.recovered = count
    desk = Desk(qtbot, courier, world, "outbox")
    assert [w for w in words(desk.page) if "recovered" in w] == [said] * bool(said)


def test_copy_for_support_says_what_happened(desk: Desk) -> None:
    desk.page.run_deed("copy_support")
    text = QApplication.clipboard().text()
    assert text.startswith("Letter 9c02/1\nRelease credit hold, SO-1")
    assert support_text(desk.world.letters[0], desk.world.now).count("\n") == 7


def test_the_tile_of_a_system_without_a_sign_in_offers_it(desk: Desk) -> None:
    shop = ShopDoor()
    desk.world.doors.all = [shop]
    desk.world.signed_out = "medusa"
    desk.world.tell()
    desk.hear()
    desk.page._show_status()
    assert "Needs your sign-in" in words(desk.page.tiles)
    desk.press("i")
    assert isinstance(desk.window.layer, SignSheet)
    form = desk.window.layer.form
    assert form.address.field.text() == "https://shop.example"
    assert not form.address.field.isEnabled(), "where is settled, only the password is asked"
    desk.press("s3cret")
    desk.press(K.Key_Return)
    assert shop.entries[0][3] == "s3cret"
    assert desk.window.layer is None
    assert desk.toasts()[-1:] == ["Signed in to the Shop"]


def test_the_shop_is_added_and_esc_leaves_it(desk: Desk) -> None:
    desk.world.doors.all = [ShopDoor(is_new=True)]
    desk.page._show_status()
    assert desk.page.add.isVisible()
    desk.press("a")
    assert isinstance(desk.window.layer, SignSheet)
    assert desk.window.layer.form.address.field.text() == ""
    desk.press(K.Key_Escape)
    assert desk.window.layer is None
    assert desk.page.grid.hasFocus()
    desk.world.doors.all = []
    desk.page._show_status()
    assert not desk.page.add.isVisible()


def test_a_system_is_added_from_any_page_by_its_words(desk: Desk) -> None:
    new = ShopDoor(is_new=True)
    desk.world.doors.all = [ShopDoor(), new]
    desk.window.go("credit")
    desk.window.open_palette()
    QTest.keyClicks(QApplication.focusWidget(), "add the")
    assert isinstance(desk.window.layer, Palette)
    assert [line.title for line in desk.window.layer.rows] == ["Go to", "Add the shop"]
    QTest.keyClick(QApplication.focusWidget(), K.Key_Return)
    assert isinstance(desk.window.layer, SignSheet)
    assert desk.window.layer.form._way is new


def test_where_several_can_be_added_one_says_which(desk: Desk) -> None:
    shop, other = ShopDoor(is_new=True), ShopDoor(is_new=True)
    desk.world.doors.all = [shop, other]
    desk.page._show_status()
    titles = [d.title for d in desk.page.deeds() if d.name.startswith("add_system")]
    assert titles == ["Add a system"]
    menu = desk.page.choice()
    assert [action.text() for action in menu.actions()] == ["The shop", "The shop"]
    menu.actions()[1].trigger()
    assert isinstance(desk.window.layer, SignSheet)
    assert desk.window.layer.form._way is other


def test_the_banner_signs_in_too(desk: Desk) -> None:
    desk.world.doors.all = [ShopDoor()]
    desk.world.signed_out = "medusa"
    desk.window._show_status()
    notice = desk.window.banner.notice
    assert notice is not None
    assert notice.title == "Not signed in to the Shop."
    desk.press("gi")
    assert isinstance(desk.window.layer, SignSheet)


class ShopDoor(SignInDesk):
    """The shop's door in a running console."""

    def __init__(self, is_new: bool = False) -> None:
        known = () if is_new else (Known("medusa", "https://shop.example", "", "fiona@shop.example"),)
        super().__init__(profiles=known, offer=CONNECTORS[1], is_fixed=not is_new)
        self.is_new = is_new

    def enter(self, *typed: Any) -> Future[Any]:
        self.entries.append(typed)
        return done(SignedIn("medusa", "Kept for this session only"))


def test_a_message_that_may_have_been_sent_is_sent_again_or_left(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    world.letters = [replace(letter("SO-7", S.PARKED, world.now, id="7777/2", minutes=3), source="mail", tells=True)]
    desk = Desk(qtbot, courier, world, "outbox")
    desk.page.grid.go("7777/2")
    desk.settle()
    said = " ".join(words(desk.page.detail))
    assert "may have been sent" in said
    assert "same Message-ID" in said
    buttons = [b.text() for b in desk.page.detail.findChildren(QAbstractButton) if b.isVisible()]
    assert buttons[:2] == ["Send again", "Leave it"]
    desk.press("t", "d")
    assert [name for name, _ in desk.world.calls] == ["resend", "discard"]


def test_tiles_of_many_systems_take_two_rows_rather_than_cut_their_words(qtbot: QtBot, look: Any, world: World) -> None:
    row, now = world.sources()[0], world.now
    four = [replace(row, source=name) for name in ("tryton", "medusa", "tryton-rheinwerk", "mail")]
    tiles = Tiles()
    qtbot.addWidget(tiles)
    tiles.resize(630, 300)
    tiles.show()
    tiles.show_sources(four, now)

    def rows() -> list[list[str]]:
        QApplication.processEvents()
        shown = [tile for tile in tiles.findChildren(Tile) if tile.isVisible()]
        return [
            [tile.accessibleName().split(",")[0] for tile in shown if tile.y() == y] for y in sorted({tile.y() for tile in shown})
        ]

    assert rows() == [["ERP", "Shop"], ["ERP rheinwerk", "Mail"]]
    tiles.resize(900, 300)
    assert rows() == [["ERP", "Shop", "ERP rheinwerk", "Mail"]]
    tiles.show_sources(four[1:], now)
    assert rows() == [["Shop", "ERP rheinwerk", "Mail"]]
    tiles.show_sources([], now)
    assert rows() == []
