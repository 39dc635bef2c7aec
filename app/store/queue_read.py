"""One queue as a list: filtered and ordered over indexes, grouped by cause, its rows ready to format."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from app.domain.finding import Finding
from app.domain.money import Money
from app.domain.person import Person
from app.domain.question import AskQueue, CaseRow, QueueGroup
from app.domain.ref import NO_NUMBER
from app.domain.wording import Wording
from app.store import find, overlay
from app.store.books import BOOKS
from app.store.mirror_read import MirrorRead
from app.store.mirror_schema import CASE_WORDS
from app.store.times import from_micros, to_micros

# What may be sorted by: the column, and whether cases can lack it. Due follows the start, because every case of a queue has the same clock.
SORTS = {
    "number": ("number_fold", False),
    "customer": ("customer_fold", False),
    "ship": ("ship", True),
    "amount": ("value_minor", False),
    "over": ("over_minor", True),
    "due": ("counts_from", False),
    "severity": ("severity", False),
}
_HINTS = {
    "mine": "case_row INDEXED BY case_row_owner",
    "snoozed": "case_row INDEXED BY case_row_asleep",
    "approval": "case_row INDEXED BY case_row_approval",
}
_ORDERS = "'sales', 'web_orders'"
_BOOKED_IN = ""  # no source is called so
_MOST_KNOWN = 200_000
VIEWS = ("all", "snoozed", "mine", "approval")
_ROW = (
    "case_id, rev, number, customer, ship, value_minor, value_currency, over_minor, over_currency, started_at, counts_from, severity, grp, "
    "state, outcome, owner, provisional, type, source, live, spell, model, key"
)


@dataclass(frozen=True, slots=True)
class Listing:
    """``ids`` in order (grouped: group after group); ``groups`` index into them."""

    ids: tuple[int, ...]
    groups: tuple[QueueGroup, ...]


class QueueRead:
    """Within one read of mirror and outbox."""

    def __init__(
        self, db: sqlite3.Connection, me: Person, now: datetime, times: Times, wording: Wording, stale_after: timedelta
    ) -> None:
        self._db, self._me, self._now, self._times, self._wording = db, me, now, times, wording
        self._stale_before = to_micros(now - stale_after)

    # ---- which, in which order ----

    def listing(self, ask: AskQueue, type_: str) -> Listing:
        where, parameters = self._where(ask, type_)
        order = self._order(ask)
        # The few rows of these tabs are sorted; without the hint the planner walks all rows in order and looks at each.
        table = "case_row" if ask.since is not None else _HINTS.get(ask.view, "case_row")
        if not ask.group:
            asked = f"SELECT json_group_array(n) FROM (SELECT n FROM {table} WHERE {where} ORDER BY {order})"
            return Listing(tuple(json.loads(self._db.execute(asked, parameters).fetchone()[0])), ())
        rows = self._db.execute(f"SELECT n, grp FROM {table} WHERE {where} ORDER BY {order}", parameters).fetchall()
        sums = (
            "SELECT grp, value_currency, sum(value_minor), min(severity) "
            f"FROM {table} WHERE {where} GROUP BY grp, value_currency ORDER BY grp, value_currency"
        )
        return _grouped(rows, self._db.execute(sums, parameters).fetchall())

    def _where(self, ask: AskQueue, type_: str) -> tuple[str, list[Any]]:
        if ask.since is not None and ask.until is not None:
            where = "type = ? AND started_at <= ? AND (closed_at IS NULL OR closed_at > ?)"
            parameters: list[Any] = [type_, to_micros(ask.until), to_micros(ask.since)]
        else:
            view, parameters = self._view(ask.view)
            where, parameters = f"live AND type = ? AND {view}", [type_, *parameters]
        if ask.text.strip():
            text, more = find.matching(ask.text, CASE_WORDS, "case_row", ("number_fold", "customer_fold"))
            where, parameters = f"{where} AND {text}", parameters + more
        return where, parameters

    def _view(self, view: str) -> tuple[str, list[Any]]:
        awake = "(wake_at IS NULL OR wake_at <= ?)"
        now = to_micros(self._now)
        match view:
            case "mine":
                return "owner = ?", [self._me.id]
            case "snoozed":
                return "wake_at > ?", [now]
            case "approval":
                return "approval = 1", []
            case _:
                return awake, [now]

    def _order(self, ask: AskQueue) -> str:
        """Along an index; equals by number. Cases without the value come last whichever way it is sorted."""
        column, lacks = SORTS[ask.sort]
        way = " DESC" if ask.descending else ""
        if lacks:
            return f"{column} IS NULL, {column}{way}, number_fold, n"
        tie = "" if column == "number_fold" else f"number_fold{way}, "
        return f"{column}{way}, {tie}n{way}"

    def views(self, type_: str) -> tuple[tuple[str, int], ...]:
        """(tab, how many)."""
        counted = []
        for name in VIEWS:
            where, parameters = self._view(name)
            asked = f"SELECT count(*) FROM case_row WHERE live AND type = ? AND {where}"
            counted.append((name, int(self._db.execute(asked, (type_, *parameters)).fetchone()[0])))
        return tuple(counted)

    def open_count(self, type_: str) -> tuple[int, int | None]:
        """Open cases that are awake, and the worst severity among them (1 is the worst)."""
        view, parameters = self._view("all")
        asked = f"SELECT count(*), min(severity) FROM case_row WHERE live AND type = ? AND {view}"
        count, worst = self._db.execute(asked, (type_, *parameters)).fetchone()
        return int(count), worst

    # ---- the rows ----

    def rows(self, ids: Sequence[int]) -> tuple[CaseRow, ...]:
        """These rows, in this order."""
        if not ids:
            return ()
        marks = ",".join(map(str, ids))
        found = self._db.execute(f"SELECT {_ROW}, n FROM case_row WHERE n IN ({marks})").fetchall()
        pending = overlay.pending(self._db, self._wording)
        people = {p.id: p for p in MirrorRead(self._db).persons()}
        stale = self._stale_sources()
        seen = dict(self._db.execute("SELECT case_id, spell FROM outbox.seen").fetchall())
        rows = {row[-1]: self._row(row, pending, people, stale, seen) for row in found}
        return tuple(rows[n] for n in ids if n in rows)

    def _row(
        self,
        row: tuple[Any, ...],
        pending: dict[str, str],
        people: dict[str, Person],
        stale: frozenset[str],
        seen: dict[str, int],
    ) -> CaseRow:
        (
            case_id, rev, number, customer, ship, value, currency, over, over_currency, started, counts_from, severity, group, state,
            outcome, owner, provisional, type_, source, live, spell, model, key, _,
        ) = row  # fmt: skip
        due = self._times(type_, counts_from)
        holder = people.get(owner) if owner is not None else None
        return CaseRow(
            case_id,
            rev,
            number,
            customer,
            None if ship is None else date.fromisoformat(ship),
            Money(value, currency),
            None if over is None else Money(over, over_currency),
            due,
            from_micros(started),
            severity,
            group,
            state,
            outcome,
            owner,
            holder.initials if holder else "",
            holder.name if holder else "",
            bool(provisional),
            pending.get(case_id),
            source in stale or (_BOOKED_IN in stale and model == "web_order"),  # which is judged on figures of both systems
            bool(live) and seen.get(case_id) != spell,
            key if number == NO_NUMBER else "",
        )

    def _stale_sources(self) -> frozenset[str]:
        """Sources whose orders were last read completely too long ago, or never; ``_BOOKED_IN`` where the ERP behind the shop is one."""
        asked = f"SELECT source, source = {BOOKS} FROM feed WHERE name IN ({_ORDERS}) AND (asof IS NULL OR asof < ?)"
        found = self._db.execute(asked, (self._stale_before,)).fetchall()
        return frozenset(source for source, _ in found) | frozenset(_BOOKED_IN for _, books in found if books)

    def asof(self, feeds: Sequence[str]) -> datetime | None:
        """When the oldest of the sources' complete polls of these feeds began. None until every source was judged that has one of them:
        what was read and not judged yet may hold any number of cases."""
        asked = (
            "SELECT min(asof), max(source NOT IN (SELECT source FROM judged)) FROM feed "
            "WHERE name IN (SELECT value FROM json_each(?))"
        )
        began, unjudged = self._db.execute(asked, (json.dumps(feeds),)).fetchone()
        return None if began is None or unjudged else from_micros(began)


def quote_row(of: Finding, rev: int, customer: str, now: datetime) -> CaseRow:
    """Of a quote with which nothing is wrong, as if it were a case that was found just now. ``rev``: of the one it had before, if any."""
    fires = of.verdict
    return CaseRow(
        case_id=of.case_id,
        rev=rev,
        number=of.document,
        customer=customer,
        ship_date=fires.ship_date,
        amount=fires.value,
        over=None,
        due_at=now,
        started_at=now,
        severity=fires.severity,
        group=fires.group,
        state="open",
        outcome=None,
        owner=None,
        owner_initials="",
        owner_name="",
        provisional=True,
        pending=None,
        stale=False,
        unread=False,
    )


class Times:
    """When a case is due, worked out once for each moment its clock counts from: calendars are slow, and clocks keep their start."""

    def __init__(self, due: Callable[[str, datetime], datetime]) -> None:
        self._due = due
        self._known: dict[tuple[str, int], datetime] = {}

    def __call__(self, type_: str, counts_from: int) -> datetime:
        key = (type_, counts_from)
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KNOWN:
                self._known.clear()
            known = self._known[key] = self._due(type_, from_micros(counts_from))
        return known


def _grouped(rows: Sequence[tuple[int, str]], sums: Sequence[tuple[str, str, int, int]]) -> Listing:
    """Keep the order within each group; groups by their worst severity, then by their first row's place."""
    members: dict[str, list[int]] = {}
    for n, title in rows:
        members.setdefault(title, []).append(n)
    totals: dict[str, list[Money]] = {}
    worst: dict[str, int] = {}
    for title, currency, minor, severity in sums:
        totals.setdefault(title, []).append(Money(minor, currency))
        worst[title] = min(severity, worst.get(title, severity))
    ids: list[int] = []
    groups = []
    for title in sorted(members, key=lambda g: worst[g]):  # stable: first seen first
        groups.append(QueueGroup(title, len(members[title]), tuple(totals[title]), len(ids)))
        ids += members[title]
    return Listing(tuple(ids), tuple(groups))
