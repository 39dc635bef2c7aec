"""Builds the sister company in the order in which a firm comes about: books, people, goods, what is bought, made and sold."""

from __future__ import annotations

import contextlib
import datetime as dt
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from trytond.exceptions import UserError

from demo.plan.catalogue import PRODUCTS
from demo.seed import books, people
from demo.seed.world import World, linked, made, spare
from demo.seed_sister import names
from demo.seed_sister.workshop import Goods, buy, describe, produce, say, set_up

_PREFIXES = {"Sale": "RSO", "Purchase": "RPO", "Production": "RP", "Customer Shipment": "RSH"}


def build(config: str, database: str, today: dt.date, passwords: Mapping[str, str]) -> dict[str, Any]:
    """Fill an activated, empty database. Returns a JSON-ready description: products and customers by code, live orders."""
    world = World(config, database, today)
    spare(world)
    ids = world.tx(_found, world)
    ledger = world.tx(books.open_books, world, ids)
    world.tx(people.hire, world, passwords)
    world.report(f"{names.COMPANY}: books, colleagues")
    goods = world.tx(_stock_up, world, ledger)
    world.tx(set_up, world, goods)
    world.tx(say, world, world.tx(buy, world, goods))
    world.tx(produce, world, goods)
    world.report("goods, recipes, purchases, productions")
    customers = world.tx(_customers, world, ledger)
    sales = [world.tx(_sell, world, goods, customers[row[0]], *row[1:4], actor="omar") for row in names.SALES]
    world.tx(_limit, world, customers)
    _confirm(world, sales)
    world.report(f"{len(sales)} orders")
    return world.tx(_describe, world, goods, customers, sales)  # type: ignore[no-any-return]


def _found(world: World) -> dict[str, int]:
    """As the first company was founded, under a name of its own."""
    ids = books.found(world)
    company = world.model("company.company")(world.company)
    world.model("party.party").write([company.party], {"name": names.COMPANY})
    return ids


def _stock_up(world: World, ledger: books.Books) -> Goods:
    configuration = world.model("sale.configuration")(1)
    configuration.sale_invoice_method, configuration.sale_shipment_method = "fulfillment", "order"
    configuration.save()
    sequences = world.model("ir.sequence")
    for sequence in sequences.search([("name", "in", list(_PREFIXES))]):
        sequences.write([sequence], {"prefix": _PREFIXES[sequence.name], "padding": 5})
    house = world.one("stock.location", ("type", "=", "warehouse"))
    world.model("stock.location").write([house], {"name": names.WAREHOUSE[0], "code": names.WAREHOUSE[1]})
    unit = world.one("product.uom", ("name", "=", "Unit")).id
    category = {"name": "Goods", "accounting": True, "account_expense": ledger.expense, "account_revenue": ledger.revenue}
    (group,) = world.new("product.category", [{**category, "customer_taxes": linked([ledger.tax])}])
    known = {p.code: (p.name, p.price) for p in PRODUCTS} | {c: (n, Decimal(price)) for c, n, price in names.OWN}
    made_here = {recipe.code for recipe in names.RECIPES}
    rows = [_product(code, *known[code], unit, group.id, code in made_here) for code in names.COUNTED]
    products = {t.products[0].code: t.products[0].id for t in world.new("product.template", rows)}
    suppliers = world.new(
        "party.party", [{"name": n, "code": f"S{i:03d}", "addresses": made([{}])} for i, n in enumerate(names.SUPPLIERS, 1)]
    )
    counted = [{"product": products[code], "quantity": quantity} for code, quantity in names.COUNTED.items()]
    inventory = {"location": house.storage_location.id, "date": world.ago(1), "company": world.company, "lines": made(counted)}
    world.model("stock.inventory").confirm(world.new("stock.inventory", [inventory]))
    return Goods(products, house.id, tuple(s.id for s in suppliers), ledger.currency)


def _product(code: str, name: str, price: Decimal, unit: int, category: int, is_made: bool) -> dict[str, Any]:
    cost = (price * Decimal("0.6")).quantize(Decimal("0.0001"))
    return {
        "name": name,
        "code": code,
        "type": "goods",
        **dict.fromkeys(("default_uom", "sale_uom", "purchase_uom"), unit),
        **dict.fromkeys(("salable", "purchasable"), True),
        "producible": is_made,
        "list_price": price,
        "account_category": category,
        "products": made([{"cost_price": cost}]),
    }


def _customers(world: World, ledger: books.Books) -> tuple[int, ...]:
    rows = []
    for i, (name, city, postal, street) in enumerate(names.CUSTOMERS, 1):
        address = {"street": street, "postal_code": postal, "city": city, "country": ledger.countries["DE"]}
        terms = {"customer_payment_term": ledger.terms["Net 30"]}
        rows.append({"name": name, "code": f"C{i:04d}", "addresses": made([address]), **terms})
    return tuple(p.id for p in world.new("party.party", rows))


def _sell(world: World, goods: Goods, customer: int, code: str, quantity: int, day: int) -> int:
    """Keyed and quoted, by somebody who may sell what is not there yet."""
    party = world.model("party.party")(customer)
    sale = world.model("sale.sale")(party=party, company=world.company)
    sale.on_change_party()
    sale.warehouse, sale.reference, sale.shipping_date = goods.warehouse, f"RW-{day}-{code}", world.today + dt.timedelta(day)
    sale.shipment_cost_method = None  # carriage is free: it has no carriers
    line = world.model("sale.line")(type="line", product=goods.products[code], quantity=quantity, sale=sale)
    line.on_change_product()
    line.sale = None
    sale.lines = [line]
    sale.save()
    world.press("sale.sale", "quote", [sale.id])
    return int(sale.id)


def _limit(world: World, customers: tuple[int, ...]) -> None:
    for customer, _code, _quantity, _day, limit in names.SALES:
        if limit is not None:
            world.model("party.party").write(
                [world.model("party.party")(customers[customer])], {"credit_limit_amount": Decimal(limit)}
            )


def _confirm(world: World, sales: list[int]) -> None:
    """What has no limit by somebody who may; a service rep is refused the rest, which is on record."""
    for sale, (*_, limit) in zip(sales, names.SALES, strict=True):
        with contextlib.suppress(UserError):
            world.tx(world.press, "sale.sale", "confirm", [sale], actor="carla" if limit is not None else "omar")


def _describe(world: World, goods: Goods, customers: tuple[int, ...], sales: list[int]) -> dict[str, Any]:
    found = world.model("sale.sale").browse(sales)
    return {
        "name": names.COMPANY,
        "today": world.today.isoformat(),
        "warehouse": goods.warehouse,
        "customers": list(customers),
        "orders": [{"id": s.id, "number": s.number, "state": s.state, "customer": s.party.id} for s in found],
        **describe(world, goods),
    }
