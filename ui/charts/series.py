"""Hourly points as a chart needs them: gaps kept as gaps, round ticks, words for those who do not see it. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.domain.question import HoldPoint, HoldsAnswer
from ui.charts.axes import steps
from ui.tables.formats import short_date

GAP = timedelta(minutes=90)  # points further apart than this have hours without figures between them


@dataclass(frozen=True, slots=True)
class Series:
    """``x``: hours since the first point; ``holds`` and ``values`` (major units): parallel, NaN where a gap breaks the line.

    ``at``: index of each point in ``x``.
    """

    points: tuple[HoldPoint, ...]
    x: tuple[float, ...]
    holds: tuple[float, ...]
    values: tuple[float, ...]
    at: tuple[int, ...]
    gaps: tuple[tuple[float, float], ...]

    def hours(self, i: int) -> float:
        return self.x[self.at[i]]


def series(answer: HoldsAnswer) -> Series:
    points = answer.points
    x: list[float] = []
    holds: list[float] = []
    values: list[float] = []
    at: list[int] = []
    gaps: list[tuple[float, float]] = []
    for i, point in enumerate(points):
        hours = (point.at - points[0].at) / timedelta(hours=1)
        if i and point.at - points[i - 1].at > GAP:
            gaps.append((x[-1], hours))
            x.append((x[-1] + hours) / 2)
            holds.append(math.nan)
            values.append(math.nan)
        at.append(len(x))
        x.append(hours)
        holds.append(point.open_holds)
        values.append(float(point.value.amount))
    return Series(points, tuple(x), tuple(holds), tuple(values), tuple(at), tuple(gaps))


def ticks(highest: float) -> tuple[float, ...]:
    """Zero and one to four round steps, the last at or above ``highest``."""
    if highest <= 0:
        return (0.0, 1.0)
    return steps(0.0, highest, most=4, least=1.0)


def time_ticks(points: Sequence[HoldPoint]) -> list[tuple[float, str]]:
    """Labels along the time axis in the person's own zone: midnights, or every few hours where the span is short."""
    if not points:
        return []
    first, last = points[0].at.astimezone(), points[-1].at.astimezone()
    days = (last - first) / timedelta(days=1)
    every = 4 if days <= 1.5 else 24 * max(1, math.ceil(days / 8))
    mark = first.replace(hour=0, minute=0, second=0, microsecond=0)
    found: list[tuple[float, str]] = []
    while mark <= last:
        if mark >= first:
            words = f"{mark:%H:%M}" if every < 24 else short_date(mark.date(), last.date())
            found.append(((mark - first) / timedelta(hours=1), words))
        mark += timedelta(hours=every)
    return found


def point_words(point: HoldPoint) -> str:
    """ "24 Nov 14:00: 42 open, EUR 810,220.00"."""
    here = point.at.astimezone()
    day = short_date(here.date(), datetime.now(here.tzinfo).date())
    value = f", {point.value.currency} {point.value.text()}" if point.value.currency else ""
    return f"{day} {here:%H:%M}: {point.open_holds:,} open{value}"


def summary(answer: HoldsAnswer) -> str:
    """The whole chart in a sentence or two, for a screen reader."""
    if not answer.points:
        return "Open holds over time: no figures yet."
    points = answer.points
    most, least = max(points, key=lambda p: p.open_holds), min(points, key=lambda p: p.open_holds)
    return (
        f"Open holds and value at risk, {len(points):,} hourly points. Last {point_words(points[-1])}. "
        f"Most {point_words(most)}. Least {point_words(least)}."
    )
