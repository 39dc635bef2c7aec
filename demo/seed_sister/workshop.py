"""What the sister company makes and buys: recipes with their lead times, suppliers, purchases on their way, productions under way."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from demo.seed.world import World, made
from demo.seed_sister import names


@dataclass(frozen=True, slots=True)
class Goods:
    """``products``: ids by code."""

    products: Mapping[str, int]
    warehouse: int
    suppliers: tuple[int, ...]
    currency: int


def set_up(world: World, goods: Goods) -> None:
    """Recipes and suppliers."""
    product = world.model("product.product")
    for recipe in names.RECIPES:
        unit = product(goods.products[recipe.code]).default_uom.id
        inputs = [{"product": goods.products[code], "quantity": quantity, "unit": unit} for code, quantity in recipe.parts]
        outputs = [{"product": goods.products[recipe.code], "quantity": 1, "unit": unit}]
        (bom,) = world.new("production.bom", [{"name": recipe.code, "inputs": made(inputs), "outputs": made(outputs)}])
        world.new("product.product-production.bom", [{"product": goods.products[recipe.code], "bom": bom.id}])
        lead = {"product": product(goods.products[recipe.code]).template.id, "bom": bom.id}
        world.new("production.lead_time", [{**lead, "lead_time": dt.timedelta(recipe.days)}])
    rows = []
    for code, supplier, days in names.BOUGHT:
        bought = product(goods.products[code])
        row = {"template": bought.template.id, "party": goods.suppliers[supplier], "company": world.company}
        price = made([{"quantity": 1, "unit_price": bought.cost_price}])
        rows.append({**row, "currency": goods.currency, "lead_time": dt.timedelta(days), "prices": price})
    world.new("purchase.product_supplier", rows)


def buy(world: World, goods: Goods) -> list[int]:
    """Purchases on their way, with the day that was said first."""
    found = []
    for code, quantity, position, said, _ in names.PURCHASES:
        product = world.model("product.product")(goods.products[code])
        supplier = world.model("party.party")(goods.suppliers[position])
        line = {"type": "line", "product": product.id, "quantity": quantity, "unit": product.default_uom.id}
        values = {
            "party": supplier.id,
            "invoice_address": supplier.addresses[0].id,
            "warehouse": goods.warehouse,
            "currency": goods.currency,
            "company": world.company,
            "purchase_date": world.ago(6),
            "delivery_date": world.today + dt.timedelta(said),
            "lines": made([{**line, "unit_price": product.cost_price}]),
        }
        (purchase,) = world.new("purchase.purchase", [values])
        for button in ("quote", "confirm"):
            world.press("purchase.purchase", button, [purchase.id])
        found.append(int(purchase.id))
    return found


def say(world: World, purchases: list[int]) -> None:
    """What the suppliers say now, on the goods that are on their way."""
    moves: Any = world.model("stock.move")
    for purchase, (*_, now) in zip(purchases, names.PURCHASES, strict=True):
        moves.write(moves.search([("purchase", "=", purchase)]), {"planned_date": world.today + dt.timedelta(now)})


def produce(world: World, goods: Goods) -> None:
    """By the recipe; "wait": decided and not begun, "do": somebody is at it."""
    production = world.model("production")
    for code, quantity, starts, ready, far in names.PRODUCTIONS:
        product = world.model("product.product")(goods.products[code])
        one = production(company=world.company, warehouse=goods.warehouse, product=product, bom=product.boms[0].bom)
        one.on_change_product()
        one.bom, one.quantity, one.unit = product.boms[0].bom, quantity, product.default_uom
        one.planned_start_date, one.planned_date = world.today + dt.timedelta(starts), world.today + dt.timedelta(ready)
        one.explode_bom()
        one.save()
        production.wait([one])
        if far == "do":
            production.assign_force([one])
            production.run([one])


def describe(world: World, goods: Goods) -> dict[str, Any]:
    productions = world.model("production").search([])
    return {
        "products": dict(goods.products),
        "productions": [{"id": p.id, "number": p.number, "state": p.state, "product": p.product.code} for p in productions],
        "purchases": [{"id": p.id, "number": p.number} for p in world.model("purchase.purchase").search([])],
    }
