"""Writing a quote with the keyboard: every key lands in its cell, and can be taken back."""

from __future__ import annotations

from concurrent.futures import Future

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.catalogue import Catalogue
from app.domain.draft import DraftLine
from tests.ui.quote_stage import CUSTOMER, SALE, QuoteStage
from tests.ui.quotes.hands import AT, CONTROL, SHIFT, K, begun, cell, lines, press, write
from ui.quotes.columns import COLUMNS
from ui.quotes.page import DraftsPage


def test_a_quote_typed_from_nothing(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot)
    assert stage.drafts.kept == {}, "a quote in which nothing was written leaves nothing behind"
    write("hyd-pmp-18")
    press(K.Key_Tab, K.Key_Tab)
    write("60")
    press(K.Key_Return)
    assert lines(page) == [("HYD-PMP-18", 60)]
    qtbot.waitUntil(lambda: cell(page, 0, "net") == "22,248.00")
    assert (cell(page, 0, "own"), cell(page, 0, "price"), cell(page, 0, "free")) == ("370.80", "370.80", "134")
    assert stage.drafts.kept["n1"].content == page.writing.content


def test_keys_go_from_cell_to_cell(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    grid = page.editor.grid
    grid.go(1, AT["quantity"])

    def here() -> tuple[int, str]:
        return grid.currentIndex().row(), COLUMNS[grid.currentIndex().column()].key

    press(K.Key_Return)
    assert here() == (2, "quantity")
    press(K.Key_Return, held=SHIFT)
    assert here() == (1, "quantity")
    press(K.Key_Left, K.Key_Left, K.Key_Down)
    assert here() == (2, "sku")
    press(K.Key_Tab, held=SHIFT)
    assert here() == (1, COLUMNS[-1].key), "the line before, from its end"
    press(K.Key_Tab)
    assert here() == (2, "sku")


def test_enter_after_tabs_begins_the_next_line_where_the_tabs_began(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot)
    for sku, count in (("HYD-PMP-18", "60"), ("CBL-M12-5", "400"), ("SKD-400-CTO", "4")):
        write(sku)
        press(K.Key_Tab, K.Key_Tab)
        write(count)
        press(K.Key_Return)
    assert lines(page) == [("HYD-PMP-18", 60), ("CBL-M12-5", 400), ("SKD-400-CTO", 4)]
    write("srv")
    press(K.Key_Tab, K.Key_Tab, K.Key_Up)
    assert page.editor.grid.currentIndex().column() == AT["quantity"], "the arrows stay in their column"


def test_typing_overwrites_and_f2_goes_on_from_what_stands_there(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(0, AT["quantity"])
    write("7")
    press(K.Key_Return)
    assert lines(page)[0] == ("HYD-PMP-18", 7)
    press(K.Key_Up, K.Key_F2)
    write("5")
    press(K.Key_Return)
    assert lines(page)[0] == ("HYD-PMP-18", 75)
    press(K.Key_Up, K.Key_F2)
    write("9")
    press(K.Key_Escape)
    assert lines(page)[0] == ("HYD-PMP-18", 75), "Esc leaves the cell as it was"


def test_what_cannot_be_stays_in_the_cell_and_says_why(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(0, AT["quantity"])
    write("-4")
    press(K.Key_Return)
    assert page.editor.grid.is_editing
    assert page.editor.grid.editor.bad
    assert page.editor._words.text() == "The quantity is negative"
    press(K.Key_Home, K.Key_Delete, K.Key_Return)
    assert not page.editor.grid.is_editing
    assert lines(page)[0] == ("HYD-PMP-18", 4)


def test_products_are_completed_by_what_is_typed(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot)
    write("probe")
    assert page.editor.grid.editor.suggestions.isVisible()
    press(K.Key_Down, K.Key_Down, K.Key_Return)
    assert lines(page) == [("SNS-PT100-6", None)]
    write("x")
    press(K.Key_Return)
    assert page.editor.grid.editor.bad
    press(K.Key_Escape)
    write("skd")
    press(K.Key_Return)
    assert lines(page)[1] == ("SKD-400-CTO", None), "the only one that begins like this needs no choosing"


def test_undo_and_redo(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    before = page.writing.content
    page.editor.grid.go(0, AT["quantity"])
    for count in ("1", "2", "3"):
        write(count)
        press(K.Key_Return, K.Key_Up)
    press(K.Key_Z, K.Key_Z, K.Key_Z, K.Key_Z, held=CONTROL)
    assert page.writing.content == before
    press(K.Key_Z, held=CONTROL | SHIFT)
    press(K.Key_Y, held=CONTROL)
    assert lines(page)[0] == ("HYD-PMP-18", 2)


def test_delete_empties_insert_adds_and_a_line_is_taken_out(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    grid = page.editor.grid
    grid.go(1, AT["price"])
    press(K.Key_Delete)
    assert page.writing.content.lines[1].price is None, "the ERP prices it again"
    press(K.Key_Insert)
    assert lines(page)[1] == ("", None)
    press(K.Key_Minus, held=CONTROL)
    assert lines(page)[1] == ("VLV-2040-SS", 240)
    grid.go(1, 0)
    press(K.Key_Down, held=SHIFT)
    press(K.Key_Minus, held=CONTROL)
    assert [sku for sku, _ in lines(page)] == ["HYD-PMP-18", "SNS-PT100-6", "SKD-400-CTO", "SRV-COMM-2D"]
    press(K.Key_Z, held=CONTROL)
    assert len(lines(page)) == 6


def test_an_empty_line_between_others_is_no_line(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(0, 0)
    press(K.Key_Insert)
    assert page.writing.content.lines[0] == DraftLine(page.writing.content.lines[0].key)
    assert page.editor._words.text() == "Every line names a product and a quantity"


def test_what_one_erp_sells_is_never_offered_for_a_quote_of_another(
    page: DraftsPage, stage: QuoteStage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Asked for the quote before, and there only now: its keys would name other products."""
    late: Future[Catalogue] = Future()
    with monkeypatch.context() as slow:
        slow.setattr(stage.drafts, "catalogue", lambda _source: late)
        page.open(CUSTOMER)
        qtbot.waitUntil(lambda: page.is_writing)
    page.leave()
    begun(page, qtbot, SALE)
    late.set_result(Catalogue())
    QApplication.processEvents()
    assert page.writing.catalogue.products
