"""The team store as one object: every method is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from uuid import UUID, uuid4

from sqlalchemy import insert, select

from app.domain.appointment import Appointment
from app.domain.case import Case, DecisionState
from app.domain.finding import Finding
from app.domain.imports import Batch
from app.domain.person import Person
from app.domain.ruling import Delegation
from app.errors import StoreTrouble
from app.policy.rulebook import Rulebook
from app.store.team import (
    appointments,
    audit,
    cases,
    decisions,
    delegations,
    feed,
    imports,
    quote_versions,
    rows,
    rulings,
    systems,
)
from app.store.team.answers import AuditReport, CaseNow, Claim, GateAnswer, GateAsk, Half, TeamPage
from app.store.team.engine import Away, OtherTeam, TeamEngine, Tx
from app.store.team.gate import gate
from app.store.team.migration import check_or_migrate
from app.store.team.schema import meta, note, observation
from app.store.times import from_micros, maybe_micros, to_micros


class Team:
    """What colleagues share. StoreTrouble on every method where the store is away, busy, full or of another version.

    ``me``: who the log says wrote what nobody in particular decided (a person's id or a console's name).
    With the ``tenant`` that this console saw before, a store that is away is no trouble yet: it is checked when it answers again.
    Methods may be called from several lanes; writes wait for each other. Times are the store's.
    """

    def __init__(
        self,
        url: str,
        *,
        me: str = "console",
        tenant: UUID | None = None,
        clock: Callable[[], datetime] | None = None,
    ) -> None:
        self._store = TeamEngine(url, clock)
        self.me = me
        self._store.check_first(lambda: self._check(tenant))
        with ExitStack() as unless_usable:
            unless_usable.callback(self.close)
            try:
                self.now()
            except Away:
                if tenant is None:
                    raise
                self.tenant = tenant
            unless_usable.pop_all()

    def _check(self, expected: UUID | None) -> None:
        check_or_migrate(self._store)
        with self._store.reading() as conn:
            found = UUID(conn.execute(select(meta.c.tenant)).scalar_one())
        if expected is not None and found != expected:
            raise OtherTeam("Could not use the team store: it is another team's", "Check the address in the profile.")
        self.tenant = found

    @property
    def met(self) -> bool:
        """Whether the store has answered since this was built; before that ``tenant`` is what was remembered."""
        return self._store.met

    @property
    def enforces_four_eyes(self) -> bool:
        """Whether the store itself keeps people apart (PostgreSQL), or only this program does (a file)."""
        return self._store.postgres

    def close(self) -> None:
        self._store.close()

    def now(self) -> datetime:
        with self._store.reading() as conn:
            return from_micros(self._store.now(conn))

    # ---- people ----

    def people(self) -> tuple[Person, ...]:
        """Everybody, with the roles granted now."""
        with self._store.reading() as conn:
            return rows.persons(conn, self._store.now(conn))

    def person_for(self, source: str, login: str) -> Person | None:
        return next((p for p in self.people() if p.login(source) == login), None)

    # ---- systems ----

    def system(self, met: systems.Met, candidates: Sequence[str], taken: Collection[str]) -> str:
        """What the team calls a system that is added; see ``systems.name``."""
        with self._store.writing() as tx:
            return systems.name(tx.conn, met, candidates, taken, partial(self._keep_system, tx))

    def vouch(self, called: str, met: systems.Met) -> None:
        """That a console calls a system so; see ``systems.vouch``."""
        with self._store.writing() as tx:
            systems.vouch(tx.conn, called, met, partial(self._keep_system, tx))

    def _keep_system(self, tx: Tx, called: str, body: str) -> None:
        self._observe(tx, systems.KIND, called, body, tx.moment, called)

    # ---- cases ----

    def open_case(self, finding: Finding, *, console: str) -> Case:
        """The team's case of this finding: opened, reopened on newer evidence, or as it stands."""
        with self._store.writing() as tx:
            return cases.open_case(tx, finding, console)

    def clear_case(self, case_id: str, *, evidence_at: datetime, rule_version: int, outcome: str) -> bool:
        """Close what no longer stands. False on older evidence, an older rule, or a decision under way."""
        with self._store.writing() as tx:
            return cases.clear_case(tx, case_id, to_micros(evidence_at), rule_version, outcome, self.me)

    def case_now(self, case_id: str, decision_id: str | None = None) -> CaseNow | None:
        """How the case stands, and with it the decision asked for. None where the team does not know the case."""
        with self._store.reading() as conn:
            row = rows.find_case(conn, case_id)
            if row is None:
                return None
            now = self._store.now(conn)
            live = rows.live_decision(conn, case_id)
            asked = rows.find_decision(conn, decision_id) if decision_id is not None else live
            mine = rows.the_decision(conn, asked, now) if asked is not None else None
            return CaseNow(
                case=rows.case_of(row),
                decision=mine,
                live=rows.the_decision(conn, live, now) if live is not None else None,
                waiting=mine is not None and mine.state is DecisionState.OPEN and len(mine.approved_by) < mine.approvers_needed,
                approvers=mine.approved_by if mine is not None else (),
                now=from_micros(now),
            )

    def claim(self, case_id: str, person_id: str, lease: timedelta) -> Claim | None:
        """None: somebody else holds it, or it is closed."""
        with self._store.writing() as tx:
            return cases.claim(tx, case_id, person_id, lease)

    def renew(self, case_id: str, person_id: str, fence: int, lease: timedelta) -> bool:
        with self._store.writing() as tx:
            return cases.renew(tx, case_id, person_id, fence, lease)

    def unclaim(self, case_id: str, person_id: str, fence: int) -> bool:
        with self._store.writing() as tx:
            return cases.unclaim(tx, case_id, person_id, fence)

    def snooze(self, case_id: str, person_id: str, until: datetime | None) -> None:
        """Refused where the case is closed."""
        with self._store.writing() as tx:
            cases.snooze(tx, case_id, person_id, maybe_micros(until))

    def wait(self, case_id: str, person_id: str, until: datetime) -> None:
        """The customer is asked. Refused where the case is closed."""
        with self._store.writing() as tx:
            cases.wait(tx, case_id, person_id, to_micros(until))

    def escalate(self, case_id: str, person_id: str, to_role: str, reason: str) -> None:
        """Refused where the case is closed."""
        with self._store.writing() as tx:
            cases.escalate(tx, case_id, person_id, to_role, hashlib.sha256(reason.encode("utf-8", "replace")).hexdigest())
            self._note(tx, case_id, person_id, reason)

    # ---- decisions ----

    def gate(self, ask: GateAsk) -> GateAnswer:
        """May this be sent now? See ``app.store.team.answers``."""
        with self._store.writing() as tx:
            return gate(tx, ask)

    def mark_unknown(self, decision_id: str, fence: int, words: str = "", *, number: int = 1) -> bool:
        with self._store.writing() as tx:
            return decisions.mark_unknown(tx, decision_id, number, fence, words, self.me)

    def park(self, decision_id: str, fence: int, why: str, *, number: int = 1) -> bool | Half:
        """A person must decide about letter ``number``; Half where the steps before it took effect."""
        with self._store.writing() as tx:
            return decisions.park(tx, decision_id, number, fence, why, self.me)

    def finish(self, decision_id: str, how: DecisionState, *, fence: int | None, words: str, number: int = 1) -> bool | Half:
        """Write down how letter ``number`` ended, and what follows from it; see ``decisions.finish``."""
        with self._store.writing() as tx:
            return decisions.finish(tx, decision_id, number, how, fence, words, self.me)

    def approve(self, decision_id: str, approver_id: str, sha256: str, *, ttl: timedelta) -> None:
        """Refused: the same person, no such role, changed or over meanwhile."""
        with self._store.writing() as tx:
            decisions.approve(tx, decision_id, approver_id, sha256, ttl)

    def decline(self, decision_id: str, approver_id: str, reason: str) -> None:
        with self._store.writing() as tx:
            decisions.decline(tx, decision_id, approver_id, reason)

    def withdraw(self, decision_id: str, person_id: str) -> None:
        with self._store.writing() as tx:
            decisions.withdraw(tx, decision_id, person_id)

    # ---- the policy ----

    def policy(self) -> Rulebook:
        """The version in force."""
        with self._store.reading() as conn:
            return rulings.in_force(conn)

    def propose_policy(self, id_: str, body: str, based_on: int, author: str, reason: str) -> None:
        """A whole new text, without effect until others agree; see ``rulings.propose``."""
        with self._store.writing() as tx:
            rulings.propose(tx, id_, body, based_on, author, reason)

    def approve_policy(self, id_: str, approver: str, sha256: str) -> int | None:
        """The version that came into force by it; None: it waits for others still. See ``rulings.approve``."""
        with self._store.writing() as tx:
            return rulings.approve(tx, id_, sha256, approver)

    def decline_policy(self, id_: str, person: str, words: str) -> None:
        with self._store.writing() as tx:
            rulings.decline(tx, id_, person, words)

    def withdraw_policy(self, id_: str, person: str) -> None:
        with self._store.writing() as tx:
            rulings.withdraw(tx, id_, person)

    def delegate(self, wanted: Delegation) -> None:
        """Lend one's right to approve; see ``delegations.begin``."""
        with self._store.writing() as tx:
            delegations.begin(tx, wanted)

    def end_delegation(self, id_: str, by: str) -> None:
        with self._store.writing() as tx:
            delegations.end(tx, id_, by)

    # ---- appointments ----

    def appointment(self, id_: str) -> Appointment | None:
        with self._store.reading() as conn:
            return next(iter(appointments.some(conn, [id_])), None)

    def book(self, command: str, wanted: Appointment, by: str) -> appointments.Change:
        """Take a new appointment down under the next number. Conflict where its resource is booked; once, however often it is told."""
        with self._store.writing() as tx:
            return appointments.book(tx, command, wanted, by)

    def change_appointment(
        self,
        command: str,
        id_: str,
        to: Mapping[str, object],
        by: str,
        *,
        rev: int | None = None,
        was: Mapping[str, object] | None = None,
    ) -> appointments.Change:
        """Change an appointment that is at ``rev``, or whose fields are ``was``; see ``appointments.change``."""
        with self._store.writing() as tx:
            return appointments.change(tx, command, id_, to, by, rev=rev, was=was)

    def appointment_change(self, command: str) -> appointments.Change | None:
        """What this command did; None where it did nothing."""
        with self._store.reading() as conn:
            return appointments.done(conn, command)

    # ---- imports ----

    def keep_block(self, batch: str, number: int, body: str, *, left: bool = False) -> None:
        """A block of a batch that is being imported; told again it is kept once. See ``imports``."""
        with self._store.writing() as tx:
            imports.keep_block(tx, batch, number, body, left=left)

    def keep_batch(self, batch: Batch, digest: str, beside: Collection[str]) -> Batch:
        """All blocks are there: from now on it counts. Refused where a file of the same bytes counts already, or of its name any but
        ``beside``."""
        with self._store.writing() as tx:
            return imports.keep_batch(tx, batch, digest, beside)

    def turn_batch(self, batch: str, by: str, *, counts: bool, beside: Collection[str] = ()) -> Batch:
        """Take a batch back whole, or count it again; done once however often it is told. Refused where it is gone, or where it may not
        count as in ``keep_batch``."""
        with self._store.writing() as tx:
            return imports.turn(tx, batch, by, counts=counts, beside=beside)

    def block(self, batch: str, number: int, *, left: bool = False) -> str | None:
        """JSON of one block; None where there is no such."""
        with self._store.reading() as conn:
            return imports.block(conn, batch, number, left=left)

    # ---- notes, observations, the log ----

    def note(self, case_id: str, by: str, text: str) -> None:
        with self._store.writing() as tx:
            self._note(tx, case_id, by, text)

    def _note(self, tx: Tx, case_id: str, by: str, text: str) -> None:
        if rows.find_case(tx.conn, case_id) is None:
            raise StoreTrouble(
                "Could not keep the note: the team does not know this case yet", "Try again in a moment.", about=case_id
            )
        id_ = str(uuid4())
        text = text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")  # what no database can hold
        tx.conn.execute(insert(note).values(id=id_, case_id=case_id, author=by, at=tx.now, text=text))
        audit.append(tx, "note", by, case=case_id, note=id_, sha256=hashlib.sha256(text.encode()).hexdigest())

    def observe(self, kind: str, subject: str, body: str, at: datetime, source: str) -> None:
        """Keep what no connected system can send again. ``body`` is JSON."""
        with self._store.writing() as tx:
            self._observe(tx, kind, subject, body, at, source)

    def observe_once(self, kind: str, subject: str, body: str, at: datetime, source: str) -> bool:
        """As ``observe``, unless somebody kept such a thing of this subject before; the first one stays as it is. False: it was there."""
        with self._store.writing() as tx:
            same = (observation.c.kind == kind, observation.c.subject == subject)
            if tx.conn.execute(select(observation.c.id).where(*same)).first() is not None:
                return False
            self._observe(tx, kind, subject, body, at, source)
            return True

    def keep_version(self, source: str, sale: str, body: Mapping[str, object]) -> int:
        """Keep what a quotation says now as its next version, at the team's time; its number. Once for the ``decision`` that the body
        names: told again, it is the number that it has."""
        with self._store.writing() as tx:
            return quote_versions.keep(tx, source, sale, body, partial(self._observe, tx))

    def _observe(self, tx: Tx, kind: str, subject: str, body: str, at: datetime, source: str) -> None:
        id_ = str(uuid4())
        values = {"kind": kind, "subject": subject, "body": body, "at": to_micros(at), "source": source}
        tx.conn.execute(insert(observation).values(id=id_, recorded_at=tx.now, **values))
        audit.append(tx, "observed", self.me, observation=id_, sha256=hashlib.sha256(body.encode()).hexdigest())

    def observations(self, kind: str, subject: str | None = None) -> tuple[tuple[str, str, datetime, str], ...]:
        """(subject, body, at, source) of a kind, oldest first."""
        asked = select(observation).where(observation.c.kind == kind).order_by(observation.c.at)
        if subject is not None:
            asked = asked.where(observation.c.subject == subject)
        with self._store.reading() as conn:
            return tuple((r.subject, r.body, from_micros(r.at), r.source) for r in conn.execute(asked))

    def changes(self, after: int, limit: int = 500) -> TeamPage:
        """What changed after a place in the team's log."""
        with self._store.reading() as conn:
            return feed.changes(conn, after, limit, self._store.now(conn))

    def verify_audit(self, anchor: tuple[int, str] | None = None) -> AuditReport:
        """Walk the whole log; ``anchor``: the last row this console saw, kept in its outbox."""
        with self._store.reading() as conn:
            return audit.verify(conn, anchor)
