"""Servers of one program, a process for each database: how they are started, found again after a kill, and ended."""

from __future__ import annotations

import http.client
import signal
from collections.abc import Mapping
from pathlib import Path

from demo import ports, processes
from demo.place import Place
from demo.progress import step
from demo.state import State
from demo.trouble import DemoTrouble


class Daemons:
    """What Tryton and Medusa have in common. The server of the database ``live`` has the name ``kind`` in the state file, that of
    another database "kind:DATABASE"."""

    program: str  # as people know it
    kind: str
    live: str
    question: tuple[str, str, str, Mapping[str, str]]  # method, path, body and headers of a call that any healthy server answers

    def __init__(self, place: Place, state: State) -> None:
        self._place, self._state = place, state

    def _argv(self, database: str, port: int) -> list[str | Path]:
        """The command; ``database`` is one of its arguments, and so is ``_mark``."""
        raise NotImplementedError

    def _env(self, database: str, port: int) -> dict[str, str]:
        raise NotImplementedError

    @property
    def _mark(self) -> str:
        """An argument, a path in this home, that only servers of this kind have."""
        raise NotImplementedError

    def url(self, database: str | None = None) -> str:
        """http://127.0.0.1:port of a database's server; without a name, of the live one."""
        return f"http://127.0.0.1:{self._state.port(self._server(database or self.live))}"

    def reserve(self, database: str | None = None) -> str:
        """The address at which the server of a database (of the live one) will answer, before it is started."""
        server = self._server(database or self.live)
        if self._state.port(server) is None:
            self._state.keep_port(server, ports.choose(None))
        return self.url(database)

    def start(self, database: str | None = None) -> str:
        """Start the server of a database, if it does not run, and wait for its first answer; its url."""
        name = database or self.live
        server = self._server(name)
        if self._state.process(server) and self._answers(server):
            return self.url(name)
        self.stop(name)
        with step(f"Starting {self.program} on {name}"):
            self._launch(server, name)
        return self.url(name)

    def _launch(self, server: str, database: str) -> None:
        log = self._place.logs / f"{server.replace(':', '-')}.log"
        port = ports.choose(self._state.port(server))
        self._state.keep_port(server, port)
        proc = processes.serve(self._argv(database, port), log, env=self._env(database, port))
        self._state.keep_process(server, proc)
        processes.wait_until(lambda: not proc.alive or self._answers(server), 90)
        if not proc.alive or not self._answers(server):
            raise DemoTrouble(f"{self.program} does not answer: {processes.last_line(log)}", f"All of it is in {log}.")

    def _answers(self, server: str) -> bool:
        method, path, body, headers = self.question
        connection = http.client.HTTPConnection("127.0.0.1", self._state.port(server) or 0, timeout=5)
        try:
            connection.request(method, path, body or None, dict(headers))
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self, database: str | None = None, sig: signal.Signals = signal.SIGTERM) -> None:
        """End the server of a database, also one that a killed launcher started and never wrote down."""
        name = database or self.live
        server = self._server(name)
        if proc := self._state.process(server):
            processes.end(proc, sig)
        for proc in processes.with_argument(self._mark):
            if name in processes.arguments(proc):
                processes.end(proc, sig)
        self._state.drop_process(server, port=False)

    def forget(self, database: str) -> None:
        """Stop it for good: its port is free for others."""
        self.stop(database)
        self._state.drop_process(self._server(database), port=True)

    def stop_all(self) -> None:
        """End every server of this kind in this home."""
        for proc in processes.with_argument(self._mark):
            processes.end(proc)
        for server in self._state.servers():
            if server.split(":")[0] == self.kind:
                self._state.drop_process(server, port=server != self.kind)

    def _server(self, database: str) -> str:
        return self.kind if database == self.live else f"{self.kind}:{database}"
