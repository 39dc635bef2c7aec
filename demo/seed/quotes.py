"""Writes the live offers of the plan: keyed, priced by hand where the plan says so, dated back and quoted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from demo.plan.quotes import QUOTES, QuoteStory
from demo.seed.books import Books
from demo.seed.customers import Customer
from demo.seed.orders import Desk, Order
from demo.seed.world import World


def play(world: World, books: Books, desk: Desk, customers: Sequence[Customer]) -> dict[str, list[int]]:
    """The ids of the sales by kind; the plan's own kinds, with "quote_" in front."""
    found: dict[str, list[int]] = {}
    for story in QUOTES:
        sale = world.tx(_write, world, books, desk, customers[story.customer], story, actor=story.by)
        if story.left is not None:
            world.tx(desk.quote, [sale], actor=story.by)
        world.tx(_date_back, world, sale, story)
        found.setdefault(f"quote_{story.kind}", []).append(sale)
    world.report(f"{len(QUOTES)} offers")
    return found


def _write(world: World, books: Books, desk: Desk, customer: Customer, story: QuoteStory) -> int:
    goods = desk.goods
    lines = tuple((goods.products[x.product], x.quantity) for x in story.lines)
    (key,) = desk.key([Order(customer.id, lines, goods.warehouses[customer.position % 3], None)])
    sale: Any = world.model("sale.sale")(key)
    values: dict[str, Any] = {
        "quotation_validity": dt.timedelta(story.valid),
        "description": story.about or None,
        "comment": story.words or None,
    }
    if story.left is not None:
        values["quotation_date"] = world.today + dt.timedelta(story.left - story.valid)
    if story.terms:
        values["payment_term"] = books.terms[story.terms]
    world.model("sale.sale").write([sale], values)
    for line, planned in zip(sorted(sale.lines, key=lambda x: x.id), story.lines, strict=True):
        if planned.off:
            price = round(Decimal(line.unit_price) * (1 - planned.off), 2)
            world.model("sale.line").write([line], {"unit_price": price})
    return int(key)


def _date_back(world: World, sale: int, story: QuoteStory) -> None:
    """Tryton stamps its own clock: keyed when it was first quoted, and last worked on as the plan says."""
    worked = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=story.age)
    days = max(0, story.valid - story.left) if story.left is not None else 0
    keyed = worked - dt.timedelta(days=days)
    world.sql("update sale_sale set create_date = %s, write_date = %s where id = %s", keyed, worked, sale)
    world.sql("update sale_line set create_date = %s, write_date = %s where sale = %s", keyed, worked, sale)
