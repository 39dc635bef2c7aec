"""Days of sales that are owed: the vectors of kpis.md 10 and what lies at their edges."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kpis import receivables as r

M = Decimal(1_000_000)


def test_simple_best_possible_and_delinquent() -> None:
    """Vector 3: DSO 120.0, BPDSO 90.0, ADD 30.0."""
    sales = Decimal("3.65") * M
    dso, best = r.dso(Decimal("1.2") * M, sales, 365), r.dso(Decimal("0.9") * M, sales, 365)
    assert (dso, best) == (120, 90)
    assert dso is not None
    assert best is not None
    assert dso - best == 30


def test_without_sales_there_are_no_days_of_them() -> None:
    assert r.dso(M, Decimal(0), 90) is None
    assert r.dso_scor(M, Decimal(0), 90) is None


@given(st.integers(1, 10**9), st.integers(1, 10**9), st.integers(1, 400))
def test_scor_annualises_and_so_agrees_with_the_simple_one(ar: int, sales: int, days: int) -> None:
    scor, simple = r.dso_scor(Decimal(ar), Decimal(sales), days), r.dso(Decimal(ar), Decimal(sales), days)
    assert scor is not None
    assert simple is not None
    assert abs(scor - simple) < Decimal("1e-15") * max(simple, 1)


def months(*pairs: tuple[str, int]) -> list[r.Month]:
    return [r.Month(Decimal(sales) * M, days) for sales, days in pairs]


def test_count_back() -> None:
    """Vector 4: 31 + 30 + .35/.5 x 31 = 82.7."""
    found = r.count_back(Decimal("1.2") * M, months(("0.4", 31), ("0.45", 30), ("0.5", 31)))
    assert found == r.Counted(Decimal("82.7"), capped=False)


def test_count_back_passes_over_a_month_that_took_back_more_than_it_sold() -> None:
    found = r.count_back(Decimal("0.5") * M, months(("0.4", 31), ("-0.1", 30), ("0", 31), ("0.2", 30)))
    assert found == r.Counted(Decimal(46), capped=False)


def test_count_back_of_more_than_a_year_is_capped_and_says_so() -> None:
    year = months(*[("0.1", 30)] * 14)
    assert r.count_back(2 * M, year) == r.Counted(Decimal(360), capped=True)
    assert r.count_back(Decimal("1.2") * M, year) == r.Counted(Decimal(360), capped=False)


def test_count_back_of_nothing_and_of_a_credit_balance() -> None:
    assert r.count_back(Decimal(0), months(("1", 30))).days == 0
    assert r.count_back(-M, months(("1", 30))).days == 0
    assert r.count_back(M, []) == r.Counted(Decimal(0), capped=True)


@given(st.integers(0, 10**7), st.lists(st.tuples(st.integers(-(10**6), 10**6), st.integers(28, 31)), max_size=14))
def test_more_owed_is_never_fewer_days(ar: int, sold: list[tuple[int, int]]) -> None:
    listed = [r.Month(Decimal(sales), days) for sales, days in sold]
    assert r.count_back(Decimal(ar), listed).days <= r.count_back(Decimal(ar + 1), listed).days
