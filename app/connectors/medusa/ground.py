"""What polls stand on, known since sign-in, and which revisions were taken lately."""

from __future__ import annotations

import time
from collections.abc import Container, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TypeVar

from app.connectors.medusa.client import Client
from app.domain.feed import Cursor, Record

R = TypeVar("R", bound=Record)
NARROW = timedelta(seconds=10)  # overlap of every poll without the add-on; what commits later than that is caught by the wide one
WIDE = timedelta(minutes=10)
_WIDE_EVERY = 300.0  # seconds


@dataclass
class Ground:
    """``addon``: the server has our change feed. ``taken``: noun -> key -> revision of what was handed over in this session."""

    client: Client
    source: str
    epoch: str
    addon: bool
    taken: dict[str, dict[str, str]] = field(default_factory=dict)
    _wide: dict[str, float] = field(default_factory=dict)

    def since(self, name: str, cursor: Cursor) -> datetime:
        """Where a poll by last change begins: before the cursor, since a change is stamped before it is committed."""
        now = time.monotonic()
        if now - self._wide.get(name, -_WIDE_EVERY) >= _WIDE_EVERY:
            self._wide[name] = now
            return cursor.stamp - WIDE
        return cursor.stamp - NARROW

    def fresh(self, noun: str, records: Iterable[R]) -> tuple[R, ...]:
        """Those that were not taken in just this revision."""
        taken = self.taken.get(noun, {})
        return tuple(r for r in records if taken.get(r.ref.key) != r.rev)

    def take(self, noun: str, records: Iterable[Record]) -> None:
        """These are stored now."""
        self.taken.setdefault(noun, {}).update((r.ref.key, r.rev) for r in records)

    def keep_only(self, noun: str, keys: Container[str]) -> None:
        """Others are stored no more: one that is there after all is handed over again."""
        self.taken[noun] = {key: rev for key, rev in self.taken.get(noun, {}).items() if key in keys}

    def forget(self, noun: str) -> None:
        self.taken.pop(noun, None)
