"""What a receipt says of a quotation is what the ERP then has, to the last digit; a version that was replaced is not converted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.draft import Content
from app.domain.letter import Letter, Receipt, Took
from app.domain.money import Money
from app.domain.quotation import content_of
from app.domain.quote_version import differences
from app.errors import Conflict, Trouble
from tests.contracts.bookings import a_quotation
from tests.contracts.copy import Copy
from tests.contracts.counter import Counter
from tests.contracts.offers import Offers, ahead
from tests.contracts.targets import Target
from tests.contracts.test_offering import letter as offering
from tests.contracts.test_revising import letter as revising
from tests.doubles.faults import is_write

KINDS = ("tryton",)
Make = Callable[[Target, Counter], Letter]


def new(target: Target, counter: Counter) -> Letter:
    new.count += 1  # type: ignore[attr-defined]
    return offering(target, counter, f"version {new.count}")  # type: ignore[attr-defined]


new.count = 0  # type: ignore[attr-defined]


def revised(target: Target, counter: Counter) -> Letter:
    return revising(target, counter, a_quotation(target, counter))


def extended(target: Target, _counter: Counter) -> Letter:
    offers = Offers(target.office)
    return offers.extend(offers.new(), ahead(20))


EVERY = pytest.mark.parametrize("make", [new, revised, extended], ids=lambda f: f.__name__)


def there(target: Target, key: str) -> tuple[Content, Money]:
    """As a console reads it."""
    copy = Copy(target, "carla").round()
    sale = copy.records["sales"][key]
    return content_of(sale, [x for x in copy.records["lines"].values() if x.sale == key]), sale.untaxed


def agrees(target: Target, receipt: Receipt) -> None:
    assert receipt.stands is not None
    content, net = there(target, receipt.stands.sale)
    assert differences(receipt.stands.content, content) == ()
    assert receipt.stands.net == net


@EVERY
def test_the_receipt_says_what_the_erp_has(target: Target, counter: Counter, make: Make) -> None:
    agrees(target, target.connect("carla").deliver(make(target, counter)))


@EVERY
@pytest.mark.parametrize("fault", ["cut", "drop"])
def test_so_does_what_is_found_when_the_answer_was_lost(target: Target, counter: Counter, make: Make, fault: str) -> None:
    connector, letter = target.connect("carla"), make(target, counter)
    connector.hello()
    writes = iter(range(100))
    target.faults.plan(fault, lambda method: is_write(method) and next(writes) == 0)
    try:
        receipt = connector.deliver(letter)
    except Trouble:
        found = connector.verify(letter)
        receipt = found.receipt if isinstance(found, Took) else connector.deliver(replace(letter, attempt=2))
    agrees(target, receipt)
    again = connector.verify(letter)
    assert isinstance(again, Took)
    agrees(target, again.receipt)


def test_a_version_that_was_replaced_is_not_converted_and_the_new_one_is_once(target: Target) -> None:
    offers = Offers(target.office)
    key = offers.new()
    first = offers.convert(key)
    offers.reprice(key, "77.0000")
    connector = target.connect("carla")
    with pytest.raises(Conflict):
        connector.deliver(first)
    assert offers.look(key)[0] == "quotation"
    second = offers.convert(key)
    receipt = connector.deliver(second)
    assert connector.deliver(replace(second, attempt=2)).effects == receipt.effects
    with pytest.raises(Trouble):
        connector.deliver(replace(first, id="late/1", attempt=1))
    assert offers.look(key)[0] == "processing"
    assert target.office.shipments(key) == 1
