"""The ERP's databases: an activated schema, the company seeded into it, and the copy that people work on; each made once and cached."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

from demo import environment, processes
from demo.days import today
from demo.people import PEOPLE
from demo.place import REPOSITORY, Place
from demo.postgres import Postgres
from demo.progress import say, step
from demo.state import State, write_private

SCHEMA, SEED, LIVE = "erp_schema", "erp_seed", "erp"
_MAKING = "erp_making"  # a database has its real name only when it is finished; a killed start leaves this one
_SEED_SOURCES = Path(__file__).parent / "seed"
_AFTERWARDS = "passwords.py"  # works on a finished seed and changes nothing in the cached one


class Company:
    """Makes ``erp_schema`` (modules activated), ``erp_seed`` (the company, closed for connections, copied by tests) and ``erp``."""

    def __init__(self, place: Place, state: State, postgres: Postgres) -> None:
        self._place, self._state, self._pg = place, state, postgres

    @property
    def config(self) -> Path:
        """Tryton's configuration file; its path on a command line also tells our servers from others."""
        return self._place.home / "trytond.conf"

    @property
    def description(self) -> Path:
        """JSON: what demo.seed says of the company it made."""
        return self._place.home / "company.json"

    def outdated(self, *, fresh: bool = False) -> bool:
        """Whether ``ready`` will make the live database (again), and whatever was decided on it is void."""
        schema = self._schema_key()
        if not (self._state.is_done("erp", schema) and self._pg.has(LIVE)):
            return True
        return fresh and not (self._seeded(schema) and self._state.is_done("erp-from", self._seed_key(schema)))

    def ready(self, *, fresh: bool = False) -> None:
        """Make what is missing. ``fresh``: a seed of another day or of other sources is made again, and the live database from it."""
        self._configure()
        if not self.outdated(fresh=fresh):
            self._update_addon()
            return
        schema = self._schema_key()
        seed = self._seed_key(schema)
        if not self._seeded(schema):
            self._make_seed(schema, seed)
        with step("Copying the seeded company"):
            self._state.undo("erp", "erp-from", "shop")
            self._pg.create_anew(LIVE, SEED)
        self._state.done("erp-addon", environment.addon_key())
        self._state.done("erp-from", seed)
        self._state.done("erp", schema)

    def _seeded(self, schema: str) -> bool:
        return self._state.is_done("seed", self._seed_key(schema)) and self._pg.has(SEED)

    def forget(self) -> None:
        """The live database is made again at the next ``ready``, from a seed of that day."""
        self._state.undo("erp", "erp-from")

    def _configure(self) -> None:
        lines = [
            "[database]",
            f"uri = {self._pg.url('').replace('%', '%%')}",
            "[cache]",
            "transaction = 20",
            "record = 8000",
            "[session]",
            "timeout = 28800",
            "[bus]",
            "allow_subscribe = True",
            "long_polling_timeout = 20",
        ]
        write_private(self.config, "\n".join(lines) + "\n")

    def _schema_key(self) -> str:
        return environment.digest(environment.versions(self._place).encode(), " ".join(environment.modules()).encode())

    def _seed_key(self, schema: str) -> str:
        """A seed is the same only for one day: its dates are counted from today."""
        here = Path(__file__).parent
        sources = sorted((*_SEED_SOURCES.glob("*.py"), *here.glob("plan/*.py"), here / "people.py"))
        return environment.digest(
            schema.encode(), environment.addon_key().encode(), today().isoformat().encode(), *(f.read_bytes() for f in sources)
        )

    def _make_schema(self, key: str) -> None:
        if self._state.is_done("schema", key) and self._pg.has(SCHEMA):
            return
        self._state.undo("schema")
        dump = self._place.cache / f"schema-{key}.dump"
        self._pg.create_anew(_MAKING, "template1")
        if dump.exists():
            with step("Tryton's modules, from the cache"):
                self._pg.restore(dump, _MAKING)
        else:
            with step(f"Activating {len(environment.modules())} Tryton modules (once; about a minute)"):
                # The catalogs grow while they are asked, without statistics: nested loops would double the time.
                env = {"PGOPTIONS": "-c enable_nestloop=off"}
                self._admin("activate", "-u", "ir", "res", *environment.modules(), "--activate-dependencies", env=env)
            self._pg.sql("analyze", _MAKING)
            self._pg.dump(_MAKING, dump)
        self._pg.finish_template(_MAKING, SCHEMA)
        self._state.done("schema", key)

    def _make_seed(self, schema: str, key: str) -> None:
        self._state.undo("seed")
        dump = self._place.cache / f"seed-{key}.dump"
        words = dump.with_suffix(".json")
        if dump.exists() and words.exists():
            self._pg.create_anew(_MAKING, "template1")
            with step("The seeded company, from the cache"):
                self._pg.restore(dump, _MAKING)
        else:
            self._make_schema(schema)
            self._pg.create_anew(_MAKING, SCHEMA)
            if environment.addon_key() != "none":
                with step("Activating the console's add-on"):
                    self._activate_addon(_MAKING)
            with step("Seeding the company (once a day; about two minutes)"):
                self._run_seed("seed", "--today", today().isoformat(), "--out", words.with_suffix(".making"))
            self._pg.dump(_MAKING, dump)
            words.with_suffix(".making").replace(words)
            self._place.forget_older(dump)
        self._run_seed("passwords", "--only-passwords")
        shutil.copyfile(words, self.description)
        self._pg.finish_template(_MAKING, SEED)
        self._state.done("seed", key)

    def _activate_addon(self, database: str) -> None:
        self._admin("addon", "-u", environment.ADDON_MODULE, "--activate-dependencies", database=database)

    def _update_addon(self) -> None:
        """An installed add-on that changed since: Tryton takes its new tables and views into the live database."""
        key = environment.addon_key()
        if key != "none" and not self._state.is_done("erp-addon", key):
            with step("Updating the console's add-on in Tryton"):
                self._activate_addon(LIVE)
            self._state.done("erp-addon", key)

    def _admin(self, name: str, *arguments: str, database: str = _MAKING, env: dict[str, str] | None = None) -> None:
        password = self._place.home / "admin-password"
        write_private(password, self._state.secret("admin") + "\n")
        # fmt: off
        argv: list[str | Path] = [
            self._place.python, "-O", "-W", "ignore", "-m", "trytond.cli.admin", "-c", self.config, "-d", database,
            "--email", "admin@nordhafen.example", *arguments,
        ]
        # fmt: on
        try:
            log = self._place.logs / f"{name}.log"
            processes.run("trytond-admin", argv, log, env={"TRYTONPASSFILE": str(password), **(env or {})})
        finally:
            password.unlink()

    def _run_seed(self, name: str, *arguments: str | Path) -> None:
        passwords = self._place.home / "seed-passwords.json"
        logins = {p.login: self._state.password(p.login) for p in PEOPLE}
        write_private(passwords, json.dumps({**logins, "admin": self._state.secret("admin")}))
        # fmt: off
        argv: list[str | Path] = [
            self._place.python, "-O", "-W", "ignore", "-m", "demo.seed", self.config, _MAKING,
            "--passwords", passwords, *arguments,
        ]
        # fmt: on
        hear: Callable[[str], None] = lambda words: say(f"  {words}")  # noqa: E731
        try:
            env = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
            processes.run("Seeding", argv, self._place.logs / f"{name}.log", env=env, hear=hear)
        finally:
            passwords.unlink()
