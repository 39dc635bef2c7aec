"""A day's strip: which bars share a row's height, and what is said of a bar and of words that do not fit."""

from __future__ import annotations

from typing import Any

import pytest

from app.domain.block import Bar, Strip, StripRow
from ui.tables.day import HEAD, ROW, DayStrip, begun, fitting, said, shared


def bars(*spans: tuple[int, int]) -> tuple[Bar, ...]:
    return tuple(Bar(str(n), a * 60, b * 60, f"AP-{n}") for n, (a, b) in enumerate(spans))


@pytest.mark.parametrize(
    ("spans", "lanes"),
    [
        (((8, 10), (10, 12)), [(0, 1), (0, 1)]),
        (((8, 10), (9, 11), (10, 12)), [(0, 2), (1, 2), (0, 2)]),
        (((8, 12), (9, 10), (9, 11), (13, 14)), [(0, 3), (1, 3), (2, 3), (0, 1)]),
        (((9, 11), (8, 10)), [(1, 2), (0, 2)]),
    ],
)
def test_bars_that_run_into_each_other_share_the_row(spans: tuple[tuple[int, int], ...], lanes: list[tuple[int, int]]) -> None:
    listed = bars(*spans)
    assert [shared(listed)[bar.key] for bar in listed] == lanes


def test_no_two_bars_lie_on_each_other(look: Any) -> None:
    row = StripRow("a", "Ines Weber", "", ((480, 1020),), bars((8, 10), (9, 11), (10, 12), (9, 12)))
    strip = DayStrip(Strip("", 7, 18, (row,)))
    strip.resize(900, HEAD + ROW)
    places = [strip.place(0, bar) for bar in row.bars]
    assert not any(a.adjusted(1, 1, -1, -1).intersects(b) for n, a in enumerate(places) for b in places[:n])


def test_a_bar_is_told_in_words() -> None:
    assert said(Bar("1", 540, 615, "AP-1", "clash", "Kai 4")) == "09:00 to 10:15 AP-1, Kai 4, conflict"


def test_a_name_is_told_whole_or_by_its_first_words(look: Any) -> None:
    assert begun("Aalborg Cement Service ApS", 400) == "Aalborg Cement Service ApS"
    assert begun("Aalborg Cement Service ApS", 120) in ("Aalborg Cement…", "Aalborg Cement Service…")
    assert begun("Aalborg Cement Service ApS", 10) == ""


def test_words_that_do_not_fit_are_counted(look: Any) -> None:
    assert fitting("pumps, lift", 200) == "pumps, lift"
    assert fitting("pump commissioning, valve assembly, forklift", 140) == "pump commissioning +2"
