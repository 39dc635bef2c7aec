"""Products, stock, customers and their prices, under the ERP's codes."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from demo.plan.catalogue import PRICE_LISTS, PRODUCTS, PriceList, customer_code, price_list
from demo.plan.stories import SUCCESSOR, SUPERSEDED_SKU, UNKNOWN_SKU
from demo.seed.names import CUSTOMERS
from demo.seed_shop.client import Client, Json
from demo.seed_shop.premises import Premises

_PLENTY = 40_000


@dataclass(frozen=True, slots=True)
class Buyer:
    """``position`` in names.CUSTOMERS, Medusa's customer ``id``, the ERP's party ``code``; ``address`` as Medusa takes it."""

    position: int
    id: str
    code: str
    email: str
    address: Json


def fill_shelves(client: Client, premises: Premises) -> dict[str, str]:
    """All products with stock at every location; variant ids by SKU. Two are known to the shop only."""
    rows = [_product(premises, p.code, p.name, p.price, p.minimum, p.multiple) for p in PRODUCTS]
    rows.append(_product(premises, UNKNOWN_SKU, "Anniversary tool set", Decimal("49.00")))
    old = _product(premises, SUPERSEDED_SKU, "Shaft seal 12 mm, old type", Decimal("13.90"))
    rows.append({**old, "metadata": {"superseded_by": SUCCESSOR}})
    for begin in range(0, len(rows), 61):
        client.post("/admin/products/batch", {"create": rows[begin : begin + 61]})
    found = client.get("/admin/products", limit=500, fields="id,*variants,*variants.inventory_items")["products"]
    variants = [v for p in found for v in p["variants"]]
    levels = [
        {"inventory_item_id": v["inventory_items"][0]["inventory_item_id"], "location_id": place, "stocked_quantity": _PLENTY}
        for v in variants
        for place in premises.locations.values()
    ]
    for begin in range(0, len(levels), 180):
        some = levels[begin : begin + 180]
        client.post("/admin/inventory-items/location-levels/batch", {"create": some, "update": [], "delete": []})
    return {v["sku"]: v["id"] for v in variants}


def _product(
    premises: Premises, code: str, name: str, price: Decimal, minimum: int | None = None, multiple: int | None = None
) -> Json:
    packs = {"minimum_quantity": minimum, "multiple_quantity": multiple} if minimum else {}
    variant = {
        "title": "Piece",
        "sku": code,
        "manage_inventory": True,
        "options": {"Unit": "Piece"},
        "prices": [{"currency_code": "eur", "amount": float(price)}],
        "metadata": packs,
    }
    return {
        "title": name,
        "handle": code.lower(),
        "status": "published",
        "external_id": code,
        "shipping_profile_id": premises.profile,
        "sales_channels": [{"id": premises.channel}],
        "options": [{"title": "Unit", "values": ["Piece"]}],
        "variants": [variant],
        "metadata": packs,
    }


def welcome(client: Client, variants: dict[str, str]) -> tuple[Buyer, ...]:
    """Every company of the ERP as a customer group with one buyer, and its price list."""
    buyers: list[Buyer] = []
    groups: dict[int, str] = {}
    for position, (name, city, postal, street, country) in enumerate(CUSTOMERS):
        code = customer_code(position)
        address = {
            "first_name": "Purchasing",
            "last_name": code,
            "company": name,
            "address_1": street,
            "city": city,
            "postal_code": postal,
            "country_code": country.lower(),
        }
        email = f"purchasing@{code.lower()}.example"
        row = {
            "email": email,
            "first_name": "Purchasing",
            "last_name": code,
            "company_name": name,
            "metadata": {"erp_party": code},
        }
        customer = client.post("/admin/customers", row)["customer"]["id"]
        group = client.post("/admin/customer-groups", {"name": name, "metadata": {"erp_party": code}})["customer_group"]["id"]
        client.post(f"/admin/customer-groups/{group}/customers", {"add": [customer]})
        buyers.append(Buyer(position, customer, code, email, address))
        groups[position] = group
    for prices in PRICE_LISTS:
        _publish(client, prices, variants, [g for position, g in groups.items() if price_list(position) is prices])
    return tuple(buyers)


def _publish(client: Client, prices: PriceList, variants: dict[str, str], groups: list[str]) -> None:
    """The ERP's formulas, worked out for every product and quantity step."""
    rows = []
    for product in PRODUCTS:
        ends: dict[str, int] = {}
        for least, factor in prices.steps:  # from the largest quantity down
            amount = float(round(product.price * factor, 4))
            start = {"min_quantity": least} if least else {}
            rows.append({"variant_id": variants[product.code], "currency_code": "eur", "amount": amount, **start, **ends})
            ends = {"max_quantity": least - 1}
    body = {
        "title": prices.name,
        "description": "The ERP's price list",
        "type": "override",
        "status": "active",
        "rules": {"customer.groups.id": groups},
        "prices": rows,
    }
    client.post("/admin/price-lists", body)
