"""The ERP is asked and never waited for; old figures say so."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.errors import Unreachable
from tests.ui.quote_stage import SALE, QuoteStage
from tests.ui.quotes.hands import AT, K, begun, cell, press, write
from ui.quotes.page import DraftsPage


def test_typing_goes_on_while_the_erp_answers_and_old_figures_say_so(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: cell(page, 0, "net") == "22,248.00")
    stage.pricing.hold = True
    page.editor.grid.go(0, AT["quantity"])
    write("61")
    press(K.Key_Return)
    shown = page.editor.grid.sheet.shown(0, AT["net"])
    assert (shown.text, shown.stale) == ("22,248.00", True)
    qtbot.waitUntil(lambda: len(stage.pricing.asked) == 2)
    _, told, _ = stage.pricing.asked[-1]
    told(3, 6)
    told(6, 6)
    qtbot.waitUntil(lambda: page.writing.prices.progress == (6, 6))
    write("62")
    press(K.Key_Return)
    qtbot.waitUntil(lambda: len(stage.pricing.asked) == 3)
    stage.pricing.let_go()
    qtbot.waitUntil(lambda: cell(page, 0, "net") == "22,618.80")
    assert page.writing.price_words(stage.now()) == ("ok", "Priced by the ERP just now")


def test_an_erp_that_is_away_leaves_the_last_figures_with_their_age(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    stage.pricing.fail = Unreachable("The ERP does not answer")
    page.editor.grid.go(0, AT["quantity"])
    write("61")
    press(K.Key_Return)
    qtbot.waitUntil(lambda: page.writing.prices.trouble is not None)
    shape, words = page.writing.price_words(stage.now())
    assert (shape, words) == ("warn", "Figures of just now. The ERP does not answer")
    assert cell(page, 0, "net") == "22,248.00"
    assert stage.drafts.kept["d1"].content.lines[0].quantity == 61, "kept all the same"


def test_a_quote_left_while_it_is_priced_shows_nothing_of_it_in_the_next(
    page: DraftsPage, stage: QuoteStage, qtbot: QtBot
) -> None:
    stage.pricing.hold = True
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: len(stage.pricing.asked) == 1)
    page.leave()
    assert stage.pricing.stopped
    begun(page, qtbot)
    stage.pricing.let_go()
    QApplication.processEvents()
    assert page.writing.totals() is None
