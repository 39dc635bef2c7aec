"""A fiscal year tiles the days: each is in one month of one quarter of one year, whatever it begins with."""

from __future__ import annotations

import calendar
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.fiscal import CALENDAR, FiscalYear
from tests.app.kpis.faults import FIXED, holds_and_catches

WEEKS = st.sampled_from([(), (4, 4, 5), (4, 5, 4), (5, 4, 4)])
YEARS = st.builds(FiscalYear, st.integers(1, 12), WEEKS)
DAYS = st.dates(date(1990, 1, 1), date(2060, 12, 31))
DAY = timedelta(days=1)
Bounds = Callable[[FiscalYear, date, str], tuple[date, date]]


def parts(bounds: Bounds, year: FiscalYear, first: date, last: date, grain: str) -> list[tuple[date, date]]:
    """The periods of a grain from one day on until another, each found from the day after the one before."""
    found = [bounds(year, first, grain)]
    while found[-1][1] < last:
        found.append(bounds(year, found[-1][1] + DAY, grain))
        assert len(found) < 30, "they do not go on"
    return found


def check_tiling(bounds: Bounds) -> None:
    @FIXED
    @given(YEARS, DAYS)
    def run(year: FiscalYear, day: date) -> None:
        first, last = bounds(year, day, "year")
        assert first <= day <= last
        for grain, many in (("month", 12), ("quarter", 4)):
            tiles = parts(bounds, year, first, last, grain)
            assert len(tiles) == many
            assert (tiles[0][0], tiles[-1][1]) == (first, last)
            assert all(b[0] == a[1] + DAY for a, b in pairwise(tiles)), "neither gap nor overlap"
        month, quarter = bounds(year, day, "month"), bounds(year, day, "quarter")
        assert first <= quarter[0] <= month[0] <= day <= month[1] <= quarter[1] <= last
        for at in (*month, *quarter, first, last):
            assert bounds(year, at, "year") == (first, last), "every day of it says the same"
        assert bounds(year, month[0], "month") == bounds(year, month[1], "month") == month
        assert bounds(year, last + DAY, "year")[0] == last + DAY

    run()


def test_every_day_is_in_one_month_of_one_quarter_of_one_year() -> None:
    def by_days_alone(year: FiscalYear, day: date, grain: str) -> tuple[date, date]:
        """52 weeks and nothing else: days are left over."""
        first, last = year.bounds(day, grain)
        return (first, first + timedelta(weeks=52) - DAY) if grain == "year" and year.weeks else (first, last)

    def last_month_is_short(year: FiscalYear, day: date, grain: str) -> tuple[date, date]:
        first, last = year.bounds(day, grain)
        return (first, min(last, first + timedelta(weeks=5) - DAY)) if grain == "month" else (first, last)

    holds_and_catches(check_tiling, FiscalYear.bounds, by_days_alone, last_month_is_short)


@FIXED
@given(st.integers(1, 12), st.sampled_from([(4, 4, 5), (4, 5, 4), (5, 4, 4)]), DAYS)
def test_a_year_of_weeks_has_52_or_53_and_begins_on_a_monday(starts: int, weeks: tuple[int, ...], day: date) -> None:
    year = FiscalYear(starts, weeks)
    first, last = year.bounds(day, "year")
    assert (first.weekday(), last.weekday()) == (0, 6)
    assert min(abs(first - date(y, starts, 1)) for y in (first.year, first.year + 1)) <= timedelta(days=3)
    long = (last - first + DAY) // timedelta(weeks=1)
    assert long in (52, 53)
    lengths = [(b - a + DAY) // timedelta(weeks=1) for a, b in parts(FiscalYear.bounds, year, first, last, "month")]
    assert lengths[:-1] == [*(weeks * 4)[:-1]]
    assert lengths[-1] == weeks[-1] + long - 52, "the 53rd week belongs to the last month"


@FIXED
@given(DAYS)
def test_from_january_a_year_of_weeks_is_that_of_iso_8601(day: date) -> None:
    first, last = FiscalYear(1, (4, 4, 5)).bounds(day, "year")
    iso = day.isocalendar().year
    assert (first, last) == (date.fromisocalendar(iso, 1, 1), date.fromisocalendar(iso + 1, 1, 1) - DAY)


@pytest.mark.parametrize(
    ("year", "day", "grain", "first", "last"),
    [
        (CALENDAR, date(2026, 11, 28), "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (FiscalYear(7), date(2026, 11, 28), "quarter", date(2026, 10, 1), date(2026, 12, 31)),
        (FiscalYear(7), date(2026, 6, 30), "year", date(2025, 7, 1), date(2026, 6, 30)),
        (FiscalYear(12), date(2028, 2, 29), "quarter", date(2027, 12, 1), date(2028, 2, 29)),
        (FiscalYear(2, (4, 4, 5)), date(2026, 2, 1), "year", date(2025, 2, 3), date(2026, 2, 1)),
        (FiscalYear(2, (4, 4, 5)), date(2026, 3, 30), "month", date(2026, 3, 30), date(2026, 5, 3)),
        (FiscalYear(2, (4, 5, 4)), date(2026, 3, 30), "month", date(2026, 3, 2), date(2026, 4, 5)),
        (FiscalYear(1, (4, 4, 5)), date(2027, 1, 3), "month", date(2026, 11, 23), date(2027, 1, 3)),  # 2026 has 53 weeks
    ],
)
def test_known_years(year: FiscalYear, day: date, grain: str, first: date, last: date) -> None:
    assert year.bounds(day, grain) == (first, last)


def test_it_says_of_itself_what_it_is() -> None:
    assert CALENDAR.words == ""
    assert FiscalYear(7).words == "fiscal year from July, months of the calendar"
    assert FiscalYear(2, (4, 4, 5)).words == "fiscal year from February, months of 4, 4 and 5 weeks"


def test_its_words_are_the_same_whatever_locale_a_process_runs_under(monkeypatch: pytest.MonkeyPatch) -> None:
    """Qt sets that of the machine."""
    monkeypatch.setattr(calendar.month_name, "format", "in another language %B")
    assert calendar.month_name[7] == "in another language July"
    assert FiscalYear(7).words == "fiscal year from July, months of the calendar"
