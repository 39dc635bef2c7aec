"""Sweeps: what is gone is removed, a mass deletion is held and shown, what was missed or does not add up is read again."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.connectors.tryton.connector import TrytonConnector
from app.domain.feed import Bad
from app.domain.ref import Ref
from app.lanes.lane import Lane
from app.lanes.stop import Stop
from app.store.mirror import Mirror
from app.sync.board import Board
from app.sync.sweep import AGAIN, Sweeper, held_back
from tests.app.store.plain import around_the_clock
from tests.doubles.tryton import FakeTryton


class Desk:
    """A mirror that holds all of a fake Tryton without our add-on, and the sweeper between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.fake = FakeTryton(addon=False)
        self.party = self.fake.erp.customer("Acme", "10.00")
        self.sales = [str(self.fake.erp.order(self.party, "50.00")) for _ in range(100)]
        self.connector = TrytonConnector(self.fake.url, self.fake.database, "fiona", "fiona-secret")
        self.mirror = Mirror(folder / "mirror.db", counts_from=around_the_clock)
        self.writer = Lane("writer")
        self.touched: set[Ref] = set()
        self.sweeper = Sweeper(self.connector, self.mirror, self.writer, self.touched.update)
        self.pull()

    def pull(self) -> None:
        self.connector.hello()
        for feed in self.connector.feeds:
            if feed.name not in ("customers", "sales", "lines"):
                continue
            with self.mirror.reading() as read:
                cursor = read.cursor("tryton", feed.name)
            for page in self.connector.pages(feed, cursor, Stop()):
                with self.mirror.writing() as tx:
                    tx.upsert("tryton", page.records)
                    tx.save_cursor("tryton", page.feed, page.cursor, complete=page.last, asof=page.asof, readable=True)

    def held(self, feed: str = "sales") -> frozenset[str]:
        with self.mirror.reading() as read:
            return read.keys("tryton", feed)

    def polls_from_the_cursor(self, feed: str = "sales") -> bool:
        """Whether the next poll goes on; else it reads all."""
        with self.mirror.reading() as read:
            return read.cursor("tryton", feed) is not None

    def lose(self, keys: list[str]) -> None:
        """The server's rows go without a trace."""
        for key in keys:
            self.fake.erp.delete("sale.sale", int(key))

    def sweep(self, feed: str = "sales") -> float:
        """Step until that feed was swept; seconds it wants until the next step."""
        names = [f.name for f in self.connector.feeds if f.name != "standings"]
        self.sweeper._next = names.index(feed)
        return self.sweeper.step(Stop())[1]

    def close(self) -> None:
        self.connector.close()
        self.mirror.close()
        self.writer.close(drain=True)
        self.fake.close()


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path)
    yield made
    made.close()


def test_what_is_gone_is_removed_and_its_customer_judged_again(desk: Desk) -> None:
    desk.lose(desk.sales[:3])
    wait = desk.sweep()
    assert desk.held() == set(desk.sales[3:])
    assert Ref("tryton", "customer", str(desk.party)) in desk.touched
    assert wait != AGAIN
    assert not desk.sweeper.words


def test_a_mass_deletion_is_held_tried_again_and_shown(desk: Desk) -> None:
    desk.lose(desk.sales[:6])
    assert desk.sweep() == AGAIN
    assert not desk.sweeper.words  # it may have been a bad moment
    desk.sweep()
    assert "6 of 100 sales" in desk.sweeper.words
    assert desk.held() == set(desk.sales)
    assert not desk.touched


def test_an_empty_answer_is_never_believed(desk: Desk) -> None:
    desk.lose(desk.sales)
    desk.sweep()
    desk.sweep()
    assert desk.held() == set(desk.sales)
    assert desk.sweeper.words


def test_a_bad_moment_passes_in_silence(desk: Desk) -> None:
    kept = dict(desk.fake.erp.table("sale.sale"))
    desk.lose(desk.sales)
    desk.sweep()
    desk.fake.erp.table("sale.sale").update(kept)
    desk.sweep()
    assert not desk.sweeper.words
    assert desk.held() == set(desk.sales)


def spoil(desk: Desk, what: str, key: str) -> None:
    """The copy of an order is another one than the server's, with the same revision."""
    with sqlite3.connect(desk.folder / "mirror.db") as db:
        db.execute(f"UPDATE sale SET {what} WHERE key = ?", (key,))
    db.close()


def test_both_sides_add_up_and_nothing_is_said(desk: Desk) -> None:
    for _ in range(3):
        assert desk.sweep() != AGAIN
    assert not desk.sweeper.words
    assert desk.polls_from_the_cursor()


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("untaxed_minor = untaxed_minor + 1", "5,000.01 USD here, 100 over 5,000.00 USD there"),
        ("state = 'done'", "99 over 4,950.00 USD here, 100 over 5,000.00 USD there"),
    ],
)
def test_a_copy_that_does_not_add_up_is_told_and_read_anew(desk: Desk, what: str, told: str) -> None:
    spoil(desk, what, desk.sales[7])
    desk.sweep()
    assert not desk.sweeper.words, "it may be a change under way"
    desk.sweep()
    assert told in desk.sweeper.words
    assert not desk.polls_from_the_cursor()
    desk.pull()
    desk.sweep()
    assert not desk.sweeper.words, "it adds up again"


def test_a_change_under_way_is_no_damage(desk: Desk) -> None:
    """The server is always a little ahead: each sweep finds another difference."""
    for key in desk.sales[:3]:
        desk.fake.erp.write("sale.sale", int(key), {"state": "cancelled"})
        desk.sweep()
    assert not desk.sweeper.words
    desk.pull()
    desk.sweep()
    assert desk.polls_from_the_cursor()


def test_a_record_that_cannot_be_read_is_in_neither_sum(desk: Desk) -> None:
    with desk.mirror.writing() as tx:
        tx.quarantine([Bad(Ref("tryton", "sale", desk.sales[0]), "state", "odd", "{}")])
    desk.sweep()
    desk.sweep()
    assert not desk.sweeper.words


def test_what_was_missed_is_read_from_the_beginning(desk: Desk) -> None:
    with desk.mirror.writing() as tx:
        tx.remove([Ref("tryton", "sale", desk.sales[50])])
    desk.sweep()
    desk.sweep()
    desk.pull()
    assert desk.held() == set(desk.sales)


def test_a_first_load_that_is_not_over_is_not_swept(desk: Desk) -> None:
    with desk.mirror.writing() as tx:
        tx.forget("tryton")
    desk.sweep()
    assert not desk.sweeper.words


@pytest.mark.parametrize(
    ("here", "gone", "there", "is_held"),
    [
        (0, 0, 5, False),
        (10, 3, 7, False),
        (10, 4, 6, True),
        (2, 2, 0, True),
        (100, 5, 95, False),
        (100, 6, 94, True),
        (10_000, 200, 9_800, False),
        (10_000, 201, 9_799, True),
    ],
)
def test_the_brake(here: int, gone: int, there: int, is_held: bool) -> None:
    assert held_back(here, gone, there) is is_held


def test_the_held_sweep_is_on_the_sources_row_until_it_passes() -> None:
    told: list[None] = []
    board = Board(lambda: told.append(None))
    board.swept("erp", "6 of 100 sales are gone")
    board.swept("erp", "6 of 100 sales are gone")
    assert board.get("erp").held
    assert len(told) == 1
    board.swept("erp", "")
    assert not board.get("erp").held
