"""The ERP's own count of what can leave a warehouse and of what is left by its plans, asked in bulk: of all goods."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal

from app.connectors.tryton.client import Client

WATCHED = ("stock.move",)
_OPEN = ["state", "in", ["draft", "staging", "assigned"]]
_HOUSES = [["type", "=", "warehouse"]]
_SLICE = 200  # products per call
# Where goods of a warehouse lie that can be sold; what lies beside them in it is set aside. Asked for the warehouse alone, the ERP would
# add all of its places up, or without the output the picked goods, whose owners are still in the queue.
_FOR_SALE = ("input_location", "storage_location", "output_location")
_NEVER = datetime.fromtimestamp(0, UTC)  # a figure has no change of its own: what was counted last holds
Row = dict[str, object]


def rows(client: Client, keys: tuple[str, ...] | None) -> Iterator[list[object]]:
    """One row per product and warehouse (see ``payloads.LevelRow``), in slices; ``keys`` are "warehouse/product".

    Those that a customer waits for come first: each costs the server a sum over its moves.
    """
    wanted = None if keys is None else frozenset(keys)
    products = _goods(client) if keys is None else _known(client, keys)
    for house in client.rows("stock.location", _HOUSES, list(_FOR_SALE)):
        warehouse, places = int(str(house["id"])), _places(client, house)
        ids = [p for p in products if wanted is None or f"{warehouse}/{p}" in wanted]
        for at in range(0, len(ids), _SLICE):
            part = ids[at : at + _SLICE]
            now, then = (_ask(client, places, part, name) for name in ("quantity", "forecast_quantity"))
            yield [_row(warehouse, p, now[p], then[p]) for p in part if p in now and p in then]


def _row(warehouse: int, product: int, on_hand: Decimal, forecast: Decimal) -> Row:
    figures = {"on_hand": on_hand, "forecast": forecast}
    return {"id": f"{warehouse}/{product}", "stamp": _NEVER, "warehouse": warehouse, "product": product, **figures}


def moved(client: Client, since: datetime) -> tuple[str, ...]:
    """Keys of what moves that changed at or after a moment bear on."""
    found = client.rows("stock.move", [["last_modified_at", ">=", since]], ["product"])
    products = {str(row["product"]) for row in found}
    return tuple(f"{place['id']}/{p}" for place in client.rows("stock.location", _HOUSES, ["name"]) for p in sorted(products))


def _goods(client: Client) -> list[int]:
    """What is on order, whatever it is by now, and all other goods that are not out of use."""
    ordered = client.rows("stock.move", [["origin", "like", "sale.line,%"], _OPEN], ["product"])
    first = sorted({int(str(row["product"])) for row in ordered})
    found = client.read("model.product.product.search", [["type", "=", "goods"]], 0, None, [["id", "ASC"]])
    every = [k for k in found if isinstance(k, int)] if isinstance(found, list) else []
    return list(dict.fromkeys([*first, *every]))


def _known(client: Client, keys: tuple[str, ...]) -> list[int]:
    """The products of these keys that there are."""
    named = sorted({int(p) for p in (key.partition("/")[2] for key in keys) if p.isdecimal()})
    found = client.read("model.product.product.search", [["id", "in", named], ["active", "in", [True, False]]], 0, None, None)
    return [k for k in found if isinstance(k, int)] if isinstance(found, list) else []


def _places(client: Client, house: Row) -> list[int]:
    """Its places for sale; without one that lies within another of them, which would be counted twice."""
    ids = {int(str(house[name])) for name in _FOR_SALE}
    rows = client.rows("stock.location", [["id", "in", sorted(ids)]], ["parent"])
    return sorted(int(str(row["id"])) for row in rows if row.get("parent") not in ids)


def _ask(client: Client, places: list[int], products: list[int], name: str) -> dict[int, Decimal]:
    """Without a date ``quantity`` is of the company's own today, ``forecast_quantity`` of all that is planned."""
    context: Row = {"locations": places, "with_childs": True}
    found = client.read("model.product.product.read", products, [name], context=context)
    listed = found if isinstance(found, list) else []
    return {int(r["id"]): Decimal(str(r.get(name) or 0)) for r in listed if isinstance(r, dict)}
