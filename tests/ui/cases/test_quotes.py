"""An offer on screen: its lines and how a price comes about, the margin between its bounds, each deed by its digit."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from app.commands import find
from app.commands.command import Command
from app.domain.person import Person
from app.domain.preview import PreviewView
from app.domain.quote import History, QuoteDossier
from tests.app.commands.quotes import parts
from tests.app.policy.test_matrix import POLICY, person
from tests.app.rules import quote_world as q
from tests.app.rules.world import NOW, dossier, eur, standing
from tests.ui.desk import Desk
from tests.ui.orders import OrderWorld
from tests.ui.theme.lint import problems
from ui.cases.prices import PriceTable
from ui.cases.waterfall import Waterfall
from ui.courier import Courier
from ui.shell.pages import PAGES
from ui.theme import style

CTRL_ENTER = (Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
PRICING = person("pricing_manager")
PAST = History(7, 4, eur(120_000), eur(82_000))
BOTH = q.dossier(
    q.sale(comment="Board meets on Wednesday", payment_terms="Net 90"),
    q.line(each="75.00"),
    q.LINES[1],
    history=PAST,
)
OFFERS: tuple[tuple[QuoteDossier, str], ...] = (
    (BOTH, "limits"),
    (q.dossier(q.until(1), history=PAST), "validity"),
    (q.dossier(q.until(-3), history=PAST), "validity"),
    (q.dossier(q.sale(state=q.DRAFT, stamp=NOW - timedelta(days=2), number=None)), "unsent"),
    (q.request(), "unanswered"),
)


class QuoteWorld(OrderWorld):
    """One offer for each cause; judged for ``me``."""

    def __init__(self, me: Person = PRICING) -> None:
        super().__init__()
        self.judged_for = me
        for n, (of, cause) in enumerate(OFFERS):
            found = parts(of, cause)
            if of.sale is not None and n == 0:
                found = replace(found, dossier=dossier(of.sale, at=standing(9_000, 10_000)))
            assert found.finding is not None
            verdict = found.finding.verdict
            row = replace(
                self.rows[0],
                case_id=f"quote-{n}",
                number=of.number or "no number",
                amount=verdict.value,
                over=verdict.over,
                group=verdict.group,
                ship_date=None,
            )
            self.rows.append(row)
            soon = replace(row, due_at=NOW + timedelta(minutes=172), started_at=NOW - timedelta(minutes=20))
            self.parts[row.case_id] = replace(found, row=soon)

    def _preview(self, command: Command) -> PreviewView:
        spec = find(command.deed)
        assert spec is not None
        return spec.preview(self.parts[command.case_id], self.judged_for, POLICY, command.fields, NOW)


def at(qtbot: QtBot, courier: Courier, n: int, size: tuple[int, int] = (1440, 900), world: QuoteWorld | None = None) -> Desk:
    made = Desk(qtbot, courier, world or QuoteWorld(), "quote", size, PAGES)
    made.grid.go(f"quote-{n}")
    made.settle()
    return made


def sent(desk: Desk) -> tuple[str, dict[str, str]]:
    desk.case.sheet.ask_again()
    desk.settle()
    desk.press(CTRL_ENTER)
    last = desk.world.commands[-1]
    return last.deed, dict(last.fields)


def words(desk: Desk) -> list[str]:
    return [label.text() for label in desk.window.findChildren(QLabel) if label.isVisible()]


@pytest.mark.parametrize("size", [(1440, 900), (1100, 700)], ids=["wide", "narrow"])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_nothing_is_cut_for_any_cause(qtbot: QtBot, look: Any, courier: Courier, mode: str, size: tuple[int, int]) -> None:
    style.apply(look, mode)
    world = QuoteWorld()
    for n, key in enumerate("31251"):
        desk = at(qtbot, courier, n, size, world)
        assert problems(desk.window) == []
        desk.press(key)
        desk.settle()
        assert problems(desk.window) == []
        desk.press(Qt.Key.Key_Escape)


def test_the_line_that_passes_a_limit_is_chosen_and_its_price_is_told_step_by_step(
    qtbot: QtBot, look: Any, courier: Courier
) -> None:
    desk = at(qtbot, courier, 0)
    fall = desk.case.findChild(Waterfall)
    assert fall.accessibleName() == (
        "Price of HYD-18, EUR each, 10 pieces, List 100.00, Contract \N{MINUS SIGN}10.00, By hand \N{MINUS SIGN}15.00, Net 75.00, "
        "Cost 62.00, Floor 79.49"
    )
    heights = [fall.bar(n).height() for n in range(5)]
    assert heights[0] > heights[3] > heights[4] > heights[2] > heights[1]
    assert abs(heights[1] + heights[2] + heights[3] - heights[0]) < 2


def test_another_line_is_chosen_by_the_arrow_keys(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 0)
    table, fall = desk.case.findChild(PriceTable), desk.case.findChild(Waterfall)
    table.setFocus(Qt.FocusReason.TabFocusReason)
    desk.press(Qt.Key.Key_Down)
    assert table.at == 1
    assert fall.accessibleName().startswith("Price of ACT-110, EUR each, 8 pieces, List 100.00, Net 100.00")
    desk.press(Qt.Key.Key_Down)
    assert table.at == 1
    desk.press(Qt.Key.Key_Up)
    assert table.at == 0


def test_a_narrow_table_gives_up_what_matters_least(qtbot: QtBot, look: Any, courier: Courier) -> None:
    wide, narrow = (at(qtbot, courier, 0, size).case.findChild(PriceTable) for size in ((1440, 900), (1100, 700)))
    shown = [{t.shown.heads[i][0] for i, _ in t.columns()} for t in (wide, narrow)]
    assert shown[1] < shown[0]
    assert {"Line", "Qty", "Net each", "Margin"} <= shown[1]


def test_who_approves_and_what_the_buyer_would_owe_stand_beside_it(qtbot: QtBot, look: Any, courier: Courier) -> None:
    told = words(at(qtbot, courier, 0))
    for part in ("Finance director", "7 of 11 offers", "31.7 %", "700.00 over the limit", "carla, who wrote it"):
        assert any(part in text for text in told), part


def test_an_approval_takes_a_comment_and_a_second_person(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 0)
    desk.press("3")
    desk.case.sheet.inputs.focus_first()
    desk.press("A bundle with the next order")
    assert sent(desk) == ("approve_quote", {"reason": "A bundle with the next order"})


def test_an_offer_is_converted_by_the_buyers_number(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 1)
    desk.press("1")
    desk.case.sheet.inputs.focus_first()
    desk.press("PO-4711")
    assert sent(desk) == ("convert_quote", {"reference": "PO-4711"})


def test_an_offer_that_expired_is_extended(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 2)
    desk.press("2")
    desk.case.sheet.inputs.focus_first()
    desk.press("2031-01-05")
    assert sent(desk) == ("extend_quote", {"day": "2031-01-05"})


def test_a_request_shows_what_was_asked_for(qtbot: QtBot, look: Any, courier: Courier) -> None:
    desk = at(qtbot, courier, 4)
    panel = desk.world._page("quote-4")  # type: ignore[attr-defined]
    assert panel.verdict.startswith("The shop's request over 1,000.00 EUR came 1 d ago")
    assert [b.title for b in panel.blocks][:2] == ["Asked for", "Request"]
