"""Orders of a shop in the ERP: booked once whoever retries, and taken back while that is possible."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.letter import Absent, Guard, Receipt, Took
from app.errors import OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts.bookings import EVERY, QUANTITY, Make, a_quotation, as_it_is, confirmed_booking, done, shared_of, taking_back
from tests.contracts.copy import Copy
from tests.contracts.counter import Counter
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)


def test_every_deed_has_the_guard_of_its_server(target: Target) -> None:
    connector = target.connect("carla")
    plain = {"book_order": Guard.COND, "unbook_order": Guard.STATE, "correct_line": Guard.COND, "correct_address": Guard.COND}
    for deed, guard in {**plain, "cancel_sale": Guard.STATE, "link_sale": None}.items():
        assert connector.guard(deed) is (Guard.KEY if target.addon else guard)


def test_a_rep_may_book_and_correct(target: Target, counter: Counter) -> None:
    told = target.connect("carla").capabilities()
    for deed in ("book_order", "unbook_order", "correct_line", "correct_address", "cancel_sale"):
        assert told[deed] == ""
    assert (told["link_sale"] == "") is target.addon


@EVERY
def test_the_preview_is_the_effect_and_changes_nothing(target: Target, counter: Counter, make: Make) -> None:
    shared, letter = make(target, counter)
    connector = target.connect("carla")
    before, addresses = as_it_is(counter, shared), counter.addresses()
    promised = connector.preview(letter)
    assert (as_it_is(counter, shared), counter.addresses()) == (before, addresses)
    receipt = connector.deliver(letter)
    assert promised
    assert promised == receipt.effects
    assert not receipt.replayed
    assert done(counter, shared, letter)


@EVERY
def test_sent_twice_is_done_once(target: Target, counter: Counter, make: Make) -> None:
    shared, letter = make(target, counter)
    connector = target.connect("carla")
    first = connector.deliver(letter)
    after = as_it_is(counter, shared)
    again = connector.deliver(replace(letter, attempt=2))
    assert again.replayed
    assert again.effects == first.effects
    assert as_it_is(counter, shared) == after
    assert done(counter, shared, letter)


@EVERY
@pytest.mark.parametrize("fault", ["drop", "cut"])
@pytest.mark.parametrize("at", [1, 2, 3])
def test_broken_off_at_any_call_it_is_completed_by_sending_it_again(
    target: Target, counter: Counter, make: Make, fault: str, at: int
) -> None:
    shared, letter = make(target, counter)
    connector = target.connect("carla")
    connector.hello()
    calls = iter(range(1, 100))
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except OutcomeUnknown:
        found = connector.verify(letter)
        assert isinstance(found, Took) == done(counter, shared, letter)
        assert isinstance(found, (Took, Absent))
        if isinstance(found, Absent):
            assert connector.deliver(replace(letter, attempt=2)).effects
    assert done(counter, shared, letter)
    assert isinstance(connector.verify(letter), Took)


def test_a_booking_says_what_was_ordered(target: Target, counter: Counter) -> None:
    shared = a_quotation(target, counter, quantity="25")
    sale = counter.sale(shared)
    assert counter.goods(shared) == [("N1001", 25.0, "12.3456"), ("N1002", 1.0, "7.5")]
    assert (sale["state"], sale["web_id"], sale["party"]) == ("quotation", shared, counter.party)
    assert sale["reference"].startswith("PO-")
    assert (sale["shipping_date"]["year"], sale["shipping_date"]["month"], sale["shipping_date"]["day"]) == (2031, 5, 20)
    assert sale["shipment_address."]["street"] == "14 Canal Street"
    assert sale["shipment_address."]["attn"] == "Jane Doe"


def freight(counter: Counter, shared: str) -> list[str]:
    """The price of each line that is none of the goods."""
    return [str(x["unit_price"]["decimal"]).rstrip("0").rstrip(".") for x in counter.added(counter.sale(shared))]


def test_delivery_that_was_free_in_the_shop_is_free_in_the_erp(target: Target, counter: Counter) -> None:
    shared = a_quotation(target, counter, freight="0.00")
    assert freight(counter, shared) == []


@pytest.mark.parametrize("confirm", [False, True])
def test_freight_is_what_the_shop_charged_and_stays_so(target: Target, counter: Counter, confirm: bool) -> None:
    """Not what the ERP's carrier would cost; a correction, which quotes again, leaves it."""
    connector = target.connect("carla")
    letter = counter.order(freight="17.35", confirm=confirm)
    promised = connector.preview(letter)
    assert ("freight", f"17.35 {target.office.currency}") in [(e.field, e.after) for e in promised]
    assert connector.deliver(letter).effects == promised
    shared = shared_of(letter)
    assert freight(counter, shared) == ["17.35"]
    if not confirm:
        connector.deliver(counter.correct(shared, *QUANTITY))
        assert freight(counter, shared) == ["17.35"]


def test_of_what_nobody_said_the_erp_adds_its_own_carriage(target: Target, counter: Counter) -> None:
    """A console of before says nothing of freight."""
    shared = a_quotation(target, counter)
    assert len(freight(counter, shared)) == 1


@pytest.mark.parametrize("login", ["fiona", "carla"])
@pytest.mark.parametrize("charged", [{"freight": "17.35"}, {}], ids=["as in the shop", "by the ERP"])
def test_freight_is_told_apart_from_goods(target: Target, counter: Counter, charged: dict[str, str], login: str) -> None:
    shared = a_quotation(target, counter, **charged)
    copy = Copy(target, login)
    copy.connector.hello()
    copy.poll("lines")
    lines = [x for x in copy.records["lines"].values() if x.sale == str(counter.sale(shared)["id"])]
    assert sorted(x.sku for x in lines if not x.freight) == ["N1001", "N1002"]
    assert [str(x.unit_price).rstrip("0").rstrip(".") for x in lines if x.freight] == freight(counter, shared)


def test_an_address_is_made_once(target: Target, counter: Counter) -> None:
    a_quotation(target, counter)
    there = counter.addresses()
    a_quotation(target, counter)
    assert counter.addresses() == there


# ---- once per web order ----


def test_a_second_decision_for_the_same_order_is_refused_and_names_the_sale(target: Target, counter: Counter) -> None:
    shared = a_quotation(target, counter)
    second = counter.order(shared)
    connector = target.connect("carla")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match=str(counter.sale(shared)["number"])):
            send(second)
    assert isinstance(connector.verify(second), Absent)
    assert len(counter.sales(shared)) == 1


def test_somebody_else_books_between_the_look_and_the_creation(target: Target, counter: Counter) -> None:
    """The server's own unique key stands where a look in advance does not."""
    mine = counter.order()
    shared = shared_of(mine)
    theirs = counter.order(shared)
    connector, other = target.connect("carla"), target.connect("omar")
    connector.hello(), other.hello()
    creates = ("sale.sale.create", "command.run")
    target.faults.plan("first", lambda m: m.endswith(creates), lambda _: other.deliver(theirs))
    with pytest.raises(RefusedByRemote):
        connector.deliver(mine)
    assert isinstance(connector.verify(mine), Absent)
    assert isinstance(other.verify(theirs), Took)
    assert len(counter.sales(shared)) == 1


@pytest.mark.parametrize("how", ["one letter", "a letter each"])
def test_many_senders_book_one_sale(target: Target, counter: Counter, how: str) -> None:
    consoles = [target.connect("carla") for _ in range(8)]
    for console in consoles:
        console.hello()
    first = counter.order()
    shared = shared_of(first)
    sent = [first] * 8 if how == "one letter" else [first, *(counter.order(shared) for _ in range(7))]

    def send(n: int, attempt: int = 1) -> Receipt | Trouble:
        try:
            return consoles[n].deliver(replace(sent[n], attempt=attempt))
        except Trouble as e:
            return e

    with ThreadPoolExecutor(8) as pool:
        ends = list(pool.map(send, range(8)))
    ends = [send(n, 2) if isinstance(end, OutcomeUnknown) else end for n, end in enumerate(ends)]  # a busy server left it open
    [sale] = counter.sales(shared)
    assert sale["state"] == "quotation"
    took = [isinstance(c.verify(x), Took) for c, x in zip(consoles, sent, strict=True)]
    if how == "one letter":
        assert all(isinstance(end, Receipt) for end in ends)
        assert all(took)
    else:
        assert [isinstance(end, Receipt) for end in ends] == took
        assert sum(took) == 1


# ---- taking back ----


def test_what_was_taken_back_can_be_booked_again(target: Target, counter: Counter) -> None:
    shared, back = taking_back(target, counter)
    connector = target.connect("carla")
    connector.deliver(back)
    again = counter.order(shared)
    assert connector.preview(again)
    connector.deliver(again)
    assert counter.state(shared) == "cancelled/quotation"
    with pytest.raises(RefusedByRemote):
        connector.deliver(counter.order(shared))


def test_past_the_point_of_no_return_nothing_is_taken_back(target: Target, counter: Counter) -> None:
    shared, letter = confirmed_booking(target, counter)
    connector = target.connect("carla")
    connector.deliver(letter)
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="cannot be taken back"):
            send(counter.unbook(shared))
    with pytest.raises(RefusedByRemote):
        connector.deliver(counter.correct(shared, *QUANTITY))
    assert counter.state(shared) == "processing"


def test_nothing_is_taken_back_where_nothing_was_booked(target: Target, counter: Counter) -> None:
    with pytest.raises(RefusedByRemote):
        target.connect("carla").deliver(counter.unbook("WEB-NEVER"))
