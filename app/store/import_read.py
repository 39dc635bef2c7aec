"""Answers about imports out of the mirror: which files there are, what is known of them already, and figures over one of them."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from app.domain.figure import AskCounted, Counted, FiguresAnswer
from app.domain.imports import Batch, Held
from app.store import import_rows
from app.store.engine import reading
from app.store.figures import ground, imported
from app.store.figures.ground import Calendar
from app.store.mirror import WHAT
from app.store.mirror_read import MirrorRead
from app.store.mirror_schema import BATCH, quoted


class ImportReads:
    """Short-lived connections of its own. StoreTrouble where the file is damaged or away."""

    def __init__(self, mirror: Path, calendar: Callable[[], Calendar]) -> None:
        self._mirror, self._calendar = mirror, calendar

    @contextmanager
    def _open(self) -> Iterator[sqlite3.Connection]:
        with reading(self._mirror, WHAT) as db:
            yield db

    def held(self) -> tuple[Held, ...]:
        """Every batch, the newest first."""
        with self._open() as db:
            names = {p.id: p.name for p in MirrorRead(db).persons()}
            return import_rows.held(db, _batches(db), names)

    def known(self, kind: str, name: str) -> dict[str, str]:
        """Keys of the rows that count under this name already, each with its file."""
        with self._open() as db:
            return import_rows.keys(db, kind, name)

    def wanted(self) -> tuple[Held, ...]:
        """Those that count and are not all here yet, the oldest first."""
        return tuple(h for h in reversed(self.held()) if h.batch.counts and not h.whole)

    def figures(self, name: str, days: int, now: datetime) -> FiguresAnswer:
        """Refused where nothing of this name counts, or it is not all here yet."""
        with self._open() as db:
            ground.prepare(db, self._calendar())
            return imported.answer(imported.frame(db, name, now), days)

    def counted(self, name: str, ask: AskCounted, now: datetime) -> Counted:
        """The very documents that a figure of it adds up."""
        with self._open() as db:
            ground.prepare(db, self._calendar())
            return imported.counted(imported.frame(db, name, now), ask)


def _batches(db: sqlite3.Connection) -> tuple[Batch, ...]:
    rows = db.execute(f"SELECT {quoted(*BATCH.names)} FROM import_batch")
    return tuple(BATCH.decode(row) for row in rows)
