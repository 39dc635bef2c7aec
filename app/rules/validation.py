"""Orders that the ERP could not or should not take as they were placed, and clean ones that nobody booked.

Judged while a placed web order has no sale with its shared reference. One case per order and cause; the facts name every line
concerned and what would mend it. Product, price, quantity and data: features d7.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from app.domain.dossier import Largest, OrderDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.ref import Ref
from app.domain.shop import Variant, WebLine, WebOrder, WebOrderState
from app.rules import prices
from app.rules.address import ADDRESS
from app.rules.orders import Facts, for_all, lacking, pair, plain, unjudgeable

UNKNOWN_PRODUCT, BLOCKED_PRODUCT = "unknown_product", "blocked_product"
QUANTITY_MINIMUM, QUANTITY_MULTIPLE, QUANTITY_OUTLIER = "quantity_minimum", "quantity_multiple", "quantity_outlier"
PRICE, DUPLICATE_PO, CUSTOMER, CURRENCY = "price", "duplicate_po", "customer", "currency"
DATA, DATE_PAST, NOT_BOOKED = "data", "date_past", "not_booked"
GROUPS = {
    UNKNOWN_PRODUCT: "Product unknown to the ERP",
    BLOCKED_PRODUCT: "Product no longer sold",
    QUANTITY_MINIMUM: "Below the smallest quantity",
    QUANTITY_MULTIPLE: "Not a whole number of packs",
    QUANTITY_OUTLIER: "Far more than ever before",
    PRICE: "Price is not the agreed one",
    DUPLICATE_PO: "Purchase order number used before",
    CUSTOMER: "Customer unknown to the ERP",
    CURRENCY: "Currency unknown to the ERP",
    DATA: "Something is missing",
    DATE_PAST: "Wanted day is over",
    NOT_BOOKED: "Ready to book",
}
MIXED_UP = "Price looks mixed up by 10, 100 or 1000"
READY_AFTER = timedelta(minutes=15)
_OUTLIER = 5  # times the largest quantity of the year before
_SEVERITY = 2  # an order that is not booked is invisible to the ERP
Found = tuple[list[Facts], Money | None]  # what is wrong, line by line; by how much in money


@dataclass(frozen=True, slots=True)
class ValidationRule:
    """See the module's text."""

    type: str = "validation"
    version: int = 3
    watches: frozenset[str] = frozenset(
        {"web_orders", "web_lines", "variants", "sales", "lines", "customers", "products", "prices", "currencies", "clock"}
    )

    def judge(self, dossier: OrderDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        order, ref = dossier.order, dossier.ref
        if order is None:
            return for_all(ref, GROUPS, Unknown("this order is unreadable")) if _is_bad(dossier) else {}
        over = _over(dossier, order)
        if over is not None:
            return for_all(ref, GROUPS, over)
        found = {(ref, cause): _verdict(cause, dossier, order, now) for cause in _CHECKS}
        return {**found, (ref, NOT_BOOKED): _not_booked(dossier, order, tuple(found.values()), now)}


VALIDATION = ValidationRule()


def _is_bad(dossier: OrderDossier) -> bool:
    return dossier.ref.model == "web_order" and any(bad.ref == dossier.ref for bad in dossier.unreadable)


def _over(dossier: OrderDossier, order: WebOrder) -> Silent | Unknown | None:
    """Nothing to validate, or nothing known: the same answer for every cause."""
    if order.state is not WebOrderState.PLACED:
        return Silent(f"{order.state.value}, not waiting to be booked")
    if dossier.sales:
        return Silent("booked")
    return unjudgeable(dossier) or lacking(dossier, erp=("sales",))


def _verdict(cause: str, dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    shop, erp, check = _CHECKS[cause]
    unknown = lacking(dossier, shop, erp)
    if unknown is not None:
        return unknown
    faults, over = check(dossier, order, now)
    if not faults:
        return Silent("in order")
    group = MIXED_UP if cause == PRICE and all(f["ratio"] for f in faults) else GROUPS[cause]
    return _fires(cause, group, order, over, None, {"faults": faults})


def _fires(cause: str, group: str, order: WebOrder, over: Money | None, since: datetime | None, facts: Facts) -> Fires:
    known: Facts = {"order": order.number, "net": pair(order.net), "party": order.party, "placed_at": order.placed_at.isoformat()}
    return Fires(cause, group, _SEVERITY, order.net, over, order.requested, since, known | facts)


def _not_booked(dossier: OrderDossier, order: WebOrder, others: tuple[Verdict, ...], now: datetime) -> Verdict:
    if order.was_request:
        return Silent("it was a request: the quotes' queue has its acceptance")
    unknown = next((v for v in others if isinstance(v, Unknown)), None)
    if unknown is not None:
        return unknown
    if any(isinstance(v, Fires) for v in (*others, *ADDRESS.judge(dossier, now).values())):
        return Silent("something has to be mended first")
    ripe = order.placed_at + READY_AFTER
    if now < ripe:
        return Silent("just placed", until=ripe)
    return _fires(NOT_BOOKED, GROUPS[NOT_BOOKED], order, None, ripe, {"faults": [], "clean": True})


# ---- the checks: what is wrong, line by line ------------------------------------------------------------------------------


def _line(line: WebLine, **more: object) -> Facts:
    return {"line": line.ref.key, "sku": line.sku, "product": line.product, "placed": plain(line.quantity), **more}


def _unknown_product(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    known = {p.code for p in dossier.products}
    return [_line(line) for line in dossier.lines if line.sku is None or line.sku not in known], None


def _blocked_product(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    sold = {p.code for p in dossier.products if p.active and p.salable}
    known = {p.code for p in dossier.products}
    found = []
    for line in dossier.lines:
        variant = _variant(dossier, line)
        off = variant is not None and (not variant.on_sale or variant.replaced_by is not None)
        if line.sku in known and (line.sku not in sold or off):
            found.append(_line(line, replaced_by=variant.replaced_by if variant else None))
    return found, None


def _minimum(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    found = []
    for line in dossier.lines:
        variant = _variant(dossier, line)
        least = _least(variant) if variant else None
        if variant is not None and variant.minimum is not None and least is not None and 0 < line.quantity < variant.minimum:
            found.append(_line(line, minimum=plain(variant.minimum), down=None, up=plain(least)))
    return found, None


def _multiple(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    found = []
    for line in dossier.lines:
        variant = _variant(dossier, line)
        pack = variant.multiple if variant else None
        if variant is None or not pack or line.quantity <= 0 or line.quantity % pack == 0:
            continue
        if variant.minimum is not None and line.quantity < variant.minimum:
            continue  # the smallest quantity is the fault to mend, and mends this too
        down = (line.quantity / pack).to_integral_value(ROUND_FLOOR) * pack
        low = down if down > 0 and (variant.minimum is None or down >= variant.minimum) else None
        up = (line.quantity / pack).to_integral_value(ROUND_CEILING) * pack
        found.append(_line(line, multiple=plain(pack), down=None if low is None else plain(low), up=plain(up)))
    return found, None


def _outlier(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    """Five times the largest quantity of the year before. A product bought for the first time is measured by whatever else the customer
    ordered: five times the most pieces, and more money than any line before."""
    most: dict[str, Decimal] = {}
    for one in dossier.bought:
        most[one.sku] = max(one.quantity, most.get(one.sku, one.quantity))
    found = []
    for line in dossier.lines:
        usual = most.get(line.sku or "")
        if usual is not None and usual > 0 and line.quantity > usual * _OUTLIER:
            found.append(_line(line, most=plain(usual), down=plain(usual), up=None))
        if usual is None and dossier.largest is not None and _beyond(line, dossier.largest):
            found.append(
                _line(line, largest=plain(dossier.largest.quantity), dearest=pair(dossier.largest.net), net=pair(line.net))
            )
    return found, None


def _beyond(line: WebLine, largest: Largest) -> bool:
    return line.quantity > largest.quantity * _OUTLIER and line.net.minor > largest.net.minor


def _price(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    gaps = prices.gaps(dossier)
    found = [_priced(gap) for gap in gaps]
    return found, Money(sum((g.line.net - g.net).minor for g in gaps), order.net.currency) if gaps else None


def _priced(gap: prices.Gap) -> Facts:
    unit, net = pair(gap.line.unit_price), pair(gap.line.net)
    return _line(gap.line, unit=unit, net=net, contract=pair(gap.contract), contract_net=pair(gap.net), ratio=gap.ratio)


def _duplicate_po(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    """Only the later of two orders is the duplicate."""
    key = (order.placed_at, order.ref)
    earlier = [(o.number, o.net) for o in dossier.same_po if (o.placed_at, o.ref) < key]
    earlier += [(s.number or f"#{s.ref.key}", s.untaxed) for s in dossier.same_po_sales if s.created_at < order.placed_at]
    return [{"number": number, "net": pair(net), "reference": order.reference} for number, net in earlier], None


def _customer(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    if dossier.customer is not None:
        return [], None
    party = order.party or (dossier.buyer.party if dossier.buyer else None)
    return [{"party": party, "email": order.email, "buyer": dossier.buyer.name if dossier.buyer else None}], None


def _currency(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    known = dossier.currencies
    return [{"currency": order.net.currency, "known": sorted(known)}] if order.net.currency not in known else [], None


def _data(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    """Lines that are missing or add up to something else, quantities of nothing. Addresses are a matter of their own."""
    found: list[Facts] = [_line(line, missing="quantity") for line in dossier.lines if line.quantity <= 0]
    if not dossier.lines:
        found.append({"missing": "lines"})
    elif {line.net.currency for line in dossier.lines} != {order.net.currency}:
        found.append({"missing": "one currency"})
    else:
        total = Money(sum(line.net.minor for line in dossier.lines), order.net.currency)
        if abs((total - order.net).minor) > Money.of(1, total.currency).minor:
            found.append({"missing": "total", "lines": pair(total), "net": pair(order.net)})
    if not order.email and order.customer is None:
        found.append({"missing": "contact"})
    return found, None


def _date_past(dossier: OrderDossier, order: WebOrder, now: datetime) -> Found:
    if order.requested is None or order.requested >= now.date():
        return [], None
    day = now.date() + timedelta(days=1)
    while day.weekday() > 4:
        day += timedelta(days=1)
    return [{"requested": order.requested.isoformat(), "suggested": day.isoformat()}], None


def _variant(dossier: OrderDossier, line: WebLine) -> Variant | None:
    return next((v for v in dossier.variants if v.sku == line.sku), None)


def _least(variant: Variant) -> Decimal | None:
    """The smallest quantity that is allowed: the minimum, in whole packs."""
    if variant.minimum is None or not variant.multiple:
        return variant.minimum
    return (variant.minimum / variant.multiple).to_integral_value(ROUND_CEILING) * variant.multiple


# cause -> feeds of the shop, feeds of the ERP, the check
_CHECKS: dict[str, tuple[tuple[str, ...], tuple[str, ...], Callable[[OrderDossier, WebOrder, datetime], Found]]] = {
    UNKNOWN_PRODUCT: ((), ("products",), _unknown_product),
    BLOCKED_PRODUCT: (("variants",), ("products",), _blocked_product),
    QUANTITY_MINIMUM: (("variants",), (), _minimum),
    QUANTITY_MULTIPLE: (("variants",), (), _multiple),
    QUANTITY_OUTLIER: ((), ("sales", "lines", "customers"), _outlier),
    PRICE: ((), ("customers", "products", "prices"), _price),
    DUPLICATE_PO: ((), ("sales", "customers"), _duplicate_po),
    CUSTOMER: ((), ("customers",), _customer),
    CURRENCY: ((), ("currencies",), _currency),
    DATA: ((), (), _data),
    DATE_PAST: ((), (), _date_past),
}
