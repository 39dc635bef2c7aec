"""Shared boards and notes: from one person's wish through the team's log into a colleague's mirror, on a file and on PostgreSQL."""

from __future__ import annotations

import sqlite3
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.domain.person import Person
from app.domain.team_view import FigureNote, ShareBoard, SharedAnswer, SharedBoard, TakeNote, UnshareBoard, WriteNote
from app.errors import Refused
from app.sharing import Sharing
from app.store import team_view_read
from app.store.mirror import Mirror
from app.store.team import Team
from tests.app.store.build import FakeClock

OMAR, FIONA = Person("omar", "Omar Haddad", frozenset()), Person("fiona", "Fiona Fink", frozenset())
DAY = date(2026, 11, 27)


class Rounds:
    nudged = 0

    def nudge_team(self) -> None:
        self.nudged += 1


def of(person: Person, team: Team) -> Sharing:
    rounds: Any = Rounds()
    return Sharing(person, team, rounds)


def seen(team: Team, mirror: Mirror, path: Path) -> SharedAnswer:
    """What a colleague's screen reads after a round."""
    with mirror.writing() as tx:
        tx.take(team.changes(0))
    db = sqlite3.connect(path)
    try:
        return team_view_read.shared(db)
    finally:
        db.close()


def test_a_board_reaches_a_colleague_and_the_newest_holds(team: Team, clock: FakeClock, mirror: Mirror, path: Path) -> None:
    omar = of(OMAR, team)
    omar.carry_out(ShareBoard("b1", "Port", ("growth.orders",)))
    clock.pass_(seconds=1)
    omar.carry_out(ShareBoard("b1", "Port and quay", ("growth.orders", "credit.dso")))
    assert seen(team, mirror, path).boards == (
        SharedBoard("b1", "Port and quay", ("growth.orders", "credit.dso"), "omar", "omar"),
    )
    clock.pass_(seconds=1)
    omar.carry_out(UnshareBoard("b1"))
    assert seen(team, mirror, path).boards == ()


def test_told_twice_it_is_kept_once(team: Team) -> None:
    omar, wish = of(OMAR, team), WriteNote("n1", "growth.orders", DAY, "Strike")
    omar.carry_out(wish)
    end = team.changes(0).seq
    omar.carry_out(wish)
    assert team.changes(0).seq == end


def test_a_colleagues_board_or_note_is_theirs(team: Team, mirror: Mirror, path: Path) -> None:
    of(OMAR, team).carry_out(ShareBoard("b1", "Port", ()))
    of(OMAR, team).carry_out(WriteNote("n1", "growth.orders", DAY, "  Strike\n at the port "))
    for wish in (ShareBoard("b1", "Mine now", ()), UnshareBoard("b1"), TakeNote("n1"), WriteNote("n1", "x", DAY, "y")):
        with pytest.raises(Refused, match="is a colleague's"):
            of(FIONA, team).carry_out(wish)
    answer = seen(team, mirror, path)
    assert [board.title for board in answer.boards] == ["Port"]
    [note] = answer.notes
    assert note == FigureNote("n1", "growth.orders", DAY, "Strike at the port", "omar", "omar", note.at)


def test_a_note_that_says_nothing_is_refused(team: Team) -> None:
    with pytest.raises(Refused, match="says nothing"):
        of(OMAR, team).carry_out(WriteNote("n1", "growth.orders", DAY, " \n "))


def test_what_another_program_wrote_is_left_out(team: Team, clock: FakeClock, mirror: Mirror, path: Path) -> None:
    for n, body in enumerate(('{"titel": 1}', '"x"', "[]", '{"title": "A", "kpis": 7}')):
        team.observe("shared_board", f"b{n}", body, clock.now, "omar")
    team.observe("effect", "letter", "{}", clock.now, "erp")
    assert seen(team, mirror, path) == SharedAnswer()
