"""The case panel: evidence as it is known, buckets that open, fields that say what is wrong, outcomes per system."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.domain.block import Aging, Bar, Bucket, Exposure, Fact, Facts, LineRow, Lines, Strip, StripRow
from app.domain.letter import LetterState
from app.errors import OutcomeUnknown, Unreachable
from tests.ui.desk import Desk
from tests.ui.samples import HALVORSEN, eur, exposure_of, letter, waiting, with_blocks
from tests.ui.world import World
from ui.cases.blocks import evidence
from ui.cases.exposure import BucketRow, Documents
from ui.cases.inputs import Inputs, start_values
from ui.courier import Courier


def words(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def desk(qtbot: QtBot, look: Any, courier: Courier, world: World) -> Desk:
    made = Desk(qtbot, courier, world)
    made.grid.go("case-SO-10482")
    made.settle()
    return made


def test_what_no_system_knows_is_said_so(desk: Desk) -> None:
    said = words(desk.case.body)
    assert said.count("not connected") == 3
    desk.world.panel = with_blocks(
        HALVORSEN,
        Exposure("Exposure, EUR", None, None, "EUR", "", (Bucket("overdue", "Open invoices, overdue", None, None),)),
        Aging("Open invoices by age", (("Not due", None),)),
        Facts("Account", (Fact("Unapplied cash", "", state="unreadable"),)),
    )
    desk.world.tell("case-SO-10482")
    desk.hear()
    said = words(desk.case.body)
    assert (said.count("not readable with this sign-in"), said.count("not readable")) == (1, 1)
    row = desk.case.body.findChild(BucketRow)
    assert row.accessibleName() == "Open invoices, overdue, not readable with this sign-in"
    assert not row.isEnabled()


def test_copied_for_support_are_a_days_bars_an_orders_lines_and_the_age_of_debts() -> None:
    visit = Bar("1", 540, 615, "AP-1", "clash")
    told = (
        Aging("Open invoices by age", (("Not due", eur(120)), ("1 to 30 days", None))),
        Lines("Order lines", (LineRow("CBL-M12-5", "Cable M12, 5 m", "125", eur(2500)),), "EUR"),
        Strip("The day", 7, 18, (StripRow("a", "Ines Weber", "", (), (visit,)), StripRow("b", "Van 2", "", (), ()))),
    )
    copied = evidence(replace(HALVORSEN, blocks=told)).splitlines()
    assert {
        f"Not due\t{eur(120).text()}",
        "1 to 30 days\tnot readable",
        f"CBL-M12-5\tCable M12, 5 m\t125\t{eur(2500).text()} EUR",
        "Ines Weber\t09:00 to 10:15 AP-1, conflict",
        "Van 2\tnothing",
    } <= {*copied}


def test_a_bucket_opens_to_its_documents_by_enter_and_click(desk: Desk, qtbot: QtBot) -> None:
    row = next(r for r in desk.case.body.findChildren(BucketRow) if r.bucket.documents)
    documents = next(d for d in desk.case.body.findChildren(Documents))
    assert not documents.isVisible()
    desk.press(Qt.Key.Key_Return)
    assert QApplication.focusWidget() is row
    desk.press(Qt.Key.Key_Return)
    assert documents.isVisible()
    assert "INV-2291" in words(documents)
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert not documents.isVisible()


def test_news_about_a_case_keeps_what_has_the_keyboard_and_what_is_typed(desk: Desk) -> None:
    desk.press("1", "Cash in transit")
    field = QApplication.focusWidget()
    desk.world.change("SO-10482", rev=7)
    desk.hear()
    assert QApplication.focusWidget() is field
    assert desk.case.sheet.inputs.values()["reason"] == "Cash in transit"
    assert desk.world.previews[-1].seen_rev == 7, "the preview was made again for the case as it is now"


def test_a_bucket_keeps_the_keyboard_when_its_figures_change(desk: Desk) -> None:
    row = next(r for r in desk.case.body.findChildren(BucketRow) if r.bucket.documents)
    row.setFocus()
    buckets = tuple(replace(b, amount=eur(50000)) if b.key == "overdue" else b for b in exposure_of(HALVORSEN).buckets)
    desk.world.panel = with_blocks(HALVORSEN, replace(exposure_of(HALVORSEN), buckets=buckets))
    desk.world.tell("case-SO-10482")
    desk.hear()
    focused = QApplication.focusWidget()
    assert isinstance(focused, BucketRow)
    assert (focused is not row, focused.bucket.amount) == (True, eur(50000))


def test_holding_j_down_reads_only_where_it_stops(desk: Desk) -> None:
    world = desk.world
    asked: list[str] = []
    real = world.read

    def read(question: Any) -> Any:
        asked.append(getattr(question, "case_id", ""))
        return real(question)

    world.read = read  # type: ignore[method-assign]
    world.hold()
    for _ in range(6):
        desk.grid.step(1)
    assert asked == ["case-SO-10485"]
    world.let_go()
    desk.settle()
    assert asked == ["case-SO-10485", desk.grid.current_key]
    assert desk.case.panel.row.case_id == desk.grid.current_key


def test_a_preview_that_cannot_be_made_says_why(desk: Desk) -> None:
    desk.world.fail_preview = Unreachable("The ERP does not answer", "It is tried again by itself.")
    desk.press("1")
    assert "The ERP does not answer. It is tried again by itself." in words(desk.case.sheet)
    desk.press("A reason of some length", (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))
    assert not desk.world.commands


@pytest.mark.parametrize(
    ("state", "said"),
    [
        ("queued", "It waits here and is sent when the ERP answers; the limit is checked again before anything is released."),
        ("checking", "The ERP did not answer. It is being asked whether it took this; nothing is sent twice."),
        ("parked", "Whether the ERP took it could not be found out. A person has to look, then resend or discard it in Sync."),
    ],
)
def test_what_became_of_it_is_said_per_system(
    qtbot: QtBot, look: Any, courier: Courier, world: World, state: str, said: str
) -> None:
    world.pending["case-SO-10482"] = waiting(world.row("SO-10482"), world.now, state=state)
    letters = {"queued": LetterState.QUEUED, "checking": LetterState.UNKNOWN, "parked": LetterState.PARKED}
    world.letters = [letter("SO-10482", letters[state], world.now, id="dec-1/1")]
    desk = Desk(qtbot, courier, world)
    desk.grid.go("case-SO-10482")
    desk.settle()
    assert said in words(desk.case.outcome)
    assert "ERP" in words(desk.case.outcome)


def test_a_case_that_is_gone_says_so(desk: Desk) -> None:
    gone = desk.world.row("SO-10485")
    desk.world.rows.remove(gone)
    desk.press("j")
    assert any(word.startswith("The case is gone") for word in words(desk.case.bar))
    assert not desk.case.deeds()


def test_an_error_of_a_deed_on_the_same_case_stands_in_its_sheet(desk: Desk) -> None:
    desk.world.fail = OutcomeUnknown("Could not add the note", "The team store did not answer.")
    desk.press("n", "Called them", (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier))
    assert "Could not add the note" in words(desk.case.outcome)
    desk.press(Qt.Key.Key_Escape)
    assert not desk.case.outcome.isVisible()


def test_fields_are_drawn_from_the_command_and_checked_by_it(qtbot: QtBot, look: Any, world: World) -> None:
    inputs = Inputs()
    qtbot.addWidget(inputs)
    panel = replace(HALVORSEN, row=world.row("SO-10482"), deeds=world._deeds())
    deed = next(d for d in panel.deeds if d.name == "raise_limit")
    inputs.show_deed(deed, "case-SO-10482", start_values(deed, panel, datetime.now(UTC)))
    inputs.show()
    assert inputs.values() == {"to": "408,420.00", "until": "", "reason": ""}
    assert not inputs.ready_to_preview()
    assert not inputs.complete()
    assert sum("Say until which day" in word for word in words(inputs)) == 1
    until = inputs.findChild(QWidget, "field:until")
    until.setFocus()
    qtbot.keyClick(until, Qt.Key.Key_Up)
    assert inputs.ready_to_preview()
    assert not any("Say until which day" in word for word in words(inputs)), "the error goes when it is mended"
    deed = next(d for d in panel.deeds if d.name == "snooze")
    inputs.show_deed(deed, "case-SO-10482", start_values(deed, panel, datetime.now(UTC)))
    wake = datetime.fromisoformat(inputs.values()["until"])
    assert wake > datetime.now(UTC)
    assert inputs.complete()


def test_what_is_done_for_a_case_shows_on_its_actions(desk: Desk) -> None:
    desk.world.denied = {"release_hold": "Omar Haddad asked already", "raise_limit": "needs a credit manager"}
    desk.world.tell("case-SO-10482")
    desk.hear()
    assert "Omar Haddad asked already" in words(desk.case.bar)
    off = [b for b in desk.case.bar.findChildren(QWidget) if b.isVisible() and getattr(b, "kind", "") == "off"]
    assert [b.why for b in off] == ["Omar Haddad asked already", "needs a credit manager"]
