"""Money that the shop should have and has not: refused, run out, or less than the order came to; and money that the ERP waits for in vain.

``failed``           the newest attempt was refused and nothing else covers the order.
``expired``          what was reserved ran out before the goods went.
``due_after_edit``   something was paid, and the order has since become dearer.
``paid_unconfirmed`` all is paid, and the ERP's sale still waits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.dossier import OrderDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState
from app.domain.ref import Ref
from app.domain.shop import Fulfilled, Paid, WebOrder, WebOrderState, WebPayment
from app.rules.orders import Facts, basis, lacking, of_order, pair, standing, unjudgeable

FAILED, EXPIRED, DUE, UNCONFIRMED = "failed", "expired", "due_after_edit", "paid_unconfirmed"
GROUPS = {
    FAILED: "Payment refused",
    EXPIRED: "Reservation ran out before shipping",
    DUE: "Amount due after a change",
    UNCONFIRMED: "Paid, and still waiting in the ERP",
}
CONFIRM_WITHIN = timedelta(minutes=30)
_REFUSED = frozenset({"failed", "cancelled"})
_SENT = frozenset({Fulfilled.SHIPPED, Fulfilled.DELIVERED})
_SEVERITY = 2


@dataclass(frozen=True, slots=True)
class PaymentRule:
    """See the module's text. Amounts in the order's currency."""

    type: str = "payment"
    version: int = 1
    watches: frozenset[str] = frozenset({"web_orders", "web_payments", "sales", "clock"})

    def judge(self, dossier: OrderDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        return of_order(dossier, _over, _CHECKS, now)


PAYMENT = PaymentRule()


def _over(dossier: OrderDossier, order: WebOrder) -> Silent | Unknown | None:
    if order.state not in (WebOrderState.PLACED, WebOrderState.COMPLETED):
        return Silent(f"{order.state.value}: nothing is owed")
    return unjudgeable(dossier) or lacking(dossier, shop=("web_payments",))


def holds(payment: WebPayment, now: datetime) -> bool:
    """The money is there or reserved."""
    if payment.captured.minor > payment.refunded.minor:
        return True
    return payment.state == "authorised" and (payment.expires_at is None or payment.expires_at > now)


def _failed(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    tried = sorted(dossier.payments, key=lambda p: (p.at, p.ref))
    if order.due.minor <= 0 or not tried or any(holds(p, now) for p in tried):
        return Silent("covered, or on account")
    if tried[-1].state not in _REFUSED:
        return Silent(f"the newest attempt is {tried[-1].state}")
    failures = [p for p in tried if p.state in _REFUSED]
    facts: Facts = {"failure": failures[-1].failure, "attempts": len(failures), "provider": failures[-1].provider}
    return _fires(FAILED, dossier, order, order.due, failures[-1].at, facts)


def _expired(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    if order.fulfilment in _SENT or order.due.minor <= 0:
        return Silent("shipped or paid")
    gone = [p for p in dossier.payments if _is_over(p, now)]
    if gone and not any(holds(p, now) for p in dossier.payments):
        last = max(gone, key=lambda p: p.expires_at or p.at)
        facts: Facts = {
            "reserved": pair(last.amount),
            "until": (last.expires_at or last.at).isoformat(),
            "provider": last.provider,
        }
        return _fires(EXPIRED, dossier, order, order.due, last.expires_at or last.at, facts)
    coming = [
        p.expires_at for p in dossier.payments if p.state == "authorised" and p.expires_at is not None and p.expires_at > now
    ]
    return Silent("reserved" if coming else "nothing was reserved", until=min(coming, default=None))


def _is_over(payment: WebPayment, now: datetime) -> bool:
    if payment.state == "expired":
        return True
    return payment.state == "authorised" and payment.expires_at is not None and payment.expires_at <= now


def _due(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    if order.paid.minor <= 0 or order.due.minor <= 0:
        return Silent("nothing is left to pay" if order.due.minor <= 0 else "nothing was paid yet")
    return _fires(DUE, dossier, order, order.due, None, {"paid": pair(order.paid), "total": pair(order.total)})


def _unconfirmed(dossier: OrderDossier, order: WebOrder, now: datetime) -> Verdict:
    if order.payment is not Paid.ALL:
        return Silent("not paid in full")
    unknown = lacking(dossier, erp=("sales",))
    if unknown is not None:
        return unknown
    waiting = [s for s in standing(dossier) if s.state in (OrderState.DRAFT, OrderState.QUOTED)]
    if not waiting:
        return Silent("confirmed, or not booked yet")
    paid_at = max([p.at for p in dossier.payments if p.captured.minor > p.refunded.minor], default=order.placed_at)
    ripe = max(paid_at, waiting[0].created_at) + CONFIRM_WITHIN
    if now < ripe:
        return Silent("just paid", until=ripe)
    facts: Facts = {"sale": waiting[0].number, "paid": pair(order.paid), "state": waiting[0].state.value}
    return _fires(UNCONFIRMED, dossier, order, None, ripe, facts)


def _fires(cause: str, dossier: OrderDossier, order: WebOrder, over: Money | None, since: datetime | None, facts: Facts) -> Fires:
    known: Facts = {"order": order.number, "total": pair(order.total), "due": pair(order.due), "tries": len(dossier.payments)}
    told = known | facts
    # Goods may go on account; what is paid already needs nobody's consent.
    let_be = None if cause == UNCONFIRMED else basis(told)
    return Fires(cause, GROUPS[cause], _SEVERITY, order.total, over, order.requested, since, told, let_be)


_CHECKS = {FAILED: _failed, EXPIRED: _expired, DUE: _due, UNCONFIRMED: _unconfirmed}
