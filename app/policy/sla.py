"""By when an exception must be acknowledged and resolved: business minutes of one calendar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Pause = tuple[datetime, datetime]
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@dataclass(frozen=True, slots=True)
class Calendar:
    """Opening hours, wall time of ``zone``; ``days`` as in ``date.weekday()``. Minutes are elapsed ones, also on a day of 23 hours."""

    zone: ZoneInfo
    days: frozenset[int]
    opens: time
    closes: time

    def add(self, start: datetime, left: timedelta) -> datetime:
        """``left`` of opening time after ``start`` (aware), in UTC; at closing time rather than at the next opening."""
        at = start.astimezone(UTC)
        day = at.astimezone(self.zone).date()
        while True:
            opens, closes = self._hours(day)
            if day.weekday() in self.days and at < closes:
                at = max(at, opens)
                if closes - at >= left:
                    return at + left
                left -= closes - at
            day += timedelta(days=1)

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The opening time from ``start`` to ``end`` (both aware); zero where the end is first."""
        total = timedelta()
        day, last = start.astimezone(self.zone).date(), end.astimezone(self.zone).date()
        while day <= last:
            opens, closes = self._hours(day)
            if day.weekday() in self.days:
                total += max(timedelta(), min(end, closes) - max(start, opens))
            day += timedelta(days=1)
        return total

    def _hours(self, day: date) -> tuple[datetime, datetime]:
        return (
            datetime.combine(day, self.opens, self.zone).astimezone(UTC),
            datetime.combine(day, self.closes, self.zone).astimezone(UTC),
        )


@dataclass(frozen=True, slots=True)
class Clocks:
    """Business minutes; ``ladder``: the roles to whom a case is escalated, from the lowest."""

    acknowledge: int
    resolve: int
    ladder: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Service:
    """The calendar, and the clocks of each exception type."""

    calendar: Calendar
    clocks: Mapping[str, Clocks]


def counts_from(service: Service, type_: str, started_at: datetime, pauses: Sequence[Pause]) -> datetime:
    """The start of a clock that stood still while the customer was waited for: moved on by that much opening time. Aware UTC.

    ``pauses`` in order. One that begins when the case is overdue already moves nothing. KeyError for a type without clocks.
    """
    start = started_at.astimezone(UTC)
    for since, until in pauses:
        stood = service.calendar.between(max(since, started_at), until)
        if stood and since < due(service, type_, start):
            start = service.calendar.add(start, stood)
    return start


def due(service: Service, type_: str, counts_from: datetime) -> datetime:
    """When a case of this type must be resolved. Aware UTC. KeyError for a type without clocks."""
    return service.calendar.add(counts_from, timedelta(minutes=service.clocks[type_].resolve))


def acknowledge_by(service: Service, type_: str, started_at: datetime) -> datetime:
    """When somebody must have taken a case of this type on. Aware UTC. KeyError for a type without clocks."""
    return service.calendar.add(started_at, timedelta(minutes=service.clocks[type_].acknowledge))
