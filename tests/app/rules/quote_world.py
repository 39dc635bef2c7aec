"""Records for tests of offers: one of two lines at the customer's own prices, a request of a shop, and whatever a test changes of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

from app.domain.customer import Customer
from app.domain.feed import Bad
from app.domain.goods import ListPrice
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.quotation import content_of
from app.domain.quote import Asked, Limits, QuoteDossier
from app.domain.quote_version import QuoteVersion
from app.domain.ref import Ref
from app.domain.shop import WebLine, WebOrder, WebOrderState
from app.domain.stock import StockLevel
from tests.app import orders
from tests.app.rules.world import NOW, day, eur
from tests.app.rules.world import sale as any_sale

LONG_AGO = NOW - timedelta(days=3)
OFFER = Ref("tryton", "sale", "40")
REQUEST = Ref("medusa", "web_order", "order_9")
LIMITS = Limits(
    discount=Decimal(5),
    floor=Decimal(22),
    target=Decimal(28),
    terms=frozenset({"Net 30"}),
    valid_days=45,
    soon=2,
    unsent=24,
    answer=8,
    large=eur(20_000),
)
FEEDS = frozenset({"sales", "lines", "customers", "prices"})
SHOP_FEEDS = frozenset({"web_orders", "web_lines"})
BUYER = Customer(
    Ref("tryton", "customer", "3"), "1", LONG_AGO, "C-3", "Halvorsen Marine AS", "Bergen", "NO", "Net 60", "Wholesale", "1"
)


def sale(amount: int | str = 1700, **changes: Any) -> Sale:
    """Quoted ten days ago for thirty days; nobody has ordered it."""
    base = replace(
        any_sale(40, amount),
        number="SO00040",
        reference=None,
        payment_terms="Net 30",
        quoted_on=day(-10),
        valid_days=30,
        expires_on=day(20),
        stamp=LONG_AGO,
    )
    return replace(base, **changes)


def until(left: int, amount: int | str = 1700, **changes: Any) -> Sale:
    """An offer with so many days left."""
    return sale(amount, expires_on=day(left), valid_days=10 + left, **changes)


def line(key: str = "41", pieces: int = 10, each: str = "90.00", cost: str | None = "62.00", **changes: Any) -> SaleLine:
    """Listed at 100, at 90 on the customer's list; costs 62."""
    sku = "HYD-18" if key == "41" else "ACT-110"
    net = eur(str(Decimal(each) * pieces))
    spent = None if cost is None else eur(str(Decimal(cost) * pieces))
    ref, product = Ref("tryton", "line", key), "7" if key == "41" else "8"
    base = SaleLine(
        ref, f"l{key}", LONG_AGO, "40", int(key), sku, f"[{sku}] A pump", Decimal(pieces), "u", net, spent, product, Decimal(each)
    )
    return replace(base, **{"list_price": Decimal(100), **changes})


def price(product: str = "7", exact: str = "90.0000", quantity: int = 0) -> ListPrice:
    ref = Ref("tryton", "list_price", f"1/{product}/{quantity}")
    return ListPrice(ref, "1", LONG_AGO, "1", product, Decimal(quantity), eur(exact), Decimal(exact))


def level(product: str = "7", forecast: int = 500) -> StockLevel:
    ref = Ref("tryton", "stock_level", f"4/{product}")
    return StockLevel(ref, "1", LONG_AGO, "4", product, Decimal(forecast), Decimal(forecast))


LINES = (line(), line("42", 8, "100.00"))


def dossier(of: Sale | None = None, *lines: SaleLine, **changes: Any) -> QuoteDossier:
    """Ten at 90 and eight at 100: 1,700."""
    base = QuoteDossier(
        ref=OFFER,
        sale=of or sale(),
        lines=lines or LINES,
        customer=BUYER,
        refused=frozenset(),
        prices=(price(), price("8", "100.0000")),
        levels=(level(), level("8", 3)),
        request=None,
        asked=(),
        answers=(),
        limits=LIMITS,
        complete=FEEDS,
        books=FEEDS,
        asof=NOW,
    )
    return replace(base, **changes)


def cheap(each: str = "80.00") -> QuoteDossier:
    """The first line's price was set by hand."""
    return dossier(None, line(each=each), LINES[1])


def web_order(hours: float = 30, **changes: Any) -> WebOrder:
    base = orders.web_order(number="W2050", shared="WEB-2050")
    asked = NOW - timedelta(hours=hours)
    return replace(base, ref=REQUEST, state=WebOrderState.DRAFT, placed_at=asked, stamp=asked, **changes)


def taken(stage: str | None) -> WebOrder:
    """Placed by its buyer in the shop; ``stage``: what was noted while it was a request, None where it was none."""
    return replace(web_order(), state=WebOrderState.PLACED, stage=stage)


def request(of: WebOrder | None = None, **changes: Any) -> QuoteDossier:
    asked: tuple[WebLine, ...] = (orders.web_line(order=REQUEST.key),)
    base = dossier(sale=None, lines=(), prices=(), levels=(), customer=None, ref=REQUEST)
    made = of or web_order()
    return replace(base, **{"request": made, "asked": asked, "complete": SHOP_FEEDS, "books": FEEDS, **changes})


def asking(*, gone: bool = False, read: bool = True, left: int = 1, **changes: Any) -> QuoteDossier:
    """An offer with so many days left that answers the shop's request; ``changes``: of that. gone: the shop has it no more."""
    made = dossier(until(left))
    assert made.sale is not None
    says = content_of(made.sale, made.lines)
    asked = replace(web_order(), **changes)
    kept = QuoteVersion(OFFER, 1, "offered", "rep", LONG_AGO, "d1", "SO00040", says, None, None, answers="medusa|order_9")
    return replace(made, versions=(kept,), asks=Asked(REQUEST, None if gone or not read else asked, read))


def answer() -> Sale:
    return replace(any_sale(50, 300), web_origin="WEB-2050", number="SO00050")


def bad(ref: Ref = OFFER) -> Bad:
    return Bad(ref, "state", "unknown", "{}")


DRAFT = OrderState.DRAFT
UNREADABLE = dossier(unreadable=(bad(),))
