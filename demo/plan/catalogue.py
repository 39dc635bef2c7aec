"""What is sold at which price: the assortment, the price lists, who has which; the same for ERP and shop."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from demo.seed.names import CUSTOMERS, FAMILIES

VAT = Decimal("0.19")
_SUFFIX = {"Gear motor": " kW", "Pressure gauge": " bar", "Conveyor belt roll": " mm"}
_PACKED = range(100, 112)  # these are sold in packs only; neither the history nor the pulse touches them


@dataclass(frozen=True, slots=True)
class Product:
    """``price``: list price in EUR. Where ``minimum`` is set, one must order at least that many, in steps of ``multiple``."""

    code: str
    name: str
    price: Decimal
    minimum: int | None = None
    multiple: int | None = None


@dataclass(frozen=True, slots=True)
class PriceList:
    """``steps``: from this quantity on, the list price times this factor; the largest quantity first."""

    name: str
    steps: tuple[tuple[int, Decimal], ...]


PRICE_LISTS = (
    PriceList("Wholesale, 10 % off", ((0, Decimal("0.9")),)),
    PriceList("Key account, 15 % off from 50", ((50, Decimal("0.85")), (0, Decimal("0.95")))),
)


def _assortment() -> tuple[Product, ...]:
    """Sizes interleaved, so that neighbours differ in kind."""
    rows: list[Product] = []
    for size in range(10):
        for family, sizes, cents, growth in FAMILIES:
            price = Decimal(round(cents * growth**size)) / 100
            packs = (10, 5) if len(rows) in _PACKED else (None, None)
            rows.append(Product(f"N{len(rows) + 1001}", f"{family} {sizes[size]}{_SUFFIX.get(family, '')}", price, *packs))
    return tuple(rows)


PRODUCTS = _assortment()


def customer_code(position: int) -> str:
    """The code of the party in the ERP, by position in names.CUSTOMERS."""
    return f"C{position + 1:04d}"


def price_list(position: int) -> PriceList | None:
    """The price list of a customer, by position in names.CUSTOMERS; None pays list prices."""
    return PRICE_LISTS[position % 4 - 2] if position % 4 > 1 else None


def unit_price(position: int, product: int, quantity: int) -> Decimal:
    """What the customer pays for one, in EUR, four digits; both by position."""
    prices = price_list(position)
    factor = next(f for least, f in prices.steps if quantity >= least) if prices else Decimal(1)
    return round(PRODUCTS[product].price * factor, 4)


COUNTRIES = tuple(sorted({country for *_, country in CUSTOMERS}))
