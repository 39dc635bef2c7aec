"""The web orders: what was placed in the shop, how far it came there, and what became of it in the ERP; the same for both seeds."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from demo.plan.stories import LIVE
from demo.seed.names import CUSTOMERS

_PAST, _RECENT = 40, 10
_SETTLED = range(0, 100)  # products: never short, never packed
_EURO = tuple(i for i, row in enumerate(CUSTOMERS) if row[4] != "US")
_OPEN = tuple(i for i in _EURO if i >= 32)  # customers without a credit story may have open orders


@dataclass(frozen=True, slots=True)
class Line:
    """``product``: position in the assortment, or a code that only the shop knows. ``price``: what the shop took for one, in the
    order's currency; None: the customer's price. ``booked``: the quantity in the ERP, where somebody keyed another one."""

    product: int | str
    quantity: int
    price: Decimal | None = None
    booked: int | None = None


@dataclass(frozen=True, slots=True)
class WebOrder:
    """``shop``: how far it came there (a method of seed_shop.fates). ``erp``: its fate in the ERP as history.py knows them, None: not
    booked. ``age``: hours since it was placed. ``address``: fields of the shipping address that differ from the customer's."""

    number: int
    customer: int
    lines: tuple[Line, ...]
    shop: str
    erp: str | None
    age: float
    purchase_order: str
    story: str | None = None
    currency: str = "EUR"
    address: tuple[tuple[str, str], ...] = ()

    @property
    def reference(self) -> str:
        """The one reference that ERP (``web_id``) and shop (metadata ``ext_ref``) share."""
        return f"WEB-{self.number}"


def _past(chance: random.Random) -> Iterator[WebOrder]:
    """Done: shipped, invoiced and paid, with some returns, claims and cancellations among them. Oldest first."""
    for i in range(_PAST):
        shop = "cancelled" if i % 13 == 7 else "returned" if i % 8 == 3 else "claimed" if i % 12 == 5 else "completed"
        erp = "cancel" if shop == "cancelled" else "paid"
        yield _ordinary(chance, 1001 + i, chance.choice(_EURO), shop, erp, 24.0 * (75 - i * 60 / _PAST) + 5)


def _recent(chance: random.Random) -> Iterator[WebOrder]:
    """On their way: booked and confirmed in the ERP, in the shop unpaid, paid, or partly shipped."""
    for i in range(_RECENT):
        shop, erp = (("paid", "processing"), ("unpaid", "processing"), ("split", "picked"), ("shipped", "shipped"))[i % 4]
        yield _ordinary(chance, 1101 + i, _OPEN[i % len(_OPEN)], shop, erp, 24.0 * (11 - i) + 3)


def _ordinary(chance: random.Random, number: int, customer: int, shop: str, erp: str | None, age: float) -> WebOrder:
    lines = tuple(Line(p, chance.randint(2, 30)) for p in chance.sample(_SETTLED, chance.randint(1, 3)))
    return WebOrder(number, customer, lines, shop, erp, age, f"PO-W{chance.randint(10000, 99999)}")


def _live(chance: random.Random, placed: list[WebOrder]) -> Iterator[WebOrder]:
    for i, story in enumerate(LIVE):
        known = next((w.purchase_order for w in placed if w.customer == story.customer), "") if story.repeats else ""
        lines = tuple(Line(*line) for line in story.lines)
        yield WebOrder(
            number=2001 + i,
            customer=story.customer,
            lines=lines,
            shop=story.shop,
            erp=story.erp,
            age=story.age,
            purchase_order=known or f"PO-W{chance.randint(10000, 99999)}",
            story=story.kind,
            currency=story.currency,
            address=story.address,
        )


def went_out() -> frozenset[str]:
    """References of the orders that are over in the shop, with nothing on its way back."""
    return frozenset(w.reference for w in orders() if (w.shop, w.erp) == ("completed", "paid"))


def orders() -> tuple[WebOrder, ...]:
    """All web orders, oldest stories first; the same at every call."""
    chance = random.Random(23)
    placed = [*_past(chance), *_recent(chance)]
    return (*placed, *_live(chance, placed))
