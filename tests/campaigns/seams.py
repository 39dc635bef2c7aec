"""Where a console can be told to die: before or after each thing that a letter goes through. In the console's own process only."""

from __future__ import annotations

import http.client
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.connectors.http import Http
from app.connectors.medusa.connector import MedusaConnector
from app.connectors.tryton.connector import TrytonConnector
from app.domain.letter import TERMINAL, Letter, LetterState
from app.store.outbox import Outbox
from app.store.team import Team

# What a letter goes through, in order: taken down, permitted, "sending" written, sent and answered, its end told to the team, its end
# written. "flying": the request is written to the wire, its answer is not read. A letter after the first is taken down by adoption.
SEAMS = ("outbox", "gate", "sending", "wire", "finish", "ended")


@dataclass(frozen=True)
class Point:
    """``side``: "before" or "after"; ``letter``: which of its decision, from 1."""

    seam: str
    side: str
    letter: int

    def __str__(self) -> str:
        return f"{self.seam}:{self.side}:{self.letter}"

    @staticmethod
    def read(text: str) -> Point:
        seam, side, letter = text.split(":")
        return Point(seam, side, int(letter))


def points(letters: int) -> list[Point]:
    """Every place to die at in a decision of so many letters."""
    found = []
    for n in range(1, letters + 1):
        for seam in SEAMS:
            found += [Point(seam, side, n) for side in ("before", "after")]
        found.append(Point("flying", "after", n))
    return found


def die_at(point: Point) -> None:
    """The first decision taken down in this process from now on that comes to its point ends it, as kill -9 does."""
    Fate(point).install()


class Fate:
    def __init__(self, point: Point) -> None:
        self._point = point
        self._taken: set[str] = set()  # decisions
        self._sending = threading.local()

    def install(self) -> None:
        _around(Outbox, "add", self._of_add, self._maybe)
        _around(Team, "gate", lambda _self, ask: ("gate", f"{ask.decision_id}/{ask.number}"), self._maybe)
        _around(Outbox, "move", _of_move, self._maybe)
        _around(Team, "finish", _of_finish, self._maybe)
        for connector in (TrytonConnector, MedusaConnector):
            _around(connector, "deliver", lambda _self, letter: ("wire", letter.id), self._maybe)
        if self._point.seam == "flying":
            self._install_flying()

    def _of_add(self, _outbox: Outbox, letter: Letter) -> tuple[str, str]:
        if letter.number == 1:
            self._taken.add(letter.decision_id)
        return "outbox", letter.id

    def _maybe(self, side: str, seam: str, letter: str) -> None:
        decision, _, number = letter.rpartition("/")
        if decision not in self._taken or int(number) != self._point.letter:
            return
        if seam == "wire":
            self._sending.now = side == "before"
        if (seam, side) == (self._point.seam, self._point.side):
            die()

    def _install_flying(self) -> None:
        send, answer = Http.send, http.client.HTTPConnection.getresponse

        def sent(http_: Http, *args: Any, command: bool = False, **more: Any) -> Any:
            self._sending.command = command
            return send(http_, *args, command=command, **more)

        def answered(connection: http.client.HTTPConnection) -> Any:
            if getattr(self._sending, "now", False) and getattr(self._sending, "command", False):
                die()
            return answer(connection)

        Http.send = sent  # type: ignore[method-assign]
        http.client.HTTPConnection.getresponse = answered  # type: ignore[method-assign]


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _of_move(_outbox: Outbox, letter_id: str, to: LetterState, **_: Any) -> tuple[str, str]:
    return "sending" if to is LetterState.SENDING else "ended" if to in TERMINAL else "", letter_id


def _of_finish(_team: Team, decision_id: str, _how: Any, *, number: int = 1, **_: Any) -> tuple[str, str]:
    return "finish", f"{decision_id}/{number}"


def _around(owner: type, name: str, about: Callable[..., tuple[str, str]], maybe: Callable[[str, str, str], None]) -> None:
    """``about``: from the call's arguments to (seam, letter id)."""
    work = getattr(owner, name)

    def watched(*args: Any, **more: Any) -> Any:
        told = about(*args, **more)
        maybe("before", *told)
        result = work(*args, **more)
        maybe("after", *told)
        return result

    setattr(owner, name, watched)
