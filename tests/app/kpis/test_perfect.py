"""Perfect orders: vectors 1 and 2 of kpis.md, and the rate that is not the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kpis.perfect import Part, bias, failed_either, index, perfect
from app.kpis.tally import Tally
from tests.app.kpis.faults import FIXED, holds_and_catches

PARTS = st.sampled_from([True, False, None])
ORDERS = st.lists(st.tuples(PARTS, PARTS, PARTS, PARTS), max_size=12)
LATE, SHORT, DOCS, DAMAGED = {1, 2}, {2, 3}, {4}, {2}


def test_ten_orders() -> None:
    """Vector 1: 6 of 10; the product of the rates is 51.8 %."""
    orders = [(n not in LATE, n not in SHORT, n not in DOCS, n not in DAMAGED) for n in range(1, 11)]
    assert perfect(orders).ratio(100) == 60
    rates = [Decimal(sum(o[i] for o in orders)) / 10 for i in range(4)]
    assert rates == [Decimal("0.8"), Decimal("0.8"), Decimal("0.9"), Decimal("0.9")]
    product = index(rates)
    assert product is not None
    assert round(product, 1) == Decimal("51.8")


def test_the_products_own_example() -> None:
    """kpis.md 2: .98 x .97 x .99 x .82 = 77.17 (APQC prints 77.16, cut)."""
    found = index([Decimal(x) for x in ("0.98", "0.97", "0.99", "0.82")])
    assert found is not None
    assert round(found, 2) == Decimal("77.17")
    assert index([Decimal(1), None]) is None


def test_late_and_short_fail_once() -> None:
    """Vector 2: (10 - 3) / 10."""
    assert 10 - failed_either(2, 2, 1) == 7


def check_three_values(rate: Callable[[Iterable[Sequence[Part]]], Tally]) -> None:
    @FIXED
    @given(ORDERS)
    def run(orders: list[tuple[Part, ...]]) -> None:
        found = rate(orders)
        failed = sum(False in o for o in orders)
        right = sum(set(o) == {True} for o in orders)
        assert (found.numerator, found.n, found.unknown) == (right, right + failed, len(orders) - right - failed)

    run()


def test_what_is_not_known_is_neither_perfect_nor_failing() -> None:
    def taken_for_right(orders: Iterable[Sequence[Part]]) -> Tally:
        return perfect([[p is not False for p in o] for o in orders])

    def taken_for_wrong(orders: Iterable[Sequence[Part]]) -> Tally:
        return perfect([[bool(p) for p in o] for o in orders])

    def unknown_first(orders: Iterable[Sequence[Part]]) -> Tally:
        return perfect([[None] if None in o else o for o in orders])

    holds_and_catches(check_three_values, perfect, taken_for_right, taken_for_wrong, unknown_first)


def test_no_orders_today() -> None:
    """Vector 10: no rate, and not 0 %."""
    assert perfect([]).ratio() is None


def test_bias() -> None:
    assert bias([Decimal(1), Decimal(-1), Decimal(3)]) == 1
    assert bias([]) is None
