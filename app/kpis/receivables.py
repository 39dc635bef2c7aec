"""Mathematics of receivables: how many days of sales are owed. Source: kpis.md 4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from app.kpis.tally import ZERO, divide

MONTHS = 12  # beyond so many months of sales a count-back is capped


def dso(receivable: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """Days sales outstanding, simple: what is owed at the end over the credit sales of the period, times its days."""
    return divide(receivable * days, sales)


def dso_scor(receivable: Decimal, sales: Decimal, days: int) -> Decimal | None:
    """As SCOR has it: over a day's share of the year's revenue. ``sales`` of ``days``, annualised."""
    year = divide(sales * 365, Decimal(days))
    return None if year is None else divide(receivable * 365, year)


@dataclass(frozen=True, slots=True)
class Month:
    """Credit sales of a month and its days, of the running one those so far."""

    sales: Decimal
    days: int


@dataclass(frozen=True, slots=True)
class Counted:
    """``capped``: more is owed than all these months sold; ``days`` then are all of theirs."""

    days: Decimal
    capped: bool


def count_back(receivable: Decimal, months: Sequence[Month]) -> Counted:
    """Days by taking the newest month's sales off what is owed, then the one before, the last one pro rata. ``months``: newest first.

    A month that sold nothing, or less than it took back, is passed over; at most twelve are used.
    """
    left, days = max(receivable, ZERO), ZERO
    for month in months[:MONTHS]:
        if left <= 0:
            break
        if month.sales <= 0:
            continue
        if left <= month.sales:
            return Counted(days + (divide(left * month.days, month.sales) or ZERO), capped=False)
        left, days = left - month.sales, days + month.days
    return Counted(days, capped=left > 0)
