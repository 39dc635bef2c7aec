"""Deadlines of carriers: each mode of the table is whole, and the days are counted as the rule says."""

from __future__ import annotations

from datetime import date

import pytest

from app.policy import claims
from app.rules.damage import TELL_WITHIN

FRIDAY = date(2026, 11, 27)


def test_every_mode_has_both_terms_with_a_source_and_one_is_assumed() -> None:
    assert claims.modes().keys() == {"road", "ltl", "air", "ocean"}
    assert claims.assumed().name == "road"
    for mode in claims.modes().values():
        assert mode.terms.keys() == {*claims.STEPS}
        for term in mode.terms.values():
            assert term.source
            assert term.last_day(FRIDAY) > FRIDAY
        assert mode.terms["notice"].last_day(FRIDAY) < mode.terms["claim"].last_day(FRIDAY)


@pytest.mark.parametrize(
    ("mode", "step", "last"),
    [
        ("road", "notice", date(2026, 12, 4)),
        ("ltl", "notice", date(2026, 12, 4)),  # Monday to Friday of the week after
        ("ltl", "claim", date(2027, 8, 27)),
        ("air", "notice", date(2026, 12, 11)),
        ("ocean", "notice", date(2026, 11, 30)),
    ],
)
def test_the_last_day_is_counted_by_its_unit(mode: str, step: str, last: date) -> None:
    assert claims.modes()[mode].terms[step].last_day(FRIDAY) == last


def test_a_case_about_a_carrier_that_was_not_told_lasts_as_long_as_any_term() -> None:
    longest = max(mode.terms["notice"].last_day(FRIDAY) for mode in claims.modes().values())
    assert longest == FRIDAY + TELL_WITHIN


def test_a_month_too_short_ends_on_its_last_day() -> None:
    assert claims.Term(1, "months", "x").last_day(date(2027, 1, 31)) == date(2027, 2, 28)
    assert claims.Term(3, "months", "x").last_day(date(2026, 11, 30)) == date(2027, 2, 28)


def test_a_unit_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="fortnights"):
        claims.Term(2, "fortnights", "x").last_day(FRIDAY)
