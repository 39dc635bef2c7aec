"""A quote priced by the ERP's own rules, as its own form would: line by line, then all of them together; nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from app.connectors.tryton import booking
from app.connectors.tryton.client import Client
from app.connectors.tryton.wire import Quantity
from app.domain.money import Money, per_unit
from app.domain.pricing import AskedLine, AskPrices, Priced, PricedLine
from app.errors import RefusedByRemote
from app.lanes.stop import Stop

Row = dict[str, object]
KEPT = (  # of a sale, that its prices and taxes hang on
    "party",
    "currency",
    "invoice_party",
    "payment_term",
    "price_list",
    "warehouse",
    "sale_date",
    "company",
    "shipment_address",
)
_HUNDRED = Decimal(100)


class Pricing:
    """Asks for one quote. Prices of one product and quantity are asked once; they end with this object."""

    def __init__(self, client: Client, company_currency: str) -> None:
        self._client, self._company = client, company_currency
        self._names: dict[str, list[str]] = {}
        self._taxes: dict[int, str] = {}
        self._told: dict[tuple[str, Decimal], Row] = {}

    def price(self, ask: AskPrices, told: Callable[[int, int], None], stop: Stop) -> Priced | None:
        """``told(done, of)`` after every line; None once it is stopped. RefusedByRemote: no such customer, currency or quotation."""
        header, price_list = self._header(ask)
        self._fields()
        lines: list[PricedLine] = []
        rows: list[Row] = []
        refused: list[tuple[str, str]] = []
        for i, line in enumerate(ask.lines, 1):
            if stop:
                return None
            try:
                row, priced = self._line(-1 - i, line, header, ask.currency)
            except RefusedByRemote as refusal:
                refused.append((line.key, refusal.title))
            else:
                rows.append(row)
                lines.append(priced)
            told(i, len(ask.lines))
        untaxed, tax, total = totals(self._client, header, rows, ask.currency)
        costs = self._costs({x.product for x in ask.lines})
        product = {x.key: x.product for x in ask.lines}
        known = tuple(replace(x, cost=costs.get(product[x.key])) for x in lines)
        return Priced(ask, known, tuple(refused), untaxed, tax, total, self._company, price_list, self._client.clock())

    # ---- the sale's own values ----

    def _header(self, ask: AskPrices) -> tuple[Row, str]:
        if ask.sale is not None:
            rows = self._client.rows("sale.sale", [["id", "=", int(ask.sale.key)]], [*KEPT, "price_list.name"], 1)
            if not rows:
                raise RefusedByRemote("The quotation is not in the ERP any more", about=ask.sale.key)
            header: Row = {k: rows[0].get(k) for k in KEPT}
            return header, _name(rows[0].get("price_list."))
        currency = booking.one(self._client, "currency.currency", "code", ask.currency, "currency", ["code"])
        header = booking.header_of(self._client, int(ask.customer.key), int(str(currency["id"])))
        key = header.get("price_list")
        rows = self._client.rows("product.price_list", [["id", "=", key]], ["name"], 1) if key else []
        return header, str(rows[0]["name"]) if rows else ""

    def _fields(self) -> None:
        """Which values the ERP's own form would send along, by its own word."""
        described = self._client.read("model.sale.line.fields_get", ["product", "amount"])
        fields = described if isinstance(described, dict) else {}
        self._names = {
            "product": _listed(fields.get("product"), "on_change"),
            "amount": _listed(fields.get("amount"), "on_change_with"),
        }

    # ---- one line ----

    def _line(self, id_: int, line: AskedLine, header: Mapping[str, object], currency: str) -> tuple[Row, PricedLine]:
        found = self._told.get((line.product, line.quantity))
        if found is None:
            found = self._told[line.product, line.quantity] = self._ask(line, header)
        own = found.get("unit_price")
        if not isinstance(own, Decimal):
            raise RefusedByRemote("The ERP has no price for it", about=line.product)
        price = line.price if line.price is not None else own
        if line.discount is not None:
            price = per_unit(own * (1 - line.discount / _HUNDRED))
        row: Row = {**found, "id": id_, "type": "line", "product": int(line.product), "quantity": Quantity(line.quantity)}
        row["unit_price"] = price
        if price != own or not isinstance(row.get("amount"), Decimal):
            row["amount"] = self._amount(row, header)
        taxes = booking.added(found.get("taxes"))
        row["taxes"] = taxes
        listed = found.get("base_price")
        priced = PricedLine(
            line.key,
            own,
            price,
            listed if isinstance(listed, Decimal) else None,
            None,
            Money.of(Decimal(str(row["amount"])), currency),
            self._tax_names(taxes),
        )
        return row, priced

    def _ask(self, line: AskedLine, header: Mapping[str, object]) -> Row:
        known: Row = {"product": int(line.product), "quantity": Quantity(line.quantity), "type": "line", "taxes": []}
        told = self._client.read("model.sale.line.on_change", self._sent("product", known, header), ["product"])
        return {
            k: v
            for p in booking.parts(told)
            for k, v in p.items()
            if k in ("unit", "base_price", "unit_price", "amount", "taxes")
        }

    def _amount(self, row: Mapping[str, object], header: Mapping[str, object]) -> Decimal:
        """Rounded as the ERP rounds this currency."""
        told = self._client.read("model.sale.line.on_change_with", self._sent("amount", row, header), ["amount"])
        found = told.get("amount") if isinstance(told, dict) else None
        if not isinstance(found, Decimal):
            raise RefusedByRemote("The ERP does not say what the line costs")
        return found

    def _sent(self, field: str, known: Mapping[str, object], header: Mapping[str, object]) -> Row:
        every = {**known, **{f"_parent_sale.{k}": v for k, v in header.items()}, "company": header.get("company"), "sale": -1}
        return {**{name: every.get(name) for name in self._names[field]}, "id": -1}

    # ---- what else is known ----

    def _costs(self, products: set[str]) -> dict[str, Decimal]:
        """Of one, in the company's currency; empty where this sign-in may not read them."""
        try:
            rows = self._client.rows("product.product", [["id", "in", sorted(map(int, products))]], ["cost_price"])
        except RefusedByRemote:
            return {}
        return {str(r["id"]): per_unit(c) for r in rows if isinstance(c := r.get("cost_price"), Decimal)}

    def _tax_names(self, keys: list[int]) -> tuple[str, ...]:
        missing = [k for k in keys if k not in self._taxes]
        if missing:
            rows = self._client.rows("account.tax", [["id", "in", missing]], ["name"])
            self._taxes |= {int(str(r["id"])): str(r["name"]) for r in rows}
        return tuple(self._taxes.get(k, "") for k in keys)


def totals(
    client: Client, header: Mapping[str, object], rows: Sequence[Mapping[str, object]], currency: str
) -> tuple[Money, Money, Money]:
    """Untaxed, tax and total of a sale with these values and lines, as the ERP adds them up itself."""
    sale = {**header, "id": -1, "lines": [*rows]}
    told = client.read("model.sale.sale.on_change", sale, ["lines"])
    said = {k: v for p in booking.parts(told) for k, v in p.items()}
    found = [said.get(k) for k in ("untaxed_amount", "tax_amount", "total_amount")]
    untaxed, tax, total = (Money.of(x if isinstance(x, Decimal) else Decimal(0), currency) for x in found)
    return untaxed, tax, total


def _listed(field: object, name: str) -> list[str]:
    found = field.get(name) if isinstance(field, dict) else None
    return [n for n in found if isinstance(n, str)] if isinstance(found, list) else []


def _name(row: object) -> str:
    return str(row.get("name") or "") if isinstance(row, dict) else ""
