"""An empty list means that nothing waits only from when all that was first read has been judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from app.commands.wording import WORDING
from app.domain.person import Person
from app.domain.question import AskQueue
from app.domain.ref import Ref
from app.lanes.lane import Lane
from app.lanes.stop import Stop
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.sync import detect, pull
from app.sync.pull import Puller
from tests.app.rules import order_world as w
from tests.app.rules.world import NOW
from tests.app.store.plain import around_the_clock
from tests.app.sync.delivery_world import Time
from tests.app.sync.test_pull import Shop, shop  # noqa: F401 - a fixture

ME = Person("ana", "Ana Lyst", frozenset({"order_manager"}))
PAYMENTS = AskQueue("payment")


class Here:
    """One console's files, and its reading of the payments of one shop."""

    def __init__(self, folder: Path, remote: Shop) -> None:
        self.folder, self.remote, self.writer = folder, remote, Lane("writer")
        self.mirror = Mirror(folder / "mirror.db", UUID(int=7), min_free_mb=0, counts_from=around_the_clock)
        self.outbox = Outbox(folder / "outbox.db")
        self.reads = Reads(folder / "mirror.db", folder / "outbox.db", ME, due=lambda _, at: at, wording=WORDING)
        self.puller = self.started()

    def started(self) -> Puller:
        return Puller(self.remote, self.mirror, self.writer, UUID(int=7), Time(), NOW.tzinfo)  # type: ignore[arg-type]

    def asof(self) -> datetime | None:
        return self.reads.queue(PAYMENTS, NOW).asof


@pytest.fixture
def here(tmp_path: Path, shop: Shop, monkeypatch: pytest.MonkeyPatch) -> Iterator[Here]:  # noqa: F811
    monkeypatch.setattr(Shop, "feeds", (pull.Feed("web_orders", "web_order"),))
    made = Here(tmp_path, shop)
    yield made
    made.writer.close(drain=True)
    made.mirror.close()
    made.outbox.close()


def test_what_is_read_and_not_judged_yet_is_not_known(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[Any] = []

    def judge(*asked: Any, **more: Any) -> Any:
        with here.mirror.reading() as read:
            seen.append((read.complete("medusa"), here.asof()))
        return detect.judge(*asked, **more)

    monkeypatch.setattr(pull, "judge", judge)
    here.remote.told = (w.web_order(),)
    assert here.asof() is None
    got = here.puller.round(Stop(), lambda changes: None)
    assert seen == [({"web_orders"}, None)]
    assert here.asof() == NOW
    assert "cases" in got.changes.topics


def test_an_empty_source_is_judged_too_and_that_is_told(here: Here) -> None:
    got = here.puller.round(Stop(), lambda changes: None)
    assert here.asof() == NOW
    assert "cases" in got.changes.topics
    assert "cases" not in here.puller.round(Stop(), lambda changes: None).changes.topics, "it is news once"


def test_what_waits_for_a_second_look_has_to_have_it(here: Here, monkeypatch: pytest.MonkeyPatch) -> None:
    reading = here.remote.pages

    def pages(*asked: Any) -> Any:
        here.puller.touch([Ref("medusa", "web_order", "9")])
        return reading(*asked)

    monkeypatch.setattr(here.remote, "pages", pages)
    assert here.puller.round(Stop(), lambda changes: None).again
    assert here.asof() is None
    assert here.puller.round(Stop(), lambda changes: None).again, "somebody is always at work"
    assert here.asof() == NOW


def test_another_start_goes_on_from_what_is_known_and_another_database_does_not(here: Here) -> None:
    here.puller.round(Stop(), lambda changes: None)
    here.puller = here.started()
    assert here.asof() == NOW
    with here.mirror.writing() as tx:
        tx.forget("medusa")
        assert tx.judged() == frozenset()
