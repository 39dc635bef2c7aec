"""Net promoter score: vectors of kpis.md 7 and 10."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.kpis.nps import Answer, Score, by_account, difference, of_answers, score

DAY = date(2026, 11, 1)


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


def test_one_answer_of_a_contact_in_ninety_days() -> None:
    first = Answer("ann", "acme", "transaction", 10, DAY)
    soon, later = (Answer("ann", "acme", "transaction", 0, DAY + timedelta(days=d)) for d in (89, 90))
    assert of_answers([first, soon], "transaction").promoters == 1
    assert of_answers([first, soon], "transaction").n == 1
    assert of_answers([first, later], "transaction").detractors == 1


def test_relationship_and_transaction_are_not_pooled() -> None:
    both = [Answer("ann", "acme", kind, 9, DAY) for kind in ("relationship", "transaction")]
    assert of_answers(both, "relationship").n == 1


def test_every_account_weighs_the_same() -> None:
    big = [Answer(f"b{i}", "big", "relationship", 10, DAY) for i in range(9)]
    small = [Answer("s", "small", "relationship", 0, DAY)]
    assert by_account(big + small) == 0
    assert of_answers(big + small, "relationship").value == 80
    assert by_account([]) is None


def test_difference_of_two_periods() -> None:
    found = difference(score(50, 30, 20), score(40, 30, 30))
    assert found is not None
    assert (found[0], round(found[1], 1)) == (20, Decimal("22.3"))
    assert difference(score(50, 30, 20), score(0, 0, 0)) is None


def test_an_answer_outside_the_scale_is_none() -> None:
    with pytest.raises(ValueError):
        of_answers([Answer("ann", "acme", "relationship", 11, DAY)], "relationship")
