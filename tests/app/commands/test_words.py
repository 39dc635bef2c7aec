"""Days and spans in words do not depend on the machine's locale."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from app.commands import words
from tests.app.rules.world import NOW, TODAY, day


def test_days() -> None:
    assert words.day(TODAY, TODAY) == "today"
    assert words.day(day(1), TODAY) == "Tue 25 Nov"
    assert words.day(date(2026, 1, 2), TODAY) == "Fri 2 Jan 2026"
    assert words.short_day(day(2), TODAY) == "26 Nov"
    assert words.short_day(date(2024, 11, 2), TODAY) == "2 Nov 2024"


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("2025-12-04", "Thu 4 Dec"),
        ("2025-02-31", "2025-02-31"),
        ("20251204", "20251204"),
        ("12", "12"),
        ("", ""),
        ("leaves 2025-12-04, not 2025-11-24", "leaves Thu 4 Dec, not today"),
        ("RMA-2025-12-04", "RMA-2025-12-04"),
    ],
)
def test_a_day_as_a_system_tells_it(value: str, said: str) -> None:
    assert words.told(value, TODAY) == said


@pytest.mark.parametrize(
    ("ships", "text"), [(None, "No ship date"), (-2, "2 d late"), (0, "Ships today"), (1, "Ships Tue 25 Nov")]
)
def test_ships(ships: int | None, text: str) -> None:
    assert words.ships(None if ships is None else day(ships), TODAY) == text


@pytest.mark.parametrize(("ends", "text"), [(None, "No end"), (-2, "Ended 2 d ago"), (0, "Ends today"), (1, "Ends Tue 25 Nov")])
def test_ends(ends: int | None, text: str) -> None:
    assert words.ends(None if ends is None else day(ends), TODAY) == text


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        (0, "0 min"),
        (38, "38 min"),
        (60, "1 h 00"),
        (102, "1 h 42"),
        (1560, "1 d 2 h"),
        (-72, "\N{MINUS SIGN}1 h 12"),
        (-18, "\N{MINUS SIGN}18 min"),
    ],
)
def test_spans(minutes: int, text: str) -> None:
    assert words.span(minutes) == text


@pytest.mark.parametrize(
    ("seconds", "text"), [(-5, "0 s ago"), (40, "40 s ago"), (750, "12 min ago"), (7300, "2 h ago"), (200_000, "2 d ago")]
)
def test_ages(seconds: int, text: str) -> None:
    assert words.age(NOW - timedelta(seconds=seconds), NOW) == text
