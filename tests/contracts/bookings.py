"""Letters about a shop's order in the ERP, made ready in it, and what the ERP itself then has."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from app.domain.letter import Letter
from tests.contracts.counter import ADDRESS, Counter
from tests.contracts.targets import Target

Make = Callable[[Target, Counter], tuple[str, Letter]]
QUANTITY = ({"quantity": "4"}, {"quantity": "3"})
ELSEWHERE = {"name": "Jane Doe", "street": "9 Quay", "street2": "Gate 4", "postcode": "45403", "city": "Dayton"}


def shared_of(letter: Letter) -> str:
    return str(letter.body()["shared"])


def a_quotation(target: Target, counter: Counter, **other: object) -> str:
    """A web order that is booked already; its shared reference."""
    letter = counter.order(**other)  # type: ignore[arg-type]
    target.connect("carla").deliver(letter)
    return shared_of(letter)


def booking(target: Target, counter: Counter) -> tuple[str, Letter]:
    letter = counter.order()
    return shared_of(letter), letter


def confirmed_booking(target: Target, counter: Counter) -> tuple[str, Letter]:
    letter = counter.order(confirm=True)
    return shared_of(letter), letter


def booking_again(target: Target, counter: Counter) -> tuple[str, Letter]:
    """Instead of one that somebody cancelled by hand, which keeps the reference to itself."""
    shared = a_quotation(target, counter)
    [gone] = counter.sales(shared)
    counter.press(shared, "cancel")
    return shared, counter.order(shared, instead=str(gone["id"]))


def taking_back(target: Target, counter: Counter) -> tuple[str, Letter]:
    shared = a_quotation(target, counter)
    return shared, counter.unbook(shared)


def quantity(target: Target, counter: Counter) -> tuple[str, Letter]:
    shared = a_quotation(target, counter)
    return shared, counter.correct(shared, *QUANTITY)


def price(target: Target, counter: Counter) -> tuple[str, Letter]:
    shared = a_quotation(target, counter)
    return shared, counter.correct(shared, {"unit_price": "12.3456"}, {"unit_price": "11"})


def address(target: Target, counter: Counter) -> tuple[str, Letter]:
    shared = a_quotation(target, counter)
    country = {"country": counter.country}
    return shared, counter.move(shared, {**ADDRESS, **country}, {**ELSEWHERE, **country})


def cancelling(target: Target, counter: Counter) -> tuple[str, Letter]:
    shared = a_quotation(target, counter)
    return shared, counter.cancel(shared)


ALL = [booking, confirmed_booking, booking_again, taking_back, quantity, price, address, cancelling]
EVERY = pytest.mark.parametrize("make", ALL, ids=lambda f: f.__name__)


def done(counter: Counter, shared: str, letter: Letter) -> bool:
    """Is the letter's whole effect there, and once? Seen from the ERP itself."""
    found = counter.sales(shared)
    if letter.deed in ("unbook_order", "cancel_sale"):
        free = letter.deed == "unbook_order"  # and the reference is free for another booking
        return [(s["state"], s["web_shop"] is None) for s in found] == [("cancelled", free)]
    if letter.body().get("instead"):
        return [(s["state"], s["web_shop"] is None) for s in found] == [("cancelled", True), ("quotation", False)]
    if len(found) != 1 or found[0]["state"] not in (("processing",) if letter.body().get("confirm") else ("quotation",)):
        return False
    if letter.deed == "correct_line":
        to = letter.body()["to"]
        assert isinstance(to, dict)
        _, now, cost = counter.goods(shared)[0]
        return (now if "quantity" in to else float(cost)) == float(next(iter(to.values())))
    if letter.deed == "link_sale":
        return found[0]["web_shop"] is not None
    return letter.deed == "book_order" or counter.street(shared).startswith("9 Quay")


def as_it_is(counter: Counter, shared: str) -> object:
    """Everything about a web order in the ERP but stamps."""
    sales = [(s["number"], s["state"], s["reference"], s["shipment_address."]) for s in counter.sales(shared)]
    live = [s for s in counter.sales(shared) if s["state"] != "cancelled"]
    return sales, counter.goods(shared) if live else None
