"""How far an order is: placed, booked, confirmed, invoiced, shipped, paid, delivered, each with its time, or why there is none."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from app.commands import words
from app.domain.case import Decision, DecisionState
from app.domain.dossier import OrderParts
from app.domain.order import OrderState, Sale
from app.domain.orders import Milestone
from app.domain.person import called
from app.domain.shop import Fulfilled, Paid, WebOrderState

_CONFIRMED = frozenset({OrderState.CONFIRMED, OrderState.PROCESSING, OrderState.DONE})
_BILLED = frozenset({"posted", "paid"})
_GONE = frozenset({"shipped", "done"})
_SENT = frozenset({Fulfilled.SHIPPED, Fulfilled.DELIVERED})
UNTOLD = "time not told"


def milestones(parts: OrderParts, sale: Sale | None, now: datetime) -> tuple[Milestone, ...]:
    """``sale``: the one it was booked as. ``now`` on the reader's own clock. A cancelled order has only what happened."""
    facts = _Facts(parts, sale, now)
    steps = (
        facts.placed(),
        facts.booked(),
        facts.confirmed(),
        facts.invoiced(),
        facts.shipped(),
        facts.paid(),
        facts.delivered(),
    )
    if not facts.cancelled:
        return steps
    return tuple(m if m.state == "done" else Milestone(m.name, "none", "cancelled") for m in steps)


def confirmed_at(decisions: Iterable[Decision]) -> datetime | None:
    """When a person here released it, which confirms it in the ERP."""
    applied = [d.at for d in decisions if d.deed == "release_hold" and d.state is DecisionState.APPLIED]
    return max(applied, default=None)


def moment(at: datetime, now: datetime) -> str:
    """ "09:12" today, else "26 Nov 09:12"."""
    local = at.astimezone(now.tzinfo)
    day = "" if local.date() == now.date() else f"{words.short_day(local.date(), now.date())} "
    return f"{day}{local:%H:%M}"


class _Facts:
    def __init__(self, parts: OrderParts, sale: Sale | None, now: datetime) -> None:
        self._parts, self._sale, self._now, self._today = parts, sale, now, now.date()
        self._web = parts.order.order
        self.shop = self._web.ref.source if self._web else ""
        self.erp = sale.ref.source if sale else ""
        self._draft = self._web is not None and self._web.state is WebOrderState.DRAFT
        self._confirmed = sale is not None and sale.state in _CONFIRMED
        ends = [self._web.state is WebOrderState.CANCELLED] if self._web else []
        ends += [sale.state is OrderState.CANCELLED] if sale else []
        self.cancelled = bool(ends) and all(ends)
        self._billed = [i for i in parts.invoices or () if i.state in _BILLED]
        self._sent = [s for s in parts.shipments or () if s.state in _GONE]

    def placed(self) -> Milestone:
        if self._web is not None:
            if self._draft:
                return Milestone("Placed", "ahead", "a draft of the shop")
            buyer = self._parts.order.buyer
            return Milestone("Placed", "done", moment(self._web.placed_at, self._now), self.shop, buyer.name if buyer else "")
        sale = self._sale
        if sale is None:
            return Milestone("Placed", "none", "")
        day = self._day(sale.order_date) if sale.order_date else UNTOLD
        return Milestone("Placed", "done" if sale.order_date or self._confirmed else "ahead", day, self.erp)

    def booked(self) -> Milestone:
        if self._sale is not None:
            who = called(self._parts.people, self._sale.ref.source, self._sale.created_by) or ""
            return Milestone("Booked", "done", moment(self._sale.created_at, self._now), self.erp, who)
        if self._draft or self._web is None:
            return Milestone("Booked", "ahead", "once ordered")
        return self._waits("Booked", "placed", self._web.placed_at)

    def confirmed(self) -> Milestone:
        sale = self._sale
        if sale is None:
            return Milestone("Confirmed", "ahead", "once booked")
        if self._confirmed:
            at = confirmed_at(self._parts.decisions)
            return Milestone("Confirmed", "done", moment(at, self._now) if at else UNTOLD, self.erp, sale.confirmed_by or "")
        if self._web is None and not sale.reference:
            return Milestone("Confirmed", "ahead", "an offer")
        return self._waits("Confirmed", "booked", sale.created_at)

    def invoiced(self) -> Milestone:
        if self._parts.invoices is None and self._sale is not None:
            return Milestone("Invoiced", "none", "not readable")
        if self._billed:
            days = [i.invoice_date for i in self._billed if i.invoice_date]
            numbers = ", ".join(i.number for i in self._billed if i.number)
            return Milestone("Invoiced", "done", self._day(max(days)) if days else UNTOLD, self.erp, numbers)
        due = self._confirmed and self._is_shipped()
        return Milestone("Invoiced", "missing" if due else "ahead", "not yet, shipped" if due else "once sent")

    def shipped(self) -> Milestone:
        if self._sent:
            days = [s.effective for s in self._sent if s.effective]
            numbers = ", ".join(s.number for s in self._sent if s.number)
            part = "" if len(self._sent) == len(self._parts.shipments or ()) else " in part"
            return Milestone("Shipped", "done", (self._day(max(days)) if days else UNTOLD) + part, self.erp, numbers)
        if self._is_shipped():
            return Milestone(
                "Shipped", "done", UNTOLD, self.erp if self._sale and self._sale.shipment_state == "sent" else self.shop
            )
        planned = [s.planned for s in self._parts.shipments or () if s.planned]
        return self._ahead("Shipped", min(planned, default=self._sale.ship_date if self._sale else None))

    def paid(self) -> Milestone:
        if self._web is not None and self._web.payment is Paid.ALL and self._web.paid.minor > 0:
            times = [p.at for p in self._parts.order.payments if p.captured.minor > 0]
            return Milestone("Paid", "done", moment(max(times), self._now) if times else UNTOLD, self.shop)
        if self._billed and all(i.state == "paid" for i in self._billed):
            days = [r.settled_on for r in self._parts.receivables or () if r.settled_on]
            return Milestone("Paid", "done", self._day(max(days)) if days else UNTOLD, self.erp)
        dues = [r.due for r in self._parts.receivables or () if r.due and not r.reconciled]
        if dues:
            return self._ahead("Paid", min(dues))
        return Milestone("Paid", "ahead", (self._sale.payment_terms if self._sale else None) or "once billed")

    def delivered(self) -> Milestone:
        if self._web is not None and self._web.fulfilment is Fulfilled.DELIVERED:
            return Milestone("Delivered", "done", UNTOLD, self.shop)
        shipments = self._parts.shipments or ()
        if shipments and all(s.state == "done" for s in shipments):
            days = [s.effective for s in shipments if s.effective]
            return Milestone("Delivered", "done", self._day(max(days)) if days else UNTOLD, self.erp)
        wanted = self._web.requested if self._web else None
        return self._ahead("Delivered", wanted, "for")

    def _is_shipped(self) -> bool:
        by_shop = self._web is not None and self._web.fulfilment in _SENT
        return bool(self._sent) or by_shop or (self._sale is not None and self._sale.shipment_state == "sent")

    def _waits(self, name: str, after: str, since: datetime) -> Milestone:
        """Due since the step before it; ``who`` says that step."""
        gap = words.age(since, self._now)
        return Milestone(name, "missing", f"not yet, waits {gap.removesuffix(' ago')}", who=f"{after} {gap}")

    def _ahead(self, name: str, day: date | None, word: str = "due") -> Milestone:
        if day is None or self._draft or (self._sale is None and self._web is None):
            return Milestone(name, "ahead", "no date")
        late = day < self._today
        return Milestone(name, "missing" if late else "ahead", f"{'not yet, ' if late else ''}{word} {self._day(day)}")

    def _day(self, day: date) -> str:
        return "today" if day == self._today else words.short_day(day, self._today)
