"""Sales orders and their lines as every ERP or shop knows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.money import Money
from app.domain.ref import Ref


class OrderState(StrEnum):
    DRAFT = "draft"
    QUOTED = "quoted"  # offered, or ordered and not yet confirmed
    CONFIRMED = "confirmed"
    PROCESSING = "processing"
    DONE = "done"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Sale:
    """One sales order or quotation. Amounts in the order's currency; ``stamp`` and times aware UTC; dates are plain dates.

    An offer is valid for ``valid_days`` from ``quoted_on``, which a draft has from when it is first quoted on; ``expires_on`` says both in
    one, of a draft as if it were quoted today. description, comment: words to the customer.
    """

    ref: Ref
    rev: str  # the server's token for optimistic locking
    stamp: datetime
    number: str | None
    customer: str  # key of the invoiced customer
    state: OrderState
    reference: str | None  # the customer's purchase-order number
    web_origin: str | None  # the shop's id where the order came from a shop
    untaxed: Money
    untaxed_company: Money  # the same in the company's currency: what credit is checked in
    ships_on_order: bool  # False: goods leave by a way that skips the credit check at confirmation
    ship_date: date | None  # requested by the customer
    order_date: date | None
    warehouse: str | None
    payment_terms: str | None
    shipment_state: str
    invoice_state: str
    created_at: datetime
    created_by: str | None  # login of who keyed it; may never approve it
    confirmed_by: str | None
    salesperson: str | None
    expires_on: date | None  # quotation validity
    ship_to: str | None  # key of the CustomerAddress its goods go to
    complaint: str | None = None  # key of the Complaint that it makes good
    returns: str | None = None  # key of the Sale whose goods come back by it
    quoted_on: date | None = None
    valid_days: int | None = None
    description: str | None = None
    comment: str | None = None

    def in_company(self, amount: Money) -> Money:
        """In the currency of authority, at the rate at which the ERP counts this sale; unchanged where it tells none."""
        if amount.currency == self.untaxed_company.currency or not self.untaxed:
            return amount
        return Money.of(amount.amount * self.untaxed_company.amount / self.untaxed.amount, self.untaxed_company.currency)


@dataclass(frozen=True, slots=True)
class SaleLine:
    """One line. ``net`` in the order's currency; ``cost`` is quantity x unit cost where the ERP tells it, in company currency.

    ``unit_price`` in the order's currency, without tax, with every digit the system keeps: an ERP prices to a hundredth of a cent,
    and a correction taken back must give the very price again, which Money would have rounded. ``list_price``: in the same way, before
    any discount, as it was when the line was priced; None where the ERP tells none. ``freight``: carriage, no goods.
    """

    ref: Ref
    rev: str
    stamp: datetime
    sale: str
    sequence: int
    sku: str | None
    product: str
    quantity: Decimal
    unit: str
    net: Money
    cost: Money | None
    product_key: str | None  # key of the Product; ``sku`` is its code
    unit_price: Decimal
    words: str | None = None  # written on it beside the product
    list_price: Decimal | None = None
    freight: bool = False

    @property
    def name(self) -> str:
        """Of the product, without its number, which an ERP may put before it."""
        return self.product.removeprefix(f"[{self.sku}] ")


@dataclass(frozen=True, slots=True)
class RefusedConfirm:
    """A confirm that the ERP refused for credit, as the add-on recorded it."""

    ref: Ref
    rev: str
    stamp: datetime
    sale: str
    by: str | None
    words: str


def is_ordered(sale: Sale, refused: frozenset[str]) -> bool:
    """The customer has ordered it: a purchase-order number, a shop's order, or a confirm that was tried and refused."""
    return bool((sale.reference or "").strip() or sale.web_origin or sale.ref.key in refused)


def missing_line(sale: Sale | None, lines: Iterable[SaleLine]) -> bool:
    """These are not all of its lines, by its own net amount."""
    return sale is not None and sum(x.net.minor for x in lines) != sale.untaxed.minor
