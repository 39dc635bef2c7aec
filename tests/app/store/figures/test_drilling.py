"""Rule 13 (kpis.md, section 1): behind every number and every mark lie as many documents as it says, over every period and part."""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

import pytest

from app.domain.chart import AskBehind, AskChart
from app.domain.figure import ALL, AskCounted, Only
from app.domain.ref import Ref
from app.kpis.drawn import drawings
from app.kpis.kpi import How
from app.kpis.rounding import keep
from app.store.figures import chart, compute, rows
from tests.app.store.figures.planted import FED, Frames, notices

PARTS = (ALL, ALL, Only(source="erp"), Only(channel="shop"), Only(channel="direct"), Only(sku="sku1"),
         Only(customer=Ref("erp", "customer", "erp-c1")))  # fmt: skip
PERIODS = ((7, ""), (31, ""), (32, ""), (90, ""), (366, ""), (90, "month"), (90, "quarter"), (90, "year"))


def check_lists(frames: Frames) -> None:
    rng = random.Random(13)
    for found in frames:
        for kpi in FED:
            for _ in range(3):
                (days, to_date), only = rng.choice(PERIODS), rng.choice(PARTS)
                asked = found.asked(kpi, days, to_date, only)
                figure = compute.figure(found, asked)
                total = {
                    side: compute.counted(found, AskCounted(kpi.id, days, side, 0, to_date, only)).total
                    for side in ("numerator", "denominator", "unknown")
                }
                every = figure.n + total["unknown"]
                assert figure.coverage == (keep(Decimal(100 * figure.n) / every) if every else None), kpi.id
                if kpi.how is not How.SUM:
                    assert total["denominator"] == figure.n, kpi.id
                if kpi.how is How.SHARE and figure.numerator is not None:
                    assert (total["numerator"], total["denominator"]) == (figure.numerator, figure.denominator), kpi.id
                if figure.numerator is not None and kpi.how is not How.OWN:
                    check_worth(found, asked, figure.numerator)


def check_worth(found: compute.Frame, asked: rows.Asked, numerator: Decimal) -> None:
    """The documents of the list bring what the figure says, one by one."""
    query = f"SELECT source, model, key, num FROM {asked.rows} WHERE known"
    worth: dict[Ref, int] = {Ref(*r[:3]): r[3] or 0 for r in found.db.execute(query, asked.parameters())}
    listed = rows.documents(found.db, asked, "numerator")
    assert keep(sum(worth[ref] for ref in listed) / compute.scale(found, asked.kpi, asked.kpi.of)) == numerator, asked.kpi.id


@pytest.mark.parametrize("side", ["numerator", "denominator", "unknown"])
def test_every_list_is_as_long_as_its_number(frames: Frames, monkeypatch: pytest.MonkeyPatch, side: str) -> None:
    """Noticed: the list of one side that has everything."""
    notices(check_lists, frames, monkeypatch, rows, "_SIDES", {**rows._SIDES, side: "1"})


def check_marks(frames: Frames) -> None:
    rng, looked = random.Random(131), 0
    for found in frames:
        for kpi in FED:
            for drawn in drawings(kpi):
                days, to_date = rng.choice(PERIODS)
                ask = AskChart(kpi.id, drawn, days, to_date, rng.choice(PARTS))
                marks = [(course.key, mark) for course in chart.chart(found, ask).courses for mark in course.marks]
                full, empty = ([one for one in marks if bool(one[1].n) is some] for some in (True, False))
                for course, mark in rng.sample(full, min(4, len(full))) + empty[:1]:
                    looked += 1
                    assert chart.behind(found, AskBehind(ask, course, mark.key, 0)).total == mark.n, (ask, course, mark)
    assert looked > 300


def test_every_mark_lists_as_many_documents_as_it_says(frames: Frames, monkeypatch: pytest.MonkeyPatch) -> None:
    notices(check_marks, frames, monkeypatch, chart, "WAYS", {kind: OneShort(way) for kind, way in chart.WAYS.items()})


class OneShort:
    """A way to draw whose lists leave out the newest document."""

    def __init__(self, way: Any) -> None:
        self._way = way

    def __getattr__(self, name: str) -> Any:
        return getattr(self._way, name)

    def behind(self, *asked: Any) -> Any:
        return self._way.behind(*asked)[1:]
