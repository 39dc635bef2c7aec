"""The window as a person meets it: keys, layers, focus, counts, offline; nothing cut and nothing left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.question import AskFind, Counts
from app.errors import Refused, StoreTrouble, Unreachable
from tests.ui.stage import COMMANDS, NOW, StageConsole, StagePage, pages, source
from tests.ui.theme.lint import is_clean
from ui.courier import Courier
from ui.shell.entries import Entry, Head
from ui.shell.keys import KeySheet
from ui.shell.palette import Palette
from ui.shell.window import MainWindow
from ui.theme import style

K, M = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def console() -> StageConsole:
    return StageConsole()


@pytest.fixture
def window(look: QApplication, qtbot: QtBot, console: StageConsole, courier: Courier) -> Iterator[MainWindow]:
    made = MainWindow(console, courier, pages(), {"credit": COMMANDS}, list)  # type: ignore[arg-type]
    qtbot.addWidget(made)
    made.resize(1440, 900)
    made.show()
    made.activateWindow()
    qtbot.waitActive(made).__enter__()
    made.go("credit")
    yield made
    made.close()


def press(key: Qt.Key, modifiers: Qt.KeyboardModifier = M.NoModifier) -> None:
    """On whatever has the keyboard, as a person does."""
    target = QApplication.focusWidget()
    assert target is not None, "nothing has the keyboard"
    QTest.keyClick(target, key, modifiers)


def page(window: MainWindow) -> StagePage:
    assert isinstance(window.page, StagePage)
    return window.page


def test_what_an_earlier_run_left_unfinished_is_said_once(window: MainWindow, console: StageConsole) -> None:
    window.say_recovered()
    assert window.toasts.pile == ()
    console.say(recovered=2)
    window.say_recovered()
    (toast,) = window.toasts.pile
    assert toast.accessibleName().startswith("2 decisions recovered from the last run")


# ---- going -----------------------------------------------------------------------------------------------------------


def test_counts_stand_beside_the_places(window: MainWindow, qtbot: QtBot, console: StageConsole) -> None:
    item = window.navigation.items["credit"]
    qtbot.waitUntil(lambda: item.accessibleName() == "Credit holds, 50, breached")
    console.counts = Counts((("credit", 49, 2),), 0, 0, 0)
    console.hear("cases")
    qtbot.waitUntil(lambda: item.accessibleName() == "Credit holds, 49, needs attention")
    assert window.navigation.items["outbox"].accessibleName() == "Sync and outbox"


def test_g_and_a_letter_goes_to_a_place(window: MainWindow) -> None:
    press(K.Key_G)
    press(K.Key_S)
    assert window.page_name == "outbox"
    assert window.navigation.items["outbox"].isChecked()
    assert page(window).list.hasFocus()


def test_a_page_that_was_away_hears_what_it_missed(window: MainWindow, qtbot: QtBot, console: StageConsole) -> None:
    credit = page(window)
    window.go("outbox")
    console.hear("cases")
    qtbot.waitUntil(lambda: ("changes", frozenset({"cases"})) in page(window).heard)
    assert not [h for h in credit.heard if isinstance(h, tuple) and h[0] == "changes"]
    console.hear("letters")
    qtbot.waitUntil(lambda: ("changes", frozenset({"letters"})) in page(window).heard)
    window.go("credit")
    assert ("changes", frozenset({"cases", "letters"})) in credit.heard


def test_a_burst_of_notices_is_one_refresh(window: MainWindow, qtbot: QtBot, console: StageConsole) -> None:
    for _ in range(50):
        console.hear("cases")
    console.hear("letters")
    qtbot.waitUntil(lambda: ("changes", frozenset({"cases", "letters"})) in page(window).heard)
    assert len([h for h in page(window).heard if isinstance(h, tuple) and h[0] == "changes"]) == 1


def test_a_page_can_send_you_elsewhere_with_an_argument(window: MainWindow) -> None:
    page(window).goto.emit("outbox", "letter-7")
    assert window.page_name == "outbox"
    assert ("open", "letter-7") in page(window).heard


def test_f6_goes_round_the_panes_and_the_arrows_stay_inside(window: MainWindow) -> None:
    shown = page(window)
    press(K.Key_F6)
    assert shown.case.hasFocus()
    press(K.Key_F6)
    assert window.navigation.items["credit"].hasFocus()
    press(K.Key_Down)
    assert window.navigation.items["holds"].hasFocus()
    press(K.Key_F6, M.ShiftModifier)
    assert shown.case.hasFocus()
    press(K.Key_F6, M.ShiftModifier)
    assert shown.list.hasFocus()


# ---- deeds -----------------------------------------------------------------------------------------------------------


def test_the_number_on_the_button_is_the_key(window: MainWindow) -> None:
    press(K.Key_1)
    press(K.Key_2)
    press(K.Key_C)  # Claim is not among this page's deeds
    assert page(window).heard == [("deed", "release_hold"), ("deed", "raise_limit")]


def test_letters_are_text_while_a_field_has_the_keyboard(window: MainWindow) -> None:
    shown = page(window)
    shown.field.setFocus()
    for key in (K.Key_1, K.Key_C, K.Key_G, K.Key_S, K.Key_Question):
        press(key)
    assert shown.heard == []
    assert shown.field.text() == "1cgs?"
    assert window.page_name == "credit"
    assert window.layer is None


def test_ctrl_z_takes_back_the_newest_toast_and_then_asks_the_page(window: MainWindow) -> None:
    undone: list[str] = []
    page(window).toast.emit("wait", "SO-1 released", "", lambda: undone.append("SO-1"))
    page(window).toast.emit("wait", "SO-2 released", "", lambda: undone.append("SO-2"))
    page(window).toast.emit("warn", "19 of 21 cleared", "2 still over the limit", None)
    press(K.Key_Z, M.ControlModifier)
    assert undone == ["SO-2"]
    press(K.Key_Z, M.ControlModifier)
    assert undone == ["SO-2", "SO-1"]
    press(K.Key_Z, M.ControlModifier)
    assert page(window).heard == [("deed", "take_back")]
    assert [toast.title for toast in window.toasts.pile] == ["19 of 21 cleared"]


# ---- palette ---------------------------------------------------------------------------------------------------------


def open_palette(window: MainWindow) -> Palette:
    press(K.Key_K, M.ControlModifier)
    layer = window.layer
    assert isinstance(layer, Palette)
    return layer


def titles(palette: Palette) -> list[str]:
    return [line.title for line in palette.rows]


def test_the_palette_offers_deeds_first_and_forbidden_ones_with_their_reason(window: MainWindow) -> None:
    palette = open_palette(window)
    assert titles(palette)[:5] == ["With SO-10482, Halvorsen Marine AS", "Release once", "Raise limit", "Take back", "Go to"]
    forbidden = next(line for line in palette.rows if line.title == "Raise limit")
    assert isinstance(forbidden, Entry)
    assert (forbidden.off, forbidden.note, forbidden.run) == (True, "needs a credit manager", None)


def test_return_does_the_chosen_deed_and_the_keyboard_goes_back(window: MainWindow) -> None:
    shown = page(window)
    open_palette(window)
    press(K.Key_Return)
    assert shown.heard == [("deed", "release_hold")]
    assert window.layer is None
    assert shown.list.hasFocus()


def test_a_forbidden_deed_is_read_and_not_done(window: MainWindow) -> None:
    palette = open_palette(window)
    press(K.Key_Down)
    press(K.Key_Return)
    assert page(window).heard == []
    assert window.layer is palette


def test_what_is_typed_is_found_and_opened(window: MainWindow, qtbot: QtBot, console: StageConsole) -> None:
    palette = open_palette(window)
    QTest.keyClicks(QApplication.focusWidget(), "10503")
    qtbot.waitUntil(lambda: titles(palette) == ["Found", "SO-10503"])
    assert console.asked[-1] == AskFind("10503")
    press(K.Key_Return)
    assert page(window).heard == [("open", console.hits[1])]


def test_an_old_answer_never_replaces_a_newer_one(window: MainWindow, qtbot: QtBot, console: StageConsole) -> None:
    palette = open_palette(window)
    QTest.keyClicks(QApplication.focusWidget(), "halv")
    for _ in range(4):
        press(K.Key_Backspace)
    QTest.keyClicks(QApplication.focusWidget(), "sync")
    qtbot.waitUntil(lambda: titles(palette) == ["Go to", "Sync and outbox"])
    press(K.Key_Return)
    assert window.page_name == "outbox"


def test_a_search_that_fails_says_so_in_the_palette(window: MainWindow, qtbot: QtBot, console: StageConsole) -> None:
    console.find_error = StoreTrouble("The mirror is being rebuilt")
    palette = open_palette(window)
    QTest.keyClicks(QApplication.focusWidget(), "sync")
    qtbot.waitUntil(lambda: palette.tally == "The mirror is being rebuilt")
    assert titles(palette) == ["Go to", "Sync and outbox"]


def test_no_key_reaches_the_page_through_a_layer(window: MainWindow) -> None:
    press(K.Key_Question)
    assert isinstance(window.layer, KeySheet)
    for key in (K.Key_1, K.Key_J, K.Key_F6):
        press(key)
    assert page(window).heard == []
    press(K.Key_Escape)
    assert window.layer is None
    assert page(window).list.hasFocus()


def test_a_click_beside_the_palette_closes_it(window: MainWindow) -> None:
    palette = open_palette(window)
    QTest.mouseClick(palette, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert window.layer is None


def test_a_layer_grows_and_shrinks_with_the_window(window: MainWindow, qtbot: QtBot) -> None:
    palette = open_palette(window)
    window.resize(1100, 700)
    qtbot.waitUntil(lambda: palette.size() == window.size())
    assert palette.rect().contains(palette.surface.geometry().adjusted(24, 24, -24, -24))


# ---- status and banner -----------------------------------------------------------------------------------------------


def status_words(window: MainWindow) -> list[str]:
    return [words for _kind, words in window.status.said]


def test_offline_is_said_once_above_everything(window: MainWindow, console: StageConsole, qtbot: QtBot) -> None:
    away = source("offline", seconds=840, next_try=NOW + timedelta(seconds=38))
    console.say(sources=(away,), letters_waiting=7)
    console.hear("status")
    qtbot.waitUntil(window.banner.isVisible)
    notice = window.banner.notice
    assert notice is not None
    assert notice.title.startswith("Offline since ")
    assert notice.words == (
        "Go on working: 7 decisions wait here and are sent when the ERP answers. Dotted figures are 14 minutes old."
    )
    assert window.banner.countdown == "Next try in 38 s"
    assert status_words(window) == ["ERP 14 min", "Outbox 7"]
    console.say(sources=(source(),), letters_waiting=0)
    console.hear("status")
    qtbot.waitUntil(lambda: not window.banner.isVisible())
    assert status_words(window) == ["ERP 4 s", "Outbox empty"]


def test_the_banner_opens_the_outbox(window: MainWindow, console: StageConsole, qtbot: QtBot) -> None:
    console.say(sources=(source("offline", seconds=840),))
    console.hear("status")
    qtbot.waitUntil(window.banner.isVisible)
    qtbot.mouseClick(window.banner.button, Qt.MouseButton.LeftButton)
    assert window.page_name == "outbox"


@pytest.mark.parametrize(
    ("said", "title"),
    [
        ({"sources": (source("sign_in"), source("offline"))}, "Signed out of the ERP."),
        ({"sources": (source("offline"),), "team_state": "error", "team_words": "Too new."}, "Read-only."),
        ({"sources": (source("error", words="The answer is malformed."),)}, "ERP cannot be read."),
        ({"team_state": "offline"}, "The team store is away."),
    ],
)
def test_the_worst_wins(window: MainWindow, console: StageConsole, qtbot: QtBot, said: dict[str, Any], title: str) -> None:
    console.say(**said)
    console.hear("status")
    qtbot.waitUntil(window.banner.isVisible)
    assert window.banner.notice is not None
    assert window.banner.notice.title == title


def test_an_expected_error_becomes_a_toast(window: MainWindow) -> None:
    window.tell(Refused("Could not release SO-1", "It was cancelled."))
    window.tell(Unreachable("Could not read the holds"))
    window.tell(StoreTrouble("The disk is full"))
    assert [(t.kind, t.title) for t in window.toasts.pile] == [
        ("warn", "Could not release SO-1"),
        ("warn", "Could not read the holds"),
        ("bad", "The disk is full"),
    ]


# ---- how it looks ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_and_nothing_overlaps(
    look: QApplication, window: MainWindow, console: StageConsole, qtbot: QtBot, size: tuple[int, int], mode: str
) -> None:
    window.resize(*size)
    style.apply(look, mode)
    console.say(sources=(source("offline", seconds=840, next_try=NOW + timedelta(seconds=38)),), letters_waiting=7)
    console.hear("status")
    qtbot.waitUntil(window.banner.isVisible)
    window.toasts.show("wait", "SO-10482 released", "ERP confirmed in 0.6 s", lambda: None)
    qtbot.waitUntil(is_clean(window))
    palette = open_palette(window)
    QTest.keyClicks(QApplication.focusWidget(), "halv")
    qtbot.waitUntil(lambda: "Found" in titles(palette))
    qtbot.waitUntil(is_clean(window))
    press(K.Key_Escape)
    press(K.Key_Question)
    qtbot.waitUntil(is_clean(window))


def test_the_narrow_window_keeps_every_name(window: MainWindow) -> None:
    window.resize(1100, 700)
    assert window.navigation.width() == 48
    assert [item.accessibleName().split(",")[0] for item in window.navigation.items.values()] == [
        "Credit holds",
        "Holds over time",
        "Sync and outbox",
    ]
    assert all(item.toolTip() for item in window.navigation.items.values())
    window.resize(1440, 900)
    assert window.navigation.width() == 208


def test_a_theme_change_recolours_the_open_window(look: QApplication, window: MainWindow) -> None:
    light = window.grab().toImage()
    style.apply(look, "dark")
    dark = window.grab().toImage()
    ground = QPoint(100, 600)
    assert light.pixelColor(ground).name().upper() == "#F4F5F7"
    assert dark.pixelColor(ground).name().upper() == "#0E0F12"


def test_a_layer_leaves_no_widget_behind(window: MainWindow, qtbot: QtBot) -> None:
    before = len(window.children())
    for _ in range(3):
        open_palette(window)
        press(K.Key_Escape)
    qtbot.waitUntil(lambda: len(window.children()) == before)


def test_group_titles_are_never_chosen(window: MainWindow) -> None:
    palette = open_palette(window)
    for _ in range(len(palette.rows) + 3):
        assert not isinstance(palette.chosen, Head)
        press(K.Key_Down)
    assert palette.chosen is palette.rows[-1]
