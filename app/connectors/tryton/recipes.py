"""Of what the ERP makes a product, how long that takes, and how long its first supplier takes; asked in bulk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from app.connectors.tryton.client import Client
from app.errors import RefusedByRemote

PARTS = ("production.bom", "production.bom.input", "production.bom.output", "product.product-production.bom")
TIMES = ("purchase.product_supplier", "production.lead_time", "product.product-production.bom")
_NEVER = datetime.fromtimestamp(0, UTC)  # put together of several records: what was read last holds
_FIRST = [["sequence", "ASC NULLS FIRST"], ["id", "ASC"]]  # as the ERP itself orders them
_PIECES = ["bom", "product", "quantity", "unit.factor", "product.default_uom.factor"]
Row = dict[str, object]


def components(client: Client, keys: tuple[str, ...] | None) -> Iterator[list[object]]:
    """One row for each part of each product by its first recipe (see ``payloads.ComponentRow``); keys are "product/part"."""
    recipe = _recipes(client)
    outputs = {(row["bom"], row["product"]): _own(row) for row in client.rows("production.bom.output", [], _PIECES)}
    inputs = client.rows("production.bom.input", [["bom", "in", sorted(set(recipe.values()))]], _PIECES)
    parts: dict[int, list[Row]] = {}
    for row in inputs:
        parts.setdefault(int(str(row["bom"])), []).append(row)
    found: dict[str, Row] = {}
    for product, bom in recipe.items():
        made = outputs.get((bom, product)) or Decimal(0)
        for row in parts.get(bom, []) if made > 0 else []:
            one = found.setdefault(f"{product}/{row['product']}", _component(product, row))
            one["quantity"] = Decimal(str(one["quantity"])) + _own(row) / made
    yield [row for key, row in found.items() if keys is None or key in keys]


def _component(product: int, row: Row) -> Row:
    return {
        "id": f"{product}/{row['product']}",
        "stamp": _NEVER,
        "product": product,
        "part": row["product"],
        "quantity": Decimal(0),
    }


def sourcing(client: Client, keys: tuple[str, ...] | None) -> Iterator[list[object]]:
    """One row for each product of which somebody said how long it takes (see ``payloads.SourcingRow``); keys are those of products."""
    found: dict[int, Row] = {}
    fields = ["product", "template.products", "lead_time", "party.name"]
    for row in _ordered(client, "purchase.product_supplier", [["drop_shipment", "!=", True]], fields):
        for product in _bought(row):
            if product not in found:
                told = {"buys": _days(row.get("lead_time")), "supplier": _inner(row, "party.", "name") or ""}
                found[product] = _sourcing(product) | told
    for product, days in _making(client).items():
        found.setdefault(product, _sourcing(product))["makes"] = days
    yield [row for row in found.values() if keys is None or str(row["id"]) in keys]


def _sourcing(product: int) -> Row:
    return {"id": str(product), "stamp": _NEVER, "makes": None, "buys": None, "supplier": ""}


def _recipes(client: Client) -> dict[int, int]:
    """product -> the recipe that comes first and is in use."""
    rows = _ordered(client, "product.product-production.bom", [["bom.active", "=", True]], ["product", "bom"])
    found: dict[int, int] = {}
    for row in rows:
        found.setdefault(int(str(row["product"])), int(str(row["bom"])))
    return found


def _making(client: Client) -> dict[int, int | None]:
    """Days by product, of its first recipe; nothing where this server makes nothing."""
    try:
        recipe = _recipes(client)
        rows = _ordered(client, "production.lead_time", [], ["product", "bom", "lead_time"])
    except RefusedByRemote:
        return {}
    templates = client.rows("product.product", [["id", "in", sorted(recipe)]], ["template"])
    found: dict[int, int | None] = {}
    for product in templates:
        key = int(str(product["id"]))
        said = (r for r in rows if r["product"] == product["template"] and r["bom"] in (None, recipe[key]))
        found[key] = next((_days(r.get("lead_time")) for r in said), None)
    return found


def _ordered(client: Client, model: str, domain: list[object], fields: list[str]) -> list[Row]:
    found = client.read(f"model.{model}.search_read", domain, 0, None, _FIRST, fields)
    return [row for row in found if isinstance(row, dict)] if isinstance(found, list) else []


def _bought(row: Row) -> Iterable[int]:
    """The product, or all of its template's."""
    if row.get("product") is not None:
        return (int(str(row["product"])),)
    products = _inner(row, "template.", "products")
    return tuple(k for k in products if isinstance(k, int)) if isinstance(products, list) else ()


def _own(row: Row) -> Decimal:
    """Pieces in the product's own unit, whatever unit the recipe counts in."""
    product, unit = row.get("product."), row.get("unit.")
    own = _inner(product, "default_uom.", "factor") if isinstance(product, dict) else None
    factor = unit.get("factor") if isinstance(unit, dict) else None
    return Decimal(str(row["quantity"])) * Decimal(str(factor or 1)) / Decimal(str(own or 1))


def _inner(row: Row, name: str, field: str) -> object:
    inner = row.get(name)
    return inner.get(field) if isinstance(inner, dict) else None


def _days(value: object) -> int | None:
    """Whole days, begun ones count."""
    return -(-value // timedelta(days=1)) if isinstance(value, timedelta) else None
