"""Orders whose goods come too late, and purchases that should have brought them: plain rows, and how they come about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demo.seed.books import Books
from demo.seed.customers import Customer
from demo.seed.goods import SUCCESSORS
from demo.seed.orders import Desk, Order
from demo.seed.world import World, made


@dataclass(frozen=True, slots=True)
class Bought:
    """``product``, ``supplier``: positions. ``said``: days from today on which the supplier first said to come; ``now``: and says now."""

    product: int
    quantity: int
    supplier: int
    said: int
    now: int


@dataclass(frozen=True, slots=True)
class LateStory:
    """``customer``, ``product``: positions in names.py; all from the first warehouse. ``ship``: days from today that the customer asked
    for; of what was to leave before today: the day that it was planned for. ``steps``: buttons that its shipment has seen."""

    kind: str
    customer: int
    product: int
    quantity: int
    ship: int
    steps: tuple[str, ...] = ()


_GONE = ("assign_try", "pick", "pack", "ship")
# Of the last products the first warehouse has three each, and nobody else any.
BOUGHT = (Bought(115, 40, 0, 10, 10), Bought(117, 30, 1, 2, 9))
STORIES = (
    LateStory("backorder_dated", 30, 115, 12, 4),
    LateStory("backorder_dated", 32, 115, 6, 6),
    LateStory("backorder_never", 33, 116, 9, 3),
    # All three there are lie aside for one who could wait.
    LateStory("aside", 38, 116, 3, 9, ("assign_try",)),
    LateStory("backorder_rival", 34, 116, 2, 3),
    # One supplier slipped, and all of them wait for it.
    LateStory("late_purchase", 35, 117, 5, 4),
    LateStory("late_purchase", 37, 117, 6, 5),
    LateStory("late_purchase", 39, 117, 4, 4),
    LateStory("late_warehouse", 33, 22, 14, -2),
    LateStory("late_warehouse", 36, 31, 8, -1, ("assign_try", "pick")),
    # Handed over a week ago, and nothing was heard since: the same carrier, and one parcel at a border.
    LateStory("late_carrier", 30, 12, 20, -6, _GONE),
    LateStory("late_carrier", 32, 17, 6, -6, _GONE),
    LateStory("late_carrier", 36, 8, 25, -7, _GONE),
    LateStory("late_customs", 34, 26, 10, -7, _GONE),
)


def play(world: World, books: Books, desk: Desk, customers: Sequence[Customer]) -> dict[str, list[int]]:
    """Buy, then key, confirm and ship as the order manager. The ids of the sales by kind."""
    for bought in BOUGHT:
        purchase = world.tx(_buy, world, books, desk, bought, actor="omar")
        world.tx(_say, world, purchase, bought.now)
    found: dict[str, list[int]] = {}
    for n, story in enumerate(STORIES):
        keyed = world.today + dt.timedelta(min(0, story.ship - 3))
        order = Order(
            customer=customers[story.customer].id,
            lines=((desk.goods.products[story.product], story.quantity),),
            warehouse=desk.goods.warehouses[0],
            date=keyed,
            reference=f"4500-{7101 + n}",
            ship=world.today + dt.timedelta(story.ship),
        )
        (sale,) = world.tx(desk.key, [order], actor="omar")
        world.tx(desk.quote, [sale], actor="omar")
        world.tx(desk.confirm, [sale], actor="omar")
        if story.ship < 0:
            world.tx(_plan, world, sale, order.ship, actor="omar")
        if story.steps:
            world.tx(desk.ship, [sale], story.steps, {}, actor="omar")
        found.setdefault(story.kind, []).append(sale)
    for product, successor in SUCCESSORS.items():
        world.tx(_replace, world, desk.goods.products[product], desk.goods.products[successor])
    world.report(f"{len(STORIES)} orders that are late or will be, {len(BOUGHT)} purchases")
    return found


def _buy(world: World, books: Books, desk: Desk, bought: Bought) -> int:
    product = world.model("product.product")(desk.goods.products[bought.product])
    supplier = world.model("party.party")(desk.goods.suppliers[bought.supplier])
    line = {"type": "line", "product": product.id, "quantity": bought.quantity, "unit": product.default_uom.id}
    values = {
        "party": supplier.id,
        "invoice_address": supplier.addresses[0].id,
        "warehouse": desk.goods.warehouses[0],
        "currency": books.currency,
        "company": world.company,
        "purchase_date": world.ago(5),
        "delivery_date": world.today + dt.timedelta(bought.said),
        "lines": made([{**line, "unit_price": product.cost_price}]),
    }
    (purchase,) = world.new("purchase.purchase", [values])
    for button in ("quote", "confirm"):
        world.press("purchase.purchase", button, [purchase.id])
    return int(purchase.id)


def _replace(world: World, product: int, successor: int) -> None:
    products: Any = world.model("product.product")
    products.write(products.browse([product]), {"replaced_by": successor})


def _say(world: World, purchase: int, days: int) -> None:
    """The supplier's present word, on the goods that are on their way."""
    moves: Any = world.model("stock.move")
    coming = moves.search([("purchase", "=", purchase)])
    moves.write(coming, {"planned_date": world.today + dt.timedelta(days)})


def _plan(world: World, sale: int, day: dt.date) -> None:
    """For a day that has passed, as Tryton would have planned it then."""
    shipments: Any = world.model("stock.shipment.out")
    found = shipments.search([("moves.sale", "=", sale)])
    shipments.draft(found)
    shipments.write(found, {"planned_date": day})
    shipments.wait(found)
    for one in found:
        world.sql("update stock_shipment_out set origin_planned_date = %s where id = %s", day, one.id)
