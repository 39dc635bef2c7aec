"""Deeds: what is promised before, done once, found again after, and refused without a trace."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from app.connectors.http import Limits
from app.domain.letter import Absent, Guard, Receipt, Took
from app.errors import Conflict, NotAuthorized, OutcomeUnknown, RefusedByRemote, Trouble
from tests.contracts import letters
from tests.contracts.targets import Target
from tests.contracts.trade import letter_of
from tests.doubles.faults import is_write
from tests.patience import PATIENCE


def test_every_deed_has_the_guard_of_its_server(target: Target) -> None:
    connector = target.connect()
    for deed, plain in target.trade.guards.items():
        assert connector.guard(deed) is (Guard.KEY if target.addon else plain)
    assert connector.guard("paint_it_blue") is None


def test_the_preview_is_the_effect_and_changes_nothing(target: Target, deed: str) -> None:
    order, letter = letter_of(target, deed)
    connector = target.connect()
    rev = target.office.rev(order)
    promised = connector.preview(letter)
    assert target.office.rev(order) == rev
    assert target.trade.done(target, order, letter) == 0
    receipt = connector.deliver(letter)
    assert promised == receipt.effects
    assert promised
    assert not receipt.replayed
    assert target.trade.done(target, order, letter) == 1


def test_sent_twice_is_done_once(target: Target, deed: str) -> None:
    order, letter = letter_of(target, deed)
    connector = target.connect()
    first = connector.deliver(letter)
    again = connector.deliver(replace(letter, attempt=2))
    assert again.replayed
    assert again.effects == first.effects
    assert target.trade.done(target, order, letter) == 1


def test_a_lost_answer_is_found_again(target: Target, deed: str) -> None:
    order, letter = letter_of(target, deed)
    connector = target.connect()
    promised = connector.preview(letter)
    target.faults.plan("drop", target.trade.effective(target, letter))
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    found = connector.verify(letter)
    assert isinstance(found, Took)
    assert found.receipt.effects == promised
    assert target.trade.done(target, order, letter) == 1


def test_a_command_that_never_arrived_is_proven_absent_and_sent_again(target: Target, deed: str) -> None:
    order, letter = letter_of(target, deed)
    connector = target.connect()
    connector.hello()
    target.faults.cut_next_write()
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert target.trade.done(target, order, letter) == 0
    assert not connector.deliver(replace(letter, attempt=2)).replayed
    assert target.trade.done(target, order, letter) == 1


def test_an_answer_that_is_none_leaves_the_outcome_unknown(target: Target) -> None:
    connector = target.connect()
    for fault in target.trade.broken:
        order, letter = letter_of(target, target.trade.final)
        target.faults.plan(fault, target.trade.effective(target, letter))
        with pytest.raises(OutcomeUnknown):
            connector.deliver(letter)
        assert isinstance(connector.verify(letter), Took)
        assert target.trade.done(target, order, letter) == 1


def test_a_503_proves_nothing_about_a_command(target: Target) -> None:
    order, letter = letter_of(target, target.trade.final)
    connector = target.connect()
    target.faults.plan("error", is_write)
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert target.trade.done(target, order, letter) == 0


def test_an_answer_after_the_deadline_is_no_answer(target: Target) -> None:
    order, letter = letter_of(target, target.trade.final)
    connector = target.connect(limits=Limits(connect=10, read=10, total=10))
    connector.hello()
    target.faults.plan("slow", target.trade.effective(target, letter))
    with pytest.raises(OutcomeUnknown):
        connector.deliver(letter)
    assert target.faults.executed.wait(PATIENCE), "the server did it, if only after the deadline"
    target.faults.held.set()
    assert isinstance(target.connect().verify(letter), Took)
    assert target.trade.done(target, order, letter) == 1


def test_the_session_ends_under_the_command(target: Target, deed: str) -> None:
    """Nothing was done, no second attempt is made behind the person's back, and the next one may sign in by itself."""
    order, letter = letter_of(target, deed)
    connector = target.connect()
    connector.hello()
    target.faults.seen.clear()
    target.faults.plan("first", is_write, lambda _: target.expire())
    with pytest.raises(NotAuthorized):
        connector.deliver(letter)
    assert sum(map(is_write, target.faults.seen)) == 1
    assert target.trade.done(target, order, letter) == 0
    assert connector.deliver(replace(letter, attempt=2)).effects
    assert target.trade.done(target, order, letter) == 1


def test_many_consoles_with_one_letter_have_one_effect(target: Target) -> None:
    order, letter = letter_of(target, target.trade.final)
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
    assert target.trade.done(target, order, letter) == 1
    assert isinstance(consoles[0].verify(letter), Took)


# ---- refusals ----


def test_a_stale_revision_is_a_conflict(target: Target) -> None:
    order, letter = letter_of(target, target.trade.final)
    target.office.touch(order, "PO-CHANGED")
    connector = target.connect()
    with pytest.raises(Conflict):
        connector.preview(letter)
    with pytest.raises(Conflict):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)
    assert target.trade.done(target, order, letter) == 0


def test_an_order_that_is_gone_takes_no_command(target: Target) -> None:
    order = target.office.removable()
    letter = target.trade.finish(target, order)
    target.office.delete(order)
    connector = target.connect()
    with pytest.raises((Conflict, RefusedByRemote)):
        connector.preview(letter)
    with pytest.raises((Conflict, RefusedByRemote)):
        connector.deliver(letter)
    assert isinstance(connector.verify(letter), Absent)


def test_an_order_that_ended_takes_no_final_deed(target: Target) -> None:
    order, letter = letter_of(target, target.trade.final)
    target.office.cancel(order)
    connector = target.connect()
    for refused in (letter, replace(letter, expected_rev=target.office.rev(order))):
        with pytest.raises((Conflict, RefusedByRemote)):
            connector.preview(refused)
        with pytest.raises((Conflict, RefusedByRemote)):
            connector.deliver(refused)
        assert not isinstance(connector.verify(refused), Took)


def test_an_unknown_deed_is_refused_before_anything_is_sent(target: Target) -> None:
    connector = target.connect()
    connector.hello()
    target.faults.seen.clear()
    with pytest.raises(RefusedByRemote):
        connector.deliver(letters.letter("paint_it_blue", {"sale": "1", "order": "order_1"}, "SO-1"))
    assert not list(filter(is_write, target.faults.seen))
