"""Days, weeks and fiscal periods of the reporting time zone, and what of a period that is not over may be compared."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.figure import Period
from app.domain.fiscal import CALENDAR, FiscalYear


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which something happened, where the company reports. TypeError for a naive moment."""
    if moment.tzinfo is None:
        raise TypeError("a moment without a time zone")
    return moment.astimezone(zone).date()


def day_of(day: date) -> Period:
    return Period(day, day, "day")


def week_of(day: date) -> Period:
    """ISO 8601: Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), "week")


def span(last: date, days: int) -> Period:
    """The ``days`` that end with ``last``, it included."""
    return Period(last - timedelta(days=days - 1), last, "span")


_DAY = timedelta(days=1)
UNDER_WAY = ("week", "month", "quarter", "year")
LAST = ("last week", "last month", "last quarter", "last year")


def whole(day: date, grain: str, year: FiscalYear = CALENDAR) -> Period:
    """The ISO week, or fiscal month, quarter or year, that a day is in. KeyError for another grain."""
    return week_of(day) if grain == "week" else Period(*year.bounds(day, grain), grain)


def named(today: date, name: str, year: FiscalYear = CALENDAR) -> Period:
    """One of ``UNDER_WAY``, from its beginning until today; one of ``LAST``, the whole one before that. KeyError for another name."""
    last, _, grain = name.rpartition(" ")
    if last not in ("", "last"):
        raise KeyError(name)
    now = whole(today, grain, year)
    return whole(now.first - _DAY, grain, year) if last else Period(now.first, today, grain)


def same_elapsed(
    period: Period, today: date, workdays: Collection[int], year: FiscalYear = CALENDAR
) -> tuple[Period, Period] | None:
    """The days of this period that are over, and as much of the period before. None where no working day is over.

    ``workdays``: as in date.weekday().
    """
    if period.first == period.last:
        return None
    now = period if period.last < today else Period(period.first, period.last - _DAY, period.grain)
    if period.grain not in UNDER_WAY:
        before = as_much_before(period, today, workdays, year)
        return now, Period(before.first, before.last - (period.last - now.last), period.grain)
    return (now, as_much_before(now, today, workdays, year)) if _worked(now.first, now.last, workdays) else None


def as_much_before(now: Period, today: date, workdays: Collection[int], year: FiscalYear = CALENDAR) -> Period:
    """Of a run of days as many days before; of a whole week, month, quarter or year the whole one before; of one under way as many working
    days of the one before, with the days off that follow them where it now ends with some."""
    if now.grain not in UNDER_WAY:
        length = now.last - now.first + _DAY
        return Period(now.first - length, now.last - length, now.grain)
    earlier = whole(now.first - _DAY, now.grain, year)
    if now.last == whole(now.first, now.grain, year).last < today:
        return earlier
    elapsed, last, end = _worked(now.first, now.last, workdays), earlier.first, earlier.last
    while _worked(earlier.first, last, workdays) < elapsed and last < end:
        last += _DAY
    if now.last.weekday() not in workdays:
        while last < end and (last + _DAY).weekday() not in workdays:
            last += _DAY
    return Period(earlier.first, last, now.grain)


def _worked(first: date, last: date, workdays: Collection[int]) -> int:
    return sum(date.fromordinal(n).weekday() in workdays for n in range(first.toordinal(), last.toordinal() + 1))
