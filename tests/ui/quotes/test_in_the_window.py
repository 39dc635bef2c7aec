"""The page of quotes in its window: the ways that lead there, and no accident in any of its states."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.question import Hit
from app.errors import StoreTrouble, Unreachable
from tests.ui.desk import Desk
from tests.ui.quote_stage import CATALOGUE, CUSTOMER, NAMES, SALE, quotation
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.courier import Courier
from ui.shell.page import Page
from ui.shell.pages import PAGES
from ui.shell.palette import Palette
from ui.theme import style

K, M = Qt.Key, Qt.KeyboardModifier
SHOWN = tuple(page for page in PAGES if page.name in ("credit", "customers", "quotes", "drafts"))
ROWS = "HYD-PMP-18\t12\nXX-9\t5\nVLV-2040-SS\tmany\nProbe\t-3\nCBL-M12-5\t400\t18.40"


def seated(qtbot: QtBot, courier: Courier, world: World, page: str = "drafts", size: tuple[int, int] = (1440, 900)) -> Desk:
    shown: tuple[Page, ...] = SHOWN
    return Desk(qtbot, courier, world, page=page, size=size, pages=shown)


@pytest.fixture
def world() -> World:
    return World()


def opened(desk: Desk, qtbot: QtBot) -> Any:
    desk.page.open(SALE)
    qtbot.waitUntil(lambda: desk.page.is_writing and desk.page.writing.prices.priced is not None)
    return desk.page


def test_the_palette_begins_a_quote_for_a_customer(qtbot: QtBot, look: QApplication, courier: Courier, world: World) -> None:
    world.hits = (Hit("sale", "SO-1", "Cascade", None), Hit("customer", "Cascade Automation Inc.", "C0007", None, ref=CUSTOMER))
    desk = seated(qtbot, courier, world, page="credit")
    QTest.keyClick(QApplication.focusWidget(), K.Key_K, M.ControlModifier)
    palette = desk.window.layer
    assert isinstance(palette, Palette)
    QTest.keyClicks(QApplication.focusWidget(), "new quote casc")
    qtbot.waitUntil(lambda: [x.title for x in palette.rows] == ["New quote", "New quote for Cascade Automation Inc."])
    QTest.keyClick(QApplication.focusWidget(), K.Key_Return)
    qtbot.waitUntil(lambda: desk.window.page_name == "drafts" and desk.page.is_writing)
    assert desk.page.writing.draft.customer == CUSTOMER
    assert QApplication.focusWidget() is desk.page.editor.grid


def test_new_quote_without_a_name_asks_for_the_customer(qtbot: QtBot, look: QApplication, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, page="credit")
    desk.window.open_palette()
    palette = desk.window.layer
    assert isinstance(palette, Palette)
    QTest.keyClicks(QApplication.focusWidget(), "new quote")
    entry = next(x for x in palette.rows if x.title == "New quote")
    entry.run()  # type: ignore[union-attr, misc]
    assert desk.window.page_name == "customers"
    palette.leave()


def test_keys_of_the_window_are_letters_in_the_grid(qtbot: QtBot, look: QApplication, courier: Courier, world: World) -> None:
    """G would begin the way to a place, N, ? and Ctrl Z mean something elsewhere."""
    desk = seated(qtbot, courier, world)
    page = opened(desk, qtbot)
    page.editor.grid.go(len(page.writing.content.lines), 1)
    for letter in "gear":
        QTest.keyClick(QApplication.focusWidget(), letter)
    assert page.editor.grid.editor.text() == "gear"
    assert desk.window.page_name == "drafts"
    QTest.keyClick(QApplication.focusWidget(), K.Key_Return)
    assert page.writing.content.lines[-1].sku == "HYD-PMP-18"
    QTest.keyClick(QApplication.focusWidget(), K.Key_Z, M.ControlModifier)
    assert len(page.writing.content.lines) == 6


def test_f6_goes_round_head_lines_and_figures(qtbot: QtBot, look: QApplication, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world)
    page = opened(desk, qtbot)
    page.editor.grid.go(0, 0)
    page.editor.grid.setFocus()
    seen = []
    for _ in range(4):
        desk.window.next_pane(1)
        focus = QApplication.focusWidget()
        seen.append(next((i for i, pane in enumerate(page.panes()) if pane is focus or pane.isAncestorOf(focus)), -1))
    assert seen == [3, -1, 0, 1], "figures, navigation, head, lines; nothing clashes, so that pane is not there"


def test_every_cell_says_what_it_is(qtbot: QtBot, look: QApplication, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world)
    page = opened(desk, qtbot)
    sheet, role = page.editor.grid.sheet, Qt.ItemDataRole.AccessibleTextRole
    spoken = [sheet.index(1, i).data(role) for i in range(sheet.columnCount())]
    assert spoken[0] == "line 2, SKU VLV-2040-SS"
    assert "line 2, Net each 317.58" in spoken
    assert "line 2, Discount empty" in spoken
    assert sheet.index(6, 0).data(role) == "new line, SKU empty"


# ---- no accident ----


def _list(desk: Desk, qtbot: QtBot) -> None:
    desk.world.drafts.kept["d1"] = quotation(desk.world.quotes.now())
    desk.page._read()
    qtbot.waitUntil(lambda: desk.page.grid.table.rowCount() == 1)


def _empty(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(desk.page.place.state.isVisible)


def _error(desk: Desk, qtbot: QtBot) -> None:
    desk.world.drafts.fail = StoreTrouble("Could not read a quote draft", "It was left as it is.")
    desk.page._read()
    qtbot.waitUntil(lambda: "Could not read" in desk.page.place.state.accessibleName())


def _written(desk: Desk, qtbot: QtBot) -> None:
    opened(desk, qtbot).editor.grid.go(1, 5)


def _offline(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, qtbot)
    desk.world.pricing.fail = Unreachable("erp.example cannot be reached", "It is tried again by itself.")
    page.writing.prices.ask()
    qtbot.waitUntil(lambda: page.writing.prices.trouble is not None)


def _missed(desk: Desk, qtbot: QtBot) -> None:
    opened(desk, qtbot).editor.grid.pasted.emit(ROWS, 2)
    qtbot.waitUntil(desk.page.editor.missed.isVisible)
    qtbot.waitUntil(lambda: desk.page.writing.price_words(desk.world.quotes.now())[0] == "ok")


def _typing(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, qtbot)
    page.editor.grid.go(6, 0)
    page.editor.grid.edit_cell("sns")


def _wrong(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, qtbot)
    page.editor.grid.go(0, 2)
    page.editor.grid.edit_cell("-4")
    page.editor.grid.take()


def _clash(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, qtbot)
    base = page.writing.draft.base
    lines = tuple(replace(x, quantity=Decimal(200), price=Decimal("310")) if x.key == "2" else x for x in base.content.lines)
    desk.world.drafts.changed = replace(base, revs=(("sale", "2207", "9"),), content=replace(base.content, lines=lines[:5]))
    page.writing.look()
    qtbot.waitUntil(page.editor.clash.isVisible)


def _offer(desk: Desk, qtbot: QtBot) -> None:
    page = opened(desk, qtbot)
    page.editor.offer()
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)


def _not_offered(desk: Desk, qtbot: QtBot) -> None:
    desk.world.offering.problem = "SO-2207 was changed in the meantime. Look at it again."
    _offer(desk, qtbot)


STATES = (_list, _empty, _error, _written, _offline, _missed, _typing, _wrong, _clash, _offer, _not_offered)


@pytest.mark.parametrize("state", STATES, ids=lambda f: f.__name__.strip("_"))
@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_accident_in_any_state(
    qtbot: QtBot, look: QApplication, courier: Courier, world: World, state: Any, size: Any, mode: str
) -> None:
    style.apply(look, mode)
    desk = seated(qtbot, courier, world, size=size)
    state(desk, qtbot)
    assert len(CATALOGUE.products) == len(NAMES)
    may_shorten = {name for _, name, _, _ in NAMES} | {"Type, or paste rows"}  # the column that takes what is left
    desk.settle()
    assert [p for p in problems(desk.window) if not any(text in p for text in may_shorten)] == []
    desk.page.writing.leave()
