"""Records for tests of orders across systems: one clean web order of one customer, and whatever a test changes of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any

from app.domain.address import Address
from app.domain.customer import Customer
from app.domain.dossier import OrderDossier, SystemState
from app.domain.feed import Bad
from app.domain.finding import Verdict
from app.domain.goods import Currency, CustomerAddress, ListPrice, Product
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.shop import Buyer, Fulfilled, Paid, Variant, WebLine, WebOrder, WebOrderState, WebPayment
from app.rules.rule import OrderRule
from tests.app.rules.world import NOW, day, eur
from tests.app.rules.world import sale as any_sale

LONG_AGO = NOW - timedelta(hours=3)
ORDER = Ref("medusa", "web_order", "order_1")
SHOP = SystemState("medusa", frozenset({"web_orders", "web_lines", "web_payments", "buyers", "variants", "web_prices"}), NOW)
ERP = SystemState("tryton", frozenset({"sales", "lines", "customers", "products", "prices", "addresses", "currencies"}), NOW)
HOME = Address(company="Halvorsen Marine AS", street="Strandgaten 12", postcode="5013", city="Bergen", country="NO")
BUYER = Buyer(Ref("medusa", "buyer", "cus_1"), "1", LONG_AGO, "orders@halvorsen.example", "Ida Halvorsen", None, "C-3")
CUSTOMER = Customer(
    Ref("tryton", "customer", "3"), "1", LONG_AGO, "C-3", "Halvorsen Marine AS", "Bergen", "NO", "30 days net", "B2B", "list1"
)


EURO = Currency(Ref("tryton", "currency", "1"), "1", LONG_AGO, "EUR")


def web_order(**changes: Any) -> WebOrder:
    """Placed three hours ago over 100 pieces at 2.00, freight 20.00; on account, to be delivered in ten days."""
    base = WebOrder(
        ref=ORDER, rev="1", stamp=LONG_AGO, number="W1042", state=WebOrderState.PLACED, customer="cus_1", party="C-3",
        shared="WEB-1042", email="orders@halvorsen.example", reference="PO-77", net=eur(200), freight=eur(20), tax=eur(55),
        total=eur(275), paid=eur(0), refunded=eur(0), due=eur(275), payment=Paid.NOTHING, fulfilment=Fulfilled.NOTHING, ship_to=HOME,
        bill_to=HOME, requested=day(10), placed_at=LONG_AGO, cancelled_at=None, expires_on=None, locked_by=None,
    )  # fmt: skip
    return replace(base, **changes)


def web_line(quantity: int | str = 100, unit: str = "2.00", sku: str | None = "V-1", key: str = "l1", **changes: Any) -> WebLine:
    net = Decimal(quantity) * Decimal(unit)
    base = WebLine(
        Ref("medusa", "web_line", key), "1", LONG_AGO, ORDER.key, 1, sku, "Valve", Decimal(quantity), eur(unit), Decimal(unit),
        eur(str(net)), Decimal(0), Decimal(0), Decimal(0), Decimal(0),
    )  # fmt: skip
    made = replace(base, **changes)
    priced = "unit_price" in changes and "exact_price" not in changes
    return replace(made, exact_price=made.unit_price.amount) if priced else made


def payment(state: str = "captured", amount: int = 275, key: str = "p1", at: datetime = LONG_AGO, **changes: Any) -> WebPayment:
    taken = amount if state == "captured" else 0
    base = WebPayment(
        Ref("medusa", "web_payment", key), "1", at, ORDER.key, "card", state, eur(amount), eur(taken), eur(0),
        "insufficient funds" if state == "failed" else None, at, None, f"of-{key}",
    )  # fmt: skip
    return replace(base, **changes)


def product(code: str = "V-1", key: str = "10", **changes: Any) -> Product:
    return replace(Product(Ref("tryton", "product", key), "1", LONG_AGO, code, "Valve", True, True, "u", eur(3)), **changes)


def variant(sku: str = "V-1", **changes: Any) -> Variant:
    return replace(Variant(Ref("medusa", "variant", f"v_{sku}"), "1", LONG_AGO, sku, "Valve", True, None, None, None), **changes)


def list_price(unit: str = "2.00", quantity: int | str = 1, key: str = "1", of: str = "10") -> ListPrice:
    return ListPrice(Ref("tryton", "list_price", key), "1", LONG_AGO, "list1", of, Decimal(quantity), eur(unit))


def saved(address: Address = HOME, key: str = "1", **changes: Any) -> CustomerAddress:
    return replace(CustomerAddress(Ref("tryton", "customer_address", key), "1", LONG_AGO, "3", address, True, True), **changes)


def booked_sale(key: int = 7, amount: int | str = 200, **changes: Any) -> Sale:
    base = {
        "stamp": LONG_AGO,
        "web_origin": "WEB-1042",
        "state": OrderState.PROCESSING,
        "created_at": LONG_AGO,
        "reference": "PO-77",
        "ship_to": "1",
    }
    return any_sale(key, amount, **(base | changes))


def sale_line(quantity: int | str = 100, net: int | str = 200, sku: str | None = "V-1", of: int = 7, key: str = "s1") -> SaleLine:
    many, worth = Decimal(quantity), eur(net)
    each = worth.amount / many if many else Decimal(0)
    return SaleLine(Ref("tryton", "line", key), "1", LONG_AGO, str(of), 1, sku, "Valve", many, "u", worth, None, "p1", each)


def order_dossier(order: WebOrder | None = None, *, sales: Iterable[Sale] = (), **changes: Any) -> OrderDossier:
    """The clean order, not booked yet, with everything read in both systems."""
    base = OrderDossier(
        ref=ORDER, shop=SHOP, erp=ERP, order=order or web_order(), lines=(web_line(),), payments=(), buyer=BUYER, sales=tuple(sales),
        sent_to=(),
        sale_lines=(), customer=CUSTOMER, addresses=(saved(),), products=(product(),), variants=(variant(),), prices=(list_price(),),
        web_prices=(), same_po=(), same_po_sales=(), bought=(), largest=None,
        company_currency="EUR", currencies=frozenset({"EUR"}), unreadable=(),
    )  # fmt: skip
    return replace(base, **changes)


def booked(order: WebOrder | None = None, **changes: Any) -> OrderDossier:
    """The clean order, booked as placed."""
    return order_dossier(order, **({"sales": (booked_sale(),), "sale_lines": (sale_line(),), "sent_to": (saved(),)} | changes))


def orphan(**changes: Any) -> OrderDossier:
    """No web order: a sale, a payment or an unreadable record alone."""
    nothing: dict[str, Any] = {
        "order": None,
        "lines": (),
        "buyer": None,
        "customer": None,
        "products": (),
        "variants": (),
        "prices": (),
    }
    return replace(order_dossier(), **(nothing | changes))


def bad(ref: Ref = ORDER) -> Bad:
    return Bad(ref, "items[0].quantity", "a number was expected", "{}")


def judge(rule: OrderRule, of: OrderDossier, now: datetime = NOW) -> dict[str, Verdict]:
    """By cause; every order of these tests has one document."""
    return {cause: verdict for (_, cause), verdict in rule.judge(of, now).items()}


def firing(rule: OrderRule, of: OrderDossier, now: datetime = NOW) -> set[str]:
    return {cause for cause, verdict in judge(rule, of, now).items() if type(verdict).__name__ == "Fires"}


def keyed(quantity: int = 100, net: int = 200, sku: str = "V-1", **changes: Any) -> OrderDossier:
    """The clean order, not booked, and a sale that somebody keyed without the shop's reference."""
    sale = booked_sale(9, net, **({"web_origin": None, "number": "SO-9", "state": OrderState.QUOTED} | changes))
    return order_dossier(unlinked=(sale,), unlinked_lines=(sale_line(quantity, net, sku, of=9, key="s9"),))
