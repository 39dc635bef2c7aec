"""A day of appointments as a strip: a row for each resource, its hours, and what it has to do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, tzinfo
from zoneinfo import ZoneInfo

from app.domain.appointment import Appointment, Resource, State, closed
from app.domain.block import Bar, Strip, StripRow

NOBODY = "nobody"  # key of the row of what nobody is planned for yet
_DAY = 24 * 60
_FROM, _TO = 7, 18  # hours that are shown at least


def strip(
    title: str, day: date, zone: tzinfo, resources: Iterable[Resource], bars: Mapping[str, tuple[Bar, ...]], note: str = ""
) -> Strip:
    """``bars``: by key of the row; ``zone``: the reader's. As many hours as it takes to show all of it."""
    rows = [StripRow(r.id, r.name, _note(r, day), _open(r, day, zone), bars.get(r.id, ())) for r in resources]
    if bars.get(NOBODY):
        rows.append(StripRow(NOBODY, "Nobody yet", "to be planned", (), bars[NOBODY]))
    edges = [m for row in rows for bar in row.bars for m in (bar.begins, bar.ends)] + [
        m for row in rows for span in row.open for m in span
    ]
    begins = min([_FROM, *(m // 60 for m in edges)])
    ends = max([_TO, *(-(-m // 60) for m in edges)])
    return Strip(title, begins, min(24, ends), tuple(rows), note)


def bar(of: Appointment, day: date, zone: tzinfo, kind: str, text: str, note: str = "") -> Bar:
    """The part of it that lies on the day."""
    return Bar(of.id, _minute(of.starts, day, zone), _minute(of.ends, day, zone), text, kind, note)


def kind_of(of: Appointment, clashing: bool) -> str:
    return "done" if of.state is State.DONE else "clash" if clashing else "visit"


def on(of: Appointment, day: date, zone: tzinfo) -> bool:
    return of.starts.astimezone(zone).date() <= day <= of.ends.astimezone(zone).date()


def _minute(at: datetime, day: date, zone: tzinfo) -> int:
    local = at.astimezone(zone)
    return 0 if local.date() < day else _DAY if local.date() > day else local.hour * 60 + local.minute


def _note(of: Resource, day: date) -> str:
    away = closed(of.closures, day)
    return f"away: {away}" if away is not None else ", ".join(name for name, _ in of.skills) or of.kind


def _open(of: Resource, day: date, zone: tzinfo) -> tuple[tuple[int, int], ...]:
    """Its hours of that day, on the reader's clock."""
    if closed(of.closures, day) is not None:
        return ()
    own = ZoneInfo(of.zone)
    spans = [
        tuple(datetime.combine(day, time.fromisoformat(edge), own) for edge in (a, b))
        for d, a, b in of.hours
        if d == day.weekday()
    ]
    return tuple((_minute(a, day, zone), _minute(b, day, zone)) for a, b in spans)
