"""When a verdict by the day has to be given again."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta


def tomorrow(now: datetime) -> datetime:
    """The next midnight in its own zone."""
    return after(now.date(), now)


def after(day: date, now: datetime) -> datetime:
    """When this day is over, in the zone of ``now``."""
    return datetime.combine(day + timedelta(days=1), time(), now.tzinfo)
