"""Builds the whole shop, in order: premises, shelves and customers, then orders from several hands at once."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from demo.plan import web
from demo.plan.web import WebOrder
from demo.seed_shop import aside
from demo.seed_shop.assortment import fill_shelves, welcome
from demo.seed_shop.client import Client, Json
from demo.seed_shop.fates import Counter
from demo.seed_shop.premises import open_shop

_HANDS = 3
T = TypeVar("T")
R = TypeVar("R")


def build(client: Client) -> Json:
    """Fill an empty shop. Returns a JSON-ready description: ids of customers, drafts, carts, and of every web order by story.

    ``shop_orders``: {story: [{"id", "display_id", "ext_ref", "po_number", "customer", "sku", "age", "shop", "erp"}]}; orders without a
    story are under "ordinary". ``age`` is in hours.
    """
    clock = _Clock()
    premises = open_shop(client)
    variants = fill_shelves(client, premises)
    buyers = welcome(client, variants)
    clock.say(f"shop: {len(variants)} products, {len(buyers)} companies with their prices")
    counter = Counter(client, premises, buyers, variants)
    orders = web.orders()
    placed = _all(counter.place, orders)
    clock.say(f"shop: {len(orders)} web orders")
    drafts = _all(lambda n: aside.offer(counter, n), range(aside.DRAFTS))
    carts = _all(lambda n: aside.cart(counter, n), range(aside.CARTS))
    clock.say(f"shop: {len(drafts)} drafts, {len(carts)} carts")
    stories: dict[str, list[Json]] = {}
    for order, row in zip(orders, placed, strict=True):
        stories.setdefault(order.story or "ordinary", []).append(_about(order, row, buyers[order.customer].id))
    return {
        "shop_orders": stories,
        "shop_customers": [{"id": b.id, "code": b.code, "email": b.email} for b in buyers],
        "shop_drafts": drafts,
        "shop_carts": carts,
        "shop_locations": premises.locations,
        "shop_variants": variants,
        "publishable_key": premises.publishable,
    }


def _about(order: WebOrder, row: Json, customer: str) -> Json:
    return {
        "id": row["id"],
        "display_id": row["display_id"],
        "ext_ref": order.reference,
        "po_number": order.purchase_order,
        "customer": customer,
        "sku": [i["variant_sku"] for i in row["items"]],
        "age": order.age,
        "shop": order.shop,
        "erp": order.erp,
    }


def _all(work: Callable[[T], R], things: Sequence[T]) -> list[R]:
    with ThreadPoolExecutor(_HANDS) as hands:
        return list(hands.map(work, things))


class _Clock:
    """Says what was done since it was last asked; two blanks in front make the launcher repeat it."""

    def __init__(self) -> None:
        self._last = time.perf_counter()

    def say(self, words: str) -> None:
        now = time.perf_counter()
        print(f"  {words} ({now - self._last:.1f} s)", flush=True)
        self._last = now
