"""One round with the team store: send what detection wishes, bring what colleagues did."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from concurrent.futures import Future
from typing import TypeVar

from app.domain.changes import NOTHING, Changes
from app.store.mirror import Mirror, MirrorTx
from app.store.team import Team
from app.sync.detect import Clear, Open, Wish

T = TypeVar("T")
_PAGE = 500


class TeamFeed:
    """Lives on the team lane; wishes may be handed in from any lane and wait while the store is away."""

    def __init__(self, team: Team, mirror: Mirror, on_writer: Callable[[Callable[[], T]], Future[T]], console: str) -> None:
        self._team = team
        self._mirror = mirror
        self._on_writer = on_writer
        self._console = console
        self._wishes: dict[str, Wish] = {}  # by case: a later verdict replaces an earlier one
        self._lock = threading.Lock()

    def wish(self, wishes: Iterable[Wish]) -> None:
        with self._lock:
            for wish in wishes:
                self._wishes[wish.finding.case_id if isinstance(wish, Open) else wish.case_id] = wish

    def round(self) -> Changes:
        """Open, clear, then pull to the end of the team's log. StoreTrouble keeps the wishes for the next round."""
        while True:
            with self._lock:
                if not self._wishes:
                    break
                key, wish = next(iter(self._wishes.items()))
            self._send(wish)
            with self._lock:
                if self._wishes.get(key) is wish:
                    del self._wishes[key]
        changes = NOTHING
        while True:
            more, touched = self._pull()
            changes |= touched
            if not more:
                return changes

    def _send(self, wish: Wish) -> None:
        if isinstance(wish, Open):
            self._team.open_case(wish.finding, console=self._console)
        elif isinstance(wish, Clear):
            self._team.clear_case(
                wish.case_id, evidence_at=wish.evidence_at, rule_version=wish.rule_version, outcome=wish.outcome
            )

    def _pull(self) -> tuple[bool, Changes]:
        with self._mirror.reading() as read:
            after = read.team_cursor()
        page = self._team.changes(after, _PAGE)
        if page.seq == after:
            return False, NOTHING

        def write() -> None:
            with self._mirror.writing() as tx:
                _store(tx, page)

        self._on_writer(write).result()
        return not page.complete, Changes(frozenset({"cases", "notes"}), frozenset(c.id for c in page.cases))


def _store(tx: MirrorTx, page) -> None:  # type: ignore[no-untyped-def]
    for person in page.persons:
        tx.put_person(person)
    for case in page.cases:
        tx.put_case(case)
    for decision in page.decisions:
        tx.put_decision(decision)
    for note in page.notes:
        tx.put_note(note)
    tx.save_team_cursor(page.seq)
    tx.refresh_rows({c.id for c in page.cases} | {d.case_id for d in page.decisions} | {n.case_id for n in page.notes})
