"""Pictures that go from stage to stage: as long as their numbers, walked by keys, told in words and in files."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from app.domain.chart import AskChart, ChartAnswer, Course, Drawn, Kind, Mark
from app.domain.figure import Figure, Period, Status
from tests.app.store.figures.history.raw import NOW, TODAY
from tests.ui.charts.test_board import press
from tests.ui.charts.test_large import here, large
from ui.charts.board import BoardPage
from ui.charts.drawing import EMPTY, Block, Ground
from ui.charts.mark_words import basis, described, mark_words
from ui.charts.parts_sum import rounding_note
from ui.charts.pictures import drawing_of
from ui.charts.values import cells, more_title, rows, sheet_heads, sheet_row

FIGURE = Figure("", None, "days", None, None, 6, Period(TODAY, TODAY, "span"), NOW, Decimal(100), Status.NO_DATA, (), "")


def mean(key: str, label: str, days: int, of: int, n: int) -> Mark:
    return Mark(key, label, Decimal(days) / of if of else None, n, Decimal(days), Decimal(of))


def to_cash(*days: int, paid: int = 3, waiting: tuple[tuple[int, int], ...] = ((5, 1), (0, 0), (0, 0), (90, 2))) -> ChartAnswer:
    steps = [mean(str(i), f"Step {i}", d, paid, 1 if d else 0) for i, d in enumerate(days)]
    apart = [mean(str(i), f"Lacks {i}", d, n, n) for i, (d, n) in enumerate(waiting)]
    courses = (
        Course("now", "Paid", (*steps, mean("whole", "In all", sum(days), paid, paid))),
        Course("unpaid", "Not paid yet", tuple(apart)),
    )
    return ChartAnswer(AskChart("speed.throughput_time", Drawn(Kind.STAGES)), FIGURE, "days", courses)


def quotes(unit: str = "documents") -> ChartAnswer:
    """Of ten quotes one is open; six of the nine were accepted, two declined, one lapsed."""
    each = Decimal(1) if unit == "documents" else Decimal(1000)
    told = (("quoted", 10), ("decided", 9), ("accepted", 6)), (("open", 1), ("declined", 2), ("lapsed", 1))
    marks = (tuple(Mark(key, key.capitalize(), n * each, n) for key, n in some) for some in told)
    courses = tuple(Course(name, "", some) for name, some in zip(("now", "apart"), marks, strict=True))
    kpi = "growth.quote_conversion" if unit == "documents" else "growth.quote_conversion_value"
    return ChartAnswer(AskChart(kpi, Drawn(Kind.FUNNEL)), replace(FIGURE, kpi=kpi, unit="%"), unit, courses)


def blocks(answer: ChartAnswer) -> list[Block]:
    return [layer for layer in drawing_of(answer).layers if isinstance(layer, Block)]


def test_each_step_begins_where_the_one_before_ended() -> None:
    bars = blocks(to_cash(6, 0, 3, 60))
    assert [(b.low, b.high) for b in bars] == [(0, 2), (2, 2), (2, 3), (3, 23), (0, 23), (0, 5), (0, 45)]
    assert [b.hatched for b in bars] == [False] * 5 + [True] * 2, "what is not paid is told apart without colour"
    assert bars[5].x > bars[4].x + 1, "and stands apart"


def test_a_step_below_nothing_goes_down_and_is_hatched() -> None:
    """Paid before the order's day: the ERP has such orders."""
    bars = blocks(to_cash(0, 0, 0, -3))
    assert (bars[3].low, bars[3].high, bars[3].hatched) == (-1, 0, True)
    drawing = drawing_of(to_cash(0, 0, 0, -3))
    assert drawing.up[0] <= -1


@pytest.mark.parametrize(("answer", "bars"), [(to_cash(0, 0, 0, 0, paid=0), 2), (to_cash(3, 3, 3, 3, waiting=((0, 0),) * 4), 5)])
def test_one_side_alone_is_drawn(answer: ChartAnswer, bars: int) -> None:
    assert len(blocks(answer)) == bars
    assert len(drawing_of(answer).spots) == bars
    assert drawing_of(to_cash(0, 0, 0, 0, paid=0, waiting=((0, 0),) * 4)) is EMPTY


def test_words_say_how_many_took_time_and_that_the_others_are_not_over() -> None:
    answer = to_cash(6, 0, 3, 60)
    steps, waiting = answer.courses
    assert mark_words(answer, steps, steps.marks[0]) == "Step 0: 2.0 days, 8.7 % of the whole, 1 of 3 orders took time for it"
    assert mark_words(answer, steps, steps.marks[4]) == "In all: 23.0 days, mean of 3 orders that are paid"
    assert mark_words(answer, waiting, waiting.marks[3]) == "Lacks 3: 45.0 days, mean of 2 orders so far"
    assert mark_words(answer, waiting, waiting.marks[1]) == "Lacks 1: nothing to count"
    assert all(m.label in described(answer) for c in answer.courses for m in c.marks if m.n)
    assert "unpaid" in basis(answer.ask.drawn)


def test_rounded_steps_that_do_not_come_to_the_whole_say_so() -> None:
    assert rounding_note(to_cash(6, 0, 3, 60)) == ""
    assert rounding_note(to_cash(4, 4, 4, 4)) == "Each value is rounded: as shown they add up to 5.2, together they are 5.3."


def test_the_bars_of_a_funnel_are_as_long_as_their_numbers() -> None:
    bars = blocks(quotes())
    assert [b.width for b in bars] == [10, 9, 1, 6, 2, 1]
    assert [b.hatched for b in bars] == [False, False, True, False, True, True]
    ends = [b.x + b.width / 2 for b in bars]
    assert (ends[2], ends[5]) == (10, 9), "with what is beside it a stage is as long as the one above"
    assert len([layer for layer in drawing_of(quotes()).layers if isinstance(layer, Ground)]) == 2


def test_words_of_a_funnel_name_what_a_share_is_of() -> None:
    answer = quotes()
    through, apart = answer.courses
    assert mark_words(answer, through, through.marks[0]) == "Quoted: 10 quotes"
    assert mark_words(answer, through, through.marks[2]) == "Accepted: 6 quotes, 66.7 % of decided"
    assert mark_words(answer, apart, apart.marks[0]) == "Open: 1 quote, 10.0 % of quoted"
    assert mark_words(answer, apart, apart.marks[1]) == "Declined: 2 quotes, 22.2 % of decided"
    worth = quotes("EUR")
    assert mark_words(worth, worth.courses[0], worth.courses[0].marks[2]) == "Accepted: EUR 6,000.00, 6 quotes, 66.7 % of decided"
    assert described(answer).count("quote") >= 6


@pytest.mark.parametrize("answer", [to_cash(6, 0, 3, 60), quotes(), quotes("EUR")])
def test_the_table_and_the_file_have_every_mark_with_its_share(answer: ChartAnswer) -> None:
    listed = [row for _, row in rows(answer)]
    assert len(listed) == sum(len(c.marks) for c in answer.courses)
    assert more_title(answer) == "Share"
    heads, written = sheet_heads(answer), [sheet_row(row) for row in listed]
    assert all(len(row) == len(heads) for row in written)
    of = [row[heads.index("Share of")] for row in written]
    funnel = ["", "Quoted", "Decided", "Quoted", "Decided", "Decided"]
    assert of == (funnel if answer.ask.drawn.kind is Kind.FUNNEL else ["In all"] * 5 + [""] * 4)
    assert [cells(row)[3] for row in listed] == [f"{row.mark.n}" for row in listed]


@pytest.mark.parametrize(("kpi", "kind"), [("speed.throughput_time", Kind.STAGES), ("growth.quote_conversion", Kind.FUNNEL)])
def test_every_mark_is_walked_to_and_opens_its_documents(page: BoardPage, qtbot: QtBot, kpi: str, kind: Kind) -> None:
    large(page, qtbot, kpi, kind)
    answer = page.large.answer
    assert answer is not None
    for course in answer.courses:
        press(page, Qt.Key.Key_Home, qtbot)
        for mark in [m for m in course.marks if m.n]:
            while not here(page).startswith(f"{mark.label}: "):
                before = here(page)
                press(page, Qt.Key.Key_Right, qtbot)
                assert here(page) != before, f"{mark.label} is never reached"
            press(page, Qt.Key.Key_Return, qtbot)
            qtbot.waitUntil(lambda: page.large.behind.answer is not None)
            assert page.large.behind.answer is not None
            assert page.large.behind.answer.total == mark.n
            press(page, Qt.Key.Key_Escape, qtbot)
        press(page, Qt.Key.Key_Down, qtbot)
