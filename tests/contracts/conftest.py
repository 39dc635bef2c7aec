"""Each test of the suite runs on every target."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from demo.servers import Servers
from tests.contracts.targets import Target, double, real


@pytest.fixture(
    scope="session",
    params=[
        "double+addon",
        "double",
        pytest.param("tryton+addon", marks=pytest.mark.servers),
        pytest.param("tryton", marks=pytest.mark.servers),
    ],
)
def server(request: pytest.FixtureRequest) -> Iterator[Target]:
    addon = request.param.endswith("+addon")
    with ExitStack() as stack:
        if request.param.startswith("double"):
            yield double(stack, addon=addon)
        else:
            yield _real(stack, request.getfixturevalue("servers"), addon=addon)


@pytest.fixture
def target(server: Target) -> Iterator[Target]:
    yield server
    server.between()


def _real(stack: ExitStack, servers: Servers, *, addon: bool) -> Target:
    """A database of its own; without the add-on: its module is not activated there, so no server loads it."""
    database = f"t_contract_{'addon' if addon else 'plain'}"
    servers.clone(database)
    stack.callback(servers.drop, database)
    if not addon:
        with psycopg.connect(servers.dsn(database)) as connection:
            connection.execute("UPDATE ir_module SET state = 'not activated' WHERE name = 'clearline_console'")
    url = servers.start_trytond(database)
    passwords = {login: servers.password(login) for login in ("carla", "omar", "fiona")}
    return real(stack, addon=addon, url=url, database=database, postgres=servers.dsn(database), passwords=passwords)
