"""How long things take where some have not ended: against a textbook's example, and against what must hold of every history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.kpis.survival import Spent, of_counted, quantile, survival
from tests.app.kpis.faults import FIXED, holds_and_catches

HISTORY = st.lists(st.builds(Spent, st.integers(0, 30).map(Decimal), st.booleans()), min_size=1, max_size=25)
Curve = Callable[[Mapping[Spent, int]], tuple[tuple[Decimal, Fraction], ...]]


def spent(*times: float) -> Counter[Spent]:
    """Below zero: not over yet."""
    return Counter(Spent(Decimal(abs(t)), t > 0) for t in times)


def test_the_leukaemia_trial_of_freireich() -> None:
    """6-MP arm, 1963: 6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+; survival at 22 is .538, at 23 .448."""
    arm = spent(6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35)
    curve = {int(t): round(float(s), 3) for t, s in survival(arm)}
    assert curve == {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.69, 16: 0.627, 22: 0.538, 23: 0.448}
    assert quantile(arm, Decimal("0.5")) == 23


def check_curve(curve: Curve) -> None:
    """By definition: the product over event times of (1 - ended / still at risk)."""

    @FIXED
    @given(HISTORY)
    def run(all_: list[Spent]) -> None:
        found = dict(curve(Counter(all_)))
        share = Fraction(1)
        for time in sorted({s.time for s in all_ if s.ended}):
            share *= 1 - Fraction(sum(s.ended and s.time == time for s in all_), sum(s.time >= time for s in all_))
            assert found[time] == share

    run()


def test_what_is_not_over_is_not_left_out() -> None:
    def drops(counts: Mapping[Spent, int]) -> tuple[tuple[Decimal, Fraction], ...]:
        return survival({s: n for s, n in counts.items() if s.ended})

    def takes_for_ended(counts: Mapping[Spent, int]) -> tuple[tuple[Decimal, Fraction], ...]:
        return survival(Counter(Spent(s.time, True) for s in counts for _ in range(counts[s])))

    def takes_each_for_one(counts: Mapping[Spent, int]) -> tuple[tuple[Decimal, Fraction], ...]:
        return survival(dict.fromkeys(counts, 1))

    holds_and_catches(check_curve, survival, drops, takes_for_ended, takes_each_for_one)


@given(st.lists(st.integers(0, 50), min_size=1, max_size=30))
def test_where_all_is_over_it_is_the_plain_median(times: list[int]) -> None:
    values = sorted(map(Decimal, times))
    assert quantile(Counter(Spent(v, True) for v in values), Decimal("0.5")) == of_counted(Counter(values), Decimal("0.5"))


def test_a_median_that_is_not_reached_is_not_made_up() -> None:
    assert quantile(spent(3, -5, -5), Decimal("0.5")) is None
    assert quantile({}, Decimal("0.5")) is None


def test_nearest_rank() -> None:
    ten = [Decimal(n) for n in range(1, 11)]
    assert [of_counted(Counter(ten), Decimal(q)) for q in ("0.5", "0.9", "0.95", "1", "0")] == [5, 9, 10, 10, 1]
    assert of_counted({}, Decimal("0.5")) is None
