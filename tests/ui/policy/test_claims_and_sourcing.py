"""The terms of carriers and the rules of sourcing on the policy page, by keyboard."""

from __future__ import annotations

from app.domain.carrier_terms import Term
from tests.ui.desk import K, M
from tests.ui.policy_hands import Sit, cells, field, propose, said
from tests.ui.policy_stage import PolicyStage

ALL = (K.Key_A, M.ControlModifier)


def test_a_notice_that_a_contract_shortens(sit: Sit, stage: PolicyStage) -> None:
    maja = sit("maja")
    maja.press("7")
    assert len(maja.page.grid.table.listing.keys) == 9
    maja.page.grid.go("road_notice")
    maja.settle()
    assert field(maja, "claims:road_notice").text() == "7 days: HGB 438; CMR 30 leaves Sundays and holidays out"
    maja.press(K.Key_Return, ALL, "five days", K.Key_Return)
    assert "road_notice must be how many days" in field(maja, "claims:road_notice").accessibleDescription()
    maja.press(ALL, "5 business days: Contract 7", K.Key_Return)
    maja.page.focus_first()
    maja.settle()
    assert cells(maja, "road_notice") == ["Road, Europe: notice within", "5 business days: Contract 7", ""]
    propose(maja, "As agreed with the carrier")
    frank = sit("frank")
    frank.press("3")
    assert all(
        words in said(frank) for words in ("Terms of carriers", "Road, Europe: notice within", "5 business days: Contract 7")
    )
    frank.press("a")
    assert stage.team.policy().carrier_terms("tryton").modes["road"].notice == Term(5, "business days", "Contract 7")


def test_warehouses_change_places_for_one_system_and_key_accounts_only_for_all(sit: Sit, stage: PolicyStage) -> None:
    frank = sit("frank")
    frank.press("8", "e", "e")
    frank.page.grid.go("priority")
    frank.settle()
    assert ("↵", "change it") in frank.page.hints()
    frank.press(K.Key_Return, ALL, "LNZ, HAM", K.Key_Return)
    frank.page.focus_first()
    frank.settle()
    assert cells(frank, "priority")[1:] == ["HAM, DUI, LNZ", "LNZ, HAM"]
    frank.page.grid.go("key_accounts")
    frank.settle()
    assert "those of the first ERP" in said(frank)
    assert ("↵", "change it") not in frank.page.hints()
    frank.press("e")
    frank.page.grid.go("key_accounts")
    frank.settle()
    frank.press(K.Key_Return, ALL, "C0036, C0007", K.Key_Return)
    frank.page.focus_first()
    propose(frank, "The year of the second warehouse")
    maja = sit("maja")
    maja.press("3", "a")
    book = stage.team.policy()
    assert (book.sourcing("tryton").priority, book.sourcing("tryton-2").priority) == (("HAM", "DUI", "LNZ"), ("LNZ", "HAM"))
    assert book.sourcing("tryton").is_key_account("tryton", "C0007")
