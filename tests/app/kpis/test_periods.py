"""Rule 5: days and weeks of the reporting time zone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figure import Period
from app.domain.fiscal import CALENDAR, FiscalYear
from app.kpis import periods
from tests.app.kpis.faults import FIXED, holds_and_catches

VIENNA = ZoneInfo("Europe/Vienna")
DAYS = st.dates(date(2024, 1, 1), date(2028, 12, 31))
YEARS = st.builds(FiscalYear, st.integers(1, 12), st.sampled_from([(), (4, 4, 5), (4, 5, 4), (5, 4, 4)]))
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


MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are asked for without
ZONES = st.sampled_from(["Europe/Vienna", "America/New_York", "Asia/Kolkata", "Pacific/Auckland", "America/St_Johns"])
LocalDay = Callable[[datetime, ZoneInfo], date]


def check_days(local_day: LocalDay) -> None:
    """Each moment lies between the midnight that begins its day and the next; such a day has 23 to 25 hours."""

    @FIXED
    @given(MOMENTS, ZONES)
    def run(moment: datetime, name: str) -> None:
        zone = ZoneInfo(name)
        day = local_day(moment, zone)
        begins, ends = (datetime(d.year, d.month, d.day, tzinfo=zone).astimezone(UTC) for d in (day, day + timedelta(days=1)))
        assert begins <= moment < ends
        assert ends - begins in {timedelta(hours=h) for h in (23, 24, 25)}
        assert local_day(begins, zone) == day == local_day(ends - timedelta(microseconds=1), zone)

    run()


def test_each_moment_is_of_one_day() -> None:
    def of_winter(moment: datetime, zone: ZoneInfo) -> date:
        offset = datetime(moment.year, 1, 15, tzinfo=zone).utcoffset() or timedelta()
        return (moment + offset).date()

    holds_and_catches(check_days, periods.local_day, lambda moment, _: moment.date(), of_winter)


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


# ---- rule 4: as much time before -------------------------------------------------------------------------------------------------------

WORK, ALWAYS = frozenset(range(5)), frozenset(range(7))


@pytest.mark.parametrize(
    ("today", "grain", "first"),
    [
        (date(2026, 11, 15), "month", date(2026, 11, 1)),
        (date(2026, 11, 15), "quarter", date(2026, 10, 1)),
        (date(2026, 11, 15), "year", date(2026, 1, 1)),
        (date(2026, 3, 31), "quarter", date(2026, 1, 1)),
    ],
)
def test_a_period_under_way_begins_with_the_calendar_and_ends_today(today: date, grain: str, first: date) -> None:
    assert periods.named(today, grain) == Period(first, today, grain)


@pytest.mark.parametrize(
    ("name", "first", "last"),
    [
        ("week", date(2026, 11, 23), date(2026, 11, 28)),
        ("month", date(2026, 11, 23), date(2026, 11, 28)),
        ("last week", date(2026, 11, 16), date(2026, 11, 22)),
        ("last month", date(2026, 10, 26), date(2026, 11, 22)),
        ("last quarter", date(2026, 6, 29), date(2026, 9, 27)),
        ("last year", date(2025, 6, 30), date(2026, 6, 28)),
    ],
)
def test_months_and_quarters_are_fiscal_and_a_week_is_iso(name: str, first: date, last: date) -> None:
    found = periods.named(date(2026, 11, 28), name, FiscalYear(7, (4, 4, 5)))
    assert (found.first, found.last) == (first, last)
    with pytest.raises(KeyError):
        periods.named(date(2026, 11, 28), "next month")


@pytest.mark.parametrize(
    ("name", "now", "before"),
    [
        ("month", (date(2026, 11, 23), date(2026, 11, 27)), (date(2026, 10, 26), date(2026, 10, 30))),
        ("quarter", (date(2026, 9, 28), date(2026, 11, 27)), (date(2026, 6, 29), date(2026, 8, 28))),
        ("week", (date(2026, 11, 23), date(2026, 11, 27)), (date(2026, 11, 16), date(2026, 11, 20))),
        ("last month", (date(2026, 10, 26), date(2026, 11, 22)), (date(2026, 9, 28), date(2026, 10, 25))),
        ("last week", (date(2026, 11, 16), date(2026, 11, 22)), (date(2026, 11, 9), date(2026, 11, 15))),
    ],
)
def test_a_fiscal_period_is_set_against_the_one_before(name: str, now: tuple[date, date], before: tuple[date, date]) -> None:
    year, today = FiscalYear(7, (4, 4, 5)), date(2026, 11, 28)
    compared = periods.same_elapsed(periods.named(today, name, year), today, WORK, year) or pytest.fail("nothing elapsed")
    assert [(p.first, p.last) for p in compared] == [now, before]


def compare(today: date, name: str, workdays: frozenset[int], year: FiscalYear = CALENDAR) -> tuple[Period, Period] | None:
    return periods.same_elapsed(periods.named(today, name, year), today, workdays, year)


def test_fourteen_days_are_set_against_fourteen_days() -> None:
    """Vector 12: never against the whole month before."""
    assert compare(date(2026, 9, 15), "month", ALWAYS) == (
        Period(date(2026, 9, 1), date(2026, 9, 14), "month"),
        Period(date(2026, 8, 1), date(2026, 8, 14), "month"),
    )


def test_as_many_working_days_and_the_days_off_after_them() -> None:
    now, before = compare(date(2026, 11, 10), "month", WORK) or pytest.fail("nothing elapsed")
    assert (now.first, now.last) == (date(2026, 11, 1), date(2026, 11, 9))  # six working days: Monday 2 to Monday 9
    assert (before.first, before.last) == (date(2026, 10, 1), date(2026, 10, 8))  # Thursday 1 to Thursday 8
    monday = compare(date(2026, 11, 9), "month", WORK) or pytest.fail("nothing elapsed")
    assert monday[0].last == date(2026, 11, 8)  # a Sunday
    assert monday[1].last == date(2026, 10, 7)  # a Wednesday: no day off follows


def test_on_the_first_day_nothing_is_compared() -> None:
    day = date(2026, 11, 5)
    assert compare(date(2026, 11, 1), "month", ALWAYS) is None
    assert periods.same_elapsed(Period(day, day, "span"), day, ALWAYS) is None
    assert compare(date(2026, 11, 2), "month", WORK) is None  # the first was a Sunday


@FIXED
@given(DAYS, st.sampled_from(periods.UNDER_WAY), st.sampled_from([WORK, ALWAYS]), YEARS)
def test_what_is_compared_is_over_and_as_long(today: date, grain: str, workdays: frozenset[int], year: FiscalYear) -> None:
    compared = compare(today, grain, workdays, year)
    if compared is None:
        return
    now, before = compared
    assert now.last == today - timedelta(days=1)
    assert before.last < now.first

    def worked(period: Period) -> int:
        days = (period.last - period.first).days + 1
        return sum((period.first + timedelta(days=n)).weekday() in workdays for n in range(days))

    whole = periods.whole(now.first - timedelta(days=1), grain, year)
    assert before.first == whole.first
    assert worked(before) == min(worked(now), worked(whole))
    assert before.last <= whole.last


@FIXED
@given(DAYS, st.sampled_from(periods.UNDER_WAY), YEARS)
def test_the_last_one_is_whole_and_set_against_the_whole_one_before(today: date, grain: str, year: FiscalYear) -> None:
    last = periods.named(today, f"last {grain}", year)
    assert last.last + timedelta(days=1) == periods.named(today, grain, year).first
    assert periods.whole(last.first, grain, year) == last
    now, before = compare(today, f"last {grain}", WORK, year) or pytest.fail("nothing elapsed")
    assert now == last
    assert before == periods.whole(last.first - timedelta(days=1), grain, year)


def test_on_its_last_day_a_month_is_not_over() -> None:
    today = date(2026, 11, 30)  # 21 working days with today, 22 in all of October
    drawn = periods.as_much_before(periods.named(today, "month"), today, WORK)
    assert (drawn.first, drawn.last) == (date(2026, 10, 1), date(2026, 10, 29))
    day_after = today + timedelta(days=1)
    assert periods.as_much_before(periods.named(day_after, "last month"), day_after, WORK).last == date(2026, 10, 31)


@FIXED
@given(DAYS, st.integers(2, 400))
def test_a_run_of_days_is_set_against_the_run_before(today: date, days: int) -> None:
    now, before = periods.same_elapsed(periods.span(today, days), today, WORK) or pytest.fail("nothing elapsed")
    assert (now.last - now.first, before.last - before.first) == (timedelta(days=days - 2),) * 2
    assert before.first == now.first - timedelta(days=days)
