"""Kinds of chart with mathematics of their own: cohorts against pandas over random companies, sets and stacks against their orders."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from app.domain.chart import OTHERS, AskBehind, AskChart, By, Drawn, Kind
from app.kpis.periods import month_of, quarter_of, week_of
from app.kpis.rounding import keep
from app.store.figures import chart, compute
from app.store.figures.charts import stacked
from tests.app.store.figures.history import history
from tests.app.store.figures.history.raw import NOW, TODAY, History
from tests.app.store.figures.oracle import documents
from tests.app.store.figures.oracle.aftermath import came_on
from tests.app.store.figures.oracle.facts import Oracle
from tests.app.store.figures.test_figures import mirror_of

COHORT, VENN = Drawn(Kind.COHORT), Drawn(Kind.VENN, By.FAULT, misses=True)
LOSSES = Drawn(Kind.STACKED, By.LOSS, misses=True)
Company = tuple[compute.Frame, History]


@pytest.fixture(scope="module", params=[1, 2, 3, 4])
def company(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Company]:
    h = history(request.param)
    folder: Path = tmp_path_factory.mktemp("kinds")
    with mirror_of(folder / "m.db", h) as found:
        yield found, h


@pytest.mark.parametrize("days", [30, 90, 365])
@pytest.mark.parametrize("kpi", ["reliability.return_rate", "reliability.return_rate_orders"])
def test_a_cohort_is_what_pandas_counts_from_the_records(company: Company, kpi: str, days: int) -> None:
    found, h = company
    answer = chart.chart(found, AskChart(kpi, COHORT, days))
    o = Oracle(h, TODAY, NOW, answer.figure.period.first)
    of, back = documents(o, kpi), came_on(o)
    begins = week_of if days == 30 else month_of if days == 90 else quarter_of
    assert {c.key for c in answer.courses} == {begins(d).first.isoformat() for d in of.day}
    for course in answer.courses:
        ours = of[[begins(d).first.isoformat() == course.key for d in of.day]]
        days_of = {(s, k): d for s, k, d in zip(ours.source, ours.key, ours.day, strict=True)}
        for mark in course.marks:
            came = Counter[tuple[str, str]]()
            for row in back.itertuples():
                sold: Any = days_of.get((str(row.source), str(row.sale)))
                if sold is not None and (row.day - sold).days <= int(mark.key):  # type: ignore[operator,union-attr]
                    came[str(row.source), str(row.sale)] += row.n  # type: ignore[assignment]
            pieces = sum(came.values()) if kpi == "reliability.return_rate" else len(came)
            assert mark.n == len(came)
            assert mark.value == 100 * Decimal(pieces) / int(ours.den.sum())
            youngest = (TODAY - min(begins(date.fromisoformat(course.key)).last, TODAY)).days
            assert mark.partial == (int(mark.key) > youngest), "not all of them are that old"


def test_late_and_short_less_both_are_all_that_failed(company: Company) -> None:
    """Against the orders themselves; vector 2 of the catalogue: late 2, short 2, both 1 are 3 failures."""
    found, _ = company
    answer = chart.chart(found, AskChart("reliability.otif", VENN, 365))
    late, both, short = answer.courses[0].marks
    figure = answer.figure
    assert late.n + both.n + short.n == (figure.denominator or 0) - (figure.numerator or 0)
    listed = [
        {r.ref for r in chart.behind(found, AskBehind(answer.ask, "now", m.key, most=10**6)).rows} for m in (late, both, short)
    ]
    assert [len(one) for one in listed] == [late.n, both.n, short.n]
    assert not listed[0] & listed[1]
    assert not listed[1] & listed[2]
    states = {
        (source, sale): (on_time, in_full)
        for source, sale, on_time, in_full in found.db.execute("SELECT source, sale, on_time, in_full FROM order_fate")
    }
    for refs, fits in zip(listed, ((0, 1), (0, 0), (1, 0)), strict=True):
        for ref in refs:
            on_time, in_full = states[ref.source, ref.key]
            assert ((on_time == 0), (in_full == 0)) == ((fits[0] == 0), (fits[1] == 0))


def test_a_loss_has_one_cause_or_several(company: Company) -> None:
    found, _ = company
    answer = chart.chart(found, AskChart("reliability.perfect_order", LOSSES, 365))
    assert [c.name for c in answer.courses] == [
        "Late alone", "Short alone", "Documents alone", "Damaged or claimed alone", "Several of these",
    ]  # fmt: skip
    query = "SELECT source, sale, (on_time = 0), (in_full = 0), (docs = 0), (sound = 0) FROM order_fate"
    failed = {(s, k): [i for i, one in enumerate(parts) if one] for s, k, *parts in found.db.execute(query)}
    for course in answer.courses:
        for mark in course.marks:
            for row in chart.behind(found, AskBehind(answer.ask, course.key, mark.key)).rows:
                causes = failed[row.ref.source, row.ref.key]
                assert len(causes) > 1 if course.key == "4" else causes == [int(course.key)]


def test_the_others_of_a_stack_are_listed_too(company: Company, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stacked, "MOST", 1)
    found, _ = company
    answer = chart.chart(found, AskChart("service.arrivals", Drawn(Kind.STACKED, By.TYPE), 90))
    rest = next(c for c in answer.courses if c.key == OTHERS)
    assert sum(m.n for m in rest.marks) > 0
    assert sum(m.n for c in answer.courses for m in c.marks) == answer.figure.n
    for mark in rest.marks:
        assert chart.behind(found, AskBehind(answer.ask, OTHERS, mark.key)).total == mark.n


def test_what_failed_over_all_is_the_share_lost(company: Company) -> None:
    found, _ = company
    answer = chart.chart(found, AskChart("reliability.perfect_order", LOSSES, 365))
    marks = [m for c in answer.courses for m in c.marks]
    assert sum(m.n for m in marks) == (answer.figure.denominator or 0) - (answer.figure.numerator or 0)
    for mark in marks:
        if mark.value is not None:
            assert keep(mark.value) == keep(100 * Decimal(mark.n) / mark.denominator)
