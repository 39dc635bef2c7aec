"""The ERP's own price calculation, asked in bulk: per price list, per quantity from which one of its lines applies, per product."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from app.connectors.tryton.client import Client
from app.connectors.tryton.wire import Quantity
from app.errors import RefusedByRemote

WATCHED = ("product.product", "product.template", "product.price_list", "product.price_list.line")
_SLICE = 200  # products per call
_ANY = Decimal(0)
Row = dict[str, object]
Steps = dict[int | None, tuple[datetime | None, list[Decimal]]]  # list (None: no list) -> newest change, quantities


def rows(client: Client, keys: tuple[str, ...] | None) -> Iterator[list[object]]:
    """One row per figure (see ``payloads.PriceRow``), in slices; ``keys`` are "list/product/quantity", list 0 for none."""
    wanted = None if keys is None else frozenset(keys)
    stamps = _products(client, wanted)
    for price_list, (changed, quantities) in _steps(client).items():
        for quantity in quantities:
            ids = [p for p in stamps if wanted is None or _key(price_list, p, quantity) in wanted]
            for at in range(0, len(ids), _SLICE):
                prices = _ask(client, price_list, quantity, ids[at : at + _SLICE])
                yield [
                    {
                        "id": _key(price_list, product, quantity),
                        "stamp": stamps[product] if changed is None else max(stamps[product], changed),
                        "price_list": price_list,
                        "product": product,
                        "quantity": quantity,
                        "price": price,
                    }
                    for product, price in prices
                    if price is not None
                ]


def _key(price_list: int | None, product: int, quantity: Decimal) -> str:
    return f"{price_list or 0}/{product}/{quantity.normalize():f}"


def _ask(client: Client, price_list: int | None, quantity: Decimal, ids: list[int]) -> list[tuple[int, object]]:
    context: Row = {"quantity": Quantity(quantity)}
    if price_list is not None:
        context["price_list"] = price_list
    found = client.read("model.product.product.read", ids, ["sale_price_uom"], context=context)
    listed = found if isinstance(found, list) else []
    return [(int(r["id"]), r.get("sale_price_uom")) for r in listed if isinstance(r, dict)]


def _products(client: Client, wanted: frozenset[str] | None) -> dict[int, datetime]:
    """Products that can be sold, with their newest change."""
    domain: list[object] = [["salable", "=", True]]
    if wanted is not None:
        domain.append(["id", "in", [int(k.split("/")[1]) for k in wanted if k.count("/") == 2 and k.split("/")[1].isdecimal()]])
    found: dict[int, datetime] = {}
    for row in client.rows("product.product", domain, ["last_modified_at", "template.last_modified_at"]):
        template = row.get("template.")
        stamps = [row.get("last_modified_at"), template.get("last_modified_at") if isinstance(template, dict) else None]
        found[int(str(row["id"]))] = max(s for s in stamps if isinstance(s, datetime))
    return found


def _steps(client: Client) -> Steps:
    """No list at all, then every list with the quantities at which its lines change the price; a server may know no lists."""
    found: Steps = {None: (None, [_ANY])}
    try:
        lists = client.rows("product.price_list", [], ["last_modified_at"])
        lines = client.rows("product.price_list.line", [], ["price_list", "quantity", "last_modified_at"])
    except RefusedByRemote:
        return found
    for row in lists:
        key, mine = int(str(row["id"])), [x for x in lines if x.get("price_list") == row["id"]]
        stamps = [s for x in (row, *mine) if isinstance(s := x.get("last_modified_at"), datetime)]
        quantities = {abs(Decimal(str(x["quantity"]))) for x in mine if x.get("quantity")}
        found[key] = (max(stamps), sorted({_ANY, *quantities}))
    return found
