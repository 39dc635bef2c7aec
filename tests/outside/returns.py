"""Somebody else takes a return down in the ERP itself, and looks at what became of it. Knows no connector."""

from __future__ import annotations

from typing import Any

from tests.contracts.office import Desk

Row = dict[str, Any]
_HEAD = (
    *("company", "currency", "party", "invoice_party", "shipment_party", "invoice_address", "shipment_address"),
    *("payment_term", "warehouse", "price_list"),
)


class Returns:
    """``desk``: a session of somebody who may sell. Lines are of orders that were delivered and invoiced."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    def read(self, model: str, domain: list[Any], names: list[str]) -> list[Row]:
        return [dict(r) for r in self.desk.on(model, "search_read", domain, 0, None, [["id", "ASC"]], names)]

    def sold(self, orders: int = 2, pieces: int = 4, skip: int = 0) -> list[Row]:
        """One line each of so many orders of one customer; ``skip``: pass over that many customers."""
        posted = [["invoice.type", "=", "out"], ["invoice.state", "in", ["posted", "paid"]]]
        domain = [["origin", "like", "sale.line,%"], *posted, ["quantity", ">=", pieces]]
        charged = {int(str(r["origin"]).rpartition(",")[2]) for r in self.read("account.invoice.line", domain, ["origin"])}
        names = [
            "sale",
            "sale.number",
            "sale.party",
            "sale.sale_date",
            "product",
            "product.code",
            "quantity",
            "unit",
            "unit_price",
        ]
        lines = self.read("sale.line", [["id", "in", sorted(charged)], ["moves.state", "=", "done"]], [*names, "taxes"])
        by: dict[int, dict[int, Row]] = {}
        for line in reversed(lines):  # the last sold first: within the time in which it may come back
            by.setdefault(line["sale."]["party"], {}).setdefault(line["sale"], line)
        fits = [list(found.values())[:orders] for found in by.values() if len(found) >= orders]
        return fits[skip]

    def ask(self, lines: list[Row], pieces: float = 3.0, reference: str = "RMA") -> Row:
        """A return as a draft; each line names the order that it comes from."""
        head = self.desk.on("sale.sale", "read", [lines[0]["sale"]], list(_HEAD))[0]
        goods = [
            {
                "type": "line",
                "product": line["product"],
                "quantity": -pieces,
                "unit": line["unit"],
                "unit_price": line["unit_price"],
                "taxes": [["add", line["taxes"]]],
                "description": f"Return of {line['sale.']['number']}",
            }
            for line in lines
        ]
        values = {k: v for k, v in head.items() if k in _HEAD} | {
            "origin": f"sale.sale,{lines[0]['sale']}",
            "reference": reference,
            "shipment_cost_method": None,
            "lines": [["create", goods]],
        }
        [key] = self.desk.on("sale.sale", "create", [values])
        self.desk.on("sale.sale", "quote", [key])
        return self.sale(key)

    # ---- what is there ----

    def sale(self, key: int) -> Row:
        [row] = self.read("sale.sale", [["id", "=", key]], ["number", "state", "party", "_timestamp", "lines", "untaxed_amount"])
        return row

    def lines(self, key: int) -> list[Row]:
        return self.read("sale.line", [["sale", "=", key]], ["quantity", "product", "product.code"])

    def shipments(self, key: int) -> list[Row]:
        names = ["number", "state", "_timestamp", "incoming_moves", "inventory_moves", "warehouse"]
        return self.read("stock.shipment.out.return", [["moves.sale", "=", key]], names)

    def moves(self, keys: list[int]) -> list[Row]:
        names = ["quantity", "state", "product.code", "to_location", "to_location.name", "to_location.type", "origin", "product"]
        return self.read("stock.move", [["id", "in", keys]], names)

    def onward(self, shipment: Row) -> list[Row]:
        """What went on from where the return put it."""
        after = [f"stock.move,{key}" for key in shipment["inventory_moves"]]
        names = ["quantity", "state", "to_location.name", "to_location.type", "shipment", "origin"]
        return self.read("stock.move", [["origin", "in", after]], names)

    def notes(self, key: int) -> list[Row]:
        names = ["number", "state", "_timestamp", "untaxed_amount", "total_amount", "lines.quantity", "lines.unit_price"]
        return self.read("account.invoice", [["sales", "=", key]], [*names, "lines.description", "lines.origin"])
