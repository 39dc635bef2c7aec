"""Beside the lines: what else fits one, taken by a key and taken back, and the customer's account as if the quote were ordered."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from app.domain.beside import Account
from app.domain.changes import Changes
from app.domain.draft_rows import Totals
from app.domain.money import Money
from tests.ui.quote_stage import SALE, QuoteStage
from tests.ui.quotes.hands import AT, CONTROL, K, begun, lines, press
from ui.quotes.account_words import account_rows
from ui.quotes.page import DraftsPage

ALT = Qt.KeyboardModifier.AltModifier
NOW = datetime(2026, 11, 24, 9, 31, tzinfo=UTC)


def eur(amount: int) -> Money:
    return Money.of(amount, "EUR")


def on_probe(page: DraftsPage, qtbot: QtBot) -> None:
    """On the line of the probe, which has something in its place and something that goes with it."""
    begun(page, qtbot, SALE)
    page.editor.grid.go(3, AT["sku"])
    qtbot.waitUntil(lambda: page.editor.figures.suggested.isVisible())


def test_they_stand_beside_the_line_with_their_keys(page: DraftsPage, qtbot: QtBot, stage: QuoteStage) -> None:
    on_probe(page, qtbot)
    shown = page.editor.figures.suggested
    assert [b.text() for b in shown.findChildren(QAbstractButton)] == ["SNS-PT100-4", "CBL-M12-5"]
    assert {"Instead of it", "Ordered with it", "replaces it"} <= {x.text() for x in shown.findChildren(QLabel)}
    page.editor.grid.go(4, AT["sku"])
    qtbot.waitUntil(lambda: not shown.isVisible())
    page.editor.grid.go(3, AT["sku"])
    qtbot.waitUntil(shown.isVisible)
    assert stage.drafts.asked_beside.count("4") == 1, "what is known is not asked again at every step"


def test_one_in_its_place_keeps_the_quantity_and_none_of_the_money(page: DraftsPage, qtbot: QtBot) -> None:
    on_probe(page, qtbot)
    before = page.writing.content
    press(K.Key_1, held=ALT)
    line = page.writing.content.lines[3]
    assert (line.sku, line.quantity, line.discount, line.note) == ("SNS-PT100-4", 120, None, "with cable gland")
    press(K.Key_Z, held=CONTROL)
    assert page.writing.content == before


def test_one_beside_it_comes_below_without_a_quantity_and_the_cursor_waits_there(page: DraftsPage, qtbot: QtBot) -> None:
    on_probe(page, qtbot)
    before = lines(page)
    press(K.Key_2, held=ALT)
    assert lines(page)[4] == ("CBL-M12-5", None)
    grid = page.editor.grid
    assert (grid.currentIndex().row(), grid.currentIndex().column()) == (4, AT["quantity"])
    press(K.Key_Z, held=CONTROL)
    assert lines(page) == before


def test_a_key_without_a_suggestion_writes_nothing(page: DraftsPage, qtbot: QtBot) -> None:
    on_probe(page, qtbot)
    before = lines(page)
    press(K.Key_7, held=ALT)
    assert lines(page) == before
    assert not page.editor.grid.is_editing


def test_the_account_as_if_ordered_stands_beside_it_and_moves_with_it(page: DraftsPage, qtbot: QtBot, stage: QuoteStage) -> None:
    begun(page, qtbot, SALE)
    qtbot.waitUntil(lambda: any("over" in x.text() or "left" in x.text() for x in page.editor.figures.findChildren(QLabel)))
    stage.drafts.account_now = replace(stage.drafts.account_now, used=eur(10_000))
    page.on_changes(Changes(frozenset({"standings"})))
    page.writing._learn()
    qtbot.waitUntil(lambda: "10,000 of 250,000" in [x.text() for x in page.editor.figures.findChildren(QLabel)])


@pytest.mark.parametrize(
    ("account", "net", "says"),
    [
        (None, eur(1), "being read"),
        (Account(unknown="credit figures not read"), eur(1), "not known: credit figures not read"),
        (Account(eur(90), eur(100), "", "", NOW - timedelta(minutes=2)), eur(30), "20.00 EUR over"),
        (Account(eur(90), eur(100), "", "", NOW), eur(10), "fits, 0.00 EUR left"),
        (Account(eur(90), eur(100), "", "", NOW), Money.of(10, "USD"), "not known in USD"),
        (Account(eur(90), eur(100), "", "", NOW), None, "not priced yet"),
        (Account(eur(90), None, "", "", NOW), eur(10), "none"),
        (Account(eur(90), eur(100), "Level 3", "", NOW), eur(10), "Level 3"),
        (Account(eur(90), eur(100), "", "", NOW - timedelta(minutes=14)), eur(10), "14 min ago"),
        (Account(eur(90), eur(100), "", "", None), eur(10), "not completely yet"),
    ],
)
def test_the_account_in_words(account: Account | None, net: Money | None, says: str) -> None:
    totals = None if net is None else Totals(net, net, net, True, None, 0)
    assert says in [text for _, (text, _) in account_rows(account, totals, NOW)]
