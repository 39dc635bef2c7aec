"""Deeds about payments: what is asked of the shop, when credit lets goods go on account, who may say that money came."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from app.domain.block import Facts
from app.domain.case import DecisionState
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.letter import Effect, canonical
from app.domain.order import OrderState
from app.domain.shop import Fulfilled, Paid
from app.domain.steps import read
from app.panels.payment import PANELS
from app.policy.gate import gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import payment as rule
from tests.app.commands.orders import OMAR, REP, SENIOR, applied, order_parts, spec
from tests.app.policy.test_matrix import ANALYST, MANAGER, OTHER_MANAGER, POLICY
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW, day, dossier, eur, standing

LINK, CAPTURE, TERMS = spec("send_payment_link"), spec("capture_payment"), spec("switch_to_terms")
CANCEL, MARK, CONFIRM = spec("cancel_unpaid"), spec("mark_paid"), spec("confirm_paid")
REASON = "Bank of Bergen, 24 Nov, ref 4711"


def failed(*, booked: OrderState | None = None, net: int = 200, **changes: Any) -> OrderDossier:
    order = w.web_order(net=eur(net), **changes)
    tried = (w.payment("failed"),)
    if booked is None:
        return w.order_dossier(order, payments=tried)
    return w.booked(order, payments=tried, sales=(w.booked_sale(7, net, state=booked),))


def unpaid(**changes: Any) -> PanelParts:
    return order_parts(failed(**changes), "payment", rule.FAILED)


def test_a_link_asks_for_what_is_due_and_the_case_stays() -> None:
    of = unpaid()
    assert isinstance(LINK.check(of, REP, POLICY), Allowed)
    plan = LINK.plan(of, {})
    (step,) = plan.steps
    assert (step.source, step.deed, step.body) == (
        "medusa",
        "create_payment_link",
        {"order": "order_1", "amount": [27500, "EUR"]},
    )
    assert (step.undo, plan.outcome) == (None, None)
    assert LINK.waits_until(of, {}, NOW.date()) == NOW.date() + timedelta(days=3)
    assert read(canonical(plan.payload())[0]) == plan
    assert LINK.preview(of, REP, POLICY, {}, NOW).effects == (Effect("medusa", "W1042", "payment request", "", "275.00 EUR"),)


def test_a_link_is_sent_once_and_to_somebody() -> None:
    of = unpaid()
    asked = replace(of, decisions=(applied("send_payment_link", of),))
    assert LINK.check(asked, REP, POLICY) == Denied("The customer was asked already; it waits for the money")
    assert isinstance(LINK.check(unpaid(email=None), REP, POLICY), Denied)


@pytest.mark.parametrize("deed", [LINK, CAPTURE, TERMS, CANCEL, MARK], ids=lambda s: s.name)
def test_paid_is_what_the_shop_says(deed: Any) -> None:
    """The money arrived: nothing more is asked, collected or cancelled, whatever was decided here before."""
    of = unpaid()
    order = replace(of.order.order, due=eur(0), paid=eur(275), payment=Paid.ALL)  # type: ignore[union-attr, type-var]
    here = replace(of, order=replace(of.order, order=order))  # type: ignore[type-var]
    for who in (REP, OMAR, ANALYST, MANAGER):
        assert deed.check(here, who, POLICY) == Denied("Nothing is due; the shop has the money")


def test_only_what_is_reserved_can_be_collected() -> None:
    assert "send a link" in CAPTURE.check(unpaid(), REP, POLICY).reason  # type: ignore[union-attr]
    reserved = w.payment("authorised", 100, "p2", NOW)
    of = order_parts(w.order_dossier(w.web_order(paid=eur(175), due=eur(100)), payments=(reserved,)), "payment", rule.DUE)
    assert isinstance(CAPTURE.check(of, REP, POLICY), Allowed)
    (step,) = CAPTURE.steps(of, {})
    assert step.body == {"order": "order_1", "payment": "p2", "amount": [10000, "EUR"]}
    assert ("Due afterwards", "None", "ok") in CAPTURE.preview(of, REP, POLICY, {}, NOW).facts


# ---- on account -----------------------------------------------------------------------------------------------------------


def test_goods_go_on_account_only_where_credit_has_room_as_if_ordered() -> None:
    room, none = (replace(unpaid(), dossier=dossier(at=standing(exposure, 1000))) for exposure in (800, 801))
    assert isinstance(TERMS.check(room, ANALYST, POLICY), Allowed)
    assert TERMS.check(none, ANALYST, POLICY) == Denied("1.00 over the limit with this order; ask for the money instead")
    assert "credit analyst" in TERMS.check(room, REP, POLICY).reason  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("at", "word"),
    [
        (None, "cannot be read"),
        (standing(0, 1000, dunning_block="Level 3"), "Level 3"),
        (standing(0, 1000, dunning_block=None), "read"),
    ],
)
def test_no_credit_is_said_in_words(at: Any, word: str) -> None:
    of = replace(unpaid(), dossier=replace(dossier(), standing=at))
    assert word in TERMS.check(of, ANALYST, POLICY).reason  # type: ignore[union-attr]


def test_what_the_erp_counts_already_is_not_counted_twice() -> None:
    confirmed = replace(unpaid(booked=OrderState.CONFIRMED), dossier=dossier(at=standing(1000, 1000)))
    assert isinstance(TERMS.check(confirmed, ANALYST, POLICY), Allowed)
    quoted = replace(unpaid(booked=OrderState.QUOTED), dossier=dossier(at=standing(1000, 1000)))
    assert isinstance(TERMS.check(quoted, ANALYST, POLICY), Denied)


def test_terms_leave_a_note_in_both_systems_and_are_accepted_as_they_are() -> None:
    of = unpaid(booked=OrderState.QUOTED)
    plan = TERMS.plan(of, {"reason": REASON})
    assert [(s.source, s.deed) for s in plan.steps] == [("tryton", "note"), ("medusa", "note")]
    assert "30 days net" in str(plan.steps[0].body["text"])
    assert (plan.outcome, plan.accepts) == ("on account", of.finding.verdict.basis)  # type: ignore[union-attr]
    again = order_parts(
        replace(failed(), payments=(w.payment("failed"), w.payment("failed", key="p2", at=NOW))), "payment", rule.FAILED
    )
    assert again.finding.verdict.basis != plan.accepts, "another attempt is another question"  # type: ignore[union-attr]


# ---- cancelling, marking ----------------------------------------------------------------------------------------------------


def test_cancelling_goes_to_the_erp_first_and_is_final() -> None:
    of = unpaid(booked=OrderState.QUOTED)
    plan = CANCEL.plan(of, {"reason": REASON})
    assert [(s.source, s.deed) for s in plan.steps] == [("tryton", "cancel_sale"), ("medusa", "cancel_order")]
    assert plan.steps[0].body == {"sale": "7", "reason": REASON}
    assert not plan.undoable
    view = CANCEL.preview(of, SENIOR, POLICY, {"reason": REASON}, NOW)
    assert view.effects == (
        Effect("tryton", "SO-7", "state", "quoted", "cancelled"),
        Effect("tryton", "SO-7", "note", "", REASON),
        Effect("medusa", "W1042", "state", "placed", "cancelled"),
    )
    assert "Point of no return: step 1 of 2 (tryton)" in view.undo


def test_who_may_cancel_depends_on_the_value() -> None:
    assert isinstance(CANCEL.check(unpaid(), REP, POLICY), Denied)
    assert isinstance(CANCEL.check(unpaid(net=1000), SENIOR, POLICY), Allowed)
    assert isinstance(CANCEL.check(unpaid(net=1001), SENIOR, POLICY), NeedsApproval)
    assert isinstance(CANCEL.check(unpaid(net=1001), OMAR, POLICY), Allowed)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"paid": eur(10)}, "refund"),
        ({"fulfilment": Fulfilled.PACKED}, "come back"),
        ({"booked": OrderState.CONFIRMED}, "shipments"),
    ],
)
def test_what_cannot_be_cancelled_says_why(changes: dict[str, Any], word: str) -> None:
    assert word in CANCEL.check(unpaid(**changes), OMAR, POLICY).reason  # type: ignore[union-attr]


def test_marking_as_paid_needs_finance_and_evidence_and_above_a_bound_two() -> None:
    of = unpaid()
    assert isinstance(MARK.check(of, ANALYST, POLICY), Denied)
    assert isinstance(MARK.check(of, MANAGER, POLICY), Allowed)
    assert MARK.problem({}, NOW).startswith("Evidence")
    large = unpaid(due=eur("10000.01"))
    assert isinstance(MARK.check(large, MANAGER, POLICY), NeedsApproval)
    plan = MARK.plan(large, {"reason": REASON})
    assert plan.steps[0].body == {"order": "order_1", "amount": [1000001, "EUR"]}
    assert plan.reason == REASON
    assert isinstance(gate_policy(POLICY, MANAGER, "mark_paid", plan.payload(), (OTHER_MANAGER,)), Allowed)


# ---- the page ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("storefront", "said"),
    [("https://shop.example/pay/{request}", "https://shop.example/pay/of-p1"), ("", "No storefront address is known")],
)
def test_the_page_says_where_a_customer_pays_or_that_nobody_told(storefront: str, said: str) -> None:
    (panel,) = PANELS
    shown = panel.build(replace(unpaid(), storefront=storefront), REP, POLICY, NOW).blocks[0]
    assert isinstance(shown, Facts)
    assert [f.text for f in shown.facts] == [said, "of-p1"]


@pytest.mark.parametrize(
    ("storefront", "said"), [("https://shop.example/pay/{request}", "here: https://shop.example/pay/of-p1\n"), ("", "is of-p1.")]
)
def test_the_message_says_where_to_pay_or_which_request(storefront: str, said: str) -> None:
    assert said in LINK.plan(replace(unpaid(), storefront=storefront), {}).message


def test_a_message_about_a_request_that_is_still_to_be_made_names_none() -> None:
    of = unpaid()
    assert of.order is not None
    message = LINK.plan(
        replace(of, order=replace(of.order, payments=()), storefront="https://shop.example/{request}"), {}
    ).message
    assert "Pay now" in message
    assert "shop.example" not in message


def test_a_paid_request_is_not_shown() -> None:
    (panel,) = PANELS
    of = order_parts(
        w.order_dossier(w.web_order(paid=eur(275), due=eur(25), total=eur(300)), payments=(w.payment(),)), "payment", rule.DUE
    )
    assert not any(b.title == "Payment request" for b in panel.build(of, REP, POLICY, NOW).blocks if isinstance(b, Facts))


# ---- paid, and the ERP waits ------------------------------------------------------------------------------------------------


def waiting(**changes: Any) -> PanelParts:
    """Paid in full hours ago; the sale is a quotation still."""
    sale = w.booked_sale(**({"state": OrderState.QUOTED} | changes))
    order = w.web_order(paid=eur(275), due=eur(0), payment=Paid.ALL)
    of = w.booked(order, payments=(w.payment(),), sales=(sale,))
    credit = replace(dossier(sale, at=standing(0, 100_000)), sales=(sale,))
    return order_parts(of, "payment", rule.UNCONFIRMED, dossier=credit)


def test_a_paid_order_is_confirmed_in_the_erp_and_nothing_is_overridden() -> None:
    of = waiting()
    assert isinstance(CONFIRM.check(of, REP, POLICY), Allowed)
    plan = CONFIRM.plan(of, {})
    (step,) = plan.steps
    assert (step.source, step.deed, step.body) == ("tryton", "confirm_sale", {"sale": "7"})
    assert of.sale is not None
    assert (step.rev, step.undo, plan.outcome) == (of.sale.rev, None, "confirmed")
    assert CONFIRM.preview(of, REP, POLICY, {}, NOW).effects == (Effect("tryton", "SO-7", "state", "quoted", "confirmed"),)
    assert isinstance(gate_policy(POLICY, REP, "confirm_paid", plan.payload()), Allowed)


def test_it_is_confirmed_once() -> None:
    of = waiting()
    sent = replace(of, decisions=(replace(applied("confirm_paid", of), state=DecisionState.OPEN),))
    assert isinstance(CONFIRM.check(sent, SENIOR, POLICY), Denied)


def test_what_the_erp_would_refuse_says_where_it_is_decided() -> None:
    over = waiting()
    over = replace(over, dossier=replace(over.dossier, standing=standing(99_900, 100_000)))
    for of, word in (
        (over, "credit holds"),
        (waiting(state=OrderState.DRAFT), "draft"),
        (waiting(expires_on=day(-1)), "expired"),
        (unpaid(booked=OrderState.QUOTED), "not paid in full"),
    ):
        verdict = CONFIRM.check(of, REP, POLICY)
        assert isinstance(verdict, Denied)
        assert word in verdict.reason
