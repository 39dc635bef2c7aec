"""Names of days and months in the team's language, the same whatever locale a process runs under: cases are grouped by such words.
Qt sets the process locale from the person's desktop, and strftime would follow it with its names."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_WHOLE = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS = tuple(name[:3] for name in MONTHS_WHOLE)
_TYPED = re.compile(r"(\d{1,2})[./ ](\d{1,2})(?:[./ ](\d{2}|\d{4}))?")


def day_month(day: date) -> str:
    """ "5 Jun"."""
    return f"{day.day} {MONTHS[day.month - 1]}"


def weekday(day: date) -> str:
    """ "Fri"."""
    return DAYS[day.weekday()]


def local_moment(at: datetime) -> str:
    """An aware moment on the clock of this machine: "5 Jun 2026, 09:17"."""
    local = at.astimezone()
    return f"{day_month(local)} {local.year}, {local:%H:%M}"


def local_day_time(at: datetime) -> str:
    """The same where the year goes without saying: "5 Jun 09:17"."""
    local = at.astimezone()
    return f"{day_month(local)} {local:%H:%M}"


def typed(text: str, today: date) -> date:
    """As a person writes a day: 2026-12-24, 24.12., 24/12/26, +14 (days from today); without a year the next such day.

    ValueError or OverflowError where it is none.
    """
    text = text.strip().rstrip(".")
    if text[:1] == "+" and text[1:].isascii() and text[1:].isdecimal():
        return today + timedelta(days=int(text[1:]))
    said = _TYPED.fullmatch(text)
    if said is None:
        return date.fromisoformat(text)
    day, month, year = int(said[1]), int(said[2]), said[3]
    if year is not None:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = date(today.year, month, day)
    return found if found >= today else date(today.year + 1, month, day)
