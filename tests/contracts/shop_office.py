"""Somebody else in the company, working in the shop itself: changes one side and looks at what is there. Knows no connector."""

from __future__ import annotations

import http.client
import json
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode, urlsplit

from app.connectors.medusa import listings, mapper
from app.connectors.medusa import payloads as p
from app.connectors.medusa.parts import shape
from app.connectors.medusa.wire import decode

Row = dict[str, Any]


class ShopOffice:
    """One login's raw session. Every order it makes is new, so that tests do not share any."""

    def __init__(self, url: str, login: str, password: str) -> None:
        self._port = urlsplit(url).port
        self._token = ""
        self._credentials = {"email": login, "password": password}
        self._sign_in()
        rows = self.call("GET", "/admin/product-variants", limit="50", order="id", fields="id,sku")["variants"]
        self._variants = [r for r in rows if r["sku"]][:2]
        self.other_sku: str = self._variants[1]["sku"]
        self.currency = ""
        self._template = self._find_template()

    def _sign_in(self) -> None:
        self._token = self.call("POST", "/auth/user/emailpass", self._credentials)["token"]

    def _find_template(self) -> Row:
        """The places and the buyer of an order that is there."""
        rows = self.call(
            "GET",
            "/admin/orders",
            limit="1",
            order="-created_at",
            fields="id,region_id,sales_channel_id,customer_id,email,currency_code,*shipping_address",
        )
        found: Row = rows["orders"][0]
        self.currency = found["currency_code"].upper()
        return found

    def call(self, verb: str, path: str, body: Row | None = None, **query: str) -> Any:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            headers = {"Content-Type": "application/json", "Authorization": f"Bearer {self._token}"}
            connection.request(
                verb, f"{path}?{urlencode(query)}" if query else path, json.dumps(body) if body is not None else None, headers
            )
            reply = connection.getresponse()
            raw = reply.read()
        finally:
            connection.close()
        if reply.status == 401 and not path.startswith("/auth/"):
            self._sign_in()  # a test ended every session
            return self.call(verb, path, body, **query)
        assert reply.status == 200, (verb, path, reply.status, raw[:300])
        return json.loads(raw)

    # ---- what happens ----

    def order(self, *, quantity: int = 1) -> str:
        """A new order of one line, unpaid."""
        place = {"first_name": "Ann", "last_name": "Dock", "address_1": "1 Dock Road", "city": "Hamburg", "postal_code": "00001"}
        known = self._template
        place["country_code"] = known["shipping_address"]["country_code"]
        draft = {
            "region_id": known["region_id"],
            "sales_channel_id": known["sales_channel_id"],
            "customer_id": known["customer_id"],
            "email": known["email"],
            "shipping_address": place,
            "billing_address": place,
            "items": [{"variant_id": self._variants[0]["id"], "quantity": quantity, "unit_price": 12.5}],
        }
        key: str = self.call("POST", "/admin/draft-orders", draft)["draft_order"]["id"]
        self.call("POST", f"/admin/draft-orders/{key}/convert-to-order", {})
        return key

    def removable(self) -> str:
        """A draft, which the shop deletes without a trace."""
        known = self._template
        body = {**{k: known[k] for k in ("region_id", "sales_channel_id", "customer_id", "email")}, "items": []}
        body["items"] = [{"variant_id": self._variants[0]["id"], "quantity": 1, "unit_price": 12.5}]
        return str(self.call("POST", "/admin/draft-orders", body)["draft_order"]["id"])

    def touch(self, order: str, reference: str) -> None:
        self.call("POST", f"/admin/orders/{order}", {"metadata": {"po_number": reference}})

    def cancel(self, order: str) -> None:
        self.call("POST", f"/admin/orders/{order}/cancel", {})

    def request_payment(self, order: str) -> None:
        self.call("POST", "/admin/payment-collections", {"order_id": order, "amount": float(Decimal(self.due(order)[0]) / 100)})

    def pay(self, order: str) -> None:
        """Without any trace on the order's own last change."""
        self.request_payment(order)
        [collection] = self.read(order)["payment_collections"]
        self.call("POST", f"/admin/payment-collections/{collection['id']}/mark-as-paid", {"order_id": order})

    def ship(self, order: str) -> None:
        """All of it leaves the first location."""
        [place, *_] = self.call("GET", "/admin/stock-locations", limit="1")["stock_locations"]
        items = [{"id": line["id"], "quantity": line["quantity"]} for line in self.lines(order)]
        self.call("POST", f"/admin/orders/{order}/fulfillments", {"items": items, "location_id": place["id"]})

    def begin_edit(self, order: str) -> None:
        self.call("POST", "/admin/order-edits", {"order_id": order, "internal_note": "somebody else"})

    def end_edit(self, order: str) -> None:
        self.call("DELETE", f"/admin/order-edits/{order}")

    def delete(self, order: str) -> None:
        self.call("DELETE", f"/admin/draft-orders/{order}")

    def rename(self, person: str, name: str) -> None:
        self.call("POST", f"/admin/customers/{person}", {"first_name": name})

    # ---- what is there ----

    def places(self) -> list[Row]:
        found: list[Row] = self.call("GET", "/admin/stock-locations", limit="50", fields="id,name")["stock_locations"]
        return found

    def held(self, line: str) -> list[tuple[str, float, bool]]:
        """(location, pieces, tied to the line) of all that is held for it."""
        rows = self.call("GET", "/admin/reservations", **{"line_item_id[]": line})["reservations"]
        rows += self.call("GET", "/admin/reservations", description=f"rest of {line}")["reservations"]
        return [(r["location_id"], float(r["quantity"]), r["line_item_id"] == line) for r in rows]

    def back(self, order: str) -> Row:
        """What came back of the order's only line, and the money that did."""
        row = self.read(order)
        item, *more = sorted(row["items"], key=lambda i: -i["unit_price"])  # what replaces it is free of charge
        refunds = [r for c in row["payment_collections"] for p in c["payments"] or () for r in p["refunds"] or ()]
        return {
            "returns": [r["status"] for r in row["returns"]],
            "on sale": _pieces(item, "return_received"),
            "set aside": _pieces(item, "return_dismissed"),
            "written off": _pieces(item, "written_off"),
            "replaced": [float(i["quantity"]) for i in more],
            "refunds": [float(r["amount"]) for r in refunds],
        }

    def read(self, order: str) -> Row:
        found: Row = self.call("GET", f"/admin/orders/{order}", fields=listings.ORDERS.fields)["order"]
        return found

    def number(self, order: str) -> str:
        return f"W{self.read(order)['display_id']}"

    def rev(self, order: str) -> str:
        exact = decode(json.dumps(self.read(order)).encode())
        return mapper.revision(shape(p.Order, exact))

    def due(self, order: str) -> list[Any]:
        total = Decimal(self.read(order)["summary"]["raw_pending_difference"]["value"])
        return [round(total * 100), self.currency]

    def lines(self, order: str) -> list[Row]:
        return [
            {
                "id": i["id"],
                "sku": i["variant_sku"],
                "quantity": i["detail"]["quantity"],
                "each": str(i["raw_unit_price"]["value"]),
            }
            for i in self.read(order)["items"]
        ]


def _pieces(item: Row, what: str) -> float:
    return float(item["detail"][f"raw_{what}_quantity"]["value"])
