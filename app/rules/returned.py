"""Goods come back and somebody has to take the next step: authorise, receive, inspect, give the money back.

One case per return, from the request to the posted credit note; its group says which step is next.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial

from app.domain.dossier import ReturnDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState, Sale
from app.domain.ref import Ref
from app.domain.returns import ReturnShipment
from app.rules.clock import tomorrow
from app.rules.orders import lacking_of, pair, plain

OPEN = "open"
AUTHORISE, RECEIVE, INSPECT, CREDIT = "To authorise", "To receive", "To inspect", "To credit"
_FEEDS = ("sales", "lines", "moves", "return_shipments", "put_aways", "invoices", "invoice_lines")
POSTED = frozenset({"posted", "paid"})
_LATE = timedelta(days=2)  # features d5: after them the money is overdue
_EXPIRES = timedelta(days=21)  # after the day for which the goods were planned
_ASKED = frozenset({OrderState.DRAFT, OrderState.QUOTED})


@dataclass(frozen=True, slots=True)
class ReturnedRule:
    """See the module's text."""

    type: str = "return"
    version: int = 1
    watches: frozenset[str] = frozenset({*_FEEDS, "clock"})

    def judge(self, dossier: ReturnDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        if dossier.unreadable:
            return {(dossier.ref, OPEN): Unknown("part of this return is unreadable")}
        if dossier.sale is None or not dossier.lines:
            return {}
        unknown = lacking_of(dossier.erp, "ERP", _FEEDS)
        return {(dossier.ref, OPEN): unknown or _verdict(dossier, dossier.sale, now)}


RETURNED = ReturnedRule()


def _verdict(dossier: ReturnDossier, sale: Sale, now: datetime) -> Verdict:
    found, today = partial(_fires, dossier, sale, now), now.date()
    if sale.state is OrderState.CANCELLED:
        return Silent("it was declined")
    if sale.state in _ASKED:
        return found(AUTHORISE, 3)
    if inside(dossier):
        return found(INSPECT, 3)
    came, waits, notes = arrived(dossier), awaited(dossier), drafts(dossier)
    if notes and (came or not waits):
        return found(CREDIT, 2 if came and today - came >= _LATE else 3)
    posted = [i.number or "a credit note" for i in dossier.credits if i.state in POSTED]
    if waits or not (came or posted or sale.state is OrderState.DONE):
        expired = any(s.planned and today - s.planned > _EXPIRES for s in waits)
        return found(RECEIVE, 3 if expired else 4)
    if posted:
        return Silent(f"given back by {', '.join(posted)}")
    return Silent("the ERP has done with it") if sale.state is OrderState.DONE else found(CREDIT, 3)


def awaited(dossier: ReturnDossier) -> tuple[ReturnShipment, ...]:
    """Goods that have not come in yet."""
    return tuple(s for s in dossier.shipments if s.state == "draft")


def inside(dossier: ReturnDossier) -> tuple[ReturnShipment, ...]:
    """Goods that came in and that nobody has looked at."""
    return tuple(s for s in dossier.shipments if s.state == "received")


def drafts(dossier: ReturnDossier) -> tuple[str, ...]:
    """Keys of the credit notes that are not posted yet, the oldest first."""
    return tuple(i.ref.key for i in dossier.credits if i.state not in POSTED)


def arrived(dossier: ReturnDossier) -> date | None:
    """When the last of its goods came in."""
    return max((m.effective for m in dossier.moves if m.state == "done" and m.effective), default=None)


def value(dossier: ReturnDossier) -> Money:
    """Net price of what comes back, in the sale's currency; what goes out in exchange takes nothing off it."""
    assert dossier.sale is not None
    return Money(-sum(x.net.minor for x in dossier.lines), dossier.sale.untaxed.currency)


def _fires(dossier: ReturnDossier, sale: Sale, now: datetime, step: str, severity: int) -> Fires:
    orders = sorted({o.sale.number or "" for o in dossier.origins})
    facts: dict[str, object] = {
        "step": step,
        "orders": orders,
        "lines": [{"sku": x.sku, "pieces": plain(-x.quantity)} for x in dossier.lines],
        "net": pair(value(dossier)),
        "awaited": [s.number for s in awaited(dossier)],
        "inside": [s.number for s in inside(dossier)],
    }
    worth = max(value(dossier), Money.zero(sale.untaxed.currency))
    return Fires(OPEN, step, severity, worth, None, None, sale.created_at, facts, until=tomorrow(now))
