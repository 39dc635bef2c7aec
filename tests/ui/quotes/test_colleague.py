"""A colleague changes the quotation while one writes: notes come in, money is settled by hand."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from pytestqt.qtbot import QtBot

from app.domain.draft import Base
from app.errors import Refused
from tests.ui.quote_stage import SALE, QuoteStage, quotation
from tests.ui.quotes.hands import AT, CONTROL, K, begun, lines, press, write
from ui.quotes.page import DraftsPage


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
