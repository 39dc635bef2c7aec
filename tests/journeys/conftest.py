"""Companies of one's own: a clone of the seeded ERP with a Tryton on it, a team store, a profile per colleague; beside it a shop."""

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
from tests.outside import erp
from tests.outside.shop import Shop

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


@dataclass
class TwoWorld(World):
    """With a shop beside the ERP: ``shop`` is its database, ``desk`` a session of somebody else's in it."""

    shop: str
    desk: Shop

    def profile(self, login: str) -> Path:
        return self.servers.write_profile(self.folder / login, login, self.erp, self.team, self.shop)

    def web(self, story: str, n: int = 0) -> dict[str, Any]:
        """The n-th web order of a story as the seed describes it: "id", "display_id", "ext_ref", ..."""
        found: dict[str, Any] = self.servers.describe()["shop_orders"][story][n]
        return found

    def sales(self, order: dict[str, Any]) -> list[erp.Sale]:
        return erp.sales(self.dsn, order["ext_ref"])

    def shop_sql(self, query: str, *parameters: Any) -> list[tuple[Any, ...]]:
        with psycopg.connect(self.servers.dsn(self.shop)) as connection:
            return connection.execute(query, parameters).fetchall()


@pytest.fixture(scope="module")
def two(servers: Servers, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TwoWorld]:
    """Shared by the journeys of a file, each of which takes orders of its own: a Medusa starts slowly."""
    n = next(_numbers)
    erp_name, team, shop = f"two_{n}", f"two_{n}_team", f"two_{n}_shop"
    servers.clone(erp_name)
    servers.clone_shop(shop)
    url, shop_url = servers.start_trytond(erp_name), servers.start_shop(shop)
    servers.new_team(team)
    desk = Shop(shop_url, servers.shop_login("pulse"), servers.password("pulse"))
    yield TwoWorld(servers, erp_name, team, url, tmp_path_factory.mktemp("two"), shop, desk)
    servers.drop_shop(shop)
    servers.drop(erp_name)
    servers.drop(team)


@pytest.fixture
def desk(qtbot: QtBot, two: TwoWorld) -> Iterator[Any]:
    """``desk("carla", "validation")``: Carla's window on that queue. All windows are closed at the end."""
    taken: list[Seat] = []

    def take(login: str, queue: str) -> Seat:
        taken.append(Seat(qtbot, two.profile(login), queue))
        return taken[-1]

    yield take
    for one in taken:
        one.leave()


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
