"""Days and months are named alike under any locale."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from app.domain import days

A_YEAR = [date(2026, 1, 1) + timedelta(days=31 * n) for n in range(12)]


@pytest.mark.parametrize("day", A_YEAR)
def test_a_day_is_named_by_the_calendar(day: date) -> None:
    """Against the calendar's own numbers, not strftime, which would follow the locale of whoever runs this."""
    name = days.MONTHS_WHOLE[day.month - 1]
    assert days.day_month(day) == f"{day.day} {name[:3]}"
    assert days.weekday(day) == ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")[day.isoweekday() - 1]


def test_a_moment_is_told_on_the_clock_of_this_machine() -> None:
    at = datetime(2026, 6, 5, 12, 17, tzinfo=UTC)
    local = at.astimezone()
    assert days.local_moment(at) == f"{local.day} Jun 2026, {local.hour:02d}:17"
    assert days.local_day_time(at) == f"{local.day} Jun {local.hour:02d}:17"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2026-12-24", date(2026, 12, 24)),
        ("24.12.", date(2026, 12, 24)),
        ("24/12/26", date(2026, 12, 24)),
        ("3.1.", date(2027, 1, 3)),
        ("+14", date(2026, 12, 12)),
    ],
)
def test_a_day_is_read_as_a_person_writes_it(text: str, day: date) -> None:
    assert days.typed(text, date(2026, 11, 28)) == day


@pytest.mark.parametrize("text", ["", "tomorrow", "31.2.", "+9999999999", "24.12.202"])
def test_what_is_no_day_is_not_read(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        days.typed(text, date(2026, 11, 28))
