"""What the ERP booked costs something else than what the customer placed.

Judged once exactly one standing sale carries the order's reference; before that the same fault is a matter of validation, so an order
never has both. Quantities that differ are a matter of sync: prices are compared per unit, product by product.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import OrderDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.ref import Ref
from app.domain.shop import WebOrder, WebOrderState
from app.rules import prices
from app.rules.orders import Facts, Part, booked, for_all, lacking, pair, placed, plain, standing, tolerance, unjudgeable

LINE_PRICE, HEADER_TOTAL = "line_price", "header_total"
CAUSES = (LINE_PRICE, HEADER_TOTAL)
HIGHER, LOWER = "Booked dearer than placed", "Booked cheaper than placed"
TOTAL, OTHER_CURRENCY = "Totals differ, lines agree", "Booked in another currency"


@dataclass(frozen=True, slots=True)
class PriceRule:
    """See the module's text."""

    type: str = "price"
    version: int = 1
    watches: frozenset[str] = frozenset({"web_orders", "web_lines", "sales", "lines"})

    def judge(self, dossier: OrderDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        order = dossier.order
        if order is None:
            return {}
        sales = standing(dossier)
        over = _over(dossier, order, sales)
        if over is not None:
            return for_all(dossier.ref, CAUSES, over)
        lines = _lines(dossier, order, sales[0])
        return {(dossier.ref, LINE_PRICE): lines, (dossier.ref, HEADER_TOTAL): _header(dossier, order, sales[0], lines)}


PRICE = PriceRule()


def _over(dossier: OrderDossier, order: WebOrder, sales: tuple[Sale, ...]) -> Silent | Unknown | None:
    if order.state not in (WebOrderState.PLACED, WebOrderState.COMPLETED):
        return Silent(f"{order.state.value} in the shop")
    unknown = unjudgeable(dossier) or lacking(dossier, erp=("sales", "lines"))
    if unknown is not None:
        return unknown
    if len(sales) != 1:
        return Silent("not booked" if not sales else "booked more than once: see sync")
    return None


def _lines(dossier: OrderDossier, order: WebOrder, sale: Sale) -> Verdict:
    if sale.untaxed.currency != order.net.currency:
        return Silent("booked in another currency")
    theirs = booked(dossier, sale)
    faults: list[Facts] = []
    more = 0
    for sku, ours in placed(dossier).items():
        other = theirs.get(sku)
        if other is None or ours.quantity <= 0 or other.quantity <= 0:
            continue
        expected = Money.of(ours.net.amount / ours.quantity * other.quantity, ours.net.currency)
        gap = other.net - expected
        if abs(gap.minor) > tolerance(expected).minor:
            more += gap.minor
            faults.append(_fault(sku, ours, other, gap, expected))
    if not faults:
        return Silent("booked at the prices that were placed")
    return _fires(LINE_PRICE, HIGHER if more > 0 else LOWER, order, sale, Money(more, order.net.currency), {"faults": faults})


def _fault(sku: str, ours: Part, other: Part, gap: Money, expected: Money) -> Facts:
    return {
        "sku": sku,
        "placed": plain(ours.quantity),
        "booked": plain(other.quantity),
        "placed_unit": pair(Money.of(ours.net.amount / ours.quantity, ours.net.currency)),
        "booked_unit": pair(Money.of(other.net.amount / other.quantity, other.net.currency)),
        "gap": pair(gap),
        "ratio": prices.ratio(other.net, expected),
    }


def _header(dossier: OrderDossier, order: WebOrder, sale: Sale, lines: Verdict) -> Verdict:
    if sale.untaxed.currency != order.net.currency:
        facts: Facts = {"placed": pair(order.net), "booked": pair(sale.untaxed)}
        return _fires(HEADER_TOTAL, OTHER_CURRENCY, order, sale, None, facts)
    if isinstance(lines, Fires):
        return Silent("the lines say it")
    theirs = booked(dossier, sale)
    if any(sku not in theirs or theirs[sku].quantity != part.quantity for sku, part in placed(dossier).items()):
        return Silent("other quantities: see sync")
    gap = sale.untaxed - order.net
    least = Money.of(1, gap.currency).minor
    if abs(gap.minor) <= least or abs((gap - order.freight).minor) <= least:  # freight may be a line of the sale
        return Silent("totals agree")
    return _fires(HEADER_TOTAL, TOTAL, order, sale, gap, {"placed": pair(order.net), "booked": pair(sale.untaxed)})


def _fires(cause: str, group: str, order: WebOrder, sale: Sale, gap: Money | None, facts: Facts) -> Fires:
    known: Facts = {"order": order.number, "sale": sale.number, "net": pair(order.net), "untaxed": pair(sale.untaxed)}
    severity = 3 if sale.state is OrderState.DONE else 2
    return Fires(cause, group, severity, order.net, gap, sale.ship_date or order.requested, None, known | facts)
