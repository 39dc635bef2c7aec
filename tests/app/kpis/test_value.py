"""What customers are worth: vectors 6 and 17 of kpis.md."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kpis import value as v

D = Decimal


def test_lifetime_value() -> None:
    """Vector 6: 13,600.00."""
    assert v.clv(D(4000), D("0.85"), D("0.10")) == D(13600)


def test_retention_of_one_plus_discount_has_no_steady_state() -> None:
    assert v.clv(D(4000), D("1.1"), D("0.10")) is None
    assert v.clv(D(4000), D("1.2"), D("0.10")) is None


@given(st.integers(0, 99), st.integers(1, 30))
def test_a_long_horizon_comes_close_to_the_steady_state(r: int, d: int) -> None:
    retention, discount = D(r) / 100, D(d) / 100
    endless = v.clv(D(100), retention, discount)
    long_ = sum((100 * retention**k / (1 + discount) ** k for k in range(1, 1500)), D(0))
    assert endless is not None
    assert abs(endless - long_) < D("0.01")


@given(st.integers(0, 60), st.integers(1, 365))
def test_periods_of_a_year_make_its_rate(rate: int, days: int) -> None:
    part = v.per_period(D(rate) / 100, days)
    assert abs((1 + part) ** (D(365) / days) - 1 - D(rate) / 100) < D("1e-20")


def test_opex_per_million() -> None:
    """Vector 17: 40,000 per million."""
    assert v.per_million(D("3.2e6"), D("80e6")) == 40000
    assert v.per_million(D(1), D(0)) is None
    assert v.per_million(D(1), D(-5)) is None
