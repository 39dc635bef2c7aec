"""One round with the team store: send what detection wishes, bring what colleagues did."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from app.domain.changes import NOTHING, Changes
from app.domain.quote import QUOTE
from app.domain.ref import Ref
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.store.mirror import Mirror, MirrorTx
from app.store.team import Team
from app.sync.detect import Clear, Open, Placed, Wish

_PAGE = 500
_SEEN = timedelta(minutes=1)  # so often it is kept that there was nothing new


def _request(answered: str) -> Ref:
    """The subject of a shop's request, of how a version names it."""
    source, _, key = answered.partition("|")
    return Ref(source, QUOTE, key)


class TeamFeed:
    """Lives on the team lane; wishes may be handed in from any lane and wait while the store is away.

    ``remember`` keeps the last entry seen of the team's log, so that a log that is cut or rewritten later is found out.
    ``rules`` goes by the team's policy as soon as it is read here.
    """

    def __init__(
        self,
        team: Team,
        mirror: Mirror,
        writer: Lane,
        console: str,
        remember: Callable[[int, str], None],
        rules: InForce,
    ) -> None:
        self._team = team
        self._mirror = mirror
        self._writer = writer
        self._console = console
        self._remember = remember
        self._rules = rules
        self._wishes: dict[str, Wish] = {}  # by case: a later verdict replaces an earlier one
        self._placed: dict[Ref, Placed] = {}
        self._kept: set[Ref] = set()  # told to the team by this process; whether it is the first to do so only the team knows
        self._planned: set[Ref] = set()  # to be judged again
        self._lock = threading.Lock()

    def wish(self, wishes: Iterable[Wish]) -> None:
        with self._lock:
            for wish in wishes:
                self._wishes[wish.finding.case_id if isinstance(wish, Open) else wish.case_id] = wish

    def keep(self, placed: Iterable[Placed]) -> None:
        with self._lock:
            self._placed |= {one.ref: one for one in placed if one.ref not in self._kept and one.ref not in self._placed}

    def subject_of(self, case_id: str) -> Ref | None:
        """What is judged again when something was done about this case."""
        with self._mirror.reading() as read:
            return read.subject_of_case(case_id)

    def round(self) -> Changes:
        """Keep, open, clear, then pull to the end of the team's log. StoreTrouble keeps the rest for the next round."""
        self._keep()
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

    def _keep(self) -> None:
        with self._lock:
            waiting = tuple(self._placed.values())
        for one in waiting:
            subject = f"{one.ref.source}|{one.ref.key}"
            self._team.observe_once("placed", subject, one.body, one.at, one.ref.source)
            with self._lock:
                self._kept.add(one.ref)
                del self._placed[one.ref]

    def _send(self, wish: Wish) -> None:
        if isinstance(wish, Open):
            self._team.open_case(wish.finding, console=self._console)
        elif isinstance(wish, Clear):
            self._team.clear_case(
                wish.case_id, evidence_at=wish.evidence_at, rule_version=wish.rule_version, outcome=wish.outcome
            )

    def _pull(self) -> tuple[bool, Changes]:
        with self._mirror.reading() as read:
            after, seen = read.team_cursor(), read.team_asof()
        page = self._team.changes(after, _PAGE)
        if page.seq == after and not page.reset:
            if seen is None or not timedelta() <= page.asof - seen < _SEEN:
                self._writer.submit(self._nothing_new, page.asof).result()
            return False, NOTHING

        ids, resources = [a.id for a in page.appointments], [r.id for r in page.resources]

        answered = {_request(a) for v in page.offered if (a := json.loads(v.body).get("answers"))}

        def write() -> frozenset[str]:
            with self._mirror.writing() as tx:
                before = tx.appointments_around(ids, resources)  # an appointment may change its resource
                touched = tx.take(page)
                self._planned |= answered | before | tx.appointments_around(ids, resources)
                if page.versions or page.reset:
                    self._go_by(tx)
                return touched

        touched = self._writer.submit(write).result()
        self._remember(page.seq, page.hash)
        ruled = bool(page.versions or page.proposals or page.delegations)
        more = {"appointments": ids or resources, "policy": ruled, "shared": page.kept, "imports": page.imports}
        topics = {"cases", "notes", *(topic for topic, some in more.items() if some)}
        return not page.complete, Changes(frozenset(topics), touched)

    def _nothing_new(self, asof: datetime) -> None:
        with self._mirror.writing() as tx:
            tx.save_team_asof(asof)

    def _go_by(self, tx: MirrorTx) -> None:
        """Screens and clocks go by it at once; offers and complaints are judged by their new limits and
        terms at the next look."""
        before = self._rules.book
        if not self._rules.take(tx.policy_in_force()):
            return
        after = self._rules.book
        if after.policy.service != before.policy.service:
            tx.count_anew()
        if after.offers != before.offers:
            self._planned |= tx.open_offers()
        if after.carriers != before.carriers:
            self._planned |= tx.complaints()

    def planned(self) -> frozenset[Ref]:
        """What has to be judged again by what colleagues planned, answered or agreed on since this was asked last: appointments, requests,
        offers, complaints."""
        found, self._planned = frozenset(self._planned), set()
        return found
