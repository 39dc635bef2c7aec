"""Who is acting and in which roles."""

from __future__ import annotations

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
