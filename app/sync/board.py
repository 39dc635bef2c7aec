"""What is known about each remote right now: the state behind the status bar, the banner and the sync page."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from app.errors import NotAuthorized, StoreTrouble, Trouble


@dataclass(frozen=True, slots=True)
class Standing:
    """One remote's (or the team store's) health. ``state``: starting, ok, offline, sign_in, error. Times aware UTC, this machine's."""

    name: str
    state: str = "starting"
    server: str = ""
    words: str = ""
    last_ok: datetime | None = None
    since: datetime | None = None  # when the present state began
    next_try: datetime | None = None
    unreadable: frozenset[str] = frozenset()
    held: str = ""  # why a sweep removed nothing, for the person


class Board:
    """Standings by name; writers on any lane, readers anywhere. ``tell`` is called after a change of state."""

    def __init__(self, tell: Callable[[], None]) -> None:
        self._lock = threading.Lock()
        self._rows: dict[str, Standing] = {}
        self._tell = tell

    def rows(self) -> tuple[Standing, ...]:
        with self._lock:
            return tuple(self._rows.values())

    def get(self, name: str) -> Standing:
        with self._lock:
            return self._rows.get(name, Standing(name))

    def well(self, name: str, now: datetime, **more: object) -> None:
        """It answered."""
        self._put(name, "ok", "", now, last_ok=now, next_try=None, **more)

    def met(self, name: str, server: str) -> None:
        """It let us in and said what it is; nothing of it has been read to its end yet."""
        self._note(name, lambda old: replace(old, server=server))

    def swept(self, name: str, held: str) -> None:
        """What its sweeps say: empty where none is held."""
        self._note(name, lambda old: replace(old, held=held))

    def _note(self, name: str, change: Callable[[Standing], Standing]) -> None:
        """Something beside its state."""
        with self._lock:
            old = self._rows.get(name, Standing(name))
            new = self._rows[name] = change(old)
        if new != old:
            self._tell()

    def trouble(self, name: str, error: Trouble, now: datetime, next_try: datetime | None) -> None:
        """It did not; the error's own sentence is kept for the screen."""
        state = "sign_in" if isinstance(error, NotAuthorized) else "offline" if error.may_retry else "error"
        if isinstance(error, StoreTrouble) and name == "team":
            state = "offline"
        self._put(name, state, error.words, now, next_try=next_try)

    def _put(self, name: str, state: str, words: str, now: datetime, **more: object) -> None:
        with self._lock:
            old = self._rows.get(name, Standing(name))
            since = old.since if old.state == state else now
            new = replace(old, state=state, words=words, since=since, **more)  # type: ignore[arg-type]
            self._rows[name] = new
        if (old.state, old.words) != (new.state, new.words):
            self._tell()
