"""Rule 5: days and weeks of the reporting time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figure import Period
from app.kpis import periods
from tests.app.kpis.faults import FIXED, holds_and_catches

VIENNA = ZoneInfo("Europe/Vienna")
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
Buckets = Callable[[date], Period]


def check_weeks(week_of: Buckets) -> None:
    @FIXED
    @given(DAYS)
    def run(day: date) -> None:
        week = week_of(day)
        assert week.first <= day <= week.last
        assert {d.isocalendar()[:2] for d in (week.first, week.last)} == {day.isocalendar()[:2]}
        assert (week.last - week.first).days == 6

    run()


def test_a_week_is_iso_8601() -> None:
    def from_sunday(day: date) -> Period:
        first = day - timedelta(days=day.isoweekday() % 7)
        return Period(first, first + timedelta(days=6), "week")

    holds_and_catches(check_weeks, periods.week_of, from_sunday)


@pytest.mark.parametrize(
    ("hour", "zone", "day"),
    [
        (22, "Europe/Vienna", 27),
        (23, "Europe/Vienna", 28),
        (4, "America/New_York", 26),
        (5, "America/New_York", 27),
        (18, "Asia/Kolkata", 27),
        (19, "Asia/Kolkata", 28),
    ],
)
def test_a_moment_is_of_the_day_where_the_company_reports(hour: int, zone: str, day: int) -> None:
    assert periods.local_day(datetime(2026, 11, 27, hour, tzinfo=UTC), ZoneInfo(zone)) == date(2026, 11, day)


@pytest.mark.parametrize(("before", "day"), [(datetime(2026, 3, 29, 21, 59), 29), (datetime(2026, 3, 29, 22), 30)])  # noqa: DTZ001
def test_a_day_on_which_clocks_go_forward_ends_an_hour_early(before: datetime, day: int) -> None:
    assert periods.local_day(before.replace(tzinfo=UTC), VIENNA) == date(2026, 3, day)


def test_a_moment_without_a_zone_belongs_to_no_day() -> None:
    with pytest.raises(TypeError):
        periods.local_day(datetime(2026, 1, 1), VIENNA)  # noqa: DTZ001


def test_a_run_of_days_counts_both_its_ends() -> None:
    assert periods.span(date(2026, 3, 31), 90) == Period(date(2026, 1, 1), date(2026, 3, 31), "span")
