"""Orders of the shop."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.domain.money import Money
from app.domain.order import SaleLine
from app.domain.shop import Fulfilled, Paid, WebLine, WebOrder, WebOrderState
from tests.app.store.figures.history.raw import TODAY, History, noon


def web_order(h: History, lines: list[SaleLine] | None) -> str:
    """A shop's order of the same lines, or one that nobody booked. Its shared reference."""
    rng = h.rng
    key, shared = h.key(), f"ref{h.count}"
    currency = lines[0].net.currency if lines else rng.choice(["EUR", "GBP"])
    net = Money(sum(x.net.minor for x in lines), currency) if lines else Money(rng.randint(100, 90_000), currency)
    placed = noon(TODAY - timedelta(days=rng.randint(0, 130))) + timedelta(minutes=rng.randint(-90, 90))
    zero = Money(0, currency)
    h.add(
        "shop",
        WebOrder,
        key=key,
        number=f"W{key}",
        state=rng.choice(list(WebOrderState)[1:] if lines else list(WebOrderState)),
        customer=None,
        party=None,
        shared=shared,
        email=f"{rng.randint(0, 3)}@example.org",
        reference=None,
        net=net,
        freight=zero,
        tax=zero,
        total=net,
        paid=rng.choice([zero, net]),
        refunded=zero,
        due=zero,
        payment=Paid.NOTHING,
        fulfilment=Fulfilled.NOTHING,
        ship_to=None,
        bill_to=None,
        requested=None,
        placed_at=placed,
        cancelled_at=None,
        expires_on=None,
        locked_by=None,
    )
    for i, line in enumerate(lines or ()):
        price = line.unit_price + rng.choice([0, 0, 0, Decimal("0.004"), Decimal("0.2")])
        h.add(
            "shop",
            WebLine,
            order=key,
            sequence=i,
            sku=line.sku,
            product="x",
            quantity=line.quantity,
            unit_price=Money.of(price, currency),
            exact_price=price,
            net=line.net,
            fulfilled=Decimal(0),
            shipped=Decimal(0),
            delivered=Decimal(0),
            returned=Decimal(0),
        )
    return shared
