"""Every chart of every KPI over random companies: its marks add up to the figure, and each lists as many documents as it says."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import date
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from app.domain.chart import OTHERS, AskBehind, AskChart, By, ChartAnswer, Drawn, Kind, Mark
from app.domain.figure import AskCounted, Only
from app.kpis import BY_ID, KPIS, limits
from app.kpis.drawn import LINE, MORE, drawings
from app.kpis.kpi import How, Kpi, Of
from app.kpis.rounding import keep
from app.store.figures import chart, compute, kept, rows
from app.store.figures.charts import bridge, by_part, how_long
from app.store.figures.charts.way import NOW
from tests.app.store.figures.history import history
from tests.app.store.figures.test_figures import mirror_of

DRAWN = [(kpi.id, drawn) for kpi in KPIS for drawn in drawings(kpi)]
WITHOUT_PARTS = (Kind.CONTROL, Kind.FLOW, Kind.HISTOGRAM, Kind.COHORT, Kind.OPINIONS, Kind.STAGES, Kind.FUNNEL)
each = pytest.mark.parametrize(("kpi", "drawn"), DRAWN, ids=[f"{kpi}-{drawn.name}" for kpi, drawn in DRAWN])


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[compute.Frame, ...]]:
    folder = tmp_path_factory.mktemp("charts")
    with ExitStack() as stack:
        yield tuple(stack.enter_context(mirror_of(folder / f"{seed}.db", history(seed))) for seed in (1, 2, 3))


def marks(answer: ChartAnswer) -> Iterator[tuple[str, Mark]]:
    for course in answer.courses:
        for mark in course.marks:
            yield course.key, mark


@each
def test_every_mark_lists_as_many_documents_as_it_says(frames: tuple[compute.Frame, ...], kpi: str, drawn: Drawn) -> None:
    for found in frames[:2]:
        ask = AskChart(kpi, drawn, 90)
        for course, mark in marks(chart.chart(found, ask)):
            if mark.n:
                assert chart.behind(found, AskBehind(ask, course, mark.key)).total == mark.n, (course, mark)


def whole(kpi: Kpi, drawn: Drawn, answer: ChartAnswer) -> Decimal:
    """What the marks of a chart by part must come to, from the figure alone."""
    figure = answer.figure
    if drawn.kind is Kind.HISTOGRAM:
        return Decimal(figure.n)
    if drawn.misses:
        return (figure.denominator or Decimal(0)) - (figure.numerator or Decimal(0))
    if drawn.kind is Kind.BARS and kpi.id == "credit.overdue":
        return figure.denominator or Decimal(0)
    if kpi.of is Of.TIME:
        return Decimal(figure.n)
    return figure.numerator or Decimal(0)


@each
def test_marks_add_up_to_the_figure(frames: tuple[compute.Frame, ...], kpi: str, drawn: Drawn) -> None:
    for found in frames:
        declared = BY_ID[kpi]
        answer = chart.chart(found, AskChart(kpi, drawn, 90))
        if not answer.courses or (answer.figure.value is None and not answer.figure.n):
            continue
        listed = answer.courses[0].marks
        if drawn.kind in (Kind.PARETO, Kind.BARS, Kind.WHALE, Kind.HISTOGRAM):
            assert keep(sum((m.value or Decimal(0) for m in listed), Decimal(0))) == keep(whole(declared, drawn, answer))
        elif drawn.kind is Kind.BRIDGE:
            assert sum((m.value or Decimal(0) for m in listed[:-1]), Decimal(0)) == listed[-1].value
            assert listed[-1].value == answer.figure.numerator
        elif drawn.kind is Kind.STAGES:
            assert sum(m.numerator for m in listed[:-1]) == listed[-1].numerator
            assert listed[-1].n + sum(m.n for m in answer.courses[1].marks) == answer.figure.n
        elif drawn.kind is Kind.FUNNEL:
            quoted, decided, accepted = (m.value for m in listed)
            assert (accepted, decided) == (answer.figure.numerator, answer.figure.denominator)
            assert (quoted, sum(m.value or 0 for m in answer.courses[1].marks)) == (
                (decided or 0) + (answer.courses[1].marks[0].value or 0), (quoted or 0) - (accepted or 0)
            )  # fmt: skip
        elif drawn.kind in (Kind.LINE, Kind.CONTROL):
            assert sum(m.n for m in listed) == answer.figure.n
            if declared.how is How.SUM:
                assert sum((m.value or Decimal(0) for m in listed), Decimal(0)) == answer.figure.numerator
        elif drawn.kind is Kind.STACKED:
            for i, day in enumerate(chart.chart(found, AskChart(kpi, LINE, 90)).courses[0].marks):
                parts = [c.marks[i] for c in answer.courses]
                if day.value is not None and (day.n or declared.how is How.SUM):
                    together = keep(sum((m.value or Decimal(0) for m in parts), Decimal(0)))
                    assert abs(together - (100 - day.value if drawn.misses else day.value)) < Decimal("0.0001"), day
        elif drawn.kind is Kind.VENN:
            assert sum((m.value or Decimal(0) for m in listed), Decimal(0)) == whole(declared, drawn, answer)
        elif drawn.kind is Kind.COHORT:
            ends = [c.marks[-1] for c in answer.courses]
            assert sum(m.numerator for m in ends) == answer.figure.numerator
            assert sum(m.denominator for m in ends) == answer.figure.denominator
        elif drawn.kind is Kind.HEATMAP:
            assert sum(m.n for c in answer.courses for m in c.marks) == answer.figure.n
        elif drawn.kind is Kind.BOX:
            assert sum(m.n for c in answer.courses if c.key == NOW for m in c.marks) == answer.figure.n
        elif drawn.kind is Kind.BULLET:
            assert sum(m.n for m in listed) == answer.figure.n
            assert sum((m.numerator for m in listed), Decimal(0)) == answer.figure.numerator
            assert sum((m.denominator for m in listed), Decimal(0)) == answer.figure.denominator


@each
def test_what_is_narrowed_adds_up_as_well(frames: tuple[compute.Frame, ...], kpi: str, drawn: Drawn) -> None:
    found = frames[1]
    for only in (Only(channel="shop"), Only(source="erp")):
        ask = AskChart(kpi, drawn, 90, only=only)
        answer = chart.chart(found, ask)
        if not answer.figure.n:
            continue
        listed = [(course, mark) for course, mark in marks(answer) if mark.n][:3]
        for course, mark in listed:
            assert chart.behind(found, AskBehind(ask, course, mark.key)).total == mark.n
        if answer.courses and drawn.kind in (Kind.PARETO, Kind.WHALE, Kind.HISTOGRAM):
            values = (m.value or Decimal(0) for m in answer.courses[0].marks)
            assert keep(sum(values, Decimal(0))) == keep(whole(BY_ID[kpi], drawn, answer))


def test_what_nothing_feeds_has_neither_a_picture_nor_a_list(frames: tuple[compute.Frame, ...]) -> None:
    lacking = [kpi for kpi in KPIS if kpi.missing]
    assert {bool(kpi.imports) for kpi in lacking} == {True, False}
    for kpi in lacking:
        ask = AskChart(kpi.id, LINE)
        assert chart.chart(frames[1], ask).courses == ()
        assert chart.behind(frames[1], AskBehind(ask, "now", frames[1].today.isoformat())).total == 0


def test_a_histogram_counts_by_value_however_many_there_are(
    frames: tuple[compute.Frame, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nineteen in twenty took three days at most, one in twenty a hundred."""
    day, many = 86_400, 10**12
    found = frames[1]
    took = [rows.Took(found.today, days * day, n) for days, n in ((100, many), (3, 9 * many), (1, 10 * many))]
    monkeypatch.setattr(compute, "took_by_day", lambda *_: took)
    asked = found.asked(BY_ID["speed.order_cycle"], 90)
    bins = how_long._bins(found, asked, compute.took(found, asked))
    assert bins == how_long._Bins(first=1, width=day, count=17, longest=100 * day)


@pytest.mark.parametrize("kind", [Kind.HISTOGRAM, Kind.BOX])
def test_kept_sums_draw_the_same(frames: tuple[compute.Frame, ...], tmp_path: Path, kind: Kind) -> None:
    """As the console asks, with what was added up before."""
    found, drawn = frames[1], Drawn(kind)
    with kept.opened(tmp_path / "figures.db") as sums:
        beside = replace(found, kept=kept.Kept(found.db, sums, found.workdays))
        for ask in (AskChart(kpi, drawn, 90) for kpi, listed in MORE.items() if drawn in listed):
            expected = chart.chart(found, ask)
            assert chart.chart(beside, ask) == expected, ask.kpi
            for course, mark in marks(expected):
                assert chart.behind(beside, AskBehind(ask, course, mark.key)).total == mark.n


def test_the_gap_of_a_flow_is_what_is_in_hand(frames: tuple[compute.Frame, ...]) -> None:
    for found in frames:
        answer = chart.chart(found, AskChart("service.backlog", Drawn(Kind.FLOW)))
        arrived, resolved = (course.marks[-1].value for course in answer.courses)
        assert arrived is not None
        assert resolved is not None
        later = "SELECT count(*) FROM stretch WHERE local_day(started_at) > ?"  # a random company knows of tomorrow
        (early,) = found.db.execute(later, (found.today.isoformat(),)).fetchone()
        assert arrived - resolved == (answer.figure.numerator or 0) - early


def test_the_period_before_has_as_many_points_and_ends_on_the_same_weekday(frames: tuple[compute.Frame, ...]) -> None:
    for days in (14, 30, 90, 365):
        now, before = chart.chart(frames[0], AskChart("growth.booked", LINE, days)).courses
        assert len(now.marks) == len(before.marks)
        a, b = now.marks[-1].period, before.marks[-1].period
        assert a is not None
        assert b is not None
        assert (a.first - b.first).days == (days if a.grain == "day" else round(days / 7) * 7)


def test_the_largest_come_first_and_the_rest_together(frames: tuple[compute.Frame, ...]) -> None:
    [course] = chart.chart(frames[1], AskChart("growth.orders", Drawn(Kind.PARETO, By.CUSTOMER))).courses
    values = [m.value for m in course.marks if m.key != OTHERS]
    assert values == sorted(values, key=lambda v: -(v or 0))
    assert all(m.label for m in course.marks)


def test_the_rest_is_listed_too(frames: tuple[compute.Frame, ...], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(by_part, "MOST", 2)
    monkeypatch.setattr(bridge, "MOVERS", 2)
    for kind in (Kind.PARETO, Kind.BRIDGE):
        ask = AskChart("growth.booked", Drawn(kind, By.CUSTOMER))
        [course] = chart.chart(frames[0], ask).courses
        rest = next(m for m in course.marks if m.key == OTHERS)
        assert rest.n > 0
        assert chart.behind(frames[0], AskBehind(ask, course.key, OTHERS)).total == rest.n


def test_limits_are_wider_where_fewer_were_counted(frames: tuple[compute.Frame, ...]) -> None:
    answer = chart.chart(frames[0], AskChart("reliability.on_time_first", Drawn(Kind.CONTROL), 120))
    inside = [m for m in answer.courses[0].marks if m.low is not None and m.high is not None and answer.middle is not None]
    assert len(inside) > 3
    for a, b in pairwise(sorted(inside, key=lambda m: m.denominator)):
        assert (a.high or 0) >= (b.high or 0)
        assert (a.low or 0) <= (b.low or 0)


def test_limits_of_a_textbook() -> None:
    """p = 0.2 of 50: 0.2 +/- 3 sqrt(0.2 x 0.8 / 50) = 0.0303 and 0.3697; u = 4 on 25 units: 4 +/- 3 sqrt(4 / 25) = 2.8 and 5.2."""
    low, high = limits.p_chart(Decimal("0.2"), Decimal(50))
    assert (round(low, 4), round(high, 4)) == (Decimal("0.0303"), Decimal("0.3697"))
    assert limits.u_chart(Decimal(4), Decimal(25)) == (Decimal("2.8"), Decimal("5.2"))
    assert limits.p_chart(Decimal("0.01"), Decimal(10))[0] == 0
    with pytest.raises(ValueError, match="nothing"):
        limits.u_chart(Decimal(1), Decimal(0))


def test_a_point_out_of_reach_of_chance_is_marked() -> None:
    mark = Mark("2026-11-19", "", Decimal("0.8"), 100, low=Decimal("0.1"), high=Decimal("0.7"))
    assert mark.outside
    assert not Mark("2026-11-19", "", None, 0, low=Decimal(0), high=Decimal(1)).outside


def test_what_is_drawn_is_declared_once_and_can_be_fed() -> None:
    for kpi, listed in MORE.items():
        assert BY_ID[kpi].can_be_fed, kpi
        names = [drawn.name for drawn in listed]
        assert len(set(names)) == len(names), kpi
        for drawn in listed:  # a box is over time or by part
            assert drawn.kind is Kind.BOX or (drawn.by is None) == (drawn.kind in WITHOUT_PARTS), kpi
    assert {drawn.kind for listed in MORE.values() for drawn in listed} | {Kind.LINE} == set(Kind)
    assert all(not drawings(kpi) for kpi in KPIS if not kpi.can_be_fed)


def test_all_documents_together_are_those_of_the_figure(frames: tuple[compute.Frame, ...]) -> None:
    ask = AskChart("reliability.on_time_first", LINE, 90)
    one_by_one = [
        row.ref for _, m in marks(chart.chart(frames[0], ask)) if m.n and m.period and m.period.last >= date(2026, 8, 1)
        for row in chart.behind(frames[0], AskBehind(ask, NOW, m.key)).rows
    ]  # fmt: skip
    every = compute.counted(frames[0], AskCounted("reliability.on_time_first", 90))
    assert {row.ref for row in every.rows} == {*one_by_one}
