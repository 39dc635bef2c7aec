"""Rules 8 and 9: one currency by the rate of the day, nothing guessed; exact inside, half up where it is shown."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.money import Money
from app.kpis import rounding
from app.kpis.rates import Rates
from app.kpis.tally import Tally
from tests.app.kpis.faults import FIXED, holds_and_catches

DAY = date(2026, 11, 1)
RATES = Rates(
    "EUR", {("USD", DAY): Decimal("0.9"), ("USD", DAY + timedelta(days=5)): Decimal("0.8"), ("CHF", DAY): Decimal("1.05")}
)
AMOUNTS = st.lists(
    st.tuples(
        st.builds(Money, st.integers(-(10**9), 10**9), st.sampled_from(["EUR", "USD", "CHF", "GBP", "JPY"])),
        st.dates(DAY - timedelta(days=2), DAY + timedelta(days=9)),
    ),
    max_size=10,
)
Sum = Callable[[Iterable[tuple[Money, date]]], Tally]


def worth(amount: Money, day: date) -> Decimal | None:
    if amount.currency == "EUR":
        return amount.amount
    if amount.currency == "CHF":
        return amount.amount * Decimal("1.05") if day >= DAY else None
    if amount.currency == "USD" and day >= DAY:
        return amount.amount * (Decimal("0.8") if day >= DAY + timedelta(days=5) else Decimal("0.9"))
    return None


def check_sums(sum_: Sum) -> None:
    @FIXED
    @given(AMOUNTS)
    def run(amounts: list[tuple[Money, date]]) -> None:
        known = [w for a, d in amounts if (w := worth(a, d)) is not None]
        found = sum_(amounts)
        assert (found.numerator, found.n, found.unknown) == (sum(known, Decimal(0)), len(known), len(amounts) - len(known))
        assert found.currency == "EUR"

    run()


def test_amounts_are_converted_each_by_its_day_and_left_out_without_a_rate() -> None:
    def unconverted(amounts: Iterable[tuple[Money, date]]) -> Tally:
        listed = list(amounts)
        return Tally(sum((a.amount for a, _ in listed), Decimal(0)), Decimal(len(listed)), len(listed), currency="EUR")

    def newest_rate(amounts: Iterable[tuple[Money, date]]) -> Tally:
        return RATES.sum((a, d if d < DAY else date.max) for a, d in amounts)

    def not_said(amounts: Iterable[tuple[Money, date]]) -> Tally:
        found = RATES.sum(amounts)
        return Tally(found.numerator, found.denominator, found.n, currency="EUR")

    holds_and_catches(check_sums, RATES.sum, unconverted, newest_rate, not_said)


def test_average_order_of_a_euro_and_a_dollar_order() -> None:
    """Vector 11: (110 + 50) / 2 = 80.00 USD."""
    rates = Rates("USD", {("EUR", DAY): Decimal("1.10")})
    found = rates.sum([(Money(10000, "EUR"), DAY), (Money(5000, "USD"), DAY)])
    assert found.ratio() == Decimal("80.00")


def test_ratios_of_amounts_are_converted_first() -> None:
    top = RATES.sum([(Money(100, "USD"), DAY), (Money(100, "EUR"), DAY)])
    bottom = RATES.sum([(Money(100, "CHF"), DAY), (Money(100, "EUR"), DAY)])
    assert (top.numerator, bottom.numerator) == (Decimal("1.90"), Decimal("2.05"))


def test_constant_currency_knows_one_rate_for_every_day() -> None:
    fixed = Rates("EUR", RATES.known, {"USD": Decimal("0.5")})
    assert fixed.convert(Money(100, "USD"), DAY) == fixed.convert(Money(100, "USD"), DAY + timedelta(days=8)) == Decimal("0.5")
    assert fixed.convert(Money(100, "CHF"), DAY) is None


# ---- rule 9 ----------------------------------------------------------------------------------------------------------


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


def test_parts_that_do_not_add_up_are_explained() -> None:
    thirds = [Decimal(100) / 3] * 3
    assert rounding.note(thirds, Decimal(100), "%")
    assert rounding.note([Decimal(50), Decimal(50)], Decimal(100), "%") == ""


def test_no_minus_zero() -> None:
    assert str(rounding.shown(Decimal("-0.001"), "EUR")) == "0.00"
