"""From a person's command to what is taken down: checked again, previewed on the server, put in the outbox or the team store."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from app.commands import COMMANDS, of_type, words
from app.commands.command import Command, Spec
from app.commands.keep_version import kept
from app.commands.take_back import taken_effect
from app.domain.case import DecisionState
from app.domain.changes import Changes
from app.domain.dossier import PanelParts
from app.domain.letter import Effect, Letter, canonical, queued
from app.domain.message import DEED as MESSAGE
from app.domain.person import Person
from app.domain.preview import PreviewView
from app.domain.ref import Ref
from app.domain.steps import Plan, Rows, Step
from app.errors import Conflict, Refused, Trouble
from app.lanes.clock import Clock
from app.lanes.lane import Lane
from app.policy.in_force import InForce
from app.policy.verdict import Denied
from app.store.outbox import Outbox
from app.store.reads import Reads
from app.store.team import Team
from app.sync.adopt import letter_for
from app.sync.effects import WHO_APPROVES, rows
from app.sync.expiry import back_letter
from app.sync.rounds import Rounds

LEASE = timedelta(seconds=60)
BY_HAND = "To be sent by hand:"  # a question to a customer, whose answer a person waits for


@dataclass(frozen=True, slots=True)
class Done:
    """A command was taken down. ``letter_ids``: what now travels to other systems.

    steps: letters that it takes until all of it is done; those after the first follow when the one before took effect.
    """

    words: str
    letter_ids: tuple[str, ...] = ()
    steps: int = 0


class Decisions:
    """Called on lanes: what is sent on the writer's, what colleagues share on the team's, previews on their own."""

    def __init__(
        self,
        *,
        me: Person,
        rules: InForce,
        outbox: Outbox,
        team: Team,
        reads: Reads,
        rounds: Rounds,
        writer: Lane,
        clock: Clock,
        hear: Callable[[Changes], None],
    ) -> None:
        self._me, self._rules = me, rules
        self._outbox, self._team, self._reads = outbox, team, reads
        self._rounds = rounds
        self._writer, self._clock, self._hear = writer, clock, hear
        self._previewed: dict[
            tuple[str, str], tuple[tuple[Effect, ...] | None, ...]
        ] = {}  # per step, to be held against what happens

    def preview(self, command: Command) -> PreviewView:
        """What the command would do. Blocks for the servers' dry runs; a refusal is in ``problem``, not raised."""
        view, today = self._preview(command), self._clock.now().astimezone(self._rules.policy.service.calendar.zone).date()
        said = (replace(e, before=words.told(e.before, today), after=words.told(e.after, today)) for e in view.effects)
        return replace(view, effects=tuple(said))

    def _preview(self, command: Command) -> PreviewView:
        parts = self._parts(command.case_id, command.about)
        spec = _spec(command.deed, parts)
        view = spec.preview(parts, self._me, self._rules.policy, command.fields, self._clock.now())
        if view.problem or view.verdict == "denied":
            return view
        letters = self._letters(spec, parts, command.fields)
        if not letters:
            return view
        away = next((x.source for x in letters if x.source not in self._rounds.outgoing and x.deed != MESSAGE), None)
        if away is not None:
            return replace(view, problem=f"This console is not signed in to {away}.")
        try:
            tried = [self._try_out(letter) for letter in letters]
        except Trouble as e:
            return replace(view, problem=e.words)
        if view.verdict == "approval":
            tried = [None if shown is None else tuple(_unnamed(e) for e in shown) for shown in tried]
        self._previewed[command.case_id, command.deed] = tuple(tried)
        effects, foreseen = joined(tuple(x.source for x in letters), tried, view.effects)
        return replace(view, effects=effects, predicted=foreseen)

    def _letters(self, spec: Spec, parts: PanelParts, fields: Mapping[str, str]) -> tuple[Letter, ...]:
        """Every letter that the command would send, in order."""
        if spec.name == "approve":
            decision = next(d for d in parts.decisions if d.id == fields["decision"])
            first = letter_for(self._me.id, decision, self._clock.now())
        elif steps := spec.all_steps(parts, fields):
            first = self._first(parts, Plan(spec.name, steps), "", str(uuid.uuid4()))
        else:
            return ()
        return tuple(first.of(number) for number in range(1, len(first.plan.steps) + 1))

    def _try_out(self, letter: Letter) -> tuple[Effect, ...] | None:
        """What the letter's system says it would do, on that system's lane; None where it cannot be asked now.

        A mail server is not asked for that: what a message says is known here, while a letter before it may be under way for long.
        """
        remote = self._rounds.outgoing.get(letter.source)
        state = self._rounds.board.get(letter.source).state  # a first pull is long, its system can be asked
        if remote is None or state not in ("ok", "starting"):
            return None
        if letter.deed == MESSAGE:
            return remote.delivering.preview(letter)
        try:
            return remote.deliver_lane.submit(remote.delivering.preview, letter).result()
        except Trouble as e:
            if e.may_retry:
                return None
            raise

    def do(self, command: Command) -> Done:
        """Take it down, or say why not: Refused, Conflict, StoreTrouble."""
        parts = self._parts(command.case_id, command.about)
        spec = _spec(command.deed, parts)
        known = self._outbox.get(f"{command.decision}/1") if command.decision else None
        if known is not None:
            return _taken(spec, parts, known)
        self._check(spec, parts, command)
        if spec.sends:
            return self._send(spec, parts, command)
        action = getattr(self, f"_do_{spec.name}")
        done: Done = action(parts, command.fields)
        self._hear(self._rounds.team_once())
        return done

    def _send(self, spec: Spec, parts: PanelParts, command: Command) -> Done:
        plan = self._as_shown(spec, parts, command.fields)
        parts = parts if command.about is None or parts.case is not None else self._opened(parts)
        letter = self._first(parts, plan, spec.slot_in(parts), command.decision or str(uuid.uuid4()))
        changes = self._writer.submit(self._outbox.add, letter).result() if command.about else self._outbox.add(letter)
        self._hear(changes | Changes(frozenset({"cases"}), frozenset({letter.case_id})))
        self._rounds.nudge_delivery()
        return _taken(spec, parts, letter)

    def _opened(self, parts: PanelParts) -> PanelParts:
        """With a case of its own, which the team's gate needs. Two who decide at once have the same one. StoreTrouble."""
        assert parts.finding is not None
        case = self._team.open_case(replace(parts.finding, asof=self._team.now()), console=self._me.id)
        return replace(parts, case=case)

    # ---- deeds that live in the team store: claim, snooze, escalate, approve, decline, take back, recheck ----

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
        self._team.escalate(
            parts.row.case_id, self._me.id, self._rules.policy.next_role(self._me.roles, parts.type), fields["reason"]
        )
        return Done(f"{parts.row.number} was escalated")

    def _do_ask_customer(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        return self._asked(parts, fields, "ask_customer")

    def _do_dispute(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        return self._asked(parts, fields, "dispute")

    def _asked(self, parts: PanelParts, fields: Mapping[str, str], deed: str) -> Done:
        """The message is kept on the case, for a person to send; the case waits for the answer."""
        spec = _spec(deed, parts)
        self._team.note(parts.row.case_id, self._me.id, f"{BY_HAND}\n\n{spec.draft_of(parts, fields)}")
        self._team.wait(parts.row.case_id, self._me.id, datetime.fromisoformat(fields["until"]))
        return Done(spec.done_words(parts))

    def _do_keep_version(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        number = self._team.keep_version(*kept(parts, self._me))
        return Done(f"What the ERP says of {parts.row.number} is version {number} now")

    def _do_recheck(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._rounds.pull_now(None, frozenset({parts.subject}))
        return Done(f"{parts.row.number} is being checked on fresh figures")

    def _do_retry(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._rounds.read_again(frozenset(bad.ref for bad in parts.order.unreadable) if parts.order else frozenset())
        return Done(f"{parts.row.number} is being read again")

    def _do_approve(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        decision = next((d for d in parts.decisions if d.id == fields["decision"]), None)
        if decision is None:
            raise Conflict(f"Could not approve {parts.row.number}", "The request was taken back or decided meanwhile.")
        self._team.approve(decision.id, self._me.id, fields["sha256"], ttl=timedelta(hours=8))
        standing = self._team.case_now(decision.case_id, decision.id)
        if standing is None or standing.waiting:
            return Done(f"Approved by you; {parts.row.number} waits for one more")
        self._add(letter_for(self._me.id, decision, self._clock.now()))
        return Done(f"Approved; {parts.row.number} goes out under your name", (f"{decision.id}/{decision.step}",))

    def _do_decline_approval(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        self._team.decline(fields["decision"], self._me.id, fields["reason"])
        return Done(f"{parts.row.number} goes back to who asked")

    def _do_return_asked(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        """Declined for who asked; then a decision of one's own tells its author, on the offer itself."""
        self._team.decline(fields["decision"], self._me.id, fields["reason"])
        self._hear(self._rounds.team_once())
        now = self._parts(parts.row.case_id)
        wish = Command("return_quote", now.row.case_id, now.row.rev, {"reason": fields["reason"]})
        try:
            return self._writer.submit(self.do, wish).result()
        except Refused as e:
            raise Refused(f"It is declined, but could not be returned to its author: {e.title}", e.advice) from e

    def _do_take_back(self, parts: PanelParts, fields: Mapping[str, str]) -> Done:
        """One's own request in the team store; an effect by a decision of its own."""
        done = taken_effect(parts)
        if done is not None:
            letter = back_letter(done, "", self._me.id, self._clock.now())
            self._add(letter)
            return Done(f"Taking back on {parts.row.number} taken down", (letter.id,))
        waiting = next(d for d in parts.decisions if d.state is DecisionState.OPEN)
        self._team.withdraw(waiting.id, self._me.id)
        self._rounds.nudge_delivery()
        return Done(f"The request for {parts.row.number} was taken back")

    # ---- below ----

    def _add(self, letter: Letter) -> None:
        self._writer.submit(self._outbox.add, letter).result()
        self._rounds.nudge_delivery()

    def _as_shown(self, spec: Spec, parts: PanelParts, fields: Mapping[str, str]) -> Plan:
        """With the effects that the person saw; the reason was still being typed when the servers were asked."""
        plan = replace(spec.plan(parts, fields), until=self._until(spec, parts, fields))
        seen = self._previewed.get((parts.row.case_id, spec.name), ())
        notes = [e for e in spec.effects_of(parts, fields) if e.field == "note"]
        return replace(plan, preview=tuple(_shown(step, shown, notes) for step, shown in zip(plan.steps, seen, strict=False)))

    def _until(self, spec: Spec, parts: PanelParts, fields: Mapping[str, str]) -> str:
        """When the day begins, where the company is, until which the case waits; empty where it does not."""
        zone = self._rules.policy.service.calendar.zone
        day = spec.waits_until(parts, fields, self._clock.now().astimezone(zone).date())
        return "" if day is None else datetime.combine(day, time(), zone).isoformat()

    def _first(self, parts: PanelParts, plan: Plan, slot: str, decision: str) -> Letter:
        payload, sha256 = canonical(plan.payload())
        return queued(
            payload,
            sha256,
            decision_id=decision,
            number=1,
            case_id=parts.row.case_id,
            spell=parts.case.spell if parts.case else 1,
            slot=slot,
            actor=self._me.id,
            at=self._clock.now(),
        )

    def _check(self, spec: Spec, parts: PanelParts, command: Command) -> None:
        if parts.row.rev != command.seen_rev or parts.row.case_id != command.case_id:
            raise Conflict(
                f"Could not {spec.title.lower()}: {parts.row.number} changed while you decided", "Look again, then decide."
            )
        verdict = spec.check(parts, self._me, self._rules.policy)
        if isinstance(verdict, Denied):
            raise Refused(verdict.reason)
        problem = spec.problem(command.fields, self._clock.now(), spec.asked(parts))
        if problem:
            raise Refused(problem)

    def _parts(self, case_id: str, about: Ref | None = None) -> PanelParts:
        now = self._clock.now()
        parts = self._reads.panel_parts(case_id, now) if about is None else self._reads.quote_parts(about, now)
        if parts is None:
            raise Conflict("The case is gone", "It was cleared or its order was deleted meanwhile.")
        return parts


def _taken(spec: Spec, parts: PanelParts, first: Letter) -> Done:
    return Done(spec.done_words(parts, first.plan), (first.id,), steps=len(first.plan.steps))


def _spec(deed: str, parts: PanelParts) -> Spec:
    """Refused where cases of this type have no such deed."""
    found = next((spec for spec in of_type(parts.type) if spec.name == deed), None)
    if found is None:
        raise Refused(f"{parts.row.number} has no such deed", "Look again, then decide.")
    return found


def sends(deed: str) -> bool:
    """Whether this deed writes to another system; else it lives in the team store."""
    return any(s.name == deed and s.sends for s in COMMANDS)


def joined(
    sources: tuple[str, ...], tried: Sequence[tuple[Effect, ...] | None], foreseen: tuple[Effect, ...]
) -> tuple[tuple[Effect, ...], tuple[str, ...]]:
    """Effects in the order of the steps, and the systems whose part is only foreseen: from ``foreseen``, once a system."""
    found: list[Effect] = []
    asked_in_vain: list[str] = []
    for source, effects in zip(sources, tried, strict=True):
        if effects is None and source not in asked_in_vain:
            asked_in_vain.append(source)
            effects = tuple(e for e in foreseen if e.source == source)
        found += effects or ()
    return tuple(found), tuple(asked_in_vain)


def _unnamed(effect: Effect) -> Effect:
    return replace(effect, after=WHO_APPROVES) if effect.field == "confirmed by" else effect


def _shown(step: Step, effects: tuple[Effect, ...] | None, notes: list[Effect]) -> Rows | None:
    if effects is None:
        return None
    return rows([*(e for e in effects if e.field != "note"), *(n for n in notes if n.source == step.source)])
