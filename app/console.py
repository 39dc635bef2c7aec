"""The facade: what a screen or a script may ask of the program. Everything returns at once; work happens on lanes."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import IO, Any

from app.commands import COMMANDS
from app.commands.command import Command, Spec
from app.domain.changes import Changes
from app.domain.dossier import PanelParts
from app.domain.letter import Effect, Letter, LetterState, canonical
from app.domain.person import Person
from app.domain.question import (
    Answer,
    AskCase,
    AskCounts,
    AskFind,
    AskHolds,
    AskOutbox,
    AskQueue,
    OutboxAnswer,
    PreviewView,
    Question,
    SourceRow,
)
from app.errors import Conflict, Refused, Trouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.panels import credit as credit_panel
from app.policy.matrix import Policy
from app.policy.verdict import Denied
from app.store.mirror import Mirror
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.store.team import Team
from app.sync.effects import WHO_APPROVES
from app.sync.rounds import Remote, Rounds

LEASE = timedelta(seconds=60)
COMPANY = "company"  # under this name the company is remembered for a start without any server


@dataclass(frozen=True, slots=True)
class Done:
    """A command was taken down. ``letter_ids``: what now travels to other systems; ``undo``: Ctrl+Z can still take it back."""

    words: str
    letter_ids: tuple[str, ...] = ()
    undo: bool = False


@dataclass(frozen=True, slots=True)
class Status:
    """The frame's state: remotes, team store, letters. Cheap, no I/O."""

    company: str
    sources: tuple[SourceRow, ...]
    team_state: str
    team_words: str
    letters_waiting: int
    recovered: int
    now: datetime


class Console:
    """One signed-in person on one machine. Build it in ``bootstrap``; ``start`` it; ``close`` it."""

    def __init__(
        self,
        *,
        me: Person,
        company: str,
        mirror: Mirror,
        outbox: Outbox,
        team: Team,
        reads: Reads,
        policy: Policy,
        rounds: Rounds,
        remotes: tuple[Remote, ...],
        lanes: Mapping[str, Lane],
        clock: Clock,
        recovered: int,
        listeners: list[Callable[[Changes], None]],
        secrets_words: str,
        lock: IO[str],
    ) -> None:
        self.me = me
        self._company = company
        self.secrets_words = secrets_words
        self.rounds = rounds
        self._mirror, self._outbox, self._team, self._reads = mirror, outbox, team, reads
        self._policy = policy
        self._remotes = {r.source: r for r in remotes}
        self._lanes = lanes
        self._clock = clock
        self._recovered = recovered
        self._listeners = listeners
        self._lock = lock
        self._views = outbox.views()
        self._waiting = recovered
        self._previewed: dict[tuple[str, str], tuple[Effect, ...]] = {}  # what the person saw, to be held against what happens

    @property
    def company(self) -> str:
        """The company's name, from the server or, before it answered, as it was last time."""
        told = [r.puller.hello.company for r in self._remotes.values() if r.puller.hello is not None]
        return told[0] if told else self._company

    @property
    def sources(self) -> tuple[str, ...]:
        return tuple(self._remotes)

    # ---- reading ----

    def start(self) -> None:
        self.rounds.start()

    def watch(self, listener: Callable[[Changes], None]) -> None:
        """``listener`` hears every Changes, on any thread, until the console closes."""
        self._listeners.append(listener)

    def read(self, question: Question) -> Future[Answer]:
        """Answer from local files on the reader lane; None where the thing asked for is gone."""
        return self._lanes["reader"].submit(self._answer, question)

    def _answer(self, question: Question) -> Answer:
        now = self._clock.now()
        match question:
            case AskQueue():
                return self._reads.queue(question, now)
            case AskCase():
                parts = self._reads.panel_parts(question.case_id, now)
                return None if parts is None else credit_panel.build(parts, self.me, self._policy, now)
            case AskCounts():
                counts = self._reads.counts(now)
                self._waiting = counts.letters_waiting + counts.letters_unknown
                return counts
            case AskOutbox():
                return self._outbox_answer(self._reads.outbox(now))
            case AskHolds():
                return self._reads.holds(question, now)
            case AskFind():
                return self._reads.find(question)

    def _outbox_answer(self, answer: OutboxAnswer) -> OutboxAnswer:
        known = {s.source: s for s in answer.sources}
        rows = tuple(self._source_row(name, known.get(name)) for name in self._remotes)
        return replace(answer, sources=rows, recovered=self._recovered)

    def _source_row(self, name: str, stored: SourceRow | None) -> SourceRow:
        row = self.rounds.board.get(name)
        return SourceRow(
            source=name,
            server=row.server,
            state=row.state,
            words=row.words,
            last_ok=row.last_ok,
            next_try=row.next_try,
            records=stored.records if stored else 0,
            quarantined=stored.quarantined if stored else 0,
        )

    def status(self) -> Status:
        team = self.rounds.board.get("team")
        return Status(
            company=self.company,
            sources=tuple(self._source_row(name, None) for name in self._remotes),
            team_state=team.state,
            team_words=team.words,
            letters_waiting=self._waiting,
            recovered=self._recovered,
            now=self._clock.now(),
        )

    # ---- deciding ----

    def preview(self, command: Command) -> Future[PreviewView]:
        """What the command would do. Asked of the server where it answers; its refusal is in ``problem``, not raised."""
        lane = next(iter(self._remotes.values())).deliver_lane if self._remotes else self._lanes["reader"]
        return lane.submit(self._preview, command)

    def _preview(self, command: Command) -> PreviewView:
        spec, parts = self._spec(command.deed), self._parts(command.case_id)
        now = self._clock.now()
        view = spec.preview(parts, self.me, self._policy, command.fields, now)
        if view.problem or view.verdict == "denied" or not (spec.sends or spec.name == "approve"):
            return view
        letter = (
            self._adopted(parts, command.fields["decision"])
            if spec.name == "approve"
            else self._letter(spec, parts, command, str(uuid.uuid4()))
        )
        remote = self._remotes.get(letter.source)
        if remote is None:
            return replace(view, problem=f"This console is not signed in to {letter.source}.")
        if self.rounds.board.get(letter.source).state != "ok":
            return replace(view, predicted=True)
        try:
            effects = remote.delivering.preview(letter)
            if view.verdict == "approval":
                effects = tuple(replace(e, after=WHO_APPROVES) if e.field == "confirmed by" else e for e in effects)
            self._previewed[command.case_id, command.deed] = effects
            return replace(view, effects=effects, predicted=False)
        except Trouble as e:
            if e.may_retry:
                return replace(view, predicted=True)
            return replace(view, problem=f"{e.title}. {e.advice}".strip())

    def do(self, command: Command) -> Future[Done]:
        """Take a decision down. Refused or Conflict in the future where it cannot be; the reason is for beside the button."""
        spec = self._spec(command.deed)
        lane = self._lanes["writer"] if spec.sends else self._lanes["team"]
        return lane.submit(self._send if spec.sends else self._share, spec, command)

    def _send(self, spec: Spec, command: Command) -> Done:
        parts = self._checked(spec, command)
        letter = self._letter(spec, parts, command, str(uuid.uuid4()))
        changes = self._outbox.add(letter)
        self._hear(changes | Changes(frozenset({"cases"}), frozenset({command.case_id})))
        self.rounds.nudge_delivery()
        return Done(spec.done_words(parts), (letter.id,), undo=False)

    def _share(self, spec: Spec, command: Command) -> Done:
        """Deeds that live in the team store alone: claim, snooze, escalate, approve, decline, take back, recheck."""
        parts = self._checked(spec, command)
        action = getattr(self, f"_do_{spec.name}")
        done: Done = action(parts, command.fields)
        self._hear(self.rounds.team_once())
        return done

    def _do_claim(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        claim = self._team.claim(parts.row.case_id, self.me.id, LEASE)
        if claim is None:
            raise Refused(f"Could not claim {parts.row.number}", f"{parts.row.owner_name or 'A colleague'} holds it.")
        return Done(f"{parts.row.number} is yours")

    def _do_snooze(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        until = datetime.fromisoformat(fields["until"])
        self._team.snooze(parts.row.case_id, self.me.id, until)
        return Done(f"{parts.row.number} sleeps; its clock runs on")

    def _do_escalate(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.escalate(parts.row.case_id, self.me.id, self._policy.next_role(self.me.roles), fields["reason"])
        return Done(f"{parts.row.number} was escalated")

    def _do_recheck(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self.rounds.pull_now(parts.dossier.source, frozenset({parts.dossier.key}))
        return Done(f"{parts.row.number} is being checked on fresh figures")

    def _do_approve(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        decision = next((d for d in parts.decisions if d.id == fields["decision"]), None)
        if decision is None:
            raise Conflict(f"Could not approve {parts.row.number}", "The request was taken back or decided meanwhile.")
        self._team.approve(decision.id, self.me.id, fields["sha256"], ttl=timedelta(hours=8))
        standing = self._team.case_now(decision.case_id, decision.id)
        if standing is None or standing.waiting:
            return Done(f"Approved by you; {parts.row.number} waits for one more")
        letter = self._adopted(parts, decision.id)
        self._lanes["writer"].submit(self._outbox.add, letter).result()
        self.rounds.nudge_delivery()
        return Done(f"Approved; {parts.row.number} is released under your name", (letter.id,))

    def _do_decline_approval(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.decline(fields["decision"], self.me.id, fields["reason"])
        return Done(f"{parts.row.number} goes back to who asked")

    def _do_withdraw(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.withdraw(fields["decision"], self.me.id)
        self.rounds.nudge_delivery()
        return Done(f"The request for {parts.row.number} was taken back")

    def _adopted(self, parts: PanelParts, decision_id: str) -> Letter:
        decision = next(d for d in parts.decisions if d.id == decision_id)
        now = self._clock.now()
        return Letter(
            id=f"{decision.id}/1",
            decision_id=decision.id,
            case_id=decision.case_id,
            spell=decision.spell,
            deed=decision.deed,
            slot=decision.slot,
            source=parts.dossier.source,
            document=parts.row.number,
            payload=decision.payload,
            sha256=decision.sha256,
            expected_rev=parts.sale.rev if parts.sale else None,
            fence=0,
            actor=self.me.id,
            state=LetterState.QUEUED,
            attempt=0,
            created_at=now,
            sent_at=None,
            receipt=None,
            receipt_rev=None,
        )

    def _letter(self, spec: Spec, parts: PanelParts, command: Command, decision_id: str) -> Letter:
        body = spec.payload(parts, command.fields)
        seen = self._previewed.get((command.case_id, command.deed))  # the reason was still being typed when the server was asked
        if seen is not None:
            shown = [e for e in seen if e.field != "note"] + [
                e for e in spec.effects_of(parts, command.fields) if e.field == "note"
            ]
            body["preview"] = [[e.source, e.document, e.field, e.before, e.after] for e in shown]
        payload, sha256 = canonical(body)
        return Letter(
            id=f"{decision_id}/1",
            decision_id=decision_id,
            case_id=parts.row.case_id,
            spell=parts.case.spell if parts.case else 1,
            deed=spec.name,
            slot=spec.slot or "",
            source=parts.dossier.source,
            document=parts.row.number,
            payload=payload,
            sha256=sha256,
            expected_rev=parts.sale.rev if parts.sale else None,
            fence=0,
            actor=self.me.id,
            state=LetterState.QUEUED,
            attempt=0,
            created_at=self._clock.now(),
            sent_at=None,
            receipt=None,
            receipt_rev=None,
        )

    def _checked(self, spec: Spec, command: Command) -> PanelParts:
        parts = self._parts(command.case_id)
        if parts.row.rev != command.seen_rev:
            raise Conflict(
                f"Could not {spec.title.lower()}: {parts.row.number} changed while you decided", "Look again, then decide."
            )
        problem = spec.problem(command.fields, self._clock.now())
        if problem:
            raise Refused(problem)
        verdict = spec.check(parts, self.me, self._policy)
        if isinstance(verdict, Denied):
            raise Refused(verdict.reason)
        return parts

    def _parts(self, case_id: str) -> PanelParts:
        parts = self._reads.panel_parts(case_id, self._clock.now())
        if parts is None:
            raise Conflict("The case is gone", "It was cleared or its order was deleted meanwhile.")
        return parts

    def _spec(self, deed: str) -> Spec:
        return next(s for s in COMMANDS if s.name == deed)

    def saw(self, case_id: str) -> None:
        """The person has looked at this case: unread no more, until its next spell."""
        self._lanes["writer"].submit(self._saw, case_id)

    def _saw(self, case_id: str) -> None:
        with self._mirror.reading() as read:
            case = read.case(case_id)
        self._outbox.saw(case_id, case.spell if case is not None else 1)

    # ---- the outbox in the person's hand ----

    def pull_now(self) -> None:
        """Poll every remote now."""
        self.rounds.pull_now()

    def discard(self, letter_id: str) -> Future[Any]:
        """Put a parked letter aside for good, once a person has looked; Refused while it may still take effect."""
        return self._lanes["team"].submit(self.rounds.discard, letter_id)

    def resend(self, letter_id: str) -> Future[Any]:
        """Let a parked letter be verified again, and sent again where that proves it absent."""
        return self._lanes["team"].submit(self.rounds.resend, letter_id)

    def view(self, name: str) -> str | None:
        """A remembered layout, as the window saved it; from memory, so that any thread may ask."""
        return self._views.get(name)

    def save_view(self, name: str, value: str) -> None:
        self._views[name] = value
        self._lanes["writer"].submit(self._outbox.save_view, name, value)

    def close(self) -> None:
        """Stop rounds, close remote lanes, sign out, drain the writer, close readers and stores (architecture section 6)."""
        self.rounds.close()
        for remote in self._remotes.values():
            for lane, connector in ((remote.pull_lane, remote.pulling), (remote.deliver_lane, remote.delivering)):
                lane.submit(connector.close)
                lane.close(drain=True)
        if self.company != self._company:
            self.save_view(COMPANY, self.company)
        self._lanes["team"].close(drain=True)
        self._lanes["writer"].close(drain=True)
        self._lanes["reader"].close(drain=False)
        self._listeners.clear()
        self._team.close()
        self._outbox.close()
        self._mirror.close()
        self._lock.close()

    def _hear(self, changes: Changes) -> None:
        if changes:
            for listener in tuple(self._listeners):
                listener(changes)
