"""The demo company's mail: a letter box on loopback, whose letters lie in the home where a person can read them."""

from __future__ import annotations

import json
import socket
import sys
from pathlib import Path

from demo import ports, processes
from demo.people import TEAM, email
from demo.place import REPOSITORY, Place
from demo.progress import step
from demo.state import State, write_private
from demo.trouble import DemoTrouble

SOURCE, SENDER = "mail", "Nordhafen <orders@nordhafen.example>"


class Mail:
    """One server of this home, named "mail" in the state file; it runs in the environment of whoever starts it."""

    def __init__(self, place: Place, state: State) -> None:
        self._place, self._state = place, state

    @property
    def folder(self) -> Path:
        """The letters, one file each (.eml)."""
        return self._place.home / "mail"

    @property
    def url(self) -> str:
        """smtp://127.0.0.1:port"""
        return f"smtp://127.0.0.1:{self._state.port(SOURCE)}"

    def start(self) -> None:
        """Start it, if it does not run, and wait for its greeting."""
        if self._state.process(SOURCE) and self._answers():
            return
        self.stop()
        with step("Opening the letter box"):
            self._launch()

    def _launch(self) -> None:
        self.folder.mkdir(exist_ok=True, mode=0o700)
        write_private(self.folder / "passwords.json", json.dumps({email(p.login): self._state.password(p.login) for p in TEAM}))
        port, log = ports.choose(self._state.port(SOURCE)), self._place.logs / "mail.log"
        self._state.keep_port(SOURCE, port)
        argv: list[str | Path] = [sys.executable, "-m", "demo.letterbox", self.folder, str(port)]
        proc = processes.serve(argv, log, env={"PYTHONPATH": str(REPOSITORY), "PYTHONDONTWRITEBYTECODE": "1"})
        self._state.keep_process(SOURCE, proc)
        processes.wait_until(lambda: not proc.alive or self._answers(), 30)
        if not self._answers():
            raise DemoTrouble(f"The letter box does not open: {processes.last_line(log)}", f"All of it is in {log}.")

    def _answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._state.port(SOURCE) or 0), timeout=2) as talk:
                return talk.recv(3) == b"220"
        except OSError:
            return False

    def stop(self) -> None:
        """End it; the letters stay."""
        if proc := self._state.process(SOURCE):
            processes.end(proc)
        for proc in processes.with_argument(str(self.folder)):
            processes.end(proc)
        self._state.drop_process(SOURCE)
