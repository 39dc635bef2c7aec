"""A part of an amount in whole minor units."""

from __future__ import annotations


def portion(amount: int | None, of: int | None, whole: int | None) -> int | None:
    """amount * of / whole, half to even; None where one is not known or ``whole`` is nothing. A function of SQL too."""
    if amount is None or of is None or not whole:
        return None
    times, rest = divmod(amount * of * (1 if whole > 0 else -1), abs(whole))
    return times + (2 * rest > abs(whole) or (2 * rest == abs(whole) and times % 2 == 1))
