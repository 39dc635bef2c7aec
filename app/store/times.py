"""Moments as the stores write them: microseconds since 1970-01-01 UTC, exact, sortable, the same on SQLite and PostgreSQL."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from app.kpis.periods import local_day

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICRO = timedelta(microseconds=1)


def to_micros(moment: datetime) -> int:
    """Aware datetime to microseconds UTC. A naive one is a bug (TypeError)."""
    return (moment - _EPOCH) // _MICRO


def from_micros(micros: int) -> datetime:
    """Aware UTC."""
    return _EPOCH + timedelta(microseconds=micros)


def spans(text: str) -> tuple[tuple[datetime, datetime], ...]:
    """From JSON [[from, until], ...] in microseconds."""
    return tuple((from_micros(a), from_micros(b)) for a, b in json.loads(text))


def spans_text(known: Iterable[tuple[datetime, datetime]]) -> str:
    return json.dumps([[to_micros(a), to_micros(b)] for a, b in known])


def maybe_micros(moment: datetime | None) -> int | None:
    return None if moment is None else to_micros(moment)


def maybe_moment(micros: int | None) -> datetime | None:
    return None if micros is None else from_micros(micros)


def local_days(zone: ZoneInfo) -> Callable[[int | None], str | None]:
    """What statements call ``local_day``: the day of a moment in this zone, ISO 8601; NULL of none."""

    def day(micros: int | None) -> str | None:
        return None if micros is None else local_day(from_micros(micros), zone).isoformat()

    return day
