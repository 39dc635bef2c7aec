"""Rule 9: exact inside, half up where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kpis import rounding
from tests.app.kpis.faults import FIXED, holds_and_catches


def check_shown(shown: Callable[[Decimal, str], Decimal]) -> None:
    @FIXED
    @given(st.integers(-(10**7), 10**7), st.sampled_from([("%", 1), ("EUR", 2), ("JPY", 0), ("BHD", 3)]))
    def run(thousandths: int, unit: tuple[str, int]) -> None:
        value, step = Decimal(thousandths).scaleb(-4), Decimal(1).scaleb(-unit[1])
        found = shown(value, unit[0])
        assert found % step == 0
        assert abs(found - value) <= step / 2
        if abs(found - value) == step / 2:
            assert abs(found) > abs(value)  # half goes away from zero

    run()


def test_shown_half_up_in_the_digits_of_the_unit() -> None:
    def half_even(value: Decimal, unit: str) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-rounding.places(unit)))

    def cut(value: Decimal, unit: str) -> Decimal:
        return value.quantize(Decimal(1).scaleb(-rounding.places(unit)), rounding="ROUND_DOWN")

    def always_cents(value: Decimal, _unit: str) -> Decimal:
        return rounding.shown(value, "EUR")

    holds_and_catches(check_shown, rounding.shown, half_even, cut, always_cents)


@pytest.mark.parametrize(("value", "kept"), [("0.0000005", "0"), ("0.0000015", "0.000002"), ("0.0000025", "0.000002")])
def test_kept_half_to_even(value: str, kept: str) -> None:
    assert rounding.keep(Decimal(value)) == Decimal(kept)


def test_no_minus_zero() -> None:
    assert str(rounding.shown(Decimal("-0.001"), "EUR")) == "0.00"
