"""Values that a closed period no longer has: in words, and as a square around the point, which tells it without colour."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from app.domain.chart import Mark
from app.domain.figure import Compared, Former, Point, Why
from app.kpis.restating import OPEN_FOR
from app.kpis.rounding import shown
from ui.charts.drawing import Dot
from ui.tables.formats import short_date

_SAID = {
    Why.LATE: "restated {at}",
    Why.FINAL: f"changed {{at}}, more than {OPEN_FOR.days} days after it closed",
    Why.MEANING: "counted differently since {at}",
}
SHAPE, TONE = "square", "warn"
LEGEND = (SHAPE, TONE, "Restated")


def former_words(former: Sequence[Former], today: date) -> str:
    """ "restated 28 Nov: was 94.1 %", "restated 28 Nov: was 93.8 %, and 94.1 % before 20 Nov"; "" where it stands as first told."""
    if not former:
        return ""
    last = former[-1]
    more = "".join(f", and {was(one)} before {short_date(one.at, today)}" for one in reversed(former[:-1]))
    return f"{_SAID[last.why].format(at=short_date(last.at, today))}: was {was(last)}{more}"


def was(one: Former) -> str:
    """The value with its unit; "nothing to count" of a gap."""
    if one.value is None:
        return "nothing to count"
    words = f"{shown(one.value, one.unit):,}".replace("-", "\N{MINUS SIGN}")
    return f"{one.unit} {words}" if one.unit.isupper() else words if one.unit == "ratio" else f"{words} {one.unit}"


def tile_note(points: Iterable[Point], beside: Compared | None, today: date) -> str:
    """What a tile says of the points of its course, and of the time that it is compared with; "" where all stand as first told."""
    said = []
    listed = [p for p in points if p.former]
    if listed:
        newest = listed[-1]
        more = f" and {len(listed) - 1:,} more" if len(listed) > 1 else ""
        said.append(f"{_when(newest, today)} {former_words(newest.former, today)}{more}.")
    if beside is not None and beside.restated:
        many = len(beside.restated)
        last = max(one.at for p in beside.restated for one in p.former)
        noun = beside.restated[0].period.grain
        said.append(f"Of the time before, {many:,} {noun}{'s' if many > 1 else ''} restated, last {short_date(last, today)}.")
    return " ".join(said)


def _when(point: Point, today: date) -> str:
    return f"{'Week of ' if point.period.grain == 'week' else ''}{short_date(point.period.first, today)}"


def squares(marks: Sequence[Mark]) -> list[Dot]:
    """One around each mark that carries a former value."""
    return [Dot(float(i), float(m.value), TONE, "s", 15) for i, m in enumerate(marks) if m.former and m.value is not None]


def why_words(former: Sequence[Former]) -> str:
    """For a column of a file; "" where it stands as first told."""
    return (
        {Why.LATE: "late data", Why.FINAL: f"after {OPEN_FOR.days} days", Why.MEANING: "counted differently"}[former[-1].why]
        if former
        else ""
    )


def former_value(former: Sequence[Former]) -> Decimal | None:
    """What it was told to be last, as it was shown; the unit is that of then."""
    return former[-1].value if former else None
