"""One round with one remote: what it reads, what it judges, and whom it names for the other remote to look at."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.domain.feed import Cursor, Feed, Page
from app.domain.letter import Guard
from app.domain.ref import Ref
from app.errors import Malformed, StoreTrouble, Unreachable
from app.lanes.lane import Lane
from app.lanes.stop import Stop
from app.store.mirror import Mirror
from app.sync import detect, pull
from app.sync.pull import Puller
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW
from tests.app.store.plain import around_the_clock
from tests.app.sync.delivery_world import Erp, Session, Time

PAYMENTS = Feed("web_payments", "web_payment")


class Shop(Session):
    """A remote that has payments to tell of."""

    feeds = (PAYMENTS,)
    told: tuple[Any, ...] = ()
    whole: frozenset[str] | None = None

    def pages(self, feed: Feed, cursor: Cursor | None, stop: Stop, hint: Mapping[str, object] | None = None) -> Iterator[Page]:
        yield Page(feed, self.told, (), (), Cursor(NOW, 1, "e"), last=True, asof=NOW, whole=self.whole)


@pytest.fixture
def mirror(tmp_path: Path) -> Iterator[Mirror]:
    made = Mirror(tmp_path / "mirror.db", UUID(int=7), min_free_mb=0, counts_from=around_the_clock)
    yield made
    made.close()


@pytest.mark.parametrize(("state", "named"), [("captured", {Ref("tryton", "customer", "3")}), ("failed", set())])
def test_money_that_came_in_names_the_customer_in_the_erp(mirror: Mirror, state: str, named: set[Ref]) -> None:
    with mirror.writing() as tx:
        tx.upsert("medusa", [w.web_order(), w.web_line()])
        tx.upsert("tryton", [w.CUSTOMER])
    shop, writer = Shop(Erp(Guard.KEY, "medusa"), "ana"), Lane("writer")
    shop.told = (w.payment(state),)
    got = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo).round(Stop(), lambda changes: None)  # type: ignore[arg-type]
    writer.close(drain=True)
    assert got.elsewhere == named
    assert got.records == 1


def test_what_a_feed_that_was_read_whole_does_not_have_is_gone(mirror: Mirror) -> None:
    with mirror.writing() as tx:
        tx.upsert("medusa", [w.payment(key="p1"), w.payment(key="p2")])
    shop, writer = Shop(Erp(Guard.KEY, "medusa"), "ana"), Lane("writer")
    puller = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]
    for whole, left in ((None, {"p1", "p2"}), (frozenset({"p2", "p3"}), {"p2"})):
        shop.whole = whole
        puller.round(Stop(), lambda changes: None)
        with mirror.reading() as read:
            assert read.keys("medusa", "web_payments") == left
    writer.close(drain=True)


def test_a_record_in_quarantine_is_read_again_when_somebody_asks(mirror: Mirror) -> None:
    shop, writer = Shop(Erp(Guard.KEY, "medusa"), "ana"), Lane("writer")
    shop.fresh = lambda model, keys: (w.web_order(),)  # type: ignore[method-assign]
    with mirror.writing() as tx:
        tx.quarantine([w.bad()])
    puller = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]
    for asked in ((), (Ref("tryton", "sale", "7"),), (w.ORDER,)):
        puller.read_again(asked)
        puller.round(Stop(), lambda changes: None)
        with mirror.reading() as read:
            assert bool(read.order_dossier(w.ORDER).unreadable) == (asked != (w.ORDER,))
    writer.close(drain=True)


def test_what_still_cannot_be_read_stays_aside_and_stops_nothing(mirror: Mirror) -> None:
    def fresh(model: str, keys: tuple[str, ...]) -> tuple[object, ...]:
        raise Malformed("The order cannot be read", path="total")

    shop, writer = Shop(Erp(Guard.KEY, "medusa"), "ana"), Lane("writer")
    shop.fresh, shop.told = fresh, (w.payment(),)  # type: ignore[method-assign]
    with mirror.writing() as tx:
        tx.quarantine([w.bad()])
    puller = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]
    puller.read_again([w.ORDER])
    assert puller.round(Stop(), lambda changes: None).records == 1
    writer.close(drain=True)
    with mirror.reading() as read:
        assert len(read.order_dossier(w.ORDER).unreadable) == 1


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Ref]:
    """All that is judged, in its order."""
    told: list[Ref] = []

    def judge(tx: Any, source: str, subjects: list[Ref], **more: Any) -> Any:
        told.extend(subjects)
        return detect.judge(tx, source, subjects, **more)

    monkeypatch.setattr(pull, "judge", judge)
    return told


@pytest.fixture
def shop() -> Shop:
    return Shop(Erp(Guard.KEY, "medusa"), "ana")


@pytest.fixture
def puller(shop: Shop, mirror: Mirror) -> Iterator[Puller]:
    """It has judged everything once."""
    writer = Lane("writer")
    made = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]
    made.round(Stop(), lambda changes: None)
    yield made
    writer.close(drain=True)


def test_what_is_touched_while_a_round_reads_is_judged_on_what_the_next_one_reads(
    shop: Shop, puller: Puller, judged: list[Ref], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The figures of this round are older than what somebody just did: nothing could be reopened by them."""
    reading = shop.pages

    def pages(*asked: Any) -> Iterator[Page]:
        puller.touch([w.ORDER])
        return reading(*asked)

    monkeypatch.setattr(shop, "pages", pages)
    assert puller.round(Stop(), lambda changes: None).again
    assert w.ORDER not in judged
    monkeypatch.setattr(shop, "pages", reading)
    assert not puller.round(Stop(), lambda changes: None).again
    assert w.ORDER in judged


def test_what_was_stored_before_a_round_broke_off_is_judged_in_the_next(
    shop: Shop, puller: Puller, mirror: Mirror, judged: list[Ref], monkeypatch: pytest.MonkeyPatch
) -> None:
    with mirror.writing() as tx:
        tx.upsert("medusa", [w.web_order(), w.web_line()])
        tx.upsert("tryton", [w.CUSTOMER])
    reading = shop.pages

    def pages(*asked: Any) -> Iterator[Page]:
        yield from reading(*asked)
        raise Unreachable("The shop does not answer")

    shop.told = (w.payment("captured"),)
    monkeypatch.setattr(shop, "pages", pages)
    with pytest.raises(Unreachable):
        puller.round(Stop(), lambda changes: None)
    assert w.ORDER not in judged
    monkeypatch.setattr(shop, "pages", reading)
    assert puller.round(Stop(), lambda changes: None).elsewhere == {Ref("tryton", "customer", "3")}
    assert w.ORDER in judged


class Breaks:
    """Judges as ever, but for one call that the store does not take."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, at: int) -> None:
        self.judged: list[Ref] = []
        self.calls, self.at = 0, at
        monkeypatch.setattr(pull, "judge", self)
        monkeypatch.setattr(pull, "_AT_ONCE", 1)

    def __call__(self, tx: Any, source: str, subjects: list[Ref], **more: Any) -> Any:
        self.calls += 1
        if self.calls == self.at:
            raise StoreTrouble("The disk is full")
        self.judged += subjects
        return detect.judge(tx, source, subjects, **more)


@pytest.mark.parametrize("at", [1, 2])
def test_what_every_new_process_judges_is_judged_though_the_first_time_broke_off(
    shop: Shop, mirror: Mirror, monkeypatch: pytest.MonkeyPatch, at: int
) -> None:
    """And what was judged before the break is wished for again: its wishes were lost with the round."""
    with mirror.writing() as tx:
        tx.upsert("medusa", [w.web_order(ref=Ref("medusa", "web_order", key), number=key, shared=key) for key in ("o1", "o2")])
        tx.save_cursor("medusa", Feed("web_orders", "web_order"), Cursor(NOW, 1, "e"), complete=True, asof=NOW, readable=True)
    breaks, writer = Breaks(monkeypatch, at), Lane("writer")
    puller = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]
    with pytest.raises(StoreTrouble):
        puller.round(Stop(), lambda changes: None)
    breaks.judged.clear()
    puller.round(Stop(), lambda changes: None)
    writer.close(drain=True)
    assert {ref.key for ref in breaks.judged} == {"o1", "o2"}


def test_what_the_clock_made_due_stays_due_though_its_judging_broke_off(
    puller: Puller, mirror: Mirror, monkeypatch: pytest.MonkeyPatch
) -> None:
    with mirror.writing() as tx:
        tx.upsert("medusa", [w.web_order()])
    puller._later[w.ORDER] = NOW.replace(year=2000)
    breaks = Breaks(monkeypatch, 1)
    with pytest.raises(StoreTrouble):
        puller.round(Stop(), lambda changes: None)
    assert breaks.judged == []
    puller.round(Stop(), lambda changes: None)
    assert w.ORDER in breaks.judged


def test_what_somebody_wants_read_again_is_read_though_the_first_asking_failed(mirror: Mirror) -> None:
    asked: list[str] = []

    def fresh(model: str, keys: tuple[str, ...]) -> tuple[object, ...]:
        asked.extend(keys)
        if asked == [w.ORDER.key]:
            raise Unreachable("The shop does not answer")
        return (w.web_order(),)

    shop, writer = Shop(Erp(Guard.KEY, "medusa"), "ana"), Lane("writer")
    shop.fresh = fresh  # type: ignore[method-assign]
    with mirror.writing() as tx:
        tx.quarantine([w.bad()])
    puller = Puller(shop, mirror, writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]
    puller.read_again([w.ORDER])
    with pytest.raises(Unreachable):
        puller.round(Stop(), lambda changes: None)
    for _ in range(2):
        puller.round(Stop(), lambda changes: None)
    writer.close(drain=True)
    assert asked == [w.ORDER.key] * 2, "read, it is not asked for once more"
    with mirror.reading() as read:
        assert read.order_dossier(w.ORDER).unreadable == ()
