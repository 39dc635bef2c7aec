"""Returns as somebody in the company takes them down, letters about them, and what the ERP holds of them."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from app.domain.letter import Letter
from tests.contracts import letters
from tests.contracts.office import Office

Row = dict[str, Any]
_used = itertools.count()
_HEAD = ("party", "invoice_address", "shipment_address", "payment_term", "warehouse", "currency")


class Backs:
    """Every return is of another delivered and invoiced line; three pieces and two of the same come back."""

    def __init__(self, office: Office) -> None:
        self.office, self.desk = office, office.manager
        posted = [["invoice.type", "=", "out"], ["invoice.state", "in", ["posted", "paid"]]]
        domain = [["origin", "like", "sale.line,%"], *posted, ["quantity", ">=", 6]]
        names = ["origin", "quantity"]
        rows = office.finance.on("account.invoice.line", "search_read", domain, 0, None, [["id", "ASC"]], names)
        self._least = int(str(min(rows, key=lambda row: float(row["quantity"]))["origin"]).rpartition(",")[2])
        self._lines = [int(str(row["origin"]).rpartition(",")[2]) for row in rows]

    def rows(self, model: str, domain: list[Any], names: list[str]) -> list[Row]:
        return [dict(r) for r in self.desk.on(model, "search_read", domain, 0, None, [["id", "ASC"]], names)]

    def least(self) -> int:
        """A sold line of few pieces."""
        return self._least

    def new(self, line: int | None = None, complaint: int | None = None) -> Row:
        """Asked for by a rep, as a quotation. ``line``: that was sold; any other one where it is not said.

        ``complaint``: that it comes of, which then says alone what was bought.
        """
        line = line or self._lines[next(_used) % len(self._lines)]
        [sold] = self.rows("sale.line", [["id", "=", line]], ["sale", "product", "unit", "unit_price", "taxes"])
        [sale] = self.rows("sale.sale", [["id", "=", sold["sale"]]], [*_HEAD, "number"])
        goods = {"type": "line", "product": sold["product"], "unit": sold["unit"], "unit_price": sold["unit_price"]}
        goods["taxes"] = [["add", sold["taxes"] or []]]
        lines = [
            {**goods, "quantity": -pieces, "description": "Came back" if complaint else f"Return of {sale['number']}"}
            for pieces in (3.0, 2.0)
        ]
        values = {k: sale[k] for k in _HEAD} | {
            "company": self.desk.context["company"],
            "origin": f"sale.complaint,{complaint}" if complaint else f"sale.sale,{sold['sale']}",
            "shipment_cost_method": None,
            "shipment_method": "order",
            "lines": [["create", lines]],
        }
        csr = self.office.csr
        [key] = csr.on("sale.sale", "create", [values])
        csr.on("sale.sale", "quote", [key])
        return {**self.sale(key), "sold": line}

    def authorised(self, line: int | None = None, complaint: int | None = None) -> Row:
        back = self.new(line, complaint)
        self.desk.on("sale.sale", "confirm", [back["id"]])
        return {**back, **self.sale(back["id"])}

    def received(self, line: int | None = None, complaint: int | None = None) -> Row:
        back = self.authorised(line, complaint)
        self.desk.on("stock.shipment.out.return", "receive", [self.shipments(back)[0]["id"]])
        return back

    def inspected(self, line: int | None = None, complaint: int | None = None) -> Row:
        back = self.received(line, complaint)
        self.desk.on("stock.shipment.out.return", "do", [self.shipments(back)[0]["id"]])
        return back

    def credited(self, back: Row) -> None:
        """All of it, by somebody in the ERP."""
        self.desk.on("account.invoice", "post", [self.notes(back)[0]["id"]])

    def spoil(self, back: Row, pieces: float) -> None:
        """Somebody has so many pieces of the first line in its credit note."""
        note = self.notes(back)[0]
        [line, *_] = [x["id"] for x in note["lines."] if x["quantity"] < 0]
        self.desk.on("account.invoice", "write", [note["id"]], {"lines": [["write", [line], {"quantity": -pieces}]]})

    # ---- what is there ----

    def paid(self, back: Row) -> float:
        """Pieces of the sold line that were charged."""
        domain = [["origin", "=", f"sale.line,{back['sold']}"], ["invoice.state", "in", ["posted", "paid"]]]
        return sum(float(x["quantity"]) for x in self.rows("account.invoice.line", domain, ["quantity"]))

    def sale(self, key: int) -> Row:
        [row] = self.rows("sale.sale", [["id", "=", key]], ["number", "state", "_timestamp"])
        return row

    def lines(self, back: Row) -> list[Row]:
        return self.rows("sale.line", [["sale", "=", back["id"]]], ["quantity", "product", "unit", "unit_price"])

    def moves(self, back: Row) -> list[Row]:
        origins = [f"sale.line,{x['id']}" for x in self.lines(back)]
        return self.rows("stock.move", [["origin", "in", origins]], ["quantity", "state", "shipment", "origin"])

    def shipments(self, back: Row) -> list[Row]:
        keys = sorted({int(m["shipment"].partition(",")[2]) for m in self.moves(back)})
        names = ["number", "state", "_timestamp", "warehouse"]
        return self.rows("stock.shipment.out.return", [["id", "in", keys]], names)

    def puts(self, back: Row) -> list[Row]:
        """What its shipments put away."""
        return self._after(self.moves(back), "stock.shipment.out.return,")

    def onward(self, back: Row) -> list[Row]:
        """What went on from there."""
        return [m for m in self._after(self.puts(back), "stock.shipment.internal,") if m["state"] == "done"]

    def waiting(self, back: Row) -> list[Row]:
        """What somebody in the warehouse could still carry on."""
        onward = self._after(self.puts(back), "stock.shipment.internal,")
        return [m for m in onward if m["state"] not in ("done", "cancelled")]

    def _after(self, moves: list[Row], kind: str) -> list[Row]:
        origins = [f"stock.move,{m['id']}" for m in moves]
        names = ["quantity", "state", "shipment", "origin", "to_location", "from_location"]
        found = self.rows("stock.move", [["origin", "in", origins]], names)
        return [m for m in found if str(m["shipment"]).startswith(kind)]

    def notes(self, back: Row) -> list[Row]:
        origins = [f"sale.line,{x['id']}" for x in self.lines(back)]
        lines = self.rows("account.invoice.line", [["origin", "in", origins]], ["invoice"])
        keys = sorted({x["invoice"] for x in lines})
        names = ["number", "state", "_timestamp", "lines.quantity", "lines.unit_price", "lines.origin"]
        return self.rows("account.invoice", [["id", "in", keys]], names)

    def scrap(self, back: Row) -> int:
        home = self.shipments(back)[0]["warehouse"]
        [row] = self.rows("stock.location", [["id", "=", home]], ["lost_found_location"])
        return int(row["lost_found_location"])

    def quarantine(self, back: Row) -> int:
        home = self.shipments(back)[0]["warehouse"]
        [row] = self.rows("stock.location", [["parent", "=", home], ["name", "ilike", "%quarantine%"]], ["name"])
        return int(row["id"])

    # ---- letters ----

    def authorise(self, back: Row, *pieces: int) -> Letter:
        lines = self.lines(back)
        body = {
            "lines": {str(x["id"]): str(n) for x, n in zip(lines, pieces, strict=True)},
            "asked": {str(x["id"]): f"{-x['quantity']:g}" for x in lines},
            "skus": {str(x["id"]): f"line {n}" for n, x in enumerate(lines, 1)},
            "state": "quoted",
        }
        return self._letter("authorise_return", back, body, back["_timestamp"])

    def receive(self, back: Row, *pieces: int) -> Letter:
        [shipment] = self.shipments(back)
        moves = self.moves(back)
        body = {
            "shipment": str(shipment["id"]),
            "number": shipment["number"],
            "moves": {str(m["id"]): str(n) for m, n in zip(moves, pieces, strict=True)},
            "expected": {str(m["id"]): f"{m['quantity']:g}" for m in moves},
            "skus": {str(m["id"]): f"move {n}" for n, m in enumerate(moves, 1)},
        }
        return self._letter("receive_return", back, body, shipment["_timestamp"])

    def inspect(self, back: Row, scrap: str = "3") -> Letter:
        """The first line is scrap, the second goes back on sale."""
        [shipment], (first, second) = self.shipments(back), self.puts(back)
        told = [
            {"move": str(first["id"]), "quantity": scrap, "sku": "one", "as": "Scrap", "to": str(self.scrap(back))},
            {"move": str(second["id"]), "quantity": "2", "sku": "two", "as": "Restock", "to": ""},
        ]
        body = {"shipment": str(shipment["id"]), "number": shipment["number"], "put": told}
        return self._letter("inspect_return", back, body, shipment["_timestamp"])

    def dispose(self, back: Row, pieces: str = "1") -> Letter:
        """One piece of the first line is scrap after all."""
        return self.move_on(back, self.puts(back)[0]["to_location"], self.scrap(back), pieces)

    def move_on(self, back: Row, here: int, there: int, pieces: str = "1") -> Letter:
        """Pieces of the first line, between two places."""
        body = {"move": str(self.puts(back)[0]["id"]), "quantity": pieces, "sku": "one", "was": "This", "as": "That"}
        return self._letter("dispose_return", back, {**body, "from": str(here), "to": str(there)}, None)

    def credit(self, back: Row, *pieces: int, fee: str = "10.0000", beside: Sequence[Row] = ()) -> Letter:
        """``beside``: other returns of the same sold line."""
        note = self.notes(back)[0]
        lines = [x for x in note["lines."] if x["quantity"] < 0]
        back_too = [str(x["id"]) for one in (back, *beside) for x in self.lines(one)]
        body = {
            "invoice": str(note["id"]),
            "currency": self.office.currency,
            "lines": {str(x["id"]): str(n) for x, n in zip(lines, pieces, strict=True)},
            "prices": {str(x["id"]): x["unit_price"]["decimal"] for x in lines},
            "skus": {str(x["id"]): f"line {n}" for n, x in enumerate(lines, 1)},
            "of": {str(x["id"]): [str(back["sold"]), *back_too] for x in lines},
            "fee": fee,
            "fee_words": "Restocking fee 15 %",
        }
        return self._letter("credit_return", back, body, note["_timestamp"])

    def _letter(self, deed: str, back: Row, body: Row, rev: str | None) -> Letter:
        return letters.letter(deed, {"return": str(back["id"]), **body}, back["number"], rev)
