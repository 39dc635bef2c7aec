"""Deeds about addresses: what each system is sent, how it is taken back, when a call and a second person are needed."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import Any

import pytest

from app.domain.address import Address
from app.domain.block import Comparison
from app.domain.dossier import OrderDossier, PanelParts
from app.domain.order import OrderState
from app.domain.shop import Fulfilled
from app.panels.address import PANELS
from app.panels.order import build as order_page
from app.policy.gate import gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import address as rule
from tests.app.commands.orders import REP, applied, order_parts, spec
from tests.app.orders import parts as order_view_parts
from tests.app.policy.test_matrix import ANALYST, POLICY
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW, eur

SUGGEST, CHOOSE, TYPE = spec("take_suggestion"), spec("choose_address"), spec("type_address")
WRONG = replace(w.HOME, name="Ida Halvorsen", street="Strandgaten 2", phone="+47 55")
OTHER = Address(company="Halvorsen Marine AS", street="Kaiveien 4", postcode="5004", city="Bergen", country="NO")
KEPT = replace(w.HOME, company="")  # the ERP does not repeat the customer's name
CALLED = "Ida called back on the number in the ERP"


def wrong(
    ship_to: Address = WRONG, *, booked: OrderState | None = None, erp: Address | None = None, net: int = 200, **changes: Any
) -> OrderDossier:
    """``erp``: where the sale goes; as it was entered unless a test says otherwise."""
    order = w.web_order(ship_to=ship_to, net=eur(net), **changes)
    known = (w.saved(KEPT), w.saved(OTHER, key="2"))
    if booked is None:
        return w.order_dossier(order, addresses=known)
    there = w.saved(replace(ship_to, company="", phone=""), key="9") if erp is None else w.saved(erp, key="9")
    return w.booked(order, addresses=known, sent_to=(there,), sales=(w.booked_sale(7, net, state=booked, ship_to="9"),))


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
    assert erp.body == {"sale": "7", "from": asdict(replace(WRONG, company="", phone="")), "to": asdict(KEPT)}
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


# ---- the ERP sends it elsewhere ----------------------------------------------------------------------------------------------


def moved(state: OrderState = OrderState.QUOTED, **changes: Any) -> PanelParts:
    """The customer changed where it goes in the shop, to another of their sites, and nobody told the ERP."""
    return order_parts(wrong(replace(OTHER, name="Ida"), booked=state, erp=KEPT, **changes), "address", rule.ELSEWHERE)


def test_the_erp_is_sent_from_what_it_has_to_what_the_shop_has() -> None:
    of = moved()
    assert isinstance(SUGGEST.check(of, REP, POLICY), Allowed)
    (step,) = SUGGEST.plan(of, {}).steps
    assert (step.source, step.body["from"], step.body["to"]) == (
        "tryton",
        asdict(KEPT),
        asdict(replace(OTHER, name="Ida", company="")),
    )
    shown = SUGGEST.preview(of, REP, POLICY, {}, NOW)
    assert [(e.source, e.field) for e in shown.effects] == [("tryton", "ship to")]
    assert "Strandgaten 12" in shown.draft
    assert "Kaiveien 4" in shown.draft


def test_the_shop_can_follow_the_erp_instead() -> None:
    (step,) = CHOOSE.plan(moved(), {"address": "1"}).steps
    assert (step.source, step.body["to"]) == ("medusa", {"street": "Strandgaten 12", "postcode": "5013"})


def test_once_confirmed_only_the_shop_can_follow() -> None:
    of = moved(OrderState.PROCESSING)
    assert isinstance(SUGGEST.check(of, REP, POLICY), Allowed)
    assert [s.source for s in SUGGEST.plan(of, {}).steps] == ["medusa"]
    assert [value for value, _ in CHOOSE.asked(of)[0].options] == ["1"]
    verdict = TYPE.check(of, REP, POLICY)
    assert isinstance(verdict, Denied)
    assert "amendment" in verdict.reason


def test_where_the_erps_address_was_not_read_nothing_is_guessed() -> None:
    of = order_parts(replace(wrong(booked=OrderState.QUOTED), sent_to=()), "address", rule.UNLIKE)
    verdict = TYPE.check(of, REP, POLICY)
    assert isinstance(verdict, Denied)
    assert "not read here yet" in verdict.reason


def test_both_places_are_on_the_case_and_on_the_order() -> None:
    of = moved()
    assert of.order is not None
    (panel,) = PANELS
    shown = panel.build(of, REP, POLICY, NOW)
    assert shown.verdict.startswith("SO-7 is sent to another place than the shop says: street and postcode differ.")
    [places] = [b for b in shown.blocks if isinstance(b, Comparison) and b.title == "Address"]
    assert [head for head, _ in places.heads] == ["Part", "As entered", "On SO-7"]
    order = order_page(order_view_parts(of.order), NOW)
    assert order.verdict == "Booked as it was placed, and sent to another place than the shop says."
    assert [b.heads for b in order.blocks if isinstance(b, Comparison) and b.title == "Address"]


def test_a_sale_that_was_confirmed_since_is_not_sent_back() -> None:
    of = order_parts(wrong(booked=OrderState.QUOTED), "address", rule.UNLIKE)
    done = replace(of, decisions=(applied("take_suggestion", of),), finding=None)
    assert done.order is not None
    went = replace(done, order=replace(done.order, sales=(replace(done.order.sales[0], state=OrderState.PROCESSING),)))
    verdict = spec("take_back").check(went, REP, POLICY)
    assert isinstance(verdict, Denied)
    assert "amendment there changes it; ask an order manager" in verdict.reason
