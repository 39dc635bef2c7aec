"""One order of a shop and the sale it was booked as, with defaults for whatever a test does not talk about."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from app.domain.customer import Customer
from app.domain.dossier import OrderDossier, OrderParts, SystemState
from app.domain.goods import ListPrice, Product
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shop import Buyer, Fulfilled, Paid, Variant, WebLine, WebOrder, WebOrderState, WebPayment, WebPrice

NOW = datetime(2026, 11, 26, 15, 0, tzinfo=ZoneInfo("Europe/Berlin"))
PLACED = datetime(2026, 11, 26, 9, 12, 4, tzinfo=ZoneInfo("Europe/Berlin"))
SHOP, ERP = "medusa", "tryton"
SHOP_FEEDS = frozenset({"web_orders", "web_lines", "web_payments", "buyers", "variants", "web_prices"})
ERP_FEEDS = frozenset({"sales", "lines", "customers", "products", "prices", "addresses"})


def eur(amount: str | int) -> Money:
    return Money.of(str(amount), "EUR")


def web_order(key: str = "o1", **more: Any) -> WebOrder:
    values: dict[str, Any] = {
        "ref": Ref(SHOP, "web_order", key), "rev": "1", "stamp": PLACED, "number": "W1042", "state": WebOrderState.PLACED,
        "customer": "b1", "party": "C0007", "shared": "WEB-1042", "email": "ingrid@halvorsen.example", "reference": "HM-7725",
        "net": eur(1000), "freight": eur(20), "tax": eur("193.80"), "total": eur("1213.80"), "paid": eur(0), "refunded": eur(0),
        "due": eur("1213.80"), "payment": Paid.NOTHING, "fulfilment": Fulfilled.NOTHING, "ship_to": None, "bill_to": None,
        "requested": date(2026, 11, 30), "placed_at": PLACED, "cancelled_at": None, "expires_on": None, "locked_by": None,
    }  # fmt: skip
    return WebOrder(**values | more)


def web_line(key: str = "i1", order: str = "o1", **more: Any) -> WebLine:
    values: dict[str, Any] = {
        "ref": Ref(SHOP, "web_line", key), "rev": "1", "stamp": PLACED, "order": order, "sequence": 1, "sku": "VLV-2040",
        "product": "Ball valve 2 in", "quantity": Decimal(40), "unit_price": eur(25), "net": eur(1000), "fulfilled": Decimal(0),
        "shipped": Decimal(0), "delivered": Decimal(0), "returned": Decimal(0),
    }  # fmt: skip
    values |= more
    return WebLine(**{"exact_price": values["unit_price"].amount, **values})


def payment(key: str = "p1", order: str = "o1", **more: Any) -> WebPayment:
    values: dict[str, Any] = {
        "ref": Ref(SHOP, "web_payment", key), "rev": "1", "stamp": PLACED, "order": order, "provider": "card", "state": "captured",
        "amount": eur("1213.80"), "captured": eur("1213.80"), "refunded": eur(0), "failure": None,
        "at": PLACED + timedelta(minutes=1), "expires_at": None, "request": "paycol_1",
    }  # fmt: skip
    return WebPayment(**values | more)


def buyer(key: str = "b1", **more: Any) -> Buyer:
    values: dict[str, Any] = {
        "ref": Ref(SHOP, "buyer", key), "rev": "1", "stamp": PLACED, "email": "ingrid@halvorsen.example", "name": "Ingrid Solheim",
        "company": "Halvorsen Marine", "party": "C0007",
    }  # fmt: skip
    return Buyer(**values | more)


def variant(sku: str = "VLV-2040", **more: Any) -> Variant:
    return replace(Variant(Ref(SHOP, "variant", sku), "1", PLACED, sku, "Ball valve 2 in", True, None, None, None), **more)


def web_price(sku: str = "VLV-2040", price: str = "25", party: str | None = "C0007", quantity: int = 1) -> WebPrice:
    return WebPrice(Ref(SHOP, "web_price", f"{sku}/{party}/{quantity}"), "1", PLACED, sku, party, Decimal(quantity), eur(price))


def sale(key: str = "7", **more: Any) -> Sale:
    values: dict[str, Any] = {
        "ref": Ref(ERP, "sale", key), "rev": "r1", "stamp": PLACED, "number": "SO-10482", "customer": "3", "state": OrderState.CONFIRMED,
        "reference": "HM-7725", "web_origin": "WEB-1042", "untaxed": eur(1000), "untaxed_company": eur(1000), "ships_on_order": True,
        "ship_date": date(2026, 11, 28), "order_date": date(2026, 11, 26), "warehouse": "North", "payment_terms": "30 d net",
        "shipment_state": "none", "invoice_state": "none", "created_at": PLACED + timedelta(seconds=47), "created_by": "shop",
        "confirmed_by": "Fiona Brandt", "salesperson": None, "expires_on": None, "ship_to": None,
    }  # fmt: skip
    return Sale(**values | more)


def sale_line(key: str = "l1", sale: str = "7", **more: Any) -> SaleLine:
    values: dict[str, Any] = {
        "ref": Ref(ERP, "line", key), "rev": "r1", "stamp": PLACED, "sale": sale, "sequence": 1, "sku": "VLV-2040",
        "product": "Ball valve 2 in", "quantity": Decimal(40), "unit": "pcs", "net": eur(1000), "cost": None,
        "product_key": "p1", "unit_price": Decimal(25),
    }  # fmt: skip
    return SaleLine(**values | more)


def customer(key: str = "3", number: str = "C0007") -> Customer:
    return Customer(Ref(ERP, "customer", key), "r1", PLACED, number, "Halvorsen Marine AS", "Bergen", "NO", "30 d net", "B2B")


def product(sku: str = "VLV-2040", **more: Any) -> Product:
    return replace(Product(Ref(ERP, "product", sku), "1", PLACED, sku, "Ball valve 2 in", True, True, "pcs", eur(28)), **more)


def list_price(sku: str = "VLV-2040", price: str = "25", quantity: int = 1, price_list: str | None = "B2B") -> ListPrice:
    key = f"{price_list}/{sku}/{quantity}"
    return ListPrice(Ref(ERP, "list_price", key), "1", PLACED, price_list, sku, Decimal(quantity), eur(price))


def dossier(**more: Any) -> OrderDossier:
    values: dict[str, Any] = {
        "ref": Ref(SHOP, "web_order", "o1"), "shop": SystemState(SHOP, SHOP_FEEDS, NOW - timedelta(seconds=6)),
        "erp": SystemState(ERP, ERP_FEEDS, NOW - timedelta(seconds=40)), "order": web_order(), "lines": (web_line(),), "payments": (),
        "buyer": buyer(), "sales": (sale(),), "sale_lines": (sale_line(),), "customer": customer(), "addresses": (),
        "sent_to": (),
        "products": (product(),), "variants": (variant(),), "prices": (list_price(),), "web_prices": (web_price(),), "same_po": (),
        "same_po_sales": (), "bought": (), "largest": None, "company_currency": "EUR", "currencies": frozenset({"EUR"}), "unreadable": (),
    }  # fmt: skip
    return OrderDossier(**values | more)


def parts(of: OrderDossier | None = None, **more: Any) -> OrderParts:
    values: dict[str, Any] = {
        "order": dossier() if of is None else of, "refusals": (), "invoices": (), "receivables": (), "shipments": (), "moves": (),
        "cases": (), "decisions": (), "notes": (), "people": (),
    }  # fmt: skip
    return OrderParts(**values | more)
