"""Payment terms in the head of a quote: completed as they are typed by the ERP's names, refused beside the field where it has none."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.domain.draft import Typing
from tests.ui.quote_stage import SALE, QuoteStage
from tests.ui.quotes.hands import K, begun, press, write
from tests.ui.theme.lint import problems
from ui.quotes.page import DraftsPage
from ui.theme.kit import Labelled


def payment(page: DraftsPage) -> Labelled:
    labelled = page.editor.head.fields["payment"]
    labelled.field.setFocus()
    labelled.field.selectAll()
    return labelled


def test_what_is_typed_is_completed_and_taken_as_the_erp_writes_it(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    labelled = payment(page)
    write("on")
    assert (labelled.field.text(), labelled.field.selectedText()) == ("on receipt", " receipt")
    press(K.Key_Return)
    assert (page.writing.content.head.payment, labelled.error) == ("On receipt", "")
    assert labelled.field.text() == "On receipt"


def test_typing_on_comes_to_another_name(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    labelled = payment(page)
    write("net")
    assert labelled.field.text() == "net 30"
    write(" 4")
    assert labelled.field.text() == "net 45"
    press(K.Key_Tab)
    assert page.writing.content.head.payment == "Net 45"


def test_an_unknown_name_is_refused_beside_the_field_and_changes_nothing(
    page: DraftsPage, stage: QuoteStage, qtbot: QtBot
) -> None:
    begun(page, qtbot, SALE)
    before = page.writing.content
    labelled = payment(page)
    write("Net 31")
    press(K.Key_Return)
    assert labelled.error == "The ERP has no such name; it has Net 30, Net 45, Net 60, On receipt"
    assert labelled.field.text() == "Net 31", "what was written stays, to be mended"
    assert page.writing.content == before
    assert stage.drafts.kept["d1"].typing == Typing("", "payment", "Net 31"), "so it is not offered either"
    QApplication.processEvents()
    assert problems(page) == []
    payment(page)
    write("Net 60")
    press(K.Key_Return)
    assert (page.writing.content.head.payment, labelled.error) == ("Net 60", "")
    page.writing.undo()
    assert page.writing.content == before
