"""A figure is never shown without its meaning."""

from __future__ import annotations

from dataclasses import fields

from app.domain.question import HoldPoint
from app.kpis import KPIS


def test_each_says_what_it_counts_by_which_moment_and_what_a_click_lists() -> None:
    assert len({k.id for k in KPIS}) == len(KPIS)
    for kpi in KPIS:
        assert kpi.unit in ("cases", "money")
        assert kpi.direction in ("up", "down")
        assert kpi.refresh.total_seconds() > 0
        for text in (kpi.title, kpi.definition, kpi.basis, kpi.drill, kpi.empty):
            assert text.strip()
        assert "0" not in kpi.empty  # no figure is not a zero


def test_each_series_is_a_field_of_the_answer_that_the_chart_gets() -> None:
    assert {k.series for k in KPIS} <= {f.name for f in fields(HoldPoint)}
