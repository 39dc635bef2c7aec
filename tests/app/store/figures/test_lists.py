"""What a click on a figure lists, in the words people know documents by; and the points of its series."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from app.domain.figure import AskCounted, AskFigures
from app.kpis import BY_ID, KPIS
from app.kpis.kpi import How
from app.store.figures import compute
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import TODAY
from tests.app.store.figures.test_figures import mirror_of


def test_every_document_has_a_name_and_most_can_be_opened(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(2)) as found:
        for kpi in KPIS:
            listed = compute.counted(found, AskCounted(kpi.id, 90, "denominator" if kpi.how is not How.SUM else "numerator"))
            assert all(row.number for row in listed.rows), kpi.id
            assert listed.total == len(listed.rows) or listed.total > 500
            opens = {row.page for row in listed.rows if row.opens is not None}
            assert opens <= {"orders", "customers", "credit", "delay", "price"}, kpi.id
            if kpi.lists in ("orders", "shipments", "order lines", "invoices", "customers") and listed.rows:
                assert all(row.opens is not None for row in listed.rows), kpi.id


def test_the_newest_come_first_and_no_more_than_asked(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(2)) as found:
        all_, few = (compute.counted(found, AskCounted("growth.orders", 130, "numerator", most)) for most in (500, 3))
        assert few.total == all_.total > 3
        assert few.rows == all_.rows[:3]


def test_points_are_weeks_beyond_a_month_and_what_is_cut_or_not_over_is_partial(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(2)) as found:
        weeks = compute.points(found, found.asked(BY_ID["growth.aov"], 90))
        days = compute.points(found, found.asked(BY_ID["growth.aov"], 14))
        over = compute.points(found, found.asked(BY_ID["growth.aov"], 90, "last quarter"))
    assert {p.period.grain for p in weeks} == {"week"}
    assert all(b.period.first - a.period.first == timedelta(days=7) for a, b in pairwise(weeks))
    assert [p.partial for p in weeks] == [True] + [False] * (len(weeks) - 2) + [True], "only a Sunday of the first was asked for"
    assert [p.partial for p in over] == [True] + [False] * (len(over) - 2) + [True], "of both weeks a part is another quarter's"
    assert [p.partial for p in days] == [False] * 13 + [True]
    assert [p.period.first for p in days] == [TODAY - timedelta(days=13 - n) for n in range(14)]


def test_a_week_without_anything_is_a_gap_and_a_sum_is_a_zero(tmp_path: Path) -> None:
    h = history(3, orders=8)
    with mirror_of(tmp_path / "m.db", h) as found:
        orders, average = (compute.points(found, found.asked(BY_ID[k], 120)) for k in ("growth.orders", "growth.aov"))
    empty = [(a.value, b.value) for a, b in zip(orders, average, strict=True) if not a.n]
    assert empty
    assert {b for _, b in empty} == {None}
    assert {a for a, _ in empty} <= {None, 0}
    assert sum(p.n for p in orders) == sum(int(p.value or 0) for p in orders)


def test_only_what_was_asked_for(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(2)) as found:
        some = compute.answer(found, AskFigures(90, ("speed.order_cycle", "growth.revenue", "nps.buying")))
    assert [f.kpi for f in some.figures] == ["speed.order_cycle", "growth.revenue", "nps.buying"]
    assert {kpi for kpi, _ in some.series} == {"speed.order_cycle", "growth.revenue"}


def test_bars_add_up_to_their_figure(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(2)) as found:
        answer = compute.answer(found, AskFigures(90))
    figures, drawn = {f.kpi: f for f in answer.figures}, dict(answer.bars)
    assert len(drawn) >= 6
    for kpi, bars in drawn.items():
        figure, value = figures[kpi], sum(bar.value for bar in bars)
        whole = {"credit.overdue": figure.denominator, "service.backlog_age": figure.n}.get(kpi, figure.numerator)
        assert value == whole, kpi
        assert sum(bar.n for bar in bars) == figure.n, kpi
        assert len(bars) <= 5


def test_what_is_not_due_is_the_first_bar_and_the_rest_is_the_figure(tmp_path: Path) -> None:
    with mirror_of(tmp_path / "m.db", history(2)) as found:
        answer = compute.answer(found, AskFigures(90, ("credit.overdue",)))
    late = sum(bar.value for bar in dict(answer.bars)["credit.overdue"][1:])
    assert late == answer.figures[0].numerator
    assert late > 0
