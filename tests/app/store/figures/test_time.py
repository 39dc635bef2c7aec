"""Rules 4 and 5 (kpis.md, section 1): a figure stands beside as much time that is over; every moment lies in one day."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from app.domain.figure import Period
from app.kpis.periods import local_day, named
from app.store.figures import compute
from app.store.times import to_micros
from tests.app.store.figures.planted import DIVIDED, Frames, notices, raw
from tests.app.store.figures.test_figures import CALENDAR


def worked(found: compute.Frame, period: Period) -> int:
    days = range(period.first.toordinal(), period.last.toordinal() + 1)
    return sum(period.first.fromordinal(n).weekday() in found.workdays for n in days)


def check_beside(frames: Frames) -> None:
    looked = 0
    for found in frames:
        for kpi in (k for k in DIVIDED if not k.moment and not k.days):
            for days, grain in ((2, ""), (30, ""), (90, "month"), (90, "quarter")):
                both = compute.compared(found, asked := found.asked(kpi, days, grain))
                if both is None:
                    continue
                now, before = both.now.period, both.before.period
                assert before.last < now.first <= now.last == found.today - timedelta(days=1), kpi.id
                assert worked(found, before) == worked(found, now) or before.last == now.first - timedelta(days=1), kpi.id
                if grain:
                    assert before.first == named(now.first - timedelta(days=1), grain).first, kpi.id
                else:
                    assert before.last - before.first == now.last - now.first, kpi.id
                for figure in (both.now, both.before):
                    listed = raw(found, replace(asked, period=figure.period))
                    assert figure.n == sum(known and den != 0 for _, _, den, known in listed), kpi.id
                    looked += figure.n > 0
    assert looked > 50


def test_a_period_under_way_is_set_against_as_much_that_is_over(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    def whole_before(period: Period, *_: object) -> tuple[Period, Period]:
        last = period.first - timedelta(days=1)
        first = named(last, period.grain).first if period.grain != "span" else last - (period.last - period.first)
        return replace(period, last=period.last - timedelta(days=1)), Period(first, last, period.grain)

    def with_today(period: Period, *_: object) -> tuple[Period, Period]:
        length = period.last - period.first + timedelta(days=1)
        return period, Period(period.first - length, period.last - length, period.grain)

    notices(check_beside, frames, monkeypatch, compute, "same_elapsed", whole_before, with_today)


def check_under_way(frames: Frames) -> None:
    for found in frames:
        for kpi in (k for k in DIVIDED if compute.has_course(k)):
            for days in (7, 90):
                asked = found.asked(kpi, days)
                for point in compute.points(found, asked):
                    whole = asked.period.first <= point.period.first and point.period.last < found.today
                    assert point.partial != whole, (kpi.id, point)


def test_what_is_not_over_is_told_as_such(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    def all_over(*values: object) -> object:
        return compute_point(*values[:3])

    compute_point = compute.Point
    notices(check_under_way, frames, monkeypatch, compute, "Point", all_over)


def test_queries_put_a_moment_into_the_day_that_the_calendar_does(frames: Frames) -> None:
    rng, found = random.Random(5), frames[0]
    for _ in range(2000):
        moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(seconds=rng.randrange(5 * 366 * 86400))
        (day,) = found.db.execute("SELECT local_day(?)", (to_micros(moment),)).fetchone()
        assert day == local_day(moment, CALENDAR.zone).isoformat()
