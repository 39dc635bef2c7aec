"""Boards of one's own: tiles added, moved, taken off by keys and mouse, taken back, shared with the team."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.changes import Changes
from app.domain.team_view import ShareBoard, SharedAnswer, SharedBoard, UnshareBoard
from app.kpis import BY_ID, KPIS
from app.kpis.arranged import Arranged, kept, recalled
from app.kpis.boards import BOARDS, PROCESS_OWNER
from tests.ui.charts.books import Books
from tests.ui.charts.conftest import shown
from tests.ui.charts.test_board import press
from ui.charts import chooser
from ui.charts.board import BoardPage
from ui.courier import Courier

CONTROL = Qt.KeyboardModifier.ControlModifier


def test_control_and_an_arrow_move_a_tile_and_control_z_takes_it_back(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    page.focus_first()
    qtbot.keyClick(page.tiles[PROCESS_OWNER.kpis[0]], Qt.Key.Key_Right, CONTROL)
    assert list(page.tiles)[:2] == [PROCESS_OWNER.kpis[1], PROCESS_OWNER.kpis[0]]
    assert page.tiles[PROCESS_OWNER.kpis[0]].hasFocus(), "the keyboard goes with it"
    qtbot.keyClick(page.tiles[PROCESS_OWNER.kpis[0]], Qt.Key.Key_Down, CONTROL)
    assert list(page.tiles).index(PROCESS_OWNER.kpis[0]) == page.area.columns(), "where the broad tile below stood"
    assert page.tiles[PROCESS_OWNER.kpis[0]].words is not None, "its figure stays"
    page.run_deed("undo_board")
    page.run_deed("undo_board")
    assert list(page.tiles) == list(PROCESS_OWNER.kpis)
    assert json.loads(books.views["boards"]) == []


def test_a_tile_is_drawn_elsewhere_by_the_mouse(page: BoardPage, qtbot: QtBot) -> None:
    tile, to = page.tiles[PROCESS_OWNER.kpis[0]], page.tiles[PROCESS_OWNER.kpis[2]]
    target = tile.mapFrom(page, to.mapTo(page, QPoint(to.width() - 20, 40)))
    QTest.mousePress(tile, Qt.MouseButton.LeftButton, pos=QPoint(40, 40))
    QTest.mouseMove(tile, QPoint(80, 60))
    QTest.mouseMove(tile, target)
    assert not page.area._ground.line.isEmpty(), "a line shows where it would go"
    QTest.mouseRelease(tile, Qt.MouseButton.LeftButton, pos=target)
    assert list(page.tiles)[:3] == [PROCESS_OWNER.kpis[1], PROCESS_OWNER.kpis[2], PROCESS_OWNER.kpis[0]]
    assert page.area._ground.line.isEmpty()


def test_delete_takes_a_tile_off_and_the_toast_brings_it_back(page: BoardPage, qtbot: QtBot) -> None:
    undos: list[Any] = []
    page.toast.connect(lambda _kind, _title, _note, undo: undos.append(undo))
    page.focus_first()
    press(page, Qt.Key.Key_Delete, qtbot)
    assert PROCESS_OWNER.kpis[0] not in page.tiles
    assert QApplication.focusWidget() in page.tiles.values()
    undos[-1]()
    assert list(page.tiles) == list(PROCESS_OWNER.kpis)
    undos[-1]()
    assert list(page.tiles) == list(PROCESS_OWNER.kpis), "once"


def test_a_figure_without_data_says_whether_a_file_can_bring_it() -> None:
    told = {kpi: chooser.line(BY_ID[kpi]).cells[1].text for kpi in ("growth.revenue", "nps.delivery", "growth.clv")}
    assert told == {"growth.revenue": "", "nps.delivery": "from a file", "growth.clv": "no data yet"}


def test_a_figure_is_found_and_added(page: BoardPage, qtbot: QtBot) -> None:
    page.focus_first()
    press(page, Qt.Key.Key_A, qtbot)
    qtbot.keyClicks(page.chooser.field, "days delinquent")
    press(page, Qt.Key.Key_Return, qtbot)
    press(page, Qt.Key.Key_Return, qtbot)
    assert list(page.tiles)[1] == "credit.days_delinquent", "beside the tile that had the keyboard"
    qtbot.waitUntil(lambda: page.tiles["credit.days_delinquent"].words is not None)
    press(page, Qt.Key.Key_Escape, qtbot)
    assert page.chooser.isHidden()


def test_a_board_of_ones_own_is_named_renamed_and_kept(page: BoardPage, qtbot: QtBot, books: Books, courier: Courier) -> None:
    page.focus_first()
    press(page, Qt.Key.Key_B, qtbot)
    qtbot.keyClicks(page.head.naming.field, "Mornings")
    press(page, Qt.Key.Key_Return, qtbot)
    assert page.shown.title == "Mornings"
    assert list(page.tiles) == list(PROCESS_OWNER.kpis)
    page.focus_first()
    press(page, Qt.Key.Key_Delete, qtbot)
    press(page, Qt.Key.Key_R, qtbot)
    page.head.naming.field.setText("Early")
    press(page, Qt.Key.Key_Return, qtbot)
    page.remembered.save()
    again = shown(books, qtbot, courier)
    assert again.shown.title == "Early"
    assert list(again.tiles) == list(PROCESS_OWNER.kpis[1:])
    again.run_deed("drop_board")
    assert again.shown.board == BOARDS[0]


def test_a_shipped_board_goes_back_to_what_it_was(page: BoardPage, qtbot: QtBot) -> None:
    assert {d.name: d.words for d in page.deeds()}["reset_board"] == "It is as it was shipped"
    page.focus_first()
    press(page, Qt.Key.Key_Delete, qtbot)
    assert page.head._changed.text() == "Arranged by you"
    page.run_deed("reset_board")
    assert list(page.tiles) == list(PROCESS_OWNER.kpis)


def test_a_board_is_shared_and_shared_anew_and_no_longer(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    assert {d.name: d.verdict for d in page.deeds()}["share_board"] == "denied", "a shipped one is everybody's already"
    page.arranging.make("Mornings", page._name)
    page.run_deed("share_board")
    name = page._name
    assert books.wishes == [ShareBoard(name, "Mornings", PROCESS_OWNER.kpis)]
    qtbot.waitUntil(lambda: page.shown.shared == "as it is")
    assert page.head._changed.text() == "Shared with the team"
    page.arranging.remove(name, PROCESS_OWNER.kpis[0])
    assert page.shown.shared == "older"
    assert {d.name: d.title for d in page.deeds()}["share_board"] == "Share the changes"
    page.run_deed("share_board")
    qtbot.waitUntil(lambda: page.shown.shared == "as it is")
    page.run_deed("unshare_board")
    assert books.wishes[-1] == UnshareBoard(name)
    qtbot.waitUntil(lambda: page.shown.shared == "")


def test_a_colleagues_board_is_looked_at_and_copied(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    books.team = SharedAnswer((SharedBoard("b1", "Port", ("growth.orders", "no.such", "credit.dso"), "omar", "Omar Haddad"),))
    page.on_changes(Changes(frozenset({"shared"})))
    qtbot.waitUntil(lambda: any(s.whose for s in page.arranging.shown))
    page.show_board("b1")
    assert page.shown.title == "Port (Omar Haddad)"
    assert list(page.tiles) == ["growth.orders", "credit.dso"], "what this program does not know is left out"
    said: list[str] = []
    page.toast.connect(lambda _kind, _title, note, _undo: said.append(note))
    page.focus_first()
    qtbot.keyClick(page.tiles["growth.orders"], Qt.Key.Key_Right, CONTROL)
    press(page, Qt.Key.Key_Delete, qtbot)
    assert said == ["Omar Haddad: make a copy to change it"] * 2
    assert list(page.tiles) == ["growth.orders", "credit.dso"]
    page.arranging.make("My port", "b1")
    press(page, Qt.Key.Key_Delete, qtbot)
    assert len(page.tiles) == 1


def test_a_board_that_is_gone_leaves_the_first_one(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    books.team = SharedAnswer((SharedBoard("b1", "Port", ("growth.orders",), "omar", "Omar Haddad"),))
    page.arranging.read()
    qtbot.waitUntil(lambda: any(s.whose for s in page.arranging.shown))
    page.show_board("b1")
    books.team = SharedAnswer()
    page.arranging.read()
    qtbot.waitUntil(lambda: page.shown.board == BOARDS[0])
    assert list(page.tiles) == list(BOARDS[0].kpis)


@pytest.mark.parametrize(
    "told", ['{"a": 1}', "nonsense", '[{"name": 3}]', '[{"name": "own-1", "title": "", "kpis": ["x"]}]', "null", "7"]
)
def test_what_was_kept_and_makes_no_sense_is_as_shipped(
    told: str, books: Books, qtbot: QtBot, courier: Courier, look: QApplication
) -> None:
    books.views = {"boards": told, "board": told}
    made = shown(books, qtbot, courier)
    assert list(made.tiles) == list(BOARDS[0].kpis)


NAMES = st.sampled_from([b.name for b in BOARDS] + ["own-1", "own-2"])
IDS = st.sampled_from([k.id for k in KPIS][:30])
STEPS = st.one_of(
    st.tuples(st.just("add"), NAMES, IDS),
    st.tuples(st.just("remove"), NAMES, IDS),
    st.tuples(st.just("move"), NAMES, IDS, st.integers(-3, 30)),
    st.tuples(st.just("make"), NAMES, st.text(max_size=50), st.lists(IDS, max_size=5)),
    st.tuples(st.just("rename"), NAMES, st.text(max_size=50)),
    st.tuples(st.just("drop"), NAMES),
    st.tuples(st.just("reset"), NAMES),
)


@given(st.lists(STEPS, max_size=25))
def test_whatever_is_done_shipped_boards_stay_no_tile_is_twice_and_it_comes_back_from_what_is_kept(steps: list[Any]) -> None:
    arranged = Arranged()
    for name, *told in steps:
        arranged = getattr(arranged, name)(*told)
    assert [b.name for b in arranged.boards][: len(BOARDS)] == [b.name for b in BOARDS]
    for board in arranged.boards:
        assert len(set(board.kpis)) == len(board.kpis)
        assert set(board.kpis) <= BY_ID.keys()
        assert board.title.strip()
    assert recalled(json.loads(json.dumps(kept(arranged)))) == arranged
