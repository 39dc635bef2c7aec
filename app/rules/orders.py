"""What rules over one order have in common: whether it can be judged at all, what was booked, and figures for facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from app.domain.address import Address
from app.domain.dossier import OrderDossier, SystemState
from app.domain.finding import Silent, Unknown, Verdict
from app.domain.letter import canonical
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.quantity import plain as plain
from app.domain.ref import Ref
from app.domain.shop import WebOrder

OPEN_SALE = frozenset({OrderState.DRAFT, OrderState.QUOTED})  # as long as the ERP changes it without an amendment
LATENCY = timedelta(minutes=10)  # longer than a message between the systems takes
Facts = dict[str, object]
Verdicts = dict[tuple[Ref, str], Verdict]
Over = Callable[[OrderDossier, WebOrder], Verdict | None]  # nothing to judge, or nothing known: the same answer for every cause
Check = Callable[[OrderDossier, WebOrder, datetime], Verdict]


@dataclass(frozen=True, slots=True)
class Part:
    """All lines of one product, together."""

    quantity: Decimal
    net: Money


def pair(money: Money | None) -> list[object] | None:
    """Money in facts."""
    return None if money is None else [money.minor, money.currency]


def basis(facts: Facts) -> str:
    """Of these facts: another one as soon as any of them is."""
    return canonical(facts)[1][:16]


def for_all(ref: Ref, causes: Iterable[str], verdict: Verdict) -> Verdicts:
    return {(ref, cause): verdict for cause in causes}


def of_order(dossier: OrderDossier, over: Over, checks: Mapping[str, Check], now: datetime) -> Verdicts:
    """A verdict per cause about the shop's order: ``over``'s for all of them where it has one, else each check's own; none without one."""
    order = dossier.order
    if order is None:
        return {}
    same = over(dossier, order)
    return {(dossier.ref, cause): same or check(dossier, order, now) for cause, check in checks.items()}


def unreadable() -> Unknown:
    return Unknown("part of this order is unreadable")


def unjudgeable(dossier: OrderDossier) -> Unknown | None:
    """Why nothing about this web order can be said: part of it cannot be read, or the shop was not read to its end."""
    if dossier.unreadable:
        return unreadable()
    return lacking(dossier, shop=("web_orders", "web_lines"))


def lacking(dossier: OrderDossier, shop: tuple[str, ...] = (), erp: tuple[str, ...] = ()) -> Unknown | None:
    """The first feed that a judgement needs and that was never read to its end, in words."""
    return lacking_of(dossier.shop, "shop", shop) or lacking_of(dossier.erp, "ERP", erp)


def lacking_of(system: SystemState | None, name: str, feeds: tuple[str, ...]) -> Unknown | None:
    """The same of one system."""
    lacks = next((feed for feed in feeds if system is None or feed not in system.complete), None)
    return Unknown(f"the {name}'s {_WORDS[lacks]} not read completely yet") if lacks else None


def standing(dossier: OrderDossier) -> tuple[Sale, ...]:
    """The sales of this order that are not cancelled."""
    return tuple(s for s in dossier.sales if s.state is not OrderState.CANCELLED)


def settling(dossier: OrderDossier, now: datetime) -> Silent | None:
    """Something changed a moment ago: the other system may still be about to hear of it."""
    stamps = [s.stamp for s in dossier.sales] + [line.stamp for line in dossier.lines]
    stamps += [dossier.order.stamp] if dossier.order else []
    stamps += [p.stamp for p in dossier.payments] if dossier.order is None else []
    ripe = max(stamps) + LATENCY
    return Silent("changed a moment ago", until=ripe) if now < ripe else None


def sent_to(dossier: OrderDossier, sale: Sale) -> Address | None:
    """Where the ERP sends this sale's goods; None where it says nowhere, or that address was not read."""
    named = (sale.ref.source, sale.ship_to)
    return next((a.address for a in dossier.sent_to if (a.ref.source, a.ref.key) == named), None)


def placed(dossier: OrderDossier) -> Mapping[str, Part]:
    """By sku, as the customer placed it; lines without one by their own key."""
    return _together((line.sku or f"#{line.ref.key}", line.quantity, line.net) for line in dossier.lines)


def booked(dossier: OrderDossier, sale: Sale) -> Mapping[str, Part]:
    """By sku, as the ERP has it in this sale."""
    here = (sale.ref.source, sale.ref.key)
    lines = (line for line in (*dossier.sale_lines, *dossier.unlinked_lines) if (line.ref.source, line.sale) == here)
    return _together((line.sku or f"#{line.ref.key}", line.quantity, line.net) for line in lines)


def tolerance(amount: Money) -> Money:
    """max(0.5 %, 1.00): below it two amounts count as equal (features d6)."""
    return max(Money.of(1, amount.currency), Money(abs(amount.minor) * 5 // 1000, amount.currency), key=lambda m: m.minor)


def _together(lines: Iterable[tuple[str, Decimal, Money]]) -> dict[str, Part]:
    found: dict[str, Part] = {}
    for sku, quantity, net in lines:
        known = found.get(sku)
        found[sku] = Part(quantity, net) if known is None else Part(known.quantity + quantity, known.net + net)
    return found


_WORDS = {
    "web_orders": "orders",
    "web_lines": "order lines",
    "web_payments": "payments",
    "variants": "products",
    "sales": "orders",
    "lines": "order lines",
    "customers": "customers",
    "products": "products",
    "prices": "prices",
    "addresses": "addresses",
    "currencies": "currencies",
    "complaints": "complaints",
    "complaint_actions": "complaints",
    "attachments": "files kept with complaints",
    "moves": "stock moves",
    "places": "places in its warehouses",
    "warehouses": "warehouses",
    "return_shipments": "return shipments",
    "put_aways": "moves within its warehouses",
    "invoices": "invoices",
    "invoice_lines": "invoice lines",
}
