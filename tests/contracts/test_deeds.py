"""Deeds: what is promised before, done once, found again after, and refused without a trace."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.connectors.http import Limits
from app.domain.letter import Absent, Guard, Letter, Receipt, Took, Unsure
from app.errors import Conflict, NeedsDecision, NotAuthorized, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts import letters
from tests.contracts.targets import Target
from tests.doubles.faults import is_write

Make = Callable[[Target], tuple[str, Letter]]


def held(target: Target) -> str:
    """An order over its customer's limit."""
    return target.office.order(limit="0.01")


def a_release(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.release(target.office, sale)


def a_rejection(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.reject(target.office, sale)


def a_limit(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.limit(target.office, sale, 1, 250_000)


def a_note(target: Target) -> tuple[str, Letter]:
    sale = held(target)
    return sale, letters.note(target.office, sale)


def an_accepted_overrun(target: Target) -> tuple[str, Letter]:
    sale = target.office.order()
    target.office.press(sale, "confirm")
    return sale, letters.release(target.office, sale, kind="skipped_check", reason="The overrun is accepted")


EVERY = pytest.mark.parametrize("make", [a_release, a_rejection, a_limit, a_note, an_accepted_overrun], ids=lambda f: f.__name__)


def done(target: Target, sale: str, letter: Letter) -> int:
    """How often the letter's effect is there, seen from the ERP itself."""
    office = target.office
    if letter.deed == "raise_limit":
        return int(office.credit_limit(sale) == "2500.00")
    if letter.deed == "note" or letter.body().get("kind") == "skipped_check":
        text = letter.body().get("text") or letter.body()["reason"]
        return sum(n.startswith(str(text)) for n in office.notes(sale))
    if letter.deed == "reject_order":
        return int(office.state(sale) == "cancelled")
    return office.shipments(sale) if office.state(sale) == "processing" else 0


def effective(target: Target, letter: Letter) -> Callable[[str], bool]:
    """Matches the call that has the effect: without the add-on, the first confirmation of a held order only brings the question."""
    asked = iter((False,) if letter.deed == "release_hold" and letter.body()["kind"] == "quotation" and not target.addon else ())
    return lambda method: is_write(method) and next(asked, True)


def test_every_deed_has_the_guard_of_its_server(target: Target) -> None:
    connector = target.connect()
    expected = {
        "release_hold": Guard.STATE,
        "reject_order": Guard.STATE,
        "raise_limit": Guard.COND,
        "lower_limit": Guard.COND,
        "note": Guard.COND,
    }
    for deed, plain in expected.items():
        assert connector.guard(deed) is (Guard.KEY if target.addon else plain)
    assert connector.guard("paint_it_blue") is None


@EVERY
def test_the_preview_is_the_effect_and_changes_nothing(target: Target, make: Make) -> None:
    sale, letter = make(target)
    connector = target.connect()
    rev = target.office.rev(sale)
    promised = connector.preview(letter)
    assert target.office.rev(sale) == rev
    assert done(target, sale, letter) == 0
    receipt = connector.deliver(letter)
    assert promised == receipt.effects
    assert promised
    assert not receipt.replayed
    assert done(target, sale, letter) == 1


@EVERY
def test_sent_twice_is_done_once(target: Target, make: Make) -> None:
    sale, letter = make(target)
    connector = target.connect()
    first = connector.deliver(letter)
    again = connector.deliver(replace(letter, attempt=2))
    assert again.replayed
    assert again.effects == first.effects
    assert done(target, sale, letter) == 1


@EVERY
def test_a_lost_answer_is_found_again(target: Target, make: Make) -> None:
    sale, letter = make(target)
    connector = target.connect()
    promised = connector.preview(letter)
    target.faults.plan("drop", effective(target, letter))
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    found = connector.verify(letter)
    assert isinstance(found, Took)
    assert found.receipt.effects == promised
    assert done(target, sale, letter) == 1


@EVERY
def test_a_command_that_never_arrived_is_proven_absent_and_sent_again(target: Target, make: Make) -> None:
    sale, letter = make(target)
    connector = target.connect()
    connector.hello()
    target.faults.cut_next_write()
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert done(target, sale, letter) == 0
    assert not connector.deliver(replace(letter, attempt=2)).replayed
    assert done(target, sale, letter) == 1


@pytest.mark.parametrize("fault", ["broke", "html", "truncate", "wrong_id", "garbage", "drop"])
def test_an_answer_that_is_none_leaves_the_outcome_unknown(target: Target, fault: str) -> None:
    sale, letter = a_release(target)
    connector = target.connect()
    target.faults.plan(fault, effective(target, letter))
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Took)
    assert target.office.shipments(sale) == 1


def test_a_503_proves_nothing_about_a_command(target: Target) -> None:
    sale, letter = a_rejection(target)
    connector = target.connect()
    target.faults.plan("error", is_write)
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert done(target, sale, letter) == 0


def test_an_answer_after_the_deadline_is_no_answer(target: Target) -> None:
    sale, letter = a_rejection(target)
    connector = target.connect(limits=Limits(connect=2, read=1.5, total=1.5))
    connector.hello()
    target.faults.plan("slow", is_write)
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    target.faults.held.set()
    assert isinstance(connector.verify(letter), Took)
    assert done(target, sale, letter) == 1


@EVERY
def test_the_session_ends_under_the_command(target: Target, make: Make) -> None:
    """Nothing was done, no second attempt is made behind the person's back, and the next one may sign in by itself."""
    sale, letter = make(target)
    connector = target.connect()
    connector.hello()
    target.faults.seen.clear()
    target.faults.plan("first", is_write, lambda _: target.expire())
    with pytest.raises(NotAuthorized):
        connector.deliver(letter)
    assert sum(map(is_write, target.faults.seen)) == 1
    assert done(target, sale, letter) == 0
    assert connector.deliver(replace(letter, attempt=2)).effects
    assert done(target, sale, letter) == 1


def test_many_consoles_with_one_letter_have_one_effect(target: Target) -> None:
    sale, letter = a_release(target)
    consoles = [target.connect() for _ in range(4)]
    for console in consoles:
        console.hello()

    def send(n: int) -> Receipt | Trouble:
        try:
            return consoles[n].deliver(replace(letter, attempt=2))
        except Trouble as e:
            return e

    with ThreadPoolExecutor(4) as pool:
        ends = list(pool.map(send, range(4)))
    assert any(isinstance(e, Receipt) for e in ends)
    assert not [e for e in ends if isinstance(e, Trouble) and not isinstance(e, OutcomeUnknown)]
    assert target.office.shipments(sale) == 1
    assert isinstance(consoles[0].verify(letter), Took)


# ---- refusals ----


def test_a_stale_revision_is_a_conflict(target: Target) -> None:
    sale = held(target)
    letter = letters.release(target.office, sale)
    target.office.touch(sale, "PO-CHANGED")
    connector = target.connect()
    with pytest.raises(Conflict):
        connector.preview(letter)
    with pytest.raises(Conflict):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert target.office.state(sale) == "quotation"


def test_a_limit_that_moved_is_a_conflict(target: Target) -> None:
    sale, letter = a_limit(target)
    target.office.limit(target.office.party(sale), "77.00")
    connector = target.connect("fiona")
    with pytest.raises(Conflict):
        connector.preview(letter)
    with pytest.raises(Conflict):
        connector.deliver(letter)
    assert target.office.credit_limit(sale) == "77.00"


def test_the_erps_own_rights_hold(target: Target) -> None:
    sale, letter = a_release(target)
    csr = target.connect("carla")
    with pytest.raises(RefusedByRemote):
        csr.preview(letter)
    with pytest.raises(RefusedByRemote):
        csr.deliver(letter)
    assert isinstance(csr.verify(letter), Absent)
    with pytest.raises(RefusedByRemote):
        csr.deliver(letters.limit(target.office, sale, 1, 250_000))
    assert target.office.state(sale) == "quotation"
    assert target.office.credit_limit(sale) == "0.01"


def test_a_second_person_pressing_the_same_button_is_told_apart(target: Target) -> None:
    sale = target.office.order()
    letter = letters.release(target.office, sale)
    target.office.press(sale, "confirm")  # the manager, in the ERP
    connector = target.connect("fiona")
    with pytest.raises((Conflict, RefusedByRemote)):
        connector.deliver(letter)
    assert not isinstance(connector.verify(letter), Took)
    assert target.office.shipments(sale) == 1


def test_a_colleague_with_the_same_letter_does_not_call_it_refused(target: Target) -> None:
    """The letter took effect under finance; the manager, who takes it over, must not record that it did not."""
    sale, letter = a_release(target)
    target.connect("fiona").deliver(letter)
    manager = target.connect("omar")
    assert isinstance(manager.verify(letter), Unsure)
    with pytest.raises(OutcomeUnknown):
        manager.deliver(replace(letter, attempt=2))
    assert target.office.shipments(sale) == 1


def test_a_question_about_anything_but_credit_is_the_persons_to_answer(target: Target) -> None:
    sale = target.office.order(quantity=99_999.0)
    letter = letters.release(target.office, sale)
    manager = target.connect("omar")
    try:
        if target.addon:
            with pytest.raises(NeedsDecision) as previewed:
                manager.preview(letter)
            assert previewed.value.name
        with pytest.raises(NeedsDecision) as asked:
            manager.deliver(letter)
        assert asked.value.name
        assert asked.value.title
        assert target.office.state(sale) == "quotation"
    finally:
        target.office.press(sale, "cancel")  # it would make the goods scarce for all tests after it


def test_a_released_order_cannot_be_rejected_any_more(target: Target) -> None:
    sale = target.office.order()
    target.office.press(sale, "confirm")
    letter = letters.reject(target.office, sale)
    connector = target.connect()
    with pytest.raises(RefusedByRemote):
        connector.preview(letter)
    with pytest.raises(RefusedByRemote):
        connector.deliver(letter)
    assert target.office.state(sale) == "processing"


def test_an_order_that_is_gone_takes_no_command(target: Target) -> None:
    sale, letter = a_release(target)
    target.office.delete(sale)
    connector = target.connect()
    with pytest.raises((Conflict, RefusedByRemote)):
        connector.preview(letter)
    with pytest.raises((Conflict, RefusedByRemote)):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)


def test_an_unknown_deed_is_refused_before_anything_is_sent(target: Target) -> None:
    connector = target.connect()
    connector.hello()
    target.faults.seen.clear()
    with pytest.raises(RefusedByRemote):
        connector.deliver(letters.letter("paint_it_blue", {"sale": "1"}, "SO-1"))
    assert not list(filter(is_write, target.faults.seen))
