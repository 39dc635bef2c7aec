"""Decline: an offer that we do not hold up any more is cancelled in the ERP; of a request, its draft in the shop says that it gets none."""

from __future__ import annotations

from datetime import date

from app.commands import credit_case, documents
from app.commands import declined_request as asked
from app.commands import quote_case as case
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.case import Decision
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Denied, Verdict

NAME = "decline_quote"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    if asked.is_about(parts):
        return asked.check(parts, me, policy, NAME)
    return case.cannot_decide(parts, me) or case.authority(parts, me, policy, NAME)


def _reason(fields: Fields) -> str:
    return fields.get("reason", "").strip()


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    if asked.is_about(parts):
        return asked.steps(parts, _reason(fields))
    return (documents.cancelled(case.about(parts)[1], _reason(fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    if asked.is_about(parts):
        return asked.effects(parts, _reason(fields))
    return documents.cancel_effects((case.about(parts)[1],), _reason(fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    if asked.is_about(parts):
        told = credit_case.authority_fact(me, policy, NAME, asked.authority(parts, me, policy, NAME))
        return ("Request lost", asked.about(parts).net.named(), "bad"), told, BY_HAND
    return (
        ("Offer lost", case.about(parts)[1].untaxed.named(), "bad"),
        case.authority_fact(parts, me, policy, NAME),
        BY_HAND,
    )


def message(parts: PanelParts, fields: Fields) -> str:
    return asked.message(parts) if asked.is_about(parts) else case.message(parts, "quote_declined")


def gate(parts: PanelParts, fields: Fields) -> dict[str, object]:
    return asked.gate(parts, fields) if asked.is_about(parts) else case.gate_facts(parts, fields)


def overtaken(parts: PanelParts, decision: Decision) -> Denied | None:
    return asked.overtaken(parts, decision) if asked.is_about(parts) else case.overtaken(parts, decision)


def undo(parts: PanelParts) -> str:
    return "Ctrl+Z takes it back: the request is open again" if asked.is_about(parts) else DECLINE_QUOTE.undo


DECLINE_QUOTE = Spec(
    name=NAME,
    title="Decline",
    key="5",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "Kept as a note on the offer or the shop's draft; the buyer does not read it"),),
    types=case.TYPE,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=gate,
    overtaken=overtaken,
    outcome="declined",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="declining",
    button="Decline {number}",
    done="Decline of {number} taken down",
    undo="Not from here: in the ERP a cancelled offer can be set back to draft and quoted again",
    undo_of=undo,
)
