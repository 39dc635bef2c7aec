"""Writing a quote with the keyboard: every key lands, everything is kept, the ERP is asked and never waited for."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.draft import Base, DraftLine, Typing
from app.domain.offer import Settled
from app.errors import Refused, StoreTrouble, Unreachable
from tests.ui.quote_stage import CUSTOMER, SALE, QuoteStage, quotation
from ui.courier import Courier
from ui.quotes.columns import COLUMNS
from ui.quotes.page import DraftsPage

K = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AT = {column.key: i for i, column in enumerate(COLUMNS)}


@pytest.fixture
def stage() -> QuoteStage:
    return QuoteStage()


@pytest.fixture
def page(qtbot: QtBot, look: QApplication, courier: Courier, stage: QuoteStage) -> Iterator[DraftsPage]:
    made = DraftsPage(stage, courier)  # type: ignore[arg-type]
    stage.watch(courier.hear(made.on_changes))
    qtbot.addWidget(made)
    made.resize(1200, 800)
    made.show()
    made.toasts = []  # type: ignore[attr-defined]
    made.toast.connect(lambda *said: made.toasts.append(said))  # type: ignore[attr-defined]
    yield made
    made.writing.leave()
    made.close()


def begun(page: DraftsPage, qtbot: QtBot, what: object = CUSTOMER) -> DraftsPage:
    page.open(what)
    qtbot.waitUntil(lambda: page.is_writing)
    qtbot.waitUntil(lambda: bool(page.writing.catalogue.products))
    return page


def press(*keys: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        widget = QApplication.focusWidget()
        assert isinstance(widget, QWidget)
        QTest.keyClick(widget, key, held)


def write(text: str) -> None:
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)


def lines(page: DraftsPage) -> list[tuple[str, Decimal | None]]:
    return [(x.sku, x.quantity) for x in page.writing.content.lines]


def cell(page: DraftsPage, row: int, column: str) -> str:
    return page.editor.grid.sheet.shown(row, AT[column]).text


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


def test_pasted_rows_and_what_did_not_match(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(1, 0)
    QGuiApplication.clipboard().setText("SKU\tQty\tPrice\nCBL-M12-5\t400\t18,40\nXX-9\t1\t\nHYD-PMP-18\t\t")
    press(K.Key_V, held=CONTROL)
    assert lines(page)[1] == ("CBL-M12-5", 400)
    assert page.writing.content.lines[1].price == Decimal("18.40")
    assert len(lines(page)) == 7
    assert page.editor.missed.isVisible()
    assert [(x.row, x.why) for x in page.editor.missed._rows] == [(3, "No product XX-9 is sold"), (4, "No quantity")]
    press(K.Key_Escape)
    assert not page.editor.missed.isVisible()
    press(K.Key_Z, held=CONTROL)
    assert len(lines(page)) == 6


def test_what_is_copied_can_be_pasted_again(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.selectAll()
    press(K.Key_C, held=CONTROL)
    text = QGuiApplication.clipboard().text()
    assert text.splitlines()[0].split("\t")[:3] == ["HYD-PMP-18", "Gear pump 18 cc", "60"]
    begun(page, qtbot)
    page.editor.grid.go(0, 0)
    page.editor.grid.selectionModel().clear()
    QGuiApplication.clipboard().setText("\n".join("\t".join(x.split("\t")[:3]) for x in text.splitlines()))
    page.editor.grid.paste()
    assert lines(page)[:2] == [("HYD-PMP-18", 60), ("VLV-2040-SS", 240)]


def test_a_csv_file_is_read_as_pasted_rows(page: DraftsPage, qtbot: QtBot, tmp_path: object) -> None:
    from pathlib import Path

    begun(page, qtbot)
    path = Path(str(tmp_path)) / "anfrage.csv"
    path.write_bytes("Artikel;Menge;Einzelpreis\nGear pump 18 cc;12;1.234,50 €\nStück;x;\n".encode("cp1252"))
    page.editor.read_file(str(path))
    assert lines(page) == [("HYD-PMP-18", 12)]
    assert page.writing.content.lines[0].price == Decimal("1234.50")
    assert [x.text for x in page.editor.missed._rows] == ["Stück | x"]
    page.editor.read_file(str(path.with_name("gone.csv")))
    assert page.toasts[-1][1] == "The file cannot be read"  # type: ignore[attr-defined]


# ---- what the ERP says ----


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
    qtbot.waitUntil(lambda: page.writing.progress == (6, 6))
    write("62")
    press(K.Key_Return)
    qtbot.waitUntil(lambda: len(stage.pricing.asked) == 3)
    stage.pricing.let_go()
    qtbot.waitUntil(lambda: cell(page, 0, "net") == "22,618.80")
    assert page.writing.price_words(stage.now()) == ("ok", "Priced by the ERP just now")


def test_an_erp_that_is_away_leaves_the_last_figures_with_their_age(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.priced is not None)
    stage.pricing.fail = Unreachable("The ERP does not answer")
    page.editor.grid.go(0, AT["quantity"])
    write("61")
    press(K.Key_Return)
    qtbot.waitUntil(lambda: page.writing.trouble is not None)
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


# ---- kept ----


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
    qtbot.waitUntil(lambda: page.writing.priced is not None)
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


# ---- offered ----


def test_it_is_shown_before_it_goes_and_the_same_key_sends_it(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.priced is not None)
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
    qtbot.waitUntil(lambda: page.writing.priced is not None)
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
    qtbot.waitUntil(lambda: page.writing.priced is not None)
    first = page.writing.priced
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    stage.offering.hold = True
    page.run_deed("price_again")
    qtbot.waitUntil(lambda: page.writing.priced is not first)
    assert page.editor.sheet.view is None, "nothing can be sent under the former answer"
    press(K.Key_Return, held=CONTROL)
    stage.offering.let_go(-1)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: not page.is_writing)
    [at] = stage.offering.at
    assert at is not first
    assert at is page.writing.priced


def test_nothing_is_offered_by_prices_of_yesterday(
    page: DraftsPage, stage: QuoteStage, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An editor that was open over night asks again, and shows what it would send before it does; also with the sheet open."""
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.priced is not None)
    first = page.writing.priced
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    monkeypatch.setattr("ui.quotes.writing._now", lambda: stage.now() + timedelta(hours=9))
    stage.pricing.hold = True
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    assert page.editor.sheet.view.problem == "The ERP has not priced it as it stands"  # type: ignore[union-attr]
    assert page.writing.priced is first, "shown until the next ones come"
    assert stage.offering.sent == []
    stage.pricing.let_go()
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None and not page.editor.sheet.view.problem)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: not page.is_writing)
    assert stage.offering.at == [page.writing.priced]
    assert page.writing.priced is not first


def test_nothing_is_written_in_a_quote_that_is_being_taken_down(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """What would be written then would be in no offer and in no draft."""
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: page.writing.priced is not None)
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
    qtbot.waitUntil(lambda: page.writing.priced is not None)
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
    qtbot.waitUntil(lambda: page.writing.priced is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: page.editor.sheet.view is not None)
    press(K.Key_Return, held=CONTROL)
    qtbot.waitUntil(lambda: any(x[1] == "The team store does not answer" for x in page.toasts))  # type: ignore[attr-defined]
    assert page.is_writing


# ---- two people ----


def theirs(stage: QuoteStage, *, rev: str = "2.0", **line: object) -> Base:
    """The quotation as a colleague left it: other values in its second line."""
    base = quotation(stage.now()).base
    assert base is not None
    changed = tuple(replace(x, **line) if x.key == "2" else x for x in base.content.lines)  # type: ignore[arg-type]
    return replace(base, revs=(("sale", "2207", rev),), content=replace(base.content, lines=changed))


def test_a_note_of_a_colleague_comes_in_by_itself(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    mine = page.writing.content
    stage.drafts.changed = theirs(stage, note="blue ones")
    stage.say("lines")
    qtbot.waitUntil(lambda: page.writing.content.lines[1].note == "blue ones")
    assert replace(page.writing.content.lines[1], note="") == mine.lines[1]
    assert stage.drafts.kept["d1"].base == stage.drafts.changed
    assert not page.editor.clash.isVisible()
    assert "1 note of theirs came in by itself" in page.toasts[-1][2]  # type: ignore[attr-defined]


def test_money_of_a_colleague_is_settled_by_hand_and_nothing_is_lost(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    stage.drafts.changed = theirs(stage, quantity=Decimal(200), price=Decimal("310.00"), note="blue ones")
    stage.say("sales")
    qtbot.waitUntil(page.editor.clash.isVisible)
    found = page.writing.merge
    assert found is not None
    assert [(x.where, x.base, x.mine, x.theirs) for x in found.clashes] == [
        (("2", "quantity"), 240, 240, 200),
        (("2", "price"), None, Decimal("317.58"), Decimal("310.00")),
    ]
    page.editor.grid.go(0, AT["quantity"])
    page.editor.grid.setFocus()
    write("61")
    press(K.Key_Return)
    assert lines(page)[0] == ("HYD-PMP-18", 61), "one writes on meanwhile"
    page.editor.clash.setFocus()
    press(K.Key_T)
    assert page.editor.clash.isVisible(), "one is left"
    press(K.Key_M)
    qtbot.waitUntil(lambda: not page.editor.clash.isVisible())
    line = page.writing.content.lines[1]
    assert (line.quantity, line.price, line.note) == (200, Decimal("317.58"), "blue ones")
    assert lines(page)[0] == ("HYD-PMP-18", 61)
    assert stage.drafts.kept["d1"].base == stage.drafts.changed
    press(K.Key_Z, held=CONTROL)
    assert page.writing.content.lines[1].quantity == 240, "and taken back like any edit"


def test_what_was_chosen_holds_for_the_values_that_were_shown(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """A colleague who changes their price again is asked about again; what they left alone stays settled."""
    begun(page, qtbot, SALE)
    stage.drafts.changed = theirs(stage, quantity=Decimal(200), price=Decimal("310.00"), reason="theirs")
    stage.say("sales")
    qtbot.waitUntil(page.editor.clash.isVisible)
    page.writing.choose(("2", "quantity"), "theirs")
    page.writing.choose(("2", "price"), "theirs")
    stage.drafts.changed = theirs(stage, rev="3.0", quantity=Decimal(200), price=Decimal("1.00"), reason="theirs")
    stage.say("sales")
    qtbot.waitUntil(lambda: page.writing.theirs == stage.drafts.changed)
    assert page.writing.choices == {("2", "quantity"): "theirs"}
    stage.drafts.changed = None
    stage.say("sales")
    qtbot.waitUntil(lambda: page.writing.theirs is None)
    assert page.writing.choices == {}


def test_a_quotation_that_is_an_order_by_now_says_so(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    stage.drafts.changed = Refused("SO-2207 cannot be changed", "It is an order by now.")
    stage.say("sales")
    qtbot.waitUntil(lambda: "It is an order by now. What you wrote stays here." in page.editor._words.text())


# ---- my drafts ----


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


def test_the_last_change_that_is_typed_back_is_written_too(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    """Also in a draft that was opened from its quotation, not from the list."""
    draft = quotation(stage.now())
    assert draft.base is not None
    changed = replace(draft.base.content, head=replace(draft.base.content.head, payment="Net 45"))
    stage.drafts.kept["d1"] = replace(draft, content=changed)
    begun(page, qtbot, SALE)
    page.writing.enter_head("payment", "Net 30")
    assert stage.drafts.kept["d1"].content == draft.base.content


def test_drafts_that_cannot_be_read_say_so(page: DraftsPage, stage: QuoteStage, qtbot: QtBot) -> None:
    stage.drafts.fail = StoreTrouble("Could not read a quote draft", "It was left as it is.")
    stage.say("drafts")
    qtbot.waitUntil(lambda: page.place.state.accessibleName().startswith("Could not read a quote draft"))


def test_what_cannot_be_opened_is_said(page: DraftsPage, qtbot: QtBot) -> None:
    page.open(replace(SALE, key="9"))
    qtbot.waitUntil(lambda: bool(page.toasts))  # type: ignore[attr-defined]
    assert page.toasts[-1][:3] == ("bad", "SO-9 cannot be changed", "It is an order by now.")  # type: ignore[attr-defined]
    assert not page.is_writing


def test_an_empty_line_between_others_is_no_line(page: DraftsPage, qtbot: QtBot) -> None:
    begun(page, qtbot, SALE)
    page.editor.grid.go(0, 0)
    press(K.Key_Insert)
    assert page.writing.content.lines[0] == DraftLine(page.writing.content.lines[0].key)
    assert page.editor._words.text() == "Every line names a product and a quantity"
