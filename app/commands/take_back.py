"""Take back: the request that nobody has agreed to yet, or what a decision did, as long as all of it can be undone."""

from __future__ import annotations

from functools import partial

from app.commands import credit_case as credit
from app.commands.command import Fields, Spec
from app.domain.case import Decision, DecisionState, back_slot
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import TAKE_BACK, Step, read
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Allowed, Denied, Verdict

_OVER = frozenset({DecisionState.REFUSED, DecisionState.SUPERSEDED})


def take_back(specs: tuple[Spec, ...]) -> Spec:
    """For decisions of these deeds."""
    return Spec(
        name=TAKE_BACK,
        title="Take back",
        key="Ctrl+Z",
        icon="undo-2",
        check=partial(_check, {spec.name: spec for spec in specs}),
        at_once=_is_request,
        stays=True,
        steps=steps,
        effects_of=effects,
        button="Take back {number}",
        done="Taking back on {number} taken down",
        undo="Decide again",
    )


def _is_request(parts: PanelParts) -> bool:
    """Nothing of it was sent."""
    live = credit.live_decision(parts)
    return live is not None and credit.waits_for_approval(live)


def _check(specs: dict[str, Spec], parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    live = credit.live_decision(parts)
    if live is not None and live.actor == me.id and credit.waits_for_approval(live):
        return policy.may(me, TAKE_BACK, CreditAsk(parts.dossier.source))
    if live is not None and credit.waits_for_approval(live):
        return Denied(f"{credit.person(parts, live.actor).name} asked, so only they can take it back")
    stopped = credit.busy(parts, me)
    if stopped:
        return stopped
    done = taken_effect(parts)
    if done is None:
        return Denied("There is nothing to take back")
    spec = specs.get(done.deed)
    return Denied("It cannot be taken back from here") if spec is None else spec.overtaken(parts, done) or _may(done, me, policy)


def _may(done: Decision, me: Person, policy: Policy) -> Verdict:
    """Whoever may do each thing that takes it back."""
    verdicts = [policy.may(me, step.deed, CreditAsk(step.source)) for step in read(done.payload).back("").steps]
    return next((v for v in verdicts if not isinstance(v, Allowed)), verdicts[0])


def taken_effect(parts: PanelParts) -> Decision | None:
    """The newest decision of this case that took effect in full, can be taken back in full, and has not been."""
    if credit.live_decision(parts) is not None:
        return None
    gone = {d.slot for d in parts.decisions if d.state not in _OVER}
    applied = (d for d in parts.decisions if d.state is DecisionState.APPLIED and back_slot(d.id) not in gone)
    return next((d for d in applied if read(d.payload).undoable and d.step == len(read(d.payload).steps)), None)


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    """None for a request: that is taken back in the team store alone."""
    done = taken_effect(parts)
    return () if done is None else read(done.payload).back("").steps


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    """What was shown when it was decided, the other way round."""
    done = taken_effect(parts)
    shown = () if done is None else reversed(read(done.payload).preview)
    rows = (row for step in shown if step is not None for row in step if row[2] != "note")
    return tuple(Effect(source, document, field, after, before) for source, document, field, before, after in rows)
