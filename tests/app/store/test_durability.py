"""What the outbox said it has, it has: after kill -9, and on a disk that is full."""

from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from app.domain.letter import LetterState
from app.store.outbox import Outbox

ROOT = Path(__file__).parents[3]
KILLS = int(os.environ.get("CLEARLINE_KILLS", "50"))


def test_fifty_kills_lose_nothing(tmp_path: Path) -> None:
    """Each round is killed after a random number of its words; whatever it said is there, nothing is torn or doubled."""
    path, chance = tmp_path / "outbox.db", random.Random(8)
    said: dict[str, str] = {}
    for number in range(KILLS):
        argv = [sys.executable, "-m", "tests.app.store.kill_child", str(path), str(number)]
        with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, text=True) as child:
            assert child.stdout is not None
            for _ in range(chance.randint(1, 40)):
                word, _, id_ = child.stdout.readline().strip().partition(" ")
                if id_:
                    said[id_] = word
            child.kill()
            for line in child.stdout:  # said before the kill reached it
                word, _, id_ = line.strip().partition(" ")
                if id_ and line.endswith("\n"):
                    said[id_] = word
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    box = Outbox(path)
    found = {x.id: x for x in box.unfinished()}
    assert len(said) > KILLS
    assert said.keys() <= found.keys(), "lost"
    for id_, word in said.items():
        state = found[id_].state
        assert state in ((LetterState.QUEUED, LetterState.SENDING) if word == "added" else (LetterState.SENDING,))
    assert len(found) - len(said) <= KILLS, "at most one in each round was committed and not said"
    assert box.recover() == len(found)
    assert not [x for x in box.unfinished() if x.state is LetterState.SENDING]
    box.close()


def _alone() -> list[str] | None:
    """A command that gives its child mounts of its own, which end with it; None where this system does not let us."""
    for argv in (["unshare", "--mount"], ["unshare", "--user", "--map-root-user", "--mount"]):
        if (
            shutil.which("unshare")
            and subprocess.run([*argv, "sh", "-c", "mount -t tmpfs tmpfs /mnt"], capture_output=True, check=False).returncode == 0
        ):
            return argv
    return None


def _fill(tmp_path: Path, kind: str, prefix: list[str]) -> dict[str, object]:
    argv = [*prefix, sys.executable, "-m", "tests.app.store.full_disk_child", str(tmp_path), kind]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    answer: dict[str, object] = json.loads(done.stdout)
    return answer


def test_a_full_disk_loses_nothing_and_says_so(tmp_path: Path) -> None:
    """On a disk of 4 MB where mounting is allowed, else under a limit on the size of files."""
    alone = _alone()
    answer = _fill(tmp_path, "tmpfs" if alone else "limit", alone or [])
    assert answer["kept"], answer
    assert isinstance(answer["written"], int)
    assert answer["written"] > 20
    assert "Could not use the outbox" in str(answer["said"])
    if alone:
        assert answer["moved"] is True, "the reserve was given up for it"
        assert answer["reserve"] is False


def test_a_limit_on_files_is_a_full_disk_too(tmp_path: Path) -> None:
    answer = _fill(tmp_path, "limit", [])
    assert answer["kept"], answer
    assert "Could not use the outbox" in str(answer["said"])


@pytest.mark.parametrize("cut", [0, 1, 100, 4096, 5000])
def test_a_log_cut_short_keeps_what_was_before(tmp_path: Path, cut: int) -> None:
    """The last frames of the log never reached the disk: the file opens with an earlier, whole state."""
    path = tmp_path / "outbox.db"
    child = [sys.executable, "-m", "tests.app.store.kill_child", str(path), "0"]
    with subprocess.Popen(child, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        for _ in range(30):
            process.stdout.readline()
        process.kill()
        process.stdout.read()
    log = path.with_name(path.name + "-wal")
    size = log.stat().st_size
    os.truncate(log, max(0, size - cut))
    box = Outbox(path)
    found = box.unfinished()
    assert {x.id for x in found} == {f"0-{n}/1" for n in range(len(found))}, "a beginning of what was written, without a hole"
    box.close()
