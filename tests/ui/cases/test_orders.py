"""Cases about orders on screen: each queue has its place and count, each kind of evidence is drawn, everything by keys, nothing cut."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.question import Hit
from app.queues import QUEUES
from tests.ui.desk import Desk
from tests.ui.orders import LEADS, OrderWorld
from tests.ui.theme.lint import problems
from ui.cases.comparison import Comparison
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

OURS = [q for q in QUEUES if q.type in LEADS]


def said(widget: QWidget) -> list[str]:
    labels = [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]
    return labels + [w.accessibleName() for w in widget.findChildren(QWidget) if w.isVisible()]


def desk(qtbot: QtBot, courier: Courier, page: str, size: tuple[int, int] = (1440, 900)) -> Desk:
    return Desk(qtbot, courier, OrderWorld(), page, size, PAGES)


@pytest.mark.parametrize("queue", OURS, ids=lambda q: q.name)
def test_every_queue_is_reached_by_keys_and_shows_its_count(qtbot: QtBot, look: Any, courier: Courier, queue: Any) -> None:
    at = desk(qtbot, courier, "outbox")
    at.press("g", queue.key.lower())
    assert at.window.page_name == queue.name
    count = sum(r.case_id.startswith(f"{queue.name}-") for r in at.world.rows)
    assert at.window.navigation.items[queue.name].count.number == count
    before = at.number
    at.press("j")
    assert at.number != before
    assert at.case.panel.row.number == at.number


@pytest.mark.parametrize(
    ("queue", "verdict", "evidence"),
    [
        ("validation", "100 of VLV-2040-SS is not a whole number of packs of 12. 96 or 108 would fit.", "96 or 108"),
        ("price", "ACT-110-24V was booked at 1,395.00 instead of 1,330.00 each. 780.00 in all.", "1,395.00"),
        ("address", "Only street differs from an address that the ERP keeps.", "Strandgaten 12"),
        ("payment", "2 attempts refused: insufficient funds. 36,075.00 EUR is open.", "insufficient funds"),
        ("split", "North lacks 40 of 120 VLV-2040-SS; South has 212 free.", "120, 40 short"),
        ("backorder", "30 of 80 VLV-2040-SS are short in North on Thu 4 Dec; they come Mon 8 Dec.", "Wessling"),
        (
            "delay",
            "Carrier Hansa Spedition: SH-7 since Tue 18 Nov. It was packed or has left, and nothing was heard of it since.",
            "Hansa Spedition, to NL",
        ),
        ("sync", "60 of SNS-PT100-6 placed, 0 booked and 1 more product differ.", "removed, Product SNS-PT100-6"),
    ],
)
def test_what_is_wrong_is_said_and_shown(
    qtbot: QtBot, look: Any, courier: Courier, queue: str, verdict: str, evidence: str
) -> None:
    at = desk(qtbot, courier, queue)
    at.grid.go(f"{queue}-0")
    at.settle()
    told = said(at.case.body)
    assert verdict in told
    assert any(evidence in word for word in told)
    assert "Shop, 12 s ago; ERP, 40 s ago" in told


def test_from_one_kind_of_page_to_another_and_back(qtbot: QtBot, look: Any, courier: Courier) -> None:
    """Places are used again only for blocks of the same make; no block of the former case stays."""
    at = desk(qtbot, courier, "sync")
    for i in (0, 3, 6, 4, 0):
        at.grid.go(f"sync-{i}")
        at.settle()
        shown = [b for b in at.case.panel.blocks if type(b).__name__ == "Comparison"]
        assert len([c for c in at.case.body.findChildren(Comparison) if c.isVisible()]) == len(shown)


def test_a_hit_of_the_palette_opens_in_its_own_queue(qtbot: QtBot, look: Any, courier: Courier) -> None:
    at = desk(qtbot, courier, "credit")
    at.window._show_hit(Hit("case", "W1043", "", "payment-1", "payment"))
    at.settle()
    assert (at.window.page_name, at.number) == ("payment", "W1043")


def test_the_shared_deeds_are_there_and_the_credit_ones_are_not(qtbot: QtBot, look: Any, courier: Courier) -> None:
    at = desk(qtbot, courier, "validation")
    names = {deed.name for deed in at.page.deeds()}
    assert {"claim", "snooze", "recheck", "escalate"} <= names
    assert not names & {"release_hold", "raise_limit", "reject_order"}
    at.press("R")
    assert at.world.commands[-1].deed == "recheck"
    at.press(Qt.Key.Key_F6)
    assert QApplication.focusWidget() is not None


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_or_laid_over_another(qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int]) -> None:
    style.apply(look, mode)
    for queue in OURS:
        at = desk(qtbot, courier, queue.name, size)
        for row in [r for r in at.world.rows if r.case_id.startswith(f"{queue.name}-")]:
            at.grid.go(row.case_id)
            at.settle()
            assert problems(at.window) == []
        at.window.close()
