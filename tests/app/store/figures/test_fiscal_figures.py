"""Figures of fiscal months, quarters and years: those of an independent count over the raw records, in number, list, course and bridge."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from app.domain.chart import AskBehind, AskChart, By, Drawn, Kind
from app.domain.figure import AskCounted, AskFigures
from app.domain.fiscal import CALENDAR, FiscalYear
from app.kpis.periods import LAST, UNDER_WAY
from app.store.figures import chart, compute
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.app.store.figures.oracle import documents
from tests.app.store.figures.oracle.facts import Oracle, mask
from tests.app.store.figures.test_figures import mirror_of

YEARS = (CALENDAR, FiscalYear(7), FiscalYear(2, (4, 4, 5)), FiscalYear(10, (5, 4, 4)))
KPIS = ("growth.orders", "growth.revenue", "reliability.perfect_order", "speed.order_cycle")
NAMES = (*UNDER_WAY, *LAST)
DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[compute.Frame, History]]:
    h = history(5)
    with mirror_of(tmp_path_factory.mktemp("m") / "m.db", h) as found:
        yield found, h


def table(year: FiscalYear) -> list[tuple[date, int, int]]:
    """(day, month, quarter) of the days around TODAY, counted on from one known first day, in steps of calendar months or of weeks: 1 for
    each new one, never the program's own way. Years count from 0 at that day: month // 12."""
    first = {CALENDAR: date(2024, 1, 1), YEARS[1]: date(2024, 7, 1), YEARS[2]: date(2024, 1, 29), YEARS[3]: date(2024, 9, 30)}[
        year
    ]
    listed, at = [], first
    for month in range(48):
        if year.weeks:
            weeks = year.weeks[month % 3]
            # 1 Feb 2024 is a Thursday, 2025 a Saturday, 2026 a Sunday, 2027 a Monday: those Mondays are 53, 52, 52 weeks apart; of October:
            # Tuesday 2024, Wednesday 2025, Thursday 2026, Friday 2027: 52, 52, 53
            weeks += {YEARS[2]: (1, 0, 0, 0), YEARS[3]: (0, 0, 1, 0)}[year][month // 12] if month % 12 == 11 else 0
            after = at + timedelta(weeks=weeks)
        else:
            after = (at + timedelta(days=32)).replace(day=1)
        listed += [(at + n * DAY, month, month // 3) for n in range((after - at).days)]
        at = after
    return listed


def expected_days(year: FiscalYear, name: str) -> list[date]:
    """The days of a period by that table; the ISO week by its own number."""
    grain = name.split()[-1]
    numbers = {day: {"month": m, "quarter": q, "year": m // 12}.get(grain, 0) for day, m, q in table(year)}
    if grain == "week":
        numbers = {day: (day.toordinal() - 1) // 7 for day in numbers}
    wanted = numbers[TODAY] - (1 if name.startswith("last") else 0)
    return sorted(day for day, number in numbers.items() if number == wanted and day <= TODAY)


def expected(h: History, kpi: str, days: list[date]) -> pd.DataFrame:
    found = documents(Oracle(h, TODAY, NOW, days[0]), kpi)
    return found[mask([bool(known) and day in set(days) for known, day in zip(found.known, found.day, strict=True)])]


@pytest.mark.parametrize("year", YEARS, ids=str)
@pytest.mark.parametrize("name", NAMES)
def test_a_fiscal_period_counts_what_the_raw_records_have_in_it(
    world: tuple[compute.Frame, History], year: FiscalYear, name: str
) -> None:
    found, h = replace(world[0], year=year), world[1]
    days = expected_days(year, name)
    answer = compute.answer(found, AskFigures(ids=KPIS, named=name))
    assert answer.period is not None
    assert (answer.period.first, answer.period.last) == (days[0], days[-1])
    assert answer.fiscal == ("" if name.endswith("week") else year.words)
    for figure in answer.figures:
        told = expected(h, figure.kpi, days)
        share = figure.kpi in ("reliability.perfect_order",)
        listed = compute.counted(found, AskCounted(figure.kpi, side="denominator" if share else "numerator", named=name))
        counts = told[told.den != 0] if share else told if figure.unit == "EUR" else told[told.num != 0]
        assert listed.total == len(counts), figure.kpi
        if figure.kpi == "growth.orders":
            assert (figure.value or 0) == len(told)


@pytest.mark.parametrize("year", YEARS, ids=str)
def test_something_is_in_them(world: tuple[compute.Frame, History], year: FiscalYear) -> None:
    assert len(expected(world[1], "growth.orders", expected_days(year, "year"))) > 10


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("year", YEARS[1:3], ids=str)
def test_every_point_of_both_courses_lists_as_much_as_it_says(
    world: tuple[compute.Frame, History], year: FiscalYear, name: str
) -> None:
    found = replace(world[0], year=year)
    ask = AskChart("growth.orders", Drawn(Kind.LINE), named=name)
    answer = chart.chart(found, ask)
    now, before = answer.courses
    assert sum(mark.n for mark in now.marks) == answer.figure.n
    assert {m.period.grain for c in answer.courses for m in c.marks if m.period} in ({"day"}, {"week"}), "both by the same"
    for course in (now, before):
        for mark in course.marks:
            assert chart.behind(found, AskBehind(ask, course.key, mark.key)).total == mark.n
    whole = answer.figure.period
    for mark in now.marks:
        assert mark.period is not None
        cut = mark.period.first < whole.first or mark.period.last > whole.last
        assert mark.partial == (cut or mark.period.last >= found.today)
    assert now.marks[-1].partial == (not name.startswith("last") or bool(cut))
    assert not any(mark.partial for mark in before.marks)


def test_a_course_and_a_bridge_say_what_they_are_set_against(world: tuple[compute.Frame, History]) -> None:
    found, year = world[0], FiscalYear(2, (4, 4, 5))
    found = replace(found, year=year, workdays=frozenset(range(5)))
    named = {
        name: chart.chart(found, AskChart("growth.orders", Drawn(Kind.LINE), named=name)).courses[1].name
        for name in ("", "month", "last quarter")
    }
    assert named == {
        "": "The 90 days before",
        "month": "As many working days of the month before",
        "last quarter": "The quarter before",
    }
    ask = AskChart("growth.orders", Drawn(Kind.BRIDGE, By.CUSTOMER), named="last quarter")
    marks = chart.chart(found, ask).courses[0].marks
    days = expected_days(year, "last quarter")
    assert marks[-1].value == len(expected(world[1], "growth.orders", days))
    quarter = {day: q for day, _, q in table(year)}
    earlier = [day for day, q in quarter.items() if q == quarter[days[0]] - 1]
    assert marks[0].value == len(expected(world[1], "growth.orders", earlier))
    assert chart.behind(found, AskBehind(ask, "now", marks[0].key)).total == marks[0].n


def test_a_quarter_that_is_under_way_is_compared_with_as_much_of_the_one_before(
    world: tuple[compute.Frame, History], tmp_path: Path
) -> None:
    year = FiscalYear(2, (4, 4, 5))
    found = replace(world[0], year=year, workdays=frozenset(range(5)))
    (compared,) = compute.answer(found, AskFigures(ids=("growth.orders",), named="quarter", compare=True)).compared
    days = expected_days(year, "quarter")[:-1]
    assert (compared.now.period.first, compared.now.period.last) == (days[0], days[-1])
    worked = sum(day.weekday() < 5 for day in days)
    before = compared.before.period
    assert before.last < days[0]
    assert sum((before.first + n * DAY).weekday() < 5 for n in range((before.last - before.first).days + 1)) == worked
    assert compared.now.value == len(expected(world[1], "growth.orders", days))
