"""Where a record lives: system, model, key."""

from __future__ import annotations

from dataclasses import dataclass

NO_NUMBER = "no number"  # of a document whose system gave it none, or whose number cannot be read; its key is told beside it


@dataclass(frozen=True, slots=True, order=True)
class Ref:
    """A record's address. ``source`` is the system ("tryton"), ``model`` our noun ("sale"), ``key`` the remote id as text."""

    source: str
    model: str
    key: str

    def __str__(self) -> str:
        return f"{self.source}/{self.model}/{self.key}"
