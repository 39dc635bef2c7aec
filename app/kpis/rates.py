"""Amounts of several currencies in one: at the rate of their day, or at one fixed set; without a rate a row is not counted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from app.domain.money import Money
from app.kpis.tally import NOTHING, ZERO, Tally


@dataclass(frozen=True, slots=True)
class Rates:
    """``known``: (currency, day) -> units of ``to`` for one of it. The rate of a day is that day's or the newest before it.

    fixed: currency -> rate for every day, for a comparison at constant currency.
    """

    to: str
    known: Mapping[tuple[str, date], Decimal] = field(default_factory=dict)
    fixed: Mapping[str, Decimal] = field(default_factory=dict)

    def rate(self, currency: str, day: date) -> Decimal | None:
        """None where nobody knows one. ``day``: of posting for what flows, the last of the period for a balance."""
        if currency == self.to:
            return Decimal(1)
        if self.fixed:
            return self.fixed.get(currency)
        days = [d for c, d in self.known if c == currency and d <= day]
        return self.known[currency, max(days)] if days else None

    def convert(self, amount: Money, day: date) -> Decimal | None:
        """Major units of ``to``, unrounded; None without a rate."""
        rate = self.rate(amount.currency, day)
        return None if rate is None else amount.amount * rate

    def sum(self, amounts: Iterable[tuple[Money, date]]) -> Tally:
        """Converted one by one, then added; each is one of the denominator, so that the ratio is their mean."""
        total = Tally(ZERO, ZERO, 0, currency=self.to)
        for amount, day in amounts:
            worth = self.convert(amount, day)
            total += Tally(worth, Decimal(1), 1, currency=self.to) if worth is not None else unknown()
        return total


def unknown() -> Tally:
    """A document whose part nobody knows."""
    return NOTHING + Tally(ZERO, ZERO, 0, unknown=1)
