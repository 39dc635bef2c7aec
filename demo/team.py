"""The team store of the demo company: a database on the same PostgreSQL, made and migrated by the console's own command."""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from demo import processes
from demo.people import TEAM, email
from demo.place import REPOSITORY, Place
from demo.postgres import Postgres
from demo.progress import step
from demo.sister import SOURCE as SISTER_SOURCE
from demo.state import State, write_private

DATABASE = "clearline_team"
ERP_SOURCE, SHOP_SOURCE = "tryton", "medusa"  # the names under which the console knows the systems


class Team:
    """Creates team databases; every colleague signs in to them with a PostgreSQL role and password of their own."""

    def __init__(self, place: Place, state: State, postgres: Postgres) -> None:
        self._place, self._state, self._pg = place, state, postgres

    def url(self, login: str, database: str = DATABASE) -> str:
        """Where this colleague's console finds the team store."""
        return self._pg.url(database, login, self._state.secret(f"team:{login}"))

    def ready(self, database: str = DATABASE, plan: Mapping[str, Any] | None = None) -> None:
        """Make the database if it is missing and bring schema, people and grants up to date (by ``main.py migrate``).

        ``plan``: resources and appointments, as that takes them.
        """
        self._pg.make(database)
        people = self._place.home / f"{database}-people.json"
        planned = self._place.home / f"{database}-plan.json"
        write_private(people, json.dumps(self.people()))
        write_private(planned, json.dumps(plan or {}))
        argv: list[str | Path] = [
            sys.executable,
            REPOSITORY / "main.py",
            "migrate",
            "--team",
            self._pg.url(database),
            "--people",
            people,
            "--plan",
            planned,
        ]
        try:
            with step("Preparing the team store"):
                processes.run("main.py migrate", argv, self._place.logs / "team.log")
        finally:
            people.unlink()
            planned.unlink()

    def start_over(self, database: str = DATABASE) -> None:
        """Drop the store with all cases and decisions: they belong to an ERP database that is made again."""
        self._pg.drop(database)

    def people(self) -> list[dict[str, object]]:
        """The team as ``main.py migrate`` takes it."""
        return [
            {
                "id": p.login,
                "name": p.name,
                "roles": list(p.roles),
                "logins": {ERP_SOURCE: p.login, SHOP_SOURCE: email(p.login), SISTER_SOURCE: p.login},
                "db_role": p.login,
                "db_password": self._state.secret(f"team:{p.login}"),
            }
            for p in TEAM
        ]
