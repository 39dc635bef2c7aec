"""What customers and projects are worth: vectors 6, 7, 10, 17 of kpis.md and the synergy model."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kpis import value as v
from app.kpis.tally import divide

D = Decimal


def test_lifetime_value() -> None:
    """Vector 6: 13,600.00; with the first margin now 17,600.00."""
    assert v.clv(D(4000), D("0.85"), D("0.10")) == D(13600)
    assert v.clv(D(4000), D("0.85"), D("0.10"), first_now=True) == D(17600)


def test_retention_of_one_plus_discount_has_no_steady_state() -> None:
    assert v.clv(D(4000), D("1.1"), D("0.10")) is None
    assert v.clv(D(4000), D("1.2"), D("0.10")) is None
    assert v.clv_capped(D(100), D("1.1"), D("0.10"), 5) == 500


@given(st.integers(0, 99), st.integers(1, 30))
def test_a_long_horizon_comes_close_to_the_steady_state(r: int, d: int) -> None:
    endless, long_ = v.clv(D(100), D(r) / 100, D(d) / 100), v.clv_capped(D(100), D(r) / 100, D(d) / 100, 1500)
    assert endless is not None
    assert abs(endless - long_) < D("0.01")


def test_retention_and_churn() -> None:
    """Vector 7: 85.0 % and 15.0 %."""
    stayed = divide(*v.retention(v.Base(1000, 200, 1050)))
    assert stayed == D("0.85")
    assert 1 - stayed == D("0.15")
    assert divide(*v.retention(v.Base(0, 5, 5))) is None


def test_opex_per_million() -> None:
    """Vector 17: 40,000 per million."""
    assert v.per_million(D("3.2e6"), D("80e6")) == 40000
    assert v.per_million(D(1), D(0)) is None
    assert v.per_million(D(1), D(-5)) is None


def test_growth_from_nothing_is_not_meaningful() -> None:
    assert v.growth(D(110), D(100)) == D("0.1")
    assert v.growth(D(110), D(0)) is None
    assert v.growth(D(110), D(-10)) is None


def test_spending() -> None:
    assert v.cac(D(1000), 4) == 250
    assert v.cac(D(1000), 0) is None
    assert v.roi(D(150), D(100)) == D("0.5")
    assert v.roi(D(150), D(0)) is None
    assert v.npv([D(-100), D(110)], D("0.1")) == 0


def test_forecast_accuracy() -> None:
    assert v.wape_accuracy([(D(90), D(100)), (D(120), D(100))]) == D("0.85")
    assert v.wape_accuracy([(D(90), D(0))]) is None


def driver(value: str | None, weight: str = "0.5") -> v.Driver:
    return v.Driver(None if value is None else D(value), D(0), D(100), D(weight))


def test_one_weak_driver_caps_the_index() -> None:
    assert v.driver_index({"a": driver("100"), "b": driver("100")}) == 100
    weak = v.driver_index({"a": driver("100"), "b": driver("0")})
    assert weak is not None
    assert round(weak, 6) == 10
    assert v.driver_index({"a": driver("100"), "b": driver(None)}) is None
    with pytest.raises(ValueError):
        v.driver_index({"a": driver("100")})


def test_synergy_needs_every_input() -> None:
    assert v.synergy(D(100), [D(30), D(40)], D(10)) == 20
    assert v.synergy(D(100), [D(30), None], D(10)) is None
    assert v.synergy(None, [D(30)], D(10)) is None
    assert v.synergy(D(100), [D(30)], None) is None
