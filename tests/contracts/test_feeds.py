"""Feeds: both worlds equal after one round, nothing lost at the cursor, nothing readable hidden, nothing unreadable guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from app.domain.feed import Cursor
from app.domain.tally import AMOUNTS, Mark
from app.errors import NotAuthorized, Trouble, Unreachable
from app.lanes.stop import Stop
from tests.contracts.copy import Copy
from tests.contracts.targets import Target


def test_sign_in_says_who_and_where(target: Target) -> None:
    asked = datetime.now(UTC)
    hello = target.connect("carla").hello()
    answered = datetime.now(UTC)
    second = timedelta(seconds=1)  # a server may tell its time in whole ones
    assert asked - second <= hello.clock <= answered + second
    assert hello.server == target.trade.server
    assert hello.user == target.logins.get("carla", "carla")
    assert hello.user_name == "Carla Reyes"
    assert hello.currency == target.office.currency
    assert bool(hello.addon) is target.addon
    assert hello.epoch
    assert hello.epoch == target.connect("fiona").hello().epoch


def test_a_wrong_password_is_told_as_such(target: Target) -> None:
    with pytest.raises(NotAuthorized) as refused:
        target.connect("carla", password="wrong").hello()
    assert "carla" in refused.value.title


def test_one_side_changes_and_one_round_makes_both_equal(target: Target) -> None:
    office, head = target.office, target.trade.head
    orders = [office.order() for _ in range(3)]
    copy = Copy(target).round()
    office.touch(orders[0], "PO-ONE")
    office.cancel(orders[1])
    new = office.order()
    copy.round()
    assert copy.records[head][orders[0]].reference == "PO-ONE"
    assert copy.records[head][orders[1]].state.value == "cancelled"
    assert {target.trade.owner(x) for x in copy.records[target.trade.parts].values()} >= {*orders, new}
    fresh = Copy(target).round()
    assert _soon(copy) == _soon(fresh)
    assert not {b.ref.key for b in copy.bad} & {*orders, new}


def _soon(copy: Copy) -> dict[str, object]:
    """Without what is read whole, some time apart."""
    return {name: held for name, held in copy.records.items() if name not in ("web_levels", "web_places", "web_reservations")}


def test_a_quiet_server_is_asked_for_nothing_twice(target: Target) -> None:
    office = target.office
    sale = office.order()
    copy = Copy(target).round()
    copy.round()
    assert [r for p in copy.poll(target.trade.head) for r in p.records] == []
    office.touch(sale, "PO-AGAIN")
    assert [r.ref.key for p in copy.poll(target.trade.head) for r in p.records] == [sale]


def test_a_page_that_was_not_stored_comes_again(target: Target) -> None:
    sale = target.office.order()
    copy = Copy(target).round()
    target.office.touch(sale, "PO-LOST")
    pages = copy.connector.pages(copy.feed(target.trade.head), copy.cursors[target.trade.head], Stop())
    assert next(pages).records  # type: ignore[union-attr]
    pages.close()  # type: ignore[attr-defined]  # the disk was full
    copy.poll(target.trade.head)
    assert copy.records[target.trade.head][sale].reference == "PO-LOST"


def test_a_transaction_that_commits_late_is_not_lost(target: Target) -> None:
    """Its stamp is its begin: older than what was read while it was open."""
    people = target.trade.people
    copy = Copy(target).round()
    one, other = list(copy.records[people])[:2]

    def meanwhile() -> None:
        stop = Stop()
        target.office.rename(one, f"Renamed {one[-4:]}")
        copy.poll(people)
        stop.wait(2.0)
        copy.poll(people)

    name = copy.records[people][other].name
    late = f"Late {uuid4().hex[:8]}"  # another one than now, also where this was played before
    target.late(other, late, meanwhile)
    assert copy.records[people][other].name == name
    assert copy.records[people][one].name.startswith(f"Renamed {one[-4:]}") or target.addon
    copy.poll(people)
    assert copy.records[people][other].name.startswith(late)
    assert copy.records[people][one].name.startswith(f"Renamed {one[-4:]}")


def test_a_deleted_order_is_heard_of_or_swept(target: Target) -> None:
    trade, order = target.trade, target.office.removable()
    copy = Copy(target).round()
    lines = {k for k, x in copy.records[trade.parts].items() if trade.owner(x) == order}
    assert order in copy.records[target.trade.head]
    assert lines
    target.office.delete(order)
    copy.round()
    bad = {b.ref.key for b in copy.bad}
    for name, gone in ((target.trade.head, {order}), (trade.parts, lines)):
        there = frozenset().union(*copy.connector.keys(copy.feed(name), Stop()))
        assert not gone & there
        if target.addon:
            assert set(copy.records[name]) == there - bad
        else:
            assert set(copy.records[name]) - there == gone
    assert copy.connector.fresh(trade.noun, (order,)) == ()


def test_deletions_before_this_session_are_heard_of_too(target: Target) -> None:
    head, order = target.trade.head, target.office.removable()
    old = Copy(target).round()
    target.office.delete(order)
    new = Copy(target)
    new.records, new.cursors = old.records, old.cursors
    new.round()
    swept = frozenset().union(*new.connector.keys(new.feed(head), Stop()))
    assert (order in new.records[head]) is not target.addon
    assert order not in swept


def test_what_a_sweep_adds_up_is_what_the_records_say(target: Target) -> None:
    """By state and currency; both sides from one moment are equal to the last digit."""
    target.office.cancel(target.office.order())
    target.office.order()
    copy = Copy(target).round()
    bad = {b.ref.key for b in copy.bad}
    summed = [f for f in copy.connector.feeds if f.model in AMOUNTS]
    assert target.trade.head in {f.name for f in summed}
    for feed in summed:
        found = {k: mark for part in copy.connector.keys(feed, Stop()) for k, mark in part.items() if k not in bad}
        assert found == {
            k: Mark(r.state, getattr(r, AMOUNTS[feed.model])) for k, r in copy.records[feed.name].items() if k not in bad
        }


def test_a_malformed_record_is_set_aside_and_the_page_goes_on(target: Target) -> None:
    trade, order, other = target.trade, target.office.order(), target.office.order()
    copy = Copy(target)
    copy.connector.hello()
    for _ in range(20):  # nobody knows on which page it is
        target.faults.plan("change", trade.reads, lambda said: trade.spoil(said, order))
    copy.round()
    target.faults.planned.clear()
    assert (order, trade.spoiled) in [(b.ref.key, b.path) for b in copy.bad]
    assert "NaN" in next(b.raw for b in copy.bad if b.ref.key == order)
    assert order not in copy.records[target.trade.head]
    assert other in copy.records[target.trade.head]
    target.office.touch(order, "PO-REPAIRED")
    copy.poll(target.trade.head)
    assert copy.records[target.trade.head][order].reference == "PO-REPAIRED"


def test_a_failed_poll_is_tried_again_from_where_it_was(target: Target) -> None:
    head, order = target.trade.head, target.office.order()
    copy = Copy(target).round()
    for fault in ("cut", "error", *target.trade.broken):
        target.office.touch(order, f"PO-{fault}")
        target.faults.plan(fault, target.trade.reads)
        with pytest.raises(Trouble) as failed:
            copy.poll(head)
        assert isinstance(failed.value, Unreachable) or fault == "error"
        assert failed.value.may_retry
        copy.poll(head)
        assert copy.records[head][order].reference == f"PO-{fault}"


def test_reading_signs_in_again_by_itself(target: Target) -> None:
    copy = Copy(target).round()
    target.expire()
    assert copy.poll(target.trade.head)


def test_another_epoch_reads_everything_again(target: Target) -> None:
    copy = Copy(target).round()
    here = copy.cursors[target.trade.head]
    copy.cursors[target.trade.head] = Cursor(here.stamp + timedelta(days=900), here.key, "another life")
    pages = list(copy.connector.pages(copy.feed(target.trade.head), copy.cursors[target.trade.head], Stop()))
    assert {r.ref.key for p in pages for r in p.records} == set(copy.records[target.trade.head])
