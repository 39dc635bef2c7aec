"""A company of one's own for each journey: a clone of the seeded ERP with a Tryton on it, a team store, a profile per colleague."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
import pytest
from pytestqt.qtbot import QtBot

from demo.servers import Servers
from tests.journeys.seat import Seat

_numbers = itertools.count(1)


@dataclass
class World:
    """``erp`` and ``team`` are database names on ``servers``."""

    servers: Servers
    erp: str
    team: str
    url: str
    folder: Path

    @property
    def dsn(self) -> str:
        return self.servers.dsn(self.erp)

    def profile(self, login: str) -> Path:
        return self.servers.write_profile(self.folder / login, login, self.erp, self.team)

    def number(self, story: str, n: int = 0) -> str:
        """The number of the n-th live order of a kind of story ("little_over", "far_over", ...)."""
        return str(self.servers.describe()["orders"][story][n]["number"])

    def sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        """Rows straight from the ERP's database."""
        with psycopg.connect(self.dsn) as connection:
            return connection.execute(query, parameters).fetchall()

    def team_sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.servers.dsn(self.team)) as connection:
            return connection.execute(query, parameters).fetchall()


@pytest.fixture
def world(servers: Servers, tmp_path: Path) -> Iterator[World]:
    n = next(_numbers)
    erp, team = f"journey_{n}", f"journey_{n}_team"
    servers.clone(erp)
    url = servers.start_trytond(erp)
    servers.new_team(team)
    yield World(servers, erp, team, url, tmp_path)
    servers.drop(erp)
    servers.drop(team)


@pytest.fixture
def seat(qtbot: QtBot, world: World) -> Iterator[Any]:
    """``seat("fiona")``: Fiona's window, signed in, with her queue on screen. All windows are closed at the end."""
    taken: list[Seat] = []

    def take(login: str) -> Seat:
        taken.append(Seat(qtbot, world.profile(login)))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()
