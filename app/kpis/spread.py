"""How values lie: median, quartiles and whiskers, and what is beyond them. Source: Tukey, Exploratory Data Analysis, 1977.

Quantiles are those of the figures themselves (``survival.of_counted``): the smallest value that so large a share does not exceed, nearest
rank, type 1 of Hyndman and Fan, 1996. So a median is one that a document really had, and the same as the figure's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from app.kpis.survival import of_counted

FEWEST = 5  # values that have a box: it says five numbers, which are no summary of fewer
REACH = Decimal("1.5")  # heights of the box that a whisker goes at most
_QUARTER, _HALF, _MOST = Decimal("0.25"), Decimal("0.5"), Decimal("0.75")


@dataclass(frozen=True, slots=True)
class Five:
    """``low``, ``high``: ends of the whiskers, the furthest values within their reach. In any unit."""

    low: Decimal
    first: Decimal
    median: Decimal
    third: Decimal
    high: Decimal


def five(counts: Mapping[Decimal, int]) -> Five | None:
    """None of too few values. ``counts``: how many have each value."""
    if sum(counts.values()) < FEWEST:
        return None
    first, median, third = (of_counted(counts, q) for q in (_QUARTER, _HALF, _MOST))
    assert first is not None
    assert median is not None
    assert third is not None
    reach = REACH * (third - first)
    within = [value for value in counts if first - reach <= value <= third + reach]
    return Five(min(within), first, median, third, max(within))
