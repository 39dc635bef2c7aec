"""A line corrected by an order edit of the plain shop: prepared in steps that change nothing, confirmed in one that does."""

from __future__ import annotations

from contextlib import suppress

from app.connectors.medusa import listings
from app.connectors.medusa.client import Client
from app.connectors.medusa.deeds import Plan, price, quantity
from app.connectors.medusa.listings import Filter
from app.connectors.medusa.sight import Sight
from app.errors import RefusedByRemote


class LineEdit:
    """``mark``: the internal note by which the edit is found again."""

    def __init__(self, client: Client, plan: Plan, seen: Sight, mark: str) -> None:
        self._client, self._plan, self._seen, self._mark = client, plan, seen, mark
        self._path = f"/admin/order-edits/{plan.order}"

    def clear(self) -> None:
        """Take back what an earlier attempt of this letter left unconfirmed; nobody else's."""
        if self._seen.past.marks.get(self._mark) in ("pending", "requested"):
            self.discard()

    def discard(self) -> None:
        self._client.command("DELETE", self._path, {})

    def prepare(self) -> None:
        """Begin, enter the change, request it. RefusedByRemote, Conflict where the shop will not have it."""
        begin = {"order_id": self._plan.order, "internal_note": self._mark}
        self._client.command("POST", "/admin/order-edits", begin)
        self._enter()
        self._client.command("POST", f"{self._path}/request", {})

    def confirm(self) -> None:
        self._client.command("POST", f"{self._path}/confirm", {})

    def _enter(self) -> None:
        for change in line_changes(self._client, self._plan):
            entered = {k: v for k, v in change.items() if k != "line"}
            if "line" in change:
                self._client.command("POST", f"{self._path}/items/item/{change['line']}", entered)
            else:
                self._client.command("POST", f"{self._path}/items", {"items": [entered]})


def line_changes(client: Client, plan: Plan) -> list[dict[str, object]]:
    """What happens to lines: ``line`` with a new quantity (0: it goes) or price, or a new one of ``variant_id``."""
    to, wanted = plan.to, {**plan.was, **plan.to}
    each = {"unit_price": price(wanted["unit_price"])[0]} if wanted.get("unit_price") else {}
    if plan.drops:
        return [{"line": plan.line, "quantity": 0}]
    count = quantity(wanted.get("quantity"))
    if to.get("sku"):
        variant = variant_of(client, str(to["sku"]))
        return [{"line": plan.line, "quantity": 0}, {"variant_id": variant, "quantity": count, **each}]
    return [{"line": plan.line, "quantity": count, **(each if "unit_price" in to else {})}]


def variant_of(client: Client, sku: str) -> str:
    """The key of the variant with that sku; RefusedByRemote where the shop has none."""
    with suppress(IndexError):
        rows = listings.page(
            client, listings.VARIANTS, Filter((("sku", sku),), lambda row: row.get("sku") == sku), fields="id,sku"
        )
        return str(rows[0]["id"])
    raise RefusedByRemote(f"The shop does not sell {sku}", about=sku)
