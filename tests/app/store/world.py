"""A team store, one console's mirror and outbox, and what moves things between them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from app.commands.wording import WORDING
from app.domain.feed import Cursor, Feed
from app.domain.person import Person
from app.domain.question import AskQueue, CaseRow
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.store.team import Team
from tests.app.store.build import HOUR, T0, FakeClock, finding, opened
from tests.app.store.plain import around_the_clock

ME = Person("ann", "Ann Lyst", frozenset({"credit_analyst"}))
ALL = AskQueue("credit", group=False)


class World:
    """``find`` and ``lose`` are what detection does, ``catch_up`` what a round does."""

    def __init__(self, folder: Path, team: Team, clock: FakeClock) -> None:
        self.folder, self.team, self.clock = folder, team, clock
        self.mirror = Mirror(folder / "mirror.db", team.tenant, counts_from=around_the_clock, books="erp")
        self.outbox = Outbox(folder / "outbox.db")
        self.reads = Reads(folder / "mirror.db", folder / "outbox.db", ME, due=lambda _, at: at + 4 * HOUR, wording=WORDING)

    def close(self) -> None:
        self.mirror.close()
        self.outbox.close()

    def pull(self, *records: Any, asof: datetime = T0) -> None:
        with self.mirror.writing() as tx:
            tx.upsert("erp", records)
            for feed, noun in (("sales", "sale"), ("moves", "move"), ("shipments", "shipment")):
                tx.save_cursor("erp", Feed(feed, noun), Cursor(asof, 1, "e"), complete=True, asof=asof, readable=True)

    def find(self, *keys: str, share: bool = True, **figures: Any) -> list[str]:
        """Findings on these sales, in the mirror and (``share``) in the team store. Case ids."""
        found = [finding(self.team.tenant, key, **figures) for key in keys]
        with self.mirror.writing() as tx:
            tx.put_findings(found)
            tx.refresh_rows([f.case_id for f in found])
        for one in found if share else ():
            self.team.open_case(one, console="here")
        self.catch_up()
        return [f.case_id for f in found]

    def lose(self, *keys: str) -> None:
        with self.mirror.writing() as tx:
            tx.drop_findings([finding(self.team.tenant, k).fingerprint for k in keys])

    def catch_up(self) -> None:
        while True:
            with self.mirror.reading() as read:
                after = read.team_cursor()
            page = self.team.changes(after, 3)
            with self.mirror.writing() as tx:
                tx.take(page)
            if page.complete:
                return

    def rows(self, question: AskQueue = ALL, now: datetime | None = None) -> tuple[CaseRow, ...]:
        return self.reads.queue(question, now or self.clock.now).rows

    def numbers(self, **asked: Any) -> list[str]:
        return [r.number for r in self.rows(AskQueue("credit", **{"group": False} | asked))]


@contextmanager
def made(folder: Path, url: str, clock: FakeClock) -> Iterator[World]:
    with opened(url, clock) as team:
        world = World(folder, team, clock)
        try:
            yield world
        finally:
            world.close()
