"""Another product instead: which are offered, at what price, what is sent to the ERP, and when it cannot be."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.case import DecisionState
from app.domain.dossier import GoodsDossier, PanelParts
from app.domain.goods import Product
from app.domain.promise import Queue
from app.domain.ref import Ref
from app.domain.steps import rows
from app.panels.backorder import evidence
from app.policy.gate import gate_policy
from app.policy.verdict import Allowed, Denied, NeedsApproval
from app.rules import split
from tests.app.commands.orders import OMAR, REP, spec
from tests.app.commands.parts import decision
from tests.app.commands.test_late_deeds import late
from tests.app.commands.test_split_deeds import split_parts
from tests.app.policy.test_matrix import POLICY
from tests.app.rules import goods_world as g
from tests.app.rules.order_world import product
from tests.app.rules.world import NOW, eur

SUBSTITUTE = spec("substitute")
OWN = replace(product("V-1", "7"), template="t", counted_in="u", replaced_by="8")
NAMED = replace(product("V-9", "8", name="Valve, brass", list_price=eur(3)), counted_in="u")
VARIANT = replace(product("V-1R", "9", name="Valve, red", list_price=eur("1.50")), template="t", counted_in="u")
CONSENT = "Ms Ferro by phone, 10:20"


def short(*others: Product, own: Product = OWN, **changes: Any) -> GoodsDossier:
    """80 V-1 of which 20 lack; of what could be sent instead North has 100 each."""
    base = g.waiting(**changes)
    more = tuple(g.level(g.NORTH, 100, 100, p.ref.key) for p in others)
    return replace(base, products=(own, *others), levels=(*base.levels, *more))


def denied(at: PanelParts) -> str:
    verdict = SUBSTITUTE.check(at, OMAR, POLICY)
    assert isinstance(verdict, Denied)
    return verdict.reason


def chosen(at: PanelParts) -> dict[str, str]:
    return {f.name: f.value for f in SUBSTITUTE.asked(at)} | {"reason": CONSENT}


def test_what_the_erp_names_comes_first_at_the_agreed_price_and_a_cheaper_variant_costs_less() -> None:
    at = late(short(VARIANT, NAMED))
    item = SUBSTITUTE.asked(at)[0]
    assert item.options == (
        ("20>8", "V-9 Valve, brass for 80 V-1, named by the ERP, 100 free, 2.00 EUR each"),
        ("20>9", "V-1R Valve, red for 80 V-1, a variant of it, 100 free, 1.50 EUR each, was 2.00"),
    )
    assert isinstance(SUBSTITUTE.check(at, OMAR, POLICY), Allowed)


def test_the_line_is_amended_with_the_consent_and_the_undo_orders_the_first_product_again() -> None:
    at = late(short(VARIANT))
    (step,) = SUBSTITUTE.plan(at, chosen(at)).steps
    assert (step.deed, step.rev) == ("amend_lines", g.UNDER_WAY.rev)
    line = {"line": "20", "from": "80", "to": "80"}
    assert step.body["lines"] == [line | {"product": ["7", "9"], "code": ["V-1", "V-1R"], "price": ["2.00", "1.50"]}]
    assert CONSENT in str(step.body["reason"])
    assert step.undo is not None
    assert step.undo.body["lines"] == [line | {"product": ["9", "7"], "code": ["V-1R", "V-1"], "price": ["1.50", "2.00"]}]
    view = SUBSTITUTE.preview(at, OMAR, POLICY, chosen(at), NOW)
    assert [(e.field, e.before, e.after) for e in view.effects][:2] == [
        ("instead of V-1", "V-1", "V-1R"),
        ("V-1R each", "2", "1.5"),
    ]
    assert "80 x V-1R Valve, red" in view.draft
    assert ("There", "100 free of 80 wanted", "ok") in view.facts


def promised(of: GoodsDossier, *demands: Any, incoming: tuple[Any, ...] = ()) -> str:
    """What is said of V-9, of which North has 100, where others wait for it."""
    queues = {**of.queues, ("8", g.NORTH): Queue.of(demands)}
    at = late(replace(of, queues=queues, incoming=(*of.incoming, *incoming)))
    return SUBSTITUTE.asked(at)[0].options[0][1]


def test_what_lies_there_for_somebodys_later_day_is_not_free_though_more_comes_after_it() -> None:
    """The ERP's forecast is 100 again by then: 100 lie there, 70 leave tomorrow, and 70 come in two weeks."""
    rival, later = g.rival(70), g.coming(70, key="41", product="8")
    assert "100 free" in promised(short(NAMED))
    assert "30 free" in promised(short(NAMED), rival, incoming=(later,))
    assert "30 free" in promised(short(NAMED), g.rival(70, 12), incoming=(later,))
    assert "100 free" in promised(short(NAMED), g.rival(70, 20), incoming=(later,)), "what comes before it is needed is theirs"
    assert "0 free" in promised(short(NAMED), rival, g.rival(70, key="26"))


def test_what_comes_of_it_is_not_shown_as_coming_for_the_order() -> None:
    of = short(NAMED)
    alone = evidence(of, NOW.date())
    assert evidence(replace(of, incoming=(*of.incoming, g.coming(70, key="41", product="8"))), NOW.date()) == alone


@pytest.mark.parametrize(
    "other",
    [
        replace(VARIANT, active=False),
        replace(VARIANT, salable=False),
        replace(VARIANT, counted_in="kg"),
        replace(VARIANT, template="another"),
        replace(VARIANT, code=None),
    ],
)
def test_what_is_not_sold_or_counted_otherwise_or_nothing_of_it_is_not_offered(other: Product) -> None:
    assert "names nothing that stands in" in denied(late(short(other)))


def test_products_without_a_template_are_no_variants_of_each_other() -> None:
    assert "names nothing" in denied(late(short(replace(VARIANT, template=""), own=replace(OWN, template="", replaced_by=None))))


def test_a_split_order_can_have_it_too_and_nothing_that_is_picked() -> None:
    of = replace(g.goods(), products=(OWN, NAMED))
    assert isinstance(SUBSTITUTE.check(split_parts(of), OMAR, POLICY), Allowed)
    picked = short(NAMED, shipments=(g.shipment(state="picked"),))
    assert "picked" in denied(late(picked, finding=late(short(NAMED)).finding))


@pytest.mark.parametrize(("state", "stays"), [("waiting", False), ("assigned", False), ("picked", True), ("shipped", True)])
def test_the_first_product_is_ordered_again_until_something_of_the_order_is_picked(state: str, stays: bool) -> None:
    before = late(short(VARIANT))
    done = decision(before, OMAR, "substitute", SUBSTITUTE.plan(before, chosen(before)), state=DecisionState.APPLIED)
    after = late(short(VARIANT, shipments=(g.shipment(state=state),)), finding=before.finding, decisions=(done,))
    back = spec("take_back").check(after, OMAR, POLICY)
    assert isinstance(back, Denied) is stays
    assert not stays or f"SH-7 is {state} by now" in str(back)
    unread = replace(after, goods=None)
    assert isinstance(SUBSTITUTE.overtaken(unread, done), Denied)
    assert "until something of the order is picked" in SUBSTITUTE.preview(before, OMAR, POLICY, chosen(before), NOW).undo


@pytest.mark.parametrize(
    ("price", "each", "less"), [("0", "2.00", 0), ("1.50", "1.50", 4000), ("3", "2.00", 0), (None, "2.00", 0)]
)
def test_what_is_given_up_is_measured_and_no_price_is_none_to_give_it_for(price: str | None, each: str, less: int) -> None:
    at = late(short(replace(VARIANT, list_price=None if price is None else eur(price))))
    (step,) = SUBSTITUTE.plan(at, chosen(at)).steps
    assert rows(step.body, "lines")[0]["price"] == ["2.00", each]
    assert dict(SUBSTITUTE.gate(at, chosen(at)) or {})["value"] == [less, "EUR"]
    assert ("less in all" in str(SUBSTITUTE.preview(at, OMAR, POLICY, chosen(at), NOW).facts)) is bool(less)


def test_who_gives_up_much_needs_others() -> None:
    """80 pieces at 1,000 each, for 1.50: 79,880 less."""
    dear = replace(g.line(), unit_price=Decimal(1000))
    at = late(short(VARIANT, lines=(dear,)))
    assert isinstance(SUBSTITUTE.check(at, OMAR, POLICY), NeedsApproval)
    payload = SUBSTITUTE.plan(at, chosen(at)).payload()
    assert isinstance(gate_policy(POLICY, OMAR, "substitute", payload), NeedsApproval)
    both = late(
        short(VARIANT, NAMED, replace(VARIANT, ref=Ref(g.ERP, "product", "11"), code="V-1X", list_price=eur(1000)), lines=(dear,))
    )
    assert isinstance(SUBSTITUTE.check(both, OMAR, POLICY), Allowed), "one of them costs as much as was agreed"
    assert SUBSTITUTE.preview(both, OMAR, POLICY, chosen(both) | {"item": "20>9"}, NOW).verdict == "approval"
    assert SUBSTITUTE.preview(both, OMAR, POLICY, chosen(both) | {"item": "20>11"}, NOW).verdict == "may"


def test_where_nothing_is_short_that_is_said_as_it_is() -> None:
    at = split_parts(replace(g.apart(), products=(OWN, NAMED)), split.APART)
    assert denied(at) == "All of it can leave on its day, so nothing has to stand in for it"


def test_a_rep_substitutes_nothing_and_consent_is_said() -> None:
    at = late(short(NAMED))
    assert isinstance(SUBSTITUTE.check(at, REP, POLICY), Denied)
    assert SUBSTITUTE.problem({"item": "20>8", "reason": ""}, NOW, SUBSTITUTE.asked(at)).startswith("Consent")
