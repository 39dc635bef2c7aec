"""What is sold and from where: 120 products with prices and stock in three warehouses, carriers, suppliers."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from demo.plan.catalogue import PRICE_LISTS, PRODUCTS, PriceList
from demo.seed.books import Books
from demo.seed.names import CARRIERS, SUPPLIERS, WAREHOUSES
from demo.seed.world import World, linked, made

HISTORY_DAYS = 90
_PLENTY = 100  # the first products never run short; the next are thin, so that splits and shortages exist
SUCCESSORS = {116: 118}  # what is not made any more, and what is sent instead: of that enough is there


@dataclass(frozen=True, slots=True)
class Goods:
    """Ids by position in names.py."""

    products: tuple[int, ...]
    warehouses: tuple[int, ...]
    carriers: tuple[int, ...]
    suppliers: tuple[int, ...]
    price_lists: tuple[int, ...]
    web_shop: int


def stock_up(world: World, books: Books) -> Goods:
    """Create warehouses, products, price lists, carriers and suppliers, and count the stock in."""
    warehouses = _warehouses(world)
    unit = world.one("product.uom", ("name", "=", "Unit")).id
    (category,) = world.new(
        "product.category",
        [
            {
                "name": "Goods",
                "accounting": True,
                "account_expense": books.expense,
                "account_revenue": books.revenue,
                "customer_taxes": linked([books.tax]),
            }
        ],
    )
    templates = world.new("product.template", [_product(p.name, p.code, p.price, unit, category.id) for p in PRODUCTS])
    lists = _price_lists(world)
    world.new(
        "web.shop",
        [
            {
                "name": "Nordhafen shop",
                "company": world.company,
                "currency": books.currency,
                "warehouses": linked([warehouses[0].id]),
            }
        ],
    )
    carriers = _carriers(world, unit, category.id)
    suppliers = world.new("party.party", [_supplier(name, f"S{i:03d}") for i, name in enumerate(SUPPLIERS, 1)])
    _plan_by_wish(world)
    _number_documents(world)
    products = [t.products[0] for t in templates]
    _count(world, warehouses, products)
    return Goods(
        products=tuple(p.id for p in products),
        warehouses=tuple(w.id for w in warehouses),
        carriers=carriers,
        suppliers=tuple(s.id for s in suppliers),
        price_lists=lists,
        web_shop=_web_shop(world, books, warehouses),
    )


def _supplier(name: str, code: str) -> dict[str, Any]:
    mail = {"type": "email", "value": f"orders@{code.lower()}.example"}
    return {"name": name, "code": code, "addresses": made([{}]), "contact_mechanisms": made([mail])}


def _product(name: str, code: str, price: Decimal, unit: int, category: int, **more: Any) -> dict[str, Any]:
    cost = (price * Decimal("0.62")).quantize(Decimal("0.0001"))
    return {
        "name": name,
        "code": code,
        "type": "goods",
        "default_uom": unit,
        "sale_uom": unit,
        "purchase_uom": unit,
        "salable": True,
        "purchasable": True,
        "list_price": price,
        "account_category": category,
        "products": made([{"cost_price": cost}]),
        **more,
    }


def _warehouses(world: World) -> list[Any]:
    """The warehouse that Tryton brings, renamed, and two more like it."""
    location = world.model("stock.location")
    first = world.one("stock.location", ("type", "=", "warehouse"))
    location.write([first], {"name": WAREHOUSES[0][0], "code": WAREHOUSES[0][1]})
    found = [first]
    for name, code in WAREHOUSES[1:]:
        rooms = [
            {"name": f"{name} {kind}", "code": f"{code}-{kind[:2].upper()}", "type": "storage"}
            for kind in ("in", "out", "storage")
        ]
        goods_in, goods_out, storage = world.new("stock.location", rooms)
        found += world.new(
            "stock.location",
            [
                {
                    "name": name,
                    "code": code,
                    "type": "warehouse",
                    "input_location": goods_in.id,
                    "output_location": goods_out.id,
                    "storage_location": storage.id,
                    "production_location": first.production_location.id,
                    "lost_found_location": first.lost_found_location.id,
                }
            ],
        )
    return found


def _price_lists(world: World) -> tuple[int, ...]:
    rows = [{"name": p.name, "price": "list_price", "company": world.company, "lines": made(_steps(p))} for p in PRICE_LISTS]
    return tuple(p.id for p in world.new("product.price_list", rows))


def _steps(prices: PriceList) -> list[dict[str, Any]]:
    return [{"formula": f"unit_price * {factor}", **({"quantity": least} if least else {})} for least, factor in prices.steps]


def _carriers(world: World, unit: int, category: int) -> tuple[int, ...]:
    services = [
        _product(f"{kind} carriage", f"CAR-{kind[:3].upper()}", Decimal(price), unit, category, type="service", purchasable=False)
        for _, kind, price in CARRIERS
    ]
    templates = world.new("product.template", services)
    parties = world.new(
        "party.party", [{"name": n, "code": f"K{i:03d}", "addresses": made([{}])} for i, (n, _, _) in enumerate(CARRIERS, 1)]
    )
    pairs = zip(parties, templates, strict=True)
    return tuple(c.id for c in world.new("carrier", [{"party": p.id, "carrier_product": t.products[0].id} for p, t in pairs]))


def _web_shop(world: World, books: Books, warehouses: list[Any]) -> int:
    """Sales that came from the shop carry it and the shop's reference; Tryton takes each reference once."""
    row = {
        "name": "Nordhafen online",
        "company": world.company,
        "currency": books.currency,
        "warehouses": linked([w.id for w in warehouses]),
    }
    (shop,) = world.new("web.shop", [row])
    return int(shop.id)


def _plan_by_wish(world: World) -> None:
    """Goods leave on the day that a sale asks for; of a product without any lead time Tryton plans all for today."""
    configuration = world.model("product.configuration")(1)
    configuration.default_lead_time = dt.timedelta(0)
    configuration.save()


def _number_documents(world: World) -> None:
    configuration = world.model("sale.configuration")(1)
    configuration.sale_invoice_method, configuration.sale_shipment_method = "fulfillment", "order"
    configuration.save()
    prefixes = {"Sale": "SO", "Purchase": "PO", "Customer Shipment": "SH", "Customer Complaint": "CL", "Opportunity": "OP"}
    sequences = world.model("ir.sequence")
    for sequence in sequences.search([("name", "in", list(prefixes))]):
        sequences.write([sequence], {"prefix": prefixes[sequence.name], "padding": 5})
    for name, origin in (
        ("Damaged goods", "sale.line"),
        ("Damaged shipment", "sale.sale"),
        ("Billing error", "account.invoice.line"),
        ("Wrong invoice", "account.invoice"),
    ):
        world.new("sale.complaint.type", [{"name": name, "origin": world.one("ir.model", ("name", "=", origin)).id}])


def _count(world: World, warehouses: list[Any], products: list[Any]) -> None:
    """Opening stock, dated before the first order."""
    rows = []
    for n, warehouse in enumerate(warehouses):
        lines = []
        for i, product in enumerate(products[:-1]):
            thin = (48, 0, 0) if i in SUCCESSORS.values() else (3, 0, 0)
            quantity = 40000 if i < _PLENTY else (60, 60, 25)[n] if i < _PLENTY + 12 else thin[n]
            if quantity:
                lines.append({"product": product.id, "quantity": quantity})
        day = world.ago(HISTORY_DAYS + 10)
        rows.append({"location": warehouse.storage_location.id, "date": day, "company": world.company, "lines": made(lines)})
    world.model("stock.inventory").confirm(world.new("stock.inventory", rows))


def supply(world: World, books: Books, goods: Goods) -> None:
    """Suppliers for the thin products; set after the history, because stock checks walk their lead times and become slow."""
    products = list(world.model("product.product").browse(list(goods.products)))
    rows = [
        {
            "template": p.template.id,
            "party": goods.suppliers[i % 2],
            "company": world.company,
            "currency": books.currency,
            "lead_time": dt.timedelta(7 + i % 7),
            "prices": made([{"quantity": 1, "unit_price": p.cost_price}]),
        }
        for i, p in enumerate(products[_PLENTY:-1])
    ]
    last = products[-1]
    world.model("product.template").write([last.template], {"supply_on_sale": "always"})
    rows.append(
        {
            "template": last.template.id,
            "party": goods.suppliers[0],
            "company": world.company,
            "currency": books.currency,
            "drop_shipment": True,
            "lead_time": dt.timedelta(0),
            "prices": made([{"quantity": 1, "unit_price": last.cost_price}]),
        }
    )
    world.new("purchase.product_supplier", rows)
    _sell_in_packs(world, products)


def _sell_in_packs(world: World, products: list[Any]) -> None:
    """After the history, which ordered by the piece."""
    template = world.model("product.template")
    for product, planned in zip(products, PRODUCTS, strict=True):
        if planned.minimum:
            template.write(
                [product.template],
                {"sale_quantity_minimal": float(planned.minimum), "sale_quantity_rounding": float(planned.multiple or 1)},
            )
