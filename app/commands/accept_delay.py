"""Accept delay: it may come late, for the customer knows or does not mind; the reason is left on the order."""

from __future__ import annotations

from app.commands import documents
from app.commands import goods_case as goods
from app.commands import late_case as late
from app.commands.command import Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Verdict

NAME = "accept_delay"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return late.cannot_decide(parts, me) or goods.authority(parts, me, policy, NAME)


def _text(fields: Fields) -> str:
    return f"The delay is accepted: {fields.get('reason', '').strip()}"


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    assert parts.sale is not None
    return (documents.note(parts.sale, _text(fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    assert parts.sale is not None
    return (documents.note_effect(parts.sale, _text(fields)),)


ACCEPT_DELAY = Spec(
    name=NAME,
    title="Accept delay",
    key="2",
    icon="scale",
    types=frozenset({"delay"}),
    fields=(Field("reason", "Reason", "reason", "Why it may come late"),),
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=goods.gate_facts,
    outcome="accepted",
    accepts=True,
    effects_of=effects,
    doing="accepting",
    gathers=True,
    button="Accept delay of {number}",
    done="Acceptance of {number} taken down",
    undo="The note stays; the case comes back by itself when another date is said",
)
