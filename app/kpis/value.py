"""What customers are worth, and what it costs to serve and to win them. Source: kpis.md 6."""

from __future__ import annotations

from decimal import Decimal, localcontext

from app.kpis.tally import divide

_ONE = Decimal(1)
_YEAR = Decimal(365)


def clv(margin: Decimal, retention: Decimal, discount: Decimal) -> Decimal | None:
    """Steady state: m r / (1 + d - r). None where r is 1 + d or more. margin, retention and discount per period, shares as such."""
    over = _ONE + discount - retention
    return None if over <= 0 else divide(margin * retention, over)


def per_period(rate: Decimal, days: int) -> Decimal:
    """A rate a year as one of a period of so many days, compounded."""
    with localcontext() as inside:
        inside.prec = 40
        return (_ONE + rate) ** (Decimal(days) / _YEAR) - _ONE


def per_million(expense: Decimal, revenue: Decimal) -> Decimal | None:
    """Operating expense per million of revenue, both in one currency; None where revenue is not above 0."""
    return divide(expense * 1_000_000, revenue) if revenue > 0 else None
