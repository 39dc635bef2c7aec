"""Queues and holds: vectors 13 and 15 of kpis.md."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kpis.flow import Hold, holds, little

DAY = datetime(2026, 11, 26, tzinfo=UTC)
HOUR = timedelta(hours=1)


def test_a_hold_that_begins_again_is_another_one() -> None:
    """Vector 13: two holds, mean 1.5 h; the order was blocked once, blocks 2."""
    found = holds([Hold("SO1", DAY + 9 * HOUR, DAY + 11 * HOUR), Hold("SO1", DAY + 15 * HOUR, DAY + 16 * HOUR)], DAY + 24 * HOUR)
    assert found.released / found.ended == timedelta(hours=1.5)
    assert (found.orders, found.blocks) == (1, 2)


def test_an_open_hold_has_an_age_and_no_release_time() -> None:
    """Vector 15: open 26 h: in no mean, and between 24 and 48 h old."""
    found = holds([Hold("SO1", DAY, None)], DAY + 26 * HOUR)
    assert (found.ended, found.released) == (0, timedelta())
    assert 24 * HOUR < found.open[0] <= 48 * HOUR


def test_as_it_was_at_that_time() -> None:
    later = [Hold("SO1", DAY + HOUR, DAY + 5 * HOUR), Hold("SO2", DAY + 4 * HOUR, None)]
    found = holds(later, DAY + 3 * HOUR)
    assert (found.ended, found.open, found.orders) == (0, (2 * HOUR,), 1)


@given(st.integers(0, 500), st.integers(0, 500), st.integers(1, 720))
def test_little(waiting: int, closed: int, hours: int) -> None:
    age = little(waiting, closed, Decimal(hours))
    assert (age is None) == (closed == 0)
    if age is not None:
        assert abs(age * closed / hours - waiting) < Decimal("1e-20")
