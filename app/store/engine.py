"""How this program opens SQLite files: safe pragmas, private files, immediate writes, and library errors turned into plain sentences."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path

from app.errors import StoreTrouble
from app.lanes.lane import assert_not_gui_thread

BUSY_MS = 10_000
_NETWORK = frozenset(
    {
        "nfs",
        "nfs4",
        "cifs",
        "smb3",
        "smbfs",
        "afs",
        "ncpfs",
        "ceph",
        "lustre",
        "glusterfs",
        "fuse.glusterfs",
        "fuse.sshfs",
        "fuse.s3fs",
    }
)
_MB = 1024 * 1024
_MAPPED = 256 * _MB  # a short-lived connection has no warm cache of its own: it reads the system's
_TROUBLES = {
    sqlite3.SQLITE_FULL: ("the disk is full", "Nothing written before was lost. Free some space, then go on."),
    sqlite3.SQLITE_IOERR: ("the disk refused to write", "Check the disk; what was written before is kept."),
    sqlite3.SQLITE_BUSY: ("another program holds the file", "Close the other program that uses it, then try again."),
    sqlite3.SQLITE_LOCKED: ("another program holds the file", "Close the other program that uses it, then try again."),
    sqlite3.SQLITE_READONLY: ("the file may not be written", "Check the rights of the file and its folder."),
    sqlite3.SQLITE_CANTOPEN: ("the file cannot be opened", "Check that the folder exists and may be read and written."),
    sqlite3.SQLITE_PERM: ("the file may not be opened", "Check the rights of the file and its folder."),
    sqlite3.SQLITE_AUTH: ("the file may not be opened", "Check the rights of the file and its folder."),
}
_DAMAGED = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB})


class Damaged(StoreTrouble):
    """The file is not a sound database."""


class Full(StoreTrouble):
    """No room to write; the transaction was rolled back whole."""


def trouble(error: sqlite3.Error, what: str) -> StoreTrouble | None:
    """The StoreTrouble that says this error of ``what`` ("the outbox"), or None where the error is a bug of ours."""
    code = getattr(error, "sqlite_errorcode", None)
    if code is None:
        return None
    primary = code & 0xFF
    if primary in _DAMAGED:
        return Damaged(f"Could not read {what}: the file is damaged", "Keep the file and restore it from a backup.", about=what)
    if primary not in _TROUBLES:
        return None
    why, advice = _TROUBLES[primary]
    kind = Full if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR) else StoreTrouble
    return kind(f"Could not use {what}: {why}", advice, about=what)


@contextmanager
def translated(what: str) -> Iterator[None]:
    """SQLite's errors on the way out become StoreTrouble; bugs stay what they are."""
    try:
        yield
    except sqlite3.Error as e:
        said = trouble(e, what)
        if said is None:
            raise
        raise said from e


@contextmanager
def reachable(what: str) -> Iterator[None]:
    """The file system's errors on the way out become StoreTrouble. For the few lines that touch files themselves."""
    try:
        yield
    except OSError as e:
        raise StoreTrouble(
            f"Could not use {what}: {e.strerror or e}", "Check the disk and the rights of the folder.", about=what
        ) from e


def open_writer(path: Path, what: str, *, synchronous: str) -> sqlite3.Connection:
    """The writing connection: WAL, ``synchronous`` NORMAL or FULL; autocommit, so that every transaction is begun in words.

    Usable from any thread, by one at a time. The file is made private (0600), its folder too where it has to be made (0700).
    """
    assert_not_gui_thread()
    with reachable(what):
        make_private(path)
        refuse_network(path, what)
    with translated(what):
        db = sqlite3.connect(path, timeout=BUSY_MS / 1000, isolation_level=None, check_same_thread=False)
        with ExitStack() as unless_set:
            unless_set.callback(db.close)
            set_pragmas(db, synchronous)
            unless_set.pop_all()
        return db


def open_reader(path: Path, what: str) -> sqlite3.Connection:
    """A short-lived connection that cannot write."""
    assert_not_gui_thread()
    with translated(what):
        db = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=BUSY_MS / 1000, isolation_level=None)
        db.execute("PRAGMA trusted_schema=OFF")
        db.execute(f"PRAGMA busy_timeout={BUSY_MS}")
        db.execute(f"PRAGMA mmap_size={_MAPPED}")
        return db


def set_pragmas(db: sqlite3.Connection, synchronous: str) -> None:
    """Set what the file must have and read it back; a difference is a bug (AssertionError)."""
    wanted = {
        "journal_mode": "wal",
        "synchronous": {"NORMAL": 1, "FULL": 2}[synchronous],
        "foreign_keys": 1,
        "busy_timeout": BUSY_MS,
        "trusted_schema": 0,
    }
    for name, value in wanted.items():
        db.execute(f"PRAGMA {name}={value}").fetchall()
    for name, value in wanted.items():
        found = db.execute(f"PRAGMA {name}").fetchone()[0]
        assert found == value, f"{name} is {found}, not {value}"


@contextmanager
def immediate(db: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One write transaction: begun at once, committed at the end, rolled back whole on any error."""
    assert_not_gui_thread()
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:  # whatever ends it, a generator that is closed included: no transaction stays open
        if db.in_transaction:
            db.execute("ROLLBACK")
        raise


@contextmanager
def reading(path: Path, what: str) -> Iterator[sqlite3.Connection]:
    """One consistent, short read."""
    with translated(what), closing(open_reader(path, what)) as db:
        db.execute("BEGIN")
        yield db
        db.execute("COMMIT")


def make_private(path: Path) -> None:
    """Create folder (0700) and file (0600) where they are missing; what exists keeps its rights, the file loses those of others."""
    if not path.parent.exists():
        path.parent.mkdir(mode=0o700, parents=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    if path.stat().st_mode & 0o077:
        path.chmod(0o600)


def refuse_network(path: Path, what: str) -> None:
    """StoreTrouble where the file lies on a network file system, as far as the system says so cheaply (Linux)."""
    mounts = Path("/proc/self/mounts")
    if not mounts.exists():
        return
    real = path.resolve()
    best, kind = Path("/"), ""
    for line in mounts.read_text(encoding="utf-8", errors="replace").splitlines():
        _, folder, type_, *_ = line.split(" ")
        mount = Path(folder.replace("\\040", " "))
        if real.is_relative_to(mount) and len(mount.parts) >= len(best.parts):
            best, kind = mount, type_
    if kind in _NETWORK:
        raise StoreTrouble(
            f"Could not use {what}: it lies on a network drive ({kind})",
            "Databases break there. Choose a folder on this machine.",
            about=what,
        )


def require_space(path: Path, what: str, megabytes: int) -> None:
    """Full where less than ``megabytes`` are free beside ``path``."""
    with reachable(what):
        free = shutil.disk_usage(path.parent).free
    if free < megabytes * _MB:
        raise Full(f"Could not write {what}: less than {megabytes} MB are free", "Free some space; nothing was lost.", about=what)


def open_beside(path: Path, ddl: str, out_of_the_way: Callable[[Path], None]) -> sqlite3.Connection:
    """A file beside the mirror, with its tables, that an answer can do without: in memory, for one connection, where it is held by another
    program or cannot be written. One that is damaged is put ``out_of_the_way`` and begun anew; where that fails it is not used."""
    for where in (path, path, None):
        try:
            if where is not None:
                make_private(where)
            db = sqlite3.connect(":memory:" if where is None else where, isolation_level=None)
            try:
                db.executescript(ddl)
            except sqlite3.Error:
                db.close()
                raise
            return db
        except sqlite3.OperationalError:
            continue  # it stays as it is
        except sqlite3.DatabaseError:
            with suppress(OSError):
                out_of_the_way(path)
        except OSError:
            continue
    raise AssertionError("no room even in memory")


def drop_files(path: Path) -> None:
    """Delete a database that can be made again, with its log and its shared memory."""
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
