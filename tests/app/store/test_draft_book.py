"""A draft on the disk: the same that was kept, after a kill too, and from the outbox of an older program."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings

from app.domain.draft import Base, Content, Draft, DraftHead, DraftLine, Typing
from app.domain.ref import Ref
from app.errors import StoreTrouble
from app.store.draft_book import DraftBook
from app.store.migrate import FOLDER, migrate_file
from app.store.outbox import Outbox
from tests.app.domain.drafts import contents
from tests.app.store.killing import killed_at_work

NOW = datetime(2026, 11, 27, 9, 30, 0, 123456, tzinfo=UTC)
CONTENT = Content(
    DraftHead("DAP", "30 d", date(2026, 12, 24), "ask Frank", "Danke für Ihre Anfrage"),
    (
        DraftLine("7", "HYD-PMP-18", "Gear pump", "3", Decimal("60.5"), Decimal("354.3200"), None, "competitor", "blue"),
        DraftLine("n1"),
    ),
)
BASE = Base(Ref("tryton", "sale", "5"), "SO00005", (("sale", "5", "1.5"), ("line", "7", "2.5")), CONTENT)
DRAFT = Draft(
    "d1", Ref("tryton", "customer", "4"), "Acme", "EUR", CONTENT, NOW, BASE, Typing("7", "price", "354,3")
)  # in the middle of a word


@pytest.fixture
def outbox(tmp_path: Path) -> Iterator[Outbox]:
    box = Outbox(tmp_path / "outbox.db")
    yield box
    box.close()


def test_what_is_kept_comes_back_the_same(outbox: Outbox) -> None:
    book = DraftBook(outbox)
    book.save(DRAFT)
    assert book.get("d1") == DRAFT
    fresh = replace(DRAFT, id="d2", base=None, typing=None, changed_at=NOW + timedelta(seconds=1))
    book.save(fresh)
    assert book.all() == (fresh, DRAFT), "the last written first"
    book.drop("d2")
    assert book.get("d2") is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow], max_examples=50)
@given(contents())
def test_every_content_comes_back_to_the_last_digit(outbox: Outbox, content: Content) -> None:
    book = DraftBook(outbox)
    book.save(replace(DRAFT, content=content))
    found = book.get("d1")
    assert found is not None
    assert found.content == content
    assert [str(x.price) for x in found.content.lines] == [str(x.price) for x in content.lines]


def test_a_draft_that_cannot_be_read_is_said_and_left(outbox: Outbox) -> None:
    outbox.save_draft("d9", "quote", None, '{"id": 5}', NOW)
    with pytest.raises(StoreTrouble, match="Could not read a quote draft"):
        DraftBook(outbox).all()
    assert outbox.draft("d9") == ("quote", None, '{"id": 5}')


def test_drafts_of_the_first_schema_are_migrated(tmp_path: Path) -> None:
    first, path = tmp_path / "revisions", tmp_path / "outbox.db"
    shutil.copytree(FOLDER / "outbox", first, ignore=shutil.ignore_patterns("__pycache__", "r0002*"))
    sqlite3.connect(path).close()
    migrate_file(path, first, "the outbox", keep=())
    with closing(sqlite3.connect(path)) as db:
        db.execute("INSERT INTO draft VALUES ('old', 'note', NULL, '{}')")
        db.commit()
    box = Outbox(path)
    assert box.draft("old") == ("note", None, "{}")
    DraftBook(box).save(DRAFT)
    assert DraftBook(box).all() == (DRAFT,)
    box.close()


@pytest.mark.parametrize("keys", [12, 50, 120, 300])
def test_killed_while_typing_everything_older_than_a_second_is_there(tmp_path: Path, keys: int) -> None:
    path = tmp_path / "outbox.db"
    due = killed_at_work("tests.app.store.draft_child", path, keys)
    box = Outbox(path)
    found = DraftBook(box).get("d1")
    box.close()
    assert found is not None
    assert found.typing is not None
    assert due >= keys - 1
    assert int(found.typing.text) >= due
    assert replace(found, typing=DRAFT.typing, changed_at=NOW) == DRAFT, "whole"
