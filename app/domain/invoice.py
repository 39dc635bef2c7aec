"""Invoices and their lines, open receivable lines and payments on their way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from app.domain.money import Money
from app.domain.ref import Ref


@dataclass(frozen=True, slots=True)
class Invoice:
    """A customer invoice or credit note. ``open`` is what is left to pay, in the invoice's currency."""

    ref: Ref
    rev: str
    stamp: datetime
    number: str | None
    customer: str
    state: str  # draft, validated, posted, paid, cancelled
    invoice_date: date | None
    total: Money
    open: Money
    sales: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class InvoiceLine:
    """A line of a customer invoice; ``quantity`` is below zero where it gives back. ``net`` and ``each`` in the invoice's currency.

    sale_line: key of the SaleLine that it charges. credits: key of the InvoiceLine that it takes back without a return of goods.
    complaint: key of the Complaint that gives something back: by a line below zero at the full price, and one above zero for what of
    it stays charged.
    """

    ref: Ref
    rev: str
    stamp: datetime
    invoice: str
    sale_line: str | None
    credits: str | None
    quantity: Decimal
    each: Decimal
    net: Money
    complaint: str | None = None


@dataclass(frozen=True, slots=True)
class Receivable:
    """An unreconciled line on a receivable account, company currency: positive = owed to us, negative = cash or credit not applied.

    ``reconciled`` lines stay in the mirror for the payment record (days late); ``settled_on`` is the date that closed them.
    """

    ref: Ref
    rev: str
    stamp: datetime
    customer: str
    amount: Money
    due: date | None
    posted_on: date | None
    reconciled: bool
    settled_on: date | None
    invoice: str | None  # key of the invoice it belongs to; None and negative = unapplied cash


@dataclass(frozen=True, slots=True)
class IncomingPayment:
    """A customer's payment announced but not booked (in transit)."""

    ref: Ref
    rev: str
    stamp: datetime
    customer: str
    amount: Money
    date: date | None
    state: str  # draft, submitted, approved, processing, succeeded, failed
    receivable: str | None
