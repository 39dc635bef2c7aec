"""How SQLite files are opened, and what is said when they cannot be."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from app.errors import StoreTrouble
from app.lanes import lane
from app.store import engine


def test_pragmas_are_what_they_must_be(tmp_path: Path) -> None:
    for synchronous, number in (("NORMAL", 1), ("FULL", 2)):
        with closing(engine.open_writer(tmp_path / f"{synchronous}.db", "the file", synchronous=synchronous)) as db:
            found = [
                db.execute(f"PRAGMA {p}").fetchone()[0] for p in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema")
            ]
            assert found == ["wal", number, 1, 0]
            assert db.execute("PRAGMA busy_timeout").fetchone()[0] >= 5000


def test_a_pragma_that_does_not_hold_is_a_bug(tmp_path: Path) -> None:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as db, pytest.raises(AssertionError, match="journal_mode"):
        engine.set_pragmas(db, "FULL")


def test_files_are_private_and_folders_keep_their_rights(tmp_path: Path) -> None:
    path = tmp_path / "new" / "deep" / "x.db"
    with closing(engine.open_writer(path, "the file", synchronous="FULL")) as db:
        db.execute("CREATE TABLE t (a)")
        assert path.parent.stat().st_mode & 0o777 == 0o700
        for file in path.parent.iterdir():
            assert file.stat().st_mode & 0o777 == 0o600, file
    there = tmp_path / "there"
    there.mkdir(mode=0o755)
    there.chmod(0o755)
    loose = there / "loose.db"
    loose.touch(0o644)
    loose.chmod(0o644)
    with closing(engine.open_writer(loose, "the file", synchronous="FULL")):
        assert loose.stat().st_mode & 0o777 == 0o600
        assert there.stat().st_mode & 0o777 == 0o755


def test_a_reader_cannot_write(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with closing(engine.open_writer(path, "the file", synchronous="FULL")) as db:
        db.execute("CREATE TABLE t (a)")
        with pytest.raises(StoreTrouble, match="may not be written"), engine.reading(path, "the file") as reader:
            reader.execute("INSERT INTO t VALUES (1)")


def test_all_or_nothing(tmp_path: Path) -> None:
    with closing(engine.open_writer(tmp_path / "x.db", "the file", synchronous="FULL")) as db:
        db.execute("CREATE TABLE t (a UNIQUE)")
        with pytest.raises(sqlite3.IntegrityError), engine.immediate(db):
            db.executemany("INSERT INTO t VALUES (?)", [(1,), (1,)])
        assert not db.in_transaction
        assert db.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_what_is_not_a_database_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    path.write_bytes(b"this is a letter to my aunt, and no database at all" * 50)
    with pytest.raises(engine.Damaged, match="damaged"):
        engine.open_writer(path, "the file", synchronous="FULL")


def test_a_folder_in_the_way_is_said(tmp_path: Path) -> None:
    (tmp_path / "x.db").mkdir()
    with pytest.raises(StoreTrouble, match="Could not use the file"):
        engine.open_writer(tmp_path / "x.db", "the file", synchronous="FULL")
    (tmp_path / "file").touch()
    with pytest.raises(StoreTrouble, match="Could not use the file"):
        engine.open_writer(tmp_path / "file" / "x.db", "the file", synchronous="FULL")
    with pytest.raises(StoreTrouble, match="cannot be opened"), engine.reading(tmp_path / "none.db", "the file"):
        pass


def test_a_locked_file_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    path = tmp_path / "x.db"
    opened = [engine.open_writer(path, "the file", synchronous="FULL") for _ in range(2)]
    with closing(opened[0]) as one, closing(opened[1]) as two:
        one.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreTrouble, match="another program"), engine.translated("the file"), engine.immediate(two):
            pass


def test_a_network_drive_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mounts = f"/dev/vda / ext4 rw 0 0\nserver:/home {tmp_path} nfs4 rw 0 0\n"
    read = Path.read_text
    monkeypatch.setattr(
        Path, "read_text", lambda self, *a, **k: mounts if str(self) == "/proc/self/mounts" else read(self, *a, **k)
    )
    with pytest.raises(StoreTrouble, match="network drive"):
        engine.open_writer(tmp_path / "x.db", "the file", synchronous="FULL")


def test_bugs_stay_bugs(tmp_path: Path) -> None:
    writer = engine.open_writer(tmp_path / "x.db", "the file", synchronous="FULL")
    with closing(writer) as db, pytest.raises(sqlite3.OperationalError), engine.translated("the file"):
        db.execute("SELECT * FROM nothing")


@pytest.fixture
def gui_owns_the_main_thread() -> Iterator[None]:
    lane.forbid_main_thread(True)
    yield
    lane.forbid_main_thread(False)


@pytest.mark.usefixtures("gui_owns_the_main_thread")
def test_not_on_the_gui_thread(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match="GUI thread"):
        engine.open_writer(tmp_path / "x.db", "the file", synchronous="FULL")
    done: list[bool] = []

    def elsewhere() -> None:
        engine.open_writer(tmp_path / "x.db", "the file", synchronous="FULL").close()
        done.append(True)

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert done
