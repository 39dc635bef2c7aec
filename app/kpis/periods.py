"""Days, weeks, months and fiscal periods of the reporting time zone, and what of a period that is not over may be compared."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from app.domain.figure import Period

_DAY = timedelta(days=1)
Between = Callable[[datetime, datetime], timedelta]  # business time from, until


def local_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day on which something happened, where the company reports. TypeError for a naive moment."""
    if moment.tzinfo is None:
        raise TypeError("a moment without a time zone")
    return moment.astimezone(zone).date()


def bounds(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From its first moment to the first one after it, UTC. A day on which clocks change has 23 or 25 hours."""
    return _midnight(period.first, zone), _midnight(period.last + _DAY, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def day_of(day: date) -> Period:
    return Period(day, day, "day")


def week_of(day: date) -> Period:
    """ISO 8601: Monday to Sunday."""
    monday = day - timedelta(days=day.weekday())
    return Period(monday, monday + timedelta(days=6), "week")


def month_of(day: date) -> Period:
    return Period(day.replace(day=1), day.replace(day=monthrange(day.year, day.month)[1]), "month")


def span(last: date, days: int) -> Period:
    """The ``days`` that end with ``last``, it included."""
    return Period(last - timedelta(days=days - 1), last, "span")


@dataclass(frozen=True, slots=True)
class Fiscal:
    """A fiscal year as a table: where it begins, and how many weeks each of its periods has (4-4-5 four times, or with a 53rd week).

    Without weeks it goes by calendar months from ``begins`` on, which then is the first of a month.
    """

    begins: date
    weeks: tuple[int, ...] = ()

    def periods(self) -> Iterator[Period]:
        first = self.begins
        for number in range(len(self.weeks) or 12):
            last = first + timedelta(weeks=self.weeks[number]) - _DAY if self.weeks else month_of(first).last
            yield Period(first, last, "fiscal")
            first = last + _DAY

    def of(self, day: date) -> Period | None:
        """None for a day of another year."""
        return next((p for p in self.periods() if p.first <= day <= p.last), None)


def before(period: Period) -> Period:
    """The whole period before it, of the same grain: the month before a month, as many days before a run of days."""
    if period.grain == "month":
        return month_of(period.first - _DAY)
    length = period.last - period.first + _DAY
    return Period(period.first - length, period.first - _DAY, period.grain)


def over(period: Period, now: datetime, zone: ZoneInfo) -> bool:
    return now >= bounds(period, zone)[1]


def same_elapsed(period: Period, now: datetime, zone: ZoneInfo, between: Between) -> tuple[datetime, datetime]:
    """The part of the period before that is to be compared with this one up to ``now``: as much business time from its beginning.

    Where all of this one is over, all of that one. Moments UTC; the second one is not included.
    """
    start, end = bounds(period, zone)
    then, until = bounds(before(period), zone)
    if now >= end:
        return then, until
    elapsed = between(start, max(start, now))
    if elapsed <= timedelta():
        return then, then
    low, high = then, until
    while high - low > timedelta(seconds=1):  # business time never runs backwards: halve until it is a second
        middle = low + (high - low) / 2
        low, high = (low, middle) if between(then, middle) >= elapsed else (middle, high)
    return then, high.replace(microsecond=0)
