"""Rules 6 and 7: outcomes by the day they were due; and closed periods keep what they said."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from app.kpis import cohort, restate
from app.kpis.cohort import Outcome
from app.kpis.tally import NOTHING, Tally
from tests.app.kpis.faults import FIXED, holds_and_catches

TODAY = date(2026, 11, 27)
WINDOW = timedelta(days=14)
OUTCOMES = st.builds(
    Outcome,
    st.dates(TODAY - timedelta(days=60), TODAY),
    st.one_of(st.none(), st.booleans()),
    st.booleans(),
)
Sum = Callable[[Iterable[Outcome], date, timedelta], Tally]


def check_maturity(sum_: Sum) -> None:
    @FIXED
    @given(st.lists(OUTCOMES, max_size=12))
    def run(outcomes: list[Outcome]) -> None:
        found = sum_(outcomes, TODAY, WINDOW)
        mature = {o.day: (TODAY - o.day).days >= 14 for o in outcomes}
        in_ = [o for o in outcomes if mature[o.day] or not o.open]
        known = [o for o in in_ if o.open or o.hit is not None]
        assert found.n == len(known)
        assert found.unknown == len(in_) - len(known)
        assert found.maturing == sum(not mature[o.day] for o in known)
        assert found.numerator == sum(not o.open and o.hit is True for o in known)

    run()


def test_open_outcomes_stay_out_until_their_cohort_is_mature() -> None:
    def drops_what_is_open(outcomes: Iterable[Outcome], today: date, matures: timedelta) -> Tally:
        return cohort.tally([o for o in outcomes if not o.open], today, matures)

    def counts_what_is_open(outcomes: Iterable[Outcome], today: date, matures: timedelta) -> Tally:
        return cohort.tally([Outcome(o.day, False if o.open else o.hit) for o in outcomes], today, matures)

    def never_matures(outcomes: Iterable[Outcome], today: date, _matures: timedelta) -> Tally:
        return cohort.tally(outcomes, today, timedelta())

    holds_and_catches(check_maturity, cohort.tally, drops_what_is_open, counts_what_is_open, never_matures)


def test_three_of_twenty_came_back_and_more_may() -> None:
    """Vector 14: 15.0 %, maturing."""
    day = TODAY - timedelta(days=5)
    found = cohort.tally([Outcome(day, i < 3) for i in range(20)], TODAY, timedelta(days=30))
    assert found.ratio(100) == 15
    assert found.maturing == 20


def test_of_nothing() -> None:
    assert cohort.tally([], TODAY, WINDOW) == NOTHING


# ---- rule 7 ----------------------------------------------------------------------------------------------------------

VALUES = st.one_of(st.none(), st.decimals(0, 100, places=1))
STEPS = st.lists(st.tuples(st.integers(0, 60), VALUES), max_size=8).map(lambda s: sorted(s, key=lambda x: x[0]))
Restate = Callable[[restate.Closed, Decimal | None, date], restate.Closed]


def check_history(again: Restate) -> None:
    @FIXED
    @given(VALUES, STEPS)
    def run(first: Decimal | None, steps: list[tuple[int, Decimal | None]]) -> None:
        period = restate.Closed(TODAY, first)
        told = [first]
        for after, value in steps:
            period = again(period, value, TODAY + timedelta(days=after))
            if after <= 45 and value != told[-1]:
                told.append(value)
        assert period.value == told[-1]
        assert [value for _, value in period.former] == told[:-1]
        assert period.restated == (len(told) > 1)

    run()


def test_what_a_period_said_before_is_kept() -> None:
    def forgets(period: restate.Closed, value: Decimal | None, today: date) -> restate.Closed:
        found = restate.restate(period, value, today)
        return restate.Closed(found.last, found.value, found.former[-1:])

    def for_ever(period: restate.Closed, value: Decimal | None, _today: date) -> restate.Closed:
        return restate.restate(period, value, TODAY)

    def every_time(period: restate.Closed, value: Decimal | None, today: date) -> restate.Closed:
        return restate.Closed(period.last, value, (*period.former, (today, period.value)))

    holds_and_catches(check_history, restate.restate, forgets, for_ever, every_time)
