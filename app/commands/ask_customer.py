"""Ask the customer: a drafted question that a person sends, and the case waits for the answer."""

from __future__ import annotations

from datetime import date

from app.commands import order_case
from app.commands.command import BY_HAND, Fact3, Field, Fields, Spec
from app.domain.dossier import PanelParts
from app.domain.person import Person
from app.policy.matrix import CreditAsk, Policy
from app.policy.verdict import Verdict

NAME = "ask_customer"


def check(parts: PanelParts, me: Person, policy: Policy) -> Verdict:
    return order_case.cannot_decide(parts, me) or policy.may(me, NAME, CreditAsk(parts.dossier.source))


def facts(parts: PanelParts, me: Person, policy: Policy, fields: Fields, today: date) -> tuple[Fact3, ...]:
    return (order_case.to_fact(parts), BY_HAND)


def message(parts: PanelParts, fields: Fields) -> str:
    return order_case.draft_for(parts, "order_question", question=fields.get("question", "").strip())


ASK_CUSTOMER = Spec(
    name=NAME,
    title="Ask customer",
    key="5",
    keys={"address": "4"},
    icon="mail",
    fields=(
        Field("question", "Question", "text", "In the customer's language, as they shall read it"),
        Field("until", "Wait until", "moment", "It comes back then at the latest; its clock runs on"),
    ),
    types=frozenset({"validation", "address"}),
    check=check,
    facts_of=facts,
    draft_of=message,
    button="Copy the message for {number} and wait",
    done="The message for {number} is on the clipboard and in its notes: send it by hand. It waits for the answer",
    undo="Nothing is sent from here; open it from Snoozed to go on earlier",
)
