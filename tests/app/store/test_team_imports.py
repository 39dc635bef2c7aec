"""Imported files in the team store: blocks, the batch that makes them count, and turns; the same on both engines."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from uuid import UUID, uuid4

import pytest
from sqlalchemy import text

from app.domain.imports import Batch
from app.errors import Refused
from app.store.team import Team
from tests.app.store.build import FakeClock, opened
from tests.app.store.plain import T0

ROWS = '[[2,"2026-02-01","a"]]'


def batch(sha256: str = "5a", *, blocks: int = 2, author: str = "dan") -> Batch:
    return Batch(
        str(uuid4()), "sales", "Retail", "retail.csv", sha256, author, T0, 7, 1, blocks, "GBP", date(2010, 12, 1), date(2011, 12, 9),
        (("Day", "InvoiceDate"),),
    )  # fmt: skip


def keep(team: Team, one: Batch) -> Batch:
    for number in range(1, one.blocks + 1):
        team.keep_block(one.id, number, ROWS)
    team.keep_block(one.id, 1, '[[3,"x","no day"]]', left=True)
    return team.keep_batch(one, "digest", ())


def told(team: Team, after: int = 0) -> dict[str, Batch]:
    return {b.id: b for b in team.changes(after).imports}


def test_a_batch_counts_when_all_of_it_is_there(team: Team) -> None:
    one = batch()
    team.keep_block(one.id, 1, ROWS)
    assert told(team) == {}
    with pytest.raises(Refused) as refused:
        team.keep_batch(one, "digest", ())
    assert refused.value.advice == "Only 1 of 2 parts arrived. Import it again."
    kept = keep(team, one)
    assert kept == one
    assert told(team) == {one.id: one}
    assert (team.block(one.id, 1), team.block(one.id, 2), team.block(one.id, 3)) == (ROWS, ROWS, None)
    assert team.block(one.id, 1, left=True) == '[[3,"x","no day"]]'
    assert team.verify_audit().sound


def test_told_twice_it_is_kept_once(team: Team) -> None:
    one = batch()
    assert keep(team, one) == keep(team, one)
    team.keep_block(one.id, 1, "[]")
    assert team.block(one.id, 1) == ROWS
    assert len(team.observations("imported", one.id)) == 2


def test_a_file_of_the_same_bytes_counts_once(team: Team) -> None:
    one, twin = batch(), batch()
    keep(team, one)
    with pytest.raises(Refused, match=r"retail\.csv was imported already"):
        keep(team, twin)
    team.turn_batch(one.id, "dan", counts=False)
    keep(team, twin)
    with pytest.raises(Refused, match=r"retail\.csv counts already"):
        team.turn_batch(one.id, "dan", counts=True)


def test_what_it_was_not_held_against_does_not_count_beside_it(team: Team) -> None:
    one, other = batch("5a"), batch("6b")
    keep(team, one)
    with pytest.raises(Refused, match=r"retail\.csv counts since it was checked"):
        keep(team, other)
    assert team.keep_batch(other, "digest", (one.id,)) == other
    team.turn_batch(one.id, "dan", counts=False)
    with pytest.raises(Refused, match=r"retail\.csv counts since it was checked"):
        team.turn_batch(one.id, "dan", counts=True)
    assert team.turn_batch(one.id, "dan", counts=True, beside=(other.id,)).counts
    assert keep(team, replace(batch("7c"), name="Another shop")).counts


def test_taken_back_and_counted_again_as_often_as_one_likes(team: Team, clock: FakeClock) -> None:
    one = batch()
    keep(team, one)
    end = team.changes(0).seq
    back = team.turn_batch(one.id, "max", counts=False)
    assert (back.counts, back.undone_by, back.undone_at) == (False, "max", clock.now)
    assert team.turn_batch(one.id, "eva", counts=False).undone_by == "max", "told again it is done once"
    assert told(team, end) == {one.id: back}
    again = team.turn_batch(one.id, "eva", counts=True)
    assert again == one
    assert not team.turn_batch(one.id, "eva", counts=False).counts
    assert team.verify_audit().sound
    with pytest.raises(Refused, match="not known"):
        team.turn_batch(str(UUID(int=1)), "max", counts=False)


def test_nothing_of_it_is_ever_changed(team: Team) -> None:
    one = batch()
    keep(team, one)
    team.turn_batch(one.id, "dan", counts=False)
    for deed in ("UPDATE import_batch SET name = 'x'", "DELETE FROM import_batch", "UPDATE import_turn SET author = 'x'",
                 "DELETE FROM import_turn", "UPDATE observation SET body = 'x'"):  # fmt: skip
        with pytest.raises(Exception, match="never changed"), team._store.writing() as tx:
            tx.conn.execute(text(deed))


@pytest.mark.servers
def test_whoever_signed_in_is_its_author(pg_url: str) -> None:
    owner = pg_url.split("//")[1].split("@")[0]
    with opened(pg_url.replace(owner, "store_rep:x"), me="rep") as team:
        kept = keep(team, replace(batch(), author="rep"))
        assert kept.author == "rep"
        kept = team.turn_batch(kept.id, "rep", counts=False)
        assert kept.undone_by == "rep"
