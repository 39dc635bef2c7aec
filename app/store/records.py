"""Pulled records into their tables: newer replaces older, never the other way; and which subjects they concern."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from app.domain.feed import Record
from app.domain.ref import Ref
from app.store import case_rows, order_rows, shelf_rows, subjects
from app.store.facts import reach
from app.store.facts import write as facts
from app.store.mirror_schema import BY_CLASS, BY_NOUN, CUSTOMER_WORDS, Kind, quoted
from app.store.subjects import parts
from app.store.times import to_micros

_THESE = "key IN (SELECT value FROM json_each(?2))"
_SHOWN = frozenset({"sale", "customer", "web_order", "buyer", "complaint"})  # what a queue's row names
_WORDS = {"customer": (CUSTOMER_WORDS, "name || ' ' || coalesce(number, '')")}


def upsert(db: sqlite3.Connection, source: str, batch: Iterable[Record]) -> frozenset[Ref]:
    """See ``MirrorTx.upsert``. Records of any kinds mixed."""
    by_kind: dict[str, list[Any]] = {}
    for record in batch:
        by_kind.setdefault(BY_CLASS[type(record)].noun, []).append(record)
    touched: set[Ref] = set()
    changed: dict[str, list[str]] = {}
    reached = reach.Reached()
    for noun, listed in by_kind.items():
        kind = BY_NOUN[noun]
        touched |= release(db, source, noun, [r.ref.key for r in listed])
        newer = _newer(db, source, kind, listed)
        if newer:
            keys = changed[noun] = [r.ref.key for r in newer]
            touched |= subjects.of(db, source, noun, keys)  # as it was: a record may change its customer
            reach.add(reached, db, source, {noun: keys})
            _write(db, kind, newer)
            _index_words(db, source, kind, keys)
    for noun, keys in changed.items():  # when all are written: a line may arrive with its order
        touched |= subjects.of(db, source, noun, keys)
    reach.add(reached, db, source, changed)
    reached.orders |= order_rows.refresh(db, source, changed)
    facts.write(db, reached)
    shelf_rows.write(db, shelf_rows.borne(db, source, changed))
    if changed.keys() & _SHOWN:
        refresh_cases(db, touched)
    return frozenset(touched)


def remove(db: sqlite3.Connection, refs: Iterable[Ref]) -> frozenset[Ref]:
    """See ``MirrorTx.remove``."""
    listed = list(refs)
    touched = set(owners(db, listed))
    for source, kind, keys in _grouped(listed):
        touched |= release(db, source, kind.noun, keys)
        counted = shelf_rows.borne(db, source, {kind.noun: keys})
        reached = reach.Reached()
        reach.add(reached, db, source, {kind.noun: keys})
        for part in parts(keys):
            _drop_words(db, source, kind, part)
            db.execute(f"DELETE FROM {kind.noun} WHERE source = ?1 AND {_THESE}", (source, part))
        reach.add(reached, db, source, {kind.noun: keys})
        reached.orders |= order_rows.refresh(db, source, {kind.noun: keys})
        facts.write(db, reached)
        shelf_rows.write(db, counted)
    refresh_cases(db, touched)
    return frozenset(touched)


def owners(db: sqlite3.Connection, refs: Iterable[Ref]) -> frozenset[Ref]:
    """Subjects of these records, as far as the mirror holds them."""
    found: set[Ref] = set()
    for source, kind, keys in _grouped(refs):
        found |= subjects.of(db, source, kind.noun, keys)
    return frozenset(found)


def release(db: sqlite3.Connection, source: str, noun: str, keys: Sequence[str]) -> set[Ref]:
    """Out of quarantine: the record arrived well-formed, or is gone. What was judged because of it has to be judged again."""
    if db.execute("SELECT 1 FROM quarantine WHERE source = ? AND model = ? LIMIT 1", (source, noun)).fetchone() is None:
        return set()
    found: set[Ref] = set()
    for part in parts(keys):
        these = f"FROM quarantine WHERE source = ?1 AND {_THESE} AND model = ?3"
        freed = [Ref(source, noun, key) for (key,) in db.execute(f"SELECT key {these}", (source, part, noun))]
        found |= subjects.of_unreadable(db, freed)
        db.execute(f"DELETE {these}", (source, part, noun))
    return found


def refresh_cases(db: sqlite3.Connection, touched: Iterable[Ref]) -> None:
    """Rows of these subjects' cases show names and dates of their records."""
    found: set[str] = set()
    groups: dict[tuple[str, str], list[str]] = {}
    for ref in touched:
        groups.setdefault((ref.source, ref.model), []).append(ref.key)
    for (source, model), keys in groups.items():
        where = "customer_key" if model == "customer" else "model = ?3 AND key"
        asked = f"SELECT case_id FROM case_row WHERE source = ?1 AND {where} IN (SELECT value FROM json_each(?2))"
        more = (model,) if model != "customer" else ()
        found |= {row[0] for row in db.execute(asked, (source, json.dumps(sorted(keys)), *more))}
    case_rows.refresh(db, found)


def _newer(db: sqlite3.Connection, source: str, kind: Kind, listed: list[Any]) -> list[Any]:
    known: dict[str, tuple[str, int]] = {}
    for part in parts([r.ref.key for r in listed]):
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
    for part in parts(keys):
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


def _grouped(refs: Iterable[Ref]) -> Iterator[tuple[str, Kind, list[str]]]:
    groups: dict[tuple[str, str], list[str]] = {}
    for ref in refs:
        groups.setdefault((ref.source, ref.model), []).append(ref.key)
    for (source, noun), keys in groups.items():
        yield source, BY_NOUN[noun], keys
