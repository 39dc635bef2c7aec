"""Days and amounts as they are written in each language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from app.domain.money import Money
from app.manner import LANGUAGES, amount, day, number


def test_days_are_written_as_they_are_in_each_language() -> None:
    found = [day(date(2026, 12, 7), spoken) for spoken in LANGUAGES]
    assert found == ["7 December 2026", "7. Dezember 2026", "7 décembre 2026"]


@pytest.mark.parametrize(
    ("money", "said"),
    [
        (Money(123450, "EUR"), ["EUR 1,234.50", "1.234,50 EUR", "1 234,50 EUR"]),
        (Money(1234, "JPY"), ["JPY 1,234", "1.234 JPY", "1 234 JPY"]),
        (Money(-5, "EUR"), ["EUR -0.05", "-0,05 EUR", "-0,05 EUR"]),
    ],
)
def test_amounts_are_written_as_they_are_in_each_language(money: Money, said: list[str]) -> None:
    assert [amount(money, spoken).replace("\u202f", " ").replace("\xa0", " ") for spoken in LANGUAGES] == said


def test_a_number_is_rounded_half_to_even() -> None:
    assert [number(Decimal(value), 2, "en") for value in ("0.125", "0.135", "1234567")] == ["0.12", "0.14", "1,234,567.00"]
