"""What a quote costs in the ERP itself: saved there over a bare connection, its amounts read back. Knows nothing of the program.

Prices come from ``product.product.read`` in the context of a price list, another way than a form's; totals are those of the saved sale.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Any

import psycopg

from tests.contracts.office import Desk

CURRENCIES = (("EUR", 2, "1"), ("USD", 2, "1.0834"), ("JPY", 0, "163.27"))  # code, digits, rate to the company's


@dataclass(frozen=True)
class Line:
    product: int
    quantity: int
    price: Decimal | None = None
    discount: Decimal | None = None


@dataclass(frozen=True)
class Quote:
    party: int
    currency: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Amounts:
    """As the ERP's database has them, in major units."""

    each: tuple[Decimal, ...]
    net: tuple[Decimal, ...]
    untaxed: Decimal
    tax: Decimal
    total: Decimal


def add_currencies(dsn: str) -> None:
    with psycopg.connect(dsn) as db:
        for code, digits, rate in CURRENCIES[1:]:
            made = db.execute(
                "INSERT INTO currency_currency (name, code, symbol, digits, rounding, active) VALUES (%s, %s, %s, %s, %s, true) "
                "RETURNING id",
                (code, code, code, digits, Decimal(1).scaleb(-digits)),
            ).fetchone()
            assert made is not None
            db.execute("INSERT INTO currency_currency_rate (currency, date, rate) VALUES (%s, '2020-01-01', %s)", (made[0], rate))


class Books:
    """Saves quotes as somebody who works in the ERP, and throws them away again."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk
        rows = desk.on("currency.currency", "search_read", [], 0, None, None, ["code"])
        self._currencies = {str(r["code"]): int(r["id"]) for r in rows}
        sold = [["salable", "=", True], ["type", "=", "goods"]]
        goods = desk.on(
            "product.product",
            "search_read",
            sold,
            0,
            None,
            None,
            ["sale_uom", "template.sale_quantity_minimal", "template.sale_quantity_rounding"],
        )
        self._units = {int(r["id"]): int(r["sale_uom"]) for r in goods}
        self._steps = {
            int(r["id"]): (int(r["template."]["sale_quantity_minimal"] or 1), int(r["template."]["sale_quantity_rounding"] or 1))
            for r in goods
        }  # how many are sold at least, and in multiples of what
        parties = desk.on(
            "party.party", "search_read", [["code", "like", "C0%"]], 0, None, None, ["sale_price_list", "addresses"]
        )
        self._parties = {int(r["id"]): r for r in parties}
        [tax] = desk.on("account.tax", "search", [], 0, None, None)  # the company knows one, and taxes all it sells with it
        self._tax = int(tax)

    def invented(self, seed: int) -> Quote:
        """The same for the same seed."""
        chance = random.Random(seed)
        products = chance.sample(sorted(self._units), chance.randint(1, 12))
        return Quote(
            chance.choice(sorted(self._parties)),
            CURRENCIES[seed % 3][0],
            tuple(_line(chance, p, *self._steps[p]) for p in products),
        )

    def saved(self, quote: Quote) -> Amounts:
        party = self._parties[quote.party]
        each = [self._price(quote, line) for line in quote.lines]
        lines = [
            {
                "type": "line",
                "product": x.product,
                "quantity": float(x.quantity),
                "unit": self._units[x.product],
                "unit_price": _sent(price),
                "taxes": [["add", [self._tax]]],
            }
            for x, price in zip(quote.lines, each, strict=True)
        ]
        [address] = party["addresses"][:1]
        values = {
            "party": quote.party,
            "invoice_address": address,
            "shipment_address": address,
            "currency": self._currencies[quote.currency],
            "price_list": party["sale_price_list"],
            "lines": [["create", lines]],
        }
        [key] = self._desk.on("sale.sale", "create", [values])
        names = ["untaxed_amount", "tax_amount", "total_amount", "lines.amount"]
        [row] = self._desk.on("sale.sale", "read", [key], names)
        self._desk.on("sale.sale", "delete", [key])
        nets = {int(x["id"]): _number(x["amount"]) for x in row["lines."]}
        net = tuple(nets[key] for key in sorted(nets))
        return Amounts(tuple(each), net, *(_number(row[name]) for name in names[:3]))

    def _price(self, quote: Quote, line: Line) -> Decimal:
        if line.price is not None:
            return line.price
        context = {
            **self._desk.context,
            "price_list": self._parties[quote.party]["sale_price_list"],
            "customer": quote.party,
            "currency": self._currencies[quote.currency],
            "uom": self._units[line.product],
            "quantity": float(line.quantity),
        }
        [row] = self._desk.call("model.product.product.read", [line.product], ["sale_price_uom"], context)
        price = _number(row["sale_price_uom"])
        if line.discount is not None:
            price = (price - price * line.discount / 100).quantize(Decimal("1.0000"), ROUND_HALF_EVEN)
        return price


def _line(chance: random.Random, product: int, least: int, step: int) -> Line:
    quantity = chance.choice((1, 3, 7, chance.randint(1, 60), chance.randint(60, 5000)))
    by_hand = chance.random()
    price = Decimal(chance.randint(1, 9_999_999)).scaleb(-4) if by_hand < 0.25 else None
    discount = Decimal(chance.randint(1, 6000)).scaleb(-2) if 0.25 <= by_hand < 0.5 else None
    quantity = max(quantity, least)
    return Line(product, -(-quantity // step) * step, price, discount)


def _number(value: Any) -> Decimal:
    return Decimal(value["decimal"]) if isinstance(value, dict) else Decimal(str(value))


def _sent(value: Decimal) -> dict[str, str]:
    return {"__class__": "Decimal", "decimal": str(value)}
