"""The stores that tests start from: the team's on a SQLite file and on a real PostgreSQL, a mirror, and all that one console has."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from app.store.mirror import Mirror
from app.store.team import Team
from demo.servers import Servers
from tests.app.store.build import TENANT, FakeClock, migrate, opened
from tests.app.store.plain import around_the_clock
from tests.app.store.world import World, made


@pytest.fixture(scope="session")
def pg_server(servers: Servers) -> str:
    """postgresql://owner:password@host:port of the test company's PostgreSQL, without a database; may create databases and roles."""
    return servers.dsn("postgres").rsplit("/", 1)[0]


@pytest.fixture(scope="session")
def pg_template(pg_server: str) -> Iterator[str]:
    """A migrated, empty team store to copy."""
    name = f"store_template_{uuid4().hex[:8]}"
    with psycopg.connect(f"{pg_server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name}")
        migrate(f"{pg_server}/{name}")
        yield name
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def pg_url(pg_server: str, pg_template: str) -> Iterator[str]:
    """A team store on PostgreSQL of the test's own, as its owner."""
    name = f"store_{uuid4().hex[:12]}"
    with psycopg.connect(f"{pg_server}/postgres", autocommit=True) as admin:
        admin.execute(f"CREATE DATABASE {name} TEMPLATE {pg_template}")
        yield f"{pg_server}/{name}"
        admin.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    url = f"sqlite:///{tmp_path / 'team.db'}"
    migrate(url)
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.servers)])
def team_url(request: pytest.FixtureRequest) -> str:
    """Every test that asks for it runs on both."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "pg_url"))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def team(team_url: str, clock: FakeClock) -> Iterator[Team]:
    with opened(team_url, clock) as team:
        yield team


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "mirror.db"


@pytest.fixture
def mirror(path: Path) -> Iterator[Mirror]:
    made = Mirror(path, TENANT, counts_from=around_the_clock)
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path, sqlite_url: str, clock: FakeClock) -> Iterator[World]:
    with made(tmp_path, sqlite_url, clock) as world:
        yield world
