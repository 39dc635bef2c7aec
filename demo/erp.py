"""Tryton servers: one process for each database, because a running one never learns of a database made later."""

from __future__ import annotations

import http.client
import json
import signal
from pathlib import Path

from demo import ports, processes
from demo.company import LIVE, Company
from demo.place import Place
from demo.progress import step
from demo.state import State
from demo.trouble import DemoTrouble


class Erp:
    """Starts and stops trytond. The server of the company itself is "erp", that of another database "erp:NAME"."""

    def __init__(self, place: Place, state: State, company: Company) -> None:
        self._place, self._state, self._company = place, state, company

    def url(self, database: str = LIVE) -> str:
        """http://127.0.0.1:port; calls go to URL/database/rpc/"""
        return f"http://127.0.0.1:{self._state.port(_server(database))}"

    def start(self, database: str = LIVE) -> str:
        """Start the server of a database, if it does not run, and wait for its first answer; its url."""
        server = _server(database)
        if self._state.process(server) and self._answers(server):
            return self.url(database)
        self.stop(database)
        with step(f"Starting Tryton on {database}"):
            self._launch(server, database)
        return self.url(database)

    def _launch(self, server: str, database: str) -> None:
        log = self._place.logs / f"{server.replace(':', '-')}.log"
        port = ports.choose(self._state.port(server))
        self._state.keep_port(server, port)
        argv: list[str | Path] = [
            self._place.python,
            "-O",
            "-W",
            "ignore",
            "-m",
            "trytond.cli",
            "-c",
            self._company.config,
            "-d",
            database,
        ]
        env = {"TRYTOND_WEB__LISTEN": f"127.0.0.1:{port}", "TRYTOND_BUS__URL_HOST": f"http://127.0.0.1:{port}/"}
        proc = processes.serve(argv, log, env=env)
        self._state.keep_process(server, proc)
        processes.wait_until(lambda: not proc.alive or self._answers(server), 90)
        if not proc.alive or not self._answers(server):
            raise DemoTrouble(f"Tryton does not answer: {processes.last_line(log)}", f"All of it is in {log}.")

    def _answers(self, server: str) -> bool:
        connection = http.client.HTTPConnection("127.0.0.1", self._state.port(server) or 0, timeout=5)
        try:
            body = json.dumps({"id": 1, "method": "common.server.version", "params": []})
            connection.request("POST", "/rpc/", body, {"Content-Type": "application/json", "Accept-Encoding": "identity"})
            return connection.getresponse().status < 400
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()

    def stop(self, database: str = LIVE, sig: signal.Signals = signal.SIGTERM) -> None:
        """End the server of a database, also one that a killed launcher started and never wrote down."""
        server = _server(database)
        if proc := self._state.process(server):
            processes.end(proc, sig)
        for proc in processes.with_argument(str(self._company.config)):
            if "trytond.cli" in processes.arguments(proc) and database in processes.arguments(proc):
                processes.end(proc, sig)
        self._state.drop_process(server, port=False)

    def forget(self, database: str) -> None:
        """Stop it for good: its port is free for others."""
        self.stop(database)
        self._state.drop_process(_server(database), port=True)

    def stop_all(self) -> None:
        """End every Tryton of this home."""
        for proc in processes.with_argument(str(self._company.config)):
            processes.end(proc)
        for server in self._state.servers():
            if server.startswith("erp"):
                self._state.drop_process(server, port=server != "erp")


def _server(database: str) -> str:
    return "erp" if database == LIVE else f"erp:{database}"
