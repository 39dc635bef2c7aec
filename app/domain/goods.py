"""Master data that orders are checked against: products, currencies, the prices a customer's list gives, and customers' addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from app.domain.address import Address
from app.domain.money import Money
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Product:
    """A product of the ERP. ``code`` is what shop and ERP share (the shop's sku). ``unit``: that it is sold in, as a rule; ``counted_in``:
    its own, in which all that lies, leaves and comes is counted. ``template``: key of what it shares with its variants;
    ``replaced_by``: key of the product that stands in for it, by the ERP's own word."""

    ref: Ref
    rev: str
    stamp: datetime
    code: str | None
    name: str
    active: bool
    salable: bool
    unit: str
    list_price: Money | None
    counted_in: str = ""
    template: str = ""
    replaced_by: str | None = None


@dataclass(frozen=True, slots=True)
class ListPrice:
    """What the ERP's own price calculation gives on one price list from a quantity on, per unit, without tax.

    ``price_list``: key of the list, as in Customer.price_list_key; None: customers without one. ``quantity`` 0: any. Company currency;
    ``exact``: with all the digits that the ERP prices with, where it was told with more than money has.
    """

    ref: Ref
    rev: str
    stamp: datetime
    price_list: str | None
    product: str  # key
    quantity: Decimal
    price: Money
    exact: Decimal | None = None

    @property
    def each(self) -> Decimal:
        """As exactly as it is known."""
        return self.price.amount if self.exact is None else self.exact


@dataclass(frozen=True, slots=True)
class CustomerAddress:
    """An address that the ERP keeps for a customer."""

    ref: Ref
    rev: str
    stamp: datetime
    customer: str
    address: Address
    delivery: bool
    active: bool


@dataclass(frozen=True, slots=True)
class Currency:
    """A currency that the ERP can sell in. ``code`` is ISO 4217."""

    ref: Ref
    rev: str
    stamp: datetime
    code: str
