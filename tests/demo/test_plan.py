"""The plan that both seeds follow: the same at every call, and what it says of live cases is so."""

from __future__ import annotations

from decimal import Decimal

from app.policy.rulebook import shipped
from demo.plan import web
from demo.plan.catalogue import PRODUCTS, unit_price
from demo.plan.quotes import QUOTES
from demo.plan.stories import LIVE, SUPERSEDED_SKU, UNKNOWN_SKU
from demo.seed.names import CUSTOMERS


def _story(kind: str) -> list[web.WebOrder]:
    return [w for w in web.orders() if w.story == kind]


def test_it_is_the_same_at_every_call_and_every_reference_is_used_once() -> None:
    orders = web.orders()
    assert orders == web.orders()
    assert len({w.reference for w in orders}) == len(orders)


def test_only_one_purchase_order_stands_twice() -> None:
    (again,) = _story("duplicate_po")
    same = [w for w in web.orders() if w.purchase_order == again.purchase_order]
    assert len(same) == 2
    assert same[0].customer == same[1].customer
    assert same[0].erp is not None


def test_forbidden_quantities_are_forbidden_and_the_others_are_not() -> None:
    wrong = {"below_minimum", "not_multiple"}
    for order in web.orders():
        bad = False
        for line in order.lines:
            product = PRODUCTS[line.product] if isinstance(line.product, int) else None
            if product and product.minimum and product.multiple:
                bad |= line.quantity < product.minimum or line.quantity % product.multiple != 0
        assert bad == (order.story in wrong), order.reference


def test_prices_that_differ_do_so_by_more_than_one_and_the_others_are_the_customers() -> None:
    for order in web.orders():
        if order.currency == "EUR":
            gaps = [
                abs(line.price - unit_price(order.customer, line.product, line.quantity))
                for line in order.lines
                if line.price is not None and isinstance(line.product, int)
            ]
            assert bool(gaps) == (order.story in ("price_differs", "booked_price"))
            assert all(gap > Decimal(1) for gap in gaps), order.reference


def test_codes_that_only_the_shop_knows_are_not_booked() -> None:
    codes = {p.code for p in PRODUCTS}
    assert not codes & {UNKNOWN_SKU, SUPERSEDED_SKU}
    assert all(isinstance(line.product, int) for w in web.orders() if w.erp for line in w.lines)


def test_open_orders_in_the_erp_belong_to_customers_without_a_credit_story() -> None:
    for order in web.orders():
        if order.erp not in (None, "paid", "cancel"):
            assert order.customer >= 32
            assert CUSTOMERS[order.customer][4] != "US"


def test_every_kind_of_live_case_is_there() -> None:
    kinds = {s.kind for s in LIVE}
    assert len(kinds) == 19
    assert len(_story("clean")) == 3


def test_offers_are_of_every_kind_and_only_those_that_are_meant_to_pass_a_limit_do() -> None:
    """By the policy that the console judges with; every product costs 62 % of its list price."""
    held, cost = shipped().offers.central, Decimal("0.62")
    assert {s.kind for s in QUOTES} == {
        *("expires_today", "expires_soon", "expired", "discount", "floor", "terms", "validity", "unsent", "fine"),
    }
    for story in QUOTES:
        below = margin = False
        for line in story.lines:
            agreed = unit_price(story.customer, line.product, line.quantity)
            net = agreed * (1 - line.off)
            below |= line.off * 100 > held.discount
            margin |= (1 - PRODUCTS[line.product].price * cost / net) * 100 < held.floor
            assert line.product < 100, "of the others there is too little to quote"
        assert below == (story.kind in ("discount", "floor"))
        assert margin == (story.kind == "floor")
        assert (story.valid > held.valid_days) == (story.kind == "validity")
        assert (story.left is None) == (story.kind == "unsent")
        if story.left is not None:
            assert (story.left < 0) == (story.kind == "expired")
            assert (0 <= story.left <= held.soon) == story.kind.startswith("expires")
