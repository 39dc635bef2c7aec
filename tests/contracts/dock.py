"""A sale under way in the ERP, what leaves of it from where and when, and letters that change it; seen by somebody who works there."""

from __future__ import annotations

from typing import Any

from app.domain.letter import Letter
from tests.contracts import letters
from tests.contracts.counter import Counter
from tests.contracts.targets import Target

SHIPMENT, MOVE = "stock.shipment.out", "stock.move"


class Dock:
    """A sale of 4 and 1 pieces under way from the first warehouse, and somebody who looks at what leaves from where."""

    def __init__(self, target: Target, counter: Counter) -> None:
        self.desk = target.office.manager
        letter = counter.order(confirm=True)
        target.connect("omar").deliver(letter)
        self.sale = counter.sale(str(letter.body()["shared"]))
        [self.shipment] = self.shipments()
        here = self.shipment["warehouse"]
        domain = [["type", "=", "warehouse"], ["id", "!=", here]]
        self.there = int(self.desk.on("stock.location", "search", domain, 0, 1, [["id", "ASC"]])[0])

    def shipments(self) -> list[dict[str, Any]]:
        keys = {int(m["shipment"].partition(",")[2]) for m in self.moves()}
        names = ["number", "state", "warehouse", "_timestamp"]
        found = self.desk.on(SHIPMENT, "search_read", [["id", "in", sorted(keys)]], 0, None, [["id", "ASC"]], names)
        return [dict(row) for row in found]

    def moves(self) -> list[dict[str, Any]]:
        lines = self.desk.on("sale.line", "search", [["sale", "=", self.sale["id"]]], 0, None, [["id", "ASC"]])
        names = ["origin", "shipment", "quantity", "state", "product.code"]
        found = self.desk.on(MOVE, "search_read", [["origin", "in", [f"sale.line,{k}" for k in lines]]], 0, None, None, names)
        return [dict(row) for row in found if row["state"] != "cancelled"]

    def states(self) -> list[str]:
        return [str(s["state"]) for s in self.shipments()]

    def line(self) -> str:
        """The line of 4 pieces."""
        return next(str(m["origin"]).partition(",")[2] for m in self.moves() if m["product."]["code"] == "N1001")

    def leaves(self) -> dict[tuple[str, int], float]:
        """(code, warehouse): pieces on their way."""
        warehouses = {int(s["id"]): int(s["warehouse"]) for s in self.shipments()}
        found: dict[tuple[str, int], float] = {}
        for m in self.moves():
            key = (str(m["product."]["code"]), warehouses[int(m["shipment"].partition(",")[2])])
            if key[0].startswith("N"):
                found[key] = found.get(key, 0.0) + float(m["quantity"])
        return found

    def letter(self, *, back: bool = False, quantity: str = "3", mark: str = "CL-0123456789ab") -> Letter:
        """That many of the 4 from the other warehouse; ``back``: what takes it back."""
        line, here, there = self.line(), str(self.shipment["id"]), f"+{self.there}"
        left = str(4 - int(quantity))
        cells = [[line, here, left if back else "4"], [line, there, quantity if back else "0"]]
        [now] = [s for s in self.shipments() if s["id"] == self.shipment["id"]] or [self.shipment]
        body = {
            "sale": str(self.sale["id"]),
            "mark": f"{mark}-B" if back else mark,
            "of": mark if back else "",
            "moves": [{"line": line, "from": there if back else here, "to": here if back else there, "quantity": quantity}],
            "before": cells,
            "labels": {here: "first", there: "second"},
            "skus": {line: "N1001"},
            "revs": {} if back else {here: str(now["_timestamp"])},
        }
        return letters.letter("regroup", body, str(self.sale["number"]))

    def exchange(self, mark: str) -> Letter:
        """What is there and what is elsewhere, after 3 of the 4 went: 1 to there and 2 back, of the same line and at once."""
        line = self.line()
        one, other = (str(s["id"]) for s in self.shipments())
        body = {
            "sale": str(self.sale["id"]),
            "mark": mark,
            "of": "",
            "moves": [
                {"line": line, "from": one, "to": other, "quantity": "1"},
                {"line": line, "from": other, "to": one, "quantity": "2"},
            ],
            "before": [[line, one, "1"], [line, other, "3"]],
            "labels": {one: "first", other: "second"},
            "skus": {line: "N1001"},
            "revs": {str(s["id"]): str(s["_timestamp"]) for s in self.shipments()},
        }
        return letters.letter("regroup", body, str(self.sale["number"]))

    def short(self) -> None:
        """Somebody takes half of the 4 pieces off what leaves."""
        [move] = [m for m in self.moves() if m["product."]["code"] == "N1001"]
        self.desk.on(SHIPMENT, "write", [self.shipment["id"]], {"moves": [["write", [move["id"]], {"quantity": 2.0}]]})

    def press(self, button: str) -> None:
        self.desk.on(SHIPMENT, button, [self.shipment["id"]])

    # ---- amended ----

    def ordered(self) -> dict[str, float]:
        """Code: pieces that the sale says now."""
        found = self.desk.on(
            "sale.line",
            "search_read",
            [["sale", "=", self.sale["id"]], ["type", "=", "line"]],
            0,
            None,
            None,
            ["quantity", "product.code"],
        )
        return {str(x["product."]["code"]): float(x["quantity"]) for x in found if str(x["product."]["code"]).startswith("N")}

    def fewer(self, mark: str, *, back: bool = False, reason: str = "They take three less") -> Letter:
        """3 of the 4 less; ``back``: what takes it back."""
        [now] = self.desk.on("sale.sale", "search_read", [["id", "=", self.sale["id"]]], 0, 1, None, ["_timestamp"])
        change = {"line": self.line(), "from": "1" if back else "4", "to": "4" if back else "1"}
        body = {
            "sale": str(self.sale["id"]),
            "mark": f"{mark}-B" if back else mark,
            "lines": [change],
            "reason": "" if back else reason,
        }
        return letters.letter("amend_lines", body, str(self.sale["number"]), None if back else str(now["_timestamp"]))

    def swapped(self, mark: str, *, back: bool = False, cheaper: str = "7.5") -> Letter:
        """N1003 in place of the 4 N1001, at another price; ``back``: what takes it back."""
        row = self.sold("N1003" if back else "N1001")
        [other] = self.desk.on("product.product", "search", [["code", "=", "N1001" if back else "N1003"]], 0, 1, None)
        pair = ["N1003", "N1001"] if back else ["N1001", "N1003"]
        prices = [cheaper, "12.3456"] if back else ["12.3456", cheaper]
        line = {"line": str(row["id"]), "from": "4", "to": "4", "product": [str(row["product"]), str(other)], "code": pair}
        body = {
            "sale": str(self.sale["id"]),
            "mark": f"{mark}-B" if back else mark,
            "lines": [{**line, "price": prices}],
            "reason": "" if back else "Agreed by phone",
        }
        return letters.letter("amend_lines", body, str(self.sale["number"]))

    def sold(self, code: str) -> dict[str, Any]:
        """The sale's line of this product as it is now."""
        domain = [["sale", "=", self.sale["id"]], ["product.code", "=", code]]
        [row] = self.desk.on("sale.line", "search_read", domain, 0, None, None, ["product", "quantity", "unit_price"])
        return dict(row)

    # ---- days ----

    def days(self) -> dict[str, str]:
        """Number of a shipment, and "moves" for all of its goods: the day that they are planned for, ISO."""
        keys = sorted({int(m["shipment"].partition(",")[2]) for m in self.moves()})
        found = self.desk.on(SHIPMENT, "search_read", [["id", "in", keys]], 0, None, [["id", "ASC"]], ["number", "planned_date"])
        days = {str(s["number"]): _iso(s["planned_date"]) for s in found}
        lines = self.desk.on("sale.line", "search", [["sale", "=", self.sale["id"]]], 0, None, [["id", "ASC"]])
        moves = self.desk.on(
            MOVE, "search_read", [["origin", "in", [f"sale.line,{k}" for k in lines]]], 0, None, None, ["planned_date", "state"]
        )
        return {**days, "moves": "/".join(sorted({_iso(m["planned_date"]) for m in moves if m["state"] != "cancelled"}))}

    def later(self, to: str, *, back_to: str = "", rev: bool = True) -> Letter:
        """Its delivery for another day; ``back_to``: what takes it back, to this day."""
        key, number = str(self.shipment["id"]), str(self.shipment["number"])
        was = self.days()[number]
        [now] = [s for s in self.shipments() if s["id"] == self.shipment["id"]]
        body = {
            "sale": str(self.sale["id"]),
            "days": [{"shipment": key, "from": was, "to": back_to or to}],
            "labels": {key: "first"},
            "revs": {key: str(now["_timestamp"])} if rev and not back_to else {},
        }
        return letters.letter("reschedule", body, str(self.sale["number"]))


def _iso(day: dict[str, int] | None) -> str:
    return "" if day is None else f"{day['year']}-{day['month']:02}-{day['day']:02}"
