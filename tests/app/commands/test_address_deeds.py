"""Deeds about addresses: what each system is sent, how it is taken back, when a call and a second person are needed."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from app.domain.address import Address
from app.domain.dossier import OrderDossier
from app.domain.order import OrderState
from app.domain.shop import Fulfilled
from app.policy.gate import gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import address as rule
from tests.app.commands.orders import REP, applied, order_parts, spec
from tests.app.policy.test_matrix import ANALYST, POLICY
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW, eur

SUGGEST, CHOOSE, TYPE = spec("take_suggestion"), spec("choose_address"), spec("type_address")
WRONG = replace(w.HOME, name="Ida Halvorsen", street="Strandgaten 2", phone="+47 55")
OTHER = Address(company="Halvorsen Marine AS", street="Kaiveien 4", postcode="5004", city="Bergen", country="NO")
KEPT = replace(w.HOME, company="")  # the ERP does not repeat the customer's name
CALLED = "Ida called back on the number in the ERP"


def wrong(ship_to: Address = WRONG, *, booked: OrderState | None = None, net: int = 200, **changes: Any) -> OrderDossier:
    order = w.web_order(ship_to=ship_to, net=eur(net), **changes)
    known = (w.saved(KEPT), w.saved(OTHER, key="2"))
    if booked is None:
        return w.order_dossier(order, addresses=known)
    return w.booked(order, addresses=known, sales=(w.booked_sale(7, net, state=booked),))


def test_the_suggestion_goes_to_the_erp_and_then_to_the_shop() -> None:
    of = order_parts(wrong(booked=OrderState.QUOTED), "address", rule.UNLIKE)
    assert isinstance(SUGGEST.check(of, REP, POLICY), Allowed)
    assert SUGGEST.asked(of) == ()
    plan = SUGGEST.plan(of, {})
    assert [(s.source, s.deed, s.document) for s in plan.steps] == [
        ("tryton", "correct_address", "SO-7"),
        ("medusa", "correct_address", "W1042"),
    ]
    erp, shop = plan.steps
    assert erp.body == {"sale": "7", "from": asdict(replace(WRONG, company="")), "to": asdict(KEPT)}
    assert shop.body == {"order": "order_1", "from": {"street": "Strandgaten 2"}, "to": {"street": "Strandgaten 12"}}
    assert (erp.rev, shop.rev) == (of.order.sales[0].rev, of.order.order.rev)  # type: ignore[union-attr]
    assert plan.outcome == "corrected"


def test_an_order_that_is_not_booked_is_corrected_in_the_shop_alone() -> None:
    plan = SUGGEST.plan(order_parts(wrong(), "address", rule.UNLIKE), {})
    assert [s.source for s in plan.steps] == ["medusa"]


def test_taking_it_back_sends_both_the_former_address() -> None:
    of = order_parts(wrong(booked=OrderState.QUOTED), "address", rule.UNLIKE)
    plan = SUGGEST.plan(of, {})
    back = plan.back("")
    assert [s.source for s in back.steps] == ["medusa", "tryton"]
    for step, undo in zip(plan.steps, reversed(back.steps), strict=True):
        assert (undo.body["from"], undo.body["to"], undo.rev) == (step.body["to"], step.body["from"], None)
    done = replace(of, decisions=(applied("take_suggestion", of),), finding=None)
    assert isinstance(spec("take_back").check(done, REP, POLICY), Allowed)


@pytest.mark.parametrize("deed", [SUGGEST, CHOOSE, TYPE], ids=lambda s: s.name)
def test_what_is_past_changing_says_so(deed: Any) -> None:
    for of, word in (
        (wrong(booked=OrderState.PROCESSING), "amendment"),
        (wrong(fulfilment=Fulfilled.SHIPPED), "carrier"),
    ):
        verdict = deed.check(order_parts(of, "address", rule.UNLIKE), REP, POLICY)
        assert isinstance(verdict, Denied)
        assert word in verdict.reason


@pytest.mark.parametrize("deed", [SUGGEST, CHOOSE, TYPE], ids=lambda s: s.name)
def test_a_large_order_needs_a_call_and_a_second_person(deed: Any) -> None:
    small, large = (order_parts(wrong(net=n), "address", rule.UNLIKE) for n in (5000, 5001))
    assert isinstance(deed.check(small, REP, POLICY), Allowed)
    assert "reason" not in {f.name for f in deed.asked(small)}
    assert isinstance(deed.check(large, REP, POLICY), NeedsApproval)
    asked = deed.asked(large)
    fields = {f.name: f.value for f in asked}
    assert "Call-back" in deed.problem(fields, NOW, asked)
    plan = deed.plan(large, fields | {"reason": CALLED, "street": "Kaiveien 4"})
    assert plan.reason == CALLED
    assert isinstance(gate_policy(POLICY, REP, deed.name, plan.payload(), (replace(REP, id="other"),)), Allowed)
    assert isinstance(deed.check(small, ANALYST, POLICY), Denied)


def test_one_of_the_kept_addresses_is_chosen_and_found_again_in_the_erp() -> None:
    of = order_parts(wrong(booked=OrderState.QUOTED), "address", rule.UNLIKE)
    (field,) = CHOOSE.asked(of)
    assert (field.kind, [value for value, _ in field.options]) == ("choice", ["1", "2"])
    assert "Kaiveien 4" in dict(field.options)["2"]
    erp, shop = CHOOSE.steps(of, {"address": "2"})
    assert erp.body["to"] == asdict(OTHER)
    assert shop.body["to"] == {"street": "Kaiveien 4", "postcode": "5004"}, "the names that the customer entered stay"
    assert CHOOSE.problem({"address": "9"}, NOW, (field,)) == "Address: Choose one of them"


def test_where_nothing_else_is_kept_or_suggested_the_deed_says_what_to_do() -> None:
    alone = w.order_dossier(w.web_order(ship_to=replace(WRONG, street="")), addresses=())
    of = order_parts(alone, "address", rule.INCOMPLETE)
    for deed in (SUGGEST, CHOOSE):
        verdict = deed.check(of, REP, POLICY)
        assert isinstance(verdict, Denied)
        assert "type one with 3" in verdict.reason
    assert isinstance(TYPE.check(of, REP, POLICY), Allowed)


def test_an_address_is_typed_part_by_part_and_judged_beside_each() -> None:
    of = order_parts(wrong(), "address", rule.UNLIKE)
    asked = TYPE.asked(of)
    start = {f.name: f.value for f in asked}
    assert (start["street"], start["country"], start["phone"]) == ("Strandgaten 2", "NO", "+47 55")
    assert TYPE.faults(start, NOW, asked) == {}
    bad = start | {"postcode": "ABC", "street": "P.O. Box 12", "city": " ", "country": "no"}
    assert TYPE.faults(bad, NOW, asked) == {
        "postcode": "Not a postcode of NO",
        "street": "A box cannot take freight",
        "city": "Needed to deliver there",
    }
    assert TYPE.faults(start | {"country": "Norway"}, NOW, asked)["country"] == "Two letters, such as DE"
    (step,) = TYPE.steps(of, start | {"street": "Strandgaten 20"})
    assert step.body["to"] == {"street": "Strandgaten 20"}


def test_typing_what_is_there_changes_nothing_and_says_so() -> None:
    of = order_parts(wrong(), "address", rule.UNLIKE)
    start = {f.name: f.value for f in TYPE.asked(of)}
    assert TYPE.preview(of, REP, POLICY, start, NOW).problem == "The order has this address already"


def test_another_country_is_a_question_of_tax_and_freight() -> None:
    of = order_parts(wrong(), "address", rule.UNLIKE)
    start = {f.name: f.value for f in TYPE.asked(of)}
    view = TYPE.preview(of, REP, POLICY, start | {"country": "SE", "postcode": "411 04"}, NOW)
    assert ("Tax and freight", "May change: NO to SE", "warn") in view.facts
