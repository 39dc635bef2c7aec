"""Builds the whole company, in the order that is fast: history first, then what would make every check of it slow."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from demo.seed import books, complaints, customers, goods, history, holds, late, people, quotes, returns, splits, stories
from demo.seed.names import COMPANY
from demo.seed.orders import Desk
from demo.seed.world import World, spare


def build(config: str, database: str, today: dt.date, passwords: Mapping[str, str]) -> dict[str, Any]:
    """Fill an activated, empty database. Returns a JSON-ready description: customers, warehouses and the live orders by kind."""
    world = World(config, database, today)
    spare(world)
    world.report("models loaded")
    ids = world.tx(books.found, world)
    ledger = world.tx(books.open_books, world, ids)
    world.report("company, chart of accounts, fiscal years, terms")
    stock = world.tx(goods.stock_up, world, ledger)
    buyers = world.tx(customers.win, world, ledger, stock)
    world.tx(people.hire, world, passwords)
    world.report("3 warehouses, 120 products, 40 customers, colleagues")
    desk = Desk(world, stock)
    history.live_through(world, desk, buyers, stories.LATE_PAYERS)
    scene = holds.Play(world, desk, ledger, buyers)
    scene.sales |= splits.play(world, desk, buyers)
    scene.sales |= late.play(world, ledger, desk, buyers)
    holds.play(scene)
    scene.sales |= quotes.play(world, ledger, desk, buyers)
    damaged = complaints.take_down(world, buyers)
    world.tx(returns.set_aside, world)
    others = {one["customer"] for told in damaged.values() for one in told}
    back = returns.take_down(world, buyers, others)
    world.tx(goods.supply, world, ledger, stock)
    world.report("suppliers")
    return world.tx(_describe, world, scene, damaged, back)  # type: ignore[no-any-return]


def _describe(world: World, scene: holds.Play, damaged: complaints.Found, back: returns.Found) -> dict[str, Any]:
    sale = world.model("sale.sale")
    party = world.model("party.party")
    return {
        "today": world.today.isoformat(),
        "company": world.company,
        "name": COMPANY,
        "warehouses": list(scene.desk.goods.warehouses),
        "products": list(scene.desk.goods.products),
        "carriers": list(scene.desk.goods.carriers),
        "web_shop": scene.desk.goods.web_shop,
        "customers": [{"id": p.id, "code": p.code, "name": p.name} for p in party.browse([c.id for c in scene.customers])],
        "orders": {
            kind: [{"id": s.id, "number": s.number, "customer": s.party.id} for s in sale.browse(found)]
            for kind, found in scene.sales.items()
        },
        "complaints": damaged,
        "returns": back,
    }
