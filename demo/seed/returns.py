"""Which goods come back and how far they are: returns at each of their steps, over one order or two, one of them too late."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from demo.plan import web
from demo.seed import stories
from demo.seed.customers import Customer
from demo.seed.world import World, linked, made

Found = dict[str, list[dict[str, Any]]]
_HEAD = (
    *("party", "invoice_party", "shipment_party", "invoice_address", "shipment_address", "payment_term"),
    *("warehouse", "price_list", "currency", "company"),
)
_WINDOW = 60  # days in which goods may come back


@dataclass(frozen=True, slots=True)
class Return:
    """``kind``: key in company.json. ``pieces``: of one line each of so many orders. ``step``: how far it is: asked, authorised, received,
    inspected. ``age``: hours since it was asked for. ``late``: the goods were delivered too long ago. ``came``: days since they came in.
    ``web``: bought in the shop."""

    kind: str
    pieces: tuple[int, ...]
    step: str
    age: float
    late: bool = False
    came: int = 0
    web: bool = False


STORIES = (
    Return("return_asked", (3, 2), "asked", 2.0),
    Return("return_late", (4,), "asked", 5.0, late=True),
    Return("return_awaited", (2, 5), "authorised", 70.0),
    Return("return_inside", (3, 4), "received", 95.0),
    Return("return_to_credit", (2, 2), "inspected", 150.0, came=3),
    Return("return_web_asked", (2,), "asked", 1.5, web=True),
    Return("return_web_to_credit", (2,), "inspected", 40.0, came=1, web=True),
)


def set_aside(world: World) -> None:
    """A place in each warehouse for what must not be sold before somebody has decided about it."""
    location = world.model("stock.location")
    world.new(
        "stock.location",
        [
            {"name": f"{w.name} quarantine", "code": f"{w.code}-QU", "type": "storage", "parent": w.id}
            for w in location.search([("type", "=", "warehouse")])
        ],
    )


def take_down(world: World, customers: Sequence[Customer], taken: set[int]) -> Found:
    """Ids and numbers of the returns by kind. ``taken``: customers with other stories. RuntimeError where nothing fits."""
    taken = taken | {customers[s.customer].id for s in stories.OVER}
    sold, found = {web: world.tx(_sold, world, web) for web in (False, True)}, Found()
    for story in STORIES:
        customer, lines = _pick(sold[story.web], story, taken)
        taken.add(customer)
        key = world.tx(_key, world, story, lines, actor="carla")
        _bring(world, story, key)
        world.tx(_date_back, world, key, story)
        sale = world.tx(_told, world, key)
        found.setdefault(story.kind, []).append({**sale, "customer": customer, "lines": [line for line, _ in lines]})
    world.report(f"{len(STORIES)} returns at each of their steps")
    return found


Sold = tuple[int, int, float, bool]  # line, sale, pieces, delivered too long ago


def _sold(world: World, of_shop: bool) -> dict[int, list[Sold]]:
    """By customer what was delivered and invoiced whole, one line of each order: those of the shop, or those keyed in the ERP."""
    over = web.went_out()
    moves = world.model("stock.move").search(
        [("state", "=", "done"), ("shipment", "like", "stock.shipment.out,%"), ("origin", "like", "sale.line,%")],
        order=[("effective_date", "DESC"), ("id", "DESC")],
    )
    found: dict[int, dict[int, Sold]] = {}
    for move in moves:
        line = move.origin
        charged = any(x.invoice and x.invoice.state in ("posted", "paid") for x in line.invoice_lines)
        here = line.sale.web_id in over if of_shop else not line.sale.web_id
        if charged and here and move.quantity == line.quantity and line.product.type == "goods":
            late = (world.today - move.effective_date).days > _WINDOW
            mine = found.setdefault(line.sale.party.id, {})
            mine.setdefault(line.sale.id, (line.id, line.sale.id, line.quantity, late))
    return {customer: list(sales.values()) for customer, sales in found.items()}


def _pick(by_customer: dict[int, list[Sold]], story: Return, taken: set[int]) -> tuple[int, list[tuple[int, int]]]:
    for customer, sold in by_customer.items():
        fits = [s for s in sold if s[3] == story.late and s[2] >= max(story.pieces)]
        if customer not in taken and len(fits) >= len(story.pieces):
            return customer, [(s[0], pieces) for s, pieces in zip(fits, story.pieces, strict=False)]
    raise RuntimeError(f"the history sold nothing for story {story.kind}")


def _key(world: World, story: Return, lines: list[tuple[int, int]]) -> int:
    """As a rep keys it: one sale with negative lines, each with the number of the order that it comes from."""
    sale, line = world.model("sale.sale"), world.model("sale.line")
    sold = line.browse([key for key, _ in lines])
    first = sold[0].sale
    goods = [
        {
            "type": "line",
            "product": x.product.id,
            "unit": x.unit.id,
            "unit_price": x.unit_price,
            "taxes": linked([t.id for t in x.taxes]),
            "quantity": -float(pieces),
            "description": f"Return of {x.sale.number}",
        }
        for x, (_, pieces) in zip(sold, lines, strict=True)
    ]
    head = {name: getattr(value, "id", value) for name in _HEAD if (value := getattr(first, name)) is not None}
    terms = {"invoice_method": "fulfillment", "shipment_method": "order", "shipment_cost_method": None}
    origin = {"origin": f"sale.sale,{first.id}", "reference": f"RMA-{story.kind.removeprefix('return_')}", "sale_date": None}
    (one,) = sale.create([{**head, **terms, **origin, "lines": made(goods)}])
    sale.quote([one])
    return int(one.id)


def _bring(world: World, story: Return, key: int) -> None:
    """As far as its story goes, as the order manager."""
    if story.step != "asked":
        world.tx(world.press, "sale.sale", "confirm", [key], actor="omar")
    for button in {"received": ("receive",), "inspected": ("receive", "do")}.get(story.step, ()):
        world.tx(_shipment, world, key, button, actor="omar")


def _shipment(world: World, key: int, button: str) -> None:
    shipments = world.model("stock.shipment.out.return").search([("moves.sale", "=", key)])
    world.press("stock.shipment.out.return", button, [s.id for s in shipments])


def _told(world: World, key: int) -> dict[str, Any]:
    return {"id": key, "number": world.model("sale.sale")(key).number}


def _date_back(world: World, key: int, story: Return) -> None:
    asked = dt.datetime.now(dt.UTC).replace(tzinfo=None) - dt.timedelta(hours=story.age)
    world.sql("update sale_sale set create_date = %s where id = %s", asked, key)
    if story.came:
        lines = "select 'sale.line,' || id from sale_line where sale = %s"
        world.sql(f"update stock_move set effective_date = %s where origin in ({lines})", world.ago(story.came), key)
