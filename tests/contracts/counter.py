"""Web orders as a shop would hand them over, and what the ERP made of them, seen by somebody who works in it."""

from __future__ import annotations

import itertools
import uuid
from typing import Any

from app.domain.letter import Letter
from tests.contracts import letters
from tests.contracts.office import Office, OfficeError

PARTY = "C0001"
ADDRESS = {"name": "Jane Doe", "street": "14 Canal Street", "postcode": "45402", "city": "Dayton"}
_count = itertools.count(1)
Row = dict[str, Any]


class Counter:
    """Works with a desk of ``office`` that may set up web shops."""

    def __init__(self, office: Office) -> None:
        self.desk, self.office = office.manager, office
        if not self.desk.on("web.shop", "search_count", []):
            [company] = self.desk.on("company.company", "search_read", [], 0, 1, None, ["currency"])
            self.desk.on("web.shop", "create", [{"name": "Shop", "company": company["id"], "currency": company["currency"]}])
        [shop] = self.desk.on("web.shop", "search_read", [], 0, 1, None, ["warehouses"])
        if not shop["warehouses"]:
            [first] = self.desk.on("stock.location", "search", [["type", "=", "warehouse"]], 0, 1, [["id", "ASC"]])
            self.desk.on("web.shop", "write", [shop["id"]], {"warehouses": [["add", [first]]]})
        [country] = self.desk.on("country.country", "search_read", [["code", "in", ["US", "DE"]]], 0, 1, None, ["code"])
        self.country = str(country["code"])
        [self.party] = self.desk.on("party.party", "search", [["code", "=", PARTY]], 0, 1, None)
        office.limit(self.party, None)

    # ---- letters ----

    def order(self, shared: str | None = None, *, quantity: str = "4", confirm: bool = False, **other: object) -> Letter:
        """Book a web order of two lines; ``other`` replaces parts of the body."""
        shared = shared or f"WEB-{uuid.uuid4().hex[:10]}"
        lines = [
            {"sku": "N1001", "quantity": quantity, "unit_price": "12.3456"},
            {"sku": "N1002", "quantity": "1", "unit_price": "7.5"},
        ]
        body: Row = {"shared": shared, "party": PARTY, "reference": f"PO-{next(_count)}", "currency": self.office.currency}
        body |= {"requested": "2031-05-20", "address": {**ADDRESS, "country": self.country}, "lines": lines, "confirm": confirm}
        return letters.letter("book_order", body | other, f"W{next(_count)}")

    def unbook(self, shared: str) -> Letter:
        return letters.letter("unbook_order", {"shared": shared}, f"W{next(_count)}")

    def correct(self, shared: str, before: dict[str, str], after: dict[str, str]) -> Letter:
        """Of the first line."""
        sale = self.sale(shared)
        line = min(self.lines(sale), key=lambda x: int(x["sequence"] or 0))
        body: Row = {"sale": str(sale["id"]), "line": str(line["id"]), "from": before, "to": after}
        return letters.letter("correct_line", body, str(sale["number"]), str(sale["_timestamp"]))

    def move(self, shared: str, before: Row | None, after: Row) -> Letter:
        sale = self.sale(shared)
        body: Row = {"sale": str(sale["id"]), "from": before, "to": after}
        return letters.letter("correct_address", body, str(sale["number"]), str(sale["_timestamp"]))

    def cancel(self, shared: str) -> Letter:
        sale = self.sale(shared)
        body: Row = {"sale": str(sale["id"]), "reason": "They changed their mind"}
        return letters.letter("cancel_sale", body, str(sale["number"]), str(sale["_timestamp"]))

    def keyed(self, shared: str) -> str:
        """The sale of a web order as if somebody had keyed it by hand; its key."""
        key = str(self.sale(shared)["id"])
        self.desk.on("sale.sale", "write", [int(key)], {"web_shop": None, "web_id": None})
        return key

    def link(self, key: str, shared: str, before: str = "") -> Letter:
        """The reference onto the sale with this key."""
        names = ["number", "_timestamp"]
        [sale] = self.desk.on("sale.sale", "search_read", [["id", "=", int(key)]], 0, 1, None, names)
        body: Row = {"sale": key, "from": before, "to": shared}
        return letters.letter("link_sale", body, str(sale["number"]), str(sale["_timestamp"]))

    # ---- what is there ----

    def sales(self, shared: str) -> list[Row]:
        """All sales of a web order, cancelled ones too."""
        names = ["number", "state", "reference", "web_id", "web_shop", "shipping_date", "party", "_timestamp"]
        names += [f"shipment_address.{n}" for n in ("attn", "street", "postal_code", "city")]
        found = self.desk.on("sale.sale", "search_read", [["web_id", "=", shared]], 0, None, [["id", "ASC"]], names)
        return [dict(row) for row in found]

    def sale(self, shared: str) -> Row:
        """The one that is not cancelled."""
        [row] = [s for s in self.sales(shared) if s["state"] != "cancelled"]
        return row

    def state(self, shared: str) -> str:
        return "/".join(s["state"] for s in self.sales(shared))

    def lines(self, sale: Row) -> list[Row]:
        """In their order; without those that the ERP added by itself."""
        names = ["sequence", "quantity", "unit_price", "product.code"]
        domain = [["sale", "=", sale["id"]], ["type", "=", "line"], ["product.code", "like", "N%"]]
        found = self.desk.on("sale.line", "search_read", domain, 0, None, [["id", "ASC"]], names)
        return [dict(row) for row in found]

    def added(self, sale: Row) -> list[Row]:
        """Lines that the ERP added by itself."""
        domain = [["sale", "=", sale["id"]], ["type", "=", "line"]]
        found = self.desk.on("sale.line", "search_read", domain, 0, None, None, ["product.code", "unit_price"])
        return [dict(row) for row in found if not str(row["product."]["code"]).startswith("N")]

    def goods(self, shared: str) -> list[tuple[str, float, str]]:
        rows = self.lines(self.sale(shared))
        return [
            (r["product."]["code"], float(r["quantity"]), str(r["unit_price"]["decimal"]).rstrip("0").rstrip(".")) for r in rows
        ]

    def street(self, shared: str) -> str:
        return str(self.sale(shared)["shipment_address."]["street"])

    def addresses(self) -> int:
        return int(self.desk.on("party.address", "search_count", [["party", "=", self.party]]))

    def press(self, shared: str, button: str) -> None:
        self.desk.on("sale.sale", button, [self.sale(shared)["id"]])

    def cost_nothing(self, shared: str) -> None:
        """Put the order away again, however far it is, so that other tests find the stock as it was."""
        for sale in self.sales(shared):
            if sale["state"] in ("draft", "quotation"):
                try:
                    self.desk.on("sale.sale", "cancel", [sale["id"]])
                except OfficeError:
                    continue
