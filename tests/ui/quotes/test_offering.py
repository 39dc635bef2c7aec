"""A quote is shown before it goes, goes once, at the prices that were seen, and its end is told."""

from __future__ import annotations

from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.offer import Settled
from app.errors import StoreTrouble
from tests.ui.quote_stage import SALE, QuoteStage, quotation
from tests.ui.quotes.hands import AT, CONTROL, K, begun, press, write
from ui.quotes.page import DraftsPage


def test_it_is_shown_before_it_goes_and_the_same_key_sends_it(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    assert stage.offering.sent == []
    press(K.Key_Escape)
    assert not page.editor.sheet.isVisible()
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: not page.is_writing)
    assert [x.id for x in stage.offering.sent] == ["d1"]
    assert page.toasts[-1][:2] == ("wait", "SO-2207 is on its way to the ERP")  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: page.grid.table.rowCount() == 1)
    page._opened("d1")
    assert not page.is_writing, "what is on its way is not written in"
    stage.offering.over = (Settled(stage.offering.sent[0], True, "SO-2207: line VLV-2040-SS 240 at 317.58 EUR"),)
    stage.say("letters")
    qtbot.waitUntil(lambda: page.toasts[-1][1] == "SO-2207 offered")  # type: ignore[attr-defined]
    assert stage.drafts.kept == {}


def test_a_late_preview_of_another_draft_is_not_shown(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """The first answer fills no sheet that was opened for the second draft, and so its key cannot send that one."""
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    stage.offering.hold = True
    press(K.Key_Return, held=CONTROL)
    page.editor.grid.go(0, AT["quantity"])
    write("61")
    assert not page.editor.sheet.isVisible(), "put aside while one writes"
    assert page.editor.grid.is_editing
    press(K.Key_Return)
    qtbot.waitUntil(lambda: page.writing.price_words(stage.now())[0] == "ok")
    press(K.Key_Return, held=CONTROL)
    stage.offering.let_go(0)
    QApplication.processEvents()
    assert page.editor.sheet.isVisible()
    assert page.editor.sheet.view is None
    stage.offering.let_go(1)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: not page.is_writing)
    assert [x.content.lines[0].quantity for x in stage.offering.sent] == [61]


def test_other_prices_under_the_sheet_are_asked_about_again(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    first = page.writing.prices.priced
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    stage.offering.hold = True
    page.run_deed("price_again")
    qtbot.waitUntil(lambda: page.writing.prices.priced is not first)
    assert page.editor.sheet.view is None, "nothing can be sent under the former answer"
    press(K.Key_Return, held=CONTROL)
    stage.offering.let_go(-1)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: not page.is_writing)
    [at] = stage.offering.at
    assert at is not first
    assert at is page.writing.prices.priced


def test_nothing_is_offered_by_prices_of_yesterday(
    page: DraftsPage, stage: QuoteStage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor that was open over night asks again, and shows what it would send before it does; also with the sheet open."""
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    first = page.writing.prices.priced
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    monkeypatch.setattr("ui.quotes.prices._now", lambda: stage.now() + timedelta(hours=9))
    stage.pricing.hold = True
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    assert page.editor.sheet.view.problem == "The ERP has not priced it as it stands"  # type: ignore[union-attr]
    assert page.writing.prices.priced is first, "shown until the next ones come"
    assert stage.offering.sent == []
    stage.pricing.let_go()
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None and not page.editor.sheet.view.problem)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: not page.is_writing)
    assert stage.offering.at == [page.writing.prices.priced]
    assert page.writing.prices.priced is not first


def test_nothing_is_written_in_a_quote_that_is_being_taken_down(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """What would be written then would be in no offer and in no draft."""
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    before = page.writing.draft
    stage.offering.slow = Future()
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    page.editor.grid.setFocus()
    write("61")
    press(K.Key_Return, K.Key_Escape)
    press(K.Key_Return, held=CONTROL)
    page.editor.head.fields["outside"].field.setFocus()
    write("word")
    page.writing.insert(0)
    page.run_deed("throw_away")
    assert page.writing.draft is before
    assert page.is_writing
    assert len(stage.offering.sent) == 1
    stage.offering.slow.set_exception(StoreTrouble("The disk is full"))
    qtbot.waitUntil(lambda: not page.editor.sheet.isVisible())
    write("61")
    press(K.Key_Return)
    assert page.writing.content.lines[-1].sku == "61" or page.editor.grid.is_editing, "it is written on"


def test_what_the_erp_refused_goes_on_as_a_draft_and_says_why(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    draft = replace(quotation(stage.now()), said="")
    stage.drafts.kept["d1"] = replace(draft, offered="letter/1")
    stage.offering.over = (Settled(replace(draft, said="Short stock"), False, "Short stock"),)
    stage.say("letters")
    qtbot.waitUntil(lambda: bool(page.toasts) and page.toasts[-1][1] == "SO-2207 was not offered")  # type: ignore[attr-defined]
    page._begun(True, stage.drafts.kept["d1"])
    qtbot.waitUntil(lambda: page.editor._words.text() == "Not offered: Short stock")


def test_what_cannot_be_offered_says_why(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    page.editor.grid.go(0, AT["quantity"])
    press(K.Key_Delete)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    assert page.editor.sheet.view.problem == "Line 1, HYD-PMP-18, has no quantity"  # type: ignore[union-attr]
    press(K.Key_Return, held=CONTROL)
    assert stage.offering.sent == []


def test_a_team_store_that_is_away_is_said(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    stage.offering.fail = StoreTrouble("The team store does not answer")
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: any(x[1] == "The team store does not answer" for x in page.toasts))  # type: ignore[attr-defined]
    assert page.is_writing
