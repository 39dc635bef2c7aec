"""My drafts: listed, opened as they were kept, thrown away and taken back."""

from __future__ import annotations

from dataclasses import replace

from pytestqt.qtbot import QtBot

from app.domain.draft import DraftLine
from app.errors import StoreTrouble
from tests.ui.quote_stage import SALE, QuoteStage, quotation
from tests.ui.quotes.hands import K, press
from ui.quotes.page import DraftsPage


def test_my_drafts_empty_then_listed_opened_thrown_away_and_taken_back(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: page.place.state.isVisible())
    assert page.place.state.accessibleName().startswith("No quote is being written here")
    stage.drafts.kept["d1"] = quotation(stage.now())
    stage.say("drafts")
    qtbot.waitUntil(lambda: page.grid.table.rowCount() == 1)
    page.focus_first()
    press(K.Key_Return)
    qtbot.waitUntil(lambda: page.is_writing)
    assert page.subject() == "SO-2207, Cascade Automation Inc."
    page.run_deed("throw_away")
    assert not page.is_writing
    qtbot.waitUntil(lambda: stage.drafts.kept == {} and bool(page.toasts))  # type: ignore[attr-defined]
    page.toasts[-1][3]()  # type: ignore[attr-defined]
    qtbot.waitUntil(lambda: "d1" in stage.drafts.kept)


def test_a_draft_is_opened_as_it_was_kept_not_as_it_is_listed(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """Else the next key would write the former state over the newer one."""
    stage.drafts.kept["d1"] = quotation(stage.now())
    stage.say("drafts")
    qtbot.waitUntil(lambda: page.grid.table.rowCount() == 1)
    newer = replace(stage.drafts.kept["d1"], content=replace(quotation(stage.now()).content, lines=(DraftLine("n"),)))
    stage.drafts.kept["d1"] = newer
    page.focus_first()
    press(K.Key_Return)
    qtbot.waitUntil(lambda: page.is_writing)
    assert page.writing.content == newer.content


def test_drafts_that_cannot_be_read_say_so(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    stage.drafts.fail = StoreTrouble("Could not read a quote draft", "It was left as it is.")
    stage.say("drafts")
    qtbot.waitUntil(lambda: page.place.state.accessibleName().startswith("Could not read a quote draft"))


def test_what_cannot_be_opened_is_said(page: DraftsPage, qtbot: QtBot) -> None:
    page.open(replace(SALE, key="9"))
    qtbot.waitUntil(lambda: bool(page.toasts))  # type: ignore[attr-defined]
    assert page.toasts[-1][:3] == ("bad", "SO-9 cannot be changed", "It is an order by now.")  # type: ignore[attr-defined]
    assert not page.is_writing
