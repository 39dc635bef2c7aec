"""Runs revisions (Alembic, imported only when there is something to do), and migrates a private SQLite file by copy, proof and swap."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from sqlalchemy import Connection, create_engine, event

from app.errors import StoreTrouble
from app.store.engine import drop_files, make_private, reachable, translated

FOLDER = Path(__file__).parent / "migrations"
Step = Callable[[str], None]


def number(revision: str | None) -> int:
    """Revision "0001" is schema 1; no revision at all is 0."""
    return 0 if revision is None else int(revision)


def too_new(what: str, found: int, known: int) -> StoreTrouble:
    return StoreTrouble(
        f"Could not open {what}: a newer Clearline wrote it (schema {found}, this one knows {known})",
        "Update Clearline. The file was not touched.",
        about=what,
    )


def upgrade(conn: Connection, folder: Path) -> None:
    """Bring ``conn``'s database to the newest revision of ``folder``, inside the transaction that is open on it."""
    from alembic.config import Config
    from alembic.runtime.environment import EnvironmentContext
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(folder))
    context = EnvironmentContext(Config(), script)
    context.configure(connection=conn, fn=lambda rev, _context: script._upgrade_revs("head", rev))
    with context.begin_transaction():
        context.run_migrations()


def found_revision(db: sqlite3.Connection) -> str | None:
    """The revision a SQLite file is at; None for an empty one."""
    if db.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone() is None:
        return None
    row = db.execute("SELECT version_num FROM alembic_version").fetchone()
    return str(row[0]) if row else None


def migrate_file(path: Path, folder: Path, what: str, *, keep: tuple[str, ...], at: Step = lambda _step: None) -> None:
    """Bring a file that only this process uses to the newest revision: on a copy, proven, then swapped in one rename.

    Killed at any moment, ``path`` is the old file or the new one. ``keep``: tables whose rows must all still be there.
    The old file, if it held any of them, stays beside it as ``.before``. ``at`` is told every step (tests stop there).
    """
    copy = path.with_name(path.name + ".migrating")
    with translated(what), reachable(what):
        drop_files(copy)
        make_private(copy)
        at("copy")
        with closing(sqlite3.connect(path)) as old, closing(sqlite3.connect(copy)) as new:
            before = _counts(old, keep)
            old.backup(new)
            new.execute("PRAGMA journal_mode=DELETE")
        at("upgrade")
        _upgrade_copy(copy, folder)
        at("verify")
        _verify(copy, keep, before, what)
        _sync(copy)
        at("keep the old one")
        _settle(path, what)
        if before:
            _keep_old(path)
        at("swap")
        copy.replace(path)
        _sync(path.parent)
        at("done")


def _upgrade_copy(copy: Path, folder: Path) -> None:
    engine = create_engine(f"sqlite:///{copy}")

    @event.listens_for(engine, "connect")
    def _connect(db: sqlite3.Connection, _record: object) -> None:
        db.isolation_level = None
        db.execute("PRAGMA foreign_keys=ON")

    @event.listens_for(engine, "begin")
    def _begin(conn: Connection) -> None:
        conn.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as conn:
            upgrade(conn, folder)
    finally:
        engine.dispose()


def _counts(db: sqlite3.Connection, tables: tuple[str, ...]) -> dict[str, int]:
    there = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    return {name: db.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in tables if name in there}


def _verify(copy: Path, keep: tuple[str, ...], before: dict[str, int], what: str) -> None:
    with closing(sqlite3.connect(copy)) as db:
        sound = (
            db.execute("PRAGMA integrity_check").fetchone()[0] == "ok" and not db.execute("PRAGMA foreign_key_check").fetchall()
        )
        after = _counts(db, keep)
    if not sound or any(after.get(name, -1) != rows for name, rows in before.items()):
        raise StoreTrouble(
            f"Could not update {what}: the updated copy does not match", "The old file is untouched. Report this.", about=what
        )


def _settle(path: Path, what: str) -> None:
    """Fold the log into the old file, so that no log of it can meet the new file. Fails where somebody else has it open."""
    with closing(sqlite3.connect(path, isolation_level=None)) as db:
        busy = db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        mode = db.execute("PRAGMA journal_mode=DELETE").fetchone()[0] if not busy else "wal"
    if mode == "wal":
        raise StoreTrouble(
            f"Could not update {what}: another program uses it", "Close the other Clearline, then start again.", about=what
        )


def _keep_old(path: Path) -> None:
    before = path.with_name(path.name + ".before")
    before.unlink(missing_ok=True)
    try:
        os.link(path, before)
    except OSError:
        shutil.copy2(path, before)


def _sync(path: Path) -> None:
    with suppress(PermissionError):  # a folder cannot be opened for this on every system; the rename is durable there anyway
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
