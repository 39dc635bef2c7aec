"""Files beside the databases: whole or not there, private, within their bound, and in words where the disk does not take them."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from app.errors import StoreTrouble
from app.store.engine import Full
from app.store.files import Files


def test_what_was_put_is_there_for_its_owner_alone(tmp_path: Path) -> None:
    files = Files(tmp_path / "kept")
    assert files.get("a") is None
    files.put("a", b"one")
    files.put("a", b"two")
    assert files.get("a") == b"two"
    [path] = (tmp_path / "kept").iterdir()
    assert (path.stat().st_mode & 0o077, path.parent.stat().st_mode & 0o077) == (0, 0)
    files.drop("a")
    files.drop("a")
    assert files.get("a") is None


def test_no_name_leads_out_of_the_folder(tmp_path: Path) -> None:
    files = Files(tmp_path / "kept")
    files.put("../../etc/passwd", b"x")
    assert [p.parent for p in tmp_path.rglob("*") if p.is_file()] == [tmp_path / "kept"]


def test_what_nobody_looked_at_for_longest_goes_first(tmp_path: Path) -> None:
    files = Files(tmp_path / "kept", most=25)
    for name in "abc":
        files.put(name, name.encode() * 10)
        for path in (tmp_path / "kept").iterdir():  # each look is a while after the one before
            os.utime(path, ns=(path.stat().st_atime_ns, path.stat().st_mtime_ns - 10**9))
        if name == "b":
            files.get("a")
    assert [files.get(name) is None for name in "abc"] == [False, True, False]
    files.put("big", b"x" * 100)
    assert files.get("big") == b"x" * 100


@pytest.mark.parametrize(("code", "kind"), [(errno.ENOSPC, Full), (errno.EDQUOT, Full), (errno.EACCES, StoreTrouble)])
def test_a_disk_that_does_not_take_it_is_said_and_leaves_no_part(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, kind: type[StoreTrouble]
) -> None:
    files = Files(tmp_path / "kept")
    files.put("a", b"old")

    def fails(_fd: int) -> None:
        raise OSError(code, "no")

    monkeypatch.setattr(os, "fsync", fails)
    with pytest.raises(kind):
        files.put("a", b"new")
    assert files.get("a") == b"old"
    assert len(list((tmp_path / "kept").iterdir())) == 1
