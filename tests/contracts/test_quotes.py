"""Offers: read with their validity and prices, extended and taken once, refused without a trace; seen from the ERP itself."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.domain.letter import Absent, Guard, Letter, Took, Unsure
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts.copy import Copy
from tests.contracts.offers import Offers, ahead
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)
Make = Callable[[Offers], tuple[str, Letter]]


@pytest.fixture
def offers(target: Target) -> Offers:
    return Offers(target.office)


def extending(offers: Offers) -> tuple[str, Letter]:
    key = offers.new()
    return key, offers.extend(key, ahead(20))


def converting(offers: Offers) -> tuple[str, Letter]:
    key = offers.new()
    return key, offers.convert(key)


def ordering(offers: Offers) -> tuple[str, Letter]:
    key = offers.new()
    return key, offers.convert(key, confirm=False)


EVERY = pytest.mark.parametrize("make", [extending, converting, ordering], ids=lambda f: f.__name__)


def wanted(letter: Letter, before: tuple[object, ...]) -> tuple[object, ...]:
    state, reference, valid, net = before
    body = letter.body()
    if letter.deed == "set_validity":
        return state, reference, ahead(20), net
    return ("processing" if body["confirm"] else "quotation"), body["to"], valid, net


# ---- read ----


def test_an_offer_is_read_with_its_validity_and_what_it_would_cost_by_list(target: Target, offers: Offers) -> None:
    key = offers.new(3)
    copy = Copy(target, "carla").round()
    sale = copy.records["sales"][key]
    assert (sale.expires_on, sale.quoted_on, sale.valid_days) == (ahead(3), ahead(-10), 13)
    lines = [x for x in copy.records["lines"].values() if x.sale == key]
    domain = [["sale", "=", int(key)], ["type", "=", "line"]]
    known = offers.desk.on("sale.line", "search_read", domain, 0, None, None, ["base_price"])
    assert {x.ref.key: x.list_price and str(x.list_price) for x in lines} == {
        str(row["id"]): row["base_price"] and row["base_price"]["decimal"] for row in known
    }


def test_what_has_no_validity_has_no_end(target: Target) -> None:
    key = target.office.order()
    sale = Copy(target, "carla").round().records["sales"][key]
    assert (sale.expires_on, sale.valid_days) == (None, None)


# ---- done once ----


def test_every_deed_has_the_guard_of_its_server_and_a_rep_may_do_it(target: Target) -> None:
    connector = target.connect("carla")
    told = connector.capabilities()
    for deed in ("set_validity", "take_offer"):
        assert connector.guard(deed) is (Guard.KEY if target.addon else Guard.COND)
        assert told[deed] == ""


@EVERY
def test_the_preview_is_the_effect_and_changes_nothing(target: Target, offers: Offers, make: Make) -> None:
    key, letter = make(offers)
    connector, before = target.connect("carla"), offers.look(key)
    promised = connector.preview(letter)
    assert offers.look(key) == before
    receipt = connector.deliver(letter)
    assert promised == receipt.effects
    assert promised
    assert not receipt.replayed
    assert offers.look(key) == wanted(letter, before)


@EVERY
def test_sent_twice_is_done_once(target: Target, offers: Offers, make: Make) -> None:
    key, letter = make(offers)
    connector = target.connect("carla")
    first, after = connector.deliver(letter), offers.look(key)
    again = connector.deliver(replace(letter, attempt=2))
    assert again.replayed
    assert again.effects == first.effects
    assert offers.look(key) == after


@EVERY
@pytest.mark.parametrize("fault", ["cut", "drop"])
@pytest.mark.parametrize("at", range(4))
def test_wherever_it_breaks_off_sending_again_ends_it(target: Target, offers: Offers, make: Make, fault: str, at: int) -> None:
    key, letter = make(offers)
    connector, calls, before = target.connect("carla"), iter(range(100)), offers.look(key)
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
    assert offers.look(key) == wanted(letter, before)


def test_two_people_who_take_the_same_offer_make_one_order(target: Target, offers: Offers) -> None:
    key = offers.new()
    letters = [offers.convert(key, to=f"PO-{n}") for n in range(2)]
    connectors = [target.connect("carla"), target.connect("omar")]
    for connector in connectors:
        connector.hello()

    def send(n: int) -> str:
        try:
            connectors[n].deliver(letters[n])
        except (Conflict, RefusedByRemote, OutcomeUnknown) as e:
            return type(e).__name__
        return "done"

    with ThreadPoolExecutor(2) as hands:
        found = list(hands.map(send, range(2)))
    assert found.count("done") == 1, found
    assert offers.look(key)[:2] == ("processing", f"PO-{found.index('done')}")
    assert target.office.shipments(key) == 1


# ---- refused, and nothing left ----


@EVERY
def test_what_was_changed_meanwhile_is_a_conflict(target: Target, offers: Offers, make: Make) -> None:
    key, letter = make(offers)
    offers.reprice(key, "3.00")
    before, connector = offers.look(key), target.connect("carla")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    assert offers.look(key) == before


CHANGES = pytest.mark.parametrize(
    "change",
    [lambda offers, key: offers.other_terms(key), lambda offers, key: offers.revalue(key, 60)],
    ids=["terms", "validity"],
)


@CHANGES
def test_what_a_colleague_changes_after_the_number_is_on_it_is_not_confirmed(
    target: Target, offers: Offers, change: Callable[[Offers, str], None]
) -> None:
    """With our add-on both are one transaction, so the change comes before or after them."""
    key = offers.new()
    letter, connector, named = offers.convert(key), target.connect("carla"), False
    connector.hello()

    def reads_after_the_number(method: str) -> bool:
        nonlocal named
        named = named or method.endswith("sale.sale.write")
        return named and method.endswith("sale.sale.search_read")

    if target.addon:
        change(offers, key)
    else:
        target.faults.plan("first", reads_after_the_number, lambda _: change(offers, key))
    with pytest.raises(Conflict):
        connector.deliver(letter)
    assert offers.look(key)[:2] == ("quotation", "")
    assert isinstance(connector.verify(letter), Absent)


@CHANGES
def test_nor_when_the_letter_is_sent_again(target: Target, offers: Offers, change: Callable[[Offers, str], None]) -> None:
    key = offers.new()
    letter, connector = offers.convert(key), target.connect("carla")
    connector.hello()
    target.faults.plan("cut" if target.addon else "drop", is_write)
    with pytest.raises(Trouble):
        connector.deliver(letter)
    change(offers, key)
    with pytest.raises(Conflict):
        connector.deliver(replace(letter, attempt=2))
    assert offers.look(key)[:2] == ("quotation", "")


def test_a_note_about_what_stands_there_is_not_left_on_something_else(target: Target, offers: Offers) -> None:
    key = offers.new()
    letter, connector = offers.tell(key), target.connect("carla")
    offers.reprice(key, "3.00")
    before = offers.notes(key)
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    assert offers.notes(key) == before
    fresh = offers.tell(key)
    assert connector.deliver(fresh).effects
    assert connector.deliver(replace(fresh, attempt=2)).replayed
    assert offers.notes(key) == before + 1


@pytest.mark.parametrize("make", [Offers.convert, Offers.tell], ids=["take_offer", "note"])
def test_old_lines_under_a_new_sale_are_a_conflict(target: Target, offers: Offers, make: Callable[..., Letter]) -> None:
    """Sales and their lines are read one after another: between the two somebody may have changed both."""
    key = offers.new()
    lines = offers.lines(key)
    offers.reprice(key, "3.00")
    letter, connector = make(offers, key, lines=lines), target.connect("carla")
    before, notes = offers.look(key), offers.notes(key)
    for send in (connector.preview, connector.deliver):
        with pytest.raises(Conflict):
            send(letter)
    assert (offers.look(key), offers.notes(key)) == (before, notes)
    connector.deliver(make(offers, key))


def test_an_offer_that_expired_is_not_taken_before_it_is_extended(target: Target, offers: Offers) -> None:
    key = offers.new(-1)
    connector, before = target.connect("carla"), offers.look(key)
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="expired"):
            send(offers.convert(key))
    assert offers.look(key) == before
    connector.deliver(offers.extend(key, ahead(2)))
    connector.deliver(offers.convert(key))
    assert offers.look(key)[0] == "processing"


def test_over_the_limit_the_number_comes_off_again(target: Target, offers: Offers) -> None:
    key = offers.new(limit="0.01")
    letter = offers.convert(key)
    connector, before = target.connect("carla"), offers.look(key)
    with pytest.raises(RefusedByRemote):
        connector.deliver(letter)
    assert offers.look(key) == before
    assert isinstance(connector.verify(letter), Absent)


def test_an_order_that_waits_for_credit_is_an_offer_again(target: Target, offers: Offers) -> None:
    key = offers.new(limit="0.01")
    connector, before, letter = target.connect("carla"), offers.look(key), offers.convert(key, confirm=False)
    connector.deliver(letter)
    assert offers.look(key)[:2] == ("quotation", letter.body()["to"])
    connector.deliver(offers.convert(key, confirm=False, to=""))
    assert offers.look(key) == before


def test_an_extension_is_taken_back(target: Target, offers: Offers) -> None:
    key = offers.new()
    connector, before = target.connect("carla"), offers.look(key)
    connector.deliver(offers.extend(key, ahead(20)))
    connector.deliver(offers.extend(key, before[2]))
    assert offers.look(key) == before


@pytest.mark.parametrize("button", ["cancel", "confirm"])
@EVERY
def test_what_is_over_is_refused(target: Target, offers: Offers, make: Make, button: str) -> None:
    key, letter = make(offers)
    target.office.press(key, button)
    before, connector = offers.look(key), target.connect("carla")
    for send in (connector.preview, connector.deliver):
        with pytest.raises((RefusedByRemote, Conflict)):
            send(letter)
    assert offers.look(key) == before
    assert isinstance(connector.verify(letter), Absent | Unsure)
