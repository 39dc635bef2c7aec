"""When the team's log was last read to its end: what closed periods of the team's own work wait for."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.rulebook import shipped
from app.store.mirror import Mirror
from app.store.team import Team, migrate_team
from app.sync import teamfeed
from app.sync.teamfeed import TeamFeed
from tests.app.store.build import migrate
from tests.app.store.plain import around_the_clock


class Console:
    def __init__(self, folder: Path, team: Team) -> None:
        self.lane = Lane("writer")
        self.mirror = Mirror(folder / "mirror.db", team.tenant, counts_from=around_the_clock)
        self.feed = TeamFeed(team, self.mirror, self.lane, "here", lambda seq, digest: None, InForce(shipped()))

    def read_at(self) -> datetime | None:
        with self.mirror.reading() as read:
            return read.team_asof()


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate(url)
    migrate_team(url, [{"id": name, "name": name, "roles": ["pricing_manager"]} for name in ("pia", "ann")])
    team = Team(url)
    made = Console(tmp_path, team)
    yield made
    made.lane.close(drain=True)
    made.mirror.close()
    team.close()


def test_a_log_is_read_when_its_last_page_is(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teamfeed, "_PAGE", 1)
    assert console.read_at() is None
    more, _ = console.feed._pull()
    assert more
    assert console.read_at() is None
    console.feed.round()
    assert console.read_at() is not None


def test_nothing_new_is_kept_too_but_not_in_every_round(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    console.feed.round()
    first = console.read_at()
    console.feed.round()
    assert console.read_at() == first
    monkeypatch.setattr(teamfeed, "_SEEN", timedelta())
    console.feed.round()
    again = console.read_at()
    assert first is not None
    assert again is not None
    assert again > first


def test_a_mirror_that_begins_anew_has_not_read_it(console: Console) -> None:
    console.feed.round()
    with console.mirror.writing() as tx:
        tx.forget_team()
    assert console.read_at() is None
    console.feed.round()
    console.mirror.rebuild()
    assert console.read_at() is None
