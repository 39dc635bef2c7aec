"""A team store, a mirror and the importing between them, as one console has them; files as programs write them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from app.domain.changes import Changes
from app.domain.figure import Figure
from app.domain.imports import Batch, Checked, Form, Looked
from app.domain.person import Person
from app.importing import Importing
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.store.figures.ground import Calendar
from app.store.import_read import ImportReads
from app.store.mirror import Mirror
from app.store.team import Team
from tests.app.store.build import FakeClock, opened, shipped
from tests.app.store.plain import around_the_clock

ME = Person("dan", "Dan Director", frozenset({"finance_director"}))
CALENDAR = Calendar(ZoneInfo("Europe/Vienna"), frozenset(range(5)), lambda a, b: b - a, lambda _, at: at + timedelta(hours=24))


class Desk:
    """``heard``: topics told; ``views``: what is remembered of this person."""

    def __init__(self, folder: Path, team: Team, me: Person = ME) -> None:
        self.folder, self.team = folder, team
        self.mirror = Mirror(folder / "mirror.db", team.tenant, counts_from=around_the_clock, books="erp")
        self.reads = ImportReads(folder / "mirror.db", lambda: CALENDAR)
        self.writer = Lane("writer")
        self.heard: list[str] = []
        self.views: dict[str, str] = {}
        self.nudged = 0
        self.importing = Importing(
            me, InForce(shipped()), team, self.mirror, self.reads, self.writer, Clock(),
            hear=self._hear, nudge=self._nudge, remembered=self.views.get, remember=self.views.__setitem__,
        )  # fmt: skip

    def _hear(self, changes: Changes) -> None:
        self.heard += changes.topics

    def _nudge(self) -> None:
        self.nudged += 1

    def look(self, path: Path, sheet: str = "", head: int = 0) -> Looked:
        return self.importing.look(path, sheet, head).result()

    def form(self, looked: Looked, kind: str = "", **options: str) -> Form:
        form = next(f for f in looked.forms if not kind or f.kind == kind)
        return replace(form, options={**form.options, **options})

    def check(self, looked: Looked, form: Form) -> Checked:
        return self.importing.check(looked, form).result()

    def take(self, path: Path, kind: str = "", **options: str) -> Batch:
        """From the file to figures."""
        looked = self.look(path)
        checked = self.check(looked, self.form(looked, kind, **options))
        assert checked.may_go, checked
        batch = self.importing.take().result()
        self.settle()
        return batch

    def settle(self) -> None:
        """What the team's feed and the lane of fetching do."""
        self.catch_up()
        self.importing.fetch().result()

    def catch_up(self) -> None:
        with self.mirror.reading() as read:
            after = read.team_cursor()
        page = self.team.changes(after, 500)
        with self.mirror.writing() as tx:
            tx.take(page)

    def figures(self, name: str, days: int = 0) -> dict[str, Figure]:
        return {f.kpi: f for f in self.importing.figures(name, days).result().figures}

    def close(self) -> None:
        self.importing.close()
        self.writer.close(drain=True)
        self.mirror.close()


@contextmanager
def desk_at(folder: Path, url: str, me: Person = ME) -> Iterator[Desk]:
    with opened(url, FakeClock(), me=me.id) as team:
        desk = Desk(folder, team, me)
        try:
            yield desk
        finally:
            desk.close()


def written(folder: Path, name: str, text: str, encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def csv_of(rows: list[Mapping[str, object]]) -> str:
    heads = list(rows[0])
    return "\n".join([";".join(heads), *(";".join(str(row[h]) for h in heads) for row in rows)]) + "\n"
