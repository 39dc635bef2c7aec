"""Who is acting and in which roles."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Person:
    """A colleague. ``id`` is the team's id; ``logins`` maps source to user name there; ``roles`` as granted today."""

    id: str
    name: str
    roles: frozenset[str]
    logins: tuple[tuple[str, str], ...] = ()

    def login(self, source: str) -> str | None:
        return dict(self.logins).get(source)

    @property
    def initials(self) -> str:
        parts = self.name.split()
        return (parts[0][:1] + parts[-1][:1]).upper() if parts else "?"


def called(people: Iterable[Person], source: str, login: str | None) -> str | None:
    """The name of the colleague who signs in so there; the login as it is where it is nobody's of the team."""
    return next((p.name for p in people if login is not None and p.login(source) == login), login)
