"""Drawings of sets, stacks, cohorts and opinions: as large as their numbers, walked by keys, and told in words."""

from __future__ import annotations

import math
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.chart import AskChart, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.days import MONTHS
from app.domain.figure import Figure, Period, Status
from app.kpis import KPIS
from app.kpis.drawn import drawings
from app.kpis.periods import month_of
from tests.app.store.figures.history.raw import NOW, TODAY
from tests.ui.charts.test_board import press
from tests.ui.charts.test_large import here, large
from ui.charts.board import BoardPage
from ui.charts.drawing import Block, Dot, Ground, Words
from ui.charts.mark_words import described, mark_words
from ui.charts.overlap import distance, shared_ground
from ui.charts.pictures import drawing_of
from ui.charts.values import cells, rows, sheet_heads, sheet_row
from ui.theme.kit import text_width


@pytest.mark.parametrize(("a", "b", "shared"), [(19, 9, 8), (5, 5, 1), (100, 3, 2), (40, 40, 39)])
def test_circles_share_ground_as_large_as_their_number(a: int, b: int, shared: int) -> None:
    left, right = math.sqrt(a / math.pi), math.sqrt(b / math.pi)
    assert shared_ground(left, right, distance(left, right, shared)) == pytest.approx(shared, rel=1e-6)


def test_sets_without_anything_in_common_stand_apart_and_one_may_hold_the_other() -> None:
    assert distance(2.0, 1.0, 0) > 3.0
    assert distance(2.0, 1.0, math.pi) == pytest.approx(1.0, abs=1e-6)
    assert distance(2.0, 0.0, 0) == 2.0
    assert shared_ground(1.0, 1.0, 0.0) == pytest.approx(math.pi)
    assert shared_ground(1.0, 1.0, 2.5) == 0.0


def test_each_region_of_two_sets_opens_its_orders(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "reliability.otif", Kind.VENN)
    answer = page.large.answer
    assert answer is not None
    regions = [m for m in answer.courses[0].marks if m.n]
    layers = page.large.plot.drawing.layers
    assert [layer.words for layer in layers if isinstance(layer, Words)][: len(regions)] == [str(m.n) for m in regions]
    assert sorted(layer.hatched for layer in layers if isinstance(layer, Ground)) == [False, True], "told apart without colour"
    assert "\N{MINUS SIGN} both" in page.large.card.accessibleDescription()
    press(page, Qt.Key.Key_Home, qtbot)
    for mark in regions:
        assert here(page) == f"{mark.label}: {mark.n} {'order' if mark.n == 1 else 'orders'}"
        page.large.open_mark()
        qtbot.waitUntil(lambda: page.large.behind.answer is not None)
        assert page.large.behind.answer is not None
        assert page.large.behind.answer.total == mark.n
        press(page, Qt.Key.Key_Escape, qtbot)
        press(page, Qt.Key.Key_Right, qtbot)


def test_a_stack_begins_at_its_newest_and_a_pointer_finds_each_part(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "service.arrivals", Kind.STACKED)
    plot, answer = page.large.plot, page.large.answer
    assert answer is not None
    spots = plot.drawing.spots
    assert plot.marked == max(i for i, s in enumerate(spots) if s.course == spots[0].course)
    for i, spot in enumerate(spots):
        assert plot.nearest(spot.x, spot.y) == i
    bars = [layer for layer in plot.drawing.layers if isinstance(layer, Block)]
    marks = [m for c in answer.courses for m in c.marks if m.n]
    assert len(bars) == len(marks)
    assert sum(b.high - b.low for b in bars) == pytest.approx(float(sum(m.value or 0 for m in marks)))
    assert sum(b.hatched for b in bars) == sum(m.partial for m in marks)


def test_the_table_of_a_stack_reads_its_names_whole(page: BoardPage, qtbot: QtBot) -> None:
    kpi = next(k for k in KPIS if any(d.kind is Kind.STACKED and d.misses for d in drawings(k)) and page.figure(k.id))
    large(page, qtbot, kpi.id, Kind.STACKED)
    grid = page.large.values.grid
    room = grid.viewport().width() - sum(grid.columnWidth(i) for i in (1, 2, 3, 4)) - grid.edge - 8
    assert room >= text_width("Several of these, week of 28 Sep", grid.text_size)


def test_a_cohort_says_that_more_may_come(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "reliability.return_rate_orders", Kind.COHORT)
    assert "not all of them are that old yet" in here(page)
    press(page, Qt.Key.Key_Down, qtbot)
    answer = page.large.answer
    assert answer is not None
    assert here(page).startswith(answer.courses[1].name)
    assert page.large.plot.drawing.below == "Days since the last delivery of the order"


# ---- opinions ----------------------------------------------------------------------------------------------------------------


def opinions() -> ChartAnswer:
    """A month with 50/30/20 of a hundred, and one with 6/3/3 of twelve: too few for a number."""
    over, now = month_of(TODAY.replace(month=TODAY.month - 1)), month_of(TODAY)
    figure = Figure(
        "nps.delivery", Decimal(25), "points", None, None, 112, Period(over.first, TODAY, "span"), NOW, Decimal(100), Status.OK,
        (), "",
    )  # fmt: skip

    def course(key: str, name: str, *told: tuple[str | None, int]) -> Course:
        marks = (
            Mark(p.first.isoformat(), "", None if v is None else Decimal(v), n, period=p, partial=p is now)
            for p, (v, n) in zip((over, now), told, strict=True)
        )
        return Course(key, name, tuple(marks))

    first, second = course("score", "Score", ("30", 100), (None, 12)).marks
    with_margin = Mark(first.key, "", first.value, 100, period=over, low=Decimal("14.7"), high=Decimal("45.3"))
    courses = (
        Course("score", "Score", (with_margin, second)),
        course("promoters", "Promoters", ("50", 50), ("50", 6)),
        course("passives", "Passives", ("30", 30), ("25", 3)),
        course("detractors", "Detractors", ("20", 20), ("25", 3)),
    )
    return ChartAnswer(AskChart("nps.delivery", Drawn(Kind.OPINIONS)), figure, "%", courses)


def test_opinions_stand_on_both_sides_of_zero_and_a_score_has_its_margin() -> None:
    answer = opinions()
    drawing = drawing_of(answer)
    bars = [layer for layer in drawing.layers if isinstance(layer, Block) and layer.x == 0.0]
    assert sorted((b.low, b.high) for b in bars) == [(-35.0, -15.0), (-15.0, 15.0), (15.0, 65.0)]
    assert [dot.y for dot in drawing.layers if isinstance(dot, Dot)] == [30.0], "no dot where there is no number"
    assert {(s.course, s.mark) for s in drawing.spots} == {(c, i) for c in range(4) for i in range(2)}
    score, promoters = answer.courses[:2]
    assert (
        mark_words(answer, score, score.marks[0])
        == f"Score, {month(score, 0)}: 30.0 points, 100 answers, 95 % between 14.7 and 45.3"
    )
    assert mark_words(answer, score, score.marks[1]).startswith(
        f"Score, {month(score, 1)}: too few answers for a number, 12 answers"
    )
    assert mark_words(answer, promoters, promoters.marks[0]) == f"Promoters, {month(promoters, 0)}: 50.0 %, 50 answers"
    assert "Detractors" in described(answer)


def test_the_table_of_opinions_tells_points_from_percent() -> None:
    answer = opinions()
    told = [cells(row) for _, row in rows(answer)]
    assert told[1][1:] == ("30.0", "± 15.3", "100", "")
    assert told[3][1:] == ("50.0 %", "", "50", "")
    heads, written = sheet_heads(answer), [sheet_row(row) for _, row in rows(answer)]
    assert all(len(row) == len(heads) for row in written)
    assert [row[heads.index("Unit")] for row in written] == ["points"] * 2 + ["%"] * 6


def month(course: Course, i: int) -> str:
    period = course.marks[i].period
    assert period is not None
    return MONTHS[period.first.month - 1]
