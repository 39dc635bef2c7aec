"""How old something is, in the fewest words."""

from __future__ import annotations

from datetime import datetime

from app.domain.days import day_month, weekday


def age(since: datetime, now: datetime) -> str:
    """ "4 s", "14 min", "3 h", "5 d"; both times aware UTC. A clock that went back counts as zero."""
    seconds = max(0, int((now - since).total_seconds()))
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60} min"
    return f"{seconds // 3600} h" if seconds < 48 * 3600 else f"{seconds // 86400} d"


def local_time(at: datetime) -> str:
    """ "09:17" of this machine's time zone; with the date when it was not today."""
    here, today = at.astimezone(), datetime.now().astimezone().date()
    return f"{here:%H:%M}" if here.date() == today else f"{weekday(here)} {day_month(here)} {here:%H:%M}"
