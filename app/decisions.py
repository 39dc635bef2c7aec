"""From a person's command to what is taken down: checked again, previewed on the server, put in the outbox or the team store."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from app.commands import COMMANDS
from app.commands.command import Command, Spec
from app.domain.changes import Changes
from app.domain.dossier import PanelParts
from app.domain.letter import Effect, Letter, LetterState, canonical
from app.domain.person import Person
from app.domain.question import PreviewView
from app.errors import Conflict, Refused, Trouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.policy.matrix import Policy
from app.policy.verdict import Denied
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.store.team import Team
from app.sync.effects import WHO_APPROVES
from app.sync.rounds import Remote, Rounds

LEASE = timedelta(seconds=60)


@dataclass(frozen=True, slots=True)
class Done:
    """A command was taken down. ``letter_ids``: what now travels to other systems; ``undo``: Ctrl+Z can still take it back."""

    words: str
    letter_ids: tuple[str, ...] = ()
    undo: bool = False


class Decisions:
    """Called on lanes: what is sent on the writer's, what colleagues share on the team's, previews on the remote's."""

    def __init__(
        self,
        *,
        me: Person,
        policy: Policy,
        outbox: Outbox,
        team: Team,
        reads: Reads,
        rounds: Rounds,
        remotes: Mapping[str, Remote],
        writer: Lane,
        clock: Clock,
        hear: Callable[[Changes], None],
    ) -> None:
        self._me, self._policy = me, policy
        self._outbox, self._team, self._reads = outbox, team, reads
        self._rounds, self._remotes = rounds, remotes
        self._writer, self._clock, self._hear = writer, clock, hear
        self._previewed: dict[tuple[str, str], tuple[Effect, ...]] = {}  # what the person saw, to be held against what happens

    def preview(self, command: Command) -> PreviewView:
        """What the command would do. Blocks for the server's dry run; its refusal is in ``problem``, not raised."""
        spec, parts = self._spec(command.deed), self._parts(command.case_id)
        now = self._clock.now()
        view = spec.preview(parts, self._me, self._policy, command.fields, now)
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
        if self._rounds.board.get(letter.source).state != "ok":
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

    def do(self, command: Command) -> Done:
        """Take it down, or say why not: Refused, Conflict, StoreTrouble."""
        spec = self._spec(command.deed)
        return self._send(spec, command) if spec.sends else self._share(spec, command)

    def _send(self, spec: Spec, command: Command) -> Done:
        parts = self._checked(spec, command)
        letter = self._letter(spec, parts, command, str(uuid.uuid4()))
        changes = self._outbox.add(letter)
        self._hear(changes | Changes(frozenset({"cases"}), frozenset({command.case_id})))
        self._rounds.nudge_delivery()
        return Done(spec.done_words(parts), (letter.id,), undo=False)

    def _share(self, spec: Spec, command: Command) -> Done:
        """Deeds that live in the team store alone: claim, snooze, escalate, approve, decline, take back, recheck."""
        parts = self._checked(spec, command)
        action = getattr(self, f"_do_{spec.name}")
        done: Done = action(parts, command.fields)
        self._hear(self._rounds.team_once())
        return done

    def _do_claim(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        claim = self._team.claim(parts.row.case_id, self._me.id, LEASE)
        if claim is None:
            raise Refused(f"Could not claim {parts.row.number}", f"{parts.row.owner_name or 'A colleague'} holds it.")
        return Done(f"{parts.row.number} is yours")

    def _do_snooze(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        until = datetime.fromisoformat(fields["until"])
        self._team.snooze(parts.row.case_id, self._me.id, until)
        return Done(f"{parts.row.number} sleeps; its clock runs on")

    def _do_escalate(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.escalate(parts.row.case_id, self._me.id, self._policy.next_role(self._me.roles), fields["reason"])
        return Done(f"{parts.row.number} was escalated")

    def _do_recheck(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._rounds.pull_now(None, frozenset({parts.subject}))
        return Done(f"{parts.row.number} is being checked on fresh figures")

    def _do_approve(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        decision = next((d for d in parts.decisions if d.id == fields["decision"]), None)
        if decision is None:
            raise Conflict(f"Could not approve {parts.row.number}", "The request was taken back or decided meanwhile.")
        self._team.approve(decision.id, self._me.id, fields["sha256"], ttl=timedelta(hours=8))
        standing = self._team.case_now(decision.case_id, decision.id)
        if standing is None or standing.waiting:
            return Done(f"Approved by you; {parts.row.number} waits for one more")
        letter = self._adopted(parts, decision.id)
        self._writer.submit(self._outbox.add, letter).result()
        self._rounds.nudge_delivery()
        return Done(f"Approved; {parts.row.number} goes out under your name", (letter.id,))

    def _do_decline_approval(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.decline(fields["decision"], self._me.id, fields["reason"])
        return Done(f"{parts.row.number} goes back to who asked")

    def _do_withdraw(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.withdraw(fields["decision"], self._me.id)
        self._rounds.nudge_delivery()
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
            actor=self._me.id,
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
            actor=self._me.id,
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
        verdict = spec.check(parts, self._me, self._policy)
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


def sends(deed: str) -> bool:
    """Whether this deed writes to another system; else it lives in the team store."""
    return any(s.name == deed and s.sends for s in COMMANDS)
