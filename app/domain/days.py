"""Names of days and months in the team's language, the same whatever locale a process runs under: cases are grouped by such words.
Qt sets the process locale from the person's desktop, and strftime would follow it with its names."""

from __future__ import annotations

from datetime import date, datetime

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_WHOLE = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
)  # fmt: skip
MONTHS = tuple(name[:3] for name in MONTHS_WHOLE)


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
