"""Dates and spans in words, the same whatever locale the process runs under."""

from __future__ import annotations

import re
from datetime import date, datetime

from app.domain.days import day_month, weekday

_ISO = re.compile(r"(?<![\w-])\d{4}-\d\d-\d\d(?![\w-])")


def day(when: date, today: date) -> str:
    """ "today", "Wed 25 Nov", with the year where it is another one."""
    if when == today:
        return "today"
    year = "" if when.year == today.year else f" {when.year}"
    return f"{weekday(when)} {day_month(when)}{year}"


def told(value: str, today: date) -> str:
    """What a system tells, its days as everywhere else: "leaves 2026-12-04" is "leaves Fri 4 Dec"."""
    return _ISO.sub(lambda found: _told(found[0], today), value)


def _told(iso: str, today: date) -> str:
    try:
        return day(date.fromisoformat(iso), today)
    except ValueError:
        return iso


def short_day(when: date, today: date) -> str:
    """ "26 Nov", with the year where it is another one."""
    year = "" if when.year == today.year else f" {when.year}"
    return f"{day_month(when)}{year}"


def ships(when: date | None, today: date) -> str:
    """ "Ships today", "3 d late", "Ships Wed 25 Nov", "No ship date"."""
    if when is None:
        return "No ship date"
    if when < today:
        return f"{(today - when).days} d late"
    return f"Ships {day(when, today)}"


def ends(when: date | None, today: date) -> str:
    """ "Ends today", "Ended 3 d ago", "Ends Wed 25 Nov", "No end"."""
    if when is None:
        return "No end"
    return f"Ended {(today - when).days} d ago" if when < today else f"Ends {day(when, today)}"


def span(minutes: int) -> str:
    """ "38 min", "1 h 42", "1 d 2 h"; a minus sign in front of a span that is over."""
    sign, left = ("\N{MINUS SIGN}", -minutes) if minutes < 0 else ("", minutes)
    days, rest = divmod(left, 24 * 60)
    hours, mins = divmod(rest, 60)
    if days:
        return f"{sign}{days} d {hours} h"
    return f"{sign}{hours} h {mins:02}" if hours else f"{sign}{mins} min"


def age(then: datetime, now: datetime) -> str:
    """ "40 s ago", "12 min ago", "3 h ago", "2 d ago"."""
    seconds = max(0, int((now - then).total_seconds()))
    for size, unit in ((86400, "d"), (3600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"
