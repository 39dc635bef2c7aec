"""The local copy of the servers: written page by page in one transaction each, deleted and read again whenever it does not fit."""

from __future__ import annotations

import json
import sqlite3
import threading
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import UUID
from zoneinfo import ZoneInfo

from app.domain.case import Case, Decision, Note, Spell
from app.domain.feed import Bad, Cursor, Feed, Record
from app.domain.finding import Finding
from app.domain.imports import Batch
from app.domain.person import Person
from app.domain.quote import QUOTE
from app.domain.ref import Ref
from app.store import case_rows, import_rows, quote_read, records, subjects
from app.store.case_rows import CountsFrom
from app.store.codec import Codec
from app.store.engine import Damaged, drop_files, immediate, open_writer, reading, require_space, translated
from app.store.facts import write as facts
from app.store.mirror_read import FINDING_COLUMNS, MirrorRead
from app.store.mirror_schema import (
    APPOINTMENT,
    BATCH,
    BY_FEED,
    COPIES,
    DDL,
    DECISION,
    DELEGATION,
    KEPT,
    KINDS,
    NOTE,
    PERSON,
    POLICY,
    PROPOSAL,
    RESOURCE,
    SPELL,
    VERSION,
    VERSION_OF,
    quoted,
)
from app.store.mirror_schema import CASE as CASES
from app.store.times import to_micros

if TYPE_CHECKING:  # its room imports SQLAlchemy, which a first painted queue can do without
    from app.store.team.answers import TeamPage

WHAT = "the local copy"
MIN_FREE_MB = 50  # below this nothing more is pulled, so that the outbox keeps room
_MOST_RAW = 64 * 1024


class Mirror:
    """One file. ``tenant``: the team it belongs to; the copy of another team's store is made anew.

    counts_from: from when a case's clock counts, by the policy's calendar. zone: of reporting, in which facts are told by day.

    StoreTrouble where the file is locked or the disk is short; a damaged file is deleted and begun again (Damaged is raised once).
    """

    def __init__(
        self,
        path: Path,
        tenant: UUID | None = None,
        *,
        counts_from: CountsFrom,
        min_free_mb: int = MIN_FREE_MB,
        books: str = "tryton",
        zone: str = "UTC",
    ) -> None:
        self._path = path
        self._books, self._zone = books, zone
        self._tenant = "" if tenant is None else str(tenant)
        self._min_free_mb = min_free_mb
        self._counts_from = counts_from
        self._lock = threading.Lock()
        self._db = self._open()

    def _open(self) -> sqlite3.Connection:
        for fresh in (False, True):
            if fresh:
                drop_files(self._path)
            try:
                db = open_writer(self._path, WHAT, synchronous="NORMAL")
                with ExitStack() as unless_it_fits:
                    unless_it_fits.callback(db.close)
                    if self._fits(db):
                        case_rows.prepare(db, self._counts_from)
                        facts.prepare(db, ZoneInfo(self._zone))
                        unless_it_fits.pop_all()
                        return db
            except Damaged:
                if fresh:
                    raise
        raise AssertionError("a fresh mirror does not fit")

    def _fits(self, db: sqlite3.Connection) -> bool:
        """Make the tables in an empty file; False for another schema, team, reporting zone or ERP behind the shop."""
        with translated(WHAT):
            if db.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0:
                db.executescript(f"BEGIN IMMEDIATE; {DDL} PRAGMA user_version = {VERSION}; COMMIT;")
                db.execute("INSERT INTO owner VALUES (1, ?, 0, NULL, ?, ?)", (self._tenant, self._books, self._zone))
            if db.execute("PRAGMA user_version").fetchone()[0] != VERSION:
                return False
            if db.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                return False
            (tenant, books, zone) = db.execute("SELECT tenant, books, zone FROM owner").fetchone()
            if not tenant and self._tenant:
                db.execute("UPDATE owner SET tenant = ?", (self._tenant,))
            return (books, zone) == (self._books, self._zone) and (tenant == self._tenant or not tenant or not self._tenant)

    def rebuild(self) -> None:
        """Begin again from nothing; everything is pulled anew."""
        with self._lock:
            self._db.close()
            drop_files(self._path)
            self._db = self._open()

    @contextmanager
    def writing(self) -> Iterator[MirrorTx]:
        """One transaction: everything in it commits together, or nothing."""
        require_space(self._path, WHAT, self._min_free_mb)
        try:
            with self._lock, translated(WHAT), immediate(self._db) as db:
                yield MirrorTx(db)
        except Damaged as e:
            self.rebuild()
            raise Damaged(
                "The local copy was damaged", "It is being read again from the servers; nothing is lost.", about=WHAT
            ) from e

    @contextmanager
    def reading(self) -> Iterator[MirrorRead]:
        """One short, consistent read on a connection that cannot write."""
        with reading(self._path, WHAT) as db:
            yield MirrorRead(db)

    def close(self) -> None:
        with self._lock:
            self._db.close()


class MirrorTx(MirrorRead):
    """The mirror in the writer's hands."""

    # ---- records as they are pulled ----

    def upsert(self, source: str, batch: Iterable[Record]) -> frozenset[Ref]:
        """Write what is newer; an older revision never replaces a newer one, an equal one is not written.

        The subjects whose records changed: customers as ``customer``, orders as one of their documents.
        """
        return records.upsert(self._db, source, batch)

    def remove(self, refs: Iterable[Ref]) -> frozenset[Ref]:
        """Records that are gone from their system. Their subjects."""
        return records.remove(self._db, refs)

    def quarantine(self, bads: Iterable[Bad]) -> frozenset[Ref]:
        """Keep unreadable records aside until they arrive well-formed. Their subjects, as far as they were known before."""
        rows = [(b.ref.source, b.ref.model, b.ref.key, b.path, b.why, b.raw[:_MOST_RAW], b.number) for b in bads]
        self._db.executemany("INSERT OR REPLACE INTO quarantine VALUES (?, ?, ?, ?, ?, ?, ?)", rows)
        return frozenset(subjects.of_unreadable(self._db, [Ref(*row[:3]) for row in rows]))

    def prune(self, source: str, feed: str, keep: Iterable[str]) -> frozenset[Ref]:
        """For feeds that are snapshots: drop the records whose keys are not listed. Their subjects."""
        kind = BY_FEED[feed]
        listed = json.dumps(sorted(keep))
        gone = self._db.execute(
            f"SELECT key FROM {kind.noun} WHERE source = ? AND key NOT IN (SELECT value FROM json_each(?))", (source, listed)
        ).fetchall()
        return records.remove(self._db, [Ref(source, kind.noun, key) for (key,) in gone])

    def forget(self, source: str) -> None:
        """Drop all that came from this source: it is another database now (its epoch changed)."""
        for kind in KINDS:
            keys = self._db.execute(f"SELECT key FROM {kind.noun} WHERE source = ?", (source,)).fetchall()
            records.remove(self._db, [Ref(source, kind.noun, key) for (key,) in keys])
        case_ids = [row[0] for row in self._db.execute("SELECT case_id FROM finding WHERE source = ?", (source,))]
        for table in ("finding", "quarantine", "feed", "judged"):
            self._db.execute(f"DELETE FROM {table} WHERE source = ?", (source,))
        self.refresh_rows(case_ids)

    def save_cursor(self, source: str, feed: Feed, cursor: Cursor, *, complete: bool, asof: datetime, readable: bool) -> None:
        """Where the poll stands. ``complete``: this page ends it, so that ``asof`` (when it began) holds for the whole feed."""
        self._db.execute(
            "INSERT INTO feed VALUES (?1, ?2, ?3, ?4, ?5, ?6, CASE WHEN ?6 THEN ?7 END, ?8) ON CONFLICT (source, name) DO UPDATE SET "
            "stamp = ?3, key = ?4, epoch = ?5, complete = complete OR ?6, asof = CASE WHEN ?6 THEN ?7 ELSE asof END, readable = ?8",
            (source, feed.name, to_micros(cursor.stamp), cursor.key, cursor.epoch, complete, to_micros(asof), readable),
        )

    def begin_again(self, source: str, feed: str) -> None:
        """Read this feed from its beginning at the next poll; what is held of it stays meanwhile and is written over, also where
        it seems to be of the same revision."""
        self._db.execute(f"UPDATE {BY_FEED[feed].noun} SET rev = '' WHERE source = ?", (source,))
        self._db.execute("UPDATE feed SET stamp = NULL WHERE source = ? AND name = ?", (source, feed))

    def mark_unreadable(self, source: str, feed: str) -> None:
        """This sign-in may not read the feed."""
        self._db.execute(
            "INSERT INTO feed(source, name, complete, readable) VALUES (?, ?, 0, 0) ON CONFLICT (source, name) DO UPDATE SET readable = 0",
            (source, feed),
        )

    def mark_judged(self, source: str) -> None:
        """All that was held of this source when it was first read has been judged: no finding of it is lacking."""
        self._db.execute("INSERT OR IGNORE INTO judged VALUES (?)", (source,))

    # ---- findings ----

    def put_findings(self, findings: Iterable[Finding]) -> None:
        marks = ", ".join("?" * len(FINDING_COLUMNS))
        self._db.executemany(
            f"INSERT OR REPLACE INTO finding ({', '.join(FINDING_COLUMNS)}) VALUES ({marks})", [_row(f) for f in findings]
        )

    def drop_findings(self, fingerprints: Iterable[str]) -> None:
        listed = json.dumps(sorted(fingerprints))
        these = "fingerprint IN (SELECT value FROM json_each(?))"
        case_ids = [row[0] for row in self._db.execute(f"SELECT case_id FROM finding WHERE {these}", (listed,))]
        self._db.execute(f"DELETE FROM finding WHERE {these}", (listed,))
        self.refresh_rows(case_ids)

    # ---- the team's copies ----

    def take(self, page: TeamPage) -> frozenset[str]:
        """One page of the team's log, its cursor, and the rows it touches. The ids of those cases."""
        if page.reset:
            self.forget_team()
        for person in page.persons:
            self.put_person(person)
        for case in page.cases:
            self.put_case(case)
        for spell in page.spells:
            self._put("team_spell", SPELL, spell)
        for decision in page.decisions:
            self.put_decision(decision)
        for note in page.notes:
            self.put_note(note)
        for known in page.resources:
            self._put("resource", RESOURCE, known)
        for appointment in page.appointments:
            self._put("appointment", APPOINTMENT, appointment)
        for batch in page.imports:
            self._put("import_batch", BATCH, batch)
        for version in page.versions:
            self._put("policy", POLICY, version)
        for proposal in page.proposals:
            self._put("policy_proposal", PROPOSAL, proposal)
        for lent in page.delegations:
            self._put("delegation", DELEGATION, lent)
        for kept in page.kept:
            self._put("team_kept", KEPT, kept)
        for offered in page.offered:
            self._put("team_version", VERSION_OF, offered)
        self.save_team_cursor(page.seq)
        if page.complete:
            self.save_team_asof(page.asof)
        touched = {c.id for c in page.cases} | {d.case_id for d in page.decisions} | {n.case_id for n in page.notes}
        self.refresh_rows(touched)
        return frozenset(touched)

    def put_block(self, batch: Batch, number: int, body: str) -> bool:
        """The next block of an imported file; whether it was taken."""
        return import_rows.put_block(self._db, batch, number, body)

    def put_case(self, case: Case) -> None:
        """The team's case; one of a lower revision never replaces it. Call ``refresh_rows`` before the end."""
        known = self.case(case.id)
        if known is not None and known.rev > case.rev:
            return
        self._put("team_case", CASES, case)
        _, source, model, *key, _cause = case.fingerprint.split("|")
        named = (source, model, "|".join(key), case.id)
        self._db.execute("UPDATE team_case SET source = ?, model = ?, ref_key = ? WHERE id = ?", named)
        if known is None:
            facts.case_changed(self._db, case.id)

    def put_spell(self, spell: Spell) -> None:
        self._put("team_spell", SPELL, spell)

    def put_decision(self, decision: Decision) -> None:
        self._put("team_decision", DECISION, decision)
        facts.case_changed(self._db, decision.case_id)

    def put_note(self, note: Note) -> None:
        self._put("team_note", NOTE, note)

    def put_person(self, person: Person) -> None:
        self._put("person", PERSON, person)

    def save_team_cursor(self, seq: int) -> None:
        self._db.execute("UPDATE owner SET team_seq = ?", (seq,))

    def save_team_asof(self, asof: datetime) -> None:
        """When the team's log was last read to its end."""
        self._db.execute("UPDATE owner SET team_asof = ?", (to_micros(asof),))

    def forget_team(self) -> None:
        """The team's log is another one: drop every copy of it."""
        case_ids = [row[0] for row in self._db.execute("SELECT id FROM team_case")]
        for table, _, _ in COPIES:
            self._db.execute(f"DELETE FROM {table}")
        import_rows.forget(self._db)
        self._db.execute("UPDATE owner SET team_seq = 0, team_asof = NULL")
        self.refresh_rows(case_ids)
        facts.everything_changed(self._db)

    def open_offers(self) -> frozenset[Ref]:
        """Of all systems: what the limits for offers are held against."""
        sources = [row[0] for row in self._db.execute("SELECT DISTINCT source FROM feed")]
        return frozenset(Ref(source, QUOTE, key) for source in sources for key in quote_read.open_offers(self._db, source))

    def complaints(self) -> frozenset[Ref]:
        """Of all systems, with those that are done: for the carrier may not have been told."""
        rows = self._db.execute("SELECT source, key FROM complaint WHERE state NOT IN ('rejected', 'cancelled')")
        return frozenset(Ref(source, "complaint", key) for source, key in rows)

    def count_anew(self) -> None:
        """The calendar changed: from when clocks count is written anew for every case."""
        self.refresh_rows([row[0] for row in self._db.execute("SELECT case_id FROM case_row WHERE live")])

    def refresh_rows(self, case_ids: Iterable[str]) -> None:
        """Write the queue's rows of these cases anew."""
        case_rows.refresh(self._db, case_ids)

    def _put(self, table: str, codec: Codec[Any], record: Any) -> None:
        marks = ", ".join("?" * len(codec.names))
        self._db.execute(f"INSERT OR REPLACE INTO {table} ({quoted(*codec.names)}) VALUES ({marks})", codec.encode(record))


def _row(finding: Finding) -> tuple[Any, ...]:
    v, ref = finding.verdict, finding.ref
    return (
        finding.fingerprint, finding.case_id, finding.type, ref.source, ref.model, ref.key, finding.customer, finding.document, v.cause,
        v.group, v.severity, v.value.minor, v.value.currency, v.over.minor if v.over else None, v.over.currency if v.over else None,
        v.ship_date.isoformat() if v.ship_date else None, to_micros(v.since) if v.since else None, json.dumps(dict(v.facts)),
        v.basis, finding.rule_version, to_micros(finding.asof),
    )  # fmt: skip
