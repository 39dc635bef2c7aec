"""What happened to an order in all systems, the newest last; and how much of it the customer may read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime

from app.commands import COMMANDS, credit_case, words
from app.domain.case import Decision, DecisionState
from app.domain.dossier import OrderParts
from app.domain.money import Money
from app.domain.order import Sale
from app.domain.orders import Happened, Milestone
from app.domain.person import called
from app.domain.shop import WebOrder, WebOrderState, WebPayment
from app.panels import letters
from app.panels.milestones import confirmed_at

_TITLES = {spec.name: spec.title for spec in COMMANDS}
_ENDS = {
    DecisionState.APPLIED: ("ok", "done"),
    DecisionState.REFUSED: ("bad", "refused"),
    DecisionState.SUPERSEDED: ("none", "not needed any more"),
    DecisionState.PARKED: ("bad", "needs a person"),
}
_PAYMENTS = {
    "captured": ("ok", "Payment received", "Payment received"),
    "authorised": ("ok", "Payment reserved", "Payment reserved"),
    "failed": ("bad", "Payment failed", "The payment did not go through"),
    "expired": ("warn", "Payment ran out of time", "The payment ran out of time"),
    "cancelled": ("none", "Payment cancelled", "Payment cancelled"),
    "pending": ("wait", "Payment asked for", "Payment is open"),
}
_DUE = {
    "Booked": ("Not booked in the ERP", "shop"),
    "Confirmed": ("Not confirmed to the customer", "erp"),
    "Invoiced": ("Shipped and not invoiced", "erp"),
    "Shipped": ("Not shipped", "erp"),
    "Paid": ("Not paid", "erp"),
    "Delivered": ("Not delivered", "shop"),
}


def timeline(parts: OrderParts, steps: Sequence[Milestone], now: datetime) -> tuple[Happened, ...]:
    """``now`` on the reader's own clock, by which an event's day is told. What is due and missing comes last."""
    made = _Made(parts, now)
    found = [*made.shop(), *made.erp(), *made.console()]
    found.sort(key=lambda e: (e.on, e.at is None, e.at.timestamp() if e.at else 0.0))
    missing = [Happened(None, now.date(), _DUE[m.name][1], _DUE[m.name][0], m.who or m.when.removeprefix("not yet, "), "warn", due=True)
               for m in steps if m.state == "missing"]  # fmt: skip
    return (*found, *missing)


def as_the_customer_sees(events: Sequence[Happened]) -> tuple[Happened, ...]:
    """Their own words for what is theirs to know: nothing of balances, holds, colleagues or systems."""
    return tuple(_theirs(e, *e.customer) for e in events if e.customer)


def _theirs(event: Happened, title: str, note: str) -> Happened:
    return Happened(event.at, event.on, "shop", title, note, "bad" if event.kind == "bad" else "ok", text=event.text)


class _Made:
    def __init__(self, parts: OrderParts, now: datetime) -> None:
        self._parts, self._now = parts, now
        self._names = {p.id: p.name for p in parts.people}

    # ---- the shop ----

    def shop(self) -> Iterator[Happened]:
        order = self._parts.order.order
        if order is None:
            return
        yield self._placed(order)
        for payment in self._parts.order.payments:
            yield from self._paid(payment)
        if order.cancelled_at is not None:
            yield self._at(order.cancelled_at, "shop", "Cancelled in the shop", "", "bad", ("Order cancelled", ""))

    def _placed(self, order: WebOrder) -> Happened:
        count = len(self._parts.order.lines)
        lines = f"{count} line{'' if count == 1 else 's'}, {money(order.total)}"
        buyer = self._parts.order.buyer
        note = ", ".join(x for x in (lines, buyer.name if buyer else order.email) if x)
        if order.state is WebOrderState.DRAFT:
            return self._at(order.placed_at, "shop", "Draft made in the shop", note, "none", ("Quote made for you", lines))
        return self._at(order.placed_at, "shop", f"Order placed as {order.number}", note, "none", ("Order received", lines))

    def _paid(self, payment: WebPayment) -> Iterator[Happened]:
        kind, title, plain = _PAYMENTS.get(payment.state, ("none", f"Payment {payment.state}", f"Payment {payment.state}"))
        amount = money(payment.captured if payment.captured.minor else payment.amount)
        note = ", ".join(x for x in (amount, payment.provider, payment.failure) if x)
        yield self._at(payment.at, "shop", title, note, kind, (plain, amount))
        if payment.refunded.minor:
            amount = money(payment.refunded)
            yield self._at(payment.stamp, "shop", "Refunded", amount, "ok", ("Refund sent", amount))

    # ---- the ERP ----

    def erp(self) -> Iterator[Happened]:
        for sale in self._parts.order.sales:
            yield self._booked(sale)
        for refusal in self._parts.refusals:
            note = ", ".join(x for x in (refusal.words, refusal.by) if x)
            yield self._at(refusal.stamp, "erp", "The ERP refused the confirmation", note, "bad")
        yield from self._shipments()
        yield from self._invoices()

    def _booked(self, sale: Sale) -> Happened:
        web = self._parts.order.order
        later = ""
        if web is not None and sale.created_at >= web.placed_at:
            later = f", {_gap(web.placed_at, sale.created_at)} later"
        keyed = called(self._parts.people, sale.ref.source, sale.created_by)
        who = f", by {keyed}" if keyed else ""
        title = f"Booked as {sale.number}" if web is not None else f"Entered as {sale.number or 'a draft'}"
        return self._at(
            sale.created_at, "erp", title, f"{money(sale.untaxed)} net{later}{who}", "ok" if web is not None else "none"
        )

    def _shipments(self) -> Iterator[Happened]:
        for shipment in self._parts.shipments or ():
            name = shipment.number or "Shipment"
            if shipment.effective is not None and shipment.state in ("shipped", "done"):
                done = shipment.state == "done"
                plain = ("Delivered" if done else "On its way to you", name)
                yield Happened(
                    None, shipment.effective, "erp", f"{name} {'delivered' if done else 'shipped'}", "", "ok", customer=plain
                )

    def _invoices(self) -> Iterator[Happened]:
        for invoice in self._parts.invoices or ():
            if invoice.invoice_date is not None and invoice.state in ("posted", "paid"):
                name = f"Invoice {invoice.number or ''}".strip()
                note = money(invoice.total)
                yield Happened(None, invoice.invoice_date, "erp", name, note, "none", customer=(name, note))
        for line in self._parts.receivables or ():
            if line.reconciled and line.settled_on is not None and line.amount.minor > 0:
                amount = money(line.amount)
                yield Happened(None, line.settled_on, "erp", "Invoice paid", amount, "ok", customer=("Payment received", amount))

    # ---- this console ----

    def console(self) -> Iterator[Happened]:
        for case in self._parts.cases:
            yield self._at(case.opened_at, "console", f"{case.type.capitalize()} exception opened", case.group, "bad")
            if case.closed_at is not None:
                yield self._at(case.closed_at, "console", f"{case.type.capitalize()} exception closed", case.outcome or "", "ok")
        confirmed = confirmed_at(self._parts.decisions)
        for decision in self._parts.decisions:
            yield self._decided(decision, ("Order confirmed", "") if decision.at == confirmed else None)
        for one in letters.sent(self._parts.decisions, self._names):
            told = self._at(one.at, "console", f"Told: {one.subject}", f"{one.state}, {one.by}, {one.about}", one.kind)
            theirs = ("We wrote to you", one.subject) if one.kind == "ok" and one.to_customer else None
            yield replace(told, text=one.text, customer=theirs)
        for note in self._parts.notes:
            yield self._at(note.at, "console", f"Note by {self._names.get(note.by, note.by)}", note.text, "none")

    def _decided(self, decision: Decision, plain: tuple[str, str] | None) -> Happened:
        kind, title, end = decided(decision)
        said = words.told(decision.words or "", self._now.date())
        note = ", ".join(x for x in (end, of_version(decision), said, self._names.get(decision.actor, decision.actor)) if x)
        return self._at(decision.at, "console", title, note, kind, plain)

    def _at(self, at: datetime, side: str, title: str, note: str, kind: str, customer: tuple[str, str] | None = None) -> Happened:
        return Happened(at, at.astimezone(self._now.tzinfo).date(), side, title, note, kind, customer=customer)


def of_version(decision: Decision) -> str:
    """ "from quote version 2": of a decision that made an order of an offer."""
    plan = credit_case.plan_of(decision)
    number = plan.converts if plan is not None else None
    return f"from quote version {number}" if number is not None else ""


def decided(decision: Decision) -> tuple[str, str, str]:
    """(shape, the deed's title, what became of it)."""
    kind, end = _ENDS.get(decision.state, ("wait", "on its way"))
    return kind, _TITLES.get(decision.deed, decision.deed.replace("_", " ").capitalize()), end


def money(amount: Money) -> str:
    return f"{amount.currency} {amount.text()}"


def _gap(first: datetime, then: datetime) -> str:
    seconds = int((then - first).total_seconds())
    return f"{seconds} s" if seconds < 60 else words.span(seconds // 60)
