"""A stretch of time as the list's foot says it, when only the cases open then are listed."""

from __future__ import annotations

from datetime import UTC, datetime

from ui.tables.formats import short_date


def span_words(since: datetime | None, until: datetime | None) -> str:
    """ "Open on 25 Nov between 14:00 and 15:00", in the person's own time zone; empty without a span."""
    if since is None or until is None:
        return ""
    a, b = since.astimezone(), until.astimezone()
    day = short_date(a.date(), datetime.now(UTC).astimezone().date())
    return f"Open on {day} between {a:%H:%M} and {b:%H:%M}"
