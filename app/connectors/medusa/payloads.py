"""The typed shapes of what Medusa sends, with exactly the members that are used; what else it sends is let be."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated

import msgspec

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9_]{3,120}$")]
Number = Decimal | int
Loose = dict[str, object] | None  # metadata: anybody's words, looked at one by one


class Exact(msgspec.Struct, frozen=True):
    """An amount or quantity with all its digits."""

    value: str


class Shape(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    created_at: Moment
    updated_at: Moment


class Quantities(msgspec.Struct, frozen=True, kw_only=True):
    updated_at: Moment
    raw_quantity: Exact
    raw_fulfilled_quantity: Exact
    raw_shipped_quantity: Exact
    raw_delivered_quantity: Exact
    raw_return_requested_quantity: Exact
    raw_return_received_quantity: Exact
    raw_return_dismissed_quantity: Exact
    raw_written_off_quantity: Exact


class Item(Shape, frozen=True, kw_only=True):
    title: str | None
    subtitle: str | None = None
    variant_sku: str | None
    variant_id: str | None = None
    is_tax_inclusive: bool = False
    raw_unit_price: Exact
    raw_subtotal: Exact
    raw_discount_subtotal: Exact | None = None
    detail: Quantities


class Place(msgspec.Struct, frozen=True, kw_only=True):
    first_name: str | None = None
    last_name: str | None = None
    company: str | None = None
    address_1: str | None = None
    address_2: str | None = None
    postal_code: str | None = None
    city: str | None = None
    province: str | None = None
    country_code: str | None = None
    phone: str | None = None


class Group(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    name: str | None = None
    metadata: Loose = None


class Person(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    metadata: Loose = None
    groups: list[Group] | None = None


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    raw_pending_difference: Exact


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """A capture or a refund."""

    raw_amount: Exact
    created_at: Moment
    note: str | None = None


class Payment(Shape, frozen=True, kw_only=True):
    payment_session_id: str | None = None
    provider_id: str | None = None
    raw_amount: Exact
    canceled_at: Moment | None = None
    captures: list[Part] | None = None
    refunds: list[Part] | None = None


class Session(Shape, frozen=True, kw_only=True):
    provider_id: str
    status: str
    raw_amount: Exact
    data: Loose = None


class Collection(Shape, frozen=True, kw_only=True):
    status: str
    raw_amount: Exact
    metadata: Loose = None
    payments: list[Payment] | None = None
    payment_sessions: list[Session] | None = None


class Return(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    status: str


class Fulfillment(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    location_id: str | None = None
    canceled_at: Moment | None = None


class OrderSum(msgspec.Struct, frozen=True, kw_only=True):
    """What is added up of an order."""

    status: str
    is_draft_order: bool = False
    currency_code: str
    raw_total: Exact


class Order(Shape, frozen=True, kw_only=True):
    display_id: Annotated[int, msgspec.Meta(ge=0, le=2**53)]
    status: str
    is_draft_order: bool = False
    version: Annotated[int, msgspec.Meta(ge=0, le=2**31)]
    canceled_at: Moment | None = None
    currency_code: str
    email: str | None = None
    customer_id: str | None = None
    customer: Person | None = None
    metadata: Loose = None
    raw_total: Exact
    raw_item_subtotal: Exact
    raw_discount_subtotal: Exact | None = None
    raw_shipping_subtotal: Exact
    raw_tax_total: Exact
    summary: Summary | None = None
    shipping_address: Place | None = None
    billing_address: Place | None = None
    returns: list[Return] | None = None
    fulfillments: list[Fulfillment] | None = None
    items: list[Item]
    payment_collections: list[Collection] | None = None


class Buyer(Shape, frozen=True, kw_only=True):
    email: str
    first_name: str | None = None
    last_name: str | None = None
    company_name: str | None = None
    metadata: Loose = None
    groups: list[Group] | None = None


class BasePrice(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    amount: Number
    currency_code: str
    min_quantity: Number | None = None
    updated_at: Moment
    rules: Loose = None


class Product(msgspec.Struct, frozen=True, kw_only=True):
    title: str | None
    status: str
    metadata: Loose = None
    updated_at: Moment


class Variant(Shape, frozen=True, kw_only=True):
    sku: str | None
    title: str | None = None
    metadata: Loose = None
    product: Product | None = None
    prices: list[object] | None = None


class Level(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    location_id: Key
    stocked_quantity: Number
    reserved_quantity: Number
    incoming_quantity: Number
    updated_at: Moment


class Location(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    name: str
    metadata: Loose = None
    updated_at: Moment


class Reservation(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    line_item_id: Key | None = None
    location_id: Key
    inventory_item_id: Key
    quantity: Number
    description: str | None = None
    updated_at: Moment


class AgreedPrice(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    raw_amount: Exact
    currency_code: str
    raw_min_quantity: Exact | None = None
    updated_at: Moment
    variant_id: str | None = None


class PriceList(msgspec.Struct, frozen=True, kw_only=True):
    id: Key
    status: str
    starts_at: Moment | None = None
    ends_at: Moment | None = None
    updated_at: Moment
    rules: dict[str, list[str]] | None = None
    prices: list[object]
