"""What a demo company remembers between starts: ports, processes, passwords, finished steps; one 0600 file, replaced whole."""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import secrets
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from demo import processes
from demo.place import Place, umask
from demo.processes import Proc
from demo.trouble import DemoTrouble


class State:
    """Every change reads the file anew, changes it and replaces it by rename, under a short lock: programs that share a home (a
    window, a test run) keep each other's changes, and a kill leaves the old file or the new one.

    Keys: ``port`` and ``process`` by server, ``secret`` by purpose, ``password`` by login, ``done`` step -> what it was done from,
    ``keep`` whether servers outlive the window, ``windows`` the launchers and test runs that use the servers.
    """

    def __init__(self, file: Path) -> None:
        self._file = file

    def _read(self) -> dict[str, Any]:
        try:
            data: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except json.JSONDecodeError as e:
            raise DemoTrouble(f"{self._file} is damaged: {e}.", "Delete the demo's folder and start again.") from e
        return data

    @contextlib.contextmanager
    def _changing(self) -> Iterator[dict[str, Any]]:
        handle = os.open(self._file.with_name("state.lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX)
            data = self._read()
            yield data
            write_private(self._file, json.dumps(data, indent=1))
        finally:
            os.close(handle)

    def port(self, server: str) -> int | None:
        port: int | None = self._read().get("port", {}).get(server)
        return port

    def keep_port(self, server: str, port: int) -> None:
        with self._changing() as data:
            data.setdefault("port", {})[server] = port

    def process(self, server: str) -> Proc | None:
        """The remembered process of a server if it still runs."""
        kept = self._read().get("process", {}).get(server)
        proc = Proc(kept["pid"], kept["born"]) if kept else None
        return proc if proc and proc.alive else None

    def servers(self) -> tuple[str, ...]:
        """Names of all servers that were started and not stopped, whether or not they still run."""
        return tuple(self._read().get("process", {}))

    def keep_process(self, server: str, proc: Proc) -> None:
        with self._changing() as data:
            data.setdefault("process", {})[server] = {"pid": proc.pid, "born": proc.born}

    def drop_process(self, server: str, *, port: bool = False) -> None:
        """Forget a stopped server; its port too where it will not come back."""
        with self._changing() as data:
            data.get("process", {}).pop(server, None)
            if port:
                data.get("port", {}).pop(server, None)

    def secret(self, purpose: str) -> str:
        """A random password of this demo company, made at first use."""
        return self._made("secret", purpose)

    def password(self, login: str) -> str:
        """A person's random password, made at first use."""
        return self._made("password", login)

    def _made(self, room: str, name: str) -> str:
        found = self._read().get(room, {}).get(name)
        if found is None:
            with self._changing() as data:
                found = data.setdefault(room, {}).setdefault(name, secrets.token_hex(9))
        return str(found)

    def is_done(self, step: str, source: str = "yes") -> bool:
        return bool(self._read().get("done", {}).get(step) == source)

    def done(self, step: str, source: str = "yes") -> None:
        """Remember that a step was completed from this source (a key of its inputs)."""
        with self._changing() as data:
            data.setdefault("done", {})[step] = source

    def undo(self, *steps: str) -> None:
        """These steps have to be done again; without names: all of them."""
        with self._changing() as data:
            kept = data.setdefault("done", {})
            for step in steps or tuple(kept):
                kept.pop(step, None)

    @property
    def keep(self) -> bool:
        """Whether servers go on after the last window closes."""
        return bool(self._read().get("keep", False))

    @keep.setter
    def keep(self, value: bool) -> None:
        with self._changing() as data:
            data["keep"] = value

    def windows(self) -> tuple[Proc, ...]:
        """Launchers that have a window open now."""
        return tuple(p for p in (Proc(w["pid"], w["born"]) for w in self._read().get("windows", [])) if p.alive)

    def enter(self) -> None:
        """Remember that this process uses the servers, so that nobody else stops them."""
        me = processes.of(os.getpid())
        self._keep_windows((*self.windows(), *((me,) if me else ())))

    def leave(self) -> bool:
        """Take this process off the list; whether others are still on it."""
        others = tuple(w for w in self.windows() if w.pid != os.getpid())
        self._keep_windows(others)
        return bool(others)

    def _keep_windows(self, windows: tuple[Proc, ...]) -> None:
        with self._changing() as data:
            data["windows"] = [{"pid": w.pid, "born": w.born} for w in windows]


def write_private(file: Path, text: str) -> None:
    """Replace a file whole; only this user can read it, from its first byte on."""
    temporary = file.with_name(f"{file.name}.{os.getpid()}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as out:
        out.write(text)
    temporary.replace(file)


@contextlib.contextmanager
def at_work(place: Place, patience: float = 0.0) -> Iterator[State]:
    """The state, while no other launcher works on this home; the lock goes with the process, however it ends.

    ``patience``: seconds to wait for another launcher before DemoTrouble.
    """
    with umask():
        place.make()
        with alone(place.lock, place, patience):
            yield State(place.state)


@contextlib.contextmanager
def alone(lock: Path, place: Place, patience: float = 0.0) -> Iterator[None]:
    """While nobody else holds this lock file of the home; DemoTrouble after ``patience`` seconds."""
    handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not processes.wait_until(lambda: _locked(handle), patience):
            words = f"Another launcher is at work on the demo company in {place.home}."
            raise DemoTrouble(words, "Wait until it is done, or choose another --home.")
        yield
    finally:
        os.close(handle)


def _locked(handle: int) -> bool:
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
