"""Goods come back and somebody has to take the next step: authorise, receive, inspect, give the money back, decide on what is set aside.

One case per return, from the request to the posted credit note; its group says which step is next. A second one where pieces are still set
aside after that: nobody comes by them any more, and they are neither sold nor written off.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial

from app.domain.dossier import ReturnDossier
from app.domain.finding import Fires, Silent, Unknown, Verdict
from app.domain.money import Money
from app.domain.order import OrderState, Sale, SaleLine
from app.domain.ref import Ref
from app.domain.returns import Disposition, PutAway, ReturnShipment, standing, targets
from app.domain.stock import Warehouse
from app.rules.clock import tomorrow
from app.rules.orders import for_all, lacking_of, pair, plain

OPEN, ASIDE = "open", "aside"
AUTHORISE, RECEIVE, INSPECT, CREDIT, DECIDE = "To authorise", "To receive", "To inspect", "To credit", "Set aside"
_FEEDS = ("sales", "lines", "moves", "return_shipments", "put_aways", "invoices", "invoice_lines")
_FEEDS_ASIDE = (*_FEEDS, "warehouses", "places")
POSTED = frozenset({"posted", "paid"})
_LATE = timedelta(days=2)  # features d5: after them the money is overdue
_EXPIRES = timedelta(days=21)  # after the day for which the goods were planned
_ASKED = frozenset({OrderState.DRAFT, OrderState.QUOTED})


@dataclass(frozen=True, slots=True)
class ReturnedRule:
    """See the module's text."""

    type: str = "return"
    version: int = 2
    watches: frozenset[str] = frozenset({*_FEEDS_ASIDE, "clock"})

    def judge(self, dossier: ReturnDossier, now: datetime) -> Mapping[tuple[Ref, str], Verdict]:
        if dossier.unreadable:
            return for_all(dossier.ref, (OPEN, ASIDE), Unknown("part of this return is unreadable"))
        if dossier.sale is None or not dossier.lines:
            return {}
        unknown = lacking_of(dossier.erp, "ERP", _FEEDS)
        if unknown:
            return for_all(dossier.ref, (OPEN, ASIDE), unknown)
        found = _verdict(dossier, dossier.sale, now)
        aside = lacking_of(dossier.erp, "ERP", _FEEDS_ASIDE) or _aside(dossier, dossier.sale, found)
        return {(dossier.ref, OPEN): found, (dossier.ref, ASIDE): aside}


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


def _aside(dossier: ReturnDossier, sale: Sale, open_: Verdict) -> Verdict:
    if sale.state is OrderState.CANCELLED:
        return Silent("it was declined")
    if not isinstance(open_, Silent):
        return Silent("its money is not given back yet: till then it is one matter")
    found = set_aside(dossier)
    if not found:
        return Silent("nothing of it is set aside")
    worth = sum((line.unit_price * pieces for line, pieces in found), Decimal(0))
    facts: dict[str, object] = {
        "step": DECIDE,
        "lines": [{"sku": line.sku, "pieces": plain(pieces)} for line, pieces in found],
    }
    return Fires(ASIDE, DECIDE, 4, Money.of(worth, sale.untaxed.currency), None, None, None, facts)


# ---- where pieces are ----


def home(dossier: ReturnDossier, warehouse: str) -> Warehouse | None:
    return next((w for w in dossier.warehouses if w.ref.key == warehouse), None)


def goes_to(dossier: ReturnDossier, warehouse: str) -> Mapping[Disposition, str]:
    return targets(home(dossier, warehouse), dossier.places)


def places(dossier: ReturnDossier, put: PutAway) -> Mapping[Disposition, str]:
    """Where pieces of this put-away can go, by disposition."""
    return goes_to(dossier, next((s.warehouse for s in dossier.shipments if s.ref.key == put.shipment), ""))


def arrivals(dossier: ReturnDossier) -> tuple[PutAway, ...]:
    """What brought pieces in from the door."""
    return tuple(p for p in dossier.put_aways if p.shipment is not None)


def stands(dossier: ReturnDossier) -> Mapping[tuple[str, str], Decimal]:
    """Pieces by (put-away that brought them in, place where they are now)."""
    return standing(arrivals(dossier), (p for p in dossier.put_aways if p.shipment is None))


def lying(dossier: ReturnDossier, line: str, at: Disposition) -> Decimal:
    """Pieces of this line of the return that are now in the storage that they came to, in its quarantine, or scrap."""
    came, now, found = {m.ref.key for m in dossier.moves if m.sale_line == line}, stands(dossier), Decimal(0)
    for put in arrivals(dossier):
        place = places(dossier, put).get(at)
        if put.after in came and place is not None:
            found += now.get((put.ref.key, place), Decimal(0))
    return found


def set_aside(dossier: ReturnDossier) -> tuple[tuple[SaleLine, Decimal], ...]:
    """Lines with the pieces of them that are in quarantine."""
    found = ((x, lying(dossier, x.ref.key, Disposition.QUARANTINE)) for x in dossier.lines)
    return tuple((line, pieces) for line, pieces in found if pieces)


# ---- how far it is ----


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
