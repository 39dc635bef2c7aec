"""Somebody else in the company who sells and buys in Tryton itself, and looks at what leaves when."""

from __future__ import annotations

import time
from datetime import date
from typing import Any

from demo.days import today
from tests.contracts.office import Desk
from tests.journeys.conftest import World

SHIPMENT = "stock.shipment.out"
Row = dict[str, Any]


class Dispatch:
    """Works as the order manager, from the first warehouse."""

    def __init__(self, world: World) -> None:
        self._desk = Desk(world.url, world.erp, "omar", world.servers.password("omar"))
        [self._company] = self._desk.on("company.company", "search_read", [], 0, 1, None, ["currency"])
        self._house = self._first("stock.location", ["type", "=", "warehouse"], ["code", "=", "HAM"])["id"]

    def _first(self, model: str, *domain: list[Any], names: tuple[str, ...] = ("rec_name",)) -> Row:
        return dict(self._desk.on(model, "search_read", list(domain), 0, 1, [["id", "ASC"]], list(names))[0])

    def _line(self, sku: str, quantity: float, price: str) -> list[Any]:
        product = self._first("product.product", ["code", "=", sku], names=("default_uom",))
        row = {"type": "line", "product": product["id"], "quantity": float(quantity), "unit": product["default_uom"]}
        return ["create", [{**row, "unit_price": {"__class__": "Decimal", "decimal": price}}]]

    def sell(self, sku: str, quantity: float, wanted: date, shared: str = "") -> str:
        """The number of a confirmed sale whose shipment waits. ``shared``: the reference of the web order that it was placed as."""
        web = {"web_shop": self._first("web.shop")["id"], "web_id": shared} if shared else {}
        (key,) = self._confirmed({**self._sale(sku, quantity, wanted), **web}, 1)
        return str(self._first("sale.sale", ["id", "=", key], names=("number",))["number"])

    def lay_aside(self, number: str) -> None:
        """As much as is there of what leaves of a sale."""
        self._desk.on(SHIPMENT, "assign_try", self._desk.on(SHIPMENT, "search", [["moves.sale.number", "=", number]]))

    def stranded(self, sku: str, count: int, left: date) -> list[str]:
        """Numbers of sales that were handed to the carrier on that day, and of whose arrival nothing was heard."""
        keys = self._confirmed(self._sale(sku, 1, None), count)
        rows = self._desk.on("sale.sale", "search_read", [["id", "in", keys]], 0, None, None, ["number", "shipments"])
        shipments = [k for row in rows for k in row["shipments"]]
        for button in ("draft", "write", "wait", "assign_try", "pick", "pack", "ship"):
            more = ({"planned_date": _day(left)},) if button == "write" else ()
            for part in _parts(shipments):
                self._desk.on(SHIPMENT, button, part, *more)
        return [str(row["number"]) for row in rows]

    def arrived(self, number: str) -> None:
        """The carrier says that what left of a sale is there: the ERP makes its invoice then."""
        self._desk.on(SHIPMENT, "do", self._desk.on(SHIPMENT, "search", [["moves.sale.number", "=", number]]))

    def _sale(self, sku: str, quantity: float, wanted: date | None) -> Row:
        """For a customer without a credit limit."""
        party = self._first("party.party", ["code", "=", "C0031"], names=("addresses",))
        return {
            "party": party["id"],
            "invoice_address": party["addresses"][0],
            "shipment_address": party["addresses"][0],
            "warehouse": self._house,
            "currency": self._company["currency"],
            "company": self._company["id"],
            "reference": "4500-9001",
            "carrier": self._first("carrier")["id"],
            "shipment_method": "order",
            "payment_term": self._first("account.invoice.payment_term")["id"],
            "sale_date": _day(today()),
            "shipping_date": _day(wanted) if wanted else None,
            "lines": [self._line(sku, quantity, "10.00")],
        }

    def _confirmed(self, values: Row, count: int) -> list[int]:
        """So many sales like that, each with its shipment."""
        keys = [int(k) for k in self._desk.on("sale.sale", "create", [values] * count)]
        for button in ("quote", "confirm"):
            for part in _parts(keys):
                self._desk.on("sale.sale", button, part)
        for key in keys:
            self._until("sale.sale", key, ["shipments"], "shipments")
        return keys

    def buy(self, sku: str, quantity: float, comes: date, now: date | None = None) -> None:
        """A confirmed purchase that comes on a day; ``now``: the supplier says another one since."""
        supplier = self._first("party.party", ["code", "=", "S001"], names=("addresses",))
        values = {
            "party": supplier["id"],
            "invoice_address": supplier["addresses"][0],
            "warehouse": self._house,
            "currency": self._company["currency"],
            "company": self._company["id"],
            "delivery_date": _day(comes),
            "lines": [self._line(sku, quantity, "7.00")],
        }
        [key] = self._desk.on("purchase.purchase", "create", [values])
        for button in ("quote", "confirm"):
            self._desk.on("purchase.purchase", button, [key])
        row = self._until("purchase.purchase", key, ["moves"], "moves")
        if now is not None:
            self._desk.on("stock.move", "write", row["moves"], {"planned_date": _day(now)})

    def _until(self, model: str, key: int, names: list[str], full: str) -> Row:
        """The server goes on by itself after a button; it is asked until it has."""
        ends = time.monotonic() + 120
        while True:
            row = self._first(model, ["id", "=", key], names=tuple(names))
            if row[full]:
                return row
            assert time.monotonic() < ends, f"{model} {key} did not go on"

    def deliveries(self, number: str) -> list[tuple[str, str, dict[str, float]]]:
        """State, day and pieces by product of what leaves of a sale, the earlier first; cancelled ones left out."""
        names = [
            "state",
            "planned_date",
            "moves.quantity",
            "moves.product.code",
            "moves.origin",
            "moves.state",
            "moves.planned_date",
        ]
        found = self._desk.on(SHIPMENT, "search_read", [["moves.sale.number", "=", number]], 0, None, None, names)
        rows = []
        for one in found:
            leaves = [m for m in one["moves."] if str(m["origin"]).startswith("sale.line,") and m["state"] != "cancelled"]
            if one["state"] == "cancelled" or not leaves:
                continue
            assert {_iso(m["planned_date"]) for m in leaves} == {_iso(one["planned_date"])}, "goods follow their shipment"
            rows.append((str(one["state"]), _iso(one["planned_date"]), {m["product."]["code"]: m["quantity"] for m in leaves}))
        return sorted(rows, key=lambda r: r[1])


def _parts(keys: list[int]) -> list[list[int]]:
    """So few at a time that a busy server answers in time."""
    return [keys[at : at + 5] for at in range(0, len(keys), 5)]


def _day(day: date) -> dict[str, Any]:
    return {"__class__": "date", "year": day.year, "month": day.month, "day": day.day}


def _iso(day: dict[str, int] | None) -> str:
    return "" if day is None else f"{day['year']}-{day['month']:02}-{day['day']:02}"
