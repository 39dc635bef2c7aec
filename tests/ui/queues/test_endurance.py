"""A long shift: nothing piles up, nothing is lost when the look changes, every pane can be reached."""

from __future__ import annotations

import gc
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.domain.block import Facts
from tests.ui.desk import Desk, K, M
from tests.ui.samples import HALVORSEN, eur, exposure_of, with_blocks
from tests.ui.world import World
from ui.courier import Courier
from ui.theme import style


def alive(desk: Desk) -> int:
    """Widgets of the window after everything that was to go is gone."""
    desk.settle()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    return len(desk.window.findChildren(QWidget))


def walk(desk: Desk, rounds: int) -> None:
    for i in range(rounds):
        buckets = tuple(replace(b, amount=eur(100 + i)) for b in exposure_of(HALVORSEN).buckets)
        account = next(b for b in HALVORSEN.blocks if isinstance(b, Facts))
        panel = with_blocks(
            HALVORSEN,
            replace(exposure_of(HALVORSEN), buckets=buckets),
            replace(account, facts=account.facts[: 5 + i % 3]),
        )
        desk.world.panel = replace(panel, verdict=f"{i} over")
        desk.grid.step(1 if i % 20 < 10 else -1)
        desk.settle()
        if i % 5 == 0:
            desk.press("1", K.Key_Escape)


def test_a_hundred_cases_leave_nothing_behind(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, World())
    walk(desk, 20)
    before = alive(desk)
    walk(desk, 100)
    assert abs(alive(desk) - before) <= 12, "a case may have a fact more or less, not a hundred"


def test_the_look_changes_under_an_open_preview(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, World())
    desk.press("1", "Cash in transit")
    light = desk.window.grab().toImage().pixelColor(700, 400)
    style.apply(look, "dark")
    desk.settle()
    dark = desk.window.grab().toImage().pixelColor(700, 400)
    assert light.lightness() > 200 > 60 > dark.lightness()
    assert desk.case.sheet.inputs.values()["reason"] == "Cash in transit"
    assert QApplication.focusWidget().objectName() == "field:reason"


def test_a_case_that_was_looked_at_is_unread_no_more(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, World())
    table = desk.grid.table
    assert not table.line(table.row_of("case-SO-10455")).unread, "it is on screen"
    assert table.line(table.row_of("case-SO-10461")).unread
    desk.press("j")
    assert not table.line(table.row_of("case-SO-10461")).unread


def test_f6_goes_round_the_panes(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = Desk(qtbot, courier, World())
    desk.press("1")
    stops = []
    for _ in range(5):
        desk.press((K.Key_F6, M.NoModifier))
        focus = QApplication.focusWidget()
        stops.append(next((i for i, pane in enumerate(desk.page.panes()) if focus is pane or pane.isAncestorOf(focus)), -1))
    assert set(stops) == {-1, 0, 1, 2, 3}, "navigation, list, evidence, preview, actions"
