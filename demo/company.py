"""The databases of a company's ERP: a schema, the company seeded into it, the copy that people work on; each made once, cached."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from demo import environment, processes
from demo.days import today
from demo.people import PEOPLE
from demo.place import REPOSITORY, Place
from demo.postgres import Postgres
from demo.progress import say, step
from demo.state import State, write_private

SCHEMA, SEED, LIVE = "erp_schema", "erp_seed", "erp"


@dataclass(frozen=True, slots=True)
class Firm:
    """A company with a database of its own. live: its name, also of what was done for it; seed: of the template; dump: of its kind of file
    in the cache. program: the module that seeds it, from sources (below demo/). words: what it is called; takes: how long that lasts.
    """

    live: str
    seed: str
    dump: str
    program: str
    sources: tuple[str, ...]
    words: str
    takes: str

    @property
    def making(self) -> str:
        """A database has its real name only when it is finished; a killed start leaves this one."""
        return f"{self.live}_making"


FIRST = Firm(LIVE, SEED, "seed", "demo.seed", ("seed/*.py", "plan/*.py", "people.py", "days.py"), "company", "about two minutes")


class Company:
    """Makes ``erp_schema`` (modules activated), the firm's template (closed for connections, copied by tests) and its live database."""

    def __init__(self, place: Place, state: State, postgres: Postgres, firm: Firm = FIRST) -> None:
        self._place, self._state, self._pg, self.firm = place, state, postgres, firm

    @property
    def config(self) -> Path:
        """Tryton's configuration file; its path on a command line also tells our servers from others."""
        return self._place.home / "trytond.conf"

    @property
    def description(self) -> Path:
        """JSON: what the seed says of the company it made."""
        return self._place.home / ("company.json" if self.firm is FIRST else f"{self.firm.live}.json")

    def outdated(self, *, fresh: bool = False) -> bool:
        """Whether ``ready`` will make the live database (again), and whatever was decided on it is void."""
        schema = self._schema_key()
        if not (self._state.is_done(self.firm.live, schema) and self._pg.has(self.firm.live)):
            return True
        return fresh and not (self._seeded(schema) and self._state.is_done(f"{self.firm.live}-from", self._seed_key(schema)))

    def ready(self, *, fresh: bool = False) -> None:
        """Make what is missing. ``fresh``: a seed of another day or of other sources is made again, and the live database from it."""
        self._configure()
        if not self.outdated(fresh=fresh):
            self._update_addon()
            return
        schema, live = self._schema_key(), self.firm.live
        self.seeded()
        with step(f"Copying the seeded {self.firm.words}"):
            self._state.undo(live, f"{live}-from", *(("shop",) if self.firm is FIRST else ()))
            self._pg.create_anew(live, self.firm.seed)
        self._state.done(f"{live}-addon", environment.addon_key())
        self._state.done(f"{live}-from", self._seed_key(schema))
        self._state.done(live, schema)

    def seeded(self) -> None:
        """Make the template, if it is not of today and of these sources."""
        schema = self._schema_key()
        if not self._seeded(schema):
            self._make_seed(schema, self._seed_key(schema))

    def _seeded(self, schema: str) -> bool:
        return self._state.is_done(self.firm.dump, self._seed_key(schema)) and self._pg.has(self.firm.seed)

    def forget(self) -> None:
        """The live database is made again at the next ``ready``, from a seed of that day."""
        self._state.undo(self.firm.live, f"{self.firm.live}-from")

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
        sources = sorted(file for pattern in self.firm.sources for file in here.glob(pattern))
        return environment.digest(
            schema.encode(), environment.addon_key().encode(), today().isoformat().encode(), *(f.read_bytes() for f in sources)
        )

    def _make_schema(self, key: str) -> None:
        if self._state.is_done("schema", key) and self._pg.has(SCHEMA):
            return
        self._state.undo("schema")
        dump = self._place.cache / f"schema-{key}.dump"
        making = self.firm.making
        self._pg.create_anew(making, "template1")
        if dump.exists():
            with step("Tryton's modules, from the cache"):
                self._pg.restore(dump, making)
        else:
            with step(f"Activating {len(environment.modules())} Tryton modules (once; about a minute)"):
                # The catalogs grow while they are asked, without statistics: nested loops would double the time.
                env = {"PGOPTIONS": "-c enable_nestloop=off"}
                self._admin("activate", "-u", "ir", "res", *environment.modules(), "--activate-dependencies", env=env)
            self._pg.sql("analyze", making)
            self._pg.dump(making, dump)
        self._pg.finish_template(making, SCHEMA)
        self._state.done("schema", key)

    def _make_seed(self, schema: str, key: str) -> None:
        making, firm = self.firm.making, self.firm
        self._state.undo(firm.dump)
        dump = self._place.cache / f"{firm.dump}-{key}.dump"
        words = dump.with_suffix(".json")
        if dump.exists() and words.exists():
            self._pg.create_anew(making, "template1")
            with step(f"The seeded {firm.words}, from the cache"):
                self._pg.restore(dump, making)
        else:
            self._make_schema(schema)
            self._pg.create_anew(making, SCHEMA)
            if environment.addon_key() != "none":
                with step("Activating the console's add-on"):
                    self._activate_addon(making)
            with step(f"Seeding the {firm.words} (once a day; {firm.takes})"):
                self._run_seed(firm.dump, firm.program, "--today", today().isoformat(), "--out", words.with_suffix(".making"))
            self._pg.dump(making, dump)
            words.with_suffix(".making").replace(words)
            self._place.forget_older(dump)
        self._run_seed("passwords", FIRST.program, "--only-passwords")
        shutil.copyfile(words, self.description)
        self._pg.finish_template(making, firm.seed)
        self._state.done(firm.dump, key)

    def _activate_addon(self, database: str) -> None:
        self._admin("addon", "-u", environment.ADDON_MODULE, "--activate-dependencies", database=database)

    def _update_addon(self) -> None:
        """An installed add-on that changed since: Tryton takes its new tables and views into the live database."""
        key = environment.addon_key()
        if key != "none" and not self._state.is_done(f"{self.firm.live}-addon", key):
            with step("Updating the console's add-on in Tryton"):
                self._activate_addon(self.firm.live)
            self._state.done(f"{self.firm.live}-addon", key)

    def _admin(self, name: str, *arguments: str, database: str = "", env: dict[str, str] | None = None) -> None:
        password = self._place.home / f"{self.firm.live}-admin-password"
        write_private(password, self._state.secret("admin") + "\n")
        # fmt: off
        argv: list[str | Path] = [
            self._place.python, "-O", "-W", "ignore", "-m", "trytond.cli.admin", "-c", self.config, "-d",
            database or self.firm.making,
            "--email", "admin@nordhafen.example", *arguments,
        ]
        # fmt: on
        try:
            log = self._place.logs / f"{name}.log"
            processes.run("trytond-admin", argv, log, env={"TRYTONPASSFILE": str(password), **(env or {})})
        finally:
            password.unlink()

    def _run_seed(self, name: str, program: str, *arguments: str | Path) -> None:
        passwords = self._place.home / f"{self.firm.dump}-passwords.json"
        logins = {p.login: self._state.password(p.login) for p in PEOPLE}
        write_private(passwords, json.dumps({**logins, "admin": self._state.secret("admin")}))
        # fmt: off
        argv: list[str | Path] = [
            self._place.python, "-O", "-W", "ignore", "-m", program, self.config, self.firm.making,
            "--passwords", passwords, *arguments,
        ]
        # fmt: on
        hear: Callable[[str], None] = lambda words: say(f"  {words}")  # noqa: E731
        try:
            env = {"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"}
            processes.run("Seeding", argv, self._place.logs / f"{name}.log", env=env, hear=hear)
        finally:
            passwords.unlink()
