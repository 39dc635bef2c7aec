"""Damaged goods of a web order: the claim in the shop beside the ERP's remedy, and why there is none."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from app.commands.credit_units import CREDIT_UNITS
from app.commands.replace_units import REPLACE_UNITS
from app.domain.dossier import PanelParts
from app.panels import panel_for
from tests.app.commands.damage import parts
from tests.app.policy.test_matrix import CSR, POLICY, person
from tests.app.rules import damage_world as w
from tests.app.rules.world import NOW, eur

MANAGER = person("order_manager")
TWO = {"pieces": "2,3"}
MONEY = {"pieces": "2,3", "share": "30", "reason": "They bought elsewhere"}


def linked(**changes: Any) -> PanelParts:
    return parts(w.dossier(**w.placed_as(**changes)))


def test_a_replacement_is_a_claim_in_the_shop_too() -> None:
    here, there = REPLACE_UNITS.steps(linked(), TWO)
    assert (here.source, here.deed, there.source, there.deed, there.document) == (
        *("tryton", "replace_units"), *("medusa", "claim_goods", "W1042"),
    )  # fmt: skip
    assert there.body["goods"] == [{"line": "i1", "sku": "HYD-18", "pieces": "2", "restock": "0"}]
    assert (there.body["kind"], "amount" in there.body, there.rev, there.undo) == ("replace", False, None, None)
    view = REPLACE_UNITS.preview(linked(), CSR, POLICY, TWO, NOW)
    assert ("medusa", "HYD-18 claim", "2 replaced free of charge") in [(e.source, e.field, e.after) for e in view.effects]
    assert ("Shop, W1042", "A claim there too, free of charge", "text.1") in view.facts
    assert REPLACE_UNITS.gate(linked(), TWO) == REPLACE_UNITS.gate(parts(), TWO)


def test_a_credit_is_a_claim_with_its_money_in_the_shop_and_bound_once() -> None:
    there = CREDIT_UNITS.steps(linked(), MONEY)[1]
    assert (there.body["kind"], there.body["amount"]) == ("refund", [3570, "EUR"])  # 30 % of 100.00, with tax
    view = CREDIT_UNITS.preview(linked(), MANAGER, POLICY, MONEY, NOW)
    assert [(e.field, e.after) for e in view.effects if e.source == "medusa"] == [
        ("HYD-18 claim", "2 refunded"),
        ("refund", "35.70 EUR"),
    ]
    assert ("Shop, W1042", "35.70 EUR of 357.00 EUR paid goes back", "text.1") in view.facts
    assert CREDIT_UNITS.gate(linked(), MONEY) == CREDIT_UNITS.gate(parts(), MONEY)
    told = {label: text for label, text, _ in view.facts}
    assert told["Credit note"] == "Still a draft when the shop pays: accounting posts it after that"
    on_account = CREDIT_UNITS.preview(linked(order={"paid": eur(0)}), MANAGER, POLICY, MONEY, NOW)
    assert "Credit note" not in [label for label, _, _ in on_account.facts]


def test_never_more_goes_back_in_the_shop_than_was_paid_there() -> None:
    there = CREDIT_UNITS.steps(linked(order={"paid": eur(357), "refunded": eur(350)}), MONEY)[1]
    assert there.body["amount"] == [700, "EUR"]


def test_on_account_there_is_the_claim_and_no_money() -> None:
    there = CREDIT_UNITS.steps(linked(order={"paid": eur(0)}), MONEY)[1]
    assert (there.body["kind"], "amount" in there.body) == ("refund", False)


def test_what_did_not_go_out_in_the_shop_stays_in_the_erp_and_is_said() -> None:
    of = linked(line={"fulfilled": Decimal(1)})
    for spec, fields in ((REPLACE_UNITS, TWO), (CREDIT_UNITS, MONEY)):
        assert [s.source for s in spec.steps(of, fields)] == ["tryton"]
        told = {label: text for label, text, _ in spec.preview(of, MANAGER, POLICY, fields, NOW).facts}
        assert told["Shop, W1042"] == "Nothing is done there. 1 HYD-18 are out there, not 2: do it in the shop"


def test_while_somebody_has_it_open_in_the_shop_nothing_is_sent() -> None:
    view = REPLACE_UNITS.preview(linked(order={"locked_by": "an open claim"}), CSR, POLICY, TWO, NOW)
    assert view.problem == "The shop has an open claim on W1042; end that there first"


def test_the_page_shows_the_web_order() -> None:
    of = linked()
    page = panel_for(of).build(of, CSR, POLICY, NOW)
    assert "In the shop, W1042" in [getattr(b, "title", "") for b in page.blocks]
