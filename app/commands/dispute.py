"""Dispute a price: a drafted reply with both prices that a person sends, and the case waits for the answer."""

from __future__ import annotations

from datetime import date

from app.commands import order_case, price_case
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Verdict

NAME = "dispute"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return price_case.cannot_decide(parts, me) or policy.may(me, NAME, CreditAsk(parts.dossier.source))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return (order_case.to_fact(parts), BY_HAND)


def message(parts: PanelParts, fields: Fields) -> str:
    return order_case.draft_for(parts, "price_dispute", lines=price_case.lines_words(parts, lambda one: one.ours))


DISPUTE = Spec(
    name=NAME,
    title="Dispute",
    key="4",
    icon="mail",
    fields=(Field("until", "Wait until", "moment", "It comes back then at the latest; its clock runs on"),),
    types=frozenset({"price"}),
    check=check,
    facts_of=facts,
    draft_of=message,
    button="Copy the reply for {number} and wait",
    done="The reply for {number} is on the clipboard and in its notes: send it by hand. It waits for the answer",
    undo="Nothing is sent from here; open it from Snoozed to go on earlier",
)
