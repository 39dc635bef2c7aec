"""What a mirror would hold of a target: the newest revision of each record, without those that are gone."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from app.domain.feed import Cursor, Feed, Page
from app.errors import NotAuthorized
from app.lanes.stop import Stop
from tests.contracts.targets import Target


class Copy:
    """What a mirror would hold: the newest revision of each record, without those that are gone."""

    def __init__(self, target: Target, login: str = "fiona") -> None:
        self.connector = target.connect(login)
        self.records: dict[str, dict[str, Any]] = {}
        self.cursors: dict[str, Cursor] = {}
        self.bad: list[Any] = []

    def feed(self, name: str) -> Feed:
        return next(f for f in self.connector.feeds if f.name == name)

    def poll(self, name: str) -> list[Page]:
        taken = []
        for page in self.connector.pages(self.feed(name), self.cursors.get(name), Stop()):
            held = self.records.setdefault(name, {})
            held.update((r.ref.key, r) for r in page.records)
            for ref in page.gone:
                held.pop(ref.key, None)
            if page.whole is not None:
                self.records[name] = {key: record for key, record in held.items() if key in page.whole}
            self.bad += page.bad
            assert (page.cursor.stamp, page.cursor.key) >= _at(self.cursors.get(name))
            self.cursors[name] = page.cursor
            taken.append(page)
        assert [p.last for p in taken] == [False] * (len(taken) - 1) + [True]
        return taken

    def round(self) -> Copy:
        self.connector.hello()
        for feed in self.connector.feeds:
            if feed.name != "standings":
                try:
                    self.poll(feed.name)
                except NotAuthorized as e:
                    if e.about != feed.name:
                        raise
        return self


def _at(cursor: Cursor | None) -> tuple[datetime, int]:
    return (cursor.stamp, cursor.key) if cursor else (datetime.min.replace(tzinfo=UTC), 0)
