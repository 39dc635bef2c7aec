"""The shop's databases: a migrated schema, the shop seeded into it, and the copy that people work on; each made once and cached."""

from __future__ import annotations

import json
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from demo import node, processes, restock
from demo.company import LIVE as ERP
from demo.days import today
from demo.environment import digest
from demo.people import PEOPLE, email
from demo.place import REPOSITORY, Place
from demo.postgres import Postgres
from demo.progress import say, step
from demo.seed_shop import aftermath
from demo.shop import LIVE, Shop
from demo.state import State, write_private

SCHEMA, SEED = "shop_schema", "shop_seed"
_MAKING = "shop_making"  # a database has its real name only when it is finished; a killed start leaves this one
_SOURCES = (
    "demo/seed_shop/*.py",
    "demo/plan/*.py",
    "demo/seed/names.py",
    "demo/people.py",
)  # what the content of the shop depends on


class ShopCompany:
    """Makes ``shop_schema`` (migrated, nobody in it), ``shop_seed`` (closed for connections, copied by tests) and ``shop``."""

    def __init__(self, place: Place, state: State, postgres: Postgres, shop: Shop) -> None:
        self._place, self._state, self._pg, self._shop = place, state, postgres, shop

    @property
    def description(self) -> Path:
        """JSON: what demo.seed_shop says of the shop it made."""
        return self._place.home / "shop.json"

    def forget(self) -> None:
        """The live shop is made again at the next ``ready``."""
        self._state.undo("shop")

    def made(self) -> bool:
        """Whether the live shop is there and belongs to the live ERP."""
        return self._state.is_done("shop") and self._pg.has(LIVE)

    def ready(self) -> None:
        """Make what is missing; the live shop is made again where the ERP beside it was."""
        if self.made():
            self._update()
            return
        self.seeded()
        with step("Copying the seeded shop"):
            self._shop.stop()
            self._pg.create_anew(LIVE, SEED)
            self._restock()
        self._state.done("shop-migrated", self._addon_key())
        self._state.done("shop")

    def _restock(self) -> None:
        """Offer what the ERP has: the template, of which tests make their own shops, has plenty of everything."""
        locations = json.loads(self.description.read_text(encoding="utf-8"))["shop_locations"]
        left = restock.counted(self._pg.sql(restock.LEFT, ERP))
        self._pg.sql(restock.statement(left, locations), LIVE)

    def seeded(self) -> None:
        """Make the template of the shop as seeded, if it is not of today and of these sources."""
        key, template = self._seed_key(), digest(self._seed_key().encode(), node.addon_key().encode())
        if self._state.is_done("shop-seed", template) and self._pg.has(SEED):
            return
        self._state.undo("shop-seed")
        dump = self._place.cache / f"shopseed-{key}.dump"
        words = dump.with_suffix(".json")
        if dump.exists() and words.exists():
            self._begin()
            with step("The seeded shop, from the cache"):
                self._pg.restore(dump, _MAKING)
                self._people()
        else:
            self._make_schema()
            self._begin(SCHEMA)
            with step("Seeding the shop (once a day; about two minutes)"):
                self._people()
                self._seed(words)
            self._pg.dump(_MAKING, dump)
            self._place.forget_older(dump)
        with step("The console's add-on for Medusa"):
            self._migrate(_MAKING)
        shutil.copyfile(words, self.description)
        self._pg.finish_template(_MAKING, SEED)
        self._state.done("shop-seed", template)

    def _schema_key(self) -> str:
        return digest(node.packages_key().encode())

    def _seed_key(self) -> str:
        """The add-on is no part of it: a seed is made by a plain Medusa."""
        sources = [f for pattern in _SOURCES for f in sorted(REPOSITORY.glob(pattern))]
        return digest(self._schema_key().encode(), today().isoformat().encode(), *(f.read_bytes() for f in sources))

    def _addon_key(self) -> str:
        return digest(node.packages_key().encode(), node.addon_key().encode())

    def _make_schema(self) -> None:
        key = self._schema_key()
        if self._state.is_done("shop-schema", key) and self._pg.has(SCHEMA):
            return
        self._state.undo("shop-schema")
        dump = self._place.cache / f"shopschema-{key}.dump"
        self._begin()
        if dump.exists():
            with step("Medusa's tables, from the cache"):
                self._pg.restore(dump, _MAKING)
        else:
            with step("Making Medusa's tables"):
                self._medusa("db:migrate", database=_MAKING, env={"SHOP_ADDON": "no"})
            self._pg.dump(_MAKING, dump)
        self._pg.finish_template(_MAKING, SCHEMA)
        self._state.done("shop-schema", key)

    def _update(self) -> None:
        """Packages or an add-on that changed since: their migrations run on the live shop."""
        if not self._state.is_done("shop-migrated", self._addon_key()):
            self._shop.stop()
            with step("Updating the shop's tables"):
                self._migrate(LIVE)
            self._state.done("shop-migrated", self._addon_key())

    def _migrate(self, database: str) -> None:
        self._medusa("db:migrate", "--skip-scripts", "--execute-safe-links", database=database)

    def _begin(self, template: str = "template1") -> None:
        self._shop.stop(_MAKING)
        self._pg.create_anew(_MAKING, template)

    def _people(self) -> None:
        """Everybody can sign in with this demo's own passwords."""
        rows = []
        for person in PEOPLE:
            first, last = person.name.split(" ", 1)
            password = self._state.password(person.login)
            rows.append({"email": email(person.login), "first_name": first, "last_name": last, "password": password})
        file = self._place.home / "shop-people.json"
        write_private(file, json.dumps(rows))
        try:
            self._medusa("exec", self._place.shop / "people.js", database=_MAKING, env={"SHOP_PEOPLE": str(file)})
        finally:
            file.unlink()

    def _medusa(self, *arguments: str | Path, database: str, env: dict[str, str] | None = None) -> None:
        """One of Medusa's own commands."""
        cli = self._place.shop / "node_modules" / "@medusajs" / "cli" / "cli.js"
        argv: list[str | Path] = [node.found(self._place).program, cli, *arguments]
        everything = {**self._shop.env(database), **(env or {})}
        log = self._place.logs / "medusa.log"
        processes.run(f"medusa {arguments[0]}", argv, log, env=everything, folder=self._place.shop)

    def _seed(self, words: Path) -> None:
        """By a plain Medusa over HTTP; then what only SQL can make. ``words`` appears whole or not at all."""
        url = self._shop.start(_MAKING, addon=False)
        making = words.with_suffix(".making")
        hear: Callable[[str], None] = lambda said: say(f"  {said}")  # noqa: E731
        env = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1", "SHOP_PASSWORD": self._state.password("pulse")}
        argv: list[str | Path] = [sys.executable, "-m", "demo.seed_shop", url, email("pulse"), making]
        try:
            processes.run("Seeding the shop", argv, self._place.logs / "shop-seed.log", env=env, hear=hear)
        finally:
            self._shop.forget(_MAKING)
        self._pg.sql(aftermath.statement(json.loads(making.read_text(encoding="utf-8"))), _MAKING)
        making.replace(words)
