"""Perfect orders: SCOR's count, the product of rates that is not the same, and who failed two ways at once. Source: kpis.md 2."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal

from app.kpis.tally import NOTHING, Tally, divide

Part = bool | None  # of a component of an order: right, wrong, not known


def whole(parts: Iterable[Part]) -> Part:
    """An order with a wrong component is not perfect, whatever is not known of it; else one that is not known leaves it unknown."""
    listed = list(parts)
    if any(p is False for p in listed):
        return False
    return None if None in listed else True


def perfect(orders: Iterable[Sequence[Part]]) -> Tally:
    """Orders of which every component is right, of those of which that is known."""
    total = NOTHING
    for parts in orders:
        right = whole(parts)
        known = right is not None
        total += Tally(Decimal(right is True), Decimal(known), int(known), int(not known))
    return total


def index(rates: Sequence[Decimal | None]) -> Decimal | None:
    """APQC's perfect order index, percent: the product of four rates (0 to 1). It is the count only where failures are independent."""
    found = Decimal(100)
    for rate in rates:
        if rate is None:
            return None
        found *= rate
    return found


def failed_either(late: int, short: int, both: int) -> int:
    """On time in full: an order that is late and short failed once."""
    return late + short - both


def bias(errors: Sequence[Decimal]) -> Decimal | None:
    """Mean of actual less promised, days: above 0 promises are too early."""
    return divide(sum(errors, Decimal(0)), Decimal(len(errors)))
