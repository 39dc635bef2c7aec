"""Letters of several calls, stopped on the way: what is begun is never called refused or not sent, unless all of it is undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from app.domain.letter import Absent, Letter, Took
from app.errors import NotAuthorized, OutcomeUnknown, RefusedByRemote, Throttled
from tests.contracts import bookings, test_remedies, test_returns
from tests.contracts.backs import Backs
from tests.contracts.complaints import Complaints
from tests.contracts.counter import Counter
from tests.contracts.dock import Dock
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)
PLACES = ("double", "real")  # with the add-on each is one call


@dataclass(frozen=True)
class Way:
    """``done``: its whole effect is there, once. ``seen``: what a refusal leaves as it was."""

    letter: Letter
    done: Callable[[], bool]
    seen: Callable[[], object]


Make = Callable[[Target, Counter], Way]


def regroup(target: Target, counter: Counter) -> Way:
    dock = Dock(target, counter)
    return Way(dock.letter(), lambda: sorted(dock.leaves().values()) == [1.0, 1.0, 3.0], lambda: (dock.leaves(), dock.states()))


def reschedule(target: Target, counter: Counter) -> Way:
    dock = Dock(target, counter)
    return Way(dock.later("2031-06-02"), lambda: dock.days()["moves"] == "2031-06-02", lambda: (dock.days(), dock.states()))


def amend(target: Target, counter: Counter) -> Way:
    dock = Dock(target, counter)
    return Way(dock.fewer(f"CL-{dock.sale['id']:012d}"), lambda: dock.ordered()["N1001"] == 1.0, dock.ordered)


def amend_what_lies_aside(target: Target, counter: Counter) -> Way:
    dock = Dock(target, counter)
    dock.press("assign_try")
    letter = dock.fewer(f"CL-{dock.sale['id']:012d}")
    return Way(letter, lambda: dock.ordered()["N1001"] == 1.0, lambda: (dock.ordered(), dock.states()))


def of_a_return(case: test_returns.Case) -> Make:
    def make(target: Target, counter: Counter) -> Way:
        desk = Backs(target.office)
        back = case.begin(desk)
        seen = lambda: (desk.lines(back), desk.shipments(back), desk.notes(back), desk.onward(back), desk.waiting(back))  # noqa: E731
        return Way(case.letter(desk, back), lambda: case.done(desk, back), seen)

    make.__name__ = case.name
    return make


def of_damage(of: test_remedies.Make) -> Make:
    def make(target: Target, counter: Counter) -> Way:
        desk = Complaints(target.office)
        complaint = desk.new()
        letter = of(desk, complaint)
        return Way(letter, lambda: test_remedies.done(desk, complaint, letter), lambda: _standing(desk, complaint))

    make.__name__ = of.__name__
    return make


def _standing(desk: Complaints, complaint: test_remedies.Row) -> object:
    return [x for x in (*desk.sales(complaint), *desk.filed(complaint)) if x["state"] != "cancelled"]


def of_an_order(of: bookings.Make) -> Make:
    def make(target: Target, counter: Counter) -> Way:
        shared, letter = of(target, counter)
        return Way(letter, lambda: bookings.done(counter, shared, letter), lambda: bookings.as_it_is(counter, shared))

    make.__name__ = of.__name__
    return make


ALL = (
    *(regroup, reschedule, amend, amend_what_lies_aside),
    *(of_a_return(case) for case in test_returns.CASES),
    *(of_damage(of) for of in (test_remedies.a_replacement, test_remedies.a_credit)),
    *(of_an_order(of) for of in (bookings.confirmed_booking, bookings.taking_back, bookings.quantity)),
)
STOPS = [("over", 2), ("busy", 1), ("busy", 3), *(("refuse", at) for at in range(2, 7))]


@pytest.mark.parametrize("make", ALL, ids=lambda f: f.__name__)
@pytest.mark.parametrize(("stop", "at"), STOPS)
def test_only_what_left_nothing_behind_is_called_refused_or_not_sent(
    target: Target, counter: Counter, make: Make, stop: str, at: int
) -> None:
    way = make(target, counter)
    connector, letter, before = target.connect("omar"), way.letter, way.seen()
    connector.hello()
    calls = iter(range(1, 100))
    hits = lambda method: is_write(method) and next(calls) == at  # noqa: E731
    target.faults.plan("first" if stop == "over" else stop, hits, lambda _: target.expire())
    try:
        connector.deliver(letter)
    except OutcomeUnknown:
        assert at > 1
    except (NotAuthorized, Throttled):
        assert at == 1
        assert way.seen() == before
    except RefusedByRemote:
        assert stop == "refuse"
        assert way.seen() == before
        assert isinstance(connector.verify(letter), Absent)
        return
    else:  # it has fewer calls than that, or signed in again for the last of them
        target.faults.planned.clear()
        assert way.done()
        return
    found = connector.verify(letter)
    if not isinstance(found, Took):
        assert isinstance(found, Absent), found
        connector.deliver(replace(letter, attempt=2))
    assert way.done()
    assert isinstance(connector.verify(letter), Took)
