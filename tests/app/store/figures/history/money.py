"""What is owed and what was settled."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from app.domain.invoice import Invoice, Receivable
from app.domain.money import Money
from tests.app.store.figures.history.raw import TODAY, History


def receivables(h: History) -> None:
    rng = h.rng
    for invoice in h.of(Invoice):
        if invoice.state not in ("posted", "paid") or not invoice.total.minor:
            continue
        source = invoice.ref.source
        if invoice.total.currency == "EUR":
            worth = invoice.total
        elif rng.random() < 0.7:
            worth = Money.of(invoice.total.amount * Decimal("0.9"), "EUR")
        else:
            continue  # nobody tells what it is worth
        due = rng.choice([None, TODAY] + [invoice.invoice_date + timedelta(days=30)] * 9)
        settled = invoice.invoice_date + timedelta(days=rng.randint(1, 60)) if invoice.state == "paid" else None
        common = {
            "customer": invoice.customer,
            "invoice": invoice.ref.key,
            "reconciled": settled is not None,
            "settled_on": settled,
        }
        h.add(source, Receivable, amount=worth, due=due, posted_on=invoice.invoice_date, **common)
        if settled:
            h.add(source, Receivable, amount=-worth, due=None, posted_on=settled, **common)
    for _ in range(3):
        h.add(
            "erp",
            Receivable,
            customer="erp-c1",
            amount=Money(-rng.randint(100, 90_000), "EUR"),
            due=None,
            posted_on=TODAY,
            reconciled=False,
            settled_on=None,
            invoice=None,
        )
