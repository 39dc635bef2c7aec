"""The typed shapes of what Tryton sends, one per model, with exactly the fields that are asked for."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Number = Decimal | int  # a server may write a whole number without a point
Key = Annotated[int, msgspec.Meta(ge=1, le=2**63 - 1)]
Size = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    """The head of every row: identity, position in the feed, and the token of optimistic locking."""

    id: Key
    last_modified_at: Moment
    timestamp: Annotated[str, msgspec.Meta(pattern=r"^\d{1,12}(\.\d{1,6})?$")] = msgspec.field(name="_timestamp")


class Named(msgspec.Struct, frozen=True):
    rec_name: str


class Coded(msgspec.Struct, frozen=True):
    code: str


class Login(msgspec.Struct, frozen=True):
    login: str


class SaleSum(msgspec.Struct, frozen=True, kw_only=True):
    """What is added up of an order."""

    state: str
    untaxed_amount: Number
    currency: Coded = msgspec.field(name="currency.")


class SaleRow(Shape, frozen=True, kw_only=True):
    number: str | None
    party: Key
    invoice_party: Key | None
    shipment_address: Key | None
    state: str
    reference: str | None
    web_id: str | None = None  # module web_shop
    untaxed_amount: Number
    shipment_method: str
    shipping_date: date | None
    sale_date: date | None
    shipment_state: str
    invoice_state: str
    create_date: Moment
    quotation_expire: date | None = None
    origin: str | None = None
    quotation_date: date | None = None
    quotation_validity: timedelta | None = None
    description: str | None = None
    comment: str | None = None
    currency: Coded = msgspec.field(name="currency.")
    warehouse: Named | None = msgspec.field(name="warehouse.")
    payment_term: Named | None = msgspec.field(name="payment_term.")
    created_by: Login | None = msgspec.field(name="create_uid.")
    confirmed_by: Named | None = msgspec.field(name="confirmed_by.")
    quoted_by: Named | None = msgspec.field(name="quoted_by.")


class Product(msgspec.Struct, frozen=True):
    id: Key
    rec_name: str
    code: str | None = None
    cost_price: Number | None = None
    default_uom: int | None = None


class Unit(msgspec.Struct, frozen=True):
    id: int
    symbol: str


class LineRow(Shape, frozen=True, kw_only=True):
    sale: Key
    sequence: int | None
    description: str | None
    quantity: Number | None
    amount: Number
    unit_price: Number | None
    base_price: Number | None = None  # module sale_discount
    product: Product | None = msgspec.field(name="product.")
    unit: Unit | None = msgspec.field(name="unit.")
    currency: Coded = msgspec.field(name="currency.")


class Country(msgspec.Struct, frozen=True):
    code: str | None


class Address(msgspec.Struct, frozen=True):
    city: str | None
    country: Country | None = msgspec.field(name="country.")


class PriceList(msgspec.Struct, frozen=True):
    id: Key
    rec_name: str


class PartyRow(Shape, frozen=True, kw_only=True):
    code: str | None
    name: str | None
    addresses: list[Address] = msgspec.field(name="addresses.")
    payment_term: Named | None = msgspec.field(name="customer_payment_term.", default=None)
    price_list: PriceList | None = msgspec.field(name="sale_price_list.", default=None)
    currency: Coded | None = msgspec.field(name="customer_currency.", default=None)
    email: str | None = None
    lang: Coded | None = msgspec.field(name="lang.", default=None)


class StandingRow(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    credit_amount: Number
    credit_limit_amount: Number | None
    receivable: Number


class RefusalRow(Shape, frozen=True, kw_only=True):
    sale: Key
    message: str | None
    login: str | None


class ComplaintRow(Shape, frozen=True, kw_only=True):
    number: str | None
    customer: Key
    origin: str | None
    state: str
    description: str | None
    reference: str | None
    create_date: Moment
    type: Named = msgspec.field(name="type.")
    taken_by: Named | None = msgspec.field(name="submitted_by.")


class AttachmentRow(Shape, frozen=True, kw_only=True):
    resource: str
    name: str
    data_size: Size | None
    description: str | None
    create_date: Moment
    added_by: Named | None = msgspec.field(name="create_uid.")


class ActionRow(Shape, frozen=True, kw_only=True):
    complaint: Key
    action: str
    quantity: Number | None
    unit_price: Number | None
    result: str | None


class Supplier(msgspec.Struct, frozen=True):
    name: str | None
    email: str | None = None
    lang: Coded | None = msgspec.field(name="lang.", default=None)


class Carrier(msgspec.Struct, frozen=True):
    party: Supplier = msgspec.field(name="party.")


class ShipmentRow(Shape, frozen=True, kw_only=True):
    number: str | None
    customer: Key
    state: str
    planned_date: date | None
    effective_date: date | None
    warehouse: Key
    origin_planned_date: date | None = None
    carrier: Carrier | None = msgspec.field(name="carrier.", default=None)
    address: Address | None = msgspec.field(name="delivery_address.", default=None)


class MoveRow(Shape, frozen=True, kw_only=True):
    origin: str | None
    shipment: str | None
    quantity: Number  # in the unit of the sale
    internal_quantity: Number  # in the product's own unit
    state: str
    planned_date: date | None
    effective_date: date | None
    product_key: Key = msgspec.field(name="product")
    from_location: Key
    product: Named | None = msgspec.field(name="product.")


class PurchaseRow(Shape, frozen=True, kw_only=True):
    number: str | None
    party: Supplier = msgspec.field(name="party.")


class IncomingRow(Shape, frozen=True, kw_only=True):
    purchase: Key | None
    internal_quantity: Number  # in the product's own unit, whatever unit it was bought in
    state: str
    planned_date: date | None
    origin_planned_date: date | None
    product: Key
    to_location: Key
    shipment: str | None
    supplier: Supplier | None = msgspec.field(name="supplier.")


class ProductionRow(Shape, frozen=True, kw_only=True):
    number: str | None
    state: str
    warehouse: Key | None
    planned_start_date: date | None
    planned_date: date | None


class ProductionMoveRow(Shape, frozen=True, kw_only=True):
    production_input: Key | None
    production_output: Key | None
    product: Key
    internal_quantity: Number
    state: str
    planned_date: date | None


class ComponentRow(msgspec.Struct, frozen=True, kw_only=True):
    """One part of a product, put together by us from the ERP's recipes."""

    id: str
    stamp: Moment
    product: Key
    part: Key
    quantity: Decimal


class SourcingRow(msgspec.Struct, frozen=True, kw_only=True):
    """How long one product takes, put together by us from recipes' and suppliers' lead times."""

    id: str
    stamp: Moment
    makes: int | None
    buys: int | None
    supplier: str


class InvoiceRow(Shape, frozen=True, kw_only=True):
    number: str | None
    party: Key
    state: str
    invoice_date: date | None
    total_amount: Number
    amount_to_pay: Number
    sales: list[Key]
    currency: Coded = msgspec.field(name="currency.")


class Settled(msgspec.Struct, frozen=True):
    date: date


class Entry(msgspec.Struct, frozen=True):
    origin: str | None


class ReceivableRow(Shape, frozen=True, kw_only=True):
    party: Key
    debit: Number
    credit: Number
    maturity_date: date | None
    date: date | None
    reconciliation: Settled | None = msgspec.field(name="reconciliation.")
    move: Entry | None = msgspec.field(name="move.")


class PaymentRow(Shape, frozen=True, kw_only=True):
    party: Key
    amount: Number
    date: date | None
    state: str
    line: Key | None = None
    currency: Coded = msgspec.field(name="currency.")


class Subdivision(msgspec.Struct, frozen=True):
    name: str


class AddressRow(Shape, frozen=True, kw_only=True):
    party: Key
    party_name: str | None
    attn: str | None
    street: str | None
    postal_code: str | None
    city: str | None
    delivery: bool = True  # module stock
    active: bool
    subdivision: Subdivision | None = msgspec.field(name="subdivision.")
    country: Country | None = msgspec.field(name="country.")


class CurrencyRow(Shape, frozen=True, kw_only=True):
    code: str


class Template(Shape, frozen=True, kw_only=True):
    """What its variants share; it changes without them."""


class ProductRow(Shape, frozen=True, kw_only=True):
    code: str | None
    replaced_by: Key | None = None
    rec_name: str
    name: str | None
    active: bool
    salable: bool
    list_price_used: Number | None  # its own, else its template's
    template: Template = msgspec.field(name="template.")
    unit: Unit | None = msgspec.field(name="sale_uom.")
    own_unit: Unit | None = msgspec.field(name="default_uom.", default=None)


class PriceRow(msgspec.Struct, frozen=True, kw_only=True):
    """One figure of the ERP's price calculation, put together by us. ``price`` is None where it gives none."""

    id: str
    stamp: Moment
    price_list: Key | None
    product: Key
    quantity: Decimal
    price: Number


class WarehouseRow(Shape, frozen=True, kw_only=True):
    code: str | None
    name: str | None
    rec_name: str
    active: bool
    output_location: Key
    input_location: Key
    storage_location: Key
    lost_found_location: Key | None


class ReturnRow(Shape, frozen=True, kw_only=True):
    number: str | None
    customer: Key
    state: str
    planned_date: date | None
    effective_date: date | None
    warehouse: Key


class PutAwayRow(Shape, frozen=True, kw_only=True):
    origin: str
    shipment: str | None
    quantity: Number
    state: str
    from_location: Key
    to_location: Key
    product: Key


class PlaceRow(Shape, frozen=True, kw_only=True):
    code: str | None
    name: str | None
    rec_name: str
    type: str
    parent: Key | None
    active: bool


class InvoiceLineRow(Shape, frozen=True, kw_only=True):
    invoice: Key
    origin: str | None
    quantity: Number | None
    unit_price: Number | None
    amount: Number
    currency: Coded = msgspec.field(name="currency.")


class LevelRow(msgspec.Struct, frozen=True, kw_only=True):
    """The stock of one product in one warehouse, put together by us from the two readings that the ERP gives."""

    id: str
    stamp: Moment
    warehouse: Key
    product: Key
    on_hand: Decimal
    forecast: Decimal
