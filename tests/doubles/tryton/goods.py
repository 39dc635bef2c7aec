"""What the fake Tryton sells, for how much and to which address, and how a web order becomes a sale."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from demo.days import today
from tests.doubles.tryton.refusal import user_error
from tests.doubles.tryton.store import Row, Store

FACTORS = {1: ((0, "0.9"),), 2: ((50, "0.85"), (0, "0.95"))}  # price list -> (quantity from which, factor)
ON_CHANGE = ["product", "quantity", "_parent_sale.party", "_parent_sale.currency", "_parent_sale.price_list"]
DESCRIBED = {
    "product": {"on_change": ON_CHANGE},
    "amount": {"on_change_with": ["type", "quantity", "unit_price", "_parent_sale.currency"]},
}
VAT = Decimal("0.19")

UNSAID = (  # what a sale does not say until somebody does
    *("number", "invoice_party", "reference", "web_id", "web_shop", "shipment_party", "shipment_address", "shipping_date"),
    *("sale_date", "quotation_date", "quotation_validity", "confirmed_by", "quoted_by", "description", "comment"),
)


class Goods(Store):
    """``context``: of the call that runs now."""

    def __init__(self) -> None:
        super().__init__()
        self.context: Row = {}

    def stock_up(self) -> None:
        self.create("product.uom", {"symbol": "u", "name": "Unit"}, 0)
        for n, (code, price) in enumerate((("N1001", "120.50"), ("N1002", "29.57"), ("N1003", "8.125")), 1):
            self.create("product.template", {"name": f"Valve {n}", "list_price": Decimal(price), "salable": True}, 0)
            values = {"template": n, "code": code, "name": f"Valve {n}", "type": "goods", "active": True}
            values["cost_price"] = Decimal(price) / 2
            self.create("product.product", {**values, "sale_uom": 1, "default_uom": 1}, 0)
        for key, steps in FACTORS.items():
            self.create("product.price_list", {"name": f"List {key}"}, 0)
            for quantity, factor in steps:
                self.create(
                    "product.price_list.line", {"price_list": key, "quantity": float(quantity) or None, "formula": factor}, 0
                )
        self.create("product.template", {"name": "Carriage", "list_price": Decimal("48.00"), "salable": True}, 0)
        carriage = {
            "template": 4,
            "code": "FREIGHT",
            "name": "Carriage",
            "type": "service",
            "active": True,
            "cost_price": Decimal(0),
        }
        product = self.create("product.product", {**carriage, "sale_uom": 1, "default_uom": 1}, 0)
        self.create("carrier", {"carrier_product": product}, 0)
        self.create("account.tax", {"name": "VAT 19 %", "rate": VAT}, 0)
        self.create("web.shop", {"name": "Shop", "company": 1, "warehouses": [1]}, 0)

    def address(self, party: int) -> int:
        values = {"street": "1 Mill Road", "postal_code": "45402", "city": "Dayton", "country": 1, "delivery": True}
        return self.add_address({**values, "party": party})

    def add_address(self, values: Row, user: int = 0) -> int:
        empty = dict.fromkeys(("party_name", "attn", "street", "postal_code", "city", "subdivision", "country"))
        return self.create("party.address", {**empty, "active": True, "delivery": False, **values}, user)

    # ---- computed fields ----

    def get_salable(self, row: Row) -> bool:
        return bool(self.table("product.template")[row["template"]]["salable"])

    def get_list_price_used(self, row: Row) -> Decimal:
        price: Decimal = self.table("product.template")[row["template"]]["list_price"]
        return price

    def get_sale_price_uom(self, row: Row) -> Decimal:
        price, quantity = self.get_list_price_used(row), self.context.get("quantity") or 0
        lines = [x for x in self.table("product.price_list.line").values() if x["price_list"] == self.context.get("price_list")]
        for line in sorted(lines, key=lambda x: -(x["quantity"] or 0)):
            if (line["quantity"] or 0) <= quantity:
                return (price * Decimal(line["formula"])).quantize(Decimal("0.0001"))
        return price.quantize(Decimal("0.0001"))

    def get_quotation_expire(self, row: Row) -> date | None:
        validity = row.get("quotation_validity")
        return None if validity is None else (row["quotation_date"] or today()) + validity

    # ---- what the server would fill in ----

    def defaults(self, names: list[str]) -> Row:
        known = {"company": 1, "currency": 1, "invoice_method": "fulfillment", "shipment_method": "order", "warehouse": 1}
        return {name: known[name] for name in names}

    def on_change(self, model: str, values: Row) -> Row:
        if model == "sale.line":
            return self._priced(values)
        if "party" not in values or values.get("lines"):
            return self._totals(values["lines"])
        party = self.table("party.party")[values["party"]]
        [first, *_] = [k for k, a in self.table("party.address").items() if a["party"] == party["id"]]
        addresses = {"invoice_address": first, "shipment_address": first}
        carried = {"carrier": 1, "shipment_cost_method": "order"}
        return {**addresses, **carried, "payment_term": 1, "price_list": party["sale_price_list"]}

    def _priced(self, values: Row) -> Row:
        product = self.table("product.product")[values["product"]]
        self.context = {"price_list": values.get("_parent_sale.price_list"), "quantity": abs(values["quantity"] or 0)}
        price = self.get_sale_price_uom(product)
        said = {
            "unit": 1,
            "base_price": self.get_list_price_used(product),
            "unit_price": price,
            "taxes": {"add": [[0, {"id": 1}]]},
        }
        return {**said, "amount": _cents(values["quantity"], price)}

    def on_change_with(self, values: Row) -> Row:
        return {"amount": _cents(values["quantity"], values["unit_price"])}

    def _totals(self, lines: list[Row]) -> Row:
        """Tax of all lines together, rounded once."""
        untaxed = sum((x["amount"] for x in lines), Decimal(0))
        taxed = sum((x["amount"] for x in lines if x["taxes"]), Decimal(0))
        tax = (taxed * VAT).quantize(Decimal("0.01"))
        return {"untaxed_amount": untaxed, "tax_amount": tax, "total_amount": untaxed + tax}

    # ---- making a sale ----

    def log(self, user: int, model: str, key: int, event: str, target: str) -> None:
        self.create(
            "ir.model.log", {"resource": f"{model},{key}", "event": event, "target": target, "user": user}, user, self._last
        )

    def new_sale(self, user: int, values: Row) -> int:
        self.check_reference(values)
        plain = {k: v for k, v in values.items() if k not in ("lines", "notes")}
        empty = dict.fromkeys(UNSAID)
        states: Row = {
            "state": "draft",
            "shipment_state": "none",
            "invoice_state": "none",
            "untaxed_amount_cache": None,
            "revision": 0,
        }
        key = self.create("sale.sale", {**empty, **states, **plain}, user)
        for _, made in values.get("lines", ()):
            for line in made:
                self._new_line(user, key, line)
        for _, made in values.get("notes", ()):
            for note in made:
                self.create("ir.note", {"resource": f"sale.sale,{key}", **note}, user)
        return key

    def check_reference(self, values: Row, own: int | None = None) -> None:
        """Module web_shop keeps it unique by an exclusion constraint."""
        shop, web = values.get("web_shop"), values.get("web_id")
        others = (s for key, s in self.table("sale.sale").items() if key != own)
        if shop and any((s.get("web_shop"), s["web_id"]) == (shop, web) for s in others):
            raise user_error("The web ID must be unique by web shop.")

    def _new_line(self, user: int, sale: int, values: Row) -> None:
        plain = {k: v for k, v in values.items() if k != "taxes"}
        given = {**plain, "sale": sale, "currency": 1, "description": values.get("description"), "amount": _amount(values)}
        self.create("sale.line", given, user)

    def carriage(self, user: int, sale: Row) -> list[int]:
        """Add the carrier's own price, where the sale asks for it; the lines of before, which it replaces."""
        before = [k for k, x in self.table("sale.line").items() if x["sale"] == sale["id"] and x.get("shipment_cost") is not None]
        if sale.get("carrier") and sale.get("shipment_cost_method"):
            product = self.table("product.product")[self.table("carrier")[sale["carrier"]]["carrier_product"]]
            price = self.get_list_price_used(product)
            line = {"type": "line", "sequence": None, "product": product["id"], "quantity": 1.0, "unit": 1, "unit_price": price}
            self._new_line(user, sale["id"], {**line, "shipment_cost": price})
        return before

    def rewrite_line(self, key: int, values: Row) -> None:
        line = self.table("sale.line")[key]
        self.write("sale.line", key, {**values, "amount": _amount({**line, **values})})


def _cents(quantity: Any, price: Decimal) -> Decimal:
    return (Decimal(str(quantity)) * price).quantize(Decimal("0.01"))


def _amount(line: Row) -> Any:
    price = line["unit_price"]
    if price != price.quantize(Decimal("0.0001")):
        raise user_error('The number of digits of "Unit Price" exceeds its limit.')
    return _cents(line["quantity"], price)
