"""Fewer pieces of a sale under way or another product, and as before again: seen from the ERP itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.domain.letter import Absent, Took
from app.errors import Conflict, Trouble
from tests.contracts.counter import Counter
from tests.contracts.dock import Dock
from tests.contracts.targets import Target
from tests.contracts.test_regroup import _mark
from tests.doubles.faults import is_write

KINDS = ("tryton",)


@pytest.fixture
def dock(target: Target, counter: Counter) -> Dock:
    return Dock(target, counter)


def noted(target: Target, dock: Dock) -> int:
    return sum("They take three less" in text for text in target.office.notes(str(dock.sale["id"])))


def test_fewer_leave_and_as_many_as_before_again(target: Target, dock: Dock, request: pytest.FixtureRequest) -> None:
    connector, letter = target.connect("omar"), dock.fewer(_mark(request))
    promised = connector.preview(letter)
    assert [(e.field, e.before, e.after) for e in promised] == [("N1001 ordered", "4", "1"), ("note", "", "They take three less")]
    assert isinstance(connector.verify(letter), Absent)
    assert connector.deliver(letter).effects == promised
    here = int(dock.shipment["warehouse"])
    assert dock.ordered() == {"N1001": 1.0, "N1002": 1.0}
    assert dock.leaves() == {("N1001", here): 1.0, ("N1002", here): 1.0}
    assert isinstance(connector.verify(letter), Took)
    assert connector.deliver(replace(letter, attempt=2)).effects == promised
    assert noted(target, dock) == 1

    connector.deliver(dock.fewer(_mark(request), back=True))
    assert dock.ordered() == {"N1001": 4.0, "N1002": 1.0}
    assert dock.leaves() == {("N1001", here): 4.0, ("N1002", here): 1.0}


def test_another_product_leaves_instead_and_the_first_again(target: Target, dock: Dock, request: pytest.FixtureRequest) -> None:
    connector, letter = target.connect("omar"), dock.swapped(_mark(request))
    promised = connector.preview(letter)
    assert [(e.field, e.before, e.after) for e in promised] == [
        ("instead of N1001", "N1001", "N1003"), ("N1003 each", "12.3456", "7.5"), ("note", "", "Agreed by phone"),
    ]  # fmt: skip
    assert isinstance(connector.verify(letter), Absent)
    assert connector.deliver(letter).effects == promised
    here = int(dock.shipment["warehouse"])
    assert dock.leaves() == {("N1003", here): 4.0, ("N1002", here): 1.0}
    assert float(dock.sold("N1003")["unit_price"]["decimal"]) == 7.5
    assert isinstance(connector.verify(letter), Took)
    assert connector.deliver(replace(letter, attempt=2)).effects == promised

    connector.deliver(dock.swapped(_mark(request), back=True))
    assert dock.leaves() == {("N1001", here): 4.0, ("N1002", here): 1.0}
    assert float(dock.sold("N1001")["unit_price"]["decimal"]) == 12.3456


def test_a_line_of_another_price_or_product_by_now_is_a_conflict(
    target: Target, dock: Dock, request: pytest.FixtureRequest
) -> None:
    connector, stale = target.connect("omar"), dock.swapped(_mark(request))
    connector.deliver(dock.swapped(f"{_mark(request)}-A", cheaper="7"))
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(stale)
    assert dock.ordered() == {"N1003": 4.0, "N1002": 1.0}


def test_what_lies_aside_is_planned_anew_too(target: Target, dock: Dock, request: pytest.FixtureRequest) -> None:
    dock.press("assign_try")
    target.connect("omar").deliver(dock.fewer(_mark(request)))
    assert dock.ordered()["N1001"] == 1.0


def test_a_sale_that_changed_is_a_conflict(target: Target, dock: Dock, request: pytest.FixtureRequest) -> None:
    connector, letter = target.connect("omar"), dock.fewer(_mark(request))
    target.office.touch(str(dock.sale["id"]), "PO-changed")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    assert dock.ordered()["N1001"] == 4.0


def test_who_may_not_amend_is_refused(target: Target, dock: Dock, request: pytest.FixtureRequest) -> None:
    with pytest.raises(Trouble):
        target.connect("carla").deliver(dock.fewer(_mark(request)))
    assert dock.ordered()["N1001"] == 4.0


@pytest.mark.parametrize("at", range(4))
@pytest.mark.parametrize("fault", ["cut", "drop"])
def test_wherever_it_breaks_off_sending_again_ends_it_once(
    target: Target, dock: Dock, request: pytest.FixtureRequest, fault: str, at: int
) -> None:
    connector, calls, letter = target.connect("omar"), iter(range(100)), dock.fewer(_mark(request))
    connector.hello()
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
    except Trouble:
        found = connector.verify(letter)
        if not isinstance(found, Took):
            assert isinstance(found, Absent), found
            connector.deliver(replace(letter, attempt=2))
    else:
        target.faults.planned.clear()  # it has fewer calls than that
    assert isinstance(connector.verify(letter), Took)
    assert dock.ordered() == {"N1001": 1.0, "N1002": 1.0}
    assert noted(target, dock) == 1
