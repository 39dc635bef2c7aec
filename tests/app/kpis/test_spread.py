"""Median, quartiles and whiskers: against numpy's quantiles of the same definition, and against an example worked out by hand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from app.kpis.spread import FEWEST, Five, five
from tests.app.kpis.faults import FIXED, holds_and_catches

VALUES = st.lists(st.one_of(st.integers(-5, 12), st.integers(-300, 900)), min_size=1, max_size=40)
Made = Callable[[Mapping[Decimal, int]], Five | None]


def counted(*values: int) -> Counter[Decimal]:
    return Counter(map(Decimal, values))


def test_an_example_by_hand() -> None:
    """Of eleven the quarter is the third, the half the sixth, three quarters the ninth; reach 1.5 x (9 - 3) = 9, so to -6 and 18."""
    found = five(counted(1, 2, 3, 4, 5, 6, 7, 8, 9, 18, 19))
    assert found == Five(*map(Decimal, (1, 3, 6, 9, 18)))


def test_too_few_have_no_box() -> None:
    assert five(counted(*range(FEWEST - 1))) is None
    assert five(counted()) is None
    assert five(counted(*[3] * FEWEST)) == Five(*[Decimal(3)] * 5)


def check_five(made: Made) -> None:
    @FIXED
    @given(VALUES)
    def run(values: list[int]) -> None:
        found = made(counted(*values))
        assert (found is None) == (len(values) < FEWEST)
        if found is None:
            return
        first, median, third = (int(np.quantile(values, q, method="inverted_cdf")) for q in (0.25, 0.5, 0.75))
        assert (found.first, found.median, found.third) == (first, median, third)
        within = [v for v in values if 2 * first - 3 * (third - first) <= 2 * v <= 2 * third + 3 * (third - first)]
        assert (found.low, found.high) == (min(within), max(within))

    run()


def test_a_box_is_what_numpy_says_and_whiskers_end_at_values() -> None:
    def each_value_once(counts: Mapping[Decimal, int]) -> Five | None:
        return five(counts) and five(dict.fromkeys(counts, FEWEST))

    def to_the_ends(counts: Mapping[Decimal, int]) -> Five | None:
        found = five(counts)
        return None if found is None else replace(found, low=min(counts), high=max(counts))

    def to_the_reach(counts: Mapping[Decimal, int]) -> Five | None:
        found = five(counts)
        return None if found is None else replace(found, high=found.third + Decimal("1.5") * (found.third - found.first))

    holds_and_catches(check_five, five, each_value_once, to_the_ends, to_the_reach)
