"""Days, weeks and periods under way of the reporting time zone, and what of a period that is not over may be compared."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from app.domain.figure import Period


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


def month_of(day: date) -> Period:
    return _calendar(day, "month")


def quarter_of(day: date) -> Period:
    return _calendar(day, "quarter")


def _calendar(day: date, grain: str) -> Period:
    first = _begins(day, _MONTHS[grain])
    after = _begins(first + timedelta(days=31 * _MONTHS[grain]), _MONTHS[grain])
    return Period(first, after - _DAY, grain)


def span(last: date, days: int) -> Period:
    """The ``days`` that end with ``last``, it included."""
    return Period(last - timedelta(days=days - 1), last, "span")


_DAY = timedelta(days=1)
_MONTHS = {"month": 1, "quarter": 3, "year": 12}


def to_date(today: date, grain: str) -> Period:
    """From the beginning of the calendar month, quarter or year until today. KeyError for another grain."""
    return Period(_begins(today, _MONTHS[grain]), today, grain)


def _begins(day: date, months: int) -> date:
    return day.replace(month=(day.month - 1) // months * months + 1, day=1)


def same_elapsed(period: Period, workdays: Collection[int]) -> tuple[Period, Period] | None:
    """The days of this period that are over, and as much of the period before: as many working days of the month, quarter or year before
    (with the days off that follow them, where it now ends with some), as many days of a run of days. None where no working day is over.

    ``period`` ends today, which is not over. ``workdays``: as in date.weekday().
    """
    if period.first == period.last:
        return None
    now = Period(period.first, period.last - _DAY, period.grain)
    if period.grain not in _MONTHS:
        length = period.last - period.first + _DAY
        return now, Period(now.first - length, now.last - length, period.grain)
    elapsed = _worked(now.first, now.last, workdays)
    if not elapsed:
        return None
    first = _begins(period.first - _DAY, _MONTHS[period.grain])
    last, end = first, period.first - _DAY
    while _worked(first, last, workdays) < elapsed and last < end:
        last += _DAY
    if now.last.weekday() not in workdays:
        while last < end and (last + _DAY).weekday() not in workdays:
            last += _DAY
    return now, Period(first, last, period.grain)


def _worked(first: date, last: date, workdays: Collection[int]) -> int:
    return sum(date.fromordinal(n).weekday() in workdays for n in range(first.toordinal(), last.toordinal() + 1))
