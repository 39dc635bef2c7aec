"""Orders under way that one warehouse cannot ship whole, or that leave in pieces too far apart: plain rows, and how they come about."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demo.seed.customers import Customer
from demo.seed.orders import Desk, Order
from demo.seed.world import World


@dataclass(frozen=True, slots=True)
class SplitStory:
    """``customer``, ``warehouse``, products: positions in names.py. ``lines``: product, quantity. ``ship``: days from today that the
    customer asked for. ``later``: (product, days): that line was taken apart already and leaves so many days after the rest."""

    kind: str
    customer: int
    warehouse: int
    lines: tuple[tuple[int, int], ...]
    ship: int
    later: tuple[int, int] | None = None


STORIES = (
    # The warehouse has 60 and the order wants more; another warehouse could send the rest.
    SplitStory("short_here", 30, 0, ((102, 80), (4, 12), (31, 6)), 4),
    SplitStory("short_here", 33, 1, ((104, 100), (17, 20)), 2),
    SplitStory("short_here", 35, 2, ((105, 50), (107, 20), (8, 40)), 6),
    SplitStory("short_here", 37, 0, ((108, 95),), 9),
    # Of one product nothing is left in Hamburg, of the other nothing in Duisburg: from both it is soonest, from Linz alone it is cheapest.
    SplitStory("taken", 36, 1, ((110, 60),), 3),
    SplitStory("two_ways", 34, 0, ((108, 20), (110, 20)), 10),
    # Two deliveries, almost a week apart.
    SplitStory("far_apart", 30, 1, ((109, 30), (22, 10)), 1, (109, 6)),
)


def play(world: World, desk: Desk, customers: Sequence[Customer]) -> dict[str, list[int]]:
    """Key and confirm them as the order manager, who lets the stock warning pass. The ids of the sales by kind."""
    found: dict[str, list[int]] = {}
    for n, story in enumerate(STORIES):
        order = Order(
            customer=customers[story.customer].id,
            lines=tuple((desk.goods.products[product], quantity) for product, quantity in story.lines),
            warehouse=desk.goods.warehouses[story.warehouse],
            date=world.today,
            reference=f"4500-{7001 + n}",
            ship=world.today + dt.timedelta(story.ship),
        )
        (sale,) = world.tx(desk.key, [order], actor="omar")
        world.tx(desk.quote, [sale], actor="omar")
        world.tx(desk.confirm, [sale], actor="omar")
        if story.later:
            world.tx(_part, world, sale, desk.goods.products[story.later[0]], story.later[1], actor="omar")
        found.setdefault(story.kind, []).append(sale)
    world.report(f"{len(STORIES)} orders that are split, or should be")
    return found


def _part(world: World, sale: int, product: int, days: int) -> None:
    """The line of this product gets a shipment of its own, planned so many days after the first, as by Tryton's own wizard."""
    shipments: Any = world.model("stock.shipment.out")
    (first,) = shipments.search([("moves.sale", "=", sale)])
    shipments.draft([first])
    (second,) = shipments.copy([first], default={"moves": None})
    moves = [m for m in first.outgoing_moves if m.product.id == product]
    world.model("stock.move").write(moves, {"shipment": str(second)})
    shipments.write([second], {"planned_date": (first.planned_date or world.today) + dt.timedelta(days)})
    shipments.wait([first, second])
