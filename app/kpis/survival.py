"""How long something takes where some of it is not over: Kaplan and Meier, 1958; and quantiles of what is over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Spent:
    """How long one took, or has taken so far where it has not ended. Any unit, never below 0."""

    time: Decimal
    ended: bool


def survival(counts: Mapping[Spent, int]) -> tuple[tuple[Decimal, Fraction], ...]:
    """After each time at which something ended, the share that takes longer; what has not ended is not left out but counts until now.
    ``counts``: how many have spent so much; a million documents of a year are a few hundred of them."""
    ended: Counter[Decimal] = Counter()
    here: Counter[Decimal] = Counter()
    for spent, n in counts.items():
        here[spent.time] += n
        ended[spent.time] += n * spent.ended
    share, at_risk = Fraction(1), here.total()
    found: list[tuple[Decimal, Fraction]] = []
    for time in sorted(here):
        if ended[time]:
            share *= Fraction(at_risk - ended[time], at_risk)
            found.append((time, share))
        at_risk -= here[time]
    return tuple(found)


def quantile(counts: Mapping[Spent, int], q: Decimal) -> Decimal | None:
    """The first time by which the share ``q`` (0 to 1) has ended; None where that is not reached yet. ``counts``: as above."""
    rest = 1 - Fraction(q)
    return next((time for time, share in survival(counts) if share <= rest), None)


def of_counted(counts: Mapping[Decimal, int], q: Decimal) -> Decimal | None:
    """The smallest value that a share ``q`` of all does not exceed (nearest rank); None of none. ``counts``: how many have each value."""
    rank = max(1, int(-(-sum(counts.values()) * Fraction(q) // 1)))
    reached = 0
    for value in sorted(counts):
        reached += counts[value]
        if reached >= rank:
            return value
    return None
