"""What a kind of chart has to say: its marks, the documents of one, and in which unit its marks are."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal

from app.domain.chart import Course, Drawn, Mark
from app.domain.figure import Period
from app.domain.ref import Ref
from app.kpis.kpi import How, Kpi, Of
from app.kpis.periods import as_much_before
from app.kpis.tally import NOTHING, Tally
from app.store.figures import compute, rows
from app.store.figures.compute import Frame
from app.store.figures.rows import Asked

BEFORE, NOW = "before", "now"  # keys of courses, and of the marks at both ends of a bridge
Made = tuple[tuple[Course, ...], Decimal | None]  # courses, and the middle of a control chart
Unit = Callable[[Frame, Kpi, str], str]


def as_figure(_found: Frame, _kpi: Kpi, unit: str) -> str:
    return unit


def documents(_found: Frame, _kpi: Kpi, _unit: str) -> str:
    return "documents"


def lengths(found: Frame, kpi: Kpi, _unit: str) -> str:
    """Of what a bar of it measures."""
    return found.currency if kpi.of is Of.MONEY else "documents"


@dataclass(frozen=True, slots=True)
class Way:
    """``behind``: by the keys of a course and of its mark, as many as the mark says. ``unit``: from that of the figure. ``also``: KPIs
    whose rows it reads beside those of its own."""

    made: Callable[[Frame, Asked, Drawn], Made]
    behind: Callable[[Frame, Asked, Drawn, str, str], tuple[Ref, ...]]
    unit: Unit = as_figure
    also: tuple[str, ...] = ()


def before(found: Frame, asked: Asked) -> Asked:
    """As much before, today counted as well; of a run of days by weeks where it is drawn by weeks, so that the same part of a week has
    passed."""
    period = asked.period
    if period.grain == "span" and compute.bucket_of(period)(period.last).grain == "week":
        back = timedelta(days=round(((period.last - period.first).days + 1) / 7) * 7)
        return replace(asked, period=Period(period.first - back, period.last - back, period.grain))
    return replace(asked, period=as_much_before(period, found.today, found.workdays, found.year))


def course(found: Frame, asked: Asked, key: str, name: str) -> Course:
    """A mark for each day or week."""
    marks = [
        Mark(p.period.first.isoformat(), "", p.value, p.n, period=p.period, partial=p.partial, former=p.former)
        for p in compute.points(found, asked)
    ]
    return Course(key, name, tuple(marks))


def periods(asked: Asked) -> list[Period]:
    """Every day or week that a chart over time has."""
    bucket, (first, last) = compute.bucket_of(asked.period), (asked.period.first, asked.period.last)
    return list(dict.fromkeys(bucket(date.fromordinal(n)) for n in range(first.toordinal(), last.toordinal() + 1)))


def sums_of(found: Frame, asked: Asked) -> dict[str, Tally]:
    """What each day or week with anything in it adds up to, by the key of its mark."""
    bucket, sums = compute.bucket_of(asked.period), dict[str, Tally]()
    for one in compute.by_day(found, asked):
        key = bucket(one.day).first.isoformat()
        sums[key] = sums.get(key, NOTHING) + one.tally(asked)
    return sums


def within(asked: Asked, mark: str, **more: object) -> dict[str, object]:
    """Parameters ``from`` and ``until``: the days of the mark that begins so; and ``more``."""
    period = compute.bucket_of(asked.period)(date.fromisoformat(mark))
    return asked.parameters() | {"from": period.first.isoformat(), "until": period.last.isoformat()} | more


def of_period(found: Frame, asked: Asked, mark: str) -> tuple[Ref, ...]:
    """All that a mark in time counts."""
    counts = "known" if asked.kpi.how is How.QUANTILE else rows.counts(asked.kpi)
    return rows.listed(found.db, asked.rows, f"day BETWEEN :from AND :until AND {counts}", within(asked, mark))
