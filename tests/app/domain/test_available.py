"""What can be promised by which day, against a definition that tries orders out day by day; and what mistakes in it would be seen."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.available import Available, available
from app.domain.promise import Demand, Supply

T = TypeVar("T")
TODAY = date(2026, 5, 4)
SPAN = 12
Atp = Callable[[Decimal, list[Demand], list[Supply], date], Available]

_days = st.none() | st.integers(-4, SPAN).map(lambda n: TODAY + timedelta(days=n))
_pieces = st.integers(1, 9).map(Decimal)
DEMANDS = st.lists(st.builds(Demand, st.just("d"), _pieces, _days, st.booleans()), max_size=5)
SUPPLIES = st.lists(st.builds(Supply, st.just("s"), _pieces, _days, st.none()), max_size=4)
ON_HAND = st.integers(-3, 20).map(Decimal)


def slow(on_hand: Decimal, demands: list[Demand], supplies: list[Supply], day: date) -> int:
    """The largest order for that day after which the shelf is never overdrawn, on this or on any later day; tried one by one."""

    def shelf(until: date) -> Decimal:
        came = sum(s.quantity for s in supplies if s.day and TODAY <= s.day <= until)
        went = sum(d.quantity for d in demands if d.reserved or (d.day and d.day <= until) or until == date.max)
        return on_hand + came - went

    ahead = [shelf(until) for until in (*(day + timedelta(days=n) for n in range(SPAN + 1)), date.max)]
    order = 60
    while any(left < order for left in ahead):
        order -= 1
    return order


def agrees(atp: Atp, on_hand: Decimal, demands: list[Demand], supplies: list[Supply]) -> bool:
    made = atp(on_hand, demands, supplies, TODAY)
    days = [TODAY + timedelta(days=n) for n in range(0, SPAN + 2, 2)] + [TODAY + timedelta(days=1)]
    return all(made.on(day) == slow(on_hand, demands, supplies, day) for day in days)


@given(ON_HAND, DEMANDS, SUPPLIES)
def test_as_the_largest_order_that_overdraws_nothing(on_hand: Decimal, demands: list[Demand], supplies: list[Supply]) -> None:
    assert agrees(available, on_hand, demands, supplies)


@given(ON_HAND, DEMANDS, SUPPLIES)
def test_a_step_for_each_day_on_which_it_changes_and_never_less_later(
    on_hand: Decimal, demands: list[Demand], supplies: list[Supply]
) -> None:
    steps = available(on_hand, demands, supplies, TODAY).steps
    assert steps[0][0] == TODAY
    assert [day for day, _ in steps] == sorted({day for day, _ in steps})
    assert [pieces for _, pieces in steps] == sorted({pieces for _, pieces in steps}), "who can wait gets no fewer"


def test_a_promise_for_later_is_kept_from_who_asks_today() -> None:
    later = TODAY + timedelta(days=5)
    own = available(
        Decimal(10), [Demand("1", Decimal(8), later)], [Supply("s", Decimal(6), later + timedelta(days=1), None)], TODAY
    )
    assert own.steps == ((TODAY, Decimal(2)), (later + timedelta(days=1), Decimal(8)))


def test_what_is_promised_and_comes_on_no_known_day_is_below_nothing() -> None:
    late = Supply("s", Decimal(50), TODAY - timedelta(days=1), None)
    assert available(Decimal(3), [Demand("1", Decimal(20), None)], [late], TODAY).steps == ((TODAY, Decimal(-17)),)


# ---- planted: each of these must be seen by the comparison above ----


def _without_looking_ahead(on_hand: Decimal, demands: list[Demand], supplies: list[Supply], today: date) -> Available:
    def until(day: date) -> Decimal:
        owed = [d for d in demands if d.reserved or (d.day and d.day <= day)]
        return available(on_hand, owed, [s for s in supplies if s.day and s.day <= day], today).steps[-1][1]

    days = {today, *(x.day for x in (*supplies, *demands) if x.day and x.day >= today)}
    return Available(tuple((day, until(day)) for day in sorted(days)))


def _demands_made(change: Callable[[Demand], Demand]) -> Atp:
    return lambda on_hand, demands, supplies, today: available(on_hand, [change(d) for d in demands], supplies, today)


def _supplies_made(change: Callable[[Supply], Supply]) -> Atp:
    return lambda on_hand, demands, supplies, today: available(on_hand, demands, [change(s) for s in supplies], today)


PLANTED: dict[str, Atp] = {
    "no look ahead": _without_looking_ahead,
    "reserved on its own day": _demands_made(lambda d: Demand(d.key, d.quantity, d.day, False)),
    "overdue demand forgotten": _demands_made(
        lambda d: Demand(d.key, Decimal(0) if d.day and d.day < TODAY else d.quantity, d.day, d.reserved)
    ),
    "undated demand forgotten": _demands_made(
        lambda d: Demand(d.key, Decimal(0) if d.day is None and not d.reserved else d.quantity, d.day, d.reserved)
    ),
    "undated demand owed today": _demands_made(lambda d: Demand(d.key, d.quantity, d.day or TODAY, d.reserved)),
    "overdue supply counted": _supplies_made(lambda s: Supply(s.key, s.quantity, max(s.day, TODAY) if s.day else None, s.said)),
    "undated supply counted": _supplies_made(lambda s: Supply(s.key, s.quantity, s.day or TODAY, s.said)),
    "supply a day late": _supplies_made(
        lambda s: Supply(s.key, s.quantity, s.day + timedelta(days=1) if s.day else None, s.said)
    ),
}


@pytest.mark.parametrize("name", PLANTED)
def test_a_planted_mistake_is_seen(name: str) -> None:
    draw = random.Random(name)

    def day() -> date | None:
        return None if draw.random() < 0.2 else TODAY + timedelta(days=draw.randint(-4, SPAN))

    def demand() -> Demand:
        return Demand("d", Decimal(draw.randint(1, 9)), day(), draw.random() < 0.3)

    def supply() -> Supply:
        return Supply("s", Decimal(draw.randint(1, 9)), day(), None)

    def some(make: Callable[[], T]) -> list[T]:
        return [make() for _ in range(draw.randint(0, 4))]

    tried = ((Decimal(draw.randint(0, 20)), some(demand), some(supply)) for _ in range(400))
    assert not all(agrees(PLANTED[name], *case) for case in tried)
