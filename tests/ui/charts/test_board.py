"""The board: tiles say what they know and what is missing, arrows walk them, Enter lists what a figure counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.domain.changes import Changes
from app.domain.figure import AskCounted, AskFigures, AskGrains, Only
from app.domain.fiscal import FiscalYear
from app.kpis import BY_ID
from app.kpis.boards import BOARDS, OVERVIEW, PROCESS_OWNER
from app.kpis.drawn import TILE, drawings
from tests.app.store.figures.history.raw import NOW
from tests.ui.charts.books import Books
from tests.ui.charts.conftest import figures_asked, shown
from ui.charts import board as board_module
from ui.charts.board import BoardPage
from ui.charts.drawing import EMPTY, Block, Line
from ui.charts.period import Over
from ui.courier import Courier


def press(page: BoardPage, key: Qt.Key, qtbot: QtBot) -> None:
    focus = QApplication.focusWidget()
    assert focus is not None
    qtbot.keyClick(focus, key)


def test_tiles_say_what_they_know_and_what_is_missing(page: BoardPage) -> None:
    assert list(page.tiles) == list(PROCESS_OWNER.kpis)
    revenue = page.tiles["growth.revenue"].words
    assert revenue is not None
    assert revenue.unit.startswith("EUR, ")
    assert revenue.missing == ""
    opex = page.tiles["growth.opex_per_million"]
    assert opex.words is not None
    assert (opex.words.value, opex.words.missing) == ("–", BY_ID["growth.opex_per_million"].missing)
    assert BY_ID["growth.opex_per_million"].missing.rstrip(".") in opex.accessibleName()


def test_out_of_date_tiles_say_how_old_they_are_and_come_back(
    page: BoardPage, books: Books, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing can be reached for three hours, then it can."""
    clock = vars(board_module)["datetime"]
    later = type("Later", (datetime,), {"now": classmethod(lambda cls, tz=None: NOW + timedelta(hours=3))})
    tile = page.tiles["growth.revenue"]
    fresh = tile.words
    assert fresh is not None
    assert not fresh.old
    found = books.found
    monkeypatch.setattr(board_module, "datetime", later)
    books.found = replace(found, now=NOW + timedelta(hours=3))
    page.news()
    qtbot.waitUntil(lambda: tile.words is not None and tile.words.old)
    assert tile.words is not None
    assert tile.words.value == fresh.value, "the last figure stays, called old"
    assert tile.words.age == "3 h"
    assert "not read for more than twice its interval" in tile.accessibleName()
    monkeypatch.setattr(board_module, "datetime", clock)
    books.found = found
    page.news()
    qtbot.waitUntil(lambda: tile.words == fresh)


def test_a_tile_shows_the_picture_that_says_more_than_its_course(page: BoardPage, qtbot: QtBot) -> None:
    perfect, revenue = page.tiles["reliability.perfect_order"], page.tiles["growth.revenue"]
    blocks = [layer for layer in perfect.drawing.layers if isinstance(layer, Block)]
    assert blocks
    assert perfect.drawing.legend
    assert any(isinstance(layer, Line) for layer in revenue.drawing.layers)
    page.open_tile("reliability.perfect_order")
    qtbot.waitUntil(lambda: page.large.answer is not None)
    assert page.large.plot.drawing.layers == perfect.drawing.layers, "the same numbers, small and large"


@pytest.mark.parametrize("kpi", sorted(TILE))
def test_every_picture_of_a_tile_is_one_of_its_kinds_and_is_painted(kpi: str, page: BoardPage, qtbot: QtBot) -> None:
    assert TILE[kpi] in drawings(BY_ID[kpi])
    page.arranging.make("All of them", "")
    page.arranging.add(page._name, kpi, "")
    tile = page.tiles[kpi]
    qtbot.waitUntil(lambda: tile.words is not None)
    assert tile.words is not None
    assert tile.words.missing or tile.drawing is not EMPTY
    tile.grab()  # a layer that no tile knows raises


def test_a_broad_tile_takes_two_columns_and_the_rest_of_a_row_where_there_is_less(page: BoardPage, qtbot: QtBot) -> None:
    page.resize(1240, 860)
    page.show_board("overview")
    assert page.area.columns() == 3
    perfect, damage, backlog = (page.tiles[k] for k in OVERVIEW.kpis[:3])
    assert perfect.geometry().width() > 1.9 * backlog.geometry().width()
    assert (perfect.y(), backlog.x()) == (damage.y(), perfect.x())
    damage.setFocus()
    press(page, Qt.Key.Key_Down, qtbot)
    assert page.tiles[OVERVIEW.kpis[4]].hasFocus(), "the one below, not the one three further on"
    press(page, Qt.Key.Key_Left, qtbot)
    press(page, Qt.Key.Key_Up, qtbot)
    assert perfect.hasFocus(), "its second column is above"
    qtbot.keyClick(perfect, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: damage.x() < perfect.x())
    assert (perfect.y(), perfect.width() > 1.9 * damage.width()) == (damage.y(), True)
    qtbot.keyClick(perfect, Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: abs(perfect.width() - damage.width()) <= 1)
    assert perfect.y() == damage.y(), "one column is left in this row"


def test_enter_shows_it_large_and_escape_comes_back(page: BoardPage, qtbot: QtBot) -> None:
    page.focus_first()
    for _ in range(PROCESS_OWNER.kpis.index("reliability.perfect_order")):
        press(page, Qt.Key.Key_Right, qtbot)
    tile = page.tiles["reliability.perfect_order"]
    assert tile.hasFocus()
    press(page, Qt.Key.Key_Return, qtbot)
    assert page.is_large
    assert page.large.card.hasFocus()
    qtbot.waitUntil(lambda: page.large.answer is not None)
    press(page, Qt.Key.Key_Escape, qtbot)
    assert not page.is_large
    assert tile.hasFocus()


def test_all_that_a_figure_counts_is_listed(page: BoardPage, qtbot: QtBot) -> None:
    tile = page.tiles["reliability.perfect_order"]
    tile.setFocus()
    press(page, Qt.Key.Key_D, qtbot)
    behind = page.large.behind
    qtbot.waitUntil(lambda: behind.answer is not None)
    assert behind.answer is not None
    assert tile.figure is not None
    assert behind.answer.total == tile.figure.denominator
    assert [b.text() for b in behind.tabs.buttons] == ["All that count", "Part of the figure", "Not known"]
    behind.tabs.buttons[1].click()
    qtbot.waitUntil(lambda: behind.answer is not None and behind.answer.side == "numerator")
    assert behind.answer.total == tile.figure.numerator
    opened: list[tuple[str, object]] = []
    page.goto.connect(lambda where, what: opened.append((where, what)))
    behind.grid.setFocus()
    press(page, Qt.Key.Key_Return, qtbot)
    assert opened == [("orders", behind.answer.rows[0].opens)]
    press(page, Qt.Key.Key_Escape, qtbot)
    assert page.is_large
    press(page, Qt.Key.Key_Escape, qtbot)
    assert tile.hasFocus()


def test_nothing_behind_it_says_why(page: BoardPage, qtbot: QtBot) -> None:
    said: list[str] = []
    page.toast.connect(lambda _kind, _title, note, _undo: said.append(note))
    page.tiles["growth.roi"].setFocus()
    assert {d.name: d.verdict for d in page.deeds()}["show_counted"] == "denied"
    press(page, Qt.Key.Key_Return, qtbot)
    assert said == [BY_ID["growth.roi"].missing]
    assert not page.is_large


def test_arrows_walk_the_rows(page: BoardPage, qtbot: QtBot) -> None:
    page.focus_first()
    listed = list(page.tiles)
    press(page, Qt.Key.Key_Down, qtbot)
    assert page.tiles[listed[page.area.columns()]].hasFocus()
    press(page, Qt.Key.Key_Left, qtbot)
    press(page, Qt.Key.Key_Up, qtbot)
    assert page.tiles[listed[page.area.columns() - 1]].hasFocus() or page.tiles[listed[0]].hasFocus()


def test_a_change_is_read_once_and_what_changes_no_figure_is_not(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    before = len(books.asked)
    page._soon.setInterval(20)
    page.on_changes(Changes(frozenset({"status"})))
    assert not page._soon.isActive()
    for _ in range(5):
        page.on_changes(Changes(frozenset({"sales", "lines"})))
    qtbot.waitUntil(lambda: len(books.asked) > before)
    assert len(books.asked) == before + 1


def test_another_board_and_another_span(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    page.head.tabs.buttons[2].click()
    qtbot.waitUntil(lambda: page.answer is not None)
    assert list(page.tiles) == list(BOARDS[2].kpis)
    page.period.choose(Over(30))
    assert figures_asked(books) == AskFigures(30, BOARDS[2].kpis, compare=True)


def choose(page: BoardPage, qtbot: QtBot, *keys: Qt.Key) -> None:
    """By keyboard: T opens the menu at what is chosen."""
    press(page, Qt.Key.Key_T, qtbot)
    menu = page.findChild(QMenu)
    assert menu is not None
    assert menu.activeAction().isChecked()
    for key in (*keys, Qt.Key.Key_Return):
        qtbot.keyClick(menu, key)
    qtbot.waitUntil(lambda: page.findChild(QMenu) is None)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_period_under_way_is_chosen_by_keyboard_and_remembered(
    page: BoardPage, qtbot: QtBot, books: Books, courier: Courier
) -> None:
    page.focus_first()
    choose(page, qtbot, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert page.over == Over(named="month")
    assert figures_asked(books) == AskFigures(90, page.shown.board.kpis, "month", compare=True)
    qtbot.waitUntil(lambda: page.answer is not None and page.answer.period is not None and page.answer.period.grain == "month")
    assert page.period.button.text() == "Month to date"
    assert page.period.button.accessibleName() == "Period, T. Now: Month to date, 1 Nov to 27 Nov 2026"
    words = page.tiles["growth.booked"].words or pytest.fail("nothing told")
    assert "against 1 Oct to 27 Oct. 1 Nov to 27 Nov." in words.spoken
    page.remembered.save()
    again = shown(books, qtbot, courier)
    assert again.over == Over(named="month")
    again.period.choose(Over(30))
    again.remembered.save()
    assert shown(books, qtbot, courier).over == Over(30)


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_a_period_is_chosen_by_mouse(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    qtbot.mouseClick(page.period.button, Qt.MouseButton.LeftButton)
    menu = page.findChild(QMenu)
    assert menu is not None
    words = [action.text() for action in menu.actions() if action.text()]
    assert words[3:] == [
        "Week to date", "Month to date", "Quarter to date", "Year to date", "Last week", "Last month", "Last quarter", "Last year",
    ]  # fmt: skip
    last = menu.actions()[-1]
    qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(last).center())
    assert figures_asked(books) == AskFigures(90, page.shown.board.kpis, "last year", compare=True)


def test_what_was_remembered_before_there_were_names_still_holds(page: BoardPage) -> None:
    page.period.recall({"days": 365})
    assert page.over == Over(365)
    page.period.recall({"days": 17, "named": "fortnight"})
    assert page.over == Over(365), "what cannot be chosen is left"


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_large_chart_and_its_documents_are_of_the_chosen_period(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    page.open_tile("growth.booked")
    large = page.large
    qtbot.waitUntil(lambda: large.answer is not None)
    choose(page, qtbot, *[Qt.Key.Key_Down] * 7)
    assert page.over == Over(named="last month")
    qtbot.waitUntil(lambda: large.answer is not None and large.answer.ask.named == "last month")
    assert large.answer is not None
    assert large.figure is not None
    assert (large.figure.period.first, large.figure.period.last) == (date(2026, 10, 1), date(2026, 10, 31))
    assert large._title.text() == "Orders booked, 1 Oct to 31 Oct"
    assert large.answer.courses[1].name == "The month before"
    qtbot.waitUntil(lambda: "The whole month before, 1 Sep to 30 Sep." in large.about.words)
    qtbot.keyClick(large.card, Qt.Key.Key_D)
    behind = large.behind
    qtbot.waitUntil(lambda: behind.answer is not None)
    assert behind.asked == AskCounted("growth.booked", 90, "numerator", named="last month")
    assert behind._title.text() == "All of Orders booked, 1 Oct to 31 Oct"
    assert behind.answer is not None
    assert behind.answer.total == large.figure.n


def test_what_leaves_the_screen_says_its_period(page: BoardPage, qtbot: QtBot, books: Books) -> None:
    books.found = replace(books.found, year=FiscalYear(2, (4, 4, 5)))
    page.period.choose(Over(named="quarter"))
    qtbot.waitUntil(lambda: page.answer is not None and page.answer.fiscal != "")
    sheet = page.exporting.board_sheet()
    assert sheet.title == "Process, quarter to date"
    told = "Quarter to date, 2 Nov to 27 Nov 2026, fiscal year from February, months of 4, 4 and 5 weeks. Stocks as of now."
    assert dict(sheet.about)["Period"] == told
    page.open_tile("growth.booked")
    qtbot.waitUntil(lambda: page.large.answer is not None)
    values = page.exporting.values_sheet()
    assert values is not None
    assert values.title == "Orders booked, Course, quarter to date"


def test_figures_are_narrowed_and_it_is_remembered(page: BoardPage, qtbot: QtBot, books: Books, courier: Courier) -> None:
    before = page.figure("growth.orders") or page.figure("growth.booked")
    assert before is not None
    menu = page.narrowing.menu(books.read(AskGrains()).result())
    titles = [action.text() for action in menu.actions()]
    assert titles == ["Everything", "Company", "Channel", "Customer, those with most orders", "Product, those ordered most"]
    menu.deleteLater()
    page.narrowing.choose("channel", "shop", "Ordered in the shop")
    assert figures_asked(books) == AskFigures(90, page.shown.board.kpis, only=Only(channel="shop"), compare=True)
    qtbot.waitUntil(lambda: (f := page.figure(before.kpi)) is not None and f.n < before.n)
    assert page.head._only.text() == "Only: Ordered in the shop"
    page.open_tile("growth.booked")
    qtbot.waitUntil(lambda: page.large.answer is not None and page.large.answer.ask.only == Only(channel="shop"))
    page.remembered.save()
    again = shown(books, qtbot, courier)
    assert again.narrowing.only == Only(channel="shop")
    again.narrowing.choose("channel", "shop", "Ordered in the shop")
    assert again.narrowing.words == ""


def test_the_head_fits_the_smallest_window(page: BoardPage) -> None:
    assert page.head.minimumSizeHint().width() <= 1100 - 49, "beside the narrow navigation"
    page.arranging.make("A board with a long name for the mornings", "")
    page.narrowing.choose("sku", "R2001", "A product with quite a long name (R2001)")
    assert page.head.minimumSizeHint().width() <= 1100 - 49
