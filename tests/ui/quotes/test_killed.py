"""A window that is killed while somebody writes: after the next start everything older than a second is there, in its order."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.store.draft_book import DraftBook
from app.store.outbox import Outbox

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize("seconds", [1.6, 2.3])
def test_a_window_that_is_killed_loses_nothing_older_than_a_second(tmp_path: Path, seconds: float) -> None:
    path = tmp_path / "outbox.db"
    argv = [sys.executable, "-m", "tests.ui.quotes.window_child", str(path)]
    said: list[tuple[float, int]] = []
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=environment) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            at, n = child.stdout.readline().split()
            said.append((float(at), int(n)))
        child.kill()
        killed = time.monotonic()
        child.stdout.read()
    box = Outbox(path)
    [draft] = DraftBook(box).all()
    box.close()
    due = max(n for at, n in said if at < killed - 1)
    found = [x.quantity for x in draft.content.lines if x.quantity is not None]
    assert due > 3
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= due
