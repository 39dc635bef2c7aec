"""Rules 4 and 5: calendar, zone, and comparing as much of the period before as of this one has passed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figure import Period
from app.kpis import periods
from app.kpis.value import growth
from app.policy.sla import Calendar
from tests.app.kpis.faults import FIXED, holds_and_catches

VIENNA = ZoneInfo("Europe/Vienna")
OFFICE = Calendar(VIENNA, frozenset(range(5)), time(8), time(17))
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
Buckets = Callable[[date], Period]


def elapsed(since: datetime, until: datetime) -> timedelta:
    return until - since


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


def check_days_tile_time(bounds: Callable[[Period, ZoneInfo], tuple[datetime, datetime]]) -> None:
    @FIXED
    @given(MOMENTS, st.sampled_from(["Europe/Vienna", "America/New_York", "Asia/Kolkata", "Pacific/Auckland"]))
    def run(moment: datetime, name: str) -> None:
        zone = ZoneInfo(name)
        day = periods.local_day(moment, zone)
        start, end = bounds(periods.day_of(day), zone)
        assert start <= moment < end
        assert bounds(periods.day_of(day + timedelta(days=1)), zone)[0] == end

    run()


def test_every_moment_is_in_one_local_day() -> None:
    def in_utc(period: Period, _zone: ZoneInfo) -> tuple[datetime, datetime]:
        start = datetime.combine(period.first, time(), UTC)
        return start, start + timedelta(days=1)

    holds_and_catches(check_days_tile_time, periods.bounds, in_utc)


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 3, 29), 23), (date(2026, 10, 25), 25), (date(2026, 11, 27), 24)])
def test_days_on_which_clocks_change_have_their_own_length(day: date, hours: int) -> None:
    start, end = periods.bounds(periods.day_of(day), VIENNA)
    assert end - start == timedelta(hours=hours)


def test_two_hours_from_one_to_four_when_clocks_go_forward() -> None:
    """Vector 16."""
    one, four = (datetime(2026, 3, 29, hour, tzinfo=VIENNA).astimezone(UTC) for hour in (1, 4))
    assert four - one == timedelta(hours=2)


def test_a_moment_without_a_zone_belongs_to_no_day() -> None:
    with pytest.raises(TypeError):
        periods.local_day(datetime(2026, 1, 1), VIENNA)  # noqa: DTZ001


def test_months_and_runs_of_days_have_one_before() -> None:
    assert periods.before(periods.month_of(date(2026, 3, 31))) == Period(date(2026, 2, 1), date(2026, 2, 28), "month")
    assert periods.before(periods.span(date(2026, 3, 31), 90)) == periods.span(date(2025, 12, 31), 90)
    assert periods.before(periods.week_of(date(2026, 1, 1))).last == date(2025, 12, 28)


def test_four_four_five() -> None:
    year = periods.Fiscal(date(2026, 2, 2), (4, 4, 5) * 4)
    listed = list(year.periods())
    assert [(p.last - p.first).days + 1 for p in listed] == [28, 28, 35] * 4
    assert all(b.first == a.last + timedelta(days=1) for a, b in pairwise(listed))
    assert year.of(date(2026, 3, 30)) == listed[2]
    assert year.of(date(2026, 2, 1)) is None
    months = list(periods.Fiscal(date(2026, 7, 1)).periods())
    assert (months[0].first, months[-1].last) == (date(2026, 7, 1), date(2027, 6, 30))


# ---- rule 4 ----------------------------------------------------------------------------------------------------------


def check_same_elapsed(part: Callable[[Period, datetime], tuple[datetime, datetime]]) -> None:
    @FIXED
    @given(MOMENTS)
    def run(now: datetime) -> None:
        month = periods.month_of(periods.local_day(now, VIENNA))
        start, _ = periods.bounds(month, VIENNA)
        then, until = periods.bounds(periods.before(month), VIENNA)
        since, end = part(month, now)
        assert since == then
        assert then <= end <= until
        gone = OFFICE.between(start, now)
        assert abs(OFFICE.between(since, end) - min(gone, OFFICE.between(then, until))) <= timedelta(seconds=1)

    run()


def test_as_much_business_time_of_the_period_before() -> None:
    def right(period: Period, now: datetime) -> tuple[datetime, datetime]:
        return periods.same_elapsed(period, now, VIENNA, OFFICE.between)

    def by_the_calendar(period: Period, now: datetime) -> tuple[datetime, datetime]:
        return periods.same_elapsed(period, now, VIENNA, elapsed)

    def the_whole(period: Period, _now: datetime) -> tuple[datetime, datetime]:
        return periods.bounds(periods.before(period), VIENNA)

    holds_and_catches(check_same_elapsed, right, by_the_calendar, the_whole)


def test_a_period_that_is_over_is_compared_with_all_of_the_one_before() -> None:
    month = periods.month_of(date(2026, 9, 9))
    now = datetime(2026, 10, 2, tzinfo=UTC)
    assert periods.same_elapsed(month, now, VIENNA, elapsed) == periods.bounds(periods.before(month), VIENNA)
    assert periods.over(month, now, VIENNA)
    assert not periods.over(periods.month_of(date(2026, 10, 1)), now, VIENNA)


def test_fourteen_days_into_a_month_grow_against_fourteen_days() -> None:
    """Vector 12: 420 orders so far, 400 in the same time of the month before, 900 in all of it: +5.0 %, never -53.3 %."""
    start = datetime(2026, 5, 31, 22, tzinfo=UTC)
    now = datetime(2026, 6, 14, 22, tzinfo=UTC)
    orders = [start - timedelta(days=31) + timedelta(days=14) * i / 400 for i in range(400)]
    orders += [start - timedelta(days=17) + timedelta(days=17) * i / 500 for i in range(500)]
    since, until = periods.same_elapsed(periods.month_of(date(2026, 6, 14)), now, VIENNA, elapsed)
    then = sum(since <= moment < until for moment in orders)
    assert (len(orders), then) == (900, 400)
    assert growth(Decimal(420), Decimal(then)) == Decimal("0.05")
