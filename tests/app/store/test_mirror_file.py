"""The mirror's file: kept while it fits, made again where it does not, never filled to the brim."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from app.store.engine import Damaged, Full
from app.store.mirror import Mirror
from tests.app.store.build import LATER, TENANT, sale
from tests.app.store.plain import around_the_clock


def content(path: Path) -> int:
    mirror = Mirror(path, TENANT, counts_from=around_the_clock)
    with mirror.reading() as read:
        count = read._one("SELECT count(*) FROM sale")
    mirror.close()
    assert count is not None
    return int(count[0])


def seeded(path: Path) -> None:
    mirror = Mirror(path, TENANT, counts_from=around_the_clock)
    with mirror.writing() as tx:
        tx.upsert("erp", [sale(str(n)) for n in range(300)])
    mirror.close()


def test_kept_while_it_fits(path: Path) -> None:
    seeded(path)
    assert content(path) == 300
    assert path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    "spoil",
    [
        lambda p: sqlite3.connect(p).execute("PRAGMA user_version=1").connection.close(),
        lambda p: p.write_bytes(b"not a database" * 1000),
        lambda p: p.write_bytes(p.read_bytes()[:5000]),
        lambda p: p.write_bytes(p.read_bytes()[:8192] + b"\xff" * 20_000 + p.read_bytes()[28_192:]),
        lambda p: p.write_bytes(b""),
        lambda p: p.unlink(),
    ],
    ids=["another schema", "garbage", "cut", "scribbled", "empty", "gone"],
)
def test_what_does_not_fit_is_made_again(path: Path, spoil: Any) -> None:
    seeded(path)
    spoil(path)
    assert content(path) == 0


def test_another_teams_copy_is_made_again(path: Path) -> None:
    seeded(path)
    mirror = Mirror(path, uuid4(), counts_from=around_the_clock)
    with mirror.reading() as read:
        assert read.sale("erp", "1") is None
    mirror.close()


def test_damage_found_while_writing_starts_it_over(path: Path) -> None:
    seeded(path)
    mirror = Mirror(path, TENANT, counts_from=around_the_clock)
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    with path.open("r+b") as file:
        file.seek(4096)
        file.write(b"\xff" * (path.stat().st_size - 4096))
    with pytest.raises(Damaged, match="damaged") as caught, mirror.writing() as tx:
        tx.upsert("erp", [sale(str(n), rev="r2", stamp=LATER) for n in range(300)])
    assert "read again" in caught.value.advice
    with mirror.writing() as tx:
        tx.upsert("erp", [sale()])
        assert tx.cursor("erp", "sales") is None, "everything is pulled anew"
    mirror.close()


def test_little_space_stops_the_pull(mirror: Mirror, monkeypatch: pytest.MonkeyPatch, path: Path) -> None:
    little = shutil.disk_usage(path.parent)._replace(free=20 * 1024 * 1024)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: little)
    with pytest.raises(Full, match="less than 50 MB"), mirror.writing():
        raise AssertionError("nothing is written")
    with mirror.reading() as read:
        assert read.team_cursor() == 0
