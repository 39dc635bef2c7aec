"""What is not an order yet: drafts that wait for an answer, and carts."""

from __future__ import annotations

import random

from demo.plan.catalogue import PRODUCTS
from demo.plan.web import Line, WebOrder
from demo.seed_shop.client import Json
from demo.seed_shop.fates import Counter

DRAFTS, CARTS = 10, 10


def offer(counter: Counter, n: int) -> str:
    """The n-th draft: a quote, good until a day that some have passed; its id."""
    chance = random.Random(f"draft {n}")
    lines = tuple(Line(p, chance.randint(5, 45)) for p in chance.sample(range(100), 2))
    order = WebOrder(3001 + n, 28 + n % 9, lines, "draft", None, 24.0 * n, f"RFQ-{700 + n}")
    number = counter.draft(order)
    counter.client.post(f"/admin/draft-orders/{number}", {"metadata": {"stage": "sent" if n % 2 else "new", "valid_days": 14}})
    return number


def cart(counter: Counter, n: int) -> str:
    """The n-th cart: most were left, every third became an order without any reference; the cart's id."""
    window = counter.client.window(counter.premises.publishable)
    buyer = counter.buyers[30 + n % 7]
    items = [{"variant_id": counter.variants[PRODUCTS[(n * 7) % 100].code], "quantity": 1 + n % 5}]
    body: Json = {
        "region_id": counter.premises.regions["EUR"],
        "sales_channel_id": counter.premises.channel,
        "email": buyer.email,
        "items": items,
    }
    return str(window.post("/store/carts", body)["cart"]["id"])
