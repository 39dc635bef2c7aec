"""Accept split: the deliveries may stay as far apart as they are; the reason is left on the order."""

from __future__ import annotations

from app.commands import documents, order_case
from app.commands import goods_case as goods
from app.commands.command import Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import split as rule

NAME = "accept_split"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if parts.finding is None or parts.finding.verdict.cause != rule.APART:
        return Denied("Pieces that a warehouse lacks do not leave because somebody accepts it; re-split with 1")
    return Denied("The order cannot be read") if parts.sale is None else goods.authority(parts, me, policy, NAME)


def _text(fields: Fields) -> str:
    return f"Several deliveries are accepted: {fields.get('reason', '').strip()}"


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    assert parts.sale is not None
    return (documents.note(parts.sale, _text(fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    assert parts.sale is not None
    return (documents.note_effect(parts.sale, _text(fields)),)


ACCEPT_SPLIT = Spec(
    name=NAME,
    title="Accept split",
    key="3",
    icon="scale",
    types=frozenset({"split"}),
    fields=(Field("reason", "Reason", "reason", "Why the customer is served well that way"),),
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=goods.gate_facts,
    outcome="accepted",
    accepts=True,
    effects_of=effects,
    doing="accepting",
    button="Accept split of {number}",
    done="Acceptance of {number} taken down",
    undo="The note stays; the case comes back by itself when the deliveries change",
)
