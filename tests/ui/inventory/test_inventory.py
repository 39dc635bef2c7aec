"""The inventory by keys: through the list, into a product, to the order that waits and back; and what is said where nothing is known."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.inventory import AskShelf, ProductParts
from app.domain.question import Hit
from app.domain.ref import Ref
from app.errors import StoreTrouble
from tests.ui import shelf_samples
from tests.ui.desk import Desk
from tests.ui.theme.lint import problems
from tests.ui.world import World
from ui.cases.comparison import Comparison
from ui.courier import Courier
from ui.inventory.columns import columns, line
from ui.shell.pages import PAGES
from ui.tables.column import Line
from ui.theme import style

CTRL, K = Qt.KeyboardModifier.ControlModifier, Qt.Key


def words(widget: QWidget) -> str:
    """All that is written on what is visible."""
    return " | ".join(x.text() for x in widget.findChildren(QLabel) if x.isVisible() and x.text())


def seated(qtbot: QtBot, courier: Courier, world: World, page: str = "inventory", size: tuple[int, int] = (1440, 900)) -> Desk:
    return Desk(qtbot, courier, world, page, size, PAGES)


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    return seated(qtbot, courier, world)


def row(desk: Desk) -> Line:
    made = desk.page.list.grid.table.line(desk.page.list.grid.current_row)
    assert isinstance(made, Line)
    return made


def cell(desk: Desk, key: str) -> str:
    at = next(i for i, c in enumerate(desk.page.list.grid.table.columns) if c.key == key)
    return row(desk).cells[at].text


def go(desk: Desk, sku: str, place: str, shop: bool = False) -> None:
    rows = desk.world.shelves.rows
    desk.page.list.grid.go(str(next(r.id for r in rows if (r.sku, r.place, r.shop) == (sku, place, shop))))
    desk.settle()


def test_a_row_tells_count_promise_source_and_age(desk: Desk) -> None:
    assert [cell(desk, k) for k in ("sku", "place", "on_hand", "reserved", "free", "forecast", "unit")] == [
        *("N1101", "Hamburg", "60", "44", "16", "16", "pcs")
    ]
    assert cell(desk, "source").startswith("ERP ")
    assert "N1101, Gear motor 0.75 kW, Hamburg" in row(desk).spoken
    assert "free today 16" in row(desk).spoken


def test_shop_and_erp_contradict_each_other_in_words(desk: Desk) -> None:
    go(desk, "N1101", "Hamburg", shop=True)
    assert (cell(desk, "free"), cell(desk, "note")) == ("52", "ERP has 16 left")
    assert cell(desk, "forecast") == "–", "a shop plans nothing"


def test_what_is_promised_beyond_what_is_there_is_below_nothing(desk: Desk) -> None:
    go(desk, "N1102", "Hamburg")
    assert (cell(desk, "free"), cell(desk, "free1")) == ("\N{MINUS SIGN}5", "45")


def test_unknown_is_said_and_never_nothing(desk: Desk) -> None:
    known = desk.world.shelves.rows[0]
    desk.world.shelves.rows[0] = replace(
        known, on_hand=None, reserved=None, free=(None, None, None), forecast=None, note="stock not read yet", tone="warn"
    )
    desk.world.shelves.lacking = "what comes not readable with this sign-in"
    desk.world.tell(topics=("stock",))
    desk.hear()
    assert {cell(desk, k) for k in ("on_hand", "reserved", "free", "free1", "forecast")} == {"unknown"}
    assert cell(desk, "note") == "stock not read yet"
    assert "What comes not readable with this sign-in" in words(desk.page.list)


def test_what_is_old_is_drawn_and_said_so(desk: Desk) -> None:
    old = replace(desk.world.shelves.rows[0], stale=True)
    cells = dict(zip((c.key for c in columns(desk.world.now.date())), line(old).cells, strict=True))
    assert cells["source"].tone == "warn"
    assert cells["on_hand"].stale
    assert "older than it should be" in cells["on_hand"].tip


def test_j_goes_on_enter_to_who_waits_and_enter_to_their_order(desk: Desk) -> None:
    desk.press("j")
    assert cell(desk, "source").startswith("Shop ")
    desk.press("k", K.Key_Return)
    pane = desk.page.product
    assert pane.grid.hasFocus()
    assert "SO-10482" not in pane.grid.current_key
    desk.press("j", "j")
    assert pane.grid.current_key.startswith("waits:"), "over the purchases and the heading"
    desk.press(K.Key_Return)
    assert desk.window.page_name == "orders"
    assert desk.page.order.ask.ref == Ref("tryton", "sale", "1")


def test_escape_goes_from_the_product_to_the_list(desk: Desk) -> None:
    desk.press(K.Key_Return, K.Key_Escape)
    assert desk.page.list.grid.hasFocus()


def test_the_product_says_by_which_day_what_comes_and_who_waits(desk: Desk) -> None:
    said = words(desk.page.product)
    for part in ("N1101", "Gear motor 0.75 kW", "counted in pcs", "Available to promise", "What each system counts"):
        assert part in said, part
    table = desk.page.product.grid.table
    role = int(Qt.ItemDataRole.AccessibleTextRole)
    told = [str(table.index(i, 0).data(role)) for i in range(table.rowCount())]
    assert told[0] == "What comes, 2, open"
    assert any("PO-00091, Wessling Antriebe, 10 pieces, Hamburg, due" in t for t in told)
    assert any("first" in t for t in told if "PO-00090" in t)
    assert any(t.startswith("SO-10482, Halvorsen Marine AS, lies aside, 20 pieces") for t in told)


def test_a_filter_by_name_and_no_match(desk: Desk) -> None:
    desk.press("/", "hose", K.Key_Return)
    assert (cell(desk, "sku"), desk.page.list.grid.table.rowCount()) == ("N1104", 5)
    desk.press("/", "nothing")
    desk.press(K.Key_Return)
    assert "Nothing matches" in words(desk.page.list)
    assert "No product is chosen" in words(desk.page.product)


def test_the_tabs_count_what_is_short_and_what_differs(desk: Desk) -> None:
    desk.page.head.view_chosen.emit("short")
    desk.settle()
    assert cell(desk, "sku") == "N1102"
    desk.page.head.view_chosen.emit("differs")
    desk.settle()
    assert [desk.page.list.grid.table.rowCount(), cell(desk, "note")] == [1, "ERP has 16 left"]


def test_w_leads_from_a_case_to_its_goods_and_esc_back(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, "credit")
    case = world.rows[3]
    desk.window.go("credit", case.case_id)
    desk.settle()
    desk.press("w")
    assert desk.window.page_name == "inventory"
    asked = [a for a in world.shelves.asked if isinstance(a, AskShelf)][-1]
    assert asked.case_id == case.case_id
    assert cell(desk, "sku") == "N1101"
    assert "Only what the order is about" in words(desk.page.list)
    desk.press(K.Key_Escape)
    assert desk.window.page_name == "credit"
    desk.press("g", "w")
    assert desk.page.list.grid.table.rowCount() == len(world.shelves.rows), "all of them again"


def test_w_leads_from_an_order_to_its_goods(qtbot: QtBot, look: Any, courier: Courier, world: World) -> None:
    desk = seated(qtbot, courier, world, "orders")
    desk.press("w")
    assert desk.window.page_name == "inventory"
    assert desk.page.list.ask.of is not None


def test_the_palette_finds_a_product(desk: Desk) -> None:
    desk.window.go("credit")
    desk.world.hits = (Hit("product", "N1103", "Conveyor belt roll 89 mm", None, "inventory"),)
    desk.press((K.Key_K, CTRL), "n1103", K.Key_Return)
    assert (desk.window.page_name, cell(desk, "sku")) == ("inventory", "N1103")
    assert desk.page.list.grid.hasFocus()


def test_copy_and_export_all_rows(desk: Desk, tmp_path: Any) -> None:
    desk.press((K.Key_C, CTRL))
    head, values = QGuiApplication.clipboard().text().splitlines()
    assert head.split("\t")[:4] == ["SKU", "Product", "Place", "Source"]
    assert values.split("\t")[4] == "60"
    lines: list[Line] = []
    desk.page.list.lines(lines.extend)
    desk.settle()
    assert len(lines) == len(desk.world.shelves.rows)


def test_news_do_not_move_what_one_reads(desk: Desk) -> None:
    go(desk, "N1103", "Duisburg")
    before = desk.page.list.grid.current_key
    del desk.world.shelves.rows[0]
    desk.world.tell(topics=("stock",))
    desk.hear()
    assert desk.page.list.grid.current_key == before
    desk.world.tell(topics=("letters",))
    asked = len(desk.world.shelves.asked)
    desk.hear()
    assert len(desk.world.shelves.asked) == asked, "letters are no news here"


def test_a_broken_copy_is_said_in_place_of_the_list(desk: Desk) -> None:
    desk.world.fail_read = StoreTrouble("Could not read the local copy: the file is damaged", "It is read again.")
    desk.world.tell(topics=("stock",))
    desk.hear()
    assert "the file is damaged" in words(desk.page.list)


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_no_accident_in_any_view(qtbot: QtBot, look: QApplication, courier: Courier, world: World, size: Any, mode: str) -> None:
    style.apply(look, mode)
    desk = seated(qtbot, courier, world, size=size)
    grids = (desk.page.list.grid, desk.page.product.grid)
    lines = [grid.table.line(i) for grid in grids for i in range(grid.table.rowCount())]
    may_shorten = {x.cells[1].text for x in lines if isinstance(x, Line)}  # the column that takes what is left
    assert [p for p in problems(desk.window) if not any(text in p for text in may_shorten)] == []


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)])
@pytest.mark.parametrize("read", [True, False])
def test_which_of_two_erps_counts_it_is_read_in_full(
    qtbot: QtBot, look: Any, courier: Courier, size: tuple[int, int], theme: Any, read: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, source = shelf_samples._parts, "tryton-rheinwerk"

    def of_another(sku: str, now: datetime) -> ProductParts:
        made = real(sku, now)
        feeds = tuple(replace(f, source=source, complete=read) for f in made.feeds)
        return replace(made, erps=tuple(replace(s, source=source) for s in made.erps), feeds=feeds)

    monkeypatch.setattr(shelf_samples, "_parts", of_another)
    style.apply(look, theme)
    desk = seated(qtbot, courier, World(), size=size)
    [counts] = [x for x in desk.page.findChildren(Comparison) if "System" in str(x._heads)]
    assert "ERP rheinwerk" in counts._rows[0].row.cells[1].text
    assert [p for p in problems(desk.window) if "rheinwerk" in p or "Hamburg" in p] == []
