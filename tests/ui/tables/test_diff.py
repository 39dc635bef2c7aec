"""A list becomes another in steps that keep every surviving row itself."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ui.tables.diff import MOST_STEPS, Plan, keeps_still, plan

keys = st.lists(st.integers(0, 60).map(str), unique=True, max_size=50)


def carried_out(old: list[str], new: list[str], steps: Plan) -> list[str]:
    """The steps done by an independent hand, on a plain list."""
    shown = list(old)
    for first, last in steps.removed:
        assert all(key not in new for key in shown[first : last + 1])
        del shown[first : last + 1]
    if steps.order is not None:
        assert sorted(shown) == sorted(steps.order)
        shown = list(steps.order)
    for first, last in steps.inserted:
        assert all(key not in old for key in new[first : last + 1])
        shown[first:first] = new[first : last + 1]
    return shown


@given(keys, keys)
def test_the_steps_lead_from_the_old_list_to_the_new(old: list[str], new: list[str]) -> None:
    steps = plan(old, new)
    assert steps.reset or carried_out(old, new, steps) == new


@given(keys)
def test_the_same_list_needs_no_step(same: list[str]) -> None:
    assert plan(same, list(same)) == Plan()


def test_one_row_gone_is_one_step() -> None:
    assert plan([], ["a"]).reset
    assert plan(["a", "b", "c"], ["a", "c"]) == Plan(removed=((1, 1),))


def test_too_many_differences_are_taken_whole() -> None:
    old = [str(i) for i in range(4 * MOST_STEPS)]
    assert plan(old, old[::2]).reset
    assert not plan(old, old[: 2 * MOST_STEPS]).reset


def test_rows_below_those_on_screen_may_come_and_go() -> None:
    new = ["a", "b", "x"]
    assert keeps_still(["a", "b"], new, {key: i for i, key in enumerate(new)})
    new = ["z", "a", "b"]
    assert keeps_still(["a", "b"], new, {key: i for i, key in enumerate(new)})
    new = ["a", "x", "b"]
    assert not keeps_still(["a", "b"], new, {key: i for i, key in enumerate(new)})
    assert not keeps_still(["a", "b"], ["b"], {"b": 0})
