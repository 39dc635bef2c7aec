"""Booked orders corrected and corrected back, and what is refused leaves nothing behind."""

from __future__ import annotations

import pytest

from app.domain.letter import Absent
from app.errors import Conflict, RefusedByRemote
from tests.contracts import letters
from tests.contracts.bookings import QUANTITY, Make, a_quotation, address, as_it_is, price, quantity, shared_of
from tests.contracts.counter import Counter
from tests.contracts.targets import Target

KINDS = ("tryton",)


@pytest.mark.parametrize("make", [quantity, price, address], ids=lambda f: f.__name__)
def test_a_correction_is_taken_back_to_the_last_digit(target: Target, counter: Counter, make: Make) -> None:
    shared, letter = make(target, counter)
    connector = target.connect("carla")
    before = as_it_is(counter, shared)
    connector.deliver(letter)
    assert as_it_is(counter, shared) != before
    body = letter.body()
    back = letters.letter(letter.deed, {**body, "from": body["to"], "to": body["from"]}, letter.document)
    promised = connector.preview(back)
    assert connector.deliver(back).effects == promised
    assert as_it_is(counter, shared) == before


def test_a_draft_stays_a_draft(target: Target, counter: Counter) -> None:
    shared = a_quotation(target, counter)
    counter.press(shared, "draft")
    target.connect("carla").deliver(counter.correct(shared, *QUANTITY))
    assert counter.state(shared) == "draft"
    assert counter.goods(shared)[0][1] == 3.0


def test_what_was_changed_meanwhile_is_a_conflict(target: Target, counter: Counter) -> None:
    shared = a_quotation(target, counter)
    letter = counter.correct(shared, *QUANTITY)
    target.office.touch(str(counter.sale(shared)["id"]), "PO-CHANGED")
    stale = counter.correct(shared, {"quantity": "5"}, {"quantity": "6"})
    connector = target.connect("carla")
    for wrong in (letter, stale):
        for send in (connector.preview, connector.deliver):
            with pytest.raises(Conflict):
                send(wrong)
    assert counter.state(shared) == "quotation"
    assert counter.goods(shared)[0][1] == 4.0


# ---- refused, and nothing left ----


@pytest.mark.parametrize(
    ("part", "says"),
    [
        ({"party": "C9999"}, "C9999"),
        ({"currency": "XTS"}, "XTS"),
        ({"lines": [{"sku": "NO-SUCH", "quantity": "1", "unit_price": "1"}]}, "NO-SUCH"),
        ({"lines": [{"sku": "N1001", "quantity": "1", "unit_price": "1.23456"}]}, None),
        ({"address": {"street": "1 Road", "country": "QZ"}}, "QZ"),
        ({"address": "1 Road"}, "address"),
        ({"lines": []}, "goods"),
        ({"lines": [{"sku": "N1001", "quantity": "NaN", "unit_price": "1"}]}, "quantity"),
        ({"requested": "soon"}, "day"),
    ],
    ids=lambda p: next(iter(p)) if isinstance(p, dict) else "",
)
def test_what_the_erp_does_not_know_is_refused_and_nothing_is_left(
    target: Target, counter: Counter, part: dict[str, object], says: str | None
) -> None:
    letter = counter.order(**part)  # type: ignore[arg-type]
    connector = target.connect("carla")
    if says:
        with pytest.raises(RefusedByRemote, match=says):
            connector.preview(letter)
    with pytest.raises(RefusedByRemote, match=says):
        connector.deliver(letter)
    assert counter.sales(shared_of(letter)) == []


@pytest.mark.parametrize("confirm", [False, True])
def test_an_order_refused_half_way_leaves_nothing(target: Target, counter: Counter, confirm: bool) -> None:
    """The rep may not decide on short stock (at quoting) or on credit (at confirming)."""
    letter = counter.order(confirm=True) if confirm else counter.order(quantity="999999")
    connector = target.connect("carla")
    if confirm:
        target.office.use_up(counter.party)
    try:
        with pytest.raises(RefusedByRemote):
            connector.deliver(letter)
    finally:
        target.office.limit(counter.party, None)
    assert counter.sales(shared_of(letter)) == []
    assert isinstance(connector.verify(letter), Absent)


def test_a_correction_refused_half_way_leaves_the_order_as_it_was(target: Target, counter: Counter) -> None:
    shared = a_quotation(target, counter)
    before = as_it_is(counter, shared)
    letter = counter.correct(shared, {"quantity": "4"}, {"quantity": "999999"})
    connector = target.connect("carla")
    with pytest.raises(RefusedByRemote):
        connector.deliver(letter)
    assert as_it_is(counter, shared) == before
    assert isinstance(connector.verify(letter), Absent)
