"""What a return gives back for goods of a web order: the shop's half beside the credit note, and why there is none."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.commands.credit_return import CREDIT_RETURN, CREDIT_WITHOUT_FEE
from app.domain.dossier import PanelParts, SystemState, WebSide
from app.domain.money import Money
from app.domain.refund import tax_rate, with_tax
from app.domain.shop import WebOrderState
from app.errors import Refused
from app.panels import panel_for
from tests.app import orders
from tests.app.commands.returns import parts
from tests.app.policy.test_matrix import POLICY, person
from tests.app.rules import return_world as w
from tests.app.rules.world import NOW, eur

MANAGER = person("order_manager")
ALL = {"n9031": "3", "n9032": "2"}


def linked(**changes: Any) -> PanelParts:
    return parts(w.inspected(**w.placed_as(**changes)))


def told(of: PanelParts, fields: dict[str, str] = ALL) -> str:
    view = CREDIT_RETURN.preview(of, MANAGER, POLICY, fields, NOW)
    return next((text for label, text, _ in view.facts if label == "Shop, W1042"), view.problem)


def test_the_credit_note_comes_first_and_the_shop_gives_back_its_part_of_it_with_tax() -> None:
    note, back = CREDIT_RETURN.steps(linked(), ALL)
    assert (note.source, note.deed, back.source, back.deed, back.document) == (
        *("tryton", "credit_return"), *("medusa", "return_goods", "W1042"),
    )  # fmt: skip
    assert back.body["goods"] == [{"line": "i1", "sku": "HYD-18", "pieces": "3", "restock": "3"}]
    assert back.body["amount"] == [15172, "EUR"]  # 150.00 less 15 %, with 19 %
    assert (back.body["place"], back.rev, back.undo) == ("N", None, None)
    assert told(linked()) == "151.72 EUR of 357.00 EUR paid goes back"


def test_both_systems_effects_are_shown_and_the_money_is_bound_once() -> None:
    view = CREDIT_RETURN.preview(linked(), MANAGER, POLICY, ALL, NOW)
    assert [(e.source, e.field, e.after) for e in view.effects if e.source == "medusa"] == [
        ("medusa", "HYD-18 came back", "3, all on sale again"),
        ("medusa", "refund", "151.72 EUR"),
    ]
    assert "step 1 of 2" in view.undo
    assert CREDIT_RETURN.gate(linked(), ALL) == CREDIT_RETURN.gate(parts(w.inspected()), ALL)


def test_without_the_fee_all_of_it_goes_back() -> None:
    back = CREDIT_WITHOUT_FEE.steps(linked(), {**ALL, "reason": "Our own mistake"})[1]
    assert back.body["amount"] == [17850, "EUR"]


def test_pieces_that_are_not_on_sale_are_set_aside_in_the_shop_too() -> None:
    aside = w.put(state="done", goes_to="6")
    back = CREDIT_RETURN.steps(linked(put_aways=(aside, w.put("432", 2, "done"))), ALL)[1]
    assert back.body["goods"] == [{"line": "i1", "sku": "HYD-18", "pieces": "3", "restock": "0"}]


def test_never_more_goes_back_in_the_shop_than_was_paid_there() -> None:
    of = linked(order={"paid": eur(300), "refunded": eur(200)})
    assert CREDIT_RETURN.steps(of, ALL)[1].body["amount"] == [10000, "EUR"]
    assert told(of) == "100.00 EUR of 100.00 EUR paid goes back; 51.72 EUR more stays as credit in the ERP"


def test_on_account_the_goods_come_back_and_no_money_does() -> None:
    of = linked(order={"paid": eur(0)})
    assert "amount" not in CREDIT_RETURN.steps(of, ALL)[1].body
    assert told(of) == "On account: no money went through it, none goes back"


def test_lines_of_several_rates_are_not_refunded_by_guess() -> None:
    odd = (w.invoice(), replace(w.invoice("90", 0, "draft"), total=eur("-620.33")))
    of = linked(invoices=odd)
    assert "amount" not in CREDIT_RETURN.steps(of, ALL)[1].body
    assert "not plain" in told(of)


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"order": {"state": WebOrderState.CANCELLED}}, "It is cancelled there"),
        ({"line": {"fulfilled": Decimal(2)}}, "2 HYD-18 are out there, not 3"),
        ({"line": {"returned": Decimal(4)}}, "2 HYD-18 are out there, not 3"),
        ({"line": {"returning": Decimal(4)}}, "2 HYD-18 are out there, not 3"),
        ({"line": {"sku": "OTHER"}}, "0 HYD-18 are out there, not 3"),
        ({"line": {"replaces": True}}, "0 HYD-18 are out there, not 3"),
    ],
)
def test_what_the_shop_cannot_do_stays_in_the_erp_and_is_said(changes: dict[str, Any], why: str) -> None:
    of = linked(**changes)
    assert [s.source for s in CREDIT_RETURN.steps(of, ALL)] == ["tryton"]
    assert why in told(of)


def test_while_somebody_has_it_open_in_the_shop_nothing_is_sent() -> None:
    of = linked(order={"locked_by": "an open edit"})
    with pytest.raises(Refused, match="The shop has an open edit on W1042"):
        CREDIT_RETURN.steps(of, ALL)
    assert "open edit" in told(of)


def test_an_order_that_is_not_read_here_is_said_and_while_the_shop_is_being_read_nothing_is_sent() -> None:
    away = linked(web=WebSide((), (), ("WEB-1042",), None))
    assert [s.source for s in CREDIT_RETURN.steps(away, ALL)] == ["tryton"]
    view = CREDIT_RETURN.preview(away, MANAGER, POLICY, ALL, NOW)
    assert ("Shop", "WEB-1042 is not read here, so nothing is done there", "warn") in view.facts
    early = linked(web=WebSide((), (), ("WEB-1042",), SystemState("medusa", frozenset(), NOW)))
    assert (
        CREDIT_RETURN.preview(early, MANAGER, POLICY, ALL, NOW).problem
        == "The shop is not read to its end yet; try again in a moment"
    )


def test_pieces_of_no_web_order_are_the_erps_alone() -> None:
    assert [s.source for s in CREDIT_RETURN.steps(linked(), {"n9031": "0", "n9032": "2"})] == ["tryton"]
    assert [s.source for s in CREDIT_RETURN.steps(parts(w.inspected()), ALL)] == ["tryton"]


def test_of_two_lines_of_a_product_the_one_with_more_out_comes_first() -> None:
    of = linked()
    assert of.back is not None
    small = orders.web_line("i2", sku="HYD-18", quantity=Decimal(2), fulfilled=Decimal(2))
    big = replace(of.back.web.lines[0], fulfilled=Decimal(2), quantity=Decimal(2))
    of = replace(of, back=replace(of.back, web=replace(of.back.web, lines=(small, big))))
    goods: Any = CREDIT_RETURN.steps(of, ALL)[1].body["goods"]
    assert [(g["line"], g["pieces"], g["restock"]) for g in goods] == [("i1", "2", "2"), ("i2", "1", "1")]


def test_two_web_orders_are_two_steps_and_keep_together_what_the_note_keeps() -> None:
    known = w.placed_as()
    second = replace(known["origins"][1], sale=replace(known["origins"][1].sale, web_origin="WEB-7"))
    other = orders.web_order("o2", shared="WEB-7", number="W7", paid=eur(952))
    line = orders.web_line("i9", "o2", sku="ACT-110", fulfilled=Decimal(4))
    both = WebSide((*known["web"].orders, other), (*known["web"].lines, line), (), w.SHOP)
    known |= {"origins": (known["origins"][0], second), "web": both}
    steps = CREDIT_RETURN.steps(parts(w.inspected(**known)), ALL)
    assert [s.document for s in steps] == ["SO00030", "W1042", "W7"]
    amounts = [s.body["amount"][0] for s in steps[1:]]  # type: ignore[index]
    assert amounts == [15172, 40460]


def test_the_page_shows_the_web_order_beside_the_return() -> None:
    of = linked(order={"refunded": eur(10)}, line={"returned": Decimal(1)})
    page = panel_for(of).build(of, MANAGER, POLICY, NOW)
    block: Any = next(b for b in page.blocks if getattr(b, "title", "") == "In the shop, W1042")
    assert ("HYD-18", "6 of 6 out, 1 came back") in [(f.label, f.text) for f in block.facts]
    assert ("Refunded", "10.00 EUR") in [(f.label, f.text) for f in block.facts]


@given(net=st.integers(1, 10**8), rate=st.sampled_from([Decimal(r) for r in ("0", "0.07", "0.19", "0.055", "0.081", "0.2")]))
def test_a_rate_found_on_a_document_makes_its_gross_again(net: int, rate: Decimal) -> None:
    amount = Money(net, "EUR")
    gross = with_tax(amount, rate)
    found = tax_rate(amount, gross)
    assert found is not None
    assert with_tax(amount, found) == gross
    if net > 10**5:
        assert found == rate


def test_no_rate_where_there_is_none() -> None:
    assert tax_rate(eur(550), eur("620.33")) is None
    assert tax_rate(eur(0), eur(0)) is None
    assert tax_rate(eur(100), eur(90)) is None
