"""A console that starts while the team store, the ERP or both are away: useful at once, and healing by itself."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from app.bootstrap import open_profile
from app.commands.command import Command
from app.console import Console
from app.domain.letter import LetterState
from app.domain.question import AskOutbox, OutboxAnswer
from app.errors import StoreTrouble
from app.headless import round_once
from app.store.outbox import Outbox
from app.store.team import migrate_team
from demo.postgres import Postgres
from demo.servers import Servers
from demo.state import State
from tests.app.office import PATIENCE, PEOPLE, company, held, profile, until
from tests.app.store.plain import letter
from tests.doubles.tryton import FakeTryton

NOBODY = "postgresql://fiona:x@127.0.0.1:1/team"  # no server listens there
AWAY = "Could not reach the team store"


def team_at(folder: Path, url: str) -> None:
    """The same team, at another address."""
    text = (folder / "profile.toml").read_text()
    (folder / "profile.toml").write_text(
        "\n".join(f'url = "{url}"' if ":/" in x and "http" not in x else x for x in text.splitlines())
    )


@dataclass
class Desk:
    """A profile that has worked before, with one held order in its mirror."""

    folder: Path
    fake: FakeTryton
    url: str
    stack: ExitStack

    def start(self) -> Console:
        console = open_profile(self.folder)
        self.stack.callback(console.close)
        return console


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with ExitStack() as stack:
        fake = company(stack)
        url = f"sqlite:///{tmp_path / 'team.db'}"
        migrate_team(url, PEOPLE)
        folder = profile(tmp_path / "fiona", fake, url)
        console = open_profile(folder)
        round_once(console)
        assert [r.provisional for r in held(console)] == [False]
        console.close()
        yield Desk(folder, fake, url, stack)


def release(row_id: str, rev: int) -> Command:
    return Command("release_hold", row_id, rev, {"reason": "Paid by phone, the bank confirmed it"})


def letters(console: Console) -> list[str]:
    answer = console.read(AskOutbox()).result(PATIENCE)
    assert isinstance(answer, OutboxAnswer)
    return [x.state for x in answer.letters]


def test_without_the_team_store_the_queue_is_there_and_decisions_wait(desk: Desk) -> None:
    team_at(desk.folder, NOBODY)
    console = desk.start()
    assert (console.me.name, console.me.roles) == ("Fiona Brandt", frozenset({"credit_manager"}))
    [row] = held(console)
    console.start()
    until(console, lambda: console.status().team_state == "offline", "the board says so")
    assert AWAY in console.status().team_words
    with pytest.raises(StoreTrouble, match=AWAY):
        console.do(Command("claim", row.case_id, row.rev, {})).result(PATIENCE)
    console.do(release(row.case_id, row.rev)).result(PATIENCE)
    until(console, lambda: letters(console) == [LetterState.QUEUED], "the decision waits")
    until(console, lambda: console.status().sources[0].state == "ok", "the ERP is read all the same")
    assert [s["state"] for s in desk.fake.erp.table("sale.sale").values()] == ["quotation"]


def test_a_decision_that_is_told_again_under_its_id_is_taken_down_once(desk: Desk) -> None:
    team_at(desk.folder, NOBODY)
    console = desk.start()
    [row] = held(console)
    wish = replace(release(row.case_id, row.rev), decision="5f0c2a1e-0000-4000-8000-000000000001")
    first = console.do(wish).result(PATIENCE)
    again = console.do(replace(wish, seen_rev=row.rev + 1)).result(PATIENCE)
    assert (first.letter_ids, first.steps) == (again.letter_ids, again.steps) == ((f"{wish.decision}/1",), 1)
    assert letters(console) == [LetterState.QUEUED]


def test_it_goes_out_by_itself_at_the_next_start_with_the_store(desk: Desk) -> None:
    team_at(desk.folder, NOBODY)
    console = open_profile(desk.folder)
    [row] = held(console)
    console.do(release(row.case_id, row.rev)).result(PATIENCE)
    console.close()
    team_at(desk.folder, desk.url)
    console = desk.start()
    console.start()
    until(console, lambda: letters(console) == [LetterState.APPLIED], "delivered")
    until(console, lambda: console.status().team_state == "ok", "and the board says that the store is there")


def test_without_both(desk: Desk) -> None:
    team_at(desk.folder, NOBODY)
    desk.fake.close()
    console = desk.start()
    console.start()
    assert len(held(console)) == 1
    until(console, lambda: console.status().team_state == "offline", "the team store is away")
    until(console, lambda: console.status().sources[0].state == "offline", "the ERP is away")


def test_without_the_erp(desk: Desk) -> None:
    desk.fake.close()
    console = desk.start()
    console.start()
    until(console, lambda: console.status().sources[0].state == "offline", "the ERP is away")
    until(console, lambda: console.status().team_state == "ok", "the team store is not")
    assert len(held(console)) == 1


def test_the_first_start_ever_needs_the_store_and_says_so(desk: Desk, tmp_path: Path) -> None:
    folder = profile(tmp_path / "new", desk.fake, NOBODY)
    for _ in range(2):  # the refusal leaves nothing locked
        with pytest.raises(StoreTrouble, match=AWAY):
            open_profile(folder)


def test_another_teams_store_never_gets_what_was_decided_for_the_former(desk: Desk, tmp_path: Path) -> None:
    other = f"sqlite:///{tmp_path / 'other.db'}"
    migrate_team(other, PEOPLE)
    outbox = Outbox(desk.folder / "outbox.db")
    outbox.add(letter(source="tryton"))
    outbox.close()
    team_at(desk.folder, other)
    with pytest.raises(StoreTrouble, match="another team's"):
        open_profile(desk.folder)
    outbox = Outbox(desk.folder / "outbox.db")
    assert outbox.move("d1/1", LetterState.SUPERSEDED, among=frozenset({LetterState.QUEUED}))
    outbox.close()
    console = desk.start()
    assert held(console) == (), "with nothing left to send, the new team begins with an empty mirror"


# ---- a real PostgreSQL, stopped and started ---------------------------------------------------------------------------------------


@pytest.fixture
def postgres(servers: Servers) -> Iterator[Postgres]:
    """A PostgreSQL of its own, made with the company's programs."""
    where = replace(servers.place, home=servers.place.home.with_name("clearline-test-team"))
    shutil.rmtree(where.home, ignore_errors=True)
    where.make()
    where.environment.symlink_to(servers.place.environment)
    own = Postgres(where, State(where.state))
    own.start()
    yield own
    own.stop()
    shutil.rmtree(where.home)


@pytest.mark.servers
def test_the_store_stops_and_comes_back(postgres: Postgres, tmp_path: Path) -> None:
    postgres.create("team")
    migrate_team(postgres.url("team"), PEOPLE)
    with ExitStack() as stack:
        fake = company(stack)
        desk = Desk(profile(tmp_path / "fiona", fake, postgres.url("team", "fiona", "x")), fake, "", stack)
        console = open_profile(desk.folder)
        round_once(console)
        console.close()
        postgres.stop()
        console = desk.start()
        console.start()
        [row] = held(console)
        until(console, lambda: console.status().team_state == "offline", "offline")
        console.do(release(row.case_id, row.rev)).result(PATIENCE)
        assert letters(console) == [LetterState.QUEUED]
        postgres.start()
        until(console, lambda: letters(console) == [LetterState.APPLIED], "sent by itself")
        until(console, lambda: held(console) == (), "and the case is gone")
        until(console, lambda: console.status().team_state == "ok", "and the board says that the store is back")
        assert postgres.sql("SELECT state, actor FROM decision", "team") == "applied|fiona"
        postgres.stop()
        until(console, lambda: console.status().team_state == "offline", "offline again")
        postgres.start()
        until(console, lambda: console.status().team_state == "ok", "and back")
