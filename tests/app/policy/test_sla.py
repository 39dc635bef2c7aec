"""Service clocks run in business minutes, and a day of 23 or 25 hours does not bend them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.policy.sla import Calendar, acknowledge_by, counts_from, due
from tests.app.policy.test_matrix import POLICY

MINUTE = timedelta(minutes=1)
BERLIN = ZoneInfo("Europe/Berlin")
WEEK = frozenset(range(5))
OFFICE = Calendar(BERLIN, WEEK, time(8), time(18))
NIGHT = Calendar(BERLIN, frozenset(range(7)), time(1), time(4))  # open where the clocks change


def berlin(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=BERLIN)


@pytest.mark.parametrize(
    ("start", "minutes", "end"),
    [
        ("2025-11-24 09:00", 240, "2025-11-24 13:00"),
        ("2025-11-24 07:10", 30, "2025-11-24 08:30"),  # before opening
        ("2025-11-24 17:50", 30, "2025-11-25 08:20"),  # over night
        ("2025-11-24 14:00", 240, "2025-11-24 18:00"),  # ends at closing, not at the next opening
        ("2025-11-28 17:00", 240, "2025-12-01 11:00"),  # over a week-end
        ("2025-11-29 12:00", 30, "2025-12-01 08:30"),  # on a Saturday
        ("2025-11-24 18:00", 30, "2025-11-25 08:30"),  # at the very close
        ("2025-11-24 09:00", 1500, "2025-11-26 14:00"),
    ],
)
def test_minutes_of_opening_time(start: str, minutes: int, end: str) -> None:
    assert OFFICE.add(berlin(start), MINUTE * minutes) == berlin(end)


@pytest.mark.parametrize(("friday", "monday"), [("2025-03-28", "2025-03-31"), ("2025-10-24", "2025-10-27")])
def test_a_week_end_on_which_the_clocks_change(friday: str, monday: str) -> None:
    assert OFFICE.add(berlin(f"{friday} 17:00"), MINUTE * 120) == berlin(f"{monday} 09:00")


def test_opening_hours_across_spring_forward_have_an_hour_less() -> None:
    """01:00 to 04:00 on that day is two hours: the third is worked the next day (kpis.md vector 16)."""
    assert NIGHT.add(berlin("2025-03-30 01:00"), MINUTE * 120) == berlin("2025-03-30 04:00")
    assert NIGHT.add(berlin("2025-03-30 01:00"), MINUTE * 180) == berlin("2025-03-31 02:00")


def test_opening_hours_across_fall_back_have_an_hour_more() -> None:
    assert NIGHT.add(berlin("2025-10-26 01:00"), MINUTE * 240) == berlin("2025-10-26 04:00")


def test_the_clocks_of_credit() -> None:
    start = berlin("2025-11-24 09:00")
    assert acknowledge_by(POLICY.service, "credit", start) == berlin("2025-11-24 09:30")
    assert due(POLICY.service, "credit", start) == berlin("2025-11-24 13:00")
    assert due(POLICY.service, "credit", start).tzinfo is UTC
    with pytest.raises(KeyError):
        due(POLICY.service, "unheard_of", start)


moments = st.datetimes(datetime(2024, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - bounds are naive by contract


@settings(max_examples=150, deadline=None)
@given(moments, st.integers(1, 1200), st.sampled_from([OFFICE, NIGHT]))
def test_counting_minute_by_minute_gives_the_same(start: datetime, minutes: int, calendar: Calendar) -> None:
    """An oracle that walks: every minute of the world, counted when the shop is open by the wall clock."""
    start = start.replace(second=0, microsecond=0)
    at, left = start, minutes
    while left:
        wall = at.astimezone(calendar.zone)
        left -= wall.weekday() in calendar.days and calendar.opens <= wall.time() < calendar.closes
        at += timedelta(minutes=1)
    assert calendar.add(start, MINUTE * minutes) == at


@settings(max_examples=150, deadline=None)
@given(moments, st.integers(1, 600), st.integers(1, 600))
def test_two_spans_after_each_other_are_one(start: datetime, first: int, second: int) -> None:
    assert OFFICE.add(OFFICE.add(start, MINUTE * first), MINUTE * second) == OFFICE.add(start, MINUTE * (first + second))


@settings(max_examples=150, deadline=None)
@given(moments, st.integers(0, 6000), st.sampled_from([OFFICE, NIGHT]))
def test_the_opening_time_between_two_moments_is_that_of_their_minutes(start: datetime, minutes: int, calendar: Calendar) -> None:
    start = start.replace(second=0, microsecond=0)
    walls = [(start + MINUTE * n).astimezone(calendar.zone) for n in range(minutes)]
    open_ = sum(w.weekday() in calendar.days and calendar.opens <= w.time() < calendar.closes for w in walls)
    assert calendar.between(start, start + MINUTE * minutes) == MINUTE * open_
    assert calendar.between(start + MINUTE, start) == timedelta()


def test_a_clock_stands_still_while_the_customer_is_waited_for() -> None:
    """From Monday 09:00, asked at 11:00 and answered on Tuesday at 10:00: nine hours of opening time that do not count."""
    start = berlin("2025-11-24 09:00")
    asked = (berlin("2025-11-24 11:00"), berlin("2025-11-25 10:00"))
    service = POLICY.service
    assert service.calendar.between(*asked) == 9 * 60 * MINUTE
    assert due(service, "credit", counts_from(service, "credit", start, [])) == berlin("2025-11-24 13:00")
    assert due(service, "credit", counts_from(service, "credit", start, [asked])) == berlin("2025-11-25 12:00")
    again = (berlin("2025-11-25 11:00"), berlin("2025-11-25 11:30"))
    assert due(service, "credit", counts_from(service, "credit", start, [asked, again])) == berlin("2025-11-25 12:30")
    before = (berlin("2025-11-24 08:00"), berlin("2025-11-24 10:00"))
    late = (berlin("2025-11-24 14:00"), berlin("2025-11-24 16:00"))
    assert due(service, "credit", counts_from(service, "credit", start, [late])) == berlin("2025-11-24 13:00"), "overdue stays so"
    assert counts_from(service, "credit", start, [before]) == berlin("2025-11-24 10:00"), "only what was waited of its own time"


@settings(max_examples=150, deadline=None)
@given(moments, st.lists(st.integers(1, 4000), min_size=2, max_size=8))
def test_no_minute_of_waiting_counts_and_every_other_does(start: datetime, steps: list[int]) -> None:
    """An oracle that walks: from the start, minutes of opening time outside the pauses, until the resolve time is used up."""
    start = start.replace(second=0, microsecond=0)
    at, edges = start, []
    for step in steps[: len(steps) // 2 * 2]:
        at += MINUTE * step
        edges.append(at)
    pauses = list(zip(edges[::2], edges[1::2], strict=True))
    service, calendar = POLICY.service, POLICY.service.calendar
    at, left = start, service.clocks["credit"].resolve
    while left:
        wall = at.astimezone(calendar.zone)
        works = wall.weekday() in calendar.days and calendar.opens <= wall.time() < calendar.closes
        left -= works and not any(a <= at < b for a, b in pauses)
        at += MINUTE
    assert due(service, "credit", counts_from(service, "credit", start, pauses)) == at
