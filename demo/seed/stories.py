"""Which credit story each of the first customers lives: plain data that holds.py plays."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Story:
    """One live order and why it is held.

    kind: key in company.json. customer: position in names.CUSTOMERS. limit: credit limit in EUR, raised where the history already owes
    more. over: by how much the order passes it, as a share of the limit or, from 1 on, in EUR; negative: it stays below.
    ship: days from today that the customer asked for. age: hours since it was keyed. by: who keyed it.
    refused: a rep has tried to confirm it and Tryton refused.
    """

    kind: str
    customer: int
    limit: int
    over: float
    ship: int | None
    age: float
    by: str = "carla"
    refused: bool = False

    def excess(self, limit: Decimal) -> Decimal:
        """The overrun in EUR that is aimed at."""
        return limit * Decimal(str(self.over)) if abs(self.over) < 1 else Decimal(str(self.over))


# Quotations over the limit, each for its own reason.
OVER = (
    Story("little_over", 0, 25_000, 0.008, 1, 3.2),
    Story("little_over", 1, 40_000, 0.018, 0, 20.5, "ben", refused=True),
    Story("little_over", 2, 15_000, 0.027, 4, 1.1),
    Story("over", 3, 30_000, 0.06, 2, 6.0, "ben"),
    Story("ships_today", 4, 35_000, 0.08, 0, 26.0, refused=True),
    Story("far_over", 5, 20_000, 0.32, 3, 49.0, refused=True),
    Story("far_over", 6, 12_000, 0.55, 6, 4.4, "ben", refused=True),
    Story("above_authority", 19, 240_000, 18_000, 2, 23.0, refused=True),
    Story("two_approvers", 20, 150_000, 68_000, 5, 44.0, "ben"),
    Story("keyed_by_analyst", 21, 22_000, 0.015, 3, 2.3, "fiona"),
    Story("ships_today", 22, 28_000, 0.05, 0, 0.7, "ben"),
)
# The customer's money is on its way: the overrun is smaller than a payment that Tryton knows but has not booked.
IN_TRANSIT = (Story("in_transit", 7, 32_000, 0.07, 2, 18.0, refused=True), Story("in_transit", 8, 18_000, 0.09, 1, 5.2, "ben"))
ZERO = (Story("zero_limit", 9, 0, 6_400, 3, 30.0, refused=True), Story("zero_limit", 10, 0, 2_100, None, 7.5, "ben"))
# An invoice is overdue so long that its dunning level blocks; the order itself would fit.
OVERDUE = (Story("overdue", 11, 45_000, -0.2, 2, 9.0, refused=True), Story("overdue", 12, 30_000, -0.3, 1, 27.0, "ben"))
# The same, but the customer has paid: the cash is booked to their account and nobody applied it to the invoice.
UNAPPLIED = (Story("unapplied_cash", 13, 38_000, -0.25, 0, 15.0, refused=True), Story("unapplied_cash", 15, 26_000, -0.3, 3, 3.9))
# Two orders, each of which fits; the one that ships later does not fit after the other. ``over`` is that of both together.
TOGETHER = (Story("together", 14, 34_000, 0.12, 1, 8.0), Story("together", 16, 27_000, 0.1, 2, 33.0, "ben"))
# Confirmed past the limit: the check is skipped where the shipment is made by hand.
SKIPPED = (Story("skipped_check", 17, 21_000, 0.09, 1, 12.0), Story("skipped_check", 18, 55_000, 0.05, 2, 40.0, "ben"))
# Ordered and within the limit: must never be called held.
FITS = (
    Story("fits", 24, 60_000, -0.3, 2, 2.0),
    Story("fits", 25, 50_000, -0.2, 5, 11.0, "ben"),
    Story("fits", 26, 45_000, -0.4, 1, 28.0),
    Story("fits", 27, 80_000, -0.1, 3, 0.4, "ben"),
)
# Far over the limit but only offered: no order, no hold.
OFFERS = (
    Story("offer", 23, 30_000, 0.6, None, 22.0),
    Story("offer", 28, 40_000, 0.2, None, 5.0, "ben"),
    Story("offer", 29, 25_000, 22_000, None, 52.0),
    Story("offer", 3, 30_000, 0.5, None, 16.0, "ben"),
    Story("offer", 31, 35_000, 0.1, None, 1.5),
)
LATE_PAYERS = tuple(s.customer for s in (*OVERDUE, *UNAPPLIED))  # their oldest invoice stays open
ORDINARY = range(32, 40)  # customers with a limit and nothing special; the others have none
