"""Medusa servers: how the shop's Node process is called, with and without the console's add-on."""

from __future__ import annotations

import os
from pathlib import Path

from demo import node
from demo.daemons import Daemons
from demo.place import Place
from demo.postgres import Postgres
from demo.state import State

LIVE = "shop"


class Shop(Daemons):
    """Starts and stops Medusa. ``addon`` false: the same database served by a plain Medusa (the add-on's tables stay in it)."""

    program, kind, live = "Medusa", "shop", LIVE
    question = ("GET", "/health", "", {})

    def __init__(self, place: Place, state: State, postgres: Postgres) -> None:
        super().__init__(place, state)
        self._pg = postgres
        self._plain: set[str] = set()

    def start(self, database: str | None = None, *, addon: bool = True) -> str:
        """As for every server; one that runs already is not asked whether it has the add-on."""
        (self._plain.discard if addon else self._plain.add)(database or LIVE)
        return super().start(database)

    @property
    def _mark(self) -> str:
        return str(self._place.shop / "serve.js")

    def _argv(self, database: str, port: int) -> list[str | Path]:
        return [node.found(self._place).program, self._mark, database, str(port)]

    def _env(self, database: str, port: int) -> dict[str, str]:
        return {**self.env(database, f"http://127.0.0.1:{port}"), "SHOP_ADDON": "no" if database in self._plain else "yes"}

    def env(self, database: str, url: str = "http://127.0.0.1") -> dict[str, str]:
        """What the Medusa project reads, for a server or for one of Medusa's own commands."""
        return {
            **node.found(self._place).env,
            "DATABASE_URL": self._pg.url(database),
            "SHOP_URL": url,
            "JWT_SECRET": self._state.secret("shop-jwt"),
            "COOKIE_SECRET": self._state.secret("shop-cookie"),
            "NODE_ENV": "development",  # production wants cookies over TLS only
            "NODE_PATH": os.fspath(self._place.shop / "node_modules"),
        }
