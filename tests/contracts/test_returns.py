"""The steps of a return: each carried out once whoever retries, on what was on screen and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import pytest

from app.domain.letter import Absent, Guard, Letter, Took, Unsure
from app.errors import Conflict, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts.backs import Backs, Row
from tests.contracts.complaints import Complaints
from tests.contracts.copy import Copy
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

KINDS = ("tryton",)


@dataclass(frozen=True)
class Case:
    """A step: the return it begins with, its letter, and whether its whole effect is there, once."""

    name: str
    begin: Callable[[Backs], Row]
    letter: Callable[[Backs, Row], Letter]
    done: Callable[[Backs, Row], bool]


def _quantities(rows: list[Row]) -> list[float]:
    return [x["quantity"] for x in rows]


def _authorised(desk: Backs, back: Row) -> bool:
    sale = desk.sale(back["id"])
    lines, moves = _quantities(desk.lines(back)), desk.moves(back)
    return sale["state"] == "processing" and lines == [-2.0] and _quantities(moves) == [2.0] and len(desk.shipments(back)) == 1


def _received(desk: Backs, back: Row) -> bool:
    states = [s["state"] for s in desk.shipments(back)]
    came = [m["quantity"] for m in desk.moves(back) if m["state"] == "done"]
    credited = [x["quantity"] for note in desk.notes(back) for x in note["lines."]]
    return states == ["received", "draft"] and sum(came) == 4.0 and sum(credited) == -4.0


def _inspected(desk: Backs, back: Row) -> bool:
    return [s["state"] for s in desk.shipments(back)] == ["done"] and _quantities(desk.onward(back)) == [3.0]


def _disposed(desk: Backs, back: Row) -> bool:
    gone = desk.onward(back)
    return _quantities(gone) == [1.0] and gone[0]["to_location"] == desk.scrap(back)


def _credited(desk: Backs, back: Row) -> bool:
    first, second = desk.notes(back)
    lines = sorted((x["quantity"], float(x["unit_price"]["decimal"])) for x in first["lines."] if x["quantity"] > 0)
    posted = first["state"] == "posted" and bool(first["number"]) and lines == [(1.0, 10.0)]
    back_now = -sum(x["quantity"] for x in first["lines."] if x["quantity"] < 0)
    return posted and back_now == 3.0 and second["state"] == "draft" and sum(x["quantity"] for x in second["lines."]) == -2.0


CASES = (
    Case("authorise", Backs.new, lambda d, b: d.authorise(b, 2, 0), _authorised),
    Case("receive", Backs.authorised, lambda d, b: d.receive(b, 2, 2), _received),
    Case("inspect", Backs.received, lambda d, b: d.inspect(b), _inspected),
    Case("dispose", Backs.inspected, lambda d, b: d.dispose(b), _disposed),
    Case("credit", Backs.inspected, lambda d, b: d.credit(b, 3, 0), _credited),
)
EVERY = pytest.mark.parametrize("case", CASES, ids=lambda c: c.name)
STAMPED = pytest.mark.parametrize("case", [c for c in CASES if c.name != "dispose"], ids=lambda c: c.name)


@pytest.fixture
def desk(target: Target) -> Backs:
    return Backs(target.office)


def test_each_has_the_guard_of_its_server_and_none_posts_inside_a_command(target: Target) -> None:
    connector = target.connect("omar")
    for deed in ("authorise_return", "receive_return", "inspect_return", "dispose_return"):
        assert connector.guard(deed) is (Guard.KEY if target.addon else Guard.COND)
    assert connector.guard("credit_return") is Guard.COND


def test_a_rep_asks_and_authorises_and_does_not_touch_goods_or_money(target: Target, desk: Backs) -> None:
    back = desk.received()
    rep = target.connect("carla")
    with pytest.raises((RefusedByRemote, OutcomeUnknown)) as refused:
        rep.deliver(desk.inspect(back))
    assert isinstance(refused.value, RefusedByRemote)
    assert [s["state"] for s in desk.shipments(back)] == ["received"]


@EVERY
def test_the_preview_is_the_effect_and_changes_nothing(target: Target, desk: Backs, case: Case) -> None:
    back = case.begin(desk)
    connector, letter = target.connect("omar"), case.letter(desk, back)
    before = (desk.lines(back), desk.shipments(back), desk.notes(back))
    promised = connector.preview(letter)
    assert (desk.lines(back), desk.shipments(back), desk.notes(back)) == before
    receipt = connector.deliver(letter)
    assert promised
    assert promised == receipt.effects
    assert not receipt.replayed
    assert case.done(desk, back)


@EVERY
def test_sent_twice_is_done_once(target: Target, desk: Backs, case: Case) -> None:
    back = case.begin(desk)
    connector, letter = target.connect("omar"), case.letter(desk, back)
    first = connector.deliver(letter)
    again = connector.deliver(replace(letter, attempt=2))
    assert again.effects == first.effects
    assert case.done(desk, back)
    assert isinstance(connector.verify(letter), Took)


@EVERY
@pytest.mark.parametrize("fault", ["drop", "cut"])
@pytest.mark.parametrize("at", [1, 2, 3, 4])
def test_broken_off_at_any_call_it_is_completed_by_sending_it_again(
    target: Target, desk: Backs, case: Case, fault: str, at: int
) -> None:
    back = case.begin(desk)
    connector, letter = target.connect("omar"), case.letter(desk, back)
    connector.hello()
    calls = iter(range(1, 100))
    target.faults.plan(fault, lambda method: is_write(method) and next(calls) == at)
    try:
        connector.deliver(letter)
        target.faults.planned.clear()  # it has fewer calls than that
    except Trouble:
        found = connector.verify(letter)
        assert isinstance(found, (Took, Absent))
        if isinstance(found, Absent):
            assert connector.deliver(replace(letter, attempt=2)).effects
    assert case.done(desk, back)


@STAMPED
def test_two_who_decided_on_the_same_sight_of_it_do_it_once(target: Target, desk: Backs, case: Case) -> None:
    back = case.begin(desk)
    first, second = case.letter(desk, back), case.letter(desk, back)
    target.connect("omar").deliver(first)
    with pytest.raises((Conflict, RefusedByRemote)):
        target.connect("omar").deliver(second)
    assert case.done(desk, back)


def test_pieces_that_are_not_there_are_not_told_as_moved_and_nothing_is_left_waiting(target: Target, desk: Backs) -> None:
    back = desk.inspected()
    connector, letter = target.connect("omar"), desk.dispose(back, "1000000")
    for send in (connector.preview, connector.deliver) if target.addon else (connector.deliver,):
        with pytest.raises(RefusedByRemote, match="does not find the pieces"):
            send(letter)
    assert desk.onward(back) == []
    assert desk.waiting(back) == []
    assert isinstance(connector.verify(letter), Absent)


def test_after_the_credit_pieces_go_to_another_place_and_back_and_again(target: Target, desk: Backs) -> None:
    """Each is a command of its own, though the same pieces go between the same places."""
    back = desk.inspected()
    desk.credited(back)
    notes, connector = desk.notes(back), target.connect("omar")
    home, aside = desk.puts(back)[0]["to_location"], desk.quarantine(back)
    for times, (here, there) in enumerate([(home, aside), (aside, home)] * 2, 1):
        letter = desk.move_on(back, here, there)
        promised = connector.preview(letter)
        for attempt in (1, 2):
            assert connector.deliver(replace(letter, attempt=attempt)).effects == promised
        assert len(desk.onward(back)) == times
    assert [(m["from_location"], m["to_location"]) for m in desk.onward(back)] == [(home, aside), (aside, home)] * 2
    assert desk.notes(back) == notes


def test_a_return_of_which_less_is_there_than_inspected_is_refused_whole_or_waits_to_be_looked_at(
    target: Target, desk: Backs
) -> None:
    back = desk.received()
    connector, letter = target.connect("omar"), desk.inspect(back, "1000000")
    with pytest.raises(RefusedByRemote if target.addon else OutcomeUnknown):
        connector.deliver(letter)
    assert [s["state"] for s in desk.shipments(back)] == ["received" if target.addon else "done"]
    assert desk.onward(back) == []
    assert desk.waiting(back) == []


def test_a_credit_note_is_posted_though_the_session_is_not_fresh_any_more(target: Target, desk: Backs) -> None:
    back = desk.inspected()
    connector, letter = target.connect("omar"), desk.credit(back, 3, 0)
    connector.hello()
    target.idle()
    connector.deliver(letter)
    assert _credited(desk, back)


def test_a_credit_note_that_somebody_changed_in_the_middle_of_it_is_not_posted(target: Target, desk: Backs) -> None:
    back = desk.inspected()
    connector, letter = target.connect("omar"), desk.credit(back, 3, 0)
    connector.hello()
    seen, read = target.faults.seen, "model.account.invoice.line.search_read"
    late = lambda method: method == read and "model.account.invoice.write" in seen  # noqa: E731
    target.faults.plan("first", late, lambda _: desk.spoil(back, 1.0))
    with pytest.raises(OutcomeUnknown, match="not as decided"):
        connector.deliver(letter)
    assert desk.notes(back)[0]["state"] == "draft"
    assert isinstance(connector.verify(letter), Unsure)
    with pytest.raises(OutcomeUnknown):
        connector.deliver(replace(letter, attempt=2))
    assert desk.notes(back)[0]["state"] == "draft"


def test_no_more_is_given_back_than_was_paid_whatever_the_screen_knew(target: Target, desk: Backs) -> None:
    back = desk.inspected(desk.least())
    left, others = desk.paid(back), list[Row]()
    while left >= 3:
        others.append(desk.inspected(back["sold"]))
        desk.credited(others[-1])
        left -= 5
    connector, letter = target.connect("omar"), desk.credit(back, 3, 0, beside=others)
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="left of the"):
            send(letter)
    assert [note["state"] for note in desk.notes(back)] == ["draft"]
    assert isinstance(connector.verify(letter), Absent)


def test_a_return_that_nobody_knew_of_at_the_decision_counts(target: Target, desk: Backs) -> None:
    back = desk.inspected(desk.least())
    left = desk.paid(back)
    letter = desk.credit(back, 3, 0)
    while left >= 3:
        desk.credited(desk.inspected(back["sold"]))
        left -= 5
    connector = target.connect("omar")
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="left of the"):
            send(letter)
    assert [note["state"] for note in desk.notes(back)] == ["draft"]


def test_what_a_complaint_asks_for_counts_before_its_note_is_made(target: Target, desk: Backs) -> None:
    complaints = Complaints(target.office)
    complaint = complaints.new()
    back = desk.inspected(complaint["line"])
    asked = complaints.ask_credit(complaint, int(desk.paid(back)) - 2, Decimal("0.01"))
    connector, letter = target.connect("omar"), desk.credit(back, 3, 0)
    with pytest.raises(RefusedByRemote, match="2 pieces are left of the"):
        connector.deliver(letter)
    assert [note["state"] for note in desk.notes(back)] == ["draft"]
    complaints.withdraw(asked)
    connector.deliver(desk.credit(back, 3, 0))
    assert _credited(desk, back)


def test_what_a_complaint_is_to_give_back_is_not_given_back_by_a_return_as_well(target: Target, desk: Backs) -> None:
    complaints = Complaints(target.office)
    complaint = complaints.new()
    back = desk.inspected(complaint["line"])
    connector = target.connect("omar")
    most = range(1, int(desk.paid(back)) - 1)
    connector.deliver(complaints.credit(complaint, *most, each="0.01"))
    letter = desk.credit(back, 3, 0)
    for send in (connector.preview, connector.deliver):
        with pytest.raises(RefusedByRemote, match="2 pieces are left of the"):
            send(letter)
    assert [note["state"] for note in desk.notes(back)] == ["draft"]
    assert isinstance(connector.verify(letter), Absent)


def test_what_this_letter_leaves_for_later_does_not_stop_it(target: Target, desk: Backs) -> None:
    complaints = Complaints(target.office)
    complaint = complaints.new()
    back = desk.inspected(complaint["line"])
    connector = target.connect("omar")
    most = range(1, int(desk.paid(back)) - 2)
    connector.deliver(complaints.credit(complaint, *most, each="0.01"))
    connector.deliver(desk.credit(back, 3, 0))
    assert _credited(desk, back)


def test_who_decides_again_after_a_letter_that_stopped_keeps_one_fee(target: Target, desk: Backs) -> None:
    back = desk.inspected()
    connector = target.connect("omar")
    connector.hello()
    target.faults.plan("refuse", lambda method: method.endswith(".post"))
    with pytest.raises(OutcomeUnknown):
        connector.deliver(desk.credit(back, 3, 0))
    connector.deliver(desk.credit(back, 3))
    assert _credited(desk, back)


def test_what_came_back_is_read(target: Target, desk: Backs) -> None:
    back = desk.received()
    connector = target.connect("omar")
    connector.deliver(desk.inspect(back))
    copy = Copy(target, "omar").round()
    held: dict[str, Any] = copy.records
    [shipment] = desk.shipments(back)
    kept = held["return_shipments"][str(shipment["id"])]
    assert (kept.number, kept.state, kept.warehouse) == (shipment["number"], "done", str(shipment["warehouse"]))
    moves = [m for m in held["moves"].values() if m.back == str(shipment["id"])]
    assert sorted(m.quantity for m in moves) == [2, 3]
    puts = {p.ref.key: p for p in held["put_aways"].values() if p.shipment == str(shipment["id"])}
    assert {p.after for p in puts.values()} == {m.ref.key for m in moves}
    [gone] = [p for p in held["put_aways"].values() if p.after in puts]
    assert (gone.shipment, gone.quantity, gone.goes_to) == (None, 3, str(desk.scrap(back)))
    assert held["places"][gone.goes_to].kind == "lost_found"
    assert held["warehouses"][kept.warehouse].lost == gone.goes_to
    [note] = desk.notes(back)
    lines = [x for x in held["invoice_lines"].values() if x.invoice == str(note["id"])]
    assert sorted(x.quantity for x in lines) == [-3, -2]
    assert held["invoices"][str(note["id"])].total.minor < 0
    sale = held["sales"][str(back["id"])]
    assert sale.returns is not None
    assert held["lines"][lines[0].sale_line].words.startswith("Return of ")
