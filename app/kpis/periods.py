"""Days and weeks of the reporting time zone."""

from __future__ import annotations

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


def span(last: date, days: int) -> Period:
    """The ``days`` that end with ``last``, it included."""
    return Period(last - timedelta(days=days - 1), last, "span")
