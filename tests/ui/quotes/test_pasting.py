"""Rows from elsewhere become lines; what did not match is listed."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from tests.ui.quote_stage import SALE
from tests.ui.quotes.hands import CONTROL, K, begun, lines, press
from ui.quotes.page import DraftsPage


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


def test_a_csv_file_is_read_as_pasted_rows(page: DraftsPage, qtbot: QtBot, tmp_path: Path) -> None:

    begun(page, qtbot)
    path = tmp_path / "anfrage.csv"
    path.write_bytes("Artikel;Menge;Einzelpreis\nGear pump 18 cc;12;1.234,50 €\nStück;x;\n".encode("cp1252"))
    page.editor.read_file(str(path))
    assert lines(page) == [("HYD-PMP-18", 12)]
    assert page.writing.content.lines[0].price == Decimal("1234.50")
    assert [x.text for x in page.editor.missed._rows] == ["Stück | x"]
    page.editor.read_file(str(path.with_name("gone.csv")))
    assert page.toasts[-1][1] == "The file cannot be read"  # type: ignore[attr-defined]
