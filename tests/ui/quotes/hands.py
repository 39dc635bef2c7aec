"""What a person does at the page of quotes, key by key, and what it then shows."""

from __future__ import annotations

from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.ui.quote_stage import CUSTOMER
from ui.quotes.columns import COLUMNS
from ui.quotes.page import DraftsPage

K = Qt.Key
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
AT = {column.key: i for i, column in enumerate(COLUMNS)}


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
