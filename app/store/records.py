"""Pulled records into their tables: newer replaces older, never the other way; and whose customers they concern."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.domain.feed import Record
from app.domain.ref import Ref
from app.store import case_rows
from app.store.mirror_schema import BY_CLASS, BY_NOUN, CUSTOMER_WORDS, SALE_WORDS, Kind, quoted
from app.store.times import to_micros

_CHUNK = 500
_THESE = "key IN (SELECT value FROM json_each(?2))"
_WORDS = {
    "sale": (SALE_WORDS, "coalesce(number, '') || ' ' || coalesce(reference, '')"),
    "customer": (CUSTOMER_WORDS, "name || ' ' || coalesce(number, '')"),
}
# Where a record says its customer only through another one.
_OWNERS = {
    "customer": "SELECT DISTINCT customer FROM {noun} WHERE source = ?1 AND {these}",
    "key": "SELECT key FROM {noun} WHERE source = ?1 AND {these}",
    "sale": "SELECT DISTINCT s.customer FROM {noun} r JOIN sale s ON s.source = r.source AND s.key = r.sale "
    "WHERE r.source = ?1 AND r.{these}",
    "move": "SELECT s.customer FROM {noun} r JOIN line l ON l.source = r.source AND l.key = r.sale_line "
    "JOIN sale s ON s.source = l.source AND s.key = l.sale WHERE r.source = ?1 AND r.{these} "
    "UNION SELECT h.customer FROM {noun} r JOIN shipment h ON h.source = r.source AND h.key = r.shipment WHERE r.source = ?1 AND r.{these}",
}


def upsert(db: sqlite3.Connection, source: str, batch: Iterable[Record]) -> frozenset[str]:
    """See ``MirrorTx.upsert``. Records of any kinds mixed."""
    by_kind: dict[str, list[Any]] = {}
    for record in batch:
        by_kind.setdefault(BY_CLASS[type(record)].noun, []).append(record)
    touched: set[str] = set()
    changed: dict[str, list[str]] = {}
    for noun, listed in by_kind.items():
        kind = BY_NOUN[noun]
        release(db, source, noun, [r.ref.key for r in listed])
        newer = _newer(db, source, kind, listed)
        if newer:
            keys = changed[noun] = [r.ref.key for r in newer]
            touched |= _owners(db, source, kind, keys)  # as it was: a record may change its customer
            _write(db, kind, newer)
            _index_words(db, source, kind, keys)
    for noun, keys in changed.items():  # when all are written: a line may arrive with its order
        touched |= _owners(db, source, BY_NOUN[noun], keys)
    if changed.keys() & {"sale", "customer"}:
        refresh_cases(db, source, touched)
    return frozenset(touched)


def remove(db: sqlite3.Connection, refs: Iterable[Ref]) -> frozenset[str]:
    """See ``MirrorTx.remove``."""
    listed = list(refs)
    touched = owners(db, listed)
    for source, kind, keys in _grouped(listed):
        release(db, source, kind.noun, keys)
        for part in _parts(keys):
            _drop_words(db, source, kind, part)
            db.execute(f"DELETE FROM {kind.noun} WHERE source = ?1 AND {_THESE}", (source, part))
        refresh_cases(db, source, touched)
    return touched


def owners(db: sqlite3.Connection, refs: Iterable[Ref]) -> frozenset[str]:
    """Keys of the customers of these records, as far as the mirror holds them."""
    found: set[str] = set()
    for source, kind, keys in _grouped(refs):
        found |= _owners(db, source, kind, keys)
    return frozenset(found)


def release(db: sqlite3.Connection, source: str, noun: str, keys: Sequence[str]) -> None:
    """Out of quarantine: the record arrived well-formed, or is gone."""
    if db.execute("SELECT 1 FROM quarantine WHERE source = ? AND model = ? LIMIT 1", (source, noun)).fetchone() is None:
        return
    for part in _parts(keys):
        db.execute(f"DELETE FROM quarantine WHERE source = ?1 AND {_THESE} AND model = ?3", (source, part, noun))


def refresh_cases(db: sqlite3.Connection, source: str, customers: Iterable[str]) -> None:
    """Rows of these customers' cases show names and dates of their records."""
    asked = "SELECT case_id FROM case_row WHERE source = ? AND customer_key IN (SELECT value FROM json_each(?))"
    case_rows.refresh(db, [row[0] for row in db.execute(asked, (source, json.dumps(sorted(customers))))])


def _newer(db: sqlite3.Connection, source: str, kind: Kind, listed: list[Any]) -> list[Any]:
    known: dict[str, tuple[str, int]] = {}
    for part in _parts([r.ref.key for r in listed]):
        asked = f"SELECT key, rev, stamp FROM {kind.noun} WHERE source = ?1 AND {_THESE}"
        known |= {key: (rev, stamp) for key, rev, stamp in db.execute(asked, (source, part))}
    newest: dict[str, Any] = {}
    for record in listed:
        rev, stamp = known.get(record.ref.key, (None, -1))
        rival = newest.get(record.ref.key)
        if record.rev != rev and to_micros(record.stamp) >= stamp and (rival is None or record.stamp >= rival.stamp):
            newest[record.ref.key] = record
    return list(newest.values())


def _write(db: sqlite3.Connection, kind: Kind, listed: list[Any]) -> None:
    names = kind.codec.names
    new = ", ".join(f'"{n}" = excluded."{n}"' for n in names if n not in ("source", "key"))
    db.executemany(
        f"INSERT INTO {kind.noun} ({quoted(*names)}) VALUES ({', '.join('?' * len(names))}) "
        f"ON CONFLICT (source, key) DO UPDATE SET {new} WHERE excluded.stamp >= stamp",
        [kind.codec.encode(r) for r in listed],
    )


def _index_words(db: sqlite3.Connection, source: str, kind: Kind, keys: Sequence[str]) -> None:
    if kind.noun not in _WORDS:
        return
    tag, text = _WORDS[kind.noun]
    for part in _parts(keys):
        _drop_words(db, source, kind, part)
        db.execute(
            f"INSERT INTO words(rowid, text) SELECT n * 4 + {tag}, {text} FROM {kind.noun} WHERE source = ?1 AND {_THESE}",
            (source, part),
        )


def _drop_words(db: sqlite3.Connection, source: str, kind: Kind, part: str) -> None:
    if kind.noun in _WORDS:
        tag = _WORDS[kind.noun][0]
        rows = f"SELECT n * 4 + {tag} FROM {kind.noun} WHERE source = ?1 AND {_THESE}"
        db.execute(f"DELETE FROM words WHERE rowid IN ({rows})", (source, part))


def _owners(db: sqlite3.Connection, source: str, kind: Kind, keys: Sequence[str]) -> set[str]:
    asked = _OWNERS[kind.owner].format(noun=kind.noun, these=_THESE)
    return {row[0] for part in _parts(keys) for row in db.execute(asked, (source, part))}


def _grouped(refs: Iterable[Ref]) -> Iterator[tuple[str, Kind, list[str]]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for ref in refs:
        groups.setdefault((ref.source, ref.model), []).append(ref.key)
    for (source, noun), keys in groups.items():
        yield source, BY_NOUN[noun], keys


def _parts(keys: Sequence[str]) -> Iterator[str]:
    """JSON lists for json_each: one statement text however many keys."""
    for at in range(0, len(keys), _CHUNK):
        yield json.dumps(keys[at : at + _CHUNK])
