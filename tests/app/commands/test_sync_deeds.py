"""Deeds about orders that the systems tell differently: which one is corrected, product by product, or why neither."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from app.domain.dossier import OrderDossier, PanelParts
from app.domain.feed import Bad
from app.domain.letter import Effect
from app.domain.order import OrderState, Sale
from app.domain.ref import Ref
from app.domain.shop import Fulfilled, WebOrderState
from app.errors import Refused
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import sync as rule
from tests.app.commands.orders import OMAR, REP, SENIOR, applied, order_parts, spec
from tests.app.policy.test_matrix import ANALYST, POLICY
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW, eur

SHOP, ERP, EACH = spec("take_shop"), spec("take_erp"), spec("take_each")
CANCEL, KEEP, RETRY = spec("cancel_other_side"), spec("keep_both"), spec("retry")
AGAIN = spec("book_again")
REASON = "Agreed with Ida by phone"


def quoted(**changes: Any) -> Sale:
    return w.booked_sale(**({"state": OrderState.QUOTED} | changes))


def differ(*, state: OrderState = OrderState.QUOTED, two: bool = False, **changes: Any) -> OrderDossier:
    """100 placed, 90 booked; and 5 of another product placed, 7 booked."""
    lines = (w.web_line(), *((w.web_line(5, "3.00", "V-2", "l2"),) if two else ()))
    booked = (w.sale_line(90, 180), *((w.sale_line(7, 21, "V-2", key="s2"),) if two else ()))
    known = {"sale_lines": booked, "sales": (quoted(state=state),), "variants": (w.variant(), w.variant("V-2"))}
    of = w.booked(w.web_order(**changes), **known)
    return replace(of, lines=lines)


def case(**changes: Any) -> PanelParts:
    return order_parts(differ(**changes), "sync", rule.QUANTITIES)


def test_taking_the_shop_corrects_the_erp_and_back() -> None:
    of = case()
    plan = SHOP.plan(of, {})
    (step,) = plan.steps
    assert (step.source, step.deed, step.document, step.rev) == ("tryton", "correct_line", "SO-7", of.sale.rev)  # type: ignore[union-attr]
    assert step.body == {"sale": "7", "line": "s1", "from": {"quantity": "90"}, "to": {"quantity": "100"}}
    assert step.undo is not None
    assert step.undo.body == {"sale": "7", "line": "s1", "from": {"quantity": "100"}, "to": {"quantity": "90"}}
    assert SHOP.preview(of, OMAR, POLICY, {}, NOW).effects == (Effect("tryton", "SO-7", "quantity V-1", "90", "100"),)


def test_taking_the_erp_corrects_the_shop_and_back() -> None:
    (step,) = ERP.steps(case(), {})
    was = {"sku": "V-1", "quantity": "100", "unit_price": ["2.00", "EUR"]}
    assert step.body == {"order": "order_1", "line": "l1", "from": was, "to": {"quantity": "90"}}
    assert step.undo is not None
    assert step.undo.body["from"] == {**was, "quantity": "90"}
    assert step.undo.body["to"] == {"quantity": "100"}


def test_only_the_first_correction_of_a_document_is_bound_to_what_was_on_screen() -> None:
    """The second would be refused for what the first did."""
    assert [s.rev is None for s in SHOP.steps(case(two=True), {})] == [False, True]
    assert [s.rev is None for s in ERP.steps(case(two=True), {})] == [False, True]


def test_a_product_that_was_not_booked_is_dropped_from_the_shop_for_good() -> None:
    of = differ()
    of = replace(of, lines=(w.web_line(), w.web_line(5, "3.00", "V-2", "l2")), sale_lines=(w.sale_line(),))
    lacking = order_parts(of, "sync", rule.QUANTITIES)
    (step,) = ERP.steps(lacking, {})
    assert (step.body["to"], step.undo) == ({}, None)
    assert SHOP.check(lacking, OMAR, POLICY) == Denied("The ERP has no line of V-2 to correct; add it there")


@pytest.mark.parametrize("deed", [SHOP, ERP, EACH, KEEP], ids=lambda s: s.name)
def test_quantities_are_for_an_order_manager_or_a_credit_analyst(deed: Any) -> None:
    of = case(two=True)
    for who in (OMAR, ANALYST):
        assert isinstance(deed.check(of, who, POLICY), Allowed)
    for who in (REP, SENIOR):
        assert "order manager" in deed.check(of, who, POLICY).reason


def test_a_side_that_takes_no_corrections_says_so() -> None:
    assert "amendment" in SHOP.check(case(state=OrderState.PROCESSING), OMAR, POLICY).reason  # type: ignore[union-attr]
    assert isinstance(ERP.check(case(state=OrderState.PROCESSING), OMAR, POLICY), Allowed)
    assert "picked" in ERP.check(case(fulfilment=Fulfilled.PART), OMAR, POLICY).reason  # type: ignore[union-attr]


def test_each_product_takes_its_own_side() -> None:
    of = case(two=True)
    asked = EACH.asked(of)
    assert [(f.name, f.kind, f.options) for f in asked] == [
        ("V-1", "choice", (("shop", "Shop: 100"), ("erp", "ERP: 90"))),
        ("V-2", "choice", (("shop", "Shop: 5"), ("erp", "ERP: 7"))),
    ]
    plan = EACH.plan(of, {"V-1": "erp", "V-2": "shop"})
    assert [(s.source, s.body["line"]) for s in plan.steps] == [("tryton", "s2"), ("medusa", "l1")]
    assert plan.undoable
    with pytest.raises(Refused):
        EACH.steps(of, {"V-1": "erp"})
    assert "take the shop with 1" in EACH.check(case(), OMAR, POLICY).reason  # type: ignore[union-attr]


def test_corrections_are_taken_back_by_whoever_may() -> None:
    of = case(two=True)
    done = replace(of, decisions=(applied("take_shop", of),))
    assert isinstance(spec("take_back").check(done, OMAR, POLICY), Allowed)
    assert [s.deed for s in spec("take_back").steps(done, {})] == ["correct_line", "correct_line"]


# ---- cancelled in one --------------------------------------------------------------------------------------------------------


def cancelled(in_shop: bool, **changes: Any) -> PanelParts:
    state = WebOrderState.CANCELLED if in_shop else WebOrderState.PLACED
    order = w.web_order(**({"state": state} | changes))
    sale = quoted(state=OrderState.QUOTED if in_shop else OrderState.CANCELLED)
    return order_parts(w.booked(order, sales=(sale,)), "sync", rule.CANCELLED)


def test_what_is_cancelled_in_one_is_cancelled_in_the_other() -> None:
    (erp,) = CANCEL.steps(cancelled(True), {"reason": REASON})
    assert (erp.source, erp.deed, erp.body) == ("tryton", "cancel_sale", {"sale": "7", "reason": REASON})
    (shop,) = CANCEL.steps(cancelled(False), {"reason": REASON})
    assert (shop.source, shop.deed, shop.body) == ("medusa", "cancel_order", {"order": "order_1"})
    assert isinstance(CANCEL.check(cancelled(True), SENIOR, POLICY), Allowed)
    assert isinstance(CANCEL.check(cancelled(True), REP, POLICY), Denied)


def test_cancelling_is_measured_by_the_value() -> None:
    of = cancelled(False, net=eur(2000))
    assert isinstance(CANCEL.check(of, SENIOR, POLICY), NeedsApproval)
    assert isinstance(CANCEL.check(of, OMAR, POLICY), Allowed)


def test_money_and_goods_come_back_first() -> None:
    assert "refund" in CANCEL.check(cancelled(False, paid=eur(10)), OMAR, POLICY).reason  # type: ignore[union-attr]
    assert "come back" in CANCEL.check(cancelled(False, fulfilment=Fulfilled.SHIPPED), OMAR, POLICY).reason  # type: ignore[union-attr]
    assert isinstance(CANCEL.check(case(), OMAR, POLICY), Denied)


# ---- accepted, unreadable -----------------------------------------------------------------------------------------------------


def test_a_difference_is_accepted_with_its_reason_left_on_the_sale() -> None:
    of = case()
    plan = KEEP.plan(of, {"reason": REASON})
    (step,) = plan.steps
    assert (step.source, step.deed) == ("tryton", "note")
    assert REASON in str(step.body["text"])
    assert (plan.outcome, plan.accepts) == ("accepted", of.finding.verdict.basis)  # type: ignore[union-attr]
    assert KEEP.problem({"reason": "ok"}, NOW).startswith("Reason")


def test_what_would_go_out_twice_cannot_be_kept() -> None:
    twice = order_parts(w.booked(sales=(quoted(), quoted(key=8))), "sync", rule.DOUBLED)
    assert "twice" in KEEP.check(twice, OMAR, POLICY).reason  # type: ignore[union-attr]


def test_a_record_is_read_again_by_anybody_and_only_where_one_cannot_be_read() -> None:
    bad = Bad(Ref("medusa", "web_order", "order_1"), "total", "a number was expected", "{}")
    of = order_parts(w.orphan(unreadable=(bad,)), "sync", rule.UNREADABLE)
    assert isinstance(RETRY.check(of, REP, POLICY), Allowed)
    assert isinstance(RETRY.check(case(), REP, POLICY), Denied)
    for deed in (SHOP, ERP, EACH, CANCEL):
        assert isinstance(deed.check(of, OMAR, POLICY), Denied)


def test_what_was_cancelled_by_hand_is_booked_again_instead_of_just_that_sale() -> None:
    of = cancelled(False)
    assert isinstance(AGAIN.check(of, SENIOR, POLICY), Allowed)
    (book,) = AGAIN.steps(of, {"reason": REASON})
    assert (book.deed, book.body["shared"], book.body["instead"]) == ("book_order", "WEB-1042", "7")
    assert book.undo is not None
    assert book.undo.deed == "unbook_order"
    never = order_parts(w.order_dossier(), "validation", "not_booked")
    assert "instead" not in spec("fix_and_book").steps(never, {})[0].body
    assert AGAIN.check(case(), OMAR, POLICY) == Denied("It is booked already: SO-7")
    assert isinstance(AGAIN.check(cancelled(True), OMAR, POLICY), Denied)
