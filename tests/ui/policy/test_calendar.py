"""The company's calendar on the policy page: the fiscal year is changed by one and approved by another."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit

from app.domain.fiscal import CALENDAR, FiscalYear
from tests.ui.desk import K, M
from tests.ui.policy_hands import Sit, cells, field, propose, said
from tests.ui.policy_stage import PolicyStage


def test_the_fiscal_year_is_seen_set_and_approved(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    maja.press("5")
    assert list(maja.page.grid.table.listing.keys)[:2] == ["starts", "months"]
    maja.page.grid.go("zone")
    maja.settle()
    assert "Figures are kept by its days" in said(maja)
    assert maja.page.place.content.findChildren(QLineEdit) == [], "what cannot be set is no field"
    assert "↵" not in [key for key, _ in maja.page.hints()]
    maja.page.grid.go("starts")
    maja.settle()
    assert ("↵", "change it") in maja.page.hints()
    maja.press(K.Key_Return, (K.Key_A, M.ControlModifier), "Smarch", K.Key_Return)
    assert field(maja, "fiscal:starts").accessibleDescription() == (
        "That is no month: Write its name or its number, such as July or 7."
    )
    assert not maja.page.shown.draft.changed
    maja.press((K.Key_A, M.ControlModifier), "jul", K.Key_Return)
    maja.page.focus_first()
    maja.settle()
    maja.page.grid.go("months")
    maja.settle()
    maja.press(K.Key_Return, (K.Key_A, M.ControlModifier), "4-4-6", K.Key_Return)
    assert "4-4-5, 4-5-4 or 5-4-4" in field(maja, "fiscal:months").accessibleDescription()
    maja.press((K.Key_A, M.ControlModifier), "4 4 5", K.Key_Return)
    maja.page.focus_first()
    maja.settle()
    assert [cells(maja, name)[1] for name in ("starts", "months")] == ["July", "4-4-5"]
    assert "Q4, month 12" in said(maja)
    assert "2 changes not proposed yet" in said(maja)
    propose(maja, "As the parent company reports")
    assert stage.team.policy().policy.year == CALENDAR
    frank = sit("frank")
    frank.press("3")
    assert "Fiscal year begins in" in said(frank)
    frank.press("a")
    assert stage.team.policy().policy.year == FiscalYear(7, (4, 4, 5))
