"""What closed periods were told to be, kept in a file that nothing can make anew: a value that differs from it carries its former one.

A period is closed when its last day and the time in which its outcomes may still change are over, when all of it lies in what was asked
for, and when everything that its KPI stands on was read to the end by a poll that began after it. Until then nothing is kept.
"""

from __future__ import annotations

import re
import sqlite3
import zlib
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from itertools import count
from pathlib import Path

from app.domain.figure import Former, Period, Point, Why
from app.kpis.kpi import How
from app.kpis.periods import local_day
from app.kpis.restating import closes, may_be_restated
from app.kpis.rounding import shown
from app.store.engine import open_beside
from app.store.figures import rows
from app.store.figures.age import reading
from app.store.figures.ground import STRETCH, VIEWS, Calendar
from app.store.figures.rows import Asked
from app.store.times import from_micros

_BY_HOURS = re.compile(r"\b(worked|due_at)\(")
_OF_TEAM = re.compile(r"\b(stretch|team_\w+)\b")
_DDL = """
CREATE TABLE IF NOT EXISTS told (team TEXT, kpi TEXT, first TEXT, last TEXT, meaning TEXT NOT NULL, unit TEXT NOT NULL, value TEXT,
    PRIMARY KEY (team, kpi, first, last)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS former (team TEXT, kpi TEXT, first TEXT, last TEXT, at TEXT, unit TEXT NOT NULL, value TEXT, why TEXT NOT NULL,
    PRIMARY KEY (team, kpi, first, last, at)) WITHOUT ROWID;
"""
_Key = tuple[str, str]


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """The file; a damaged one is put aside as ``.damaged`` and begun anew. In memory, for this answer alone, where it cannot be written.

    What an answer has to keep is one transaction, which ends with it: nothing where the answer fails, for nobody was told it.
    """
    with closing(open_beside(path, _DDL, _put_aside)) as db:
        yield db
        if db.in_transaction:
            with suppress(sqlite3.Error):  # a full disk: the next answer finds the same and keeps it
                db.execute("COMMIT")


def _put_aside(path: Path) -> None:
    """Beside those that were put aside before."""
    names = (path.with_name(f"{path.name}.damaged{'' if n == 1 else f'.{n}'}") for n in count(1))
    path.rename(next(name for name in names if not name.exists()))


@dataclass(frozen=True, slots=True)
class _Told:
    meaning: str
    unit: str
    value: Decimal | None

    def differs(self, other: _Told) -> bool:
        return (self.unit, self.value) != (other.unit, other.value)


@dataclass
class Told:
    """``mirror``: in the transaction that the answer is computed in; ``db``: from ``opened``."""

    mirror: sqlite3.Connection
    db: sqlite3.Connection
    calendar: Calendar

    def __post_init__(self) -> None:
        self._team, self._team_asof = self.mirror.execute("SELECT tenant, team_asof FROM owner").fetchone()
        self._ails = False

    def course(self, asked: Asked, unit: str, points: Sequence[Point]) -> tuple[Point, ...]:
        """The points of the whole company with what they were told to be before. Closed ones are kept as they are told now."""
        closed = [] if self._ails else self._closed(asked, points)
        if not closed:
            return tuple(points)
        try:
            meaning = self._meaning(asked)
            now = {_key(p.period): self._now(asked, meaning, unit, p) for p in closed}
            before, former = self._kept(asked)
            self._keep(asked, now, before, former)
        except sqlite3.Error:  # whatever ails the file, it is asked no more; trouble with the mirror came up before
            self._ails = True
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            return tuple(points)
        return tuple(replace(p, former=former.get(_key(p.period), ())) if _key(p.period) in now else p for p in points)

    def _closed(self, asked: Asked, points: Sequence[Point]) -> list[Point]:
        read_on = self._read_on(asked)
        return [
            p for p in points if read_on is not None and not p.partial and closes(asked.kpi, p.period) < min(read_on, asked.today)
        ]

    def _read_on(self, asked: Asked) -> date | None:
        """The day on which all that its KPI stands on was read to its end; None where some of it never was, or is of files that somebody
        imports: another one of the same months is no late document."""
        read = reading(self.mirror, asked.kpi.feeds, asked.kpi.also)
        moments = [] if read.oldest is None else [read.oldest]
        if _OF_TEAM.search(rows.query(asked.kpi.id)):
            if self._team_asof is None:
                return None
            moments.append(from_micros(self._team_asof))
        if asked.kpi.imports or read.missing or read.partial or not moments:
            return None
        return local_day(min(moments), self.calendar.zone)

    def _now(self, asked: Asked, meaning: str, unit: str, point: Point) -> _Told:
        # a gap before anything was ever counted depends on where one begins
        nothing = Decimal(0) if asked.kpi.how is How.SUM else None
        value = nothing if point.value is None else point.value
        return _Told(meaning, unit, None if value is None else shown(value, unit))

    def _kept(self, asked: Asked) -> tuple[dict[_Key, _Told], dict[_Key, tuple[Former, ...]]]:
        within = "WHERE team = ? AND kpi = ? AND first >= ? AND last <= ?"
        bounds = (self._team, asked.kpi.id, asked.period.first.isoformat(), asked.period.last.isoformat())
        told = {
            (first, last): _Told(meaning, unit, _number(value))
            for first, last, meaning, unit, value in self.db.execute(
                f"SELECT first, last, meaning, unit, value FROM told {within}", bounds
            )
        }
        former: dict[_Key, tuple[Former, ...]] = {}
        for first, last, at, unit, value, why in self.db.execute(
            f"SELECT first, last, at, unit, value, why FROM former {within} ORDER BY at", bounds
        ):
            one = Former(_number(value), unit, date.fromisoformat(at), Why(why))
            former[first, last] = (*former.get((first, last), ()), one)
        return told, former

    def _keep(
        self, asked: Asked, now: dict[_Key, _Told], before: dict[_Key, _Told], former: dict[_Key, tuple[Former, ...]]
    ) -> None:
        """``former`` becomes what it is with what changed now."""
        whose, changed = (self._team, asked.kpi.id), {key: one for key, one in now.items() if before.get(key) != one}
        if not changed:
            return
        db = self.db
        if not db.in_transaction:
            db.execute("BEGIN IMMEDIATE")
        for key, one in changed.items():
            was = before.get(key)
            if was is not None and was.differs(one):
                former[key] = _replaced(former.get(key, ()), was, one, _why(asked, key, was, one), asked.today)
                db.execute("DELETE FROM former WHERE team = ? AND kpi = ? AND first = ? AND last = ?", (*whose, *key))
                db.executemany(
                    "INSERT INTO former VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                    [(*whose, *key, f.at.isoformat(), f.unit, _text(f.value), str(f.why)) for f in former[key]],
                )
            db.execute("INSERT OR REPLACE INTO told VALUES (?, ?, ?, ?, ?, ?, ?)", (*whose, *key, *_row(one)))

    def _meaning(self, asked: Asked) -> str:
        """What has to be the same for a difference to be late data: how it is computed, by whose hours, from which systems. Another mirror
        of the same systems means the same."""
        kpi, query, calendar = asked.kpi, rows.query(asked.kpi.id), self.calendar
        (schema,) = self.mirror.execute("PRAGMA user_version").fetchone()
        declared = f"{kpi.how} {kpi.of} {kpi.over} {kpi.factor} {kpi.quantile} {kpi.matures}"
        sources = " ".join(sorted(age.source for age in reading(self.mirror, kpi.feeds, kpi.also).ages))
        wording = zlib.crc32("".join((query, *VIEWS, STRETCH, declared)).encode())
        hours = f"policy {calendar.policy}" if _BY_HOURS.search(query) else ""
        days = "".join(map(str, sorted(calendar.days)))
        return f"{schema} {wording} {calendar.zone.key} {days} {asked.currency} {sources} {hours}".rstrip()


def _why(asked: Asked, key: _Key, was: _Told, now: _Told) -> Why:
    if was.meaning != now.meaning:
        return Why.MEANING
    period = Period(date.fromisoformat(key[0]), date.fromisoformat(key[1]), "")
    return Why.LATE if may_be_restated(asked.kpi, period, asked.today) else Why.FINAL


def _replaced(former: tuple[Former, ...], was: _Told, now: _Told, why: Why, today: date) -> tuple[Former, ...]:
    """With one more; within a day only what stood when it began, and nothing where it stands so again: a document that comes in two
    transactions restates nothing."""
    if former and former[-1].at >= today:
        *earlier, last = former
        back = (last.unit, last.value) == (now.unit, now.value)
        return tuple(earlier) if back else (*earlier, replace(last, why=Why.MEANING if Why.MEANING in (why, last.why) else why))
    return (*former, Former(was.value, was.unit, today, why))


def _key(period: Period) -> _Key:
    return period.first.isoformat(), period.last.isoformat()


def _row(one: _Told) -> tuple[str, str, str | None]:
    return one.meaning, one.unit, _text(one.value)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else str(value)


def _number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)
