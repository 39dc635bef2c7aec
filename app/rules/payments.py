"""What a customer's own payments say: cash not applied, money on its way, and how late they pay.

Every function answers None where this sign-in cannot know. Amounts are in company currency, positive.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from app.domain.dossier import CreditDossier
from app.domain.invoice import IncomingPayment, Receivable
from app.domain.money import Money

_UNDER_WAY = frozenset({"submitted", "approved", "processing"})
_YEAR = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Lateness:
    """Days late over the last twelve months: settled invoices, and open ones as late as they are today. Paid early counts 0."""

    settled: int
    average: Decimal
    worst: int


def is_cash(line: Receivable) -> bool:
    """Money received that is set against no invoice."""
    return line.invoice is None and line.amount.minor < 0


def open_lines(dossier: CreditDossier) -> tuple[Receivable, ...] | None:
    """Receivable lines that are not reconciled."""
    return None if dossier.receivables is None else tuple(r for r in dossier.receivables if not r.reconciled)


def unapplied_cash(dossier: CreditDossier) -> Money | None:
    """Cash on the account that is set against no invoice."""
    lines = open_lines(dossier)
    if lines is None or dossier.standing is None:
        return None
    return -_sum((r.amount for r in lines if is_cash(r)), dossier.standing.exposure.currency)


def cash_outside_exposure(dossier: CreditDossier) -> Money | None:
    """Money that has arrived and that the ERP's exposure does not count yet, so that applying it would lower the exposure.

    Two kinds: payments that succeeded while the invoice line they pay is still open; and unapplied cash where the ERP's receivable
    is provably the sum without it. (Where its receivable is the sum *with* it, as Tryton's is, applying it changes nothing.)
    """
    lines = open_lines(dossier)
    standing = dossier.standing
    if lines is None or standing is None:
        return None
    currency = standing.exposure.currency
    still_open = {r.ref.key for r in lines}
    paid = (p.amount for p in dossier.payments or () if p.state == "succeeded" and p.receivable in still_open)
    cash = unapplied_cash(dossier)
    outside = Money.zero(currency) if cash is None or cash_is_counted(dossier) else cash
    return _sum(paid, currency) + outside


def cash_is_counted(dossier: CreditDossier) -> bool:
    """False where the ERP's receivable is provably the sum of the open lines without the unapplied cash among them."""
    lines, standing = open_lines(dossier), dossier.standing
    if lines is None or standing is None or not unapplied_cash(dossier):
        return True
    return standing.receivable != _sum((r.amount for r in lines if not is_cash(r)), standing.exposure.currency)


def payments_under_way(dossier: CreditDossier) -> tuple[IncomingPayment, ...] | None:
    """Payments announced and not yet booked, by date, against lines that are still open."""
    if dossier.payments is None:
        return None
    lines = open_lines(dossier)
    still_open = None if lines is None else {r.ref.key for r in lines}
    found = [
        p
        for p in dossier.payments
        if p.state in _UNDER_WAY and (p.receivable is None or still_open is None or p.receivable in still_open)
    ]
    return tuple(sorted(found, key=lambda p: (p.date or date.max, p.ref)))


def in_transit(dossier: CreditDossier) -> Money | None:
    """The sum of payments under way."""
    found = payments_under_way(dossier)
    if found is None or dossier.standing is None:
        return None
    return _sum((p.amount for p in found), dossier.standing.exposure.currency)


def overdue(dossier: CreditDossier, today: date) -> Money | None:
    """Open invoice lines due before today; credit notes among them count against it."""
    lines = open_lines(dossier)
    if lines is None or dossier.standing is None:
        return None
    late = (r.amount for r in lines if not is_cash(r) and r.due is not None and r.due < today)
    return _sum(late, dossier.standing.exposure.currency)


def lateness(dossier: CreditDossier, today: date) -> Lateness | None:
    """How late this customer pays; None where receivables cannot be read. ``settled`` 0: nothing was ever settled in the year."""
    if dossier.receivables is None:
        return None
    owed = [r for r in dossier.receivables if r.amount.minor > 0 and r.due is not None]
    settled = [
        max(0, (r.settled_on - r.due).days)
        for r in owed
        if r.reconciled and r.settled_on is not None and r.due is not None and r.settled_on >= today - _YEAR
    ]
    still = [(today - r.due).days for r in owed if not r.reconciled and r.due is not None and r.due < today]
    days = settled + still
    average = Decimal(sum(days)) / len(days) if days else Decimal(0)
    return Lateness(len(settled), average.quantize(Decimal("0.1"), ROUND_HALF_UP), max(days, default=0))


def _sum(amounts: Iterable[Money], currency: str) -> Money:
    total = Money.zero(currency)
    for amount in amounts:
        if amount.currency == currency:  # a payment in another currency clears nothing at a rate nobody told us
            total += amount
    return total
