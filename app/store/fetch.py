"""Records out of their tables, as the dataclasses that they are."""

from __future__ import annotations

import sqlite3
from typing import TypeVar

from app.store.codec import Codec
from app.store.mirror_schema import BY_CLASS, quoted

T = TypeVar("T")


def records(db: sqlite3.Connection, cls: type[T], where: str, *parameters: object) -> tuple[T, ...]:
    """Pulled records of one kind that fit the condition; ``where`` may go on with an order."""
    kind = BY_CLASS[cls]
    return copies(db, kind.noun, kind.codec, where, *parameters)


def copies(db: sqlite3.Connection, table: str, codec: Codec[T], where: str, *parameters: object) -> tuple[T, ...]:
    """Rows of a table that holds a codec's columns."""
    rows = db.execute(f"SELECT {quoted(*codec.names)} FROM {table} WHERE {where}", parameters)
    return tuple(codec.decode(row) for row in rows)
