"""Payload to record: pure and total. A row becomes one of our records or raises Malformed with the path of the field."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TypeVar

import msgspec

from app.connectors.tryton import payloads as p
from app.domain.address import Address
from app.domain.customer import CreditStanding, Customer
from app.domain.feed import Record
from app.domain.goods import Currency, CustomerAddress, ListPrice, Product
from app.domain.invoice import IncomingPayment, Invoice, Receivable
from app.domain.money import Money
from app.domain.order import OrderState, RefusedConfirm, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shipment import Move, Shipment
from app.domain.tally import Mark
from app.errors import Malformed

T = TypeVar("T")
_STATES = {
    "draft": OrderState.DRAFT,
    "quotation": OrderState.QUOTED,
    "confirmed": OrderState.CONFIRMED,
    "processing": OrderState.PROCESSING,
    "done": OrderState.DONE,
    "cancelled": OrderState.CANCELLED,
}
_MOST = 2**63
_BUILT = (Decimal, date, datetime, timedelta)  # these come typed from the wire; text that looks like them is not them
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, slots=True)
class World:
    """What a row alone does not say. ``rates``: units of each currency for one of the base, as the server has them today; ``carriage``:
    products as which carriers are charged."""

    source: str
    currency: str  # the company's
    rates: Mapping[str, Decimal]
    carriage: frozenset[int] = frozenset()


def shape(kind: type[T], row: object) -> T:
    """Check a row against its shape; Malformed(path) where it does not fit."""
    try:
        return msgspec.convert(row, kind, strict=True, builtin_types=_BUILT)
    except msgspec.ValidationError as e:
        why, _, path = str(e).partition(" - at ")
        raise malformed(path.strip("`$.") or "row", why) from e
    except (RecursionError, OverflowError, UnicodeError) as e:
        raise malformed("row", type(e).__name__) from e


def malformed(path: str, why: str) -> Malformed:
    return Malformed("The ERP sent a record that cannot be read", why[:300], path=path)


# ---- parts ----


def text(value: str | None, path: str) -> str | None:
    """Words as they are; blank is none. NUL and half characters, which no database here can keep, are malformed."""
    if value is None or not value.strip():
        return None
    if "\0" in value or any("\ud800" <= c <= "\udfff" for c in value):
        raise malformed(path, "text that cannot be stored")
    return value


def must(value: str | None, path: str) -> str:
    found = text(value, path)
    if found is None:
        raise malformed(path, "empty")
    return found


def money(amount: p.Number, currency: str, path: str) -> Money:
    if not _CURRENCY.fullmatch(currency):
        raise malformed("currency", "not a currency code")
    try:
        found = Money.of(amount, currency)
    except (ArithmeticError, ValueError) as e:
        raise malformed(path, "not an amount") from e
    if abs(found.minor) >= _MOST:
        raise malformed(path, "an amount beyond reason")
    return found


def in_company(amount: p.Number, currency: str, world: World, path: str) -> Money:
    """As the ERP converts for its credit check: at today's rate, rounded half-even to the company's currency."""
    if currency == world.currency:
        return money(amount, currency, path)
    have, want = world.rates.get(currency), world.rates.get(world.currency)
    if not have or not want:
        raise malformed("currency", f"no rate from {currency} to {world.currency}")
    return money(finite(amount, path) * want / have, world.currency, path)


def target(reference: str | None, model: str) -> str | None:
    """The key in "sale.line,7" where it names that model; else None."""
    name, _, key = (reference or "").partition(",")
    return key if name == model and key.isascii() and key.isdigit() and int(key) < _MOST else None


def _name(value: p.Named | None, path: str) -> str | None:
    return text(value.rec_name, path) if value else None


def _ref(world: World, model: str, key: int) -> Ref:
    return Ref(world.source, model, str(key))


# ---- records ----


def sale_mark(row: object) -> Mark:
    """What is added up of an order, from the few members that say it."""
    s = shape(p.SaleSum, row)
    if s.state not in _STATES:
        raise malformed("state", "an unknown state")
    return Mark(_STATES[s.state].value, money(s.untaxed_amount, s.currency.code, "untaxed_amount"))


def sale(row: object, world: World) -> Sale:
    s = shape(p.SaleRow, row)
    if s.state not in _STATES:
        raise malformed("state", "an unknown state")
    code = s.currency.code
    return Sale(
        ref=_ref(world, "sale", s.id),
        rev=s.timestamp,
        stamp=s.last_modified_at,
        number=text(s.number, "number"),
        customer=str(s.invoice_party or s.party),
        state=_STATES[s.state],
        reference=text(s.reference, "reference"),
        web_origin=text(s.web_id, "web_id"),
        untaxed=money(s.untaxed_amount, code, "untaxed_amount"),
        untaxed_company=in_company(s.untaxed_amount, code, world, "untaxed_amount"),
        ships_on_order=s.shipment_method == "order",
        ship_date=s.shipping_date,
        order_date=s.sale_date,
        warehouse=_name(s.warehouse, "warehouse"),
        payment_terms=_name(s.payment_term, "payment_term"),
        shipment_state=must(s.shipment_state, "shipment_state"),
        invoice_state=must(s.invoice_state, "invoice_state"),
        created_at=s.create_date,
        created_by=text(s.created_by.login, "create_uid") if s.created_by else None,
        confirmed_by=_name(s.confirmed_by, "confirmed_by"),
        salesperson=_name(s.quoted_by, "quoted_by"),
        expires_on=s.quotation_expire,
        ship_to=str(s.shipment_address) if s.shipment_address else None,
        complaint=target(s.origin, "sale.complaint"),
        returns=target(s.origin, "sale.sale"),
        quoted_on=s.quotation_date,
        valid_days=None if s.quotation_validity is None else s.quotation_validity.days,
        description=text(s.description, "description"),
        comment=text(s.comment, "comment"),
    )


def line(row: object, world: World) -> SaleLine:
    x = shape(p.LineRow, row)
    product = text(x.product.rec_name, "product") if x.product else None
    quantity = finite(x.quantity or 0, "quantity")
    return SaleLine(
        ref=_ref(world, "line", x.id),
        rev=x.timestamp,
        stamp=x.last_modified_at,
        sale=str(x.sale),
        sequence=x.sequence or 0,
        sku=text(x.product.code, "product.code") if x.product else None,
        product=product or text(x.description, "description") or "",
        quantity=quantity,
        unit=(text(x.unit.symbol, "unit") or "") if x.unit else "",
        net=money(x.amount, x.currency.code, "amount"),
        cost=_cost(x, quantity, world),
        product_key=str(x.product.id) if x.product else None,
        unit_price=finite(x.unit_price or 0, "unit_price"),
        words=text(x.description, "description"),
        list_price=None if x.base_price is None else finite(x.base_price, "base_price"),
        freight=x.product is not None and x.product.id in world.carriage,
    )


def _cost(x: p.LineRow, quantity: Decimal, world: World) -> Money | None:
    """Only where the line is in the product's own unit: a cost in another unit would be a wrong figure."""
    if x.product is None or x.product.cost_price is None or x.unit is None or x.unit.id != x.product.default_uom:
        return None
    return money(finite(x.product.cost_price, "product.cost_price") * quantity, world.currency, "product.cost_price")


def finite(number: p.Number, path: str) -> Decimal:
    value = Decimal(number)
    if not value.is_finite() or abs(value.adjusted()) > 15:
        raise malformed(path, "not a sensible number")
    return value


def customer(row: object, world: World) -> Customer:
    c = shape(p.PartyRow, row)
    place = c.addresses[0] if c.addresses else None
    number = text(c.code, "code")
    return Customer(
        ref=_ref(world, "customer", c.id),
        rev=c.timestamp,
        stamp=c.last_modified_at,
        number=number,
        name=text(c.name, "name") or number or f"Party {c.id}",
        city=text(place.city, "addresses.city") if place else None,
        country=text(place.country.code, "addresses.country") if place and place.country else None,
        payment_terms=_name(c.payment_term, "customer_payment_term"),
        price_list=text(c.price_list.rec_name, "sale_price_list") if c.price_list else None,
        price_list_key=str(c.price_list.id) if c.price_list else None,
        currency=c.currency.code if c.currency else None,
        email=text(c.email, "email"),
        language=c.lang.code.partition("_")[0] if c.lang else None,
    )


def standing(row: object, world: World, stamp: datetime, dunning: str | None) -> CreditStanding:
    """``dunning``: "" not blocked, words of the blocking level, None unreadable. ``stamp``: the server's time before the read."""
    c = shape(p.StandingRow, row)
    code = world.currency
    limit = None if c.credit_limit_amount is None else money(c.credit_limit_amount, code, "credit_limit_amount")
    exposure = money(c.credit_amount, code, "credit_amount")
    receivable = money(c.receivable, code, "receivable")
    rev = f"{exposure.minor}/{'none' if limit is None else limit.minor}/{receivable.minor}/{dunning}"
    return CreditStanding(_ref(world, "standing", c.id), rev, stamp, str(c.id), exposure, limit, receivable, dunning)


def refusal(row: object, world: World) -> RefusedConfirm:
    r = shape(p.RefusalRow, row)
    by = text(r.login, "login")
    words = text(r.message, "message") or ""
    return RefusedConfirm(_ref(world, "refusal", r.id), r.timestamp, r.last_modified_at, str(r.sale), by, words)


def shipment(row: object, world: World) -> Shipment:
    s = shape(p.ShipmentRow, row)
    return Shipment(
        _ref(world, "shipment", s.id),
        s.timestamp,
        s.last_modified_at,
        text(s.number, "number"),
        str(s.customer),
        must(s.state, "state"),
        s.planned_date,
        s.effective_date,
        str(s.warehouse),
        s.origin_planned_date,
        text(s.carrier.party.name, "carrier") if s.carrier else None,
        text(s.address.country.code, "country") if s.address and s.address.country else None,
    )


def move(row: object, world: World) -> Move:
    m = shape(p.MoveRow, row)
    return Move(
        ref=_ref(world, "move", m.id),
        rev=m.timestamp,
        stamp=m.last_modified_at,
        sale_line=target(m.origin, "sale.line"),
        shipment=target(m.shipment, "stock.shipment.out"),
        product=_name(m.product, "product") or "",
        quantity=finite(m.quantity, "quantity"),
        stocked=finite(m.internal_quantity, "internal_quantity"),
        state=must(m.state, "state"),
        planned=m.planned_date,
        effective=m.effective_date,
        product_key=str(m.product_key),
        place=str(m.from_location),
        back=target(m.shipment, "stock.shipment.out.return"),
        dropped=target(m.shipment, "stock.shipment.drop"),
    )


def invoice(row: object, world: World) -> Invoice:
    i = shape(p.InvoiceRow, row)
    return Invoice(
        ref=_ref(world, "invoice", i.id),
        rev=i.timestamp,
        stamp=i.last_modified_at,
        number=text(i.number, "number"),
        customer=str(i.party),
        state=must(i.state, "state"),
        invoice_date=i.invoice_date,
        total=money(i.total_amount, i.currency.code, "total_amount"),
        open=money(i.amount_to_pay, i.currency.code, "amount_to_pay"),
        sales=tuple(str(k) for k in i.sales),
    )


def receivable(row: object, world: World) -> Receivable:
    r = shape(p.ReceivableRow, row)
    return Receivable(
        ref=_ref(world, "receivable", r.id),
        rev=r.timestamp,
        stamp=r.last_modified_at,
        customer=str(r.party),
        amount=money(finite(r.debit, "debit") - finite(r.credit, "credit"), world.currency, "debit"),
        due=r.maturity_date,
        posted_on=r.date,
        reconciled=r.reconciliation is not None,
        settled_on=r.reconciliation.date if r.reconciliation else None,
        invoice=target(r.move.origin, "account.invoice") if r.move else None,
    )


def payment(row: object, world: World) -> IncomingPayment:
    y = shape(p.PaymentRow, row)
    return IncomingPayment(
        ref=_ref(world, "payment", y.id),
        rev=y.timestamp,
        stamp=y.last_modified_at,
        customer=str(y.party),
        amount=money(y.amount, y.currency.code, "amount"),
        date=y.date,
        state=must(y.state, "state"),
        receivable=str(y.line) if y.line else None,
    )


# ---- master data ----


def address(row: object, world: World) -> CustomerAddress:
    a = shape(p.AddressRow, row)
    street, _, more = (text(a.street, "street") or "").partition("\n")
    parts = Address(
        name=text(a.attn, "attn") or "",
        company=text(a.party_name, "party_name") or "",
        street=street,
        street2=", ".join(more.splitlines()),
        postcode=text(a.postal_code, "postal_code") or "",
        city=text(a.city, "city") or "",
        region=(text(a.subdivision.name, "subdivision") or "") if a.subdivision else "",
        country=(text(a.country.code, "country") or "") if a.country else "",
    )
    ref = _ref(world, "customer_address", a.id)
    return CustomerAddress(ref, a.timestamp, a.last_modified_at, str(a.party), parts, a.delivery, a.active)


def currency(row: object, world: World) -> Currency:
    c = shape(p.CurrencyRow, row)
    if not _CURRENCY.fullmatch(c.code):
        raise malformed("code", "not a currency code")
    return Currency(_ref(world, "currency", c.id), c.timestamp, c.last_modified_at, c.code)


def product(row: object, world: World) -> Product:
    x = shape(p.ProductRow, row)
    return Product(
        ref=_ref(world, "product", x.id),
        rev=f"{x.timestamp}/{x.template.timestamp}",
        stamp=max(x.last_modified_at, x.template.last_modified_at),
        code=text(x.code, "code"),
        name=text(x.name, "name") or x.rec_name,
        active=x.active,
        salable=x.salable,
        unit=(text(x.unit.symbol, "sale_uom") or "") if x.unit else "",
        list_price=None if x.list_price_used is None else money(x.list_price_used, world.currency, "list_price_used"),
        counted_in=(text(x.own_unit.symbol, "default_uom") or "") if x.own_unit else "",
        template=str(x.template.id),
        replaced_by=str(x.replaced_by) if x.replaced_by else None,
    )


def price(row: object, world: World) -> ListPrice:
    x = shape(p.PriceRow, row)
    return ListPrice(
        ref=Ref(world.source, "list_price", x.id),
        rev=format(Decimal(x.price), "f"),
        stamp=x.stamp,
        price_list=None if x.price_list is None else str(x.price_list),
        product=str(x.product),
        quantity=finite(x.quantity, "quantity"),
        price=money(x.price, world.currency, "price"),
        exact=finite(x.price, "price"),
    )


Mapper = Callable[[object, World], Record]
