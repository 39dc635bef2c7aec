"""Rules 1 and 2 (kpis.md): roll-ups add up numerators and denominators; nothing to divide by is no value, and zero of many is a zero."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import reduce
from operator import add

from hypothesis import given
from hypothesis import strategies as st

from app.kpis.tally import NOTHING, Tally, divide
from tests.app.kpis.faults import FIXED, holds_and_catches

COUNTS = st.integers(0, 500).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d), st.integers(0, 20)))
Rows = list[tuple[int, int, int]]


def of(num: int, den: int, unknown: int = 0) -> Tally:
    return Tally(Decimal(num), Decimal(den), den, unknown)


def check_roll_up(roll: Callable[[list[Tally]], Decimal | None]) -> None:
    @FIXED
    @given(st.lists(COUNTS, max_size=8))
    def run(rows: Rows) -> None:
        num, den = sum(r[0] for r in rows), sum(r[1] for r in rows)
        found = roll([of(*r) for r in rows])
        assert (found is None) == (den == 0)
        assert found is None or abs(found * den - num) < Decimal("1e-20")

    run()


def mean_of_ratios(tallies: list[Tally]) -> Decimal | None:
    ratios = [r for t in tallies if (r := t.ratio()) is not None]
    return sum(ratios, Decimal(0)) / len(ratios) if ratios else None


def zero_for_nothing(tallies: list[Tally]) -> Decimal:
    return reduce(add, tallies, NOTHING).ratio() or Decimal(0)


def all_for_nothing(tallies: list[Tally]) -> Decimal:
    found = reduce(add, tallies, NOTHING).ratio()
    return Decimal(1) if found is None else found


def test_a_roll_up_is_the_ratio_of_sums() -> None:
    holds_and_catches(
        check_roll_up,
        lambda tallies: reduce(add, tallies, NOTHING).ratio(),
        *(mean_of_ratios, zero_for_nothing, all_for_nothing),
    )


@given(st.lists(COUNTS, min_size=1, max_size=6), st.data())
def test_it_does_not_matter_how_parts_are_grouped(rows: Rows, data: st.DataObject) -> None:
    tallies = [of(*r) for r in rows]
    at = data.draw(st.integers(0, len(tallies)))
    halves = reduce(add, tallies[:at], NOTHING) + reduce(add, tallies[at:], NOTHING)
    assert halves == reduce(add, reversed(tallies), NOTHING)


def test_regions_one_of_two_and_ninety_of_a_hundred() -> None:
    """Vector 9: 89.2 %, not 70.0 %."""
    total = (of(1, 2) + of(90, 100)).ratio(100)
    assert total is not None
    assert round(total, 1) == Decimal("89.2")


def test_coverage_is_the_share_that_is_known() -> None:
    assert of(1, 3, unknown=1).coverage == 75
    assert NOTHING.coverage is None
    assert of(0, 0, unknown=2).coverage == 0


@given(st.integers(-(10**18), 10**18), st.integers(1, 10**12))
def test_division_is_exact_beyond_what_is_ever_shown(a: int, b: int) -> None:
    found = divide(Decimal(a), Decimal(b))
    assert found is not None
    assert abs(found * b - a) <= Decimal(b) * Decimal("1e-18")
