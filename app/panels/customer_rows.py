"""What a customer's page lists, section by section: cases, orders, quotes, invoices, payments, complaints, and what the team did."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime

from app.commands import words
from app.domain.case import Decision
from app.domain.complaint import Complaint
from app.domain.customer_parts import CustomerParts, Filed, Returned
from app.domain.customers import FEW, MOST, CustomerRow, CustomerSection
from app.domain.invoice import IncomingPayment, Invoice, Receivable
from app.domain.orders import OrderRow
from app.domain.question import CaseRow
from app.domain.ref import NO_NUMBER, Ref
from app.panels import letters
from app.panels.customer_feeds import Feeds
from app.panels.timeline import decided
from app.queues import QUEUES

_QUEUES = {queue.type: queue for queue in QUEUES}
_SEVERITY = {1: "bad", 2: "warn"}
_BILL = {"paid": ("paid", "ok"), "draft": ("draft", "none"), "validated": ("draft", "none"), "cancelled": ("cancelled", "none")}
_PAYMENT = {"succeeded": "ok", "failed": "bad"}
_COMPLAINT = {"rejected": "none", "done": "ok", "cancelled": "none"}
_BRINGS = {"sale_return": "goods come back", "credit_note": "credit note"}


def sections(parts: CustomerParts, whole: frozenset[str], feeds: Feeds, local: datetime) -> tuple[CustomerSection, ...]:
    """``local``: now in the company's zone."""
    made = _Sections(parts, whole, feeds, local)
    return (
        made.cases(),
        made.orders(),
        made.quotes(),
        made.invoices(),
        made.payments(),
        made.complaints(),
        made.messages(),
        made.history(),
    )


class _Sections:
    def __init__(self, parts: CustomerParts, whole: frozenset[str], feeds: Feeds, local: datetime) -> None:
        self._parts, self._whole, self._feeds, self._local = parts, whole, feeds, local
        self._today = local.date()
        self._names = {p.id: p.name for p in parts.people}
        self._open = {filed.ref: (filed, row.case_id) for filed, row in parts.cases}

    # ---- what needs work -------------------------------------------------------------------------------------------------
    def cases(self) -> CustomerSection:
        rows = [self._case(filed, row) for filed, row in sorted(self._parts.cases, key=lambda c: (c[1].due_at, c[1].number))]
        return self._section("cases", "Needs work", rows, len(rows), "No case about this customer is open", "Team")

    def _case(self, filed: Filed, row: CaseRow) -> CustomerRow:
        queue = _QUEUES[filed.type]
        left = int((row.due_at - self._local).total_seconds() // 60)
        soon = row.due_at - self._local < (row.due_at - row.started_at) / 4
        word = row.pending or ("waiting" if row.state == "waiting" else row.owner_name or "open")
        kind = "wait" if row.pending or row.state == "waiting" else _SEVERITY.get(row.severity, "none")
        return CustomerRow(
            f"case:{row.case_id}", row.number, f"{queue.title}: {row.group}", word, kind, row.amount,
            words.span(left), "bad" if left < 0 else "warn" if soon else "", queue.name, row.case_id,
        )  # fmt: skip

    # ---- orders and quotes -----------------------------------------------------------------------------------------------
    def orders(self) -> CustomerSection:
        rows = [self._order(row, "orders") for row in self._parts.orders]
        age = self._feeds.age("sales", "web_orders")
        return self._section("orders", "Orders", rows, self._parts.order_count, "Nothing was ordered yet", age, newest=True)

    def quotes(self) -> CustomerSection:
        rows = [self._order(row, "quotes") for row in self._parts.quotes]
        age = self._feeds.age("sales", "web_orders")
        return self._section("quotes", "Quotes", rows, self._parts.quote_count, "No quote is open", age, newest=True)

    def _order(self, row: OrderRow, page: str) -> CustomerRow:
        channel = "Shop" if row.ref.model == "web_order" else "ERP"
        booked = f"booked as {row.booked_as}" if row.booked_as and row.booked_as != row.number else ""
        about = " · ".join(x for x in (channel, f"PO {row.reference}" if row.reference else "", booked) if x)
        until = row.valid_until if page == "quotes" else None
        when = f"until {words.short_day(until, self._today)}" if until else self._placed(row)
        late = "warn" if until is not None and until < self._today else ""
        return CustomerRow(f"{page}:{row.ref}", row.number, about, row.state, row.kind, row.value, when, late, page, row.ref)

    def _placed(self, row: OrderRow) -> str:
        """Where only a day is known, it has no time."""
        if row.placed_on is None:
            return self._moment(row.placed_at)
        return "today" if row.placed_on == self._today else words.short_day(row.placed_on, self._today)

    # ---- money -----------------------------------------------------------------------------------------------------------
    def invoices(self) -> CustomerSection:
        found = self._parts.dossier.invoices
        if found is None:
            return self._unknown("invoices", "Invoices")
        due = _due(self._parts.dossier.receivables)
        newest = sorted(found, key=lambda i: (i.invoice_date or date.max, i.ref.key), reverse=True)
        rows = [self._invoice(i, due) for i in sorted(newest, key=lambda i: not self._late(i, due))]
        return self._section("invoices", "Invoices", rows, len(rows), "Nothing was billed yet", self._feeds.age("invoices"))

    def _late(self, invoice: Invoice, due: Mapping[str, date] | None) -> bool:
        on = None if due is None else due.get(invoice.ref.key)
        return on is not None and on < self._today and invoice.open.minor > 0 and invoice.state == "posted"

    def _invoice(self, invoice: Invoice, due: Mapping[str, date] | None) -> CustomerRow:
        on = None if due is None else due.get(invoice.ref.key)
        late = self._late(invoice, due)
        state, kind = _BILL.get(invoice.state, ("open", "none"))
        if on is not None and late:
            state, kind = f"{(self._today - on).days} d overdue", "bad"
        dated = f"of {words.short_day(invoice.invoice_date, self._today)}" if invoice.invoice_date else "not dated"
        left = f"{invoice.open.currency} {invoice.open.text()} open" if invoice.open.minor else ""
        ended = (
            "due date not readable"
            if due is None and invoice.open.minor
            else f"due {words.short_day(on, self._today)}"
            if on
            else ""
        )
        sales = [Ref(invoice.ref.source, "sale", key) for key in invoice.sales]
        return CustomerRow(
            f"invoice:{invoice.ref}", invoice.number or NO_NUMBER, " · ".join(x for x in (dated, left) if x), state, kind, invoice.total,
            ended, "bad" if late else "", "orders" if sales else "", sales[0] if sales else None,
        )  # fmt: skip

    def payments(self) -> CustomerSection:
        found = self._parts.dossier.payments
        if found is None:
            return self._unknown("payments", "Incoming payments")
        rows = [self._payment(p) for p in sorted(found, key=lambda p: (p.date or date.max, p.ref.key), reverse=True)]
        age = self._feeds.age("payments")
        return self._section("payments", "Incoming payments", rows, len(rows), "No payment is announced", age, newest=True)

    def _payment(self, payment: IncomingPayment) -> CustomerRow:
        about = "for an invoice" if payment.receivable else "on account"
        when = words.short_day(payment.date, self._today) if payment.date else ""
        kind = _PAYMENT.get(payment.state, "wait")
        return CustomerRow(
            f"payment:{payment.ref}", f"Payment {payment.ref.key}", about, payment.state, kind, payment.amount, when
        )

    # ---- what went wrong -------------------------------------------------------------------------------------------------
    def complaints(self) -> CustomerSection:
        """What the ERP keeps, then what came back to a shop."""
        title, age = "Complaints and returns", self._feeds.age("complaints", "web_lines")
        rows = [*self._complaints(), *map(_came_back, self._parts.returned)]
        if self._parts.complaints is None and not rows:
            return CustomerSection("complaints", title, age)
        return self._section("complaints", title, rows, len(rows), "Nothing was complained about and nothing came back", age)

    def _complaints(self) -> Iterator[CustomerRow]:
        brings: dict[str, list[str]] = {}
        for action in self._parts.actions:
            brings.setdefault(action.complaint, []).append(_BRINGS.get(action.action, action.action.replace("_", " ")))
        for one in self._parts.complaints or ():
            about = " · ".join(x for x in (one.kind, one.words, *dict.fromkeys(brings.get(one.ref.key, ()))) if x)
            page, opens = self._where_of(one)
            kind = _COMPLAINT.get(one.state, "warn")
            number, when = one.number or NO_NUMBER, self._moment(one.taken_at)
            yield CustomerRow(f"complaint:{one.ref}", number, about, one.state, kind, None, when, "", page, opens)

    def _where_of(self, complaint: Complaint) -> tuple[str, str | Ref | None]:
        """Its open case, else the order that was delivered."""
        found = self._open.get(complaint.ref)
        if found is not None:
            return _QUEUES[found[0].type].name, found[1]
        return ("orders", Ref(complaint.ref.source, "sale", complaint.sale)) if complaint.sale else ("", None)

    # ---- what was said about them ------------------------------------------------------------------------------------------
    def messages(self) -> CustomerSection:
        """Messages to the customer, and to suppliers for them, the newest first; the text is read where Enter leads."""
        rows = [row for d in self._parts.told for row in self._messages(d)]
        return self._section(
            "messages", "Messages", rows, self._parts.told_count, "Nothing was sent by mail from here", "Team", newest=True
        )

    def _messages(self, decision: Decision) -> Iterator[CustomerRow]:
        for one in letters.sent((decision,), self._names):
            page, opens = self._where(self._parts.filed[decision.case_id], decision.case_id)
            about = f"{one.subject}, {one.about}, {one.by}"
            state = one.state.partition(":")[0]
            yield CustomerRow(
                f"message:{decision.id}", one.order, about, state, one.kind, None, self._moment(one.at), "", page, opens
            )

    # ---- what the team did -----------------------------------------------------------------------------------------------
    def history(self) -> CustomerSection:
        """Notes and decisions, the newest first."""
        told: list[tuple[datetime, CustomerRow]] = []
        for d in self._parts.decisions:
            kind, title, end = decided(d)
            by = f"policy version {d.policy}" if d.policy is not None else ""
            about = ", ".join(x for x in (title, words.told(d.words or "", self._today), by) if x)
            told.append((d.at, self._said(f"decision:{d.id}", d.case_id, d.actor, d.at, about, end, kind)))
        for n in self._parts.notes:
            told.append((n.at, self._said(f"note:{n.case_id}:{n.at}:{n.by}", n.case_id, n.by, n.at, n.text, "note", "none")))
        rows = [row for _, row in sorted(told, key=lambda x: x[0], reverse=True)]
        count = self._parts.decision_count + self._parts.note_count
        return self._section(
            "history", "Notes and decisions", rows, count, "The team decided and noted nothing", "Team", newest=True
        )

    def _said(self, key: str, case_id: str, by: str, at: datetime, about: str, state: str, kind: str) -> CustomerRow:
        filed = self._parts.filed[case_id]
        page, opens = self._where(filed, case_id)
        who = f"{self._names.get(by, by)}: {about}"
        return CustomerRow(key, filed.document or NO_NUMBER, who, state, kind, None, self._moment(at), "", page, opens)

    def _where(self, filed: Filed, case_id: str) -> tuple[str, str | Ref | None]:
        """The page of a case while it is open, then its order's."""
        if any(row.case_id == case_id for _, row in self._parts.cases):
            return _QUEUES[filed.type].name, case_id
        return ("orders", filed.ref) if filed.ref.model in ("sale", "web_order") else ("", None)

    # ---- below -----------------------------------------------------------------------------------------------------------
    def _section(
        self, name: str, title: str, rows: Sequence[CustomerRow], count: int, empty: str, age: str, *, newest: bool = False
    ) -> CustomerSection:
        """``count``: of all there are, also of those that were not gathered."""
        if not count:
            return CustomerSection(name, title, f"{empty} · {age}")
        shown = tuple(rows[: MOST if name in self._whole else FEW])
        more = count - len(shown)
        held = f"{count:,}, the {'newest' if newest else 'first'} {len(shown)} here" if more else f"{count:,}"
        return CustomerSection(name, title, f"{held} · {age}", shown, more)

    def _unknown(self, name: str, title: str) -> CustomerSection:
        """The note says why: there may be some, and nobody here can know."""
        return CustomerSection(name, title, self._feeds.age(name))

    def _moment(self, at: datetime) -> str:
        """On the reader's own clock: the time of today, else the day."""
        here, now = at.astimezone(), self._local.astimezone()
        return f"{here:%H:%M}" if here.date() == now.date() else words.short_day(here.date(), now.date())


def _due(lines: Sequence[Receivable] | None) -> dict[str, date] | None:
    """By invoice: the earliest open line's day, else the last that was settled. None where lines cannot be read."""
    if lines is None:
        return None
    dated = sorted(((r.due, r) for r in lines if r.invoice is not None and r.due is not None), key=lambda x: (x[0], x[1].ref))
    settled = {r.invoice: due for due, r in dated if r.reconciled and r.invoice is not None}
    still = {r.invoice: due for due, r in reversed(dated) if not r.reconciled and r.invoice is not None}
    return settled | still


def _came_back(of: Returned) -> CustomerRow:
    pieces = f"{of.quantity.normalize():f} piece{'' if of.quantity == 1 else 's'} came back to the shop"
    return CustomerRow(f"returned:{of.ref}", of.number, pieces, "returned", page="orders", opens=of.ref)
