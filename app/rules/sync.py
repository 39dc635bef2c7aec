"""The two systems do not tell the same story about one order, longer than a message between them takes.

``quantities``    a product's quantity as placed is not the one that was booked.
``cancelled``     cancelled in one system and not in the other.
``unlinked``      not booked, and a sale that carries no reference looks just like it.
``doubled``       two standing sales carry one shared reference.
``unplaced``      a sale carries a shop's reference that no web order has.
``early_payment`` a payment arrived for an order that is not there.
``unreadable``    a record of an order cannot be read and waits in quarantine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.dossier import OrderDossier
from app.domain.feed import Bad
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shop import WebOrderState
from app.rules import linking
from app.rules.orders import (
    LATENCY,
    Facts,
    Verdicts,
    basis,
    booked,
    lacking,
    pair,
    placed,
    plain,
    settling,
    standing,
    unjudgeable,
)

QUANTITIES, CANCELLED, UNLINKED, DOUBLED = "quantities", "cancelled", "unlinked", "doubled"
UNPLACED, EARLY_PAYMENT, UNREADABLE = "unplaced", "early_payment", "unreadable"
GROUPS = {
    QUANTITIES: "Quantities differ between shop and ERP",
    CANCELLED: "Cancelled in one system only",
    UNLINKED: "Booked without its reference",
    DOUBLED: "Booked twice",
    UNPLACED: "Booked without a web order",
    EARLY_PAYMENT: "Payment without its order",
    UNREADABLE: "Record cannot be read",
}
_SEVERITY = {CANCELLED: 1, UNLINKED: 1, DOUBLED: 1}  # money or goods could go twice, or for nothing


@dataclass(frozen=True, slots=True)
class SyncRule:
    """See the module's text."""

    type: str = "sync"
    version: int = 1
    watches: frozenset[str] = frozenset({"web_orders", "web_lines", "web_payments", "sales", "lines", "clock"})

    def judge(self, dossier: OrderDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        found: Verdicts = {(bad.ref, UNREADABLE): _unreadable(dossier, bad) for bad in dossier.unreadable}
        ref = dossier.ref
        if dossier.order is not None:
            found[ref, EARLY_PAYMENT] = Silent("its order is here")
            found[ref, QUANTITIES] = _quantities(dossier, now)
            found[ref, CANCELLED] = _cancelled(dossier, now)
            found[ref, UNLINKED] = _unlinked(dossier, now)
        elif ref.model == "web_order" and dossier.payments:
            found[ref, EARLY_PAYMENT] = _early(dossier, now)
        elif dossier.sales:
            found[ref, UNPLACED] = _unplaced(dossier, now)
        if dossier.order is not None or dossier.sales:
            found[ref, DOUBLED] = _doubled(dossier)
        return found


SYNC = SyncRule()


def _quantities(dossier: OrderDossier, now: datetime) -> Verdict:
    order, sales = dossier.order, standing(dossier)
    assert order is not None
    unknown = unjudgeable(dossier) or lacking(dossier, erp=("sales", "lines"))
    if unknown is not None:
        return unknown
    if order.state not in (WebOrderState.PLACED, WebOrderState.COMPLETED) or len(sales) != 1:
        return Silent("not one order here and one there")
    ours, theirs = placed(dossier), booked(dossier, sales[0])
    faults: list[Facts] = []
    for sku in sorted(ours.keys() | theirs.keys()):
        here, there = ours.get(sku), theirs.get(sku)
        if here is None and (there is None or sku.startswith("#") or not _is_ours(dossier, sku)):
            continue  # freight, a fee: lines that only the ERP has
        if (here.quantity if here else 0) != (there.quantity if there else 0):
            faults.append(
                {"sku": sku, "placed": plain(here.quantity) if here else "0", "booked": plain(there.quantity) if there else "0"}
            )
    if not faults:
        return Silent("the same in both")
    return settling(dossier, now) or _fires(QUANTITIES, dossier, {"faults": faults, "sale": sales[0].number})


def _is_ours(dossier: OrderDossier, sku: str) -> bool:
    """The shop sells it too, so a line that only the ERP has is one too many."""
    return any(v.sku == sku for v in dossier.variants)


def _cancelled(dossier: OrderDossier, now: datetime) -> Verdict:
    order = dossier.order
    assert order is not None
    unknown = unjudgeable(dossier) or lacking(dossier, erp=("sales",))
    if unknown is not None:
        return unknown
    here, there = order.state is WebOrderState.CANCELLED, standing(dossier)
    if order.state is WebOrderState.DRAFT or not dossier.sales or here != bool(there):
        return Silent("the same in both, or not booked")
    facts: Facts = {
        "shop": order.state.value,
        "erp": [[s.number, s.state.value] for s in dossier.sales],
        "gone_out": any(s.state is OrderState.DONE or s.shipment_state == "sent" for s in there),
    }
    return settling(dossier, now) or _fires(CANCELLED, dossier, facts)


def _unlinked(dossier: OrderDossier, now: datetime) -> Verdict:
    order = dossier.order
    assert order is not None
    unknown = unjudgeable(dossier) or lacking(dossier, erp=("sales", "lines"))
    if unknown is not None:
        return unknown
    if order.state is not WebOrderState.PLACED or dossier.sales:
        return Silent("not waiting to be booked")
    sale = linking.likely(dossier)
    if sale is None:
        return Silent("no sale looks like it")
    ripe = max(order.stamp, sale.stamp) + LATENCY
    if now < ripe:
        return Silent("changed a moment ago", until=ripe)
    return _fires(
        UNLINKED, dossier, {"sale": sale.number, "key": sale.ref.key, "net": pair(sale.untaxed), "state": sale.state.value}
    )


def _doubled(dossier: OrderDossier) -> Verdict:
    unknown = lacking(dossier, erp=("sales",))
    if unknown is not None:
        return unknown
    sales = standing(dossier)
    if len(sales) < 2:
        return Silent("booked once at most")
    facts: Facts = {"sales": [[s.number, pair(s.untaxed), s.state.value, s.created_at.isoformat()] for s in sales]}
    return _fires(DOUBLED, dossier, facts)


def _unplaced(dossier: OrderDossier, now: datetime) -> Verdict:
    if dossier.shop is None:
        return Unknown("no shop is connected here")
    unknown = lacking(dossier, shop=("web_orders",))
    if unknown is not None:
        return unknown
    if not standing(dossier):
        return Silent("cancelled")
    return settling(dossier, now) or _fires(UNPLACED, dossier, {"reference": dossier.sales[0].web_origin})


def _early(dossier: OrderDossier, now: datetime) -> Verdict:
    unknown = lacking(dossier, shop=("web_orders", "web_payments"))
    if unknown is not None:
        return unknown
    facts: Facts = {"payments": [[p.provider, pair(p.amount), p.state] for p in dossier.payments]}
    return settling(dossier, now) or _fires(EARLY_PAYMENT, dossier, facts)


def _unreadable(dossier: OrderDossier, bad: Bad) -> Verdict:
    return _fires(UNREADABLE, dossier, {"path": bad.path, "why": bad.why, "record": str(bad.ref)})


def _fires(cause: str, dossier: OrderDossier, facts: Facts) -> Fires:
    order, sales = dossier.order, dossier.sales
    known: Facts = {"order": order.number if order else None, "shared": order.shared if order else None}
    ships = next((s.ship_date for s in sales if s.ship_date), order.requested if order else None)
    told = known | facts
    return Fires(cause, GROUPS[cause], _SEVERITY.get(cause, 2), _value(dossier), None, ships, None, told, basis(told))


def _value(dossier: OrderDossier) -> Money:
    """The order's, else the sale's, else the payments'; nothing where nobody can say."""
    if dossier.order is not None:
        return dossier.order.net
    if dossier.sales:
        return dossier.sales[0].untaxed
    return dossier.payments[0].amount if dossier.payments else Money.zero(dossier.company_currency)
