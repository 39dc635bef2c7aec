"""Under which sentence a credit hold is gathered, and the figures that are kept with it."""

from __future__ import annotations

from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from app.domain.dossier import CreditDossier
from app.domain.money import Money
from app.domain.order import Sale
from app.rules import payments

CASH = "Covered by unapplied cash"
TRANSIT = "Payment in transit would clear it"
LITTLE = "Up to 3 % over, never more than 5 days late"
ZERO = "Limit is zero"
OVERDUE = "Overdue invoices block the account"
SKIPPED = "Shipped past the credit check"
TOGETHER = "Together over the limit"
SINGLE = "One by one"

_LITTLE_PERCENT = 3
_LITTLE_DAYS = 5


def percent_over(over: Money, limit: Money) -> Decimal | None:
    """``over`` in per cent of the limit, one decimal, half up; None where the limit is zero."""
    if limit.minor <= 0:
        return None
    return (Decimal(over.minor) * 100 / limit.minor).quantize(Decimal("0.1"), ROUND_HALF_UP)


def over_limit(dossier: CreditDossier, sale: Sale, over: Money, today: date) -> str:
    """The group of a quotation that the check stops; the first sentence that is provably true."""
    standing = dossier.standing
    assert standing is not None
    assert standing.limit is not None
    if standing.dunning_block:
        return CASH if over.minor <= 0 and _cash_settles_overdue(dossier, today) else OVERDUE
    if standing.limit.minor == 0:
        return ZERO
    arrived = payments.cash_outside_exposure(dossier) or Money.zero(over.currency)
    if (over - arrived).minor <= 0:
        return CASH
    coming = payments.in_transit(dossier) or Money.zero(over.currency)
    if (over - arrived - coming).minor <= 0:
        return TRANSIT
    if over.minor * 100 <= standing.limit.minor * _LITTLE_PERCENT and _pays_on_time(dossier, today):
        return LITTLE
    if (standing.exposure + sale.untaxed_company - standing.limit).minor <= 0:
        return TOGETHER
    return SINGLE


def facts(dossier: CreditDossier, sale: Sale, total: Money, today: date) -> dict[str, object]:
    """Figures for screen and audit, JSON-ready: money as [minor, currency]; None where this sign-in cannot know.

    ``total`` is what is compared with the limit: the ERP's exposure, with the orders ahead and this one where it is not in yet.
    """
    standing = dossier.standing
    assert standing is not None
    assert standing.limit is not None
    over = total - standing.limit
    percent = percent_over(over, standing.limit)
    late = payments.lateness(dossier, today)
    sign = ">" if over.minor > 0 else "\N{LESS-THAN OR EQUAL TO}"
    return {
        "exposure": _pair(standing.exposure),
        "amount": _pair(sale.untaxed_company),
        "total": _pair(total),
        "limit": _pair(standing.limit),
        "over": _pair(over),
        "percent": None if percent is None else str(percent),
        "arithmetic": f"{total.text()} {sign} {standing.limit.text()}",
        "dunning": standing.dunning_block,
        "cash_outside": _pair(payments.cash_outside_exposure(dossier)),
        "unapplied": _pair(payments.unapplied_cash(dossier)),
        "in_transit": _pair(payments.in_transit(dossier)),
        "worst_days_late": late.worst if late is not None and late.settled else None,
        "standing_at": standing.stamp.isoformat(),
    }


def _cash_settles_overdue(dossier: CreditDossier, today: date) -> bool:
    """Applying the cash that is on the account would pay every overdue invoice, and with them the reason of the block."""
    cash, late = payments.unapplied_cash(dossier), payments.overdue(dossier, today)
    return cash is not None and late is not None and late.minor > 0 and late <= cash


def _pays_on_time(dossier: CreditDossier, today: date) -> bool:
    late = payments.lateness(dossier, today)
    return late is not None and late.settled > 0 and late.worst <= _LITTLE_DAYS


def _pair(money: Money | None) -> list[object] | None:
    return None if money is None else [money.minor, money.currency]
