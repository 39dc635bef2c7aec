"""What a web shop knows: orders as the customer placed them, their lines and payments, buyers, goods and agreed prices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from app.domain.address import Address
from app.domain.money import Money
from app.domain.ref import Ref


class WebOrderState(StrEnum):
    DRAFT = "draft"  # a quote of the shop: not ordered yet
    PLACED = "placed"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Paid(StrEnum):
    """Derived by us from amounts, never taken from the shop's own word."""

    NOTHING = "nothing"
    AUTHORISED = "authorised"
    PART = "part"
    ALL = "all"
    REFUNDED_PART = "refunded in part"
    REFUNDED = "refunded"


class Fulfilled(StrEnum):
    """Derived by us from the lines' quantities."""

    NOTHING = "nothing"
    PART = "part"
    PACKED = "packed"
    SHIPPED = "shipped"
    DELIVERED = "delivered"


@dataclass(frozen=True, slots=True)
class WebOrder:
    """An order or draft of a shop. Amounts in the order's currency, tax included where the name says total; times aware UTC."""

    ref: Ref
    rev: str  # version and last change, as the shop counts them
    stamp: datetime
    number: str  # what the customer sees, such as W1042
    state: WebOrderState
    customer: str | None  # key of the shop's buyer
    party: str | None  # the ERP customer's number, as the shop's company group or buyer carries it
    shared: str | None  # the one reference that the ERP's sale carries too
    email: str | None
    reference: str | None  # the customer's purchase-order number
    net: Money  # goods after discounts, without tax and freight
    freight: Money
    tax: Money
    total: Money
    paid: Money
    refunded: Money
    due: Money  # positive: the customer owes; negative: a refund is due
    payment: Paid
    fulfilment: Fulfilled
    ship_to: Address | None
    bill_to: Address | None
    requested: date | None  # wanted delivery day
    placed_at: datetime
    cancelled_at: datetime | None
    expires_on: date | None  # drafts: valid until
    locked_by: str | None  # an open edit, return or claim of the shop that has not ended
    stage: str | None = None  # of what began as a request: how far it came as an offer, as noted in the shop: "new", "sent"

    @property
    def was_request(self) -> bool:
        """It is a request for an offer, or began as one that somebody in the shop took up."""
        return self.state is WebOrderState.DRAFT or self.stage is not None


@dataclass(frozen=True, slots=True)
class WebLine:
    """One line as placed, whatever came back of it since. Quantities in the variant's unit; prices without tax.

    ``unit_price`` is what a person reads; ``exact_price`` keeps the hundredths of a cent that shop and ERP price with (four digits), so
    that what is booked is what was placed. returned: came back, on sale again or not; returning: asked for and not received yet.
    replaces: it makes other pieces of the order good and was not ordered.
    """

    ref: Ref
    rev: str
    stamp: datetime
    order: str
    sequence: int
    sku: str | None
    product: str
    quantity: Decimal
    unit_price: Money
    exact_price: Decimal
    net: Money
    fulfilled: Decimal
    shipped: Decimal
    delivered: Decimal
    returned: Decimal
    returning: Decimal = Decimal(0)
    replaces: bool = False

    @property
    def returnable(self) -> Decimal:
        """Pieces that went out and are not on their way back; never below zero."""
        return max(Decimal(0), self.fulfilled - self.returned - self.returning)


@dataclass(frozen=True, slots=True)
class WebPayment:
    """One payment or attempt. ``failure``: the provider's code in words, never a card number. ``request``: key of what it is to pay."""

    ref: Ref
    rev: str
    stamp: datetime
    order: str
    provider: str
    state: str  # pending, authorised, captured, failed, expired, cancelled
    amount: Money
    captured: Money
    refunded: Money
    failure: str | None
    at: datetime
    expires_at: datetime | None
    request: str


@dataclass(frozen=True, slots=True)
class Buyer:
    """A person or company that buys in the shop."""

    ref: Ref
    rev: str
    stamp: datetime
    email: str
    name: str
    company: str | None
    party: str | None  # the ERP customer's number


@dataclass(frozen=True, slots=True)
class Variant:
    """What can be put into a cart. ``minimum``, ``multiple``: quantities a customer may order, None where any."""

    ref: Ref
    rev: str
    stamp: datetime
    sku: str
    product: str
    on_sale: bool
    minimum: Decimal | None
    multiple: Decimal | None
    replaced_by: str | None  # sku


@dataclass(frozen=True, slots=True)
class WebLevel:
    """Pieces of a variant at one of the shop's stock locations. ``reserved``: of orders that have not left; the rest is on offer.

    place: key of the location; warehouse: the code of the ERP's that it is, None where nobody said. incoming: as somebody keyed it.
    """

    ref: Ref
    rev: str
    stamp: datetime
    sku: str
    place: str
    place_name: str
    warehouse: str | None
    stocked: Decimal
    reserved: Decimal
    incoming: Decimal


@dataclass(frozen=True, slots=True)
class WebPlace:
    """One of the shop's stock locations. ``warehouse``: the code of the ERP's that it is, None where nobody said."""

    ref: Ref
    rev: str
    stamp: datetime
    name: str
    warehouse: str | None


@dataclass(frozen=True, slots=True)
class WebReservation:
    """Pieces that the shop holds at a location for an order's line until they leave, in the unit that its stock is counted in.

    line, place, item: keys of the line, of the location, of what is kept in stock. aside: held for the line without being tied to it,
    for a shop that ties a line to one location only.
    """

    ref: Ref
    rev: str
    stamp: datetime
    line: str
    item: str
    place: str
    quantity: Decimal
    aside: bool = False


@dataclass(frozen=True, slots=True)
class WebPrice:
    """The price a company agreed in the shop, from a quantity on; ``party`` None: everybody's."""

    ref: Ref
    rev: str
    stamp: datetime
    sku: str
    party: str | None
    quantity: Decimal
    price: Money
