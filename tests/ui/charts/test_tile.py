"""One tile: its words, and its course as it is drawn small."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter

from app.domain.figure import Compared, Figure, Period, Point, SourceAge, Status
from app.kpis import BY_ID
from app.kpis.periods import day_of
from tests.app.store.figures.history.raw import NOW
from ui.charts.drawing import EMPTY, Across, Line
from ui.charts.figure_words import short, tile_words
from ui.charts.small import Small
from ui.charts.spark import spark

DAY = date(2026, 11, 27)


def figure(kpi: str, value: str | None, **more: Any) -> Figure:
    values: dict[str, Any] = {
        "kpi": kpi, "value": None if value is None else Decimal(value), "unit": "%", "numerator": None, "denominator": None, "n": 100,
        "period": Period(DAY - timedelta(days=89), DAY, "span"), "as_of": NOW, "coverage": Decimal(100), "status": Status.OK,
        "source_ages": (SourceAge("erp", NOW),),
    }  # fmt: skip
    return Figure(**values | more)


@pytest.mark.parametrize(
    ("value", "more", "kind", "words"),
    [
        ("96.0", {}, "ok", "target at least 95"),
        ("94.0", {}, "bad", "misses the target: at least 95"),
        ("94.0", {"maturing": 3}, "none", "still maturing, target at least 95"),
        ("94.0", {"low_n": True}, "none", "too few to judge, target at least 95"),
        ("94.0", {"status": Status.STALE}, "none", "out of date, target at least 95"),
        (None, {"status": Status.NO_DATA, "reason": "Nothing."}, "none", ""),
    ],
)
def test_a_verdict_has_a_shape_and_words_and_only_where_it_may(
    value: str | None, more: dict[str, Any], kind: str, words: str
) -> None:
    found = tile_words(BY_ID["reliability.in_full"], figure("reliability.in_full", value, **more), NOW)
    assert (found.kind, found.verdict) == (kind, words)


def test_a_share_of_few_says_how_sure_it_is() -> None:
    few = figure("reliability.in_full", "75", n=4, low_n=True, interval=(Decimal("30.06"), Decimal("95.44")))
    assert "Few: between 30.1 and 95.4 %" in tile_words(BY_ID["reliability.in_full"], few, NOW).foot


@pytest.mark.parametrize(
    ("value", "words"),
    [("641707.66", "642k"), ("1805092", "1.8M"), ("2000000", "2M"), ("94", "94"), ("0.3", "0.3"), ("5605.8", "5,606")],
)
def test_labels_of_an_axis_are_short(value: str, words: str) -> None:
    assert short(Decimal(value), "EUR") == words


VALUES = st.lists(st.one_of(st.none(), st.integers(-1000, 1000).map(Decimal)), min_size=1, max_size=30)


@given(VALUES, st.sampled_from(["growth.booked", "reliability.in_full"]))
def test_every_point_lies_within_the_picture_and_gaps_stay_gaps(values: list[Decimal | None], kpi: str) -> None:
    points = [Point(day_of(DAY + timedelta(days=i)), v, 1) for i, v in enumerate(values)]
    drawing = spark(BY_ID[kpi], points, "EUR")
    known = [v for v in values if v is not None]
    if len(known) < 2:
        assert drawing is EMPTY
        return
    low, high = drawing.up
    assert low < high
    (line,) = (layer for layer in drawing.layers if isinstance(layer, Line))
    assert [math.isnan(y) for y in line.y] == [v is None for v in values]
    assert all(low <= y <= high for y in line.y if not math.isnan(y))
    assert all(low <= layer.y <= high for layer in drawing.layers if isinstance(layer, Across))
    assert (line.x[0], line.x[-1]) == drawing.across


def test_a_small_course_is_pale_at_both_ends_that_stand_for_a_part(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[tuple[tuple[float, ...], bool]] = []
    monkeypatch.setattr(
        Small, "_stroke", lambda _self, run, pen: told.append((tuple(q.x() for q in run), pen.style() is Qt.PenStyle.DotLine))
    )

    def drawn(*values: int | None) -> list[tuple[tuple[float, ...], bool]]:
        told.clear()
        last = len(values) - 1
        points = [
            Point(day_of(DAY + timedelta(days=i)), None if v is None else Decimal(v), 1, partial=i in (0, last))
            for i, v in enumerate(values)
        ]
        image = QImage(300, 60, QImage.Format.Format_RGB32)
        painter = QPainter(image)
        small = Small(painter, QRectF(0, 0, 300, 60), spark(BY_ID["growth.booked"], points, "EUR"))
        small.paint()
        painter.end()
        step = small.area.width() / last
        return [(tuple(round((x - small.area.left()) / step, 6) for x in run), dotted) for run, dotted in told]

    assert sorted(drawn(1, 5, 4, 2)) == [
        ((0.0,), True),
        ((0.0, 1.0), True),
        ((1.0, 2.0), False),
        ((2.0, 3.0), True),
        ((3.0,), True),
    ]
    assert sorted(drawn(1, None, 4, 2)) == [((0.0,), True), ((2.0,), False), ((2.0, 3.0), True), ((3.0,), True)]


def test_the_moment_of_a_figure_without_sources_is_now() -> None:
    found = tile_words(BY_ID["service.backlog"], figure("service.backlog", "95", unit="cases", source_ages=()), datetime.now(UTC))
    assert (found.age, found.value, found.unit) == ("live", "95", "cases")


def test_a_figure_is_set_against_the_time_before() -> None:
    now, before = figure("growth.booked", "105", unit="EUR"), figure("growth.booked", "100", unit="EUR")
    beside = Compared("growth.booked", now, before, Decimal("5"))
    assert tile_words(BY_ID["growth.booked"], now, NOW, beside).foot.startswith("+5.0 % against 30 Aug to 27 Nov.")
    share = figure("reliability.in_full", "94")
    words = tile_words(BY_ID["reliability.in_full"], share, NOW, Compared("reliability.in_full", share, share, Decimal("-1.25")))
    assert words.foot.startswith("\N{MINUS SIGN}1.3 points against 30 Aug to 27 Nov.")
