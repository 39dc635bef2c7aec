"""The person's own letters, drafts and layouts on this machine: written through to the disk, never thrown away, migrated by copy."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeVar

from app.domain.changes import NOTHING, Changes
from app.domain.letter import TERMINAL, Letter, LetterState
from app.store.engine import Damaged, Full, immediate, make_private, open_writer, reachable, require_space, translated
from app.store.times import from_micros, maybe_micros, maybe_moment, to_micros

T = TypeVar("T")
WHAT = "the outbox"
SCHEMA = 2  # number of the newest revision under migrations/outbox
MIN_FREE_MB = 5  # below this no new letters are taken
RESERVE_KB = 512  # given up when the disk is full, so that what is on its way can still be recorded
_COLUMNS = tuple(f.name for f in fields(Letter))
_NUMBER = "CAST(substr({0}.id, length({0}.decision_id) + 2) AS INTEGER)"  # of a letter in its decision


class Outbox:
    """Letters by id. Every method is one durable transaction (WAL, FULL); may be called from any lane, one at a time.

    StoreTrouble where the file is locked, damaged, on a network drive, of a newer program, or the disk is full.
    """

    def __init__(self, path: Path, *, min_free_mb: int = MIN_FREE_MB) -> None:
        self._path = path
        self._min_free_mb = min_free_mb
        self._lock = threading.Lock()
        self._reserve = path.with_name(path.name + ".reserve")
        _bring_up_to_date(path)
        self._db = open_writer(path, WHAT, synchronous="FULL")
        self._keep_reserve()

    def close(self) -> None:
        with self._lock:
            self._db.close()

    # ---- letters ----

    def add(self, letter: Letter) -> Changes:
        """Take a letter down; the same id again changes nothing. Full, before anything is written, where space is short."""
        require_space(self._path, WHAT, self._min_free_mb)
        marks = ", ".join("?" * len(_COLUMNS))
        with self._writing() as db:
            done = db.execute(
                f"INSERT INTO letter ({', '.join(_COLUMNS)}) VALUES ({marks}) ON CONFLICT (id) DO NOTHING", _row(letter)
            )
            added = done.rowcount == 1
        return Changes(frozenset({"letters"}), frozenset({letter.case_id})) if added else NOTHING

    def get(self, letter_id: str) -> Letter | None:
        return next(iter(self._letters("WHERE id = ?", letter_id)), None)

    def unfinished(self) -> tuple[Letter, ...]:
        """Letters that have not ended, oldest first."""
        return self._letters("WHERE state NOT IN ('applied', 'refused', 'superseded') ORDER BY created_at, id")

    def with_files(self) -> tuple[Letter, ...]:
        """Those whose decision takes files along, oldest first: not what was refused or overtaken, nor what a later letter of the same
        decision took effect after."""
        later = (  # found by the key: "0" is the letter after "/"
            "SELECT 1 FROM letter l WHERE l.id > letter.decision_id || '/' AND l.id < letter.decision_id || '0' "
            f"AND l.state = 'applied' AND {_NUMBER.format('l')} > {_NUMBER.format('letter')}"
        )
        return self._letters(
            "WHERE state NOT IN ('refused', 'superseded') AND payload LIKE '%\"files\":[{%' "
            f"AND NOT EXISTS ({later}) ORDER BY created_at, id"
        )

    def in_slot(self, case_id: str, slot: str) -> tuple[Letter, ...]:
        """All letters for one slot of a case, ended or not, oldest first."""
        return self._letters("WHERE case_id = ? AND slot = ? ORDER BY created_at, id", case_id, slot)

    def move(
        self,
        letter_id: str,
        to: LetterState,
        *,
        among: frozenset[LetterState],
        attempt: int | None = None,
        sent_at: datetime | None = None,
        fence: int | None = None,
        receipt: str | None = None,
        receipt_rev: str | None = None,
    ) -> bool:
        """Set the state if it is one of ``among`` and no end; what is None stays as it is. False: it was not.

        On a full disk the reserve is given up, so that a letter on its way can still be written down.
        """
        values = {
            "state": to,
            "attempt": attempt,
            "sent_at": maybe_micros(sent_at),
            "fence": fence,
            "receipt": receipt,
            "receipt_rev": receipt_rev,
            "ended_at": to_micros(datetime.now(UTC)) if to in TERMINAL else None,
        }
        given = {k: v for k, v in values.items() if v is not None}
        allowed = sorted(among - TERMINAL)
        statement = (
            f"UPDATE letter SET {', '.join(f'{k} = ?' for k in given)} "
            f"WHERE id = ? AND state IN ({', '.join('?' * len(allowed))})"
        )
        parameters = (*given.values(), letter_id, *allowed)
        return self._even_when_full(lambda db: db.execute(statement, parameters).rowcount == 1)

    def recover(self) -> int:
        """At start: what was being sent is unknown now. How many letters have not ended."""
        with self._writing() as db:
            db.execute("UPDATE letter SET state = 'unknown' WHERE state = 'sending'")
        return len(self.unfinished())

    # ---- layouts, drafts, what was seen, where the team's log stood ----

    def save_view(self, name: str, json: str) -> None:
        self._put("INSERT INTO view VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET json = excluded.json", name, json)

    def view(self, name: str) -> str | None:
        row = self._one("SELECT json FROM view WHERE name = ?", name)
        return None if row is None else str(row[0])

    def views(self) -> dict[str, str]:
        """All layouts by name."""
        with self._lock, translated(WHAT):
            return dict(self._db.execute("SELECT name, json FROM view"))

    def save_draft(self, id_: str, kind: str, base: str | None, mine: str, at: datetime) -> None:
        """``base``: what it was when the person began; ``mine``: what they want; both JSON. ``at``: now, aware UTC.

        On a full disk the reserve is given up, so that what is being written is kept.
        """
        values = (id_, kind, base, mine, to_micros(at))
        self._even_when_full(
            lambda db: db.execute(
                "INSERT INTO draft (id, kind, base, mine, changed_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
                "base = excluded.base, mine = excluded.mine, changed_at = excluded.changed_at",
                values,
            )
        )

    def draft(self, id_: str) -> tuple[str, str | None, str] | None:
        """(kind, base, mine)."""
        row = self._one("SELECT kind, base, mine FROM draft WHERE id = ?", id_)
        return None if row is None else (str(row[0]), row[1], str(row[2]))

    def drafts(self, kind: str) -> tuple[tuple[str, str | None, str], ...]:
        """(id, base, mine), the last written first."""
        with self._lock, translated(WHAT):
            return tuple(
                self._db.execute("SELECT id, base, mine FROM draft WHERE kind = ? ORDER BY changed_at DESC, id", (kind,))
            )

    def drop_draft(self, id_: str) -> None:
        self._put("DELETE FROM draft WHERE id = ?", id_)

    def saw(self, case_id: str, spell: int) -> None:
        """The person has looked at this case: it is unread no more, until its next spell."""
        self._put("INSERT INTO seen VALUES (?, ?) ON CONFLICT (case_id) DO UPDATE SET spell = excluded.spell", case_id, spell)

    def anchor(self, seq: int, hash_: str) -> None:
        """Remember where the team's log stood; the newest thousand are kept."""
        with self._writing() as db:
            db.execute("INSERT INTO anchor VALUES (?, ?) ON CONFLICT (seq) DO NOTHING", (seq, hash_))
            db.execute("DELETE FROM anchor WHERE seq < (SELECT max(seq) FROM anchor) - 1000000 OR seq NOT IN "
                       "(SELECT seq FROM anchor ORDER BY seq DESC LIMIT 1000)")  # fmt: skip

    def last_anchor(self) -> tuple[int, str] | None:
        row = self._one("SELECT seq, hash FROM anchor ORDER BY seq DESC LIMIT 1")
        return None if row is None else (int(row[0]), str(row[1]))

    # ---- below ----

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        with self._lock, translated(WHAT), immediate(self._db) as db:
            yield db

    def _put(self, statement: str, *parameters: object) -> None:
        with self._writing() as db:
            db.execute(statement, parameters)

    def _one(self, statement: str, *parameters: object) -> tuple[Any, ...] | None:
        with self._lock, translated(WHAT):
            row: tuple[Any, ...] | None = self._db.execute(statement, parameters).fetchone()
            return row

    def _letters(self, where: str, *parameters: object) -> tuple[Letter, ...]:
        with self._lock, translated(WHAT):
            return tuple(letter_of(row) for row in self._db.execute(f"SELECT {letter_columns()} FROM letter {where}", parameters))

    def _even_when_full(self, work: Callable[[sqlite3.Connection], T]) -> T:
        try:
            with self._writing() as db:
                return work(db)
        except Full:
            if not self._reserve.exists():
                raise
            self._reserve.unlink()
        with self._writing() as db:
            return work(db)

    def _keep_reserve(self) -> None:
        """Only where there is room to spare: a nearly full disk is not filled with it."""
        if self._reserve.exists():
            return
        try:
            require_space(self._path, WHAT, self._min_free_mb)
            make_private(self._reserve)
            self._reserve.write_bytes(b"\1" * RESERVE_KB * 1024)
        except (Full, OSError):
            self._reserve.unlink(missing_ok=True)


def letter_columns() -> str:
    """For a SELECT whose rows ``letter_of`` reads."""
    return ", ".join(_COLUMNS)


def letter_of(row: tuple[object, ...]) -> Letter:
    """From a row in the order of Letter's fields."""
    values = dict(zip(_COLUMNS, row, strict=True))
    values["state"] = LetterState(str(values["state"]))
    values["created_at"] = from_micros(values["created_at"])  # type: ignore[arg-type]
    values["sent_at"] = maybe_moment(values["sent_at"])  # type: ignore[arg-type]
    return Letter(**values)  # type: ignore[arg-type]


def _row(letter: Letter) -> tuple[object, ...]:
    values = {name: getattr(letter, name) for name in _COLUMNS}
    values["created_at"], values["sent_at"] = to_micros(letter.created_at), maybe_micros(letter.sent_at)
    return tuple(values.values())


def _bring_up_to_date(path: Path) -> None:
    """Alembic is imported only where the schema differs."""
    with translated(WHAT), reachable(WHAT):
        make_private(path)
        with closing(sqlite3.connect(path, timeout=10)) as db:
            there = db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is not None
            row = db.execute("SELECT version_num FROM alembic_version").fetchone() if there else None
            if row is None and db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0]:
                raise Damaged(
                    "Could not open the outbox: the file is not an outbox", "Move it away, then start again.", about=WHAT
                )
    found = int(row[0]) if row else 0
    if found == SCHEMA:
        return
    from app.store.migrate import FOLDER, migrate_file, too_new

    if found > SCHEMA:
        raise too_new(WHAT, found, SCHEMA)
    migrate_file(path, FOLDER / "outbox", WHAT, keep=("letter", "draft", "view", "anchor"))
