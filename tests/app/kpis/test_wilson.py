"""Rule 3: shares of few documents carry their interval."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kpis import wilson
from tests.app.kpis.faults import FIXED, holds_and_catches

Interval = Callable[[int, int], tuple[Decimal, Decimal] | None]


def check_bounds(interval: Interval) -> None:
    """They solve (p - x)^2 = z^2 x (1 - x) / n: that is how Wilson's bounds are defined."""

    @FIXED
    @given(st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
    def run(case: tuple[int, int]) -> None:
        hits, n = case
        found = interval(hits, n)
        assert found is not None
        low, high = found
        p = Decimal(hits) / n
        assert 0 <= low <= p <= high <= 1
        for bound in found:
            assert abs((p - bound) ** 2 - wilson.Z**2 * bound * (1 - bound) / n) < Decimal("1e-20")

    run()


def wald(hits: int, n: int) -> tuple[Decimal, Decimal]:
    p = Decimal(hits) / n
    half = wilson.Z * (p * (1 - p) / n).sqrt()
    return p - half, p + half


def test_bounds_are_wilsons() -> None:
    def ninety(hits: int, n: int) -> tuple[Decimal, Decimal] | None:
        return wilson.interval(min(n, hits * 2), n * 2)

    holds_and_catches(check_bounds, wilson.interval, wald, ninety)


def check_narrower(interval: Interval) -> None:
    """The same share of more documents is surer."""

    @FIXED
    @given(st.integers(1, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.integers(2, 9))
    def run(case: tuple[int, int], times: int) -> None:
        hits, n = case
        few, many = interval(hits, n), interval(hits * times, n * times)
        assert few is not None
        assert many is not None
        assert few[0] <= many[0] <= many[1] <= few[1]
        assert many[1] - many[0] < few[1] - few[0]

    run()


def test_more_documents_are_surer() -> None:
    holds_and_catches(check_narrower, wilson.interval, lambda hits, n: wilson.interval(Decimal(10 * hits) / n, 10))


def check_few(low_n: Callable[[int], bool]) -> None:
    @FIXED
    @given(st.integers(0, 60))
    def run(n: int) -> None:
        assert low_n(n) == (n < 30)

    run()


def test_few_is_below_thirty() -> None:
    holds_and_catches(check_few, wilson.low_n, lambda n: n <= 30, lambda n: n < 29)


@pytest.mark.parametrize(("hits", "n", "low", "high"), [(3, 4, "30.1", "95.4"), (90, 100, "82.6", "94.5")])
def test_the_examples_of_the_rule(hits: int, n: int, low: str, high: str) -> None:
    found = wilson.interval(hits, n)
    assert found is not None
    assert [round(100 * x, 1) for x in found] == [Decimal(low), Decimal(high)]


def test_none_of_none_and_what_is_no_share() -> None:
    assert wilson.interval(0, 0) is None
    with pytest.raises(ValueError):
        wilson.interval(4, 3)
