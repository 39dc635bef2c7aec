"""What anybody sees and does in the shop through Medusa's own API: orders placed, read, paid. Knows nothing of the program."""

from __future__ import annotations

import http.client
import json
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

Row = dict[str, Any]
_FIELDS = ",".join(
    (
        *("id", "display_id", "status", "email", "currency_code", "region_id", "sales_channel_id", "customer_id", "metadata"),
        *("*items", "*items.detail", "*shipping_address", "*payment_collections", "*summary"),
    )
)


@dataclass(frozen=True)
class Line:
    """A quantity and the price of one, in major units."""

    quantity: Decimal
    price: Decimal


class Shop:
    """One session. ``call`` fails the test where Medusa does not answer 200."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._at = urlsplit(url)
        self._token = ""
        self._token = self.call("POST", "/auth/user/emailpass", {"email": login, "password": password})["token"]

    def call(self, verb: str, path: str, body: Row | None = None, **query: str) -> Any:
        connection = http.client.HTTPConnection(self._at.hostname or "", self._at.port, timeout=60)
        try:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
            target = f"{path}?{urlencode(query)}" if query else path
            connection.request(verb, target, None if body is None else json.dumps(body), headers)
            reply = connection.getresponse()
            raw = reply.read()
        finally:
            connection.close()
        assert reply.status == 200, (verb, path, reply.status, raw[:300])
        return json.loads(raw)

    # ---- eyes ----

    def order(self, key: str) -> Row:
        found: Row = self.call("GET", f"/admin/orders/{key}", fields=_FIELDS)["order"]
        return found

    def number(self, key: str) -> str:
        """As people call it."""
        return f"W{self.order(key)['display_id']}"

    def lines(self, key: str) -> dict[str, Line]:
        """By article number; lines that were taken out do not count."""
        rows = (
            (i["variant_sku"], _exact(i["detail"]["raw_quantity"]), _exact(i["raw_unit_price"])) for i in self.order(key)["items"]
        )
        return {sku: Line(quantity, price) for sku, quantity, price in rows if quantity}

    def linked(self, key: str) -> str:
        """The reference of the ERP's document that the shop was told of; empty: of none."""
        return str((self.order(key)["metadata"] or {}).get("erp_ref") or "")

    def came_back(self, key: str) -> tuple[list[str], dict[str, Decimal], list[Decimal]]:
        """How far its returns are, pieces that came back by article number, and what was refunded."""
        fields = "id,*returns,*items.detail,*items,*payment_collections.payments.refunds"
        row = self.call("GET", f"/admin/orders/{key}", fields=fields)["order"]
        counts = {i["variant_sku"]: sum(_exact(i["detail"][n]) for n in _BACK) for i in row["items"]}
        refunds = [r for c in row["payment_collections"] for p in c["payments"] or () for r in p["refunds"] or ()]
        returns = [r["status"] for r in row["returns"] or () if r["status"] != "canceled"]
        return returns, {sku: n for sku, n in counts.items() if n}, [_exact(r["raw_amount"]) for r in refunds]

    def held(self, key: str) -> dict[str, dict[str, tuple[Decimal, bool]]]:
        """By article number and the location's name: the pieces that are held for the order, and whether its line is tied there."""
        names = {p["id"]: p["name"] for p in self.call("GET", "/admin/stock-locations", limit="50")["stock_locations"]}
        found: dict[str, dict[str, tuple[Decimal, bool]]] = {}
        for item in self.order(key)["items"]:
            rows = self.call("GET", "/admin/reservations", **{"line_item_id[]": item["id"]})["reservations"]
            rows += self.call("GET", "/admin/reservations", description=f"rest of {item['id']}")["reservations"]
            places = {names[r["location_id"]]: (Decimal(str(r["quantity"])), r["line_item_id"] is not None) for r in rows}
            found[item["variant_sku"]] = found.get(item["variant_sku"], {}) | places
        return found

    def reserved(self, sku: str) -> dict[str, int]:
        """By the location's name: what is held there of an article, whoever for."""
        names = {p["id"]: p["name"] for p in self.call("GET", "/admin/stock-locations", limit="50")["stock_locations"]}
        [item] = self.call("GET", "/admin/inventory-items", sku=sku, fields="id,sku,*location_levels")["inventory_items"]
        return {names[x["location_id"]]: x["reserved_quantity"] for x in item["location_levels"]}

    def claims(self, key: str) -> list[tuple[str, dict[str, tuple[int, int]]]]:
        """Its claims that stand: the kind, and by article number the pieces that are claimed and those that replace them."""
        rows = self.call("GET", "/admin/claims", order_id=key, fields="id,type,canceled_at,*claim_items,*additional_items")[
            "claims"
        ]
        skus = {i["id"]: i["variant_sku"] for i in self.order(key)["items"]}
        found = []
        for row in rows:
            pieces: dict[str, tuple[int, int]] = {}
            for name, at in (("claim_items", 0), ("additional_items", 1)):
                for item in row[name] or ():
                    was = pieces.get(sku := skus.get(item["item_id"], "under way"), (0, 0))
                    pieces[sku] = (was[0] + item["quantity"] * (not at), was[1] + item["quantity"] * at)
            found += [(row["type"], pieces)] if row["canceled_at"] is None else []
        return found

    # ---- hands ----

    def place(self, like: str, wanted: Mapping[str, tuple[int, str | None]], shared: str, **elsewhere: str) -> str:
        """An unpaid order of the customer of ``like``: article number -> quantity, price of one (None: the customer's own); its key.

        ``elsewhere``: parts of the shipping address that differ.
        """
        known = self.order(like)
        items = [self._item(sku, quantity, price) for sku, (quantity, price) in wanted.items()]
        place = {k: v for k, v in known["shipping_address"].items() if k in _PLACE and v}
        body = {
            **{k: known[k] for k in ("region_id", "sales_channel_id", "customer_id", "email")},
            "shipping_address": place | elsewhere,
            "billing_address": place,
            "items": items,
            "metadata": {"ext_ref": shared, "po_number": shared, "erp_party": known["metadata"]["erp_party"]},
        }
        key: str = self.call("POST", "/admin/draft-orders", body)["draft_order"]["id"]
        self.call("POST", f"/admin/draft-orders/{key}/convert-to-order", {})
        return key

    def _item(self, sku: str, quantity: int, price: str | None) -> Row:
        [variant] = self.call("GET", "/admin/product-variants", sku=sku, fields="id,sku")["variants"]
        return {"variant_id": variant["id"], "quantity": quantity, **({} if price is None else {"unit_price": float(price)})}

    def correct(self, key: str, sku: str, **to: float) -> None:
        """One line's "quantity" or "unit_price"."""
        [line] = [i for i in self.order(key)["items"] if i["variant_sku"] == sku]
        self.call("POST", "/admin/order-edits", {"order_id": key})
        change = {"quantity": line["detail"]["quantity"], **to}
        self.call("POST", f"/admin/order-edits/{key}/items/item/{line['id']}", change)
        self.call("POST", f"/admin/order-edits/{key}/request", {})
        self.call("POST", f"/admin/order-edits/{key}/confirm", {})

    def cancel(self, key: str) -> None:
        self.call("POST", f"/admin/orders/{key}/cancel", {})

    def pay(self, key: str) -> None:
        """All that is due arrives: the open request is marked as paid, as a bank's message would."""
        opened = [c for c in self.order(key)["payment_collections"] if c["status"] == "not_paid"]
        if not opened:
            due = float(_exact(self.order(key)["summary"]["raw_pending_difference"]))
            opened = [self.call("POST", "/admin/payment-collections", {"order_id": key, "amount": due})["payment_collection"]]
        self.call("POST", f"/admin/payment-collections/{opened[0]['id']}/mark-as-paid", {"order_id": key})


_BACK = ("raw_return_received_quantity", "raw_return_dismissed_quantity")
_PLACE = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "postal_code",
    "province",
    "country_code",
    "phone",
)


def _exact(raw: Row) -> Decimal:
    return Decimal(str(raw["value"]))
