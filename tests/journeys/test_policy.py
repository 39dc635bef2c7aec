"""The policy is changed through the window: without approval the gate goes on as before, with it the next release goes by the new version.

Not in the default suite (it takes minutes): run by name, ``pytest tests/journeys/test_policy.py``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.journeys import oracle
from tests.journeys.conftest import World
from tests.journeys.seat import Seat
from tests.journeys.test_release import ended, release


@pytest.fixture
def desk(qtbot: QtBot, world: World) -> Iterator[Any]:
    taken: list[Seat] = []

    def take(login: str, page: str = "policy") -> Seat:
        taken.append(Seat(qtbot, world.profile(login), page))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()


def judged_by(world: World) -> list[tuple[str, int]]:
    """What the log says of each verdict at the gate: what became of it, by which version."""
    bodies = [json.loads(body) for (body,) in world.team_sql("SELECT body FROM audit ORDER BY seq")]
    return [(b["what"], b["policy"]) for b in bodies if b["what"] in ("asked", "permitted")]


def in_force(world: World) -> list[tuple[int, str]]:
    return [tuple(row) for row in world.team_sql("SELECT version, author FROM policy ORDER BY version")]  # type: ignore[misc]


def waits(seat: Seat, number: str) -> bool:
    row = seat.row(number)
    return row is not None and row.pending == "approval"


def test_a_higher_limit_counts_from_its_approval_on(world: World, desk: Any) -> None:
    first, between, second = world.number("far_over"), world.number("above_authority"), world.number("far_over", 1)
    fiona = desk("fiona", "credit")
    release(fiona, first)
    fiona.until(lambda: waits(fiona, first), "a second person is needed for a third over the limit")
    assert judged_by(world) == [("asked", 1)]

    maja = desk("maja")
    maja.until(lambda: maja.page.shown is not None and maja.page.shown.answer.current.since is not None, "the policy")
    maja.page.grid.go("release_hold")
    maja.sees("how far over the limit").press("Enter", "Ctrl+A").type("20000").press("Enter", "Ctrl+A").type("60").press(
        "Enter", "Esc"
    )
    maja.sees("1 change not proposed yet").press("P").type("Felix is away all December").press("Ctrl+Enter")
    maja.until(lambda: bool(world.team_sql("SELECT 1 FROM policy_proposal")), "the proposal in the team store")
    maja.sees("Waits for a finance director or above")
    assert in_force(world) == [(1, "operator")], "without approval no effect"
    maja.press("A")
    assert in_force(world) == [(1, "operator")], "its author never approves"

    release(fiona, between)
    fiona.until(lambda: waits(fiona, between), "still a second person is needed, for 18,000")
    assert judged_by(world) == [("asked", 1), ("asked", 1)]

    frank = desk("frank")
    frank.until(lambda: frank.page.shown is not None and bool(frank.page.shown.answer.proposals), "the proposal at Frank's")
    frank.press("3").sees("Maja Lund", "10,000.00 and 10 %", "20,000.00 and 60 %").press("A")
    frank.until(lambda: in_force(world) == [(1, "operator"), (2, "maja")], "version 2 in force")
    assert world.team_sql("SELECT approver FROM policy_approval") == [("frank",)]

    fiona.until(lambda: fiona.console._rules.policy.version == 2, "her console goes by it without a restart")
    fiona.go_to(second).may("release_hold")
    release(fiona, second)
    fiona.until(lambda: ended(world, second, "resolved"), "released by Fiona alone")
    assert oracle.confirmed_by(world.dsn, second)[1] == "fiona"
    assert judged_by(world) == [("asked", 1), ("asked", 1), ("permitted", 2)]
    assert world.team_sql("SELECT count(*) FROM approval") == [(0,)]
