"""Net promoter score: vectors of kpis.md 7 and 10."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kpis.nps import Score, score


def rounded(found: Score) -> tuple[Decimal, Decimal]:
    assert found.value is not None
    assert found.margin is not None
    return round(found.value, 1), round(found.margin, 1)


def test_fifty_thirty_twenty_of_a_hundred() -> None:
    found = score(50, 30, 20)
    assert rounded(found) == (Decimal(30), Decimal("15.3"))
    assert not found.suppressed


def test_six_three_three_of_twelve_is_not_shown() -> None:
    found = score(6, 3, 3)
    assert rounded(found) == (Decimal(25), Decimal("46.9"))
    assert found.suppressed


def test_no_answers_are_no_score() -> None:
    """Vector 18: null, not 0."""
    found = score(0, 0, 0)
    assert (found.value, found.margin, found.n) == (None, None, 0)


@given(st.integers(0, 300), st.integers(0, 300), st.integers(0, 300))
def test_bounds_and_passives(p: int, a: int, d: int) -> None:
    found = score(p, a, d)
    if found.value is not None:
        assert -100 <= found.value <= 100
        assert (found.value > 0) == (p > d)
        assert (found.value == 0) == (p == d)
        assert found.n == p + a + d
