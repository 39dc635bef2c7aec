"""Drawings of boxes and bullets: each number at its place, walked by keys, told in words and in a table, told apart without colour."""

from __future__ import annotations

import math
from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.chart import AskChart, Box, By, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.figure import Figure, Period, Status
from app.kpis.periods import week_of
from tests.app.store.figures.history.raw import NOW, TODAY
from tests.ui.charts.books import Books
from tests.ui.charts.test_board import press
from tests.ui.charts.test_large import here, large
from ui.charts.board import BoardPage
from ui.charts.drawing import Across, Between, Block, Dot, Line, Words
from ui.charts.mark_words import described, kind_title, mark_words
from ui.charts.pictures import begins_last, drawing_of
from ui.charts.values import cells, rows, sheet_heads, sheet_row
from ui.theme.kit import text_width

WEEK, BEFORE = week_of(TODAY), week_of(TODAY.replace(day=TODAY.day - 7))


def decimals(*values: int) -> tuple[Decimal, ...]:
    return tuple(map(Decimal, values))


def figure(kpi: str, unit: str) -> Figure:
    return Figure(
        kpi, Decimal(3), unit, None, None, 12, Period(BEFORE.first, TODAY, "span"), NOW, Decimal(100), Status.OK, (), ""
    )


def boxes(far: int = 12) -> ChartAnswer:
    """A week with a box of nine and one beyond it, and one of two that is not over."""

    def course(key: str, name: str, first: Mark, second: Mark) -> Course:
        listed = (
            replace(one, key=p.first.isoformat(), period=p, partial=p is WEEK)
            for p, one in zip((BEFORE, WEEK), (first, second), strict=True)
        )
        return Course(key, name, tuple(listed))

    nothing = Mark("", "", None, 0)
    box = Mark("", "", Decimal(3), 10, box=Box(*decimals(1, 2, 4, 6)))
    return ChartAnswer(
        AskChart("speed.confirm_to_ship", Drawn(Kind.BOX)),
        figure("speed.confirm_to_ship", "days"),
        "days",
        (
            course("longer", "Long", Mark("", "", Decimal(far), 1, singles=decimals(far)), nothing),
            course("now", "Order to first shipment, median", box, Mark("", "", None, 2, singles=decimals(2, 5))),
            course("shorter", "Short", nothing, nothing),
        ),
    )


def test_a_box_stands_at_its_quartiles_and_whiskers_at_their_ends() -> None:
    drawing = drawing_of(boxes())
    [block] = [layer for layer in drawing.layers if isinstance(layer, Block)]
    assert (block.x, block.low, block.high) == (0.0, 2.0, 4.0)
    whiskers, medians, few, longer, shorter = (layer for layer in drawing.layers if isinstance(layer, Line))
    assert {y for y in whiskers.y if not math.isnan(y)} == {1.0, 2.0, 4.0, 6.0}
    assert {y for y in medians.y if not math.isnan(y)} == {3.0}
    assert [(x, y) for x, y in zip(few.x, few.y, strict=True) if not math.isnan(y)] == [(1.0, 2.0), (1.0, 5.0)]
    assert [y for y in longer.y if not math.isnan(y)] == [12.0]
    assert longer.paler, "hollow: told apart from single values without colour"
    assert not few.paler
    assert not shorter.x
    told = {(s.course, s.mark): (s.y, s.low, s.high) for s in drawing.spots}
    assert told == {(1, 0): (3.0, 1.0, 6.0), (1, 1): (5.0, 2.0, 5.0), (0, 0): (12.0, 12.0, 12.0)}
    assert drawing.spots[0].course == 1, "one begins at the boxes"


def test_a_few_that_took_very_long_do_not_press_the_boxes_down() -> None:
    drawing = drawing_of(boxes(far=300))
    assert drawing.up[1] < 20
    [above] = [layer for layer in drawing.layers if isinstance(layer, Dot)]
    assert (above.x, above.shape) == (0.0, "t1")
    assert above.y == drawing.left[-1][0], "at the edge"
    assert ("up", "data.3", "Goes on above") in drawing.legend
    answer = boxes(far=300)
    assert "300.0 days" in mark_words(answer, answer.courses[0], answer.courses[0].marks[0]), "its value is told all the same"
    assert all(drawing.up[0] <= s.y <= drawing.up[1] for s in drawing.spots)


def test_one_of_too_few_for_a_box_does_not_press_the_others_down_either() -> None:
    answer = boxes()
    longer, all_of, shorter = answer.courses
    few = replace(all_of, marks=(all_of.marks[0], replace(all_of.marks[1], singles=decimals(2, 400))))
    drawing = drawing_of(replace(answer, courses=(longer, few, shorter)))
    assert drawing.up[1] < 20
    [above] = [layer for layer in drawing.layers if isinstance(layer, Dot)]
    assert (above.x, above.y, above.shape) == (1.0, drawing.left[-1][0], "t1")
    assert "Goes on above" in [word for *_, word in drawing.legend]


def test_a_box_says_its_five_numbers() -> None:
    answer = boxes()
    longer, all_of, shorter = answer.courses
    when = f"eek of {BEFORE.first.day} Nov"
    assert mark_words(answer, all_of, all_of.marks[0]) == (
        f"W{when}: median 3.0 days, 10 orders, middle half 2.0 to 4.0, whiskers 1.0 to 6.0, 1 beyond"
    )
    assert mark_words(answer, all_of, all_of.marks[1]).endswith("2.0 and 5.0 days, 2 orders, too few for a box, not over yet")
    assert mark_words(answer, longer, longer.marks[0]) == f"Long, w{when}: 12.0 days, 1 order, beyond the whiskers"
    assert mark_words(answer, shorter, shorter.marks[0]).endswith("nothing to count")
    words = described(answer)
    assert "too few for a box" in words
    assert "beyond the whiskers" in words
    assert "Short" not in words, "nothing is said of what is not there"


def test_the_table_of_boxes_has_their_quartiles_and_a_file_all_five() -> None:
    answer = boxes()
    told = [cells(row)[1:4] for _, row in rows(answer)]
    assert told == [("–", "", "2"), ("3.0", "2–4", "10"), ("12.0", "", "1")], "the newest first, then what is beyond"
    heads, written = sheet_heads(answer), [sheet_row(row) for _, row in rows(answer)]
    assert all(len(row) == len(heads) for row in written)
    places = [heads.index(h) for h in ("Lower whisker", "First quartile", "Days", "Third quartile", "Upper whisker")]
    assert [written[1][i] for i in places] == list(decimals(1, 2, 3, 4, 6))
    assert [written[0][i] for i in places] == [None] * 5


def test_a_figure_with_a_target_has_it_across_its_boxes() -> None:
    answer = boxes()
    holds = replace(answer, ask=replace(answer.ask, kpi="speed.hold_release_time"))
    assert [layer.y for layer in drawing_of(holds).layers if isinstance(layer, Across)] == [12.0]
    assert not [layer for layer in drawing_of(answer).layers if isinstance(layer, Across)]


def test_boxes_by_part_begin_at_the_first_and_over_time_at_the_newest() -> None:
    assert begins_last(Drawn(Kind.BOX))
    assert not begins_last(Drawn(Kind.BOX, By.CUSTOMER))


@pytest.mark.parametrize("at", [0, 1], ids=["over time", "by customer"])
def test_each_box_opens_its_documents(page: BoardPage, qtbot: QtBot, at: int) -> None:
    large(page, qtbot, "speed.confirm_to_ship", Kind.BOX)
    if at:
        press(page, Qt.Key.Key_V, qtbot)
        qtbot.waitUntil(lambda: page.large.answer is not None and page.large.answer.ask.drawn.by is By.CUSTOMER)
    answer = page.large.answer
    assert answer is not None
    assert page.large.plot.drawing.spots
    for i, spot in enumerate(page.large.plot.drawing.spots):
        mark = answer.courses[spot.course].marks[spot.mark]
        page.large._go(i)
        assert here(page) == mark_words(answer, answer.courses[spot.course], mark)
        page.large.open_mark()
        qtbot.waitUntil(lambda: page.large.behind.answer is not None)
        assert page.large.behind.answer is not None
        assert page.large.behind.answer.total == mark.n
        press(page, Qt.Key.Key_Escape, qtbot)


def test_the_table_of_boxes_reads_its_names_whole(page: BoardPage, qtbot: QtBot) -> None:
    large(page, qtbot, "speed.confirm_to_ship", Kind.BOX)
    grid = page.large.values.grid
    room = grid.viewport().width() - sum(grid.columnWidth(i) for i in (1, 2, 3, 4)) - grid.edge - 8
    assert room >= text_width("Long, week of 28 Sep", grid.text_size)


# ---- bullets -----------------------------------------------------------------------------------------------------------------


def limits(*shares: int) -> ChartAnswer:
    """Customers with a limit of EUR 1,000.00, and two without."""
    marks = tuple(Mark(f"erp c{i}", f"Customer {i}", Decimal(s), 1, Decimal(s * 10), Decimal(1000)) for i, s in enumerate(shares))
    none = (Mark("erp d", "Delta", None, 1, Decimal(500)), Mark("…", "3 others", None, 3, Decimal(90)))
    courses = (Course("now", "Credit used", marks), Course("unlimited", "No limit", none))
    asked = AskChart("credit.utilisation", Drawn(Kind.BULLET, By.CUSTOMER))
    return ChartAnswer(asked, figure("credit.utilisation", "%"), "%", courses, currency="EUR")


def test_a_bullet_is_as_long_as_its_share_and_told_by_shape() -> None:
    drawing = drawing_of(limits(140, 85, 40))
    bars = [layer for layer in drawing.layers if isinstance(layer, Block)]
    assert [b.width for b in bars] == [140.0, 85.0, 40.0]
    assert [b.x - b.width / 2 for b in bars] == [0.0] * 3
    assert [dot.shape for dot in drawing.layers if isinstance(dot, Dot)] == ["d", "t1"], "over the limit, close to it, and fine"
    grounds = [(layer.x, layer.tone) for layer in drawing.layers if isinstance(layer, Between)]
    assert grounds[0] == ((80.0, 100.0), "warn.fill")
    assert grounds[1][0][0] == 100.0
    lowest = min(y for layer in drawing.layers if isinstance(layer, Between) for y in layer.low)
    assert lowest == 1.5, "no ground under those without a limit"


def test_what_has_no_limit_has_no_bar_and_is_never_endless() -> None:
    answer = limits(40)
    drawing = drawing_of(answer)
    assert len([layer for layer in drawing.layers if isinstance(layer, Block)]) == 1
    assert [words for _, words in drawing.right] == ["40 %", "no limit", "no limit"]
    assert [layer.words for layer in drawing.layers if isinstance(layer, Words)] == ["EUR 500", "EUR 90"]
    told = [mark_words(answer, answer.courses[1], m) for m in answer.courses[1].marks]
    assert told == ["Delta, no limit: EUR 500.00", "3 others, no limit: EUR 90.00, 3 customers"]
    assert "no limit: EUR 500.00" in described(answer)
    alone = replace(answer, courses=(Course("now", "Credit used", ()), answer.courses[1]))
    assert len(drawing_of(alone).spots) == 2, "nobody has a limit"


def test_a_bar_far_over_its_limit_is_cut_and_says_so() -> None:
    answer = limits(100_000, 40)
    drawing = drawing_of(answer)
    bar = next(layer for layer in drawing.layers if isinstance(layer, Block))
    assert bar.hatched
    assert bar.width == 200.0
    assert drawing.right[0][1] == "100k %"
    assert mark_words(answer, answer.courses[0], answer.courses[0].marks[0]).startswith(
        "Customer 0: 100,000.0 %, EUR 1,000,000.00"
    )
    assert any(shape == "hatch" for shape, _, _ in drawing.legend)


def test_a_bullet_says_its_amounts_and_how_it_stands() -> None:
    answer = limits(140, 85, 40)
    told = [mark_words(answer, answer.courses[0], m) for m in answer.courses[0].marks]
    assert told == [
        "Customer 0: 140.0 %, EUR 1,400.00 of EUR 1,000.00, misses the target",
        "Customer 1: 85.0 %, EUR 850.00 of EUR 1,000.00, just misses the target",
        "Customer 2: 40.0 %, EUR 400.00 of EUR 1,000.00, on target",
    ]
    old = replace(answer, figure=replace(answer.figure, status=Status.STALE))
    assert mark_words(old, old.courses[0], old.courses[0].marks[0]).endswith("out of date")
    heads, written = sheet_heads(answer), [sheet_row(row) for _, row in rows(answer)]
    assert all(len(row) == len(heads) for row in written)
    places = [heads.index(h) for h in ("Numerator, EUR", "Denominator, EUR", "Standing")]
    assert [written[0][i] for i in places] == [Decimal(1400), Decimal(1000), "misses the target"]
    assert [written[3][i] for i in places] == [Decimal(500), None, ""], "no limit is no limit of nothing"


def touchpoints() -> ChartAnswer:
    few = Mark("1", "The bill", Decimal(75), 4, Decimal(3), Decimal(4), low=Decimal("30.1"), high=Decimal("95.4"))
    marks = (Mark("0", "Delivery", Decimal(75), 40, Decimal(30), Decimal(40)), few, Mark("2", "First visit", None, 0))
    asked = AskChart("growth.satisfaction", Drawn(Kind.BULLET, By.TOUCHPOINT))
    return ChartAnswer(asked, figure("growth.satisfaction", "%"), "%", (Course("now", "Customer satisfaction", marks),))


def test_few_answers_have_a_margin_and_no_verdict_and_none_no_number() -> None:
    answer = touchpoints()
    drawing, [course] = drawing_of(answer), answer.courses
    assert [mark_words(answer, course, m) for m in course.marks] == [
        "Delivery: 75.0 %, 40 answers, misses the target",
        "The bill: 75.0 %, 4 answers, 95 % between 30.1 and 95.4, too few to judge",
        "First visit: nothing to count",
    ]
    assert [b.tone for b in drawing.layers if isinstance(b, Block)] == ["bad.fill", "data.4"]
    assert [words for _, words in drawing.right] == ["75 %", "75 %", "–"]
    assert [(s.mark) for s in drawing.spots] == [0, 1]
    assert ((30.1, 95.4), (1.0, 1.0)) in [(layer.x, layer.y) for layer in drawing.layers if isinstance(layer, Line)]
    assert kind_title(answer.ask.drawn) == "Against the target"
    assert [cells(row)[2] for _, row in rows(answer)] == ["", "30.1–95.4", ""]


def test_bullets_are_walked_up_and_down_over_all_their_lines(page: BoardPage, books: Books, qtbot: QtBot) -> None:
    large(page, qtbot, "credit.utilisation", Kind.BULLET)
    answer, plot = page.large.answer, page.large.plot
    assert answer is not None
    assert len(answer.courses) > 1
    page.large.card.setFocus()
    press(page, Qt.Key.Key_Home, qtbot)
    for spot in plot.drawing.spots:
        course = answer.courses[spot.course]
        assert here(page) == mark_words(answer, course, course.marks[spot.mark])
        assert plot.nearest(0.0, spot.y) == plot.nearest(plot.drawing.across[1], spot.y) == plot.marked, "by its line alone"
        page.large.open_mark()
        qtbot.waitUntil(lambda: page.large.behind.answer is not None)
        assert page.large.behind.answer is not None
        assert page.large.behind.answer.total == course.marks[spot.mark].n
        press(page, Qt.Key.Key_Escape, qtbot)
        press(page, Qt.Key.Key_Down, qtbot)
