"""Records out of their tables, as the dataclasses that they are, and what of them cannot be read."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from typing import TypeVar

from app.domain.feed import Bad
from app.domain.ref import Ref
from app.store.codec import Codec
from app.store.mirror_schema import BY_CLASS, quoted

T = TypeVar("T")
# Of a list as one parameter; with ORDER BY +key: else SQLite walks all keys of the source rather than sort a few.
LISTED = "IN (SELECT value FROM json_each(?))"


def records(db: sqlite3.Connection, cls: type[T], where: str, *parameters: object) -> tuple[T, ...]:
    """Pulled records of one kind that fit the condition; ``where`` may go on with an order."""
    kind = BY_CLASS[cls]
    return copies(db, kind.noun, kind.codec, where, *parameters)


def copies(db: sqlite3.Connection, table: str, codec: Codec[T], where: str, *parameters: object) -> tuple[T, ...]:
    """Rows of a table that holds a codec's columns."""
    rows = db.execute(f"SELECT {quoted(*codec.names)} FROM {table} WHERE {where}", parameters)
    return tuple(codec.decode(row) for row in rows)


def listed(values: Iterable[str | None]) -> str:
    """What ``LISTED`` takes; nothing stands for None."""
    return json.dumps(sorted({v for v in values if v is not None}))


def quarantined(db: sqlite3.Connection, refs: Iterable[Ref]) -> tuple[Bad, ...]:
    """Which of these records cannot be read as they are now, in their order; the mirror may hold what they were before."""
    if db.execute("SELECT 1 FROM quarantine LIMIT 1").fetchone() is None:
        return ()
    keys: dict[tuple[str, str], set[str]] = {}
    for ref in refs:
        keys.setdefault((ref.source, ref.model), set()).add(ref.key)
    asked = f"SELECT key, path, why, raw, number FROM quarantine WHERE source = ? AND model = ? AND key {LISTED}"
    found = [
        Bad(Ref(source, model, key), *rest)
        for (source, model), wanted in keys.items()
        for key, *rest in db.execute(asked, (source, model, listed(wanted)))
    ]
    return tuple(sorted(found, key=lambda bad: bad.ref))


def strays(db: sqlite3.Connection, source: str, noun: str) -> tuple[Bad, ...]:
    """Records of a kind that never could be read: nobody knows what they are part of, so it may be whatever lacks one."""
    rows = db.execute(
        f"SELECT key, path, why, raw, number FROM quarantine q WHERE source = ?1 AND model = ?2 "
        f"AND NOT EXISTS (SELECT 1 FROM {noun} r WHERE r.source = ?1 AND r.key = q.key) ORDER BY key",
        (source, noun),
    )
    return tuple(Bad(Ref(source, noun, key), *rest) for key, *rest in rows)
