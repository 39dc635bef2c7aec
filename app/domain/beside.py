"""What is known beside a quote that is being written: the customer's account as if it were ordered, and what else fits a line."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.domain.money import Money


@dataclass(frozen=True, slots=True)
class Account:
    """A customer's credit without this quote, in company currency. ``used``: the ERP's exposure and the ordered quotations that fit.

    limit: None where there is none. blocked: why the ERP would not confirm anything for them, "" where it would. unknown: the fact
    without which nothing can be said, "" where it can. asof: when the figures were read, None where they never were completely.
    """

    used: Money | None = None
    limit: Money | None = None
    blocked: str = ""
    unknown: str = ""
    asof: datetime | None = None

    def over(self, net: Money) -> Money | None:
        """By how much the quote would leave the account over its limit, below zero where there is room; None where that is not known."""
        if self.used is None or self.limit is None or net.currency != self.used.currency:
            return None
        return self.used + net - self.limit


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Another product for a line. instead: it would replace the line's own, else it goes beside it; why: in plain words."""

    product: str
    sku: str
    name: str
    why: str
    instead: bool
