"""Rules 3, 6, 12, 14: a figure is judged against its target, and not at all where that would mislead."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.domain.figure import Figure, Period, Status
from app.kpis.target import Standing, Target, judge
from tests.app.kpis.faults import FIXED, holds_and_catches

DAY = date(2026, 11, 27)
FIGURE = Figure(
    kpi="x", value=Decimal(96), unit="%", numerator=Decimal(96), denominator=Decimal(100), n=100, period=Period(DAY, DAY, "day"),
    as_of=datetime(2026, 11, 27, tzinfo=UTC), coverage=Decimal(100), status=Status.OK, source_ages=(),
)  # fmt: skip
UP = Target(Decimal(95), "up")
DOWN = Target(Decimal(80), "down", warn=Decimal(80), alarm=Decimal(100))
Judge = Callable[[Figure, Target], Standing]


def check_silence(judge_: Judge) -> None:
    @FIXED
    @given(st.integers(0, 120), st.booleans(), st.integers(0, 2), st.sampled_from(list(Status)), st.booleans())
    def run(value: int, low_n: bool, maturing: int, status: Status, none: bool) -> None:
        figure = replace(FIGURE, value=None if none else Decimal(value), low_n=low_n, maturing=maturing, status=status)
        found = judge_(figure, UP)
        silent = none or low_n or maturing > 0 or status not in (Status.OK, Status.PARTIAL)
        assert (found.kind == "none") == silent
        assert found.words

    run()


def test_no_colour_where_it_would_mislead() -> None:
    def always(figure: Figure, target: Target) -> Standing:
        return judge(replace(figure, low_n=False, maturing=0), target)

    def also_stale(figure: Figure, target: Target) -> Standing:
        return judge(replace(figure, status=Status.OK), target)

    def mute(figure: Figure, target: Target) -> Standing:
        return replace(judge(figure, target), words="")

    holds_and_catches(check_silence, judge, always, also_stale, mute)


BOUNDS = st.lists(st.integers(0, 100), min_size=3, max_size=3).map(sorted)


def check_bands(judge_: Judge) -> None:
    """A better value never stands worse; at the target it is on target; never told by colour alone."""

    @FIXED
    @given(st.integers(-10, 110), st.integers(-10, 110), BOUNDS, st.booleans())
    def run(one: int, other: int, bounds: list[int], up: bool) -> None:
        alarm, target, warn = map(Decimal, bounds if up else reversed(bounds))
        aim = Target(target, "up" if up else "down", warn, alarm)
        better, worse = (max(one, other), min(one, other)) if up else (min(one, other), max(one, other))
        stands = [judge_(replace(FIGURE, value=Decimal(value)), aim) for value in (better, worse)]
        assert RANK.index(stands[0].kind) <= RANK.index(stands[1].kind)
        assert judge_(replace(FIGURE, value=target), replace(aim, warn=None)).kind == "ok"
        assert all(s.words for s in stands)

    run()


RANK = ("ok", "warn", "bad")


def test_a_better_value_never_stands_worse() -> None:
    def always_up(figure: Figure, target: Target) -> Standing:
        return judge(figure, replace(target, direction="up"))

    def strict(figure: Figure, target: Target) -> Standing:
        on_it = figure.value == target.target
        return Standing("bad", "misses the target") if on_it else judge(figure, target)

    holds_and_catches(check_bands, judge, always_up, strict)


@pytest.mark.parametrize(
    ("value", "target", "kind"),
    [
        (95, UP, "ok"),
        (94, UP, "bad"),
        (80, DOWN, "ok"),
        (81, DOWN, "warn"),
        (100, DOWN, "warn"),
        (101, DOWN, "bad"),
        (96, Target(Decimal(95), "up", warn=Decimal(97)), "warn"),
    ],
)
def test_target_warning_alarm(value: int, target: Target, kind: str) -> None:
    assert judge(replace(FIGURE, value=Decimal(value)), target).kind == kind


@pytest.mark.parametrize(
    ("value", "target", "words"),
    [
        (81, DOWN, "just misses the target"),
        (80, replace(DOWN, warn=Decimal(70)), "close to missing the target"),
        (96, replace(UP, warn=Decimal(97)), "close to missing the target"),
        (94, replace(UP, alarm=Decimal(90)), "just misses the target"),
        (89, replace(UP, alarm=Decimal(90)), "misses the target"),
    ],
)
def test_what_misses_its_target_is_not_said_to_be_close_to_it(value: int, target: Target, words: str) -> None:
    assert judge(replace(FIGURE, value=Decimal(value)), target).words == words
