"""Feeds: both worlds equal after one round, nothing lost at the cursor, nothing readable hidden, nothing unreadable guessed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from app.connectors.tryton.connector import TrytonConnector
from app.connectors.tryton.pull import NARROW
from app.domain.customer import CreditStanding
from app.domain.feed import Cursor, Feed, Page
from app.domain.order import OrderState, RefusedConfirm
from app.errors import NotAuthorized, RefusedByRemote, Unreachable
from app.lanes.stop import Stop
from tests.contracts import letters
from tests.contracts.targets import Target


class Copy:
    """What a mirror would hold: the newest revision of each record, without those that are gone."""

    def __init__(self, connector: TrytonConnector) -> None:
        self.connector = connector
        self.records: dict[str, dict[str, Any]] = {}
        self.cursors: dict[str, Cursor] = {}
        self.bad: list[Any] = []

    def feed(self, name: str) -> Feed:
        return next(f for f in self.connector.feeds if f.name == name)

    def poll(self, name: str) -> list[Page]:
        taken = []
        for page in self.connector.pages(self.feed(name), self.cursors.get(name), Stop()):
            held = self.records.setdefault(name, {})
            held.update((r.ref.key, r) for r in page.records)
            for ref in page.gone:
                held.pop(ref.key, None)
            self.bad += page.bad
            assert (page.cursor.stamp, page.cursor.key) >= _at(self.cursors.get(name))
            self.cursors[name] = page.cursor
            taken.append(page)
        assert [p.last for p in taken] == [False] * (len(taken) - 1) + [True]
        return taken

    def round(self) -> Copy:
        self.connector.hello()
        for feed in self.connector.feeds:
            if feed.name != "standings":
                try:
                    self.poll(feed.name)
                except NotAuthorized as e:
                    if e.about != feed.name:
                        raise
        return self


def _at(cursor: Cursor | None) -> tuple[datetime, int]:
    return (cursor.stamp, cursor.key) if cursor else (datetime.min.replace(tzinfo=UTC), 0)


def test_sign_in_says_who_and_where(target: Target) -> None:
    hello = target.connect("carla").hello()
    assert hello.server == "Tryton 8.2"
    assert hello.user == "carla"
    assert hello.user_name == "Carla Reyes"
    assert hello.currency == target.office.currency
    assert bool(hello.addon) is target.addon
    assert hello.epoch
    assert hello.epoch == target.connect("fiona").hello().epoch
    assert abs(hello.clock - datetime.now(UTC)) < timedelta(seconds=5)


def test_a_wrong_password_is_told_as_such(target: Target) -> None:
    with pytest.raises(NotAuthorized) as refused:
        target.connect("carla", password="wrong").hello()
    assert "carla" in refused.value.title


def test_rights_come_from_the_server(target: Target) -> None:
    csr, finance = target.connect("carla").capabilities(), target.connect("fiona").capabilities()
    assert csr["release_hold"] == csr["reject_order"] == csr["note"] == ""
    assert csr["raise_limit"]
    assert csr["accept_credit"]
    assert not any(finance.values())


def test_one_side_changes_and_one_round_makes_both_equal(target: Target) -> None:
    office = target.office
    sales = [office.order() for _ in range(4)]
    copy = Copy(target.connect()).round()
    office.touch(sales[0], "PO-ONE")
    office.press(sales[1], "confirm")
    office.press(sales[2], "cancel")
    new = office.order(limit="5.00")
    copy.round()
    assert copy.records["sales"][sales[0]].reference == "PO-ONE"
    assert copy.records["sales"][sales[1]].state is OrderState.PROCESSING
    assert copy.records["sales"][sales[2]].state is OrderState.CANCELLED
    assert copy.records["sales"][new].state is OrderState.QUOTED
    fresh = Copy(target.connect()).round()
    assert copy.records == fresh.records
    assert not copy.bad


def test_a_quiet_server_is_asked_for_nothing_twice(target: Target) -> None:
    office = target.office
    sale = office.order()
    copy = Copy(target.connect()).round()
    copy.round()
    assert [r for p in copy.poll("sales") for r in p.records] == []
    office.touch(sale, "PO-AGAIN")
    assert [r.ref.key for p in copy.poll("sales") for r in p.records] == [sale]


def test_a_page_that_was_not_stored_comes_again(target: Target) -> None:
    sale = target.office.order()
    copy = Copy(target.connect()).round()
    target.office.touch(sale, "PO-LOST")
    pages = copy.connector.pages(copy.feed("sales"), copy.cursors["sales"], Stop())
    assert next(pages).records  # type: ignore[union-attr]
    pages.close()  # type: ignore[attr-defined]  # the disk was full
    copy.poll("sales")
    assert copy.records["sales"][sale].reference == "PO-LOST"


def test_a_transaction_that_commits_late_is_not_lost(target: Target) -> None:
    """Its stamp is its begin: older than what was read while it was open."""
    office = target.office
    sale = office.order()
    party = office.party(sale)
    other = next(k for k in (int(r) for r in Copy(target.connect()).round().records["customers"]) if k != party)
    copy = Copy(target.connect()).round()

    def meanwhile() -> None:
        stop = Stop()
        office.limit(party, "42.00")
        assert copy.poll("customers")[-1].records
        stop.wait(2.0)
        copy.poll("customers")

    target.late(other, "Late Committers", meanwhile)
    assert copy.records["customers"][str(other)].name != "Late Committers"
    copy.poll("customers")
    assert copy.records["customers"][str(other)].name == "Late Committers"
    assert timedelta(seconds=2) < NARROW


def test_a_deleted_order_is_heard_of_or_swept(target: Target) -> None:
    sale = target.office.order()
    copy = Copy(target.connect()).round()
    lines = {k for k, x in copy.records["lines"].items() if x.sale == sale}
    assert sale in copy.records["sales"]
    assert lines
    target.office.delete(sale)
    copy.round()
    for name, gone in (("sales", {sale}), ("lines", lines)):
        there = frozenset().union(*copy.connector.keys(copy.feed(name), Stop()))
        assert not gone & there
        if target.addon:
            assert set(copy.records[name]) == there
        else:
            assert set(copy.records[name]) - there == gone
    assert copy.connector.fresh("sale", (sale,)) == ()


def test_deletions_before_this_session_are_heard_of_too(target: Target) -> None:
    sale = target.office.order()
    old = Copy(target.connect()).round()
    target.office.delete(sale)
    new = Copy(target.connect())
    new.records, new.cursors = old.records, old.cursors
    new.round()
    swept = frozenset().union(*new.connector.keys(new.feed("sales"), Stop()))
    assert (sale in new.records["sales"]) is not target.addon
    assert sale not in swept


def test_a_malformed_record_is_set_aside_and_the_page_goes_on(target: Target) -> None:
    sale, other = target.office.order(), target.office.order()

    def spoil(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
        for row in rows:
            if str(row["id"]) == sale:
                row["state"] = {"__class__": "Decimal", "decimal": "NaN"}
        return rows

    target.faults.plan("change", lambda m: m == "model.sale.sale.search_read", spoil)
    copy = Copy(target.connect()).round()
    assert [(b.ref.key, b.path) for b in copy.bad] == [(sale, "state")]
    assert "NaN" in copy.bad[0].raw
    assert sale not in copy.records["sales"]
    assert other in copy.records["sales"]
    copy.poll("sales")  # it is read again while it is near the cursor, and well-formed by now
    assert sale in copy.records["sales"]


def test_what_a_sign_in_may_not_read_is_said_per_feed(target: Target) -> None:
    copy = Copy(target.connect("carla"))
    copy.connector.hello()
    for name in ("receivables", "payments"):
        with pytest.raises(NotAuthorized) as refused:
            list(copy.connector.pages(copy.feed(name), None, Stop()))
        assert refused.value.about == name
    assert copy.poll("sales")
    assert ("refusals" in {f.name for f in copy.connector.feeds}) is target.addon


def test_standings_are_the_erps_own_figures(target: Target) -> None:
    office = target.office
    sale = office.order(limit="1234.56")
    party = str(office.party(sale))
    copy = Copy(target.connect("carla"))
    [page] = copy.connector.pages(copy.feed("standings"), None, Stop(), {"customers": (party,)})
    [standing] = page.records
    assert isinstance(standing, CreditStanding)
    assert standing.limit is not None
    assert standing.limit.minor == 123_456
    assert standing.dunning_block is None
    before = standing.exposure
    office.limit(party, None)
    office.press(sale, "confirm")
    [after] = copy.connector.fresh("standing", (party,))
    [order] = copy.connector.fresh("sale", (sale,))
    assert after.limit is None  # type: ignore[union-attr]
    assert after.exposure - before == order.untaxed_company  # type: ignore[union-attr]
    [seen] = target.connect("fiona").fresh("standing", (party,))
    assert seen.dunning_block == ""  # type: ignore[union-attr]


def test_refused_confirms_are_records_where_the_add_on_keeps_them(target: Target) -> None:
    sale = target.office.order(limit="0.01")
    copy = Copy(target.connect("carla")).round()
    with pytest.raises(RefusedByRemote):
        copy.connector.deliver(letters.release(target.office, sale))
    copy.round()
    mine = [r for r in copy.records.get("refusals", {}).values() if r.sale == sale]
    assert [(type(r), r.by) for r in mine] == ([(RefusedConfirm, "carla")] if target.addon else [])


@pytest.mark.parametrize("fault", ["cut", "drop", "error", "broke", "html", "truncate", "wrong_id", "garbage"])
def test_a_failed_poll_is_tried_again_from_where_it_was(target: Target, fault: str) -> None:
    sale = target.office.order()
    copy = Copy(target.connect()).round()
    target.office.touch(sale, f"PO-{fault}")
    target.faults.plan(fault, lambda m: m == "model.sale.sale.search_read")
    with pytest.raises(Unreachable if fault != "error" else Exception) as failed:
        copy.poll("sales")
    assert getattr(failed.value, "may_retry", False)
    copy.poll("sales")
    assert copy.records["sales"][sale].reference == f"PO-{fault}"


def test_reading_signs_in_again_by_itself(target: Target) -> None:
    copy = Copy(target.connect()).round()
    target.expire()
    assert copy.poll("sales")


def test_another_epoch_reads_everything_again(target: Target) -> None:
    copy = Copy(target.connect()).round()
    here = copy.cursors["sales"]
    copy.cursors["sales"] = Cursor(here.stamp + timedelta(days=900), here.key, "another life")
    pages = list(copy.connector.pages(copy.feed("sales"), copy.cursors["sales"], Stop()))
    assert {r.ref.key for p in pages for r in p.records} == set(copy.records["sales"])
