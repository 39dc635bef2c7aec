"""What the team calls its systems: each name belongs to one of them, whoever adds it first and wherever it moves to.

Cases carry the name, so two colleagues must call one system the same, and no two systems alike. Names are observations: never changed,
only added to, as a system is met at another address or with another mark.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, select

from app.domain import system
from app.errors import StoreTrouble
from app.store.team.schema import observation

KIND = "system"
Keep = Callable[[str, str], None]  # name, body


class OtherSystem(StoreTrouble):
    """A name belongs to another system in this team, or this system has another name there."""


@dataclass(frozen=True, slots=True)
class Met:
    """A system as its sign-in met it. ``place``: see ``system.place``; ``mark``: what it says that it is (``Hello.epoch``).

    sure: no copy of it has the same mark, as where our add-on makes it.
    """

    kind: str
    place: str
    mark: str
    sure: bool


@dataclass(slots=True)
class _Known:
    """By one name. ``place``: where it was met last."""

    kind: str
    place: str
    marks: set[str]
    times: int = 0

    def is_(self, met: Met) -> bool:
        return self.kind == met.kind and (self.place == met.place or met.mark in self.marks)


def name(conn: Connection, met: Met, candidates: Iterable[str], taken: Collection[str], keep: Keep) -> str:
    """What the team calls it; where it is new, the first of the candidates that is nobody's, from now on.

    ``taken``: names of a profile that the team may not have met yet. OtherSystem where it cannot be told, or no name is left.
    """
    known = _known(conn)
    here = next((n for n, one in known.items() if one.kind == met.kind and one.place == met.place), None)
    alike = next((n for n, one in known.items() if one.kind == met.kind and met.mark in one.marks), None)
    if here is None and alike is not None and not met.sure:
        raise OtherSystem(
            f"This looks like the {_called(alike)} of your team, which is at {known[alike].place}",
            "Sign in at that address. A copy of it can be told apart once our add-on is installed in it.",
            about=met.place,
        )
    found = here or alike
    if found is None:
        found = next((n for n in candidates if n not in known and n not in taken), None)
    if found is None:
        used = ", ".join(f"the {_called(n)} at {one.place}" for n, one in known.items() if one.kind == met.kind)
        raise OtherSystem(
            f"Another system of your team is called so already: {used or _called(met.kind)}",
            "Sign in to that one, or ask your administrator.",
            about=met.place,
        )
    _keep(known, found, met, keep)
    return found


def vouch(conn: Connection, called: str, met: Met, keep: Keep) -> None:
    """A console calls it so: taken down, unless the name is another system's, or the system has another name; then OtherSystem."""
    known = _known(conn)
    mine, other = known.get(called), next((n for n, one in known.items() if n != called and _surely(one, met)), None)
    if mine is not None and not mine.is_(met):
        raise OtherSystem(
            f"What this console calls the {_called(called)} is not your team's: theirs is at {mine.place}, this one at {met.place}",
            "Nothing is read from it, so that no case is mixed up. Sign in to it anew with another profile.",
            about=called,
        )
    if mine is None and other is not None:
        raise OtherSystem(
            f"Your team calls the system at {met.place} the {_called(other)}; this console calls it the {_called(called)}",
            "Nothing is read from it, so that no case is there twice. Sign in to it anew with another profile.",
            about=called,
        )
    _keep(known, called, met, keep)


def _surely(one: _Known, met: Met) -> bool:
    return one.kind == met.kind and (one.place == met.place or (met.sure and met.mark in one.marks))


def _called(name: str) -> str:
    words = system.called(name)
    return words if words.startswith("ERP") else words[0].lower() + words[1:]


def _keep(known: dict[str, _Known], called: str, met: Met, keep: Keep) -> None:
    one = known.get(called)
    if one is None or one.place != met.place or met.mark not in one.marks:
        number = sum(x.times for x in known.values()) + 1
        keep(called, json.dumps({"n": number, "kind": met.kind, "place": met.place, "mark": met.mark}, sort_keys=True))


def _known(conn: Connection) -> dict[str, _Known]:
    found: dict[str, _Known] = {}
    rows = conn.execute(select(observation.c.subject, observation.c.body).where(observation.c.kind == KIND))
    for called, said in sorted(((row.subject, json.loads(row.body)) for row in rows), key=lambda one: int(one[1]["n"])):
        one = found.setdefault(called, _Known(said["kind"], "", set()))
        one.place = said["place"]
        one.marks.add(said["mark"])
        one.times += 1
    return found
