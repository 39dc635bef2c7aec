"""The perfect order index, which is not the share of perfect orders. Source: kpis.md 2."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal


def index(rates: Sequence[Decimal | None]) -> Decimal | None:
    """APQC's perfect order index, percent: the product of four rates (0 to 1). It is the count only where failures are independent."""
    found = Decimal(100)
    for rate in rates:
        if rate is None:
            return None
        found *= rate
    return found
