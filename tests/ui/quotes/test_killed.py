"""A window that is killed while somebody writes: after the next start everything older than a second is there, in its order."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.store.draft_book import DraftBook
from app.store.outbox import Outbox
from tests.app.store.killing import killed_at_work


@pytest.mark.parametrize("rows", [4, 30])
def test_a_window_that_is_killed_loses_nothing_older_than_a_second(tmp_path: Path, rows: int) -> None:
    path = tmp_path / "outbox.db"
    due = killed_at_work("tests.ui.quotes.window_child", path, rows)
    box = Outbox(path)
    [draft] = DraftBook(box).all()
    box.close()
    found = [x.quantity for x in draft.content.lines if x.quantity is not None]
    assert due >= rows
    assert found == list(range(1, len(found) + 1))
    assert len(found) >= due
