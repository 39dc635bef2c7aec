"""What takes an effect back: the letter that does it, and, for raised limits whose day has come, who writes it."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from functools import partial
from typing import Any

from app.commands.raise_limit import BACK, NAME
from app.connectors.contract import Connector
from app.domain.case import Decision, DecisionState, back_slot
from app.domain.changes import Changes
from app.domain.letter import Letter, LetterState, canonical, queued
from app.domain.person import Person
from app.domain.steps import read
from app.errors import Trouble
from app.lanes.clock import Clock
from app.policy.in_force import InForce
from app.policy.matrix import CreditAsk
from app.policy.verdict import Allowed
from app.store.mirror import Mirror
from app.store.mirror_read import MirrorRead
from app.store.outbox import Outbox
from app.store.team import Team

GRACE = timedelta(minutes=10)  # so long the person who raised it goes first
PAUSE = timedelta(minutes=1)  # after a letter that came too late, until the team's copy here says what was decided
REASON = "The raised limit expired"


@dataclass(frozen=True, slots=True)
class Raise:
    """A raise in force. ``ends``: the beginning of its last day, as a moment in the company's zone."""

    decision: Decision
    body: Mapping[str, Any]  # what was sent
    ends: datetime


class Expiry:
    """Works on the deliver lane of a source. Any number of consoles may try: the gate lets one through.

    ``zone``: the company's. ``on_team``, ``on_writer`` carry calls to the lanes of team store and outbox and wait.
    """

    def __init__(
        self,
        me: Person,
        rules: InForce,
        mirror: Mirror,
        outbox: Outbox,
        team: Team,
        clock: Clock,
        tell: Callable[[Changes], None],
        *,
        on_team: Callable[[Callable[[], Any]], Any],
        on_writer: Callable[[Callable[[], Any]], Any],
    ) -> None:
        self._me, self._rules, self._mirror, self._outbox, self._team = me, rules, mirror, outbox, team
        self._clock, self._tell = clock, tell
        self._on_team, self._on_writer = on_team, on_writer

    def take_down(self, connector: Connector) -> None:
        """A letter for every raise that is over and that this person may take back. Where a store or the ERP is away: later."""
        due = self._due(connector.source, self._clock.now())
        if not due:
            return
        try:
            if connector.capabilities().get(BACK):
                return
            now = self._on_team(self._team.now)
        except Trouble:
            return
        for one in due:
            if self._open_from(one) <= now:
                letter = back_letter(one.decision, REASON, self._me.id, self._clock.now())
                changes = self._on_writer(partial(self._outbox.add, letter))
                self._tell(changes | Changes(frozenset({"cases"}), frozenset({letter.case_id})))

    def _due(self, source: str, now: datetime) -> tuple[Raise, ...]:
        with self._mirror.reading() as mirror:
            me = mirror.person(self._me.id) or self._me
            if not isinstance(self._rules.policy.may(me, BACK, CreditAsk(source)), Allowed):
                return ()
            raises = in_force(mirror, source, self._rules.policy.service.calendar.zone)
            open_ = (r for r in raises if self._open_from(r) <= now and not covered(r, raises))
            return tuple(r for r in open_ if self._is_mine(mirror, r, now))

    def _open_from(self, one: Raise) -> datetime:
        return one.ends if one.decision.actor == self._me.id else one.ends + GRACE

    def _is_mine(self, mirror: MirrorRead, one: Raise, now: datetime) -> bool:
        """Nobody is at it, and I have not been refused. After somebody else was: only if the limit is still the raised one."""
        done, slot = one.decision, back_slot(one.decision.id)
        for letter in self._outbox.in_slot(done.case_id, slot):  # superseded: another was faster, or something else was under way
            if letter.state is not LetterState.SUPERSEDED or now - letter.created_at < PAUSE:
                return False
        if mirror.decision_open(done.case_id) is not None:
            return False
        tried = [d for d in mirror.decisions_of(done.case_id) if d.slot == slot and d.state is DecisionState.REFUSED]
        if not tried:
            return True
        case = mirror.case(done.case_id)
        standing = mirror.standing(case.fingerprint.split("|")[1], one.body["customer"]) if case else None
        limit = standing.limit if standing else None
        return limit is not None and [limit.minor, limit.currency] == one.body["to"]


def back_letter(done: Decision, reason: str, me: str, now: datetime) -> Letter:
    """The first letter of taking this decision back: a decision of its own, in the slot that only this can have."""
    payload, sha256 = canonical(read(done.payload).back(reason).payload())
    return queued(
        payload,
        sha256,
        decision_id=str(uuid.uuid4()),
        number=1,
        case_id=done.case_id,
        spell=done.spell,
        slot=back_slot(done.id),
        actor=me,
        at=now,
    )


def in_force(mirror: MirrorRead, source: str, zone: tzinfo) -> tuple[Raise, ...]:
    """Every raise that took effect and was not taken back, oldest first."""
    found = []
    for decision in mirror.standing_effects(source, NAME):
        body = read(decision.payload).steps[0].body
        ends = datetime.combine(date.fromisoformat(str(body["until"])), time.min, zone)
        found.append(Raise(decision, body, ends))
    return tuple(found)


def covered(one: Raise, raises: tuple[Raise, ...]) -> bool:
    """A later raise stands on this one: it is taken back first, then this one's limit is there again."""
    return any(
        r.decision.at > one.decision.at and r.body["customer"] == one.body["customer"] and r.body["from"] == one.body["to"]
        for r in raises
    )
