"""Rule 9: exact inside, half up where it is shown."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

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


def check_kept(keep: Callable[[Decimal], Decimal]) -> None:
    @FIXED
    @given(st.integers(-(10**9), 10**9), st.sampled_from([0, 3, 5, 9]))
    def run(millionths: int, tenth: int) -> None:
        value = Decimal(millionths * 10 + tenth).scaleb(-7)
        found = keep(value)
        assert found == Decimal(int(found.scaleb(6))).scaleb(-6)
        assert abs(found - value) <= Decimal("0.0000005")
        if tenth == 5:
            assert int(found.scaleb(6)) % 2 == 0  # half goes to the even one

    run()


def test_kept_half_to_even() -> None:
    def rounded(how: str) -> Callable[[Decimal], Decimal]:
        return lambda value: value.quantize(rounding.KEPT, rounding=how)

    holds_and_catches(check_kept, rounding.keep, *map(rounded, ("ROUND_HALF_UP", "ROUND_HALF_DOWN", "ROUND_DOWN")))


def test_no_minus_zero() -> None:
    assert str(rounding.shown(Decimal("-0.001"), "EUR")) == "0.00"
