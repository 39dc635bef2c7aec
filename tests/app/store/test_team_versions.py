"""Versions in the team store: numbered in the order of its own log, kept once, and found in every console's mirror."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from app.domain.draft import Content, DraftHead, DraftLine
from app.domain.quote_version import Makes, body_of
from app.domain.ref import Ref
from app.store import quote_read
from tests.app.store.build import T0, FakeClock
from tests.app.store.world import World, made

SALE = Ref("erp", "sale", "7")


def body(decision: str, payment: str = "Net 30") -> dict[str, Any]:
    made = Makes("offered", Content(DraftHead(payment=payment), (DraftLine("1", "PUMP"),)))
    return body_of(made, by="rep", decision=decision, document="SO7")


@pytest.fixture
def world(tmp_path: Path, team_url: str) -> Any:
    with made(tmp_path, team_url, FakeClock()) as found:
        yield found


def versions(world: World, sale: Ref = SALE) -> list[tuple[int, str, str]]:
    world.catch_up()
    with world.mirror.reading() as read:
        found = quote_read.versions(read._db, sale)
    return [(v.number, v.decision, v.content.head.payment) for v in found]


def test_numbers_follow_the_log_and_not_a_clock(world: World) -> None:
    assert world.team.keep_version("erp", "7", body("d1")) == 1
    world.clock.now = T0 - timedelta(days=1)
    assert world.team.keep_version("erp", "7", body("d2", "Net 60")) == 2
    assert versions(world) == [(1, "d1", "Net 30"), (2, "d2", "Net 60")]


def test_told_again_it_is_the_same_version(world: World) -> None:
    """The answer was lost, or a colleague's console found the letter done as well."""
    assert [world.team.keep_version("erp", "7", body("d1")) for _ in range(3)] == [1, 1, 1]
    assert versions(world) == [(1, "d1", "Net 30")]


def test_each_quotation_is_numbered_by_itself(world: World) -> None:
    world.team.keep_version("erp", "7", body("d1"))
    assert world.team.keep_version("erp", "8", body("d2")) == 1
    assert world.team.keep_version("erp-2", "7", body("d3")) == 1
    assert versions(world) == [(1, "d1", "Net 30")]
    assert versions(world, Ref("erp-2", "sale", "7")) == [(1, "d3", "Net 30")]


def test_two_who_keep_one_at_once_have_two_numbers(world: World) -> None:
    found: list[int] = []
    hands = [Thread(target=lambda n=n: found.append(world.team.keep_version("erp", "7", body(f"d{n}")))) for n in range(6)]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join()
    assert sorted(found) == [1, 2, 3, 4, 5, 6]


def test_what_an_older_program_kept_is_no_version(world: World) -> None:
    world.team.observe_once("quote_version", "d0", json.dumps({"sale": "7", "content": {}}), T0, "erp")
    assert world.team.keep_version("erp", "7", body("d1")) == 1
    assert versions(world) == [(1, "d1", "Net 30")]


def test_another_team_has_none_of_them(world: World) -> None:
    world.team.keep_version("erp", "7", body("d1"))
    assert versions(world)
    with world.mirror.writing() as tx:
        tx.forget_team()
    with world.mirror.reading() as read:
        assert quote_read.versions(read._db, SALE) == ()
