"""Keep both: accept that the two systems differ, with the reason left where people look; it comes back when either side changes."""

from __future__ import annotations

from app.commands import documents, order_case
from app.commands import two_systems as case
from app.commands.command import Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict
from app.rules import sync as rule

NAME = "keep_both"
_NEVER = {
    rule.DOUBLED: "Goods would go twice; one of the sales has to go",
    rule.UNREADABLE: "What cannot be read cannot be judged; read it again with 8",
    rule.EARLY_PAYMENT: "Money without an order cannot be left; find its order in the shop",
}


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    stopped = order_case.nothing_to_decide(parts, me)
    if stopped:
        return stopped
    if case.cause(parts) in _NEVER:
        return Denied(_NEVER[case.cause(parts)])
    if _document(parts) is None:
        return Denied("Neither system has a document to leave the reason on")
    return case.authority(parts, me, policy, NAME)


def _document(parts: PanelParts) -> documents.Document | None:
    """Where the reason is left: the ERP's sale, which more people see."""
    return parts.sale or case.dossier(parts).order


def _text(fields: Fields) -> str:
    return f"The difference to the other system is accepted: {fields.get('reason', '').strip()}"


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    where = _document(parts)
    assert where is not None
    return (documents.note(where, _text(fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    where = _document(parts)
    assert where is not None
    return (documents.note_effect(where, _text(fields)),)


KEEP_BOTH = Spec(
    name=NAME,
    title="Keep both",
    key="5",
    icon="scale",
    fields=(Field("reason", "Reason", "reason", "Why they may differ"),),
    types=frozenset({"sync"}),
    slot="outcome",
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="accepted",
    accepts=True,
    effects_of=effects,
    doing="accepting",
    button="Keep both of {number}",
    done="Acceptance of {number} taken down",
    undo="The note stays; the case comes back by itself when either side changes",
)
