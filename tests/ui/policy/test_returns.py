"""The terms for returns on the policy page: read, changed by keyboard, for all or for one system, proposed and approved."""

from __future__ import annotations

from decimal import Decimal

from tests.ui.desk import K, M
from tests.ui.policy_hands import Sit, cells, field, propose, said
from tests.ui.policy_stage import PolicyStage

ALL = (K.Key_A, M.ControlModifier)


def test_the_terms_are_read_by_whoever_sits_there(sit: Sit, stage: PolicyStage) -> None:
    carla = sit("carla")
    carla.press("6")
    assert [cells(carla, name) for name in carla.page.grid.table.listing.keys] == [
        ["Return window", "60 days", ""],
        ["Restocking fee", "15 %", ""],
        ["Another person inspects above", "2,000.00 EUR", ""],
    ]
    assert ("↵", "change it") in carla.page.hints()
    carla.press(K.Key_Return, ALL, "30", K.Key_Return)
    carla.page.focus_first()
    carla.press("p")
    assert "You may not propose this" in carla.toasts()
    assert stage.team.changes(0).proposals == ()


def test_a_fee_is_set_proposed_and_approved(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    maja.press("6", K.Key_Down)
    maja.settle()
    assert "In per cent of what is credited" in said(maja)
    maja.press(K.Key_Return, ALL, "120", K.Key_Return)
    assert field(maja, "returns:fee").accessibleDescription() == (
        'The terms for returns cannot be used: fee must be per cent from 0 to below 100 in quotes, such as "5".'
    )
    assert not maja.page.shown.draft.changed
    maja.press(ALL, "20 %", K.Key_Return)
    maja.page.focus_first()
    maja.settle()
    assert cells(maja, "fee")[1] == "20 %"
    assert "1 change not proposed yet" in said(maja)
    maja.press((K.Key_Z, M.ControlModifier))
    assert cells(maja, "fee")[1] == "15 %"
    maja.press(K.Key_Return, ALL, "20", K.Key_Return)
    maja.page.focus_first()
    propose(maja, "Carriers ask for more")
    assert stage.team.policy().return_terms("tryton").fee == 15, "without approval no effect"
    frank = sit("frank")
    frank.press("3")
    assert all(words in said(frank) for words in ("Terms for returns", "Restocking fee", "15 %", "20 %"))
    frank.press("a")
    assert stage.team.policy().return_terms("tryton").fee == Decimal(20)


def test_a_system_has_a_window_of_its_own_until_it_is_emptied(sit: Sit, stage: PolicyStage) -> None:
    frank = sit("frank")
    frank.press("6", "e", "e")
    assert frank.page.shown.entity == "tryton-2"
    frank.page.grid.go("window")
    frank.settle()
    assert "60, as everywhere" in field(frank, "returns:window").placeholderText()
    frank.press(K.Key_Return, "14", K.Key_Return)
    frank.page.focus_first()
    frank.settle()
    assert cells(frank, "window") == ["Return window", "60 days", "14 days"]
    frank.press("e")
    assert cells(frank, "window") == ["Return window", "60 days", ""]
    frank.press("e", "e", K.Key_Return, ALL, K.Key_Delete, K.Key_Return)
    frank.page.focus_first()
    frank.settle()
    assert not frank.page.shown.draft.changed


def test_what_an_amount_is_in_and_which_text_a_change_is_of(sit: Sit) -> None:
    frank = sit("frank")
    frank.press("6")
    frank.page.grid.go("other_eyes")
    frank.settle()
    assert "In EUR. Above this value" in said(frank)
    frank.press(K.Key_Return, ALL, "500", K.Key_Return)
    frank.page.focus_first()
    frank.press("2")
    frank.page.grid.go("large")
    frank.settle()
    assert "In EUR" in said(frank).splitlines()
    frank.press(K.Key_Return, ALL, "9000", K.Key_Return)
    frank.page.focus_first()
    frank.press("p")
    told = said(frank)
    places = [told.index(words) for words in ("Limits for offers", "A large offer from", "Terms for returns", "Another person")]
    assert places == sorted(places)
