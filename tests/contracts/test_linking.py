"""A sale that was keyed by hand gets its web order's reference: a deed of our add-on only, once whoever retries, and taken off again."""

from __future__ import annotations

import pytest

from app.domain.letter import Absent, Letter
from app.errors import Conflict, RefusedByRemote
from tests.contracts import test_booking
from tests.contracts.bookings import a_quotation, shared_of
from tests.contracts.counter import Counter
from tests.contracts.office import OfficeError
from tests.contracts.targets import Target

KINDS = ("tryton",)
PLACES = ("double+addon", "real+addon")


def linking(target: Target, counter: Counter) -> tuple[str, Letter]:
    shared = f"{a_quotation(target, counter)}-L"
    return shared, counter.link(counter.keyed(shared.removesuffix("-L")), shared)


def test_the_preview_is_the_effect_and_changes_nothing(target: Target, counter: Counter) -> None:
    test_booking.test_the_preview_is_the_effect_and_changes_nothing(target, counter, linking)


def test_sent_twice_is_done_once(target: Target, counter: Counter) -> None:
    test_booking.test_sent_twice_is_done_once(target, counter, linking)


@pytest.mark.parametrize("fault", ["drop", "cut"])
def test_broken_off_it_is_completed_by_sending_it_again(target: Target, counter: Counter, fault: str) -> None:
    test_booking.test_broken_off_at_any_call_it_is_completed_by_sending_it_again(target, counter, linking, fault, 1)


def test_it_is_taken_off_again(target: Target, counter: Counter) -> None:
    shared, letter = linking(target, counter)
    connector = target.connect("carla")
    connector.deliver(letter)
    assert len(counter.sales(shared)) == 1
    back = counter.link(str(letter.body()["sale"]), "", before=shared)
    promised = connector.preview(back)
    assert connector.deliver(back).effects == promised
    assert counter.sales(shared) == []


def test_by_hand_nobody_gives_a_sale_a_reference(target: Target, counter: Counter) -> None:
    """Why the add-on has to: Tryton keeps an empty Web ID read-only."""
    key = counter.keyed(a_quotation(target, counter))
    with pytest.raises(OfficeError, match="Web ID"):
        counter.desk.on("sale.sale", "write", [int(key)], {"web_id": "BY-HAND"})


def test_a_reference_is_on_one_sale_only(target: Target, counter: Counter) -> None:
    """Neither where another sale has it, nor where another gets it between the look and the write."""
    key, taken, free = counter.keyed(a_quotation(target, counter)), a_quotation(target, counter), counter.order()
    connector, other = target.connect("carla"), target.connect("omar")
    other.hello()
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match=str(counter.sale(taken)["number"])):
            send(counter.link(key, taken))
    late = counter.link(key, shared_of(free))
    target.faults.plan("first", lambda m: m.endswith("command.run"), lambda _: other.deliver(free))
    with pytest.raises(RefusedByRemote):
        connector.deliver(late)
    assert isinstance(connector.verify(late), Absent)
    assert len(counter.sales(shared_of(free))) == 1


def test_a_linked_order_cannot_be_booked_again(target: Target, counter: Counter) -> None:
    shared, letter = linking(target, counter)
    connector = target.connect("carla")
    connector.deliver(letter)
    with pytest.raises(RefusedByRemote, match="booked already"):
        connector.deliver(counter.order(shared))


def test_a_sale_that_changed_is_not_linked(target: Target, counter: Counter) -> None:
    shared, letter = linking(target, counter)
    target.office.touch(str(letter.body()["sale"]), "PO-CHANGED")
    connector = target.connect("carla")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    assert counter.sales(shared) == []
