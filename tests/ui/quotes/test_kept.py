"""Whatever is typed is kept at once, and comes back into the field in which it stood."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.draft import Typing
from app.errors import StoreTrouble
from tests.ui.quote_stage import SALE, QuoteStage, quotation
from tests.ui.quotes.hands import AT, K, begun, lines, press, write
from ui.quotes.page import DraftsPage


def test_every_letter_is_kept_and_comes_back_into_its_cell(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(2, AT["quantity"])
    write("12")
    assert stage.drafts.kept["d1"].typing == Typing("3", "quantity", "12")
    draft = stage.drafts.kept["d1"]
    page.writing.leave()
    page._begun(True, draft)  # as after a start
    assert page.editor.grid.is_editing
    assert page.editor.grid.editor.text() == "12"
    press(K.Key_Return)
    assert lines(page)[2] == ("ACT-110-24V", 12)
    assert stage.drafts.kept["d1"].typing is None


@pytest.mark.parametrize("name", ["reason", "note"])
def test_a_word_on_a_line_comes_back_into_its_field(page: DraftsPage, stage: QuoteStage, qtbot: QtBot, name: str) -> None:
    stage.drafts.kept["d1"] = replace(quotation(stage.now()), typing=Typing("3", name, "half a wo"))
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.prices.priced is not None)
    field = page.editor.figures.fields[name].field
    assert QApplication.focusWidget() is field
    assert page.editor.grid.key == "3"
    write("rd")
    press(K.Key_Return)
    assert getattr(page.writing.content.lines[2], name) == "half a word"
    assert stage.drafts.kept["d1"].typing is None


def test_a_word_on_a_line_that_is_gone_is_not_waited_for(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    stage.drafts.kept["d1"] = replace(quotation(stage.now()), typing=Typing("99", "note", "half a wo"))
    begun(page, qtbot, SALE)
    assert QApplication.focusWidget() is page.editor.grid
    assert stage.drafts.kept["d1"].typing is None


def test_fields_of_the_head_and_of_the_line(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    valid = page.editor.head.fields["valid_until"]
    valid.field.setFocus()
    valid.field.clear()
    write("31.2.")
    press(K.Key_Return)
    assert "is not a day" in valid.error
    assert stage.drafts.kept["d1"].typing == Typing("", "valid_until", "31.2.")
    valid.field.clear()
    write("2099-01-31")
    press(K.Key_Return)
    assert valid.error == ""
    assert page.writing.content.head.valid_until.isoformat() == "2099-01-31"  # type: ignore[union-attr]
    page.editor.grid.go(0, 0)
    note = page.editor.figures.fields["note"]
    note.field.setFocus()
    write("blue")
    press(K.Key_Return)
    assert page.writing.content.lines[0].note == "blue"


def test_a_field_of_the_head_that_is_typed_back_is_not_being_written(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """Else the quote could not be offered, and nobody would see why."""
    begun(page, qtbot, SALE)
    payment = page.editor.head.fields["payment"].field
    payment.setFocus()
    payment.end(False)
    write("x")
    assert stage.drafts.kept["d1"].typing == Typing("", "payment", "Net 45x")
    press(K.Key_Backspace, K.Key_Return)
    assert stage.drafts.kept["d1"].typing is None


def test_a_field_of_the_head_that_is_only_passed_leaves_what_is_written_elsewhere(
    page: DraftsPage, stage: QuoteStage, qtbot: QtBot
) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(0, AT["quantity"])
    write("-4")
    page.editor.head.fields["payment"].field.setFocus()
    page.editor.head.fields["delivery"].field.setFocus()
    assert stage.drafts.kept["d1"].typing == Typing("1", "quantity", "-4")


def test_a_full_disk_is_said(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    stage.drafts.fail = StoreTrouble("The disk is full")
    page.editor.grid.go(0, AT["quantity"])
    write("9")
    qtbot.waitUntil(lambda: any(said[1] == "The disk is full" for said in page.toasts))  # type: ignore[attr-defined]


def test_the_last_change_that_is_typed_back_is_written_too(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """Also in a draft that was opened from its quotation, not from the list."""
    draft = quotation(stage.now())
    assert draft.base is not None
    changed = replace(draft.base.content, head=replace(draft.base.content.head, payment="Net 45"))
    stage.drafts.kept["d1"] = replace(draft, content=changed)
    begun(page, qtbot, SALE)
    page.writing.enter_head("payment", "Net 30")
    assert stage.drafts.kept["d1"].content == draft.base.content
