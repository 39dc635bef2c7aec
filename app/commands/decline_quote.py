"""Decline: we do not hold the offer up any more; it is cancelled in the ERP with the reason."""

from __future__ import annotations

from datetime import date

from app.commands import documents
from app.commands import quote_case as case
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.letter import Effect
from app.domain.person import Person
from app.domain.steps import Step
from app.policy.matrix import Policy
from app.policy.verdict import Verdict

NAME = "decline_quote"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return case.cannot_decide(parts, me) or case.authority(parts, me, policy, NAME)


def _reason(fields: Fields) -> str:
    return fields.get("reason", "").strip()


def steps(parts: PanelParts, fields: Fields) -> tuple[Step, ...]:
    return (documents.cancelled(case.about(parts)[1], _reason(fields)),)


def effects(parts: PanelParts, fields: Fields) -> tuple[Effect, ...]:
    return documents.cancel_effects((case.about(parts)[1],), _reason(fields))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return (
        ("Offer lost", case.about(parts)[1].untaxed.named(), "bad"),
        case.authority_fact(parts, me, policy, NAME),
        BY_HAND,
    )


def message(parts: PanelParts, fields: Fields) -> str:
    return case.message(parts, "quote_declined")


DECLINE_QUOTE = Spec(
    name=NAME,
    title="Decline",
    key="5",
    icon="circle-x",
    fields=(Field("reason", "Reason", "reason", "Kept as a note on the offer; the buyer does not read it"),),
    types=case.TYPE,
    slot="outcome",
    money=True,
    sends=True,
    check=check,
    steps=steps,
    gate=case.gate_facts,
    outcome="declined",
    effects_of=effects,
    facts_of=facts,
    draft_of=message,
    doing="declining",
    button="Decline {number}",
    done="Decline of {number} taken down",
    undo="Not from here: in the ERP a cancelled offer can be set back to draft and quoted again",
)
