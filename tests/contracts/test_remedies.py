"""Remedies for damaged goods: carried out once whoever retries, for each piece once, past a credit hold, never past the ERP's rights."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from app.domain.letter import Absent, Guard, Letter, Took
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts.backs import Backs
from tests.contracts.complaints import Complaints, Row
from tests.contracts.copy import Copy
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)
Make = Callable[[Complaints, Row], Letter]


def a_replacement(desk: Complaints, complaint: Row) -> Letter:
    return desk.replace(complaint, 2, 3)


def a_credit(desk: Complaints, complaint: Row) -> Letter:
    return desk.credit(complaint, 2, 3)


def a_return(desk: Complaints, complaint: Row) -> Letter:
    return desk.take_back(complaint, 2, 3)


EVERY = pytest.mark.parametrize("make", [a_replacement, a_credit, a_return], ids=lambda f: f.__name__)


@pytest.fixture
def desk(target: Target) -> Complaints:
    return Complaints(target.office)


def done(desk: Complaints, complaint: Row, letter: Letter) -> bool:
    """Its whole effect is there, once, and no other beside it."""
    sales, filed, reference = desk.sales(complaint), desk.filed(complaint), f"{complaint['number']} #2 #3"
    if letter.deed == "replace_units":
        [sale] = sales or [{}]
        goods = [(x["quantity"], float(x["unit_price"]["decimal"])) for x in sale.get("lines.", ())]
        return not filed and goods == [(2.0, 0.0)] and (sale["state"], sale["reference"]) == ("processing", reference)
    [one] = filed or [{}]
    if letter.deed == "return_units":
        back = [(x["quantity"], str(x["result"]).startswith("sale.sale,")) for x in one.get("actions.", ())]
        return not sales and back == [(2.0, True)] and (one["state"], one["reference"]) == ("done", reference)
    actions = [(x["quantity"], float(x["unit_price"]["decimal"]), bool(x["result"])) for x in one.get("actions.", ())]
    return not sales and actions == [(2.0, 1.5, True)] and (one["state"], one["reference"]) == ("done", reference)


def test_each_has_the_guard_of_its_server(target: Target) -> None:
    connector = target.connect("carla")
    for deed in ("replace_units", "credit_units", "return_units"):
        assert connector.guard(deed) is (Guard.KEY if target.addon else Guard.COND)


def test_a_rep_may_replace_and_only_who_approves_there_may_credit(target: Target, desk: Complaints) -> None:
    rep, manager = target.connect("carla").capabilities(), target.connect("omar").capabilities()
    assert rep["replace_units"] == manager["replace_units"] == manager["credit_units"] == ""
    assert rep["credit_units"]
    complaint = desk.new()
    with pytest.raises((RefusedByRemote, OutcomeUnknown)) as refused:
        target.connect("carla").deliver(desk.credit(complaint, 1))
    assert isinstance(refused.value, RefusedByRemote)
    assert [f for f in desk.filed(complaint) if f["state"] != "cancelled"] == []


@EVERY
def test_the_preview_is_the_effect_and_changes_nothing(target: Target, desk: Complaints, make: Make) -> None:
    complaint = desk.new()
    connector, letter, before = target.connect("omar"), make(desk, complaint), desk.as_it_is(complaint)
    promised = connector.preview(letter)
    assert desk.as_it_is(complaint) == before
    receipt = connector.deliver(letter)
    assert promised
    assert promised == receipt.effects
    assert not receipt.replayed
    assert receipt.rev == desk.read(complaint["id"])["_timestamp"] != complaint["_timestamp"]
    assert done(desk, complaint, letter)


@EVERY
def test_sent_twice_is_done_once(target: Target, desk: Complaints, make: Make) -> None:
    complaint = desk.new()
    connector, letter = target.connect("omar"), make(desk, complaint)
    first = connector.deliver(letter)
    again = connector.deliver(replace(letter, attempt=2))
    assert again.replayed
    assert again.effects == first.effects
    assert done(desk, complaint, letter)
    assert isinstance(connector.verify(letter), Took)


@pytest.mark.parametrize(("make", "name"), [(a_replacement, "sale"), (a_credit, "credit"), (a_return, "return")])
def test_the_complaint_names_what_was_made_for_it_in_words_of_a_person(
    target: Target, desk: Complaints, make: Make, name: str
) -> None:
    if target.addon:
        pytest.skip("our add-on keeps that in a table of its own")
    complaint = desk.new()
    target.connect("omar").deliver(make(desk, complaint))
    assert re.fullmatch(rf"(.*; )?{name} \d+", str(desk.read(complaint["id"])["reference"]))


@EVERY
@pytest.mark.parametrize("fault", ["drop", "cut"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_broken_off_at_any_call_it_is_completed_by_sending_it_again(
    target: Target, desk: Complaints, make: Make, fault: str, at: int
) -> None:
    complaint = desk.new()
    connector, letter = target.connect("omar"), make(desk, complaint)
    connector.hello()
    calls = iter(range(1, 100))
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except Trouble:
        found = connector.verify(letter)
        assert isinstance(found, Took) == done(desk, complaint, letter)
        assert isinstance(found, (Took, Absent))
        if isinstance(found, Absent):
            assert connector.deliver(replace(letter, attempt=2)).effects
    assert done(desk, complaint, letter)


def test_two_who_decided_on_the_same_sight_of_it_make_one_replacement(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    first, second = desk.replace(complaint, 2, 3), desk.replace(complaint, 4)
    target.connect("omar").deliver(first)
    with pytest.raises(Conflict):
        target.connect("carla").deliver(second)
    assert done(desk, complaint, first)


def test_a_piece_is_made_good_once_whichever_complaint_asks(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    connector = target.connect("omar")
    connector.deliver(desk.replace(complaint, 2, 3))
    again = desk.new(complaint["line"])
    with pytest.raises(RefusedByRemote, match="Piece 3 is made good"):
        connector.deliver(desk.replace(again, 3, 4))
    with pytest.raises(RefusedByRemote, match="Piece 2 is made good"):
        connector.preview(desk.credit(again, 2))
    assert desk.sales(again) == []
    connector.deliver(desk.replace(again, 4))
    assert [s["reference"] for s in desk.sales(again)] == [f"{again['number']} #4"]


def test_the_pieces_of_a_return_that_was_declined_are_free_again(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    connector = target.connect("omar")
    connector.deliver(desk.take_back(complaint, 2, 3))
    again = desk.new(complaint["line"])
    with pytest.raises(RefusedByRemote, match="Piece 3 is made good"):
        connector.preview(desk.replace(again, 3, 4))
    desk.decline(complaint)
    connector.deliver(desk.replace(again, 3, 4))
    assert [s["reference"] for s in desk.sales(again)] == [f"{again['number']} #3 #4"]


def test_no_more_is_credited_than_was_paid_and_a_draft_counts(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    connector = target.connect("omar")
    count, price = desk.charged(complaint)
    connector.deliver(desk.credit(complaint, *range(1, count), each=str(price)))
    again = desk.new(complaint["line"])
    letter = desk.credit(again, count, each=str(2 * price))
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="left of what was invoiced"):
            send(letter)
    assert desk.filed(again) == []
    assert isinstance(connector.verify(letter), Absent)


def test_a_second_credit_of_the_same_line_answers_that_there_is_one_already(target: Target, desk: Complaints) -> None:
    """The ERP asks whether two complaints about one invoice line are the same; what is left of it says that they are not."""
    complaint = desk.new()
    connector = target.connect("omar")
    connector.deliver(desk.credit(complaint, 1))
    again = desk.new(complaint["line"])
    connector.deliver(desk.credit(again, 2, 3))
    assert [f["state"] for f in desk.filed(complaint)] == ["done"]
    assert done(desk, again, desk.credit(again, 2, 3))


def test_what_a_return_gave_back_is_not_credited_as_well(target: Target, desk: Complaints) -> None:
    backs, complaint = Backs(target.office), desk.new()
    back = backs.inspected(complaint["line"])
    count, price = desk.charged(complaint)
    letter = desk.credit(complaint, *range(1, count - 1), each=str(price), of=[str(x["id"]) for x in backs.lines(back)])
    with pytest.raises(RefusedByRemote, match="left of what was invoiced"):
        target.connect("omar").deliver(letter)
    assert desk.filed(complaint) == []


@pytest.mark.parametrize("of_complaint", [False, True], ids=["of the order", "of a complaint"])
def test_a_return_that_was_invoiced_after_the_decision_counts(target: Target, desk: Complaints, of_complaint: bool) -> None:
    """The letter names no line that takes something back: there was none on any invoice when it was decided on."""
    backs, complaint = Backs(target.office), desk.new()
    count, price = desk.charged(complaint)
    letter = desk.credit(complaint, *range(1, count - 1), each=str(price))
    backs.inspected(complaint["line"], complaint["id"] if of_complaint else None)
    for send in (target.connect("omar").preview, target.connect("omar").deliver):
        with pytest.raises(RefusedByRemote, match="left of what was invoiced"):
            send(letter)
    assert desk.filed(complaint) == []


def test_a_return_of_another_order_does_not_count(target: Target, desk: Complaints) -> None:
    backs, complaint = Backs(target.office), desk.new()
    count, price = desk.charged(complaint)
    backs.inspected(desk.new()["line"])
    target.connect("omar").deliver(desk.credit(complaint, *range(1, count), each=str(price)))
    assert [f["state"] for f in desk.filed(complaint)] == ["done"]


def test_what_another_complaint_is_to_credit_counts_before_its_note_is_made(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    count, price = desk.charged(complaint)
    letter = desk.credit(complaint, *range(1, count), each=str(price))
    asked = desk.ask_credit(complaint, 2, price)
    with pytest.raises(RefusedByRemote, match="left of what was invoiced"):
        target.connect("omar").deliver(letter)
    assert desk.filed(complaint) == []
    desk.withdraw(asked)
    target.connect("omar").deliver(letter)
    assert [f["state"] for f in desk.filed(complaint)] == ["done"]


def test_two_complaints_that_are_credited_at_once_do_not_both_pass(target: Target, desk: Complaints) -> None:
    if target.addon:
        pytest.skip("there a credit is one transaction, and the ERP has nothing that two of them would both have to change")
    complaint = desk.new()
    again = desk.new(complaint["line"])
    count, price = desk.charged(complaint)
    first = desk.credit(complaint, *range(1, count), each=str(price))
    second = desk.credit(again, count, each=str(2 * price))
    approving = lambda method: method == "model.sale.complaint.approve"  # noqa: E731
    connector = target.connect("omar")
    connector.hello()

    def meanwhile(_: object) -> None:
        with pytest.raises(RefusedByRemote, match="left of what was invoiced"):
            target.connect("omar").deliver(second)

    target.faults.plan("first", approving, meanwhile)
    connector.deliver(first)
    assert [f["state"] for f in desk.filed(complaint)] == ["done"]
    assert [f["state"] for f in desk.filed(again) if f["state"] != "cancelled"] == []


def test_a_replacement_passes_a_credit_hold(target: Target, desk: Complaints) -> None:
    complaint = desk.new()
    target.office.limit(complaint["party"], "0.00")
    try:
        target.connect("carla").deliver(desk.replace(complaint, 1))
    finally:
        target.office.limit(complaint["party"], None)
    [sale] = desk.sales(complaint)
    assert sale["state"] == "processing"


def test_complaints_and_what_came_of_them_are_read(target: Target, desk: Complaints) -> None:
    complaint, other = desk.new(), desk.new()
    copy = Copy(target, "omar").round()
    held = copy.records["complaints"][str(complaint["id"])]
    assert (held.number, held.line, held.state, held.sale) == (complaint["number"], str(complaint["line"]), "waiting", None)
    assert held.kind == "Damaged goods"
    assert held.words == "A crushed carton"
    assert held.taken_by == "Carla Reyes"
    connector = target.connect("omar")
    connector.deliver(desk.replace(complaint, 2))
    connector.deliver(desk.credit(other, 5))
    copy.round()
    [sale] = [s for s in copy.records["sales"].values() if s.complaint == str(complaint["id"])]
    assert (sale.reference, sale.untaxed.minor) == (f"{complaint['number']} #2", 0)
    [filed] = [c for c in copy.records["complaints"].values() if c.reference == f"{other['number']} #5"]
    [action] = [a for a in copy.records["complaint_actions"].values() if a.complaint == filed.ref.key]
    assert (action.action, action.quantity, float(action.each or 0)) == ("credit_note", 1, 1.5)
    assert (action.result or "").startswith("account.invoice,")
    assert copy.records["complaints"] == Copy(target, "omar").round().records["complaints"]
