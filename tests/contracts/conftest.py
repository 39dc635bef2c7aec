"""Each test of the suite runs on every target, or on those of its module's ``KINDS``; with ``deed``, for each deed of it.

A module's ``PLACES`` says where a thing is there at all: ours alone, with our add-on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import psycopg
import pytest

from demo.servers import Servers
from tests.contracts.counter import Counter
from tests.contracts.erp_trade import ERP
from tests.contracts.shop_trade import SHOP
from tests.contracts.targets import Target, double, real, real_shop

TRADES = {"tryton": ERP, "medusa": SHOP}
PLACES = ("double+addon", "double", "real+addon", "real")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    names = set(metafunc.fixturenames)
    if "server" not in names:
        return
    kinds = getattr(metafunc.module, "KINDS", tuple(TRADES))
    wanted = [(kind, place) for kind in kinds for place in getattr(metafunc.module, "PLACES", PLACES)]
    if "deed" in names:
        cases = [
            pytest.param((kind, place), deed, marks=_marks(place), id=f"{kind} {place}-{deed}")
            for kind, place in wanted
            for deed in TRADES[kind].makes
        ]
        metafunc.parametrize(("server", "deed"), cases, indirect=["server"], scope="session")
    else:
        cases = [pytest.param((kind, place), marks=_marks(place), id=f"{kind} {place}") for kind, place in wanted]
        metafunc.parametrize("server", cases, indirect=True, scope="session")


def _marks(place: str) -> tuple[pytest.MarkDecorator, ...]:
    return (pytest.mark.servers,) if place.startswith("real") else ()


@pytest.fixture(scope="session")
def server(request: pytest.FixtureRequest) -> Iterator[Target]:
    kind, place = request.param
    addon = place.endswith("+addon")
    with ExitStack() as stack:
        if place.startswith("double"):
            yield double(stack, kind, addon=addon)
        else:
            make = _tryton if kind == "tryton" else _medusa
            yield make(stack, request.getfixturevalue("servers"), addon=addon)


@pytest.fixture
def target(server: Target) -> Iterator[Target]:
    yield server
    server.between()


@pytest.fixture
def counter(target: Target) -> Counter:
    return Counter(target.office)


def _tryton(stack: ExitStack, servers: Servers, *, addon: bool) -> Target:
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


def _medusa(stack: ExitStack, servers: Servers, *, addon: bool) -> Target:
    database = f"t_contract_shop_{'addon' if addon else 'plain'}"
    servers.clone_shop(database)
    stack.callback(servers.drop_shop, database)
    url = servers.start_shop(database, addon=addon)
    passwords = {login: servers.password(login) for login in ("carla", "omar", "fiona")}
    logins = {login: servers.shop_login(login) for login in passwords}
    return real_shop(stack, addon=addon, url=url, postgres=servers.dsn(database), passwords=passwords, logins=logins)
